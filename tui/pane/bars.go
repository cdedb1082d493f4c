package pane

import (
	"strings"

	"danewalk/tui/theme"
)

// Hit is a range of cells of a line that can be clicked: from X to before End.
type Hit struct {
	X, End int
	Key    string // the key that does the same
}

// Tab is a view in the title bar.
type Tab struct {
	Key, Word string
	Active    bool
}

// TitleBar is the first line: where we are, what is to be known about it (that it
// is old), and the views that can be chosen. Short is what stands there where the
// views have no room.
func TitleBar(th *theme.Theme, place, note string, tabs []Tab, short []Hint, w int) (string, []Hit) {
	left := Line{{" danewalk > ", theme.Plain}, {place, theme.Strong}}
	if note != "" {
		left = append(left, Span{"  ", theme.Plain}, Span{note, theme.Warn})
	}
	var right Line
	var keys []string
	for i, t := range tabs {
		if i > 0 {
			right = append(right, Span{"  ", theme.Plain})
			keys = append(keys, "")
		}
		token := theme.Plain
		if t.Active {
			token = theme.Focused
		}
		right = append(right, Span{t.Key + " " + t.Word, token})
		keys = append(keys, t.Key)
	}
	right = append(right, Span{" ", theme.Plain})
	enough := 24 // cells for the domain
	if note != "" {
		enough = left.width(th) + 1
	}
	if right.width(th)+enough > w {
		right, keys = nil, nil
		for _, h := range short {
			right, keys = append(right, Span{h.Key + " " + h.Word, theme.Plain}, Span{"  ", theme.Plain}), append(keys, h.Key, "")
		}
		if len(right) > 0 {
			right[len(right)-1].Text = " "
		}
	}
	if right.width(th)+enough > w {
		return left.Draw(th, w), nil
	}
	return spread(th, left, right, w).Draw(th, w), hits(th, right, keys, w-right.width(th))
}

// PageBar is the first line of a screen without views: where we are, and what is
// always possible.
func PageBar(th *theme.Theme, place string, always []Hint, w int) (string, []Hit) {
	left := Line{{" danewalk", theme.Plain}}
	if place != "" {
		left = append(left, Span{" > ", theme.Plain}, Span{place, theme.Strong})
	}
	right, keys := footerLine(th, always, max(0, min(w/2, w-left.width(th)-2))) // the footer has them too
	right = append(right, Span{" ", theme.Plain})
	return spread(th, left, right, w).Draw(th, w), hits(th, right, keys, w-right.width(th))
}

// hits gives the places of spans with a key, for a line that begins at cell x.
func hits(th *theme.Theme, l Line, keys []string, x int) []Hit {
	var out []Hit
	for i, s := range l {
		n := width(th.Text(s.Text))
		if i < len(keys) && keys[i] != "" {
			out = append(out, Hit{x, x + n, keys[i]})
		}
		x += n
	}
	return out
}

// Verdict is what the second line says.
type Verdict struct {
	Mark     theme.Mark
	Sentence string
	Spinner  string // while the check runs
}

// Bar gives the verdict as one line of w cells, and the line that divides it
// from what follows. A sentence that is too long goes on there.
func (v Verdict) Bar(th *theme.Theme, w int) (bar, rule string) {
	const lead = "  "
	line := v.line(lead)
	if line.width(th) <= w {
		return line.Draw(th, w), RuleLine(th, w)
	}
	head := Verdict{Mark: v.Mark, Spinner: v.Spinner}.line(lead)
	indent := head.width(th)
	parts := wrap(th, v.Sentence, w-indent)
	if len(parts) < 2 || w-indent < 20 {
		return line.Draw(th, w), RuleLine(th, w)
	}
	head = append(head, Span{parts[0], theme.Plain})
	rest := Line{{strings.Repeat(" ", indent) + strings.Join(parts[1:], " ") + " ", theme.Plain}}
	if fill := w - rest.width(th); fill > 0 {
		rest = append(rest, Span{strings.Repeat(th.Signs.Rule, fill), theme.Faint})
	}
	return head.Draw(th, w), rest.Draw(th, w)
}

