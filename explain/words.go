package explain

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
)

//go:embed verdicts
var verdictFiles embed.FS

// explainAll gives every finding its words.
func explainAll(d *Diagnosis, found []finding.Finding) []Explained {
	out := make([]Explained, 0, len(found))
	for _, f := range found {
		entry, err := d.Words.Load(rules.Texts(), "", rules.Stem(f.Code))
		if err != nil {
			entry, _ = d.Words.Load(verdictFiles, "verdicts", crashed)
		}
		e := Explained{Finding: f, ConsequenceOf: f.CausedByIndex - 1, Wait: f.Args["wait"]}
		words := fillerOf(d, e, entry)
		e.Title = words.line("title")
		e.What = words.line("what")
		e.Who = words.line("who")
		e.Fix = text.Lines(words.get("fix"))
		e.Edits = textEdits(d, f, words.get("expert.fix"))
		beyond(d, &e)
		e.Answers = withFurther(d, e, answers(words, e))
		e.Copy = copies(words, e)
		out = append(out, e)
	}
	return out
}

// crashed names the words for a rule that crashed: it has none of its own.
const crashed = "crashed"

// filler fills the parts of one entry; a part that cannot be filled is left
// out rather than shown with a hole.
type filler struct {
	words *text.Book
	entry text.Entry
	args  finding.Args
	port  *otherPort // nil for mail between servers
}

func (w filler) get(part string) string {
	args, run := w.args, part == "expert.fix" || part == "expert.reproduce"
	if run {
		args = maps.Clone(args)
		for name, value := range args {
			args[name] = fix.Argument(value)
		}
	}
	s, err := w.entry.Fill(part, args)
	if err != nil {
		s = ""
	}
	if w.port != nil {
		s = w.port.instead(part, s, w.args)
	}
	if run {
		lines := strings.Split(s, "\n")
		for i := range lines {
			lines[i] = fix.Shell(lines[i])
		}
		s = strings.Join(lines, "\n")
	}
	return s
}

func (w filler) line(part string) string { return strings.Join(text.Paragraphs(w.get(part)), " ") }

// block makes a block of a part, or none if the part is empty.
func (w filler) block(heading text.Phrase, part string, code bool) []Block {
	s := w.get(part)
	if s == "" {
		return nil
	}
	if code {
		return []Block{{Part: part, Heading: w.words.Say(heading), Paras: text.Lines(s), Code: true}}
	}
	return []Block{{Part: part, Heading: w.words.Say(heading), Paras: text.Paragraphs(s)}}
}

// lines makes a block of one paragraph a line.
func (w filler) lines(heading text.Phrase, part string) []Block {
	if l := text.Lines(w.get(part)); len(l) > 0 {
		return []Block{{Part: part, Heading: w.words.Say(heading), Paras: l}}
	}
	return nil
}

// answers makes the blocks of an answer for each audience, in the order read.
func answers(w filler, e Explained) map[Audience][]Block {
	join := func(parts ...[]Block) (out []Block) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	var wait []Block
	if e.Wait != "" {
		wait = []Block{{Part: "wait", Heading: w.words.Say("How long until it works"), Paras: []string{e.Wait}}}
	}
	h := headings()
	helpdesk := func(part string) []Block { return w.block(h[part], part, false) }
	found := fmt.Sprintf("%s (%s): %s", e.Code, e.Subject, e.Title)
	return map[Audience][]Block{
		Helpdesk: join(helpdesk("what"), helpdesk("who"), helpdesk("notices"), helpdesk("say")),
		Learner: join(w.block(h["learner.where"], "learner.where", false), w.block(whyHeading(e.Weight), "learner.why", false),
			w.block(h["learner.try"], "learner.try", false), w.lines(h["learner.words"], "learner.words")),
		Expert: join([]Block{{Part: "title", Heading: w.words.Say(h["title"]), Paras: []string{found}}},
			w.block(h["expert.expected"], "expert.expected", false), w.block(h["expert.presented"], "expert.presented", false),
			w.lines(h["fix"], "fix"), w.block(h["expert.fix"], "expert.fix", true), wait, w.block(h["expert.reproduce"], "expert.reproduce", true)),
	}
}

// headings are those of the parts of an answer.
func headings() map[string]text.Phrase {
	return map[string]text.Phrase{
		"what": "What happened", "who": "Who fixes it", "notices": "Who notices", "say": "What to say",
		"learner.where": "Where we are", "learner.try": "Try it", "learner.words": "Words",
		"title": "Finding", "expert.expected": "Expected", "expert.presented": "Presented", "fix": "Steps", "expert.fix": "Fix",
		"expert.reproduce": "Reproduce",
	}
}

// whyHeading does not speak of breaking where nothing is broken.
func whyHeading(w finding.Severity) text.Phrase {
	switch w {
	case finding.Fatal, finding.Risk, finding.Local:
		return text.Phrase("Why it breaks")
	}
	return text.Phrase("Why")
}

// copies is what the copy key copies: the ticket sentence, a short
// explanation, or the exact record or command.
func copies(w filler, e Explained) map[Audience]string {
	expert := w.get("expert.fix")
	if expert == "" {
		expert = strings.Join(e.Fix, "\n")
	}
	say := w.line("say")
	if say == "" {
		say = e.What
	}
	return map[Audience]string{
		Helpdesk: say,
		Learner:  strings.TrimSpace(e.What + " " + w.line("learner.why")),
		Expert:   expert,
	}
}

