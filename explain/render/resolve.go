package render

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
)

// The columns of the chain as text: the rail that leads to the next stop, the
// mark of a fact, its label, and then its words.
const (
	railWidth  = 3
	pointWidth = 3
	nameWidth  = 12
)

// ResolveText writes the judgement of one name for a person: the answer first,
// then the way to it from the root down, stop by stop, one fact a line.
func ResolveText(w io.Writer, d *explain.Diagnosis, o Options) error {
	l := d.Report.Resolve
	p := &printer{w: w, o: o, words: d.Words}
	p.line("%s", strings.Join(p.fold(l.Name.Show()+" "+l.Type.String()+": "+p.status(l), p.width()), "\n"))
	p.wrap("  ", p.meaning(d))
	if s := explain.Unfinished(d); s != "" && !d.Final { // a limit is told below
		p.wrap("! ", s)
	}
	for _, f := range p.facts(d) {
		p.hang("  "+pad(f.Label, nameWidth), f.Value)
	}
	p.line("")
	stations := explain.Stations(d)
	for i, s := range stations {
		p.station(s, i == len(stations)-1)
	}
	for i, f := range d.Findings {
		p.line("")
		p.wrap("", f.Title+"  ("+string(f.Code)+")")
		if ours(d, i) {
			p.wrap("  ", p.say("%s: only seen from here; it says nothing about the recipient.", f.Subject))
			continue
		}
		p.wrap("  ", f.What)
	}
	p.opinion(d.Report.Opinion)
	p.line("")
	p.effort(d)
	return p.err
}

// meaning says what the judgement of a name means, and for whom.
func (p *printer) meaning(d *explain.Diagnosis) string {
	if own := explain.OwnSide(d); own != nil {
		return p.say("That is only how it looks from here, and says nothing about others. %s (%s).", own.Title, own.Code)
	}
	return statusMeaning(p.words, d.Report.Resolve)
}

// statusMeaning says what the status means, for those who do not know the word.
func statusMeaning(b *text.Book, l *dnssec.Lookup) string {
	switch l.Status {
	case dnssec.Secure:
		return b.Say("Proven: every link from the trust anchor down to this answer was checked.")
	case dnssec.Insecure:
		return b.Say("Not protected: on the way something is not signed, or not so that it can be checked. No error, but the answer could have been changed.")
	case dnssec.Bogus:
		return b.Say("It should be signed, and the proof fails: whoever checks does not take this answer.")
	}
	return b.Say("It could not be found out: what is needed for a judgement is missing.")
}

// facts say what was found, which clock counts, and what was decided before.
func (p *printer) facts(d *explain.Diagnosis) []explain.Fact {
	l := d.Report.Resolve
	out := []explain.Fact{{Label: p.say("[a label] answer"), Value: explain.AnswerWords(d.Words, l)}}
	entry := func(label, value string) { out = append(out, explain.Fact{Label: label, Value: value}) }
	if l.Reason != "" {
		why := explain.Why(d.Words, l.Reason)
		entry(p.say("[a label] why"), why.Text+" ("+why.Source+")")
		at := l.Fault.Name.Show() + " " + l.Fault.Type.String()
		where := p.say("%s, in the zone %s", at, l.Fault.Zone.Show())
		if l.Fault.Zone.IsRoot() {
			where = p.say("%s, in the root zone", at)
		}
		entry(p.say("[where it breaks] at"), where)
	}
	at := d.At.UTC().Format("2006-01-02 15:04:05 UTC")
	clock := p.say("%s, by the clock of this computer", at)
	if !d.At.Equal(d.Started) {
		clock = p.say("%s, the moment that you asked for", at)
	}
	entry(p.say("[a label] judged at"), clock)
	for _, rule := range explain.PolicyWords(d.Words, d.Policy) {
		entry(p.say("[a label] rule"), rule)
	}
	for _, limit := range d.Report.Limits {
		entry(p.say("[a label] limit"), limitWords(p.words, limit))
	}
	return out
}

// status is the status of a lookup as people read it; what was not judged is
// indeterminate.
func (p *printer) status(l *dnssec.Lookup) string {
	if l.Status == dnssec.NotJudged {
		return explain.StatusWords(p.words, dnssec.Indeterminate)
	}
	return explain.StatusWords(p.words, l.Status)
}

// limitWords says which limit of the collectors was reached.
func limitWords(b *text.Book, l evidence.Limit) string {
	words := map[string]text.Phrase{
		"queries": "no more than %d questions are asked", "walk-time": "the walk ends after %d s", "no-answer": "nobody answered for %d s",
		"aliases": "no more than %d aliases are followed", "delegations": "no more than %d delegations are followed",
		"hosts": "no more than %d mail servers are looked at", "addresses": "no more than %d addresses are looked at",
		"server-names": "no more than %d name servers of a zone are asked", "server-addresses": "no more than %d addresses of name servers are asked",
	}
	said := fmt.Sprintf("%s: %d", l.Name, l.Value)
	if form, ok := words[l.Name]; ok {
		said = b.Say(form, l.Value)
	}
	if l.Where != "" {
		said = b.Say("%s, reached at %s", said, evidence.Escape(l.Where, evidence.WildMax))
	}
	return said
}

