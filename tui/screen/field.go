package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxField is more than any address has, and than any path that people type.
const maxField = 1024

// field is a line of text that a person writes.
type field struct {
	before, after string // the cursor
}

func newField(s string) field { return field{before: s} }

func (f *field) text() string { return f.before + f.after }

// insert writes at the cursor what can be shown on one line.
func (f *field) insert(s string) {
	s = strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
	if room := maxField - len(f.text()); len(s) > room {
		s = strings.ToValidUTF8(s[:max(room, 0)], "")
	}
	f.before += s
}

// key handles a key that edits; false: it is no such key.
func (f *field) key(key string) bool {
	switch key {
	case "backspace", "ctrl+h":
		_, n := utf8.DecodeLastRuneInString(f.before)
		f.before = f.before[:len(f.before)-n]
	case "delete", "ctrl+d":
		_, n := utf8.DecodeRuneInString(f.after)
		f.after = f.after[n:]
	case "left", "ctrl+b":
		_, n := utf8.DecodeLastRuneInString(f.before)
		f.before, f.after = f.before[:len(f.before)-n], f.before[len(f.before)-n:]+f.after
	case "right", "ctrl+f":
		_, n := utf8.DecodeRuneInString(f.after)
		f.before, f.after = f.before+f.after[:n], f.after[n:]
	case "home", "ctrl+a":
		f.before, f.after = "", f.text()
	case "end", "ctrl+e":
		f.before, f.after = f.text(), ""
	case "ctrl+u":
		f.before = ""
	case "ctrl+k":
		f.after = ""
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		cut := strings.TrimRightFunc(f.before, unicode.IsSpace)
		f.before = cut[:strings.LastIndexFunc(cut, unicode.IsSpace)+1]
	default:
		s := written(key)
		f.insert(s)
		return s != ""
	}
	return true
}

// written is what a key writes; empty: nothing. Names of keys are ASCII words of
// several letters.
func written(key string) string {
	switch {
	case key == "space":
		return " "
	case utf8.RuneCountInString(key) == 1, key != "" && key[0] >= utf8.RuneSelf:
		return key
	}
	return ""
}
