package render

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
)

type tableJSON struct {
	Zone      string         `json:"zone"`
	Questions []questionJSON `json:"questions"`
	Rows      []serverJSON   `json:"rows"`
}

type questionJSON struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

type serverJSON struct {
	Name          string       `json:"name,omitempty"`
	Address       string       `json:"address"`
	UDP           string       `json:"udp"`
	TCP           string       `json:"tcp"`
	EDNS          string       `json:"edns"`
	Authoritative string       `json:"authoritative"`
	Serial        *uint32      `json:"serial"`
	Millis        float64      `json:"ms,omitempty"`
	Answers       []cellJSON   `json:"answers"`
	Faults        []blamedJSON `json:"faults"`
}

type cellJSON struct {
	Class   string `json:"class,omitempty"`
	Rcode   string `json:"rcode,omitempty"`
	Status  string `json:"status"`
	Reason  string `json:"reason,omitempty"`
	Differs bool   `json:"differs,omitempty"`
	Ends    string `json:"signatureEnds,omitempty"`
}

type blamedJSON struct {
	Kind     string        `json:"kind"`
	Question *questionJSON `json:"question,omitempty"`
	What     string        `json:"what"`
	Evidence []evidence.ID `json:"evidence"`
}

// tablesOf describes what every name server of every zone on the way said.
func tablesOf(b *text.Book, ts []servers.Table) []tableJSON {
	out := []tableJSON{}
	for _, t := range ts {
		j := tableJSON{Zone: t.Zone.Show(), Questions: []questionJSON{}, Rows: []serverJSON{}}
		for _, q := range t.Columns {
			j.Questions = append(j.Questions, questionJSON{q.Name.Show(), q.Type.String()})
		}
		for _, r := range t.Rows {
			j.Rows = append(j.Rows, rowOf(b, r))
		}
		out = append(out, j)
	}
	return out
}

func rowOf(b *text.Book, r servers.Row) serverJSON {
	out := serverJSON{
		Name: r.Server.Name.Show(), Address: r.Server.Addr.Addr().String(), UDP: r.UDP.String(), TCP: r.TCP.String(), EDNS: r.EDNS.String(),
		Authoritative: r.Authoritative.String(), Millis: float64(r.Best.Microseconds()) / 1000, Answers: []cellJSON{}, Faults: []blamedJSON{},
	}
	if r.HasSerial {
		out.Serial = &r.Serial
	}
	for _, c := range r.Cells {
		said := cellJSON{Class: string(c.Class), Status: c.Status.String(), Reason: string(c.Reason), Differs: c.Differs}
		if c.Asked && c.Answer.Msg != nil {
			said.Rcode = c.Rcode.String()
		}
		if !c.Ends.IsZero() {
			said.Ends = c.Ends.UTC().Format("2006-01-02T15:04:05Z")
		}
		out.Answers = append(out.Answers, said)
	}
	for _, f := range r.Faults {
		blamed := blamedJSON{Kind: string(f.Kind), What: rules.Deed(b, f), Evidence: f.Evidence}
		if !f.Question.Name.IsZero() {
			blamed.Question = &questionJSON{f.Question.Name.Show(), f.Question.Type.String()}
		}
		out.Faults = append(out.Faults, blamed)
	}
	return out
}

// The widths of the table of servers, in columns: facts and serial take what
// ten answers leave of a line of eighty.
const (
	whoWidth    = 38 // name and address; longer names are cut
	factWidth   = 4  // "yes", "no", in English
	serialWidth = 11 // "4294967295"
)

// letterMeaning is a letter of the table, and what it means.
type letterMeaning struct {
	letter  string
	meaning text.Phrase
}

// marks are the letters of the answers, and what they mean, in the order of the
// key below the tables. They are letters so that they read the same everywhere.
func marks() []letterMeaning {
	return []letterMeaning{
		{"S", text.Phrase("[an answer] secure")},
		{"U", text.Phrase("[an answer] not signed")},
		{"D", text.Phrase("[an answer] other data than most")},
		{"B", text.Phrase("[an answer] invalid")},
		{"L", text.Phrase("[an answer] without authority")},
		{"E", text.Phrase("[an answer] error")},
		{"T", text.Phrase("[an answer] cut short")},
		{"N", text.Phrase("[an answer] no answer")},
		{"?", text.Phrase("[an answer] not provable")},
		{".", text.Phrase("[an answer] not asked")},
	}
}

// letter is what one answer amounts to.
func letter(c servers.Cell) string {
	switch {
	case !c.Asked:
		return "."
	case c.Class == view.Failed:
		return "N"
	case c.Class == view.ErrorCode:
		return "E"
	case c.Class == view.Lame:
		return "L"
	case c.Class == view.Truncated:
		return "T"
	case c.Status == dnssec.Bogus:
		return "B"
	case c.Differs:
		return "D"
	case c.Status == dnssec.Secure:
		return "S"
	case c.Status == dnssec.Insecure:
		return "U"
	}
	return "?"
}

