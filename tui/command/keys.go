package command

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"danewalk/explain/text"
)

// Keys says which key gives which command, with the changes of a person.
type Keys struct {
	list  []Command
	in    map[Place][]Command // every frame asks
	words *text.Book          // nil: English
}

// NewKeys returns the keys with some changed: for each command its new keys, none
// to leave it without one. A name that no command has, a key that no terminal sends,
// one that would mean two things in one place, and a place that no key leads out of
// are errors with a hint.
func NewKeys(changes map[string][]string) (*Keys, error) {
	k := &Keys{list: All()}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		first := slices.IndexFunc(k.list, func(c Command) bool { return string(c.Name) == name })
		if first < 0 {
			return nil, fmt.Errorf("no command %q\nhint: danewalk keys lists them", name)
		}
		for i := range k.list {
			if k.list[i].Name != Name(name) {
				continue
			}
			k.list[i].Keys = nil
			if at := slices.IndexFunc(changes[name], func(key string) bool { return !sent(key) }); at >= 0 {
				return nil, fmt.Errorf("no key is called %q\nhint: danewalk config --print-default shows how keys are written: x, X, ctrl+x, f2, pgdown", changes[name][at])
			}
			for _, key := range changes[name] {
				if !typed(key) || !slices.Contains(k.list[i].Places, AtStart) && len(k.list[i].Places) > 0 {
					k.list[i].Keys = append(k.list[i].Keys, key)
				}
			}
		}
	}
	k.in = map[Place][]Command{}
	for _, place := range places() {
		k.in[place] = slices.DeleteFunc(slices.Clone(k.list), func(c Command) bool { return !c.In(place) })
	}
	if err := k.unambiguous(); err != nil {
		return k, err
	}
	return k, k.leaves()
}

// leaves checks that a key is left to quit with, wherever one is.
func (k *Keys) leaves() error {
	for _, place := range places() {
		if !slices.ContainsFunc(k.in[place], func(c Command) bool { return (c.Name == Quit || c.Name == Break) && len(c.Keys) > 0 }) {
			return fmt.Errorf("no key would quit any more (%s)\nhint: give %s or %s a key", place, Break, Quit)
		}
	}
	return nil
}

// sent tells whether a terminal sends a key by that name: a sign, or a key with a
// name, and what is held with it.
func sent(key string) bool {
	for {
		held, rest, ok := strings.Cut(key, "+")
		if !ok || rest == "" || !slices.Contains([]string{"ctrl", "alt", "shift", "meta", "super", "hyper"}, held) {
			break
		}
		key = rest
	}
	if number, ok := strings.CutPrefix(key, "f"); ok {
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= 63 {
			return true
		}
	}
	return len([]rune(key)) == 1 || slices.Contains([]string{
		"enter", "tab", "esc", "space", "backspace", "delete", "insert", "up", "down", "left", "right", "home", "end", "pgup", "pgdown", "begin", "find", "select", "menu",
	}, key)
}

func places() []Place {
	return []Place{AtStart, InWalk, InPlayback, InBounce, InText, InSettings}
}

// typed tells whether a key writes a character in a text field.
func typed(key string) bool { return len([]rune(key)) == 1 || key == "space" }

// unambiguous checks that no key means two things in one place.
func (k *Keys) unambiguous() error {
	for _, place := range places() {
		taken := map[string]Name{}
		for _, c := range k.list {
			if !c.In(place) {
				continue
			}
			for _, key := range c.Keys {
				if other, ok := taken[key]; ok && other != c.Name {
					return fmt.Errorf("the key %q means %s and %s\nhint: give one of them another key in the configuration", key, other, c.Name)
				}
				taken[key] = c.Name
			}
		}
	}
	return nil
}

// Find returns the command of a key in a place; empty if it has none.
func (k *Keys) Find(place Place, key string) Name {
	for _, c := range k.list {
		if c.In(place) && slices.Contains(c.Keys, key) {
			return c.Name
		}
	}
	return ""
}

// In lists the commands of a place in the order of the help. Nobody may change
// the list.
func (k *Keys) In(place Place) []Command { return k.in[place] }

// Of returns the first key of a command in a place as people read it; empty if
// it has none.
func (k *Keys) Of(place Place, name Name) string {
	for _, c := range k.list {
		if c.Name == name && c.In(place) && len(c.Keys) > 0 {
			return k.Shown(c.Keys[0])
		}
	}
	return ""
}

// Short is like Of, but returns the key that takes the fewest letters, where there
// is no room for others: "j" beside "Down".
func (k *Keys) Short(place Place, name Name) (out string) {
	for _, c := range k.in[place] {
		if c.Name != name {
			continue
		}
		for _, key := range c.Keys {
			if shown := k.Shown(key); out == "" || len([]rune(shown)) < len([]rune(out)) {
				out = shown
			}
		}
	}
	return out
}

// Speak returns the same keys, named in a language; nil is English.
func (k *Keys) Speak(words *text.Book) *Keys { return &Keys{list: k.list, in: k.in, words: words} }

// Shown is a key as people read it on their keyboard: "Enter", "Ctrl+P",
// "Shift+Tab".
func (k *Keys) Shown(key string) string {
	parts := strings.Split(key, "+")
	if key == "+" {
		return key
	}
	for i, p := range parts {
		switch n := keyName(p); {
		case n != "":
			parts[i] = k.words.Say(n)
		case i < len(parts)-1:
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		case len(parts) > 1, functionKey(p):
			parts[i] = strings.ToUpper(p)
		}
	}
	return strings.Join(parts, "+")
}

// keyName is the name on a key without a sign of its own.
func keyName(key string) text.Phrase {
	switch key {
	case "enter":
		return text.Phrase("[a key] Enter")
	case "esc":
		return text.Phrase("[a key] Esc")
	case "tab":
		return text.Phrase("[a key] Tab")
	case "space":
		return text.Phrase("[a key] Space")
	case "pgup":
		return text.Phrase("[a key] PgUp")
	case "pgdown":
		return text.Phrase("[a key] PgDn")
	case "home":
		return text.Phrase("[a key] Home")
	case "end":
		return text.Phrase("[a key] End")
	case "up":
		return text.Phrase("[a key] Up")
	case "down":
		return text.Phrase("[a key] Down")
	case "left":
		return text.Phrase("[a key] Left")
	case "right":
		return text.Phrase("[a key] Right")
	case "ctrl":
		return text.Phrase("[a key] Ctrl")
	case "shift":
		return text.Phrase("[a key] Shift")
	}
	return ""
}

// functionKey tells whether a key is one of F1, F2, ...
func functionKey(key string) bool {
	number, ok := strings.CutPrefix(key, "f")
	return ok && number != "" && strings.Trim(number, "0123456789") == ""
}
