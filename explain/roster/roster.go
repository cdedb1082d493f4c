package roster

import (
	"fmt"
	"slices"

	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
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

// Meaning is what a letter means, in words; empty for none of the letters.
func Meaning(b *text.Book, letter string) string {
	for _, l := range Letters() {
		if l.Letter == letter {
			return b.Say(l.Meaning)
		}
	}
	return ""
}

// Uniform tells whether no server of a zone is at fault.
func Uniform(t servers.Table) bool {
	return !slices.ContainsFunc(t.Rows, func(r servers.Row) bool { return len(r.Faults) > 0 })
}

// Alike counts the servers of a zone that is in order, or was until now.
func Alike(b *text.Book, t servers.Table, final bool) string {
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

// Reasons says what is wrong with one server, each kind of fault once, as the
// rest of a sentence whose subject is the server.
func Reasons(b *text.Book, r servers.Row) []string {
	var out []string
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
		said := rules.Deed(b, f)
		if more > 0 {
			said = b.Say("%s, and %d more", said, more)
		}
		out = append(out, said)
	}
	return out
}
