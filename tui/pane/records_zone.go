package pane

import (
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/exhibit"
	"danewalk/tui/theme"
)

// zoneLine sets a record in zone-file form. One that is too long goes on below in
// parentheses (RFC 1035 5.1), its long value in pieces of equal length, so that
// what is on the screen can still be pasted into a zone.
func (d drawer) zoneLine(r exhibit.Row) []Line {
	indent := d.indent(r)
	room := d.w - len(indent)
	line := d.th.Text(r.Text)
	token := theme.Plain
	if r.Guilty {
		token = theme.Cut
	}
	if width(line) <= room {
		return []Line{{{indent, theme.Plain}, {line, token}}}
	}
	pieces, ok := folded(line, room)
	if !ok {
		return d.verbatim(r)
	}
	out := make([]Line, 0, len(pieces))
	for _, p := range pieces {
		out = append(out, Line{{indent, theme.Plain}, {p, token}})
	}
	return out
}

// fieldsAhead are those before the data: owner, TTL, class and type.
const fieldsAhead = 4

// folded sets a record in several lines of so many cells at most. It is not ok
// where that would change it: at quotes, and where a word that must stay whole
// does not fit.
func folded(line string, room int) ([]string, bool) {
	const hang, open, end = 4, " (", " )"
	fields := strings.Fields(line)
	if strings.Contains(line, `"`) || len(fields) <= fieldsAhead || room < 24 || width(line) != len(line) {
		return nil, false
	}
	now := strings.Join(fields[:fieldsAhead], " ")
	if len(now)+len(open) > room {
		return nil, false
	}
	rest := fields[fieldsAhead:]
	for len(rest) > 0 && len(now)+1+len(rest[0])+len(open) <= room {
		now, rest = now+" "+rest[0], rest[1:]
	}
	out := []string{now + open}
	now = ""
	for _, f := range rest {
		switch {
		case now != "" && hang+len(now)+1+len(f)+len(end) <= room:
			now += " " + f
			continue
		case now != "":
			out = append(out, strings.Repeat(" ", hang)+now)
		}
		pieces := []string{f}
		if hang+len(f)+len(end) > room {
			if !mayBreak(fields[fieldsAhead-1]) {
				return nil, false
			}
			pieces = chunks(f, room-hang-len(end))
		}
		for _, p := range pieces[:len(pieces)-1] {
			out = append(out, strings.Repeat(" ", hang)+p)
		}
		now = pieces[len(pieces)-1]
	}
	return append(out, strings.Repeat(" ", hang)+now+end), true
}

// mayBreak tells whether the long values of a type may be written with spaces in
// them: base64 and hexadecimal at the end of the data (RFC 4034 2.2, 3.2, 5.3, RFC
// 6698 2.2).
func mayBreak(typ string) bool {
	return slices.Contains([]string{"DS", "CDS", "DNSKEY", "CDNSKEY", "RRSIG", "TLSA"}, typ)
}

// chunks cuts a value into pieces of equal length, a multiple of eight where there
// is room for that.
func chunks(s string, room int) []string {
	size := max(room, 1)
	if size > 8 {
		size -= size % 8
	}
	var out []string
	for len(s) > size {
		out = append(out, s[:size])
		s = s[size:]
	}
	return append(out, s)
}

// gap draws a span of NSEC or NSEC3: its owner, the name that lies in it, the next
// one, along a line; for hashes also where on the way between the two, and where
// on the ring of all hashes.
func (d drawer) gap(r exhibit.Row) []Line {
	s, g := r.Span, d.th.Signs
	indent := d.indent(r)
	line, token := g.Trunk[explain.Sealed], theme.Good
	branch, last := g.Branch[explain.Sealed], g.LastBranch[explain.Sealed]
	asked := g.Broken
	if r.Guilty {
		token = theme.Cut
	}
	var out []Line
	add := func(rail, words string, mark theme.Token) {
		at := len(indent) + width(rail) + 1
		for i, piece := range wrap(d.th, words, d.w-at) {
			if i > 0 {
				rail = line + strings.Repeat(" ", max(0, width(rail)-width(line)))
			}
			out = append(out, Line{{indent, theme.Plain}, {rail + " ", token}, {piece, mark}})
		}
	}
	if s.Match {
		add(branch, r.Ends[1], theme.Strong)
		add(last, r.Ends[2], theme.Plain)
		return append(out, d.ring(r)...)
	}
	add(branch, r.Ends[0], theme.Plain)
	add(line+" "+asked, r.Ends[1], theme.Strong)
	add(last, r.Ends[2], theme.Plain)
	return append(out, d.ring(r)...)
}

// ring draws the ring of hashes as a line from 0 to v, the first and the last
// digit of base32hex (RFC 4648 7): the gap double, the name as a cross, the rest
// single.
func (d drawer) ring(r exhibit.Row) []Line {
	const least, most = 12, 66
	s := r.Span
	indent := d.indent(r)
	cells := min(d.w-len(indent)-4, most)
	if s.Hash == "" || cells < least {
		return nil
	}
	g := d.th.Signs
	from, to, at := Cell(s.From, cells), Cell(s.To, cells), Cell(s.At, cells)
	out := Line{{indent, theme.Plain}, {"0 ", theme.Faint}}
	for i := range cells {
		switch {
		case i == at && s.Match:
			out = append(out, Span{firstCell(g.OK), theme.Strong})
		case i == at:
			out = append(out, Span{firstCell(g.Broken), theme.Strong})
		case i == from || i == to:
			out = append(out, Span{"|", theme.Good})
		case inGap(i, from, to, s.Wraps):
			out = append(out, Span{g.Bar, theme.Good})
		default:
			out = append(out, Span{g.Rule, theme.Faint})
		}
	}
	return append([]Line{append(out, Span{" v", theme.Faint})}, d.zoomed(r, cells, apart(from, to, cells, s.Wraps))...)
}

// zoomed draws the gap alone, from end to end, where it is too small to be seen on
// the ring: those of a large zone are.
func (d drawer) zoomed(r exhibit.Row, cells, wide int) []Line {
	const enough = 4 // cells: the ends, the name, and room to see on which side it is
	if r.Span.Match || wide >= enough {
		return nil
	}
	g := d.th.Signs
	at := min(max(Cell(r.Span.Along, cells), 1), cells-2)
	return []Line{{
		{d.indent(r) + "  ", theme.Plain},
		{"|" + strings.Repeat(g.Bar, at-1), theme.Good},
		{firstCell(g.Broken), theme.Strong},
		{strings.Repeat(g.Bar, cells-2-at) + "|", theme.Good},
	}}
}

// apart is how many cells a gap takes on the ring.
func apart(from, to, cells int, wraps bool) int {
	if wraps {
		return cells - from + to
	}
	return to - from
}

// Cell is the cell of a line of so many that a place from 0 to 1 falls into.
func Cell(place float64, cells int) int {
	return min(max(int(place*float64(cells)), 0), cells-1)
}

// inGap tells whether a cell lies between the two ends of a gap; one that wraps
// goes over the end of the line.
func inGap(i, from, to int, wraps bool) bool {
	if wraps {
		return i > from || i < to
	}
	return i > from && i < to
}
