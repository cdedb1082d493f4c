package render

import (
	"fmt"
	"io"
	"strings"

	"danewalk/explain"
	"danewalk/explain/delivery"
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/horizon"
)

// Markdown writes the report of a domain, or of one name, to be pasted into a
// ticket or a wiki: CommonMark with tables (GFM 4.10). What came from the network
// cannot make a link, an image, HTML or anything else of itself.
func Markdown(w io.Writer, d *explain.Diagnosis, o Options) error {
	m := &markdownWriter{printer: &printer{w: w, o: o, words: d.Words}}
	if d.Report.Resolve != nil {
		m.name(d)
	} else {
		m.domain(d)
	}
	m.also(d)
	m.delivery(d)
	m.dates(d)
	m.resolver(d)
	m.para(m.cost(d))
	return m.err
}

// markdownWriter writes blocks with a blank line between them.
type markdownWriter struct {
	*printer
	begun bool
}

// block writes lines that belong together.
func (m *markdownWriter) block(lines ...string) {
	if len(lines) == 0 || m.err != nil {
		return
	}
	text := strings.Join(lines, "\n") + "\n"
	if m.o.ASCII {
		text = asciiLines(text)
	}
	if m.begun {
		text = "\n" + text
	}
	m.begun = true
	_, m.err = io.WriteString(m.w, text)
}

// asciiLines is ascii for several lines.
func asciiLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = ascii(l)
	}
	return strings.Join(lines, "\n")
}

func (m *markdownWriter) heading(level int, s string) {
	m.block(strings.Repeat("#", level) + " " + strings.TrimLeft(markdown(s), "#"))
}

func (m *markdownWriter) para(s string) {
	if said := markdown(s); said != "" {
		m.block(said)
	}
}

// items writes a list.
func (m *markdownWriter) items(list []string) {
	lines := make([]string, 0, len(list))
	for _, s := range list {
		lines = append(lines, "- "+markdown(s))
	}
	m.block(lines...)
}

// table writes rows under a head, all of the same length. Cells are written as
// they are: escape them.
func (m *markdownWriter) table(head []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	lines := []string{"| " + strings.Join(head, " | ") + " |", "|" + strings.Repeat(" --- |", len(head))}
	for _, r := range rows {
		lines = append(lines, "| "+strings.Join(r, " | ")+" |")
	}
	m.block(lines...)
}

// domain writes verdict, answer and chain of a domain.
func (m *markdownWriter) domain(d *explain.Diagnosis) {
	name := d.Domain
	if d.Unicode != "" {
		name += " (" + d.Unicode + ")"
	}
	m.heading(1, name+": "+WordOf(d))
	m.para(d.Headline)
	m.para(explain.Unfinished(d))
	m.warnings(d)
	if d.Break >= 0 {
		m.found(d, d.Break, sign(d))
	}
	m.answers(d.Answers[m.audience()])
	if d.Break >= 0 && m.audience() != explain.Expert {
		m.repair(d.Findings[d.Break])
	}
	m.heading(2, m.say("Chain of trust"))
	var rows [][]string
	for _, l := range d.Links {
		rows = append(rows, []string{m.mark(l.State), markdown(m.step(d, l)), took(l), markdown(l.Note)})
	}
	m.table([]string{m.say("[a column] State"), m.say("[a column] Step"), m.say("[a column] Time"), m.say("[a column] Note")}, rows)
}

// warnings are what nobody shall overlook: rules that are not the usual ones, and
// what stops mail beside DANE.
func (m *markdownWriter) warnings(d *explain.Diagnosis) {
	var list []string
	for _, f := range stoppers(d) {
		list = append(list, m.say("Beside DANE: %s", f.What)+" ("+string(f.Code)+")")
	}
	m.items(append(list, explain.PolicyWords(d.Words, d.Policy)...))
}

// found writes the head of a finding.
func (m *markdownWriter) found(d *explain.Diagnosis, i int, kind string) {
	f := d.Findings[i]
	m.heading(2, kind+": "+f.Title)
	line := m.say("[where it breaks] at") + " " + f.Subject + " (" + string(f.Code) + ")"
	if f.ConsequenceOf >= 0 {
		line += ", " + m.say("follows from %s", d.Findings[f.ConsequenceOf].Code)
	}
	m.para(line)
}

func (m *markdownWriter) answers(bs []explain.Block) {
	for _, b := range bs {
		m.heading(3, b.Heading)
		if b.Code {
			m.block(codeBlock(b.Paras)...)
			continue
		}
		for _, para := range b.Paras {
			m.para(para)
		}
	}
}

// repair writes steps, records and the waiting time of a finding.
func (m *markdownWriter) repair(f explain.Explained) {
	records := recordsOf(f)
	if len(f.Fix)+len(records) > 0 {
		m.heading(3, m.say("How to fix it (for the one who does)"))
		m.items(f.Fix)
		if len(records) > 0 {
			m.block(codeBlock(records)...)
		}
	}
	if f.Wait != "" {
		m.para(m.say("Takes effect") + ": " + f.Wait)
	}
}

// recordsOf are the records and commands of a repair.
func recordsOf(f explain.Explained) (out []string) {
	for _, b := range f.Answers[explain.Expert] {
		if b.Part == "expert.fix" {
			out = append(out, b.Paras...)
		}
	}
	return out
}

