package render

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
)

// Options says how text is written.
type Options struct {
	Audience explain.Audience // empty: helpdesk
	ASCII    bool             // no symbols outside ASCII
	Color    bool             // paint verdict, headings and states, for a terminal
	Width    int              // columns; 0 means 80
	Words    *text.Book       // of what is not about a diagnosis, which has its own; nil: English
}

// The widths of the report, in columns.
const (
	usualWidth = 80 // of a terminal, and of a ticket system
	labelWidth = 32 // of the names in the chain; longer ones push the rest of their line
)

// Text writes the report of a domain: the verdict first, then the answer, then
// the chain, then what else was found.
func Text(w io.Writer, d *explain.Diagnosis, o Options) error {
	p := &printer{w: w, o: o, words: d.Words}
	name := d.Domain
	if d.Unicode != "" {
		name += " (" + d.Unicode + ")"
	}
	p.line("%s", p.tint(name+": "+WordOf(d), WordOf(d), ofVerdict(d.Verdict)))
	p.wrap("", d.Headline)
	p.warnBeside(d)
	if s := explain.Unfinished(d); s != "" {
		p.wrap("! ", s)
	}
	for _, words := range explain.PolicyWords(d.Words, d.Policy) { // nobody shall take the result of a weaker validator for the truth
		p.wrap("! ", words)
	}
	p.line("")
	if d.Break >= 0 {
		b := d.Findings[d.Break]
		p.pair(fmt.Sprintf("%s: %s", sign(d), b.Title), "["+string(b.Code)+"]")
		p.wrap(p.say("[where it breaks] at")+": ", b.Subject)
		p.line("")
	}
	p.blocks(d.Answers[p.audience()])
	if d.Break >= 0 {
		p.repair(d.Findings[d.Break])
	}
	p.chain(d)
	if p.audience() == explain.Expert {
		p.servers(d)
		p.certificates(d)
	}
	if p.audience() != explain.Helpdesk {
		p.senders(d)
		p.besideDANE(d)
	}
	p.others(d)
	p.horizon(d)
	p.opinion(d.Report.Opinion)
	p.line("")
	p.effort(d)
	return p.err
}

// effort writes what the check cost, and the moment that it was judged for.
func (p *printer) effort(d *explain.Diagnosis) { p.line("%s", p.cost(d)) }

func (p *printer) cost(d *explain.Diagnosis) string {
	return p.say("%d DNS exchanges in %s; judged at %s", d.Exchanges, p.words.Decimal(d.Took.Round(time.Millisecond).String()), d.At.UTC().Format(time.RFC3339))
}

// sign is the word for the place where the chain ends.
func sign(d *explain.Diagnosis) string {
	for _, l := range d.Links {
		if l.Break {
			return l.Sign(d.Words)
		}
	}
	return explain.Link{}.Sign(d.Words)
}

// Word is the verdict as people read it, in at most 20 cells.
func Word(b *text.Book, v mail.Verdict) string {
	words := map[mail.Verdict]text.Phrase{
		mail.Protected: "PROTECTED", mail.AtRisk: "AT RISK", mail.Blocked: "BLOCKED", mail.NotProtected: "NOT PROTECTED",
		mail.CannotTell: "CANNOT TELL", mail.NoMail: "NO MAIL", mail.Checking: "CHECKING",
	}
	if w, ok := words[v]; ok {
		return b.Say(w)
	}
	return string(v)
}

// WordOf is the word for a whole diagnosis: that of its verdict, unless the check
// was stopped before there was one.
func WordOf(d *explain.Diagnosis) string {
	if d.Stopped && d.Verdict == mail.Checking {
		return d.Words.Say("STOPPED")
	}
	return Word(d.Words, d.Verdict)
}

// printer writes lines and keeps the first error.
type printer struct {
	w   io.Writer
	o   Options
	err error

	words *text.Book // nil: English
}

// say says a phrase in the language of the report.
func (p *printer) say(phrase text.Phrase, values ...any) string {
	return p.words.Say(phrase, values...)
}

// quoted sets words of others in quotation marks.
func (p *printer) quoted(s string) string { return p.say("[a quotation] \"%s\"", s) }

