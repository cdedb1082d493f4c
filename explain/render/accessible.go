package render

import (
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/delivery"
	"danewalk/explain/finding"
	"danewalk/explain/roster"
	"danewalk/explain/rules"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// Accessible writes the report of a domain, or of one name, to be read aloud:
// sentences only, one fact a line, no table, no sign that a screen reader would
// read by its name, short forms spelled. Only what is to be copied stands as it
// is, each on a line of its own after a sentence that announces it.
func Accessible(w io.Writer, d *explain.Diagnosis, o Options) error {
	a := &reader{&printer{w: w, o: o, words: d.Words}}
	if d.Report.Resolve != nil {
		a.name(d)
	} else {
		a.domain(d)
	}
	a.also(d)
	if a.audience() != explain.Helpdesk {
		a.delivery(d)
		a.beside(d)
	}
	if a.audience() == explain.Expert {
		a.serversAloud(d)
		a.certificatesAloud(d)
	}
	a.dates(d)
	if o := d.Report.Opinion; o != nil && (a.audience() == explain.Expert || explain.ResolverDisagrees(o)) {
		a.tell(explain.ResolverWords(d.Words, o))
	}
	a.tell(a.say("This took %s, with %d questions to the DNS.", a.seconds(d), d.Exchanges))
	a.tell(a.say("It is judged for %s.", d.At.UTC().Format("2006-01-02 15:04:05 UTC")))
	return a.err
}

// reader writes sentences.
type reader struct{ *printer }

// tell writes sentences, a line each.
func (a *reader) tell(s string) {
	for _, one := range sentencesOf(s) {
		one = a.spoken(one)
		if one == "" {
			continue
		}
		first, size := utf8.DecodeRuneInString(one)
		if begin, _, _ := strings.Cut(one, " "); !named(begin) {
			one = string(unicode.ToUpper(first)) + one[size:]
		}
		if end := strings.TrimRight(one, `"')`); end == "" || !strings.ContainsRune(".!?:", rune(end[len(end)-1])) {
			one += "."
		}
		a.line("%s", one)
	}
}

// sentencesOf splits a paragraph behind each sentence: where a capital letter
// follows a stop behind a word, and not behind a letter that stands for one.
func sentencesOf(s string) (out []string) {
	words := strings.Fields(s)
	from := 0
	for i, w := range words {
		if i+1 < len(words) && ends(w, words[i+1]) {
			out = append(out, strings.Join(words[from:i+1], " "))
			from = i + 1
		}
	}
	if from < len(words) {
		out = append(out, strings.Join(words[from:], " "))
	}
	return out
}

func ends(word, next string) bool {
	const shortest = 3 // "z. B." is no end
	bare := strings.TrimRight(word, `"')“”`)
	if !strings.HasSuffix(bare, ".") && !strings.HasSuffix(bare, "?") && !strings.HasSuffix(bare, "!") || utf8.RuneCountInString(bare) < shortest {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(next, `"'„“`))
	return unicode.IsUpper(first)
}

// copyable writes lines that are to be copied.
func (a *reader) copyable(list []string) {
	for i, r := range list {
		if len(list) == 1 {
			a.tell(a.say("The next line is to be copied as it stands."))
		} else {
			a.tell(a.say("Line %d of %d to be copied as it stands:", i+1, len(list)))
		}
		a.line("%s", flat(r))
	}
}

// domain tells verdict, answer and chain of a domain.
func (a *reader) domain(d *explain.Diagnosis) {
	a.tell(a.say("Report about %s.", d.Domain))
	if d.Unicode != "" {
		a.tell(a.say("Its name is written %s.", d.Unicode))
	}
	a.tell(a.say("Result: %s.", strings.ToLower(WordOf(d))))
	a.tell(d.Headline)
	for _, f := range stoppers(d) {
		a.tell(a.say("Beside DANE: %s", f.What))
	}
	if d.Final { // what is still under way is told by the one who reads
		a.tell(explain.Unfinished(d))
	}
	for _, words := range explain.PolicyWords(d.Words, d.Policy) {
		a.tell(words)
	}
	if d.Break >= 0 {
		a.finding(d, d.Break)
	}
	for _, b := range d.Answers[a.audience()] {
		a.block(b)
	}
	if d.Break >= 0 && a.audience() != explain.Expert {
		a.repair(d.Findings[d.Break])
	}
	a.steps(d)
}

// block tells a part of the answer.
func (a *reader) block(b explain.Block) {
	if b.Code {
		a.tell(b.Heading + ":")
		a.copyable(b.Paras)
		return
	}
	for i, para := range b.Paras {
		if i == 0 {
			para = b.Heading + ": " + para
		}
		a.tell(para)
	}
}

// finding tells what was found, where, and by which code it is known.
func (a *reader) finding(d *explain.Diagnosis, i int) {
	f := d.Findings[i]
	a.tell(f.Title)
	a.tell(a.say("It concerns %s.", f.Subject))
	a.tell(a.say("Its code is %s.", f.Code))
	if f.ConsequenceOf >= 0 {
		a.tell(a.say("It follows from %s.", d.Findings[f.ConsequenceOf].Code))
	}
}

// repair tells the steps of a repair.
func (a *reader) repair(f explain.Explained) {
	for i, s := range f.Fix {
		a.tell(a.say("Repair, step %d of %d: %s", i+1, len(f.Fix), s))
	}
	if records := recordsOf(f); len(records) > 0 {
		a.copyable(records)
	}
	if f.Wait != "" {
		a.tell(a.say("Takes effect") + ": " + f.Wait)
	}
}

// steps tells the chain, a step a line.
func (a *reader) steps(d *explain.Diagnosis) {
	a.tell(a.words.Count(len(d.Links), "The chain of trust has 1 step.", "The chain of trust has %d steps."))
	for i, l := range d.Links {
		line := a.say("Step %d of %d: %s: %s", i+1, len(d.Links), a.step(d, l), StateWord(a.words, l.State))
		if t := took(l); t != "" {
			line += ", " + t
		}
		a.tell(line + ".")
		if l.Break {
			a.tell(a.breaks(l))
		}
		if l.Note != "" {
			a.tell(l.Note)
		}
	}
}

// breaks says of a step that the chain ends there.
func (a *reader) breaks(l explain.Link) string {
	switch l.State {
	case explain.Open, explain.Skipped:
		return a.say("Here the protection ends.")
	case explain.Unknown: // nothing is known to be broken
		return a.say("From here on nothing can be told.")
	}
	return a.say("Here the chain breaks.")
}

// step is the name of a row where the rows above it are not seen: with the mail
// server that it is a step of.
func (p *printer) step(d *explain.Diagnosis, l explain.Link) string {
	if l.ID == rules.LinkZone(wire.Root()) {
		return p.say("[read aloud] root of the DNS")
	}
	i := slices.IndexFunc(d.Links, func(o explain.Link) bool { return o.ID == l.Parent && o.Depth == 1 && l.Depth == 2 })
	if i < 0 {
		return l.Label
	}
	return d.Links[i].Label + ", " + l.Label
}

// also tells the findings beside the break.
func (a *reader) also(d *explain.Diagnosis) {
	var list []int
	for _, i := range byWeight(d) {
		if i != d.Break && d.Findings[i].Weight != finding.Good {
			list = append(list, i)
		}
	}
	if len(list) == 0 {
		return
	}
	a.tell(a.words.Count(len(list), "1 more thing was found.", "%d more things were found."))
	for n, i := range list {
		f := d.Findings[i]
		a.tell(a.say("Finding %d of %d, %s:", n+1, len(list), label(a.words, f.Weight)))
		a.finding(d, i)
		if ours(d, i) {
			a.tell(a.say("%s: only seen from here; it says nothing about the recipient.", f.Subject))
			continue
		}
		a.tell(f.What)
		a.repair(f)
	}
}

// delivery tells what becomes of mail, sender by sender.
func (a *reader) delivery(d *explain.Diagnosis) {
	list := delivery.Views(d)
	if len(list) > 0 {
		a.tell(a.say("Who delivers") + ":")
	}
	for _, v := range list {
		said := a.say(v.Name) + ": " + delivery.Becomes(a.words, v)
		if more := a.printer.beside(v); len(more) > 0 {
			said += "; " + strings.Join(more, "; ")
		}
		a.tell(said)
	}
}

// beside tells what is published beside DANE.
func (a *reader) beside(d *explain.Diagnosis) {
	rows := a.besideRows(d)
	if len(rows) > 0 {
		a.tell(a.say("Beside DANE") + ":")
	}
	for _, r := range rows {
		a.tell(r.name + ": " + r.words)
		for _, b := range r.below {
			a.tell(b[0] + ": " + b[1])
		}
	}
}

// serversAloud tells of the name servers: a line a zone, and one a fault.
func (a *reader) serversAloud(d *explain.Diagnosis) {
	if len(d.Report.Servers) > 0 {
		a.tell(a.say("Name servers") + ":")
	}
	for _, z := range roster.Zones(d) {
		if z.Uniform() {
			a.tell(a.say("Zone %s: %s", z.Zone.Show(), z.Alike(a.words)))
		}
		for _, m := range slices.Concat(z.Marks, z.Absent) {
			for _, c := range m.Charges {
				a.tell(m.Who() + " " + c.Words(a.words))
			}
		}
		for _, c := range z.Whole {
			a.tell(a.say("Zone %s: %s", z.Zone.Show(), roster.Whole(a.words, d.Findings, c)))
		}
	}
}

// certificatesAloud tells each certificate, and each record against it.
func (a *reader) certificatesAloud(d *explain.Diagnosis) {
	for i := range d.Report.Hosts {
		h := &d.Report.Hosts[i]
		for j := range h.Addresses {
			at := &h.Addresses[j]
			for k := range at.Grid {
				a.certificate(h, at, k)
			}
		}
	}
}

func (a *reader) certificate(h *mail.Host, at *mail.Address, k int) {
	c := &at.Grid[k]
	if len(c.ChainDER) == 0 {
		return
	}
	a.tell(a.say("Certificate %d of %d of %s at %s: %s", k+1, len(at.Grid), h.Name.Show(), at.Addr, a.certWords(c)))
	for _, t := range c.Match.Attempts {
		if t.Record >= 0 && t.Record < len(h.Records) {
			a.tell(a.say("TLSA record %s: %s", a.briefly(h.Records[t.Record]), a.say(cell(h.Records[t.Record], t))))
		}
	}
}

// dates tells what breaks next.
func (a *reader) dates(d *explain.Diagnosis) {
	list := dated(d, a.audience())
	if len(list) > 0 {
		a.tell(a.phrase("heading", map[string]string{}) + ":")
	}
	for _, e := range list {
		words := a.told(e)
		a.tell(a.when(d, e) + ": " + words.What)
		a.tell(words.Look)
		a.tell(a.phrase("otherwise", map[string]string{"otherwise": words.Otherwise}))
	}
}

// seconds is how long the check took.
func (a *reader) seconds(d *explain.Diagnosis) string {
	return a.words.Decimal(a.say("%.1f seconds", d.Took.Seconds()))
}

// name tells the judgement of one name.
func (a *reader) name(d *explain.Diagnosis) {
	l := d.Report.Resolve
	a.tell(a.say("Report about %s.", l.Name.Show()+" "+l.Type.String()))
	a.tell(a.say("Result: %s.", a.status(l)))
	a.tell(a.meaning(d))
	for _, f := range a.facts(d) {
		a.tell(f.Label + ": " + f.Value)
	}
	stations := explain.Stations(d)
	a.tell(a.words.Count(len(stations), "The chain of trust has 1 step.", "The chain of trust has %d steps."))
	for i, s := range stations {
		a.tell(a.say("Step %d of %d: %s: %s", i+1, len(stations), a.title(s), s.Status))
		if s.Sign != "" {
			a.tell(a.ending(s))
		}
		for _, pt := range s.Points {
			if pt.Exact {
				a.copyable(strings.Split(pt.Text, "\n"))
				continue
			}
			a.tell(pointWords(pt))
		}
	}
	if d.Break >= 0 {
		a.finding(d, d.Break)
		a.tell(d.Findings[d.Break].What)
		a.repair(d.Findings[d.Break])
	}
}

// title is the name of a station; that of the root has no letters.
func (p *printer) title(s explain.Station) string {
	if strings.HasPrefix(s.Title, ". ") {
		return p.say("[read aloud] root of the DNS")
	}
	return s.Title
}