// station writes one stop: its head, what ends the chain there, and its facts.
func (p *printer) station(s explain.Station, last bool) {
	rail := p.rail(s.Seal)
	if last {
		rail = strings.Repeat(" ", railWidth)
	}
	p.head(s)
	if s.Sign != "" {
		at := ""
		if s.At != "" {
			at = " " + p.say("At %s.", s.At)
		}
		p.hangOn(rail, rail+s.Sign+": ", s.Why.Text+" ("+s.Why.Source+")"+at)
	}
	part := ""
	for _, pt := range s.Points {
		shown := pt.Label
		if pt.Part != "" && pt.Part == part {
			shown = ""
		}
		part = pt.Part
		p.point(rail, shown, pt)
	}
	if !last {
		p.line("%s", rail)
	}
}

// head writes the first line of a stop: mark and name, and the status at the end.
func (p *printer) head(s explain.Station) {
	mark := pad(p.sign(s.State), railWidth)
	room := p.width() - railWidth - utf8.RuneCountInString(s.Status) - 2
	lines := p.fold(s.Title, room)
	for i, line := range lines {
		if i == len(lines)-1 {
			line = pad(line, room) + "  " + s.Status
		}
		p.line("%s%s", mark, line)
		mark = strings.Repeat(" ", railWidth)
	}
}

// point writes one fact.
func (p *printer) point(rail, label string, pt explain.Point) {
	mark := ""
	if pt.State != "" {
		mark = p.sign(pt.State)
	}
	first := rail + pad(mark, pointWidth) + pad(label, nameWidth)
	if pt.Label == "" {
		first = rail + pad(mark, pointWidth)
	}
	text := pt.Text
	if pt.Exact {
		text = p.record(text, p.width()-utf8.RuneCountInString(first))
	}
	for line := range strings.SplitSeq(text, "\n") {
		p.hangOn(rail, first, line)
		first = rail + strings.Repeat(" ", utf8.RuneCountInString(first)-utf8.RuneCountInString(rail))
	}
}

// record sets a record that is too long for a line in parentheses, so that it can
// still be pasted into a zone file (RFC 1035 5.1).
func (p *printer) record(line string, room int) string {
	const ahead = 4 // owner, TTL, class and type
	fields := strings.SplitN(line, " ", ahead+1)
	if utf8.RuneCountInString(line) <= room || len(fields) <= ahead {
		return line
	}
	return strings.Join(fields[:ahead], " ") + " (\n  " + strings.Join(p.fold(fields[ahead], room-4), "\n  ") + " )"
}

// hang writes text whose further lines stand below its beginning.
func (p *printer) hang(first, text string) { p.hangOn("", first, text) }

// hangOn is hang with something that stands in front of every line.
func (p *printer) hangOn(rail, first, text string) {
	indent := len(text) - len(strings.TrimLeft(text, " "))
	first += text[:indent]
	rest := rail + strings.Repeat(" ", utf8.RuneCountInString(first)-utf8.RuneCountInString(rail))
	for _, line := range p.fold(text[indent:], p.width()-utf8.RuneCountInString(first)) {
		p.line("%s%s", first, line)
		first = rest
	}
}

// leastCut is the shortest rest of a line that a long word is begun on.
const leastCut = 16

// fold breaks text at spaces. A word that is longer than a line is cut.
func (p *printer) fold(text string, room int) []string {
	room = max(room, leastCut)
	var out []string
	cur := []rune{}
	for _, word := range words(text) {
		rest := []rune(word)
		if len(cur) > 0 && len(cur)+1+len(rest) > room && (len(rest) <= room || room-len(cur)-1 < leastCut) {
			out, cur = append(out, string(cur)), nil
		}
		if len(cur) > 0 {
			cur = append(cur, ' ')
		}
		for len(cur)+len(rest) > room {
			n := room - len(cur)
			out, cur, rest = append(out, string(cur)+string(rest[:n])), nil, rest[n:]
		}
		cur = append(cur, rest...)
	}
	if len(cur) > 0 || len(out) == 0 {
		out = append(out, string(cur))
	}
	return out
}

// words splits text at spaces, but not within the name of a section: "RFC 4035 5.2".
func words(text string) []string {
	var out []string
	for word := range strings.FieldsSeq(text) {
		if last := len(out) - 1; last >= 0 && digit(word) {
			before := strings.TrimLeft(out[last], "(")
			if before == "RFC" || strings.HasPrefix(before, "RFC ") && strings.Count(before, " ") == 1 {
				out[last] += " " + word
				continue
			}
		}
		out = append(out, word)
	}
	return out
}

func digit(word string) bool { return word[0] >= '0' && word[0] <= '9' }

// sign is the mark of a state, in the width that the signs of the output have.
func (p *printer) sign(s explain.State) string {
	signs := map[explain.State][2]string{
		explain.OK: {"√", "ok"}, explain.Open: {"○", "()"}, explain.Warning: {"!", "!!"}, explain.Broken: {"×", "XX"},
		explain.Skipped: {"-", "--"}, explain.Running: {"»", ">"}, explain.Waiting: {"·", "."},
	}
	pair, ok := signs[s]
	if !ok {
		pair = [2]string{"?", "??"}
	}
	return p.either(pair)
}

// rail leads from one stop to the next: double is sealed, single open, a cross cut.
func (p *printer) rail(s explain.Seal) string {
	rails := map[explain.Seal][2]string{explain.Sealed: {"║", "||"}, explain.Unseal: {"│", "|"}, explain.Cut: {"×", "X"}}
	pair, ok := rails[s]
	if s == explain.Pending {
		pair, ok = [2]string{"?", "?"}, true
	}
	if !ok {
		return strings.Repeat(" ", railWidth)
	}
	return pad(p.either(pair), railWidth)
}

func (p *printer) either(pair [2]string) string {
	if p.o.ASCII {
		return pair[1]
	}
	return pair[0]
}
