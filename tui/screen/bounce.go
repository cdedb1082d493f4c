package screen

import (
	"slices"
	"strconv"
	"strings"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// mostDomains is how many domains of one message are offered: a log of a day names
// hundreds.
const mostDomains = 10

// Bounce is the screen that says what a pasted message means. Nothing leaves the
// computer by it: the check is another step.
type Bounce struct {
	choices
	reading bounce.Reading
	domains []string // that can be checked
	words   []bounce.Words
}

// NewBounce makes the screen of a message that was read.
func NewBounce(l Look, r bounce.Reading) *Bounce {
	s := &Bounce{choices: choices{base: newBase(l), sel: 1, rolled: true}, reading: r} // what happened comes first, in a small window too
	var checked bounce.Reading
	for _, b := range r.Bounces {
		if about(b) {
			checked.Bounces = append(checked.Bounces, b)
		}
	}
	s.domains = checked.Domains()
	s.domains = s.domains[:min(len(s.domains), mostDomains)]
	s.explain()
	return s
}

func (s *Bounce) explain() {
	s.words = nil
	for _, b := range s.reading.Bounces {
		w, err := bounce.Explain(b, s.book)
		if err != nil {
			w = bounce.Words{Title: string(b.Kind)}
		}
		s.words = append(s.words, w)
	}
}

// At is the place whose keys count here.
func (s *Bounce) At() command.Place { return command.InBounce }

// Place is where we are.
func (s *Bounce) Place() string { return s.book.Say("pasted message") }

// Offers is what can be done here.
func (s *Bounce) Offers() []Offer {
	return s.offers(command.InBounce, nil, still()...)
}

// Speak changes the language.
func (s *Bounce) Speak(book *text.Book) {
	s.base.Speak(book)
	s.explain()
}

// number is how many lines can be chosen: a domain each, and the list of codes.
func (s *Bounce) number() int { return len(s.domains) + 1 }

// Lines is the whole frame.
func (s *Bounce) Lines() []string {
	return s.page(s.Place(), s.footer(), s.corner(command.InBounce), func(w, h int) []string {
		p := s.content(w)
		return p.Render(h, s.offset(p, h), s.sel)
	})
}

func (s *Bounce) footer() []pane.Hint {
	out := s.hints(command.InBounce, command.Open, command.Back)
	r := s.body()
	p := s.content(r.W)
	if key := s.keys.Of(command.InBounce, command.PageDown); key != "" && s.offset(p, r.H) < p.Rows()-r.H {
		out = append(out, pane.Hint{Key: key, Word: s.book.Say("[key] more")})
	}
	if s.reading.Recognised() {
		out = append(out, s.hints(command.InBounce, command.Copy)...)
	}
	return append(out, s.hints(command.InBounce, command.Language)...)
}

// content is the first statement, what can be done, and the other statements.
func (s *Bounce) content(w int) *pane.Page {
	p := pane.NewPage(s.th, w)
	if !s.reading.Recognised() {
		p.Blank(1)
		p.Say(2, theme.Plain, s.unknown())
		p.Blank(1)
	} else {
		p.Say(2, theme.Plain, s.book.Say("I read this in the message you pasted (nothing leaves this computer):"))
		s.statement(p, 0)
		p.Blank(1)
	}
	if next := s.next(); next != "" {
		p.Say(2, theme.Plain, next)
		p.Blank(1)
	}
	for i, d := range s.domains {
		name := d
		if u := explain.Unicode(d); u != "" {
			name = u + " (" + d + ")"
		}
		p.Choose(i+1, s.sel == i+1, s.book.Say("Check %s now", name))
	}
	p.Choose(s.number(), s.sel == s.number(), s.book.Say("Show what mail systems say (5.7.321 - 5.7.324, \"Server certificate not trusted\", ...)"))
	for i := 1; i < len(s.words); i++ {
		if i == 1 {
			p.Blank(1)
			p.Say(2, theme.Strong, s.book.Say("The text says more"))
		}
		s.statement(p, i)
	}
	return p
}

// unknown is said of a text in which no message was found.
func (s *Bounce) unknown() string {
	if s.reading.Cut {
		return s.book.Say("The text is longer than danewalk reads, and its beginning does not say why mail came back. Paste the part that does.")
	}
	return s.book.Say("Nothing in this text is known as a message about failed delivery. Paste the whole message, or the lines of a log.")
}

// next leads from what was read to what can be done; empty if no check could say
// more.
func (s *Bounce) next() string {
	switch known := s.reading.Recognised(); {
	case known && len(s.domains) > 0:
		return s.book.Say("So the question is: is it still broken, and who must act?")
	case len(s.domains) > 0:
		return s.book.Say("What it names can be checked all the same:")
	case known && slices.ContainsFunc(s.reading.Bounces, about):
		return s.book.Say("The message does not say to whom the mail was going: go back with %s and type the recipient's address.", s.keys.Of(command.InBounce, command.Back))
	}
	return ""
}

// about tells whether a check of the domain can say more of a statement.
func about(b bounce.Bounce) bool { return b.Kind != bounce.NotAboutDANE && b.Kind != bounce.NoFailure }

// statement adds what one statement of the text says.
func (s *Bounce) statement(p *pane.Page, i int) {
	const column = 14
	p.Blank(1)
	for _, row := range s.labelled(i) {
		p.Labelled(4, column, row[0], row[1])
	}
}

// labelled is what one statement of the text says: labels with their values, of
// which some are empty.
func (s *Bounce) labelled(i int) [][2]string {
	b, words := s.reading.Bounces[i], s.words[i]
	server, code := b.Host, b.Enhanced
	if b.Address.IsValid() {
		server = strings.TrimSpace(server + " [" + b.Address.String() + "]")
	}
	if b.SMTP != 0 {
		code = strings.TrimSpace(strconv.Itoa(b.SMTP) + " " + code)
	}
	out := [][2]string{
		{s.book.Say("[a label] recipient"), b.Domain},
		{s.book.Say("[a label] mail server"), server},
		{s.book.Say("[a label] said by"), b.MTA.Name(s.book)},
		{s.book.Say("[a label] code"), code},
		{s.book.Say("[a label] in words"), words.Title + ". " + words.What},
		{s.book.Say("[a label] who acts"), words.Who},
	}
	for _, r := range words.Remarks {
		out = append(out, [2]string{s.book.Say("[a label] note"), r})
	}
	return out
}

// Key handles a key by its name.
func (s *Bounce) Key(key string) Effect { return s.Do(s.keys.Find(command.InBounce, key)) }

// Do carries out a command.
func (s *Bounce) Do(name command.Name) Effect {
	s.toast = ""
	switch {
	case name == command.Open:
		return s.open()
	case name == command.Copy && !s.reading.Recognised():
		s.toast = s.book.Say("nothing to copy yet")
		return Effect{}
	case name == command.Copy:
		return Effect{Do: DoCopy, Text: s.copyText(), Name: s.book.Say("copied")}
	case name == command.Plain:
		return Effect{Do: DoPush, Screen: NewPlain(s.look(), s)}
	case name == command.Glossary:
		return Effect{Do: DoPush, Screen: NewGlossary(s.look(), s)}
	case s.move(name, s.number(), s.content(s.body().W)):
		return Effect{}
	}
	e, _ := s.common(name)
	return e
}

func (s *Bounce) open() Effect {
	if s.sel == s.number() {
		return Effect{Do: DoPush, Screen: NewReading(s.look(), bounceCodes)}
	}
	domain := s.domains[s.sel-1]
	e := Effect{Do: DoCheck, Text: domain}
	for _, b := range s.reading.Bounces {
		if b.Domain == domain {
			e.Bounces = append(e.Bounces, b)
		}
	}
	return e
}

// copyText is what the message means, for a ticket: a paragraph for each statement.
func (s *Bounce) copyText() string {
	var out []string
	for i, w := range s.words {
		said := []string{w.Title + ". " + w.What, s.book.Say("Who acts: %s", w.Who)}
		if domain := s.reading.Bounces[i].Domain; domain != "" {
			said[0] = domain + ": " + said[0]
		}
		for n, r := range s.reading.Bounces[i].Remarks {
			if r == bounce.RemarkGaveUp || r == bounce.RemarkRetrying { // what the sender has to do
				said = append(said, w.Remarks[n])
			}
		}
		out = append(out, s.th.Text(strings.Join(said, " ")))
	}
	return strings.Join(out, "\n\n")
}

// Click chooses a line; a click on the line that is chosen opens it.
func (s *Bounce) Click(x, y int) Effect {
	choice := s.clicked(x, y, s.content(s.body().W))
	if choice == 0 {
		return s.Do(s.pageHit(command.InBounce, s.Place(), s.footer(), s.corner(command.InBounce), x, y))
	}
	s.toast = ""
	if choice == s.sel {
		return s.open()
	}
	s.sel = choice
	return Effect{}
}

// Wheel scrolls.
func (s *Bounce) Wheel(_, _, direction int) { s.wheel(direction, s.content(s.body().W)) }

// bounceCodes lists what mail systems say and what it means.
func bounceCodes(book *text.Book) (string, []explain.Block) {
	var out []explain.Block
	for _, k := range bounce.Kinds() {
		if slices.Contains([]bounce.Kind{bounce.NoFailure, bounce.NotAboutDANE, bounce.Unknown}, k) {
			continue
		}
		b := bounce.Bounce{Kind: k, Domain: "example.org", Host: "mx1.example.org", EDE: -1}
		w, err := bounce.Explain(b, book)
		if err != nil {
			continue
		}
		block := explain.Block{Heading: w.Title, Paras: []string{w.What}}
		if codes := saidAs(k); codes != "" {
			block.Heading += "  (" + codes + ")"
		}
		out = append(out, block)
	}
	return book.Say("what mail systems say"), out
}

// saidAs are the best known words for a kind of fault: the codes of Exchange
// Online, and the phrases of Postfix.
func saidAs(k bounce.Kind) string {
	return map[bounce.Kind]string{
		bounce.STARTTLSMissing: "5.7.321 starttls-not-supported", bounce.CertExpired: "5.7.322 certificate-expired",
		bounce.TLSAMismatch: `5.7.323 tlsa-invalid; Postfix: "Server certificate not trusted", "not verified"`, bounce.DNSSECInvalid: "5.7.324 dnssec-invalid",
		bounce.DANERequired: "5.7.325 dane-required", bounce.TLSALookup: `Postfix: "TLSA lookup error"`,
	}[k]
}
