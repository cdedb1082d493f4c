package command

import (
	"strings"
	"testing"
)

// TestNoKeyMeansTwoThings checks the list as it is built in.
func TestNoKeyMeansTwoThings(t *testing.T) {
	if _, err := NewKeys(nil); err != nil {
		t.Fatal(err)
	}
}

// TestShort: where there is little room the shortest key of a command is named, and
// none if it has none there.
func TestShort(t *testing.T) {
	k, err := NewKeys(map[string][]string{"up": {"pgup", "ctrl+u"}, "page-up": nil})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		place Place
		name  Name
		want  string
	}{{InWalk, Down, "j"}, {AtStart, Down, "Down"}, {InWalk, Up, "PgUp"}, {InWalk, PageUp, ""}, {InSettings, Search, ""}} {
		if got := k.Short(c.place, c.name); got != c.want {
			t.Errorf("%s, %s: %q, want %q", c.place, c.name, got, c.want)
		}
	}
}

// TestNoLettersInATextField: what writes a character is no command where a
// person types.
func TestNoLettersInATextField(t *testing.T) {
	k, _ := NewKeys(nil)
	for _, c := range k.In(AtStart) {
		for _, key := range c.Keys {
			if typed(key) {
				t.Errorf("%q is %s in the text field", key, c.Name)
			}
		}
	}
}

// TestEveryCommandIsExplained: a command has a sentence, its own or that of the
// row before it.
func TestEveryCommandIsExplained(t *testing.T) {
	for i, c := range All() {
		if c.Sentence == "" && i == 0 {
			t.Errorf("%s has no sentence", c.Name)
		}
		if strings.HasSuffix(string(c.Sentence), ".") {
			t.Errorf("%s: %q ends like a sentence in a text", c.Name, c.Sentence)
		}
	}
}

func TestChangedKeys(t *testing.T) {
	for _, c := range []struct {
		change map[string][]string
		place  Place
		key    string
		want   Name
		fault  string
	}{
		{map[string][]string{"copy": {"c"}}, InWalk, "c", Copy, ""},
		{map[string][]string{"copy": {"c"}}, InWalk, "y", "", ""},
		{map[string][]string{"quit": nil}, InWalk, "q", "", ""},
		{map[string][]string{"copy": {"q"}}, "", "", "", `"q" means`},
		{map[string][]string{"fly": {"f"}}, "", "", "", "no command"},
	} {
		k, err := NewKeys(c.change)
		if c.fault != "" {
			if err == nil || !strings.Contains(err.Error(), c.fault) || !strings.Contains(err.Error(), "hint:") {
				t.Errorf("%v: %v, want %q and a hint", c.change, err, c.fault)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := k.Find(c.place, c.key); got != c.want {
			t.Errorf("%v: %q is %q, want %q", c.change, c.key, got, c.want)
		}
	}
}

func TestShown(t *testing.T) {
	k, _ := NewKeys(nil)
	for key, want := range map[string]string{"enter": "Enter", "ctrl+p": "Ctrl+P", "shift+tab": "Shift+Tab", "n": "n", "+": "+", "f1": "F1", "f12": "F12", "shift+f2": "Shift+F2", "f": "f", "pgdown": "PgDn"} {
		if got := k.Shown(key); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}
