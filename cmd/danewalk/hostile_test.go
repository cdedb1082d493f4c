package main

import (
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/tui/feed"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
)

// TestHostileWorldsOnTheScreen: whatever mail servers and name servers say, every
// pane of the screen is exactly as large as the window, and holds no rune that
// drives a terminal or deceives its reader.
func TestHostileWorldsOnTheScreen(t *testing.T) {
	list, err := lab.List(rules.Worlds())
	if err != nil {
		t.Fatal(err)
	}
	looked, memory := 0, lab.NewMemory()
	for _, s := range list {
		if !strings.HasPrefix(s.Name, "hostile-") && !strings.HasPrefix(s.Name, "idn-") && s.Name != "smtp-starttls-injection" {
			continue
		}
		looked++
		turn := looked % 2
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			var r rig.Result
			synctest.Test(t, func(t *testing.T) {
				var err error
				if r, err = rig.Check(t.Context(), rules.Worlds(), s.Name, lab.Options{Memory: memory}, nil); err != nil {
					t.Fatal(err)
				}
			})
			d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
			sizes := [][2]int{{80, 24}, {200, 50}}
			if os.Getenv("DANEWALK_WORLDS") != "all" { // one for each world, by turns
				sizes = sizes[turn:][:1]
			}
			for _, size := range sizes {
				walkThrough(t, r, d, size[0], size[1])
			}
		})
	}
	if looked < 20 {
		t.Errorf("%d worlds", looked)
	}
}

// walkThrough looks at every row of the chain in every view.
func walkThrough(t *testing.T, r rig.Result, d *explain.Diagnosis, w, h int) {
	t.Helper()
	s := screen.NewWalk(theme.New(theme.Options{}), screen.Options{})
	s.Resize(w, h)
	s.Fold(feed.Batch{Items: r.Case.Items})
	s.Diagnosed(d)
	s.Ended()
	looked := map[string]bool{} // in most frames most lines are those of another one
	for _, view := range []string{"1", "2", "3", "4", "5"} {
		s.Key(view)
		for range d.Links {
			s.Key("down")
			for _, l := range s.Lines() {
				if looked[l] {
					continue
				}
				looked[l] = true
				if plain := ansi.Strip(l); ansi.StringWidth(l) != w || strings.ContainsFunc(plain, drivesTerminal) {
					t.Fatalf("%dx%d, view %s: %q", w, h, view, plain)
				}
			}
		}
	}
}

func drivesTerminal(r rune) bool { return !unicode.IsGraphic(r) || unicode.Is(unicode.M, r) }
