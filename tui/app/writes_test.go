package app

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"danewalk/explain/text"
	"danewalk/tui/screen"
)

// Two choices in a row are carried out at once by the library, in any order: the
// last one stays in the file, and on the screen, whichever answer comes first.
func TestTheLastChoiceStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t).speaking()
		d := drive(t, h.options())
		var written []string
		remember := d.o.Remember
		d.o.Remember = func(name, value string) (screen.Look, error) {
			written = append(written, value)
			look, err := remember(name, value)
			if value == text.English {
				look.Book = nil
			}
			return look, err
		}
		choose := func(value string) tea.Cmd {
			return d.do(screen.Effect{Do: screen.DoRemember, Name: screen.SettingLanguage, Text: value})
		}
		first, second := choose(text.English), choose(text.German)
		later := second() // comes to its turn before the first one
		d.send(first())   // and its answer after
		d.send(later)     //
		if want := []string{text.English, text.German}; !slices.Equal(written, want) {
			t.Errorf("written: %q, want %q", written, want)
		}
		if got := d.o.Look.Book.Language(); got != text.German {
			t.Errorf("the screen speaks %s", got)
		}
		d.shows("ZULETZT")
	})
}

// What was asked for is written though the person leaves in the same moment, and
// what the screen could not say any more is told.
func TestLeavingWhileSomethingIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("no space left on device")
		var mu sync.Mutex
		var written, unsaid []string
		o := newHouse(t).options()
		slow := make(chan struct{})
		o.Export = func(e Export) (string, error) {
			<-slow
			mu.Lock()
			defer mu.Unlock()
			if written = append(written, e.Path); e.Path == "full" {
				return "", full
			}
			return "/" + e.Path, nil
		}
		o.Unsaid = func(path string, err error) {
			if err != nil {
				path = err.Error()
			}
			unsaid = append(unsaid, path)
		}
		d := drive(t, o)
		d.keys("tab", "enter")
		said := d.do(screen.Effect{Do: screen.DoExport, Name: "text", Text: "said"})
		under, full2 := d.do(screen.Effect{Do: screen.DoExport, Name: "text", Text: "under"}), d.do(screen.Effect{Do: screen.DoExport, Name: "text", Text: "full"})
		_ = full2 // the library had no time to begin it
		go func() { slow <- struct{}{} }()
		d.send(said())
		d.shows("written: /said")
		go under()
		synctest.Wait()
		close(slow)
		d.finish()
		if want := []string{"said", "under", "full"}; !slices.Equal(written, want) {
			t.Errorf("written: %q", written)
		}
		if want := []string{"/under", full.Error()}; !slices.Equal(unsaid, want) {
			t.Errorf("told: %q, want %q", unsaid, want)
		}
	})
}