// also writes the findings beside the break.
func (m *markdownWriter) also(d *explain.Diagnosis) {
	first := true
	for _, i := range byWeight(d) {
		f := d.Findings[i]
		if i == d.Break || f.Weight == finding.Good {
			continue
		}
		if first {
			m.heading(2, m.say("Also found"))
			first = false
		}
		line := label(m.words, f.Weight) + ": " + f.Title
		m.heading(3, line)
		said := f.Subject + ": " + f.What
		if ours(d, i) {
			said = m.say("%s: only seen from here; it says nothing about the recipient.", f.Subject)
		}
		said += " (" + string(f.Code) + ")"
		if f.ConsequenceOf >= 0 {
			said += " (" + m.say("follows from %s", d.Findings[f.ConsequenceOf].Code) + ")"
		}
		m.para(said)
		if !ours(d, i) {
			m.items(f.Fix)
			if records := recordsOf(f); len(records) > 0 {
				m.block(codeBlock(records)...)
			}
		}
	}
}

// delivery writes what becomes of mail, sender by sender.
func (m *markdownWriter) delivery(d *explain.Diagnosis) {
	list := delivery.Views(d)
	if len(list) == 0 || m.audience() == explain.Helpdesk {
		return
	}
	var rows [][]string
	for _, v := range list {
		rows = append(rows, []string{markdown(m.say(v.Name)), markdown(delivery.Becomes(m.words, v)), markdown(strings.Join(m.beside(v), "; "))})
	}
	m.heading(2, m.say("Who delivers"))
	m.table([]string{m.say("[a column] Sender"), m.say("[a column] Mail"), m.say("[a column] Note")}, rows)
}

// dates writes what breaks next: for the helpdesk only what somebody must act on.
func (m *markdownWriter) dates(d *explain.Diagnosis) {
	list := dated(d, m.audience())
	if len(list) == 0 {
		return
	}
	m.heading(2, m.phrase("heading", nil))
	var lines []string
	for _, e := range list {
		words := m.told(e)
		lines = append(lines, fmt.Sprintf("%s: %s %s %s", m.when(d, e), words.What, words.Look, m.phrase("otherwise", map[string]string{"otherwise": words.Otherwise})))
	}
	m.items(lines)
}

// when is the date of an event.
func (p *printer) when(d *explain.Diagnosis, e horizon.Event) string {
	if !e.Dated() {
		return p.phrase("undated", nil)
	}
	return fix.Moment(e.At) + ", " + fix.Ago(d.Words, e.At, d.At)
}

// dated are the events that an audience is told of.
func dated(d *explain.Diagnosis, a explain.Audience) []horizon.Event {
	list := horizon.Of(d)
	switch a {
	case explain.Helpdesk:
		if e, pressing := horizon.Pressing(list, d.At); pressing {
			return []horizon.Event{e}
		}
		return nil
	case explain.Learner:
		return list[:min(len(list), learned)]
	}
	return list
}

// resolver writes what a resolver made of the same questions.
func (m *markdownWriter) resolver(d *explain.Diagnosis) {
	o := d.Report.Opinion
	if o == nil || m.audience() != explain.Expert && !explain.ResolverDisagrees(o) {
		return
	}
	m.para(explain.ResolverWords(d.Words, o))
	if m.audience() != explain.Expert {
		return
	}
	var rows [][]string
	for _, r := range o.Rows {
		said := explain.RowSaid(d.Words, r)
		if notes := viewsOf(m.words, r); notes != "" {
			said += " (" + notes + ")"
		}
		rows = append(rows, []string{markdown(explain.RowName(d.Words, r)), markdown(explain.RowJudged(d.Words, r)), markdown(said)})
	}
	m.table([]string{m.say("[a column] Question"), m.say("[a column] We judged"), m.say("[a column] Your resolver said")}, rows)
}

// name writes the judgement of one name, and the way to it.
func (m *markdownWriter) name(d *explain.Diagnosis) {
	l := d.Report.Resolve
	m.heading(1, l.Name.Show()+" "+l.Type.String()+": "+m.status(l))
	m.para(m.meaning(d))
	if !d.Final { // a limit is one of the facts
		m.para(explain.Unfinished(d))
	}
	var facts []string
	for _, f := range m.facts(d) {
		facts = append(facts, f.Label+": "+f.Value)
	}
	m.items(facts)
	m.heading(2, m.say("Chain of trust"))
	for _, s := range explain.Stations(d) {
		m.heading(3, m.title(s)+" ("+s.Status+")")
		if s.Sign != "" {
			m.para(m.ending(s))
		}
		var lines, records []string
		for _, pt := range s.Points {
			if pt.Exact {
				records = append(records, strings.Split(pt.Text, "\n")...)
				continue
			}
			lines = append(lines, pointWords(pt))
		}
		m.items(lines)
		if len(records) > 0 {
			m.block(codeBlock(records)...)
		}
	}
	if d.Break >= 0 {
		m.found(d, d.Break, sign(d))
		m.para(d.Findings[d.Break].What)
		m.repair(d.Findings[d.Break])
	}
}

// pointWords is a fact of a station on one line.
func pointWords(pt explain.Point) string {
	said := strings.ReplaceAll(pt.Text, "\n", "; ")
	if pt.Label == "" {
		return said
	}
	return pt.Label + ": " + said
}

// ending says what ends the chain at a station.
func (p *printer) ending(s explain.Station) string {
	out := s.Sign + ": " + s.Why.Text + " (" + s.Why.Source + ")"
	if s.At != "" {
		out += " " + p.say("At %s.", s.At)
	}
	return out
}
