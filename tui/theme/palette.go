package theme

import (
	"image/color"

	"github.com/charmbracelet/x/ansi"
)

// Palette is a choice of colours.
type Palette string

// The palettes, as the configuration names them.
const (
	Auto         Palette = ""
	Mono         Palette = "mono"          // no colour at all
	HighContrast Palette = "high-contrast" // nothing faint; what matters is bold and underlined
	Deuteranopia Palette = "deuteranopia"  // no green that must be told from red
)

// Ground is the background of the terminal, which it may tell and we never paint.
type Ground int

// The backgrounds. One that is not known gets colours that can be read on both.
const (
	UnknownGround Ground = iota
	Dark
	Light
)

// colours are those of a palette on a background; nil is the terminal's own.
// Plain yellow and cyan vanish on white, plain blue on black.
type colours struct{ good, open, warn, bad, client, tls color.Color }

func coloursOf(p Palette, g Ground) colours {
	switch p {
	case HighContrast:
		return [...]colours{
			UnknownGround: {}, // the two colours of the terminal, reversed, have the most contrast
			Dark:          {good: ansi.BrightGreen, open: ansi.BrightCyan, warn: ansi.BrightYellow, bad: ansi.BrightRed, client: ansi.BrightCyan},
			Light:         {open: ansi.Blue, warn: ansi.Magenta, bad: ansi.Red, client: ansi.Blue},
		}[g]
	case Deuteranopia:
		return [...]colours{
			UnknownGround: {good: ansi.BrightBlue, bad: ansi.Red},
			Dark:          {good: ansi.BrightBlue, warn: ansi.Yellow, bad: ansi.Red, client: ansi.Yellow},
			Light:         {good: ansi.Blue, bad: ansi.Red},
		}[g]
	}
	return [...]colours{
		UnknownGround: {ansi.Green, ansi.BrightBlue, ansi.Magenta, ansi.Red, ansi.BrightBlue, ansi.Magenta},
		Dark:          {ansi.Green, ansi.Cyan, ansi.Yellow, ansi.Red, ansi.Cyan, ansi.Magenta},
		Light:         {ansi.Green, ansi.Blue, ansi.Magenta, ansi.Red, ansi.Blue, ansi.Magenta},
	}[g]
}

// look is how the terminal shall show a text.
type look struct {
	bold, faint, underline, reverse bool
	colour                          color.Color // nil: the terminal's own
}

func (l look) bolder() look     { l.bold = true; return l }
func (l look) fainter() look    { l.faint = true; return l }
func (l look) underlined() look { l.underline = true; return l }
func (l look) reversed() look   { l.reverse = true; return l }

// pen is what the terminal is told for it.
func (l look) pen() pen {
	if l == (look{}) {
		return pen{}
	}
	var s ansi.Style
	if l.bold {
		s = s.Bold()
	}
	if l.faint {
		s = s.Faint()
	}
	if l.underline {
		s = s.Underline(true)
	}
	if l.reverse {
		s = s.Reverse(true)
	}
	if l.colour != nil {
		s = s.ForegroundColor(l.colour)
	}
	return pen{s.String(), ansi.ResetStyle}
}

// styles gives every token its look: the 16 terminal colours only, and never a
// background.
func styles(o Options) map[Token]look {
	none := look{}
	bold := none.bolder()
	weak, strong, key := none.fainter(), bold, bold
	if o.Palette == HighContrast {
		weak, strong, key = none, bold.underlined(), bold.underlined()
	}
	c := coloursOf(o.Palette, o.Ground)
	if o.Mono || o.Palette == Mono {
		c = colours{}
	}
	in := func(l look, c color.Color) look {
		l.colour = c
		return l
	}
	good, warn, bad := none, bold, bold.reversed()
	if o.Palette == HighContrast {
		good, warn, bad = bold, bold.underlined(), bad.underlined()
	}
	found := bold.underlined()
	if o.Palette == HighContrast { // there headings are underlined
		found = bold.reversed()
	}
	return map[Token]look{
		Plain:       none,
		Strong:      strong,
		Faint:       weak,
		Title:       bold,
		Focused:     bold.underlined(),
		Key:         key,
		Selected:    none.reversed(),
		SelectedBad: in(bold.reversed(), c.bad),
		Good:        in(good, c.good),
		Open:        in(good, c.open),
		Warn:        in(warn, c.warn),
		Bad:         in(bad, c.bad),
		Cut:         in(bold, c.bad),
		Busy:        in(none, c.open),
		Client:      in(none, c.client),
		Server:      none,
		TLS:         in(none, c.tls),
		Found:       found,
		FoundHere:   bold.underlined().reversed(),
	}
}
