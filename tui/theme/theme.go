package theme

import (
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
	Found             // what was searched for
	FoundHere         // the same, where the search has come to
	numTokens
)

// Options choose a theme.
type Options struct {
	ASCII   bool // only ASCII signs and text
	Mono    bool // no colour; bold, faint, underline and reverse stay
	Palette Palette
	Ground  Ground
}

// Theme paints text by meaning. It is immutable and safe for concurrent use.
type Theme struct {
	Signs Signs
	made  Options
	ascii bool
	paint [numTokens]pen
}

// pen is what goes before and after a painted text. Asking lipgloss for every
// piece of a 200x50 frame would cost more than all the rest of the frame.
type pen struct{ open, close string }

// New makes a theme.
func New(o Options) *Theme {
	t := &Theme{Signs: unicodeSigns(), made: o, ascii: o.ASCII}
	if o.ASCII {
		t.Signs = asciiSigns()
	}
	for token, style := range styles(o) {
		t.paint[token] = newPen(style)
	}
	return t
}

// On is the same theme for a terminal with that background.
func (t *Theme) On(g Ground) *Theme {
	o := t.made
	if o.Ground == g {
		return t
	}
	o.Ground = g
	return New(o)
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