func (v Verdict) line(lead string) Line {
	out := Line{{lead, theme.Plain}}
	switch {
	case v.Spinner != "":
		out = append(out, Span{v.Spinner + " ", theme.Busy})
	case v.Mark.Sign != "":
		out = append(out, Span{v.Mark.Sign, v.Mark.Token}, Span{" ", theme.Plain})
	}
	return append(out, Span{v.Mark.Word, theme.Strong}, Span{"  ", theme.Plain}, Span{v.Sentence, theme.Plain})
}

// Alone gives the verdict as a screen of its own, for a very small window, with
// what is always possible where there is room.
func (v Verdict) Alone(th *theme.Theme, always []Hint, w, h int) []string {
	if w < 1 || h < 1 {
		return nil
	}
	if h == 1 {
		return []string{v.line("").Draw(th, w)}
	}
	lines := []Line{Verdict{Mark: v.Mark, Spinner: v.Spinner}.line(" ")}
	for _, s := range wrap(th, v.Sentence, w-2) {
		lines = append(lines, text(theme.Plain, " "+s))
	}
	keys := Line{}
	for i, h := range always {
		keys = append(keys, Span{strings.Repeat(" ", min(i, 1)+1) + h.Key + " " + h.Word, theme.Faint})
	}
	switch {
	case len(lines)+1 <= h:
		lines = append(lines, keys)
	case len(lines) > h:
		lines = lines[:h]
		lines[h-1] = append(lines[h-1], Span{" " + cutSign, theme.Plain})
	}
	out := make([]string, 0, h)
	for _, l := range lines {
		out = append(out, l.Draw(th, w))
	}
	for len(out) < h {
		out = append(out, Line{}.Draw(th, w))
	}
	return out
}

// Hint is a key in the footer with what it does.
type Hint struct{ Key, Word string }

// Footer is the last line: the most useful keys first, as many as fit, or a
// message in their place; what is always possible at the right.
func Footer(th *theme.Theme, hints, always []Hint, message string, w int) (string, []Hit) {
	right, rightKeys := footerLine(th, always, w)
	room := w - right.width(th) - 2
	left, keys := footerLine(th, hints, room)
	if message != "" {
		left, keys = Line{{" ", theme.Plain}, {message, theme.Strong}}, nil
		if room < left.width(th) { // the message matters more than the keys
			return left.Draw(th, w), nil
		}
	}
	if room < 1 {
		return right.Draw(th, w), hits(th, right, rightKeys, 0)
	}
	line := append(spread(th, left, right, w-1), Span{" ", theme.Plain})
	return line.Draw(th, w), append(hits(th, left, keys, 0), hits(th, right, rightKeys, w-1-right.width(th))...)
}

// footerLine puts as many hints into w cells as fit.
func footerLine(th *theme.Theme, hints []Hint, w int) (Line, []string) {
	var out Line
	var keys []string
	for _, h := range hints {
		gap := "  "
		if len(out) == 0 {
			gap = " "
		}
		add := Line{{gap, theme.Plain}, {h.Key, theme.Key}, {" " + h.Word, theme.Plain}}
		if out.width(th)+add.width(th) > w {
			continue // a shorter one may fit
		}
		out = append(out, add...)
		keys = append(keys, "", h.Key, h.Key)
	}
	return out, keys
}

// RuleLine is a horizontal line.
func RuleLine(th *theme.Theme, w int) string {
	return th.Paint(theme.Faint, strings.Repeat(th.Signs.Rule, max(w, 0)))
}

// DividerCell is one cell of a vertical line.
func DividerCell(th *theme.Theme) string { return th.Paint(theme.Faint, th.Signs.Divider) }
