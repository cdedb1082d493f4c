package pane

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"danewalk/tui/theme"
)

// Fold writes a text so that case and accents make no difference. It has as many
// runes as the text.
func Fold(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return strings.Map(foldRune, s)
		}
	}
	return s
}

// foldRune is a letter in lower case without its accent.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}
	switch r = unicode.ToLower(r); r {
	case 'à', 'á', 'â', 'ã', 'ä', 'å', 'ā', 'ă', 'ą':
		return 'a'
	case 'ç', 'ć', 'č', 'ċ', 'ĉ':
		return 'c'
	case 'ď', 'đ', 'ð':
		return 'd'
	case 'è', 'é', 'ê', 'ë', 'ē', 'ĕ', 'ė', 'ę', 'ě':
		return 'e'
	case 'ì', 'í', 'î', 'ï', 'ĩ', 'ī', 'į', 'ı':
		return 'i'
	case 'ľ', 'ł', 'ĺ':
		return 'l'
	case 'ñ', 'ń', 'ň':
		return 'n'
	case 'ò', 'ó', 'ô', 'õ', 'ö', 'ø', 'ō', 'ő':
		return 'o'
	case 'ŕ', 'ř':
		return 'r'
	case 'ś', 'š', 'ş', 'ș':
		return 's'
	case 'ť', 'ţ', 'ț':
		return 't'
	case 'ù', 'ú', 'û', 'ü', 'ū', 'ů', 'ű', 'ų':
		return 'u'
	case 'ý', 'ÿ':
		return 'y'
	case 'ź', 'ż', 'ž':
		return 'z'
	}
	return r
}

// Find is a text that is looked for in lines, whatever their case and accents.
// Not safe for concurrent use.
type Find struct {
	th   *theme.Theme
	want string // folded
	buf  []byte // of the line that is looked at
}

// NewFind looks for a text as it is shown; nil if there is nothing to look for.
func NewFind(th *theme.Theme, s string) *Find {
	want := Fold(th.Text(s))
	if strings.TrimSpace(want) == "" {
		return nil
	}
	return &Find{th: th, want: want}
}

// Folded is the text of a line as Fold gives it. It paints nothing, so that thousands
// of lines can be made ready between two frames.
func Folded(th *theme.Theme, l Line) string {
	return string(addFolded(nil, th, l))
}

func addFolded(buf []byte, th *theme.Theme, l Line) []byte {
	for _, s := range l {
		for _, r := range th.Text(s.Text) {
			buf = utf8.AppendRune(buf, foldRune(r))
		}
	}
	return buf
}

// In tells whether the text stands in another one, as Folded gives it.
func (f *Find) In(folded string) bool { return f != nil && strings.Contains(folded, f.want) }

// at tells whether the text stands in a line, and keeps the line for places.
func (f *Find) at(l Line) bool {
	f.buf = addFolded(f.buf[:0], f.th, l)
	return bytes.Contains(f.buf, []byte(f.want))
}

// mark gives a line with what was found in a style of its own. The line is as wide
// as it was.
func (f *Find) mark(l Line, token theme.Token) Line {
	if !f.at(l) {
		return l
	}
	found := f.places()
	var out Line
	at := 0
	for _, s := range l {
		s.Text = f.th.Text(s.Text)
		n := utf8.RuneCountInString(s.Text)
		out = append(out, split(s, found[at:at+n], token)...)
		at += n
	}
	return out
}

// places tells for each rune of the line that was looked at last whether it belongs
// to what was found.
func (f *Find) places() []bool {
	n := utf8.RuneCountInString(f.want)
	out := make([]bool, utf8.RuneCount(f.buf))
	rest, at := f.buf, 0
	for {
		i := bytes.Index(rest, []byte(f.want))
		if i < 0 {
			return out
		}
		at += utf8.RuneCount(rest[:i])
		for j := range n {
			out[at+j] = true
		}
		at += n
		rest = rest[i+len(f.want):]
	}
}

// split gives a span as pieces that are found and that are not. Where cutting would
// change how wide it is, between the parts of one sign, it stays whole.
func split(s Span, found []bool, token theme.Token) Line {
	var out Line
	begin, i, cells := 0, 0, 0
	piece := func(end int) {
		if end == begin {
			return
		}
		p := Span{s.Text[begin:end], s.Token}
		if found[i-1] {
			p.Token = token
		}
		cells += width(p.Text)
		out = append(out, p)
		begin = end
	}
	for at := range s.Text {
		if i > 0 && found[i] != found[i-1] {
			piece(at)
		}
		i++
	}
	if piece(len(s.Text)); cells == width(s.Text) {
		return out
	}
	return Line{{s.Text, token}}
}

// drawSelected gives the line as exactly w cells in one style, except what was
// found.
func (f *Find) drawSelected(l Line, w int, token theme.Token) string {
	if !f.at(l) {
		return l.DrawSelected(f.th, w, token)
	}
	l = f.mark(l, theme.FoundHere).cutTo(f.th, w)
	l = append(l, Span{strings.Repeat(" ", max(w-l.width(f.th), 0)), theme.Plain})
	var out strings.Builder
	for _, s := range l {
		if s.Token != theme.FoundHere {
			s.Token = token
		}
		out.WriteString(f.th.Paint(s.Token, s.Text))
	}
	return out.String()
}

// draw gives the line as exactly w cells; here says that it is the one the search
// has come to.
func (f *Find) draw(l Line, w int, here bool) string {
	token := theme.Found
	if here {
		token = theme.FoundHere
	}
	return f.mark(l, token).Draw(f.th, w)
}
