package lab

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"danewalk/probe/wire"
)

// Limits on a world's text: files come from a person's disk too.
const (
	maxText       = 256 << 10 // a long lesson has 4 KiB
	maxStatements = 2000      // changes of one world; each costs time at the start
)

// epoch is the moment of worlds that do not name one.
func epoch() time.Time { return time.Date(2026, time.November, 21, 12, 0, 0, 0, time.UTC) }

// statement is one thing that a world changes.
type statement struct {
	line int
	verb string
	args []string
	body []bodyLine // of a zone block
}

type bodyLine struct {
	line int
	text string
}

// paragraph is a line with its continuation lines.
type paragraph struct {
	line int
	text string
	more []bodyLine
}

// Parse reads the text of a world and tries every change on the base world, so
// that a world that parses also starts. Errors begin with "name:line:".
func Parse(name string, text []byte) (*World, error) {
	w := &World{Name: name, At: epoch(), Base: "standard"}
	paragraphs, err := split(text)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	for _, p := range paragraphs {
		if err := w.take(p); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, p.line, err)
		}
	}
	if w.Target == "" {
		return nil, fmt.Errorf("%s:1: no target: line says what to check", name)
	}
	if len(w.statements) > maxStatements {
		return nil, fmt.Errorf("%s:1: more than %d changes", name, maxStatements)
	}
	if _, err := w.design(Options{}); err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	return w, nil
}

// split cuts the text into paragraphs and removes comments. The error begins
// with the line number.
func split(text []byte) ([]paragraph, error) {
	if len(text) > maxText || !utf8.Valid(text) {
		return nil, fmt.Errorf("1: not a text of at most %d octets in UTF-8", maxText)
	}
	var out []paragraph
	number := 0
	for raw := range strings.Lines(string(text)) {
		number++
		line := strings.TrimRightFunc(uncomment(raw), unicode.IsSpace)
		content := strings.TrimSpace(line)
		switch {
		case content == "":
		case content != line && len(out) > 0:
			last := &out[len(out)-1]
			last.more = append(last.more, bodyLine{number, content})
		case content != line:
			return nil, fmt.Errorf("%d: the first statement begins with white space", number)
		default:
			out = append(out, paragraph{line: number, text: content})
		}
	}
	return out, nil
}

// uncomment removes a comment: from # at the beginning or after white space.
func uncomment(line string) string {
	for i := range len(line) {
		if line[i] == '#' && (i == 0 || line[i-1] == ' ' || line[i-1] == '\t') {
			return line[:i]
		}
	}
	return line
}

// joined is the paragraph as one line.
func (p paragraph) joined() string {
	parts := []string{p.text}
	for _, m := range p.more {
		parts = append(parts, m.text)
	}
	return strings.Join(parts, " ")
}

// take reads one paragraph.
func (w *World) take(p paragraph) error {
	text := p.joined()
	if key, value, ok := strings.Cut(text, ":"); ok && !strings.ContainsAny(key, " \t") {
		return w.header(key, strings.TrimSpace(value))
	}
	words := strings.Fields(text)
	switch words[0] {
	case "expect":
		return w.expect(words[1:])
	case "fault", "set":
		if len(words) < 2 {
			return fmt.Errorf("%q without a verb", words[0])
		}
		w.statements = append(w.statements, statement{line: p.line, verb: words[1], args: words[2:]})
	case "zone":
		w.statements = append(w.statements, statement{line: p.line, verb: "zone", args: strings.Fields(p.text)[1:], body: p.more})
	case "mailhost", "newzone", "policyhost", "policies":
		w.statements = append(w.statements, statement{line: p.line, verb: words[0], args: words[1:]})
	default:
		return fmt.Errorf("unknown statement %q; hint: title: story: target: at: base: resolver: control: port: policy: fault set zone mailhost newzone policyhost policies expect", words[0])
	}
	return nil
}

func (w *World) header(key, value string) error {
	switch key {
	case "title":
		w.Title = value
	case "story":
		w.Story = value
	case "target":
		w.Target = value
	case "at":
		at, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return fmt.Errorf("at: %q is not a moment like 2026-11-21T12:00:00Z", value)
		}
		w.At = at.UTC()
	case "base":
		if value != "standard" {
			return fmt.Errorf("base: there is no base world %q; hint: standard", value)
		}
		w.Base = value
	case "resolver":
		if value != "yes" && value != "beside" && value != "no" {
			return fmt.Errorf("resolver: %q is neither yes, beside nor no", value)
		}
		w.Resolver, w.Beside = value == "yes", value == "beside"
	case "control":
		for host := range strings.FieldsSeq(value) {
			name, err := wire.ParseName(host)
			if err != nil {
				return fmt.Errorf("control: %w", err)
			}
			w.Controls = append(w.Controls, name)
		}
	case "port":
		n, err := strconv.ParseUint(value, 10, 16)
		if err != nil || n == 0 {
			return fmt.Errorf("port: %q is not a port", value)
		}
		w.Port = uint16(n)
	case "policy":
		if len(strings.Fields(value)) != 2 {
			return fmt.Errorf("policy: %q is not a name and a value; hint: policy: sha1 secure", value)
		}
		w.Policy = append(w.Policy, value)
	default:
		return fmt.Errorf("unknown header %q; hint: title, story, target, at, base, resolver, control, port, policy", key)
	}
	return nil
}

// expect reads what comes after the word: verdict, break, finding or info.
func (w *World) expect(words []string) error {
	if len(words) < 2 {
		return errors.New("expect needs two words at least; hint: expect finding CODE SUBJECT")
	}
	e := Expected{Code: words[1], Subject: strings.Join(words[2:], " ")}
	switch words[0] {
	case "verdict":
		if w.Expect.Verdict != "" || len(words) > 2 {
			return errors.New("one verdict of one word is expected")
		}
		w.Expect.Verdict = words[1]
	case "break":
		if w.Expect.Break != nil {
			return errors.New("there is exactly one break")
		}
		w.Expect.Break = &e
	case "finding":
		w.Expect.Findings = append(w.Expect.Findings, e)
	case "info":
		w.Expect.Infos = append(w.Expect.Infos, e)
	default:
		return fmt.Errorf("cannot expect %q; hint: verdict, break, finding, info", words[0])
	}
	return nil
}
