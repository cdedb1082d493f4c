package theme

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
)

// Token names a style by what it means.
type Token int

// The tokens.
const (
	Plain       Token = iota
	Strong            // headings, the verdict word
	Faint             // notes, waiting rows, rules
	Title             // title of a pane
	Focused           // title of the pane that has the keyboard
	Key               // a key in the footer
	Selected          // the whole selected row
	SelectedBad       // the whole selected row, of a broken step
	Good              // verified
	Open              // works, but not signed or not protected
	Warn              // works today
	Bad               // broken, cannot be overlooked
	Cut               // the line where the chain is cut
	Busy              // being checked
	Client            // what we said
	Server            // what the mail server said
	TLS               // a fact of the handshake
	numTokens
)

// Options choose a theme.
type Options struct {
	ASCII bool // only ASCII signs and text
	Mono  bool // no colour; bold, faint, underline and reverse stay
}

// Theme paints text by meaning. It is immutable and safe for concurrent use.
type Theme struct {
	Signs Signs
	ascii bool
	paint [numTokens]pen
}

// pen is what goes before and after a painted text. Asking lipgloss for every
// piece of a 200x50 frame would cost more than all the rest of the frame.
type pen struct{ open, close string }

// New makes a theme.
func New(o Options) *Theme {
	t := &Theme{Signs: unicodeSigns(), ascii: o.ASCII}
	if o.ASCII {
		t.Signs = asciiSigns()
	}
	for token, style := range styles(o.Mono) {
		t.paint[token] = newPen(style)
	}
	return t
}

// ASCII tells whether only ASCII may be shown.
func (t *Theme) ASCII() bool { return t.ascii }

// Paint puts the style of a token around a text that is safe already.
func (t *Theme) Paint(token Token, text string) string {
	p := t.paint[token]
	if p.open == "" || text == "" {
		return text
	}
	return p.open + text + p.close
}

func newPen(s lipgloss.Style) pen {
	const mark = "x"
	open, end, _ := strings.Cut(s.Render(mark), mark)
	return pen{open, end}
}

// styles gives every token its look: the 16 terminal colours only, and never a
// background.
func styles(mono bool) map[Token]lipgloss.Style {
	none := lipgloss.NewStyle()
	bold := none.Bold(true)
	colour := func(s lipgloss.Style, c color.Color) lipgloss.Style {
		if mono {
			return s
		}
		return s.Foreground(c)
	}
	return map[Token]lipgloss.Style{
		Plain:       none,
		Strong:      bold,
		Faint:       none.Faint(true),
		Title:       bold,
		Focused:     bold.Underline(true),
		Key:         bold,
		Selected:    none.Reverse(true),
		SelectedBad: colour(bold.Reverse(true), lipgloss.Red),
		Good:        colour(none, lipgloss.Green),
		Open:        colour(none, lipgloss.Cyan),
		Warn:        colour(bold, lipgloss.Yellow),
		Bad:         colour(bold.Reverse(true), lipgloss.Red),
		Cut:         colour(bold, lipgloss.Red),
		Busy:        colour(none, lipgloss.Cyan),
		Client:      colour(none, lipgloss.Cyan),
		Server:      none,
		TLS:         colour(none, lipgloss.Magenta),
	}
}
