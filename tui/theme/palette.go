package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
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
			Dark:          {good: lipgloss.BrightGreen, open: lipgloss.BrightCyan, warn: lipgloss.BrightYellow, bad: lipgloss.BrightRed, client: lipgloss.BrightCyan},
			Light:         {open: lipgloss.Blue, warn: lipgloss.Magenta, bad: lipgloss.Red, client: lipgloss.Blue},
		}[g]
	case Deuteranopia:
		return [...]colours{
			UnknownGround: {good: lipgloss.BrightBlue, bad: lipgloss.Red},
			Dark:          {good: lipgloss.BrightBlue, warn: lipgloss.Yellow, bad: lipgloss.Red, client: lipgloss.Yellow},
			Light:         {good: lipgloss.Blue, bad: lipgloss.Red},
		}[g]
	}
	return [...]colours{
		UnknownGround: {lipgloss.Green, lipgloss.BrightBlue, lipgloss.Magenta, lipgloss.Red, lipgloss.BrightBlue, lipgloss.Magenta},
		Dark:          {lipgloss.Green, lipgloss.Cyan, lipgloss.Yellow, lipgloss.Red, lipgloss.Cyan, lipgloss.Magenta},
		Light:         {lipgloss.Green, lipgloss.Blue, lipgloss.Magenta, lipgloss.Red, lipgloss.Blue, lipgloss.Magenta},
	}[g]
}

// styles gives every token its look: the 16 terminal colours only, and never a
// background.
func styles(o Options) map[Token]lipgloss.Style {
	none := lipgloss.NewStyle()
	bold := none.Bold(true)
	weak, strong, key := none.Faint(true), bold, bold
	if o.Palette == HighContrast {
		weak, strong, key = none, bold.Underline(true), bold.Underline(true)
	}
	c := coloursOf(o.Palette, o.Ground)
	if o.Mono || o.Palette == Mono {
		c = colours{}
	}
	in := func(s lipgloss.Style, c color.Color) lipgloss.Style {
		if c == nil {
			return s
		}
		return s.Foreground(c)
	}
	good, warn, bad := none, bold, bold.Reverse(true)
	if o.Palette == HighContrast {
		good, warn, bad = bold, bold.Underline(true), bad.Underline(true)
	}
	found := bold.Underline(true)
	if o.Palette == HighContrast { // there headings are underlined
		found = bold.Reverse(true)
	}
	return map[Token]lipgloss.Style{
		Plain:       none,
		Strong:      strong,
		Faint:       weak,
		Title:       bold,
		Focused:     bold.Underline(true),
		Key:         key,
		Selected:    none.Reverse(true),
		SelectedBad: in(bold.Reverse(true), c.bad),
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
		FoundHere:   bold.Underline(true).Reverse(true),
	}
}
