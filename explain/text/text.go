package text

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// ErrMissing says that a text has no such part.
var ErrMissing = errors.New("no such text")

// Entry is the words of one failure mode or verdict: named parts, each a
// template over the finding's arguments.
type Entry struct {
	Name   string
	parts  map[string]string
	parsed *sync.Map // templates by part, as they are needed
}

func newEntry(name string) Entry {
	return Entry{Name: name, parts: map[string]string{}, parsed: &sync.Map{}}
}

// Parse reads a text file: a part starts with a line "== name ==" and runs to
// the next one. Lines are joined into paragraphs; a blank line ends a
// paragraph. Text before the first part is a comment.
func Parse(name, src string) (Entry, error) {
	e := newEntry(name)
	part, begin, at := "", 0, 0 // where the part starts, and the line, in octets
	end := func() {
		if part != "" {
			e.parts[part] = strings.Trim(src[begin:at], "\n ")
		}
	}
	number := 0
	for line := range strings.Lines(src) {
		number++
		if head, ok := strings.CutPrefix(strings.TrimRight(line, " \r\n"), "== "); ok {
			key, closed := strings.CutSuffix(head, " ==")
			if !closed || key == "" {
				return Entry{}, fmt.Errorf("%s:%d: a part starts with \"== name ==\"", name, number)
			}
			if _, twice := e.parts[key]; twice || key == part {
				return Entry{}, fmt.Errorf("%s:%d: part %q occurs twice", name, number, key)
			}
			end()
			part, begin = key, at+len(line)
		}
		at += len(line)
	}
	end()
	return e, nil
}

// Load reads one text file of a file system.
func Load(fsys fs.FS, file string) (Entry, error) {
	src, err := fs.ReadFile(fsys, file)
	if err != nil {
		return Entry{}, err
	}
	return Parse(file, string(src))
}

// Parts returns the names of the parts that have text.
func (e Entry) Parts() []string {
	var out []string
	for k, v := range e.parts {
		if v != "" {
			out = append(out, k)
		}
	}
	return out
}

// Has tells whether a part has text.
func (e Entry) Has(part string) bool { return e.parts[part] != "" }

// Source returns the template of a part, empty if there is none.
func (e Entry) Source(part string) string { return e.parts[part] }

// Fill executes a part with arguments. A missing argument is an error: a
// sentence with a hole must not reach a person.
func (e Entry) Fill(part string, args map[string]string) (string, error) {
	src, ok := e.parts[part]
	if !ok || src == "" {
		return "", fmt.Errorf("%w: %s %s", ErrMissing, e.Name, part)
	}
	t, err := e.template(part, src)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", e.Name, part, err)
	}
	filled, err := t.fill(args)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", e.Name, part, err)
	}
	return strings.TrimSpace(filled), nil
}

func (e Entry) template(part, src string) (*template, error) {
	if t, ok := e.parsed.Load(part); ok {
		return t.(*template), nil
	}
	t, err := parseTemplate(part, src)
	if err == nil {
		e.parsed.Store(part, t)
	}
	return t, err
}

// Paragraphs splits a filled part at blank lines and joins the lines of each
// paragraph.
func Paragraphs(s string) []string {
	var out []string
	for para := range strings.SplitSeq(s, "\n\n") {
		if joined := strings.Join(strings.Fields(para), " "); joined != "" {
			out = append(out, joined)
		}
	}
	return out
}

// Lines splits a filled part into its lines, each one step, record or command.
func Lines(s string) []string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Values returns the names of the arguments that some parts use, or all of them.
func (e Entry) Values(parts ...string) (out []string) {
	if len(parts) == 0 {
		parts = e.Parts()
	}
	name, actions := regexp.MustCompile(`\.([a-zA-Z][a-zA-Z0-9]*)`), regexp.MustCompile(`\{\{[^}]*\}\}`)
	for _, part := range parts {
		for _, action := range actions.FindAllString(e.parts[part], -1) {
			for _, m := range name.FindAllStringSubmatch(action, -1) {
				out = append(out, m[1])
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// SameEverywhere tells whether a part may be the same in all languages: records,
// commands, and what was seen.
func SameEverywhere(part string) bool {
	switch part {
	case "expert.fix", "expert.reproduce", "expert.expected", "expert.presented":
		return true
	}
	return false
}
