package app

import (
	"image/color"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"danewalk/tui/theme"
)

// The terminal may tell its background late, or never; the screens that are there
// and those that come take it on, and so does a theme that is chosen afterwards.
func TestTheTerminalTellsItsBackground(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		d := drive(t, h.options())
		d.keys("tab", "enter")
		shown := func() string { return strings.Join(d.top().Lines(), "\n") }
		before := shown()
		d.send(tea.BackgroundColorMsg{Color: color.White})
		onLight := shown()
		if strings.Contains(onLight, "\x1b[33m") || strings.Contains(onLight, "\x1b[36m") || strings.Contains(onLight, "\x1b[1;33m") {
			t.Error("yellow or cyan on white")
		}
		d.send(tea.BackgroundColorMsg{Color: color.Black})
		onDark := shown()
		if onDark == onLight || onDark == before {
			t.Error("the colours stay, whatever the background is")
		}
		d.keys("esc")
		for _, s := range d.stack {
			if strings.Contains(strings.Join(s.Lines(), "\n"), theme.New(theme.Options{Ground: theme.Light}).Paint(theme.Warn, "!")) {
				t.Error("a screen below has the colours of the other background")
			}
		}
		look := h.options().Look
		look.Theme = theme.New(theme.Options{Palette: theme.Deuteranopia})
		d.send(rememberedMsg{wrote: new(wrote), name: "theme", look: look})
		if got, want := d.o.Look.Theme.Paint(theme.Good, "x"), theme.New(theme.Options{Palette: theme.Deuteranopia, Ground: theme.Dark}).Paint(theme.Good, "x"); got != want {
			t.Errorf("the theme that was chosen paints %q, want %q", got, want)
		}
	})
}