func (p *printer) audience() explain.Audience {
	if p.o.Audience == "" {
		return explain.Helpdesk
	}
	return p.o.Audience
}

func (p *printer) width() int {
	if p.o.Width <= 0 {
		return usualWidth
	}
	return p.o.Width
}

func (p *printer) line(format string, args ...any) {
	if p.err != nil {
		return
	}
	s := strings.TrimRight(fmt.Sprintf(format, args...), " ")
	if p.o.ASCII {
		s = ascii(s)
	}
	_, p.err = fmt.Fprintln(p.w, s)
}

// ascii replaces the few symbols that our own words use.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '…' {
			return '~'
		}
		if r > 126 {
			return '?'
		}
		return r
	}, strings.NewReplacer("–", "-", "→", "->", "√", "ok", "×", "XX", "○", "()", "·", ".", "»", ">").Replace(text.Plain(s)))
}

// pair writes a line and what belongs behind it, which goes below where the line
// has no room.
func (p *printer) pair(line, behind string) {
	if behind == "" || utf8.RuneCountInString(line)+2+utf8.RuneCountInString(behind) <= p.width() {
		p.line("%s  %s", line, behind)
		return
	}
	p.line("%s", line)
	p.wrap("    ", behind)
}

// wrap writes a paragraph, its lines indented like the first.
func (p *printer) wrap(indent, s string) {
	if p.o.ASCII {
		s = text.Plain(s) // before it is measured
	}
	room := p.width() - utf8.RuneCountInString(indent)
	cur := ""
	pad := indent
	for _, word := range strings.Fields(s) {
		if cur != "" && utf8.RuneCountInString(cur)+1+utf8.RuneCountInString(word) > room {
			p.line("%s%s", pad, cur)
			cur, pad = "", strings.Repeat(" ", utf8.RuneCountInString(indent))
		}
		if cur != "" {
			cur += " "
		}
		cur += word
	}
	if cur != "" {
		p.line("%s%s", pad, cur)
	}
}

func (p *printer) blocks(bs []explain.Block) {
	for _, b := range bs {
		p.line("%s", p.tint(b.Heading, b.Heading, bold))
		for _, para := range b.Paras {
			if b.Code {
				p.line("  %s", para) // a record or command is never broken
			} else {
				p.wrap("  ", para)
			}
		}
		p.line("")
	}
}

// repair writes steps, records and the waiting time for audiences whose blocks
// do not have them.
func (p *printer) repair(b explain.Explained) {
	if p.audience() == explain.Expert {
		return
	}
	records := recordsOf(b)
	if len(b.Fix)+len(records) > 0 {
		p.line("%s", p.say("How to fix it (for the one who does)"))
		for _, s := range b.Fix {
			p.wrap("  - ", s)
		}
		for _, r := range records {
			p.line("  %s", r) // never broken: it is copied
		}
		p.line("")
	}
	if b.Wait != "" {
		p.wrap(p.say("Takes effect")+": ", b.Wait)
		p.line("")
	}
}

// chain writes the chain of trust, one row a link. A column is as wide as this
// chain needs it; a note that the line has no room for stands below.
func (p *printer) chain(d *explain.Diagnosis) {
	head := p.say("Chain of trust")
	p.line("%s", p.tint(head, head, bold))
	var marked, named, timed int
	for _, l := range d.Links {
		marked = max(marked, utf8.RuneCountInString(p.mark(l.State)))
		named = max(named, 2*l.Depth+min(labelWidth, utf8.RuneCountInString(linkName(p.words, l))))
		timed = max(timed, len(took(l)))
	}
	for _, l := range d.Links {
		indent := strings.Repeat("  ", l.Depth)
		row := fmt.Sprintf("  %s%s  %s %*s", indent, pad(p.mark(l.State), marked), pad(linkName(p.words, l), named-len(indent)), timed, took(l))
		if utf8.RuneCountInString(row)+2+utf8.RuneCountInString(l.Note) <= p.width() {
			p.line("%s  %s", p.tint(row, p.mark(l.State), ofState(l.State)), l.Note)
			continue
		}
		p.line("%s", p.tint(row, p.mark(l.State), ofState(l.State)))
		p.wrap(strings.Repeat(" ", 2+len(indent)+marked+4), l.Note)
	}
}