// servers writes the table of the name servers: in full for zones where one of
// them is not like the others, in a line for the rest.
func (p *printer) servers(d *explain.Diagnosis) {
	if len(d.Report.Servers) == 0 {
		return
	}
	p.line("")
	p.line("%s", p.say("Name servers"))
	used := map[string]bool{}
	for _, t := range d.Report.Servers {
		if uniform(t) {
			p.wrap("  ", t.Zone.Show()+": "+alike(p.words, t, d.Final))
			continue
		}
		p.table(t, used)
	}
	var key []string
	for _, m := range marks() {
		if used[m.letter] {
			key = append(key, m.letter+" "+p.say(m.meaning))
		}
	}
	if len(key) > 0 {
		p.wrap("  ", strings.Join(key, ", "))
	}
}

// uniform tells whether no server of a zone is at fault.
func uniform(t servers.Table) bool {
	return !slices.ContainsFunc(t.Rows, func(r servers.Row) bool { return len(r.Faults) > 0 })
}

// alike counts the servers of a zone that is in order, or was until now.
func alike(b *text.Book, t servers.Table, final bool) string {
	names, checked := map[string]bool{}, 0
	for _, r := range t.Rows {
		names[r.Server.Name.String()] = true
		if r.Asked > 0 {
			checked++
		}
	}
	served, at := b.Count(len(names), "1 server", "%d servers"), b.Count(checked, "1 address", "%d addresses")
	out := b.Say("%s, %s, no fault at any of them", served, at)
	if !final {
		out = b.Say("%s, %s, no fault at any of them so far", served, at)
	}
	if rest := len(t.Rows) - checked; rest > 0 {
		out += "; " + b.Count(rest, "1 address not checked", "%d addresses not checked")
	}
	return out
}

// table writes one zone: a row a server address, then the questions by their
// numbers, then what is wrong.
func (p *printer) table(t servers.Table, used map[string]bool) {
	columns := askedColumns(t)
	head := ""
	for i := range columns {
		head += numeral(i)
	}
	fact := max(utf8.RuneCountInString(p.short(view.Yes)), utf8.RuneCountInString(p.short(view.No))) + 1
	room := whoWidth - 4*(fact-factWidth) // four columns of facts take what the names leave
	p.line("  %s %s%s%s%s%s%s", pad(cut(t.Zone.Show(), room+1), room+1), pad("UDP", fact), pad("TCP", fact), pad("EDNS", fact+1),
		pad("AA", fact), pad(p.say("serial"), serialWidth), head)
	for _, r := range t.Rows {
		serial, said := "-", ""
		if r.HasSerial {
			serial = fmt.Sprint(r.Serial)
		}
		for _, i := range columns {
			said += letter(r.Cells[i])
			used[letter(r.Cells[i])] = true
		}
		p.line("    %s %s%s%s%s%s%s", pad(who(r.Server, room), room-1), pad(p.short(r.UDP), fact), pad(p.short(r.TCP), fact),
			pad(p.short(r.EDNS), fact+1), pad(p.short(r.Authoritative), fact), pad(serial, serialWidth), said)
	}
	var questions []string
	for i, c := range columns {
		q := t.Columns[c]
		about := q.Type.String()
		if q.Name != t.Zone {
			about = q.Name.Show() + " " + about
		}
		questions = append(questions, numeral(i)+" "+about)
	}
	p.list("    ", questions)
	for _, r := range t.Rows {
		p.faults(r)
	}
}

// list writes entries that are not broken themselves, separated by commas.
func (p *printer) list(indent string, entries []string) {
	row := ""
	for i, e := range entries {
		if i < len(entries)-1 {
			e += ","
		}
		if row != "" && utf8.RuneCountInString(indent+row+" "+e) > p.width() {
			p.line("%s%s", indent, row)
			row = ""
		}
		row = strings.TrimSpace(row + " " + e)
	}
	p.line("%s%s", indent, row)
}

// faults says what is wrong with one server, each kind once.
func (p *printer) faults(r servers.Row) {
	var seen []servers.Kind
	for _, f := range r.Faults {
		if slices.Contains(seen, f.Kind) {
			continue
		}
		seen = append(seen, f.Kind)
		more := -1
		for _, o := range r.Faults {
			if o.Kind == f.Kind {
				more++
			}
		}
		said := r.Server.Name.Show() + " (" + r.Server.Addr.Addr().String() + ") " + rules.Deed(p.words, f)
		if more > 0 {
			said = p.say("%s, and %d more", said, more)
		}
		p.wrap("    ! ", said)
	}
}

// askedColumns are the questions that any server was asked.
func askedColumns(t servers.Table) []int {
	var out []int
	for i := range t.Columns {
		if slices.ContainsFunc(t.Rows, func(r servers.Row) bool { return r.Cells[i].Asked }) {
			out = append(out, i)
		}
	}
	return out
}

// numerals number the questions: more than these share the last one.
const numerals = "123456789abcdefghijklmnopqrstuvwxyz"

func numeral(i int) string { return string(numerals[min(i, len(numerals)-1)]) }

// who is name and address in a width; the name gives way.
func who(s view.Server, width int) string {
	addr := s.Addr.Addr().String()
	name := cut(s.Name.Show(), max(1, width-2-len(addr)))
	return name + " " + addr
}

// cut shortens a text to a width.
func cut(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	return string([]rune(s)[:width-1]) + "…"
}

// short is a fact in the table.
func (p *printer) short(f view.Fact) string {
	switch f {
	case view.Yes:
		return p.say("[in a table] yes")
	case view.No:
		return p.say("[in a table] no")
	}
	return "-"
}
