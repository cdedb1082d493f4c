package pane

import (
	"encoding/base64"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/exhibit"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// Limits on the lines of one row: what is longer is bounded where the exhibit is
// made, and in a pane of few cells here.
const maxRowLines = 600

// pemWidth is the length of a line of PEM (RFC 7468 2).
const pemWidth = 64

// drawer sets rows in lines of one width.
type drawer struct {
	th   *theme.Theme
	book *lang.Book
	w    int
}

// row gives the lines of one row.
func (d drawer) row(r exhibit.Row) []Line {
	var out []Line
	switch r.Kind {
	case exhibit.Heading:
		out = d.heading(r)
	case exhibit.ZoneLine:
		out = d.zoneLine(r)
	case exhibit.Pair:
		out = d.pair(r)
	case exhibit.Gap:
		out = d.gap(r)
	case exhibit.Verbatim:
		out = d.verbatim(r)
	case exhibit.Octets:
		out = d.octets(r)
	case exhibit.Base64:
		for _, l := range chunks(base64.StdEncoding.EncodeToString(r.Octets), min(pemWidth, d.w-1)) {
			out = append(out, text(theme.Plain, " "+l))
		}
	default:
		out = d.words(r)
	}
	if len(out) > maxRowLines {
		out = append(out[:maxRowLines:maxRowLines], text(theme.Faint, d.indent(r)+"  "+cutSign))
	}
	return out
}

// indent is the space in front of a row: level 0 stands at the edge.
func (d drawer) indent(r exhibit.Row) string {
	n := 1 + 2*r.Level
	if n > d.w/4 {
		n = 1
	}
	return strings.Repeat(" ", n)
}

// lead is what stands in front of the first line of a row: indent and mark. The
// guilty part has its word too, so that no colour is needed to find it.
func (d drawer) lead(r exhibit.Row) Line {
	if r.State == "" {
		if r.Kind == exhibit.Words && r.Label == "" {
			return Line{{d.indent(r) + strings.Repeat(" ", width(d.th.Signs.OK)+1), theme.Plain}}
		}
		return Line{{d.indent(r), theme.Plain}}
	}
	m := d.th.State(d.book, r.State)
	out := Line{{d.indent(r), theme.Plain}, {m.Sign, m.Token}, {" ", theme.Plain}}
	if r.Guilty && r.State == explain.Broken {
		out = append(out, Span{m.Word, m.Token}, Span{" ", theme.Plain})
	}
	return out
}

// heading names what follows, with what it comes to.
func (d drawer) heading(r exhibit.Row) []Line {
	lead, more := d.indent(r), ""
	if r.Text != "" {
		more = "  " + r.Text
	}
	token := theme.Strong
	switch {
	case r.Guilty:
		token = theme.Cut
	case r.Level > 1:
		token = theme.Plain
	}
	if width(lead)+width(d.th.Text(r.Label))+width(d.th.Text(more)) <= d.w {
		return []Line{{{lead, theme.Plain}, {r.Label, token}, {more, theme.Faint}}}
	}
	var out []Line
	for _, s := range wrap(d.th, r.Label, d.w-width(lead)) {
		out = append(out, Line{{lead, theme.Plain}, {s, token}})
	}
	for _, s := range wrap(d.th, r.Text, d.w-width(lead)-2) {
		out = append(out, text(theme.Faint, lead+"  "+s))
	}
	return out
}

// labelMost is how wide a label may be that has its value beside it.
const labelMost = 14

// words gives text behind a mark or a label, wrapped.
func (d drawer) words(r exhibit.Row) []Line {
	lead := d.lead(r)
	if r.Label != "" {
		gap := max(1, labelMost-width(d.th.Text(r.Label)))
		lead = append(lead, Span{r.Label + strings.Repeat(" ", gap), theme.Faint})
	}
	at := lead.width(d.th)
	if at > d.w/2 { // the value goes below
		out := []Line{lead}
		return append(out, d.under(r, d.w/8+2)...)
	}
	token := theme.Plain
	if r.Guilty {
		token = theme.Cut
	}
	var out []Line
	for i, s := range wrap(d.th, r.Text, d.w-at) {
		if i > 0 {
			lead = Line{{strings.Repeat(" ", at), theme.Plain}}
		}
		out = append(out, append(lead[:len(lead):len(lead)], Span{s, token}))
	}
	if len(out) == 0 {
		return []Line{lead}
	}
	return out
}

// under gives the text of a row set in by so many cells.
func (d drawer) under(r exhibit.Row, indent int) []Line {
	token := theme.Plain
	if r.Guilty {
		token = theme.Cut
	}
	var out []Line
	for _, s := range wrap(d.th, r.Text, d.w-indent) {
		out = append(out, Line{{strings.Repeat(" ", indent), theme.Plain}, {s, token}})
	}
	return out
}

// pair draws a DS and the key that it fits, with the line of the seal between.
func (d drawer) pair(r exhibit.Row) []Line {
	const column = 9 // "DS 65535 "
	lead := d.lead(r)
	if r.State == "" {
		lead = append(lead, Span{strings.Repeat(" ", width(d.th.Signs.OK)+1), theme.Plain})
	}
	link, token := strings.Repeat(d.th.Signs.Bar, 2), theme.Good
	switch {
	case r.Label == "":
		link, token = "  ", theme.Plain
	case r.State == explain.Broken && !r.Fits:
		link, token = d.th.Signs.Broken+strings.Repeat(" ", 2-min(2, width(d.th.Signs.Broken))), theme.Cut
	case r.State != explain.OK && !r.Fits:
		link, token = strings.Repeat(d.th.Signs.Rule, 2), theme.Faint
	}
	label := r.Label + strings.Repeat(" ", max(1, column-width(d.th.Text(r.Label))))
	lead = append(lead, Span{label, theme.Strong}, Span{link + " ", token})
	at := lead.width(d.th)
	if at > d.w*2/3 {
		return append([]Line{lead}, d.under(r, 3)...)
	}
	var out []Line
	for i, s := range wrap(d.th, r.Text, d.w-at) {
		if i > 0 {
			lead = Line{{strings.Repeat(" ", at), theme.Plain}}
		}
		out = append(out, append(lead[:len(lead):len(lead)], Span{s, theme.Plain}))
	}
	return out
}

// verbatim gives a line as it is; what is too long goes on further in, broken at
// a space if there is one near the end.
func (d drawer) verbatim(r exhibit.Row) []Line {
	const hang = 4
	token := theme.Plain
	switch {
	case r.Guilty:
		token = theme.Cut
	case strings.HasPrefix(r.Text, ";"):
		token = theme.Faint
	}
	var out []Line
	indent := " "
	rest := d.th.Text(r.Text)
	for {
		room := max(d.w-len(indent), 1)
		if len(rest) <= 4*room && width(rest) <= room { // no rune has more than four octets
			return append(out, text(token, indent+rest))
		}
		head := breakAt(rest, room)
		out = append(out, text(token, indent+head))
		rest = strings.TrimPrefix(rest[len(head):], " ")
		if rest == "" || len(out) > maxRowLines {
			return out
		}
		indent = strings.Repeat(" ", 1+min(hang, d.w/8))
	}
}

// breakAt is the beginning of a text that fits into so many cells: up to a space
// in the last third, else as much as there is room for.
func breakAt(s string, room int) string {
	ahead, runes := len(s), 0
	for i := range s { // a safe rune takes a cell at least
		if runes++; runes > room+1 {
			ahead = i
			break
		}
	}
	head := ansi.Truncate(s[:ahead], room, "")
	if head == "" { // a wide rune in one cell
		for i := range s {
			if i > 0 {
				return s[:i]
			}
		}
		return s
	}
	if at := strings.LastIndexByte(head, ' '); at > len(head)*2/3 {
		return head[:at]
	}
	return head
}

// octets gives a hexadecimal dump with as many octets a line as fit.
func (d drawer) octets(r exhibit.Row) []Line {
	per := 1
	for _, n := range []int{32, 16, 8, 4, 2} {
		if 1+exhibit.HexWidth(n) <= d.w {
			per = n
			break
		}
	}
	var out []Line
	for _, l := range exhibit.Hex(r.Octets, per) {
		out = append(out, text(theme.Plain, " "+l))
	}
	return out
}