// linkName is the name of a row, with the mark of the place that decides.
func linkName(b *text.Book, l explain.Link) string {
	if l.Break {
		return l.Sign(b) + ": " + l.Label
	}
	return l.Label
}

// took is the time of a row, empty if none was measured.
func took(l explain.Link) string {
	if l.Took <= 0 {
		return ""
	}
	return fmt.Sprintf("%d ms", max(1, l.Took.Milliseconds()))
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-utf8.RuneCountInString(s))) }

// mark is symbol and word of a state, never a symbol alone: in ASCII the sign of
// what is in order is the word itself.
func (p *printer) mark(s explain.State) string {
	if p.o.ASCII && s == explain.OK {
		return StateWord(p.words, s)
	}
	symbols := map[explain.State]string{
		explain.OK: "√", explain.Open: "○", explain.Warning: "!", explain.Broken: "×", explain.Unknown: "?", explain.Running: "»", explain.Skipped: "-",
	}
	symbol, ok := symbols[s]
	if !ok {
		symbol = "·"
	}
	return symbol + " " + StateWord(p.words, s)
}

// StateWord is the state of a row of the chain as people read it.
func StateWord(b *text.Book, s explain.State) string {
	words := map[explain.State]text.Phrase{
		explain.OK: "[a state] ok", explain.Open: "[a state] not protected", explain.Warning: "[a state] warning", explain.Broken: "[a state] BROKEN",
		explain.Unknown: "[a state] cannot tell", explain.Running: "[a state] checking", explain.Skipped: "[a state] not checked",
	}
	if w, ok := words[s]; ok {
		return b.Say(w)
	}
	return b.Say("[a state] waiting")
}

// others lists the findings beside the break.
func (p *printer) others(d *explain.Diagnosis) {
	first := true
	for _, i := range byWeight(d) {
		f := d.Findings[i]
		if i == d.Break || f.Weight == finding.Good {
			continue
		}
		if first {
			p.line("")
			p.line("%s", p.say("Also found"))
			first = false
		}
		follows := ""
		if f.ConsequenceOf >= 0 {
			follows = "(" + p.say("follows from %s", d.Findings[f.ConsequenceOf].Code) + ")"
		}
		head, code := "  "+label(p.words, f.Weight)+": "+f.Title, "["+string(f.Code)+"]"
		if utf8.RuneCountInString(head+"  "+code) <= p.width() {
			p.pair(head+"  "+code, follows)
		} else {
			p.line("%s", head)
			p.wrap("    ", strings.TrimSpace(code+"  "+follows))
		}
		if ours(d, i) {
			p.wrap("    ", p.say("%s: only seen from here; it says nothing about the recipient.", f.Subject))
			continue
		}
		p.wrap("    ", f.Subject+": "+f.What)
	}
}

// byWeight orders the findings for a reader: what stops mail first, notes last,
// and otherwise causes before consequences, as they stand.
func byWeight(d *explain.Diagnosis) []int {
	order := []finding.Severity{finding.Fatal, finding.Risk, finding.Lost, finding.Local, finding.Hygiene, finding.Info}
	var out []int
	for _, w := range order {
		for i, f := range d.Findings {
			if f.Weight == w {
				out = append(out, i)
			}
		}
	}
	return out
}

// label is a weight as people read it.
func label(b *text.Book, w finding.Severity) string {
	words := map[finding.Severity]text.Phrase{
		finding.Fatal: "[a weight] broken", finding.Risk: "[a weight] risk", finding.Lost: "[a weight] not protected", finding.Local: "[a weight] our side",
		finding.Hygiene: "[a weight] advice", finding.Info: "[a weight] note",
	}
	if s, ok := words[w]; ok {
		return b.Say(s)
	}
	return string(w)
}

// ours tells whether a finding only follows from a fault on our own side.
func ours(d *explain.Diagnosis, i int) bool {
	for range d.Findings {
		if d.Findings[i].ConsequenceOf < 0 {
			return false
		}
		i = d.Findings[i].ConsequenceOf
		if d.Findings[i].Weight == finding.Local {
			return true
		}
	}
	return false
}
