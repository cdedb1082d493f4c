package render_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"danewalk/explain/render"
)

// TestColourOnlyRepeats checks that colours add nothing but themselves: without
// them the report is the one without colour, and every line ends uncoloured.
func TestColourOnlyRepeats(t *testing.T) {
	escape := regexp.MustCompile("\x1b\\[[0-9;]*m")
	for _, world := range []string{"demo", "healthy-3-1-1", "dnssec-unsigned-domain", "local-port25-blocked"} {
		for _, ascii := range []bool{false, true} {
			d := diagnose(t, world)
			var plain, painted bytes.Buffer
			if err := render.Text(&plain, d, render.Options{ASCII: ascii}); err != nil {
				t.Fatal(err)
			}
			if err := render.Text(&painted, d, render.Options{ASCII: ascii, Color: true}); err != nil {
				t.Fatal(err)
			}
			if plain.String() != escape.ReplaceAllString(painted.String(), "") {
				t.Errorf("%s: colours change the words", world)
			}
			if !strings.Contains(painted.String(), "\x1b[") || strings.Contains(plain.String(), "\x1b") {
				t.Errorf("%s: no colours, or colours where none are wanted", world)
			}
			for line := range strings.Lines(painted.String()) {
				if n := len(escape.FindAllString(line, -1)); n%2 != 0 || n > 0 && !strings.Contains(line, "\x1b[0m") {
					t.Errorf("%s: a colour goes on behind the line %q", world, line)
				}
			}
		}
	}
}
