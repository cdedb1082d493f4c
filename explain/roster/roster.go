package roster

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Letter is a letter of the tables, and what it means.
type Letter struct {
	Letter  string
	Meaning text.Phrase
}

// Letters are the letters of the answers, in the order of the key below the
// tables.
func Letters() []Letter {
	return []Letter{
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

// Of is the letter of what one answer amounts to.
func Of(c servers.Cell) string {
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

// Invalid tells whether an answer of a server does not validate.
func Invalid(r servers.Row) bool {
	return slices.ContainsFunc(r.Cells, func(c servers.Cell) bool { return Of(c) == "B" })
}

// Amiss tells whether an answer of a server is of no use.
func Amiss(r servers.Row) bool {
	return slices.ContainsFunc(r.Cells, func(c servers.Cell) bool { return strings.Contains("BLETN", Of(c)) })
}

// Meaning is what a letter means, in words; empty for none of the letters.
func Meaning(b *text.Book, letter string) string {
	for _, l := range Letters() {
		if l.Letter == letter {
			return b.Say(l.Meaning)
		}
	}
	return ""
}

// Alike counts the servers of a zone that are in order, or were until now.
func (z *Zone) Alike(b *text.Book) string {
	names, checked := map[string]bool{}, 0
	for _, r := range z.Rows {
		names[r.Server.Name.String()] = true
		if r.Asked > 0 {
			checked++
		}
	}
	served, at := b.Count(len(names), "1 server", "%d servers"), b.Count(checked, "1 address", "%d addresses")
	var out string
	switch {
	case len(z.Whole) > 0:
		out = b.Say("%s, %s, no fault of one of them alone", served, at)
	case slices.ContainsFunc(z.Rows, Invalid):
		out = b.Say("%s, %s, no fault here: why their answers are invalid lies elsewhere", served, at)
	case z.Final:
		out = b.Say("%s, %s, no fault at any of them", served, at)
	default:
		out = b.Say("%s, %s, no fault at any of them so far", served, at)
	}
	if rest := len(z.Rows) - checked; rest > 0 {
		out += "; " + b.Count(rest, "1 address not checked", "%d addresses not checked")
	}
	return out
}

// Asked are the columns of the questions that any server was asked.
func Asked(t servers.Table) []int {
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

// Numeral is the number of the question i, counted from 0, in one letter.
func Numeral(i int) string { return string(numerals[min(i, len(numerals)-1)]) }

// Question names a column of a table: the type alone where it is about the zone
// itself.
func Question(t servers.Table, column int) string {
	q := t.Columns[column]
	if q.Name != t.Zone {
		return q.Name.Show() + " " + q.Type.String()
	}
	return q.Type.String()
}

// Short is a fact in a table.
func Short(b *text.Book, f view.Fact) string {
	switch f {
	case view.Yes:
		return b.Say("[in a table] yes")
	case view.No:
		return b.Say("[in a table] no")
	}
	return "-"
}

// Serial is the serial of a server's SOA, "-" where none was seen.
func Serial(r servers.Row) string {
	if !r.HasSerial {
		return "-"
	}
	return fmt.Sprint(r.Serial)
}

// Reasons says what is wrong with one server, each kind of fault once and the worst
// first, as the rest of a sentence whose subject is the server.
func (m Mark) Reasons(b *text.Book) []string {
	var out []string
	var seen []servers.Kind
	for _, c := range m.Charges {
		if c.Entry == nil && slices.Contains(seen, c.Fault.Kind) {
			continue
		}
		seen = append(seen, c.Fault.Kind)
		more := -1
		for _, o := range m.Charges {
			if o.Entry == nil && c.Entry == nil && o.Fault.Kind == c.Fault.Kind {
				more++
			}
		}
		said := c.Words(b)
		if more > 0 {
			said = b.Say("%s, and %d more", said, more)
		}
		out = append(out, said)
	}
	return out
}

// Words says a charge against a server, as the rest of a sentence whose subject is
// the server.
func (c Charge) Words(b *text.Book) string {
	if c.Entry != nil {
		return c.Entry.words(b)
	}
	return rules.Deed(b, c.Fault)
}

// Whole says what is wrong with a zone as a whole.
func Whole(b *text.Book, findings []explain.Explained, c Charge) string {
	return b.Say("the zone as a whole: %s", findings[c.Findings[0]].Title)
}

// Who names a server with its address: "ns1.example.org (192.0.2.1)".
func (m Mark) Who() string {
	if !m.Addr.IsValid() {
		return m.Name.Show()
	}
	return m.Name.Show() + " (" + m.Addr.String() + ")"
}

// words says what is wrong with an entry, as the rest of a sentence whose subject
// is the server.
func (e *Entry) words(b *text.Book) string {
	zone, parent := e.Zone.Show(), e.Parent.Show()
	by, ttl := e.Glue.Giving(e.Addr)
	said, own := namesOf(b, by), b.Say("[an address] none")
	if len(e.Glue.Own) > 0 {
		var all []string
		for _, a := range e.Glue.Own {
			all = append(all, a.String())
		}
		own = b.List(all)
	}
	switch e.As {
	case finding.OldAddress:
		return b.Say("is listed with this old address by %s (said by %s, kept in caches for up to %s); %s itself gives %s", parent, said, fix.Duration(b, ttl), zone, own)
	case finding.NoAddress:
		return b.Say("is listed without an address by %s (said by %s); %s itself gives %s", parent, said, zone, own)
	case finding.OnlyParent:
		return b.Say("is listed by %s, and not by %s itself", parent, zone)
	case finding.OnlyZone:
		return b.Say("is listed by %s itself, and not by %s", zone, parent)
	}
	return b.Say("has a name that is an alias (CNAME), which nobody need follow")
}

// namesOf names servers: the first ones, and how many more.
func namesOf(b *text.Book, names []wire.Name) string {
	const most = 4
	var out []string
	for _, n := range names[:min(len(names), most)] {
		out = append(out, n.Show())
	}
	if rest := len(names) - most; rest > 0 {
		return b.Say("%s and %d more", strings.Join(out, ", "), rest)
	}
	return b.List(out)
}
