package render

import (
	"slices"
	"strings"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/roster"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
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

// servers writes the table of the name servers: in full for zones where one of
// them is not like the others, in a line for the rest.
func (p *printer) servers(d *explain.Diagnosis) {
	if len(d.Report.Servers) == 0 {
		return
	}
	p.line("")
	p.line("%s", p.say("Name servers"))
	used := map[string]bool{}
	for _, z := range roster.Zones(d) {
		if z.Uniform() {
			p.wrap("  ", z.Zone.Show()+": "+z.Alike(p.words))
		} else {
			p.table(z, used)
		}
		for _, c := range z.Whole {
			p.wrap("    ! ", roster.Whole(p.words, d.Findings, c))
		}
	}
	var key []string
	for _, m := range roster.Letters() {
		if used[m.Letter] {
			key = append(key, m.Letter+" "+p.say(m.Meaning))
		}
	}
	if len(key) > 0 {
		p.wrap("  ", strings.Join(key, ", "))
	}
}

// table writes one zone: a row a server address, then the questions by their
// numbers, then what is wrong.
func (p *printer) table(t roster.Zone, used map[string]bool) {
	columns := roster.Asked(t.Table)
	head := ""
	for i := range columns {
		head += roster.Numeral(i)
	}
	fact := max(utf8.RuneCountInString(roster.Short(p.words, view.Yes)), utf8.RuneCountInString(roster.Short(p.words, view.No))) + 1
	room := whoWidth - 4*(fact-factWidth) // four columns of facts take what the names leave
	p.line("  %s %s%s%s%s%s%s", pad(cut(t.Zone.Show(), room+1), room+1), pad("UDP", fact), pad("TCP", fact), pad("EDNS", fact+1),
		pad("AA", fact), pad(p.say("serial"), serialWidth), head)
	for _, r := range t.Rows {
		said := ""
		for _, i := range columns {
			said += roster.Of(r.Cells[i])
			used[roster.Of(r.Cells[i])] = true
		}
		p.line("    %s %s%s%s%s%s%s", pad(who(r.Server, room), room-1), pad(roster.Short(p.words, r.UDP), fact), pad(roster.Short(p.words, r.TCP), fact),
			pad(roster.Short(p.words, r.EDNS), fact+1), pad(roster.Short(p.words, r.Authoritative), fact), pad(roster.Serial(r), serialWidth), said)
	}
	var questions []string
	for i, c := range columns {
		questions = append(questions, roster.Numeral(i)+" "+roster.Question(t.Table, c))
	}
	p.list("    ", questions)
	for _, m := range slices.Concat(t.Marks, t.Absent) {
		for _, reason := range m.Reasons(p.words) {
			p.wrap("    ! ", m.Who()+" "+reason)
		}
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