// verdictWords loads the words of a verdict.
func verdictWords(d *Diagnosis) text.Entry {
	entry, err := d.Words.Load(verdictFiles, "verdicts", string(d.Verdict))
	if err != nil {
		return text.Entry{}
	}
	return entry
}

// VerdictTexts returns the words of the verdicts, for the tests of the texts.
func VerdictTexts() fs.FS { return verdictFiles }

// fillerOf fills the words of a finding.
func fillerOf(d *Diagnosis, e Explained, entry text.Entry) filler {
	w := filler{d.Words, entry, e.Args, otherPortOf(d, rules.Stem(e.Code))}
	if w.port != nil {
		w.port.about(e.Finding, w.line("title"))
	}
	return w
}

// verdictFiller fills the words of the verdict.
func verdictFiller(d *Diagnosis, args finding.Args) filler {
	return filler{d.Words, verdictWords(d), args, otherPortOf(d, "verdict_"+string(d.Verdict))}
}

// general is the answer when no finding is selected.
func general(d *Diagnosis) (map[Audience][]Block, map[Audience]string) {
	if d.Break >= 0 {
		return d.Findings[d.Break].Answers, d.Findings[d.Break].Copy
	}
	w := verdictFiller(d, verdictArgs(d))
	e := Explained{What: w.line("what"), Who: w.line("who")}
	a := answers(w, e)
	a[Expert] = append(w.block(headings()["title"], "what", false), w.block(headings()["expert.presented"], "expert.presented", false)...)
	return a, copies(w, e)
}

// verdictArgs are the values that the words of a verdict may use.
func verdictArgs(d *Diagnosis) finding.Args {
	done, steps := progress(d)
	delivered := slices.ContainsFunc(d.Report.Hosts, func(h mail.Host) bool { return h.TakesMail() })
	return finding.Args{
		"lenient": finding.Flag(!delivered && d.Report.Lenient()), "delivered": finding.Flag(delivered), "everybody": finding.Flag(everybody(d)), "noSMTP": finding.Flag(d.NoSMTP), "stopped": finding.Flag(d.Stopped), "unsettled": finding.Flag(d.Unsettled()), "outOfTime": outOfTime(d),
		"domain": d.Domain, "hosts": d.Words.Count(len(d.Report.Hosts), "1 mail server", "%d mail servers"),
		"exchanges": fmt.Sprint(d.Exchanges), "took": d.Words.Decimal(d.Took.Round(time.Millisecond).String()),
		"done": fmt.Sprint(done), "steps": fmt.Sprint(steps), "clause": "", "untested": untested(d), "only": only(d),
	}
}

// outOfTime is the time that was up, in words; empty if the check came to its end.
func outOfTime(d *Diagnosis) string {
	if after := d.OutOfTime(); after > 0 {
		return Length(d.Words, after)
	}
	return ""
}

// everybody tells whether the break stops all senders, not only those that
// check signatures or DANE.
func everybody(d *Diagnosis) bool {
	if d.Break < 0 || d.Findings[d.Break].Weight != finding.Fatal {
		return false
	}
	return stopsEverybody(d.Findings[d.Break].Code)
}

// strangersSaid is how many addresses a sentence names that only some name servers
// give: the answers of a hostile one hold hundreds.
const strangersSaid = 6

// untested names the mail server addresses that were not tested from here, in a
// sentence; empty: there are none.
func untested(d *Diagnosis) string {
	var out []string
	for i := range d.Report.Hosts {
		h := &d.Report.Hosts[i]
		for _, a := range elsewhere(d, h) { // it may be tested as that of another server
			out = append(out, h.Name.Show()+" "+a.String())
		}
	}
	more := len(out) - strangersSaid
	said := d.Words.List(append(outOfReach(d), out[:min(len(out), strangersSaid)]...))
	if more > 0 {
		return d.Words.Say("%s, and %d more", said, more)
	}
	return said
}

// outOfReach lists the mail server addresses that could not be tested from here.
func outOfReach(d *Diagnosis) (out []string) {
	for _, h := range d.Report.Hosts {
		for _, a := range h.Addresses {
			if a.Outcome == mail.OutcomeUntested {
				out = append(out, a.Addr.String())
			}
		}
	}
	return out
}

// only names the address family over which everything was tested, if addresses
// of the other one had to be left out.
func only(d *Diagnosis) string {
	if len(outOfReach(d)) == 0 {
		return ""
	}
	for _, h := range d.Report.Hosts {
		for _, a := range h.Addresses {
			if a.Outcome == mail.OutcomePass {
				return a.Family
			}
		}
	}
	return ""
}

// progress counts the steps of the chain that are done.
func progress(d *Diagnosis) (done, all int) {
	for _, l := range d.Links {
		if l.Depth == 1 {
			continue // a mail server is the sum of its steps
		}
		all++
		if l.State != Waiting && l.State != Running && !(d.Stopped && l.State == Unknown) { // what was left is not done
			done++
		}
	}
	return done, all
}
