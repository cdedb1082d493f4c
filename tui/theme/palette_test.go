package theme

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func palettes() []Palette { return []Palette{Auto, Mono, HighContrast, Deuteranopia} }

func grounds() []Ground { return []Ground{UnknownGround, Dark, Light} }

// coded is a code of style: its numbers.
func coded(th *Theme, token Token) []string {
	m := regexp.MustCompile(`^\x1b\[([0-9;]*)m`).FindStringSubmatch(th.Paint(token, "x"))
	if m == nil {
		return nil
	}
	return strings.Split(m[1], ";")
}

// TestPalettesAreReadable: the 16 colours, no painted background, and nothing that
// vanishes on the background there is.
func TestPalettesAreReadable(t *testing.T) {
	vanish := map[Ground][]string{
		Dark:          {"30", "34", "90"},                                     // black, blue, grey
		Light:         {"33", "36", "37", "92", "93", "95", "96", "97", "91"}, // yellow, cyan, white, bright ones
		UnknownGround: {"30", "33", "34", "36", "37", "90", "91", "92", "93", "95", "96", "97"},
	}
	for _, p := range palettes() {
		for _, g := range grounds() {
			th := New(Options{Palette: p, Ground: g})
			for token := Plain; token < numTokens; token++ {
				s := th.Paint(token, "x")
				if painted.MatchString(s) || strings.Contains(s, "38;") {
					t.Errorf("%q on %d: token %d paints the background or leaves the 16 colours: %q", p, g, token, s)
				}
				for _, code := range coded(th, token) {
					if slices.Contains(vanish[g], code) {
						t.Errorf("%q on %d: token %d vanishes: %q", p, g, token, s)
					}
				}
			}
		}
	}
}

// TestBrokenStandsOut: without its colour too.
func TestBrokenStandsOut(t *testing.T) {
	for _, p := range palettes() {
		for _, g := range grounds() {
			got := coded(New(Options{Palette: p, Ground: g}), Bad)
			if !slices.Contains(got, "1") || !slices.Contains(got, "7") {
				t.Errorf("%q on %d: what is broken is not bold and reversed: %v", p, g, got)
			}
			if th := New(Options{Palette: p, Ground: g}); !slices.Contains(coded(th, Selected), "7") || !slices.Contains(coded(th, SelectedBad), "7") {
				t.Errorf("%q on %d: the selection is not reversed", p, g)
			}
		}
	}
}

func TestHighContrastIsNeverFaint(t *testing.T) {
	for _, g := range grounds() {
		th := New(Options{Palette: HighContrast, Ground: g})
		for token := Plain; token < numTokens; token++ {
			if slices.Contains(coded(th, token), "2") {
				t.Errorf("on %d: token %d is faint", g, token)
			}
		}
		for _, token := range []Token{Strong, Warn, Bad, Key} {
			if got := coded(th, token); !slices.Contains(got, "1") || !slices.Contains(got, "4") {
				t.Errorf("on %d: token %d is not bold and underlined: %v", g, token, got)
			}
		}
	}
}

// TestNoGreenBesideRed: who cannot tell red from green sees what is well in blue.
func TestNoGreenBesideRed(t *testing.T) {
	for _, g := range grounds() {
		th := New(Options{Palette: Deuteranopia, Ground: g})
		for token := Plain; token < numTokens; token++ {
			if got := coded(th, token); slices.Contains(got, "32") || slices.Contains(got, "92") {
				t.Errorf("on %d: token %d is green", g, token)
			}
		}
		if got := coded(th, Good); !slices.Contains(got, "34") && !slices.Contains(got, "94") {
			t.Errorf("on %d: what is well is not blue: %v", g, got)
		}
	}
}

func TestAnotherBackground(t *testing.T) {
	th := New(Options{ASCII: true, Palette: Deuteranopia})
	light := th.On(Light)
	if light == th || !light.ASCII() || light.Paint(Good, "x") != New(Options{Palette: Deuteranopia, Ground: Light}).Paint(Good, "x") {
		t.Errorf("on light: %q", light.Paint(Good, "x"))
	}
	if light.On(Light) != light {
		t.Error("the same background makes another theme")
	}
	if New(Options{Palette: Mono}).Paint(Warn, "x") != New(Options{Mono: true}).Paint(Warn, "x") {
		t.Error("mono is not without colours")
	}
}
