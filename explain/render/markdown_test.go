package render_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/render"
)

func markdownOf(t rapid.TB, d *explain.Diagnosis, a explain.Audience) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.Markdown(&b, d, render.Options{Audience: a}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// fence is the line that begins or ends a block of code.
var fence = regexp.MustCompile("^(`{3,})(text)?$")

// shape is what kind of block each line of a document is, as CommonMark and GFM
// read it. An error tells of a construct that our renderer never writes.
func shape(doc string) (kinds []string, err error) {
	inside := ""
	for i, line := range strings.Split(strings.TrimSuffix(doc, "\n"), "\n") {
		m := fence.FindStringSubmatch(line)
		switch {
		case inside != "" && m != nil && m[2] == "" && len(m[1]) >= len(inside):
			inside, kinds = "", append(kinds, "end")
			continue
		case inside != "":
			kinds = append(kinds, "code")
			continue
		case m != nil && m[2] != "":
			inside, kinds = m[1], append(kinds, "begin")
			continue
		}
		kind, rest := lineKind(line)
		kinds = append(kinds, kind)
		if found := blockStart.FindString(rest); found != "" && !strings.HasPrefix(kind, "row") { // in a cell nothing begins a block
			return kinds, fmt.Errorf("line %d, %q begins with %q", i+1, line, found)
		}
		if err := inert(rest); err != nil {
			return kinds, fmt.Errorf("line %d, %q: %w", i+1, line, err)
		}
	}
	if inside != "" {
		return kinds, fmt.Errorf("a block of code does not end")
	}
	return kinds, nil
}

var headingLine = regexp.MustCompile(`^#{1,3} `)

// cells counts the cells of a row: pipes that no backslash escapes (GFM 4.10).
func cells(row string) (n int) {
	for i := 0; i < len(row); i++ {
		switch row[i] {
		case '\\':
			i++
		case '|':
			n++
		}
	}
	return n - 1
}

func lineKind(line string) (kind, rest string) {
	if h := headingLine.FindString(line); h != "" {
		return "heading" + fmt.Sprint(len(h)), line[len(h):]
	}
	if strings.HasPrefix(line, "|") && strings.Trim(line, "|- ") == "" {
		return fmt.Sprintf("rule%d", cells(line)), ""
	}
	if strings.HasPrefix(line, "| ") {
		return fmt.Sprintf("row%d", cells(line)), strings.TrimSpace(strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(line, "| "), " |"), " | ", " "))
	}
	if item, ok := strings.CutPrefix(line, "- "); ok {
		return "item", item
	}
	if line == "" {
		return "blank", ""
	}
	return "text", line
}

// What a line must not begin with, and what must not be left once code spans and
// escaped characters are taken out.
var (
	blockStart = regexp.MustCompile(`^([#+=>~:%!*_-]|\d{1,9}[.)](\s|$)|    )`)
	construct  = regexp.MustCompile("[`*_\\[\\]<>&|~@$^{}]|==|://|(?i:www\\.)|\\pL\\.\\pL|:[a-z0-9_+-]+:")
)

// ofDay is a time, which has colons like an emoji.
var ofDay = regexp.MustCompile(`\b\d\d:\d\d:\d\d\b`)

func inert(text string) error {
	var left strings.Builder
	for i := 0; i < len(text); {
		switch text[i] {
		case '\\':
			if i+1 == len(text) {
				return fmt.Errorf("ends with a backslash")
			}
			i += 2
			left.WriteByte(' ')
		case '`':
			n := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
			end := closing(text[i+n:], n)
			if end < 0 {
				return fmt.Errorf("code that does not end")
			}
			i += n + end + n
			left.WriteByte(' ')
		default:
			left.WriteByte(text[i])
			i++
		}
	}
	if found := construct.FindString(ofDay.ReplaceAllString(left.String(), "time")); found != "" {
		return fmt.Errorf("%q is left in %q", found, left.String())
	}
	return nil
}

// closing is where a run of exactly n backticks begins.
func closing(s string, n int) int {
	for i := 0; i < len(s); {
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		switch {
		case run == n:
			return i
		case run > 0:
			i += run
		default:
			i++
		}
	}
	return -1
}

// nasty are pieces that make constructs in some flavour of Markdown.
func nasty() []string {
	return []string{
		"`", "``", "```", "~~~", "|", "\\", "\\|", "\\`", "*", "**", "_", "__", "[", "]", "](", "![x](https://evil.example/a.png)", "[x](javascript:alert(1))",
		"<script>", "<!--", "-->", "<https://evil.example>", "&lt;", "&#42;", "https://evil.example", "www.evil.example", "a@evil.example", "@everyone", "#1",
		"$x$", "$`x`$", ":smile:", "==x==", "[^1]: x", "[x]: https://evil.example", "{{x}}", "# x", "- x", "+ x", "> x", "1. x", "1) x", "---", "===", "| a | b |",
		"\n", "\r\n", "\n\n```\n", "\t", "\u2028", "\u202e", "\u200b", "\x00", "\x1b[31m", "é", "語", "0123456789abcdef", "GH-1", "::: note", "!!! note", "xn--bcher-kva.example", " ",
	}
}

// hostile draws a text with constructs, and with a letter in it: one that is
// empty would be left out.
func hostile() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(nasty()), rapid.String()), 1, 6).Draw(t, "parts")
		at := rapid.IntRange(0, len(parts)).Draw(t, "letter")
		return strings.Join(slices.Insert(parts, at, "a"), rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
	})
}

// poisoned is a diagnosis in which every text that may hold words of the network
// is replaced by what draw gives.
func poisoned(draw func() string) *explain.Diagnosis {
	f := func(weight finding.Severity, cause int) explain.Explained {
		return explain.Explained{
			Finding: finding.Finding{Code: finding.Code(draw()), Weight: weight, Subject: draw()},
			Title:   draw(), What: draw(), Fix: []string{draw(), draw()}, Wait: draw(), ConsequenceOf: cause,
			Answers: map[explain.Audience][]explain.Block{explain.Expert: {{Part: "expert.fix", Heading: draw(), Paras: []string{draw(), draw()}, Code: true}}},
		}
	}
	d := wide(0, 0)
	d.Domain, d.Unicode, d.Headline, d.Break = draw(), draw(), draw(), 0
	d.Findings = []explain.Explained{f(finding.Fatal, -1), f(finding.Risk, 0), f(finding.Info, -1)}
	d.Answers = map[explain.Audience][]explain.Block{explain.Helpdesk: {{Heading: draw(), Paras: []string{draw(), draw()}}, {Heading: draw(), Paras: []string{draw()}, Code: true}}}
	d.Links = []explain.Link{{ID: "x", Label: draw(), Note: draw(), State: explain.OK, Depth: 1}, {Parent: "x", Label: draw(), Note: draw(), State: explain.Broken, Depth: 2, Break: true}}
	return d
}

// TestNothingEscapesMarkdown: whatever the network says, the document has the
// blocks that it has with plain words, and nothing in them is more than text.
func TestNothingEscapesMarkdown(t *testing.T) {
	want, err := shape(markdownOf(t, poisoned(func() string { return "plain" }), explain.Helpdesk))
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		doc := markdownOf(t, poisoned(func() string { return hostile().Draw(t, "text") }), explain.Helpdesk)
		got, err := shape(doc)
		if err != nil {
			t.Fatalf("%v\n%s", err, doc)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("the blocks are\n%v\nand not\n%v\n%s", got, want, doc)
		}
	})
}

// TestTheTestSeesConstructs: a check that finds nothing proves nothing.
func TestTheTestSeesConstructs(t *testing.T) {
	for _, doc := range []string{
		"[x](y)", "a *b* c", "<b>", "&lt;", "see www.x.y", "http://x", "a@b.c", "mx1.example.net", "# # x", "- # x", "> x", "1. x", "---", "`x", "a \\", "```text\nx", "$x$", "`a``", "==x==",
	} {
		if _, err := shape(doc); err == nil {
			t.Errorf("%q passes", doc)
		}
	}
	for _, doc := range []string{"## Title: x", "a `*b*` c", "\\<b\\>", "- see `www.x.y`.", "```text\n[x](y)\n# x\n```", "````text\n```\n````", "1\\. x", "| a | b |"} {
		if _, err := shape(doc); err != nil {
			t.Errorf("%q: %v", doc, err)
		}
	}
}

// reported are worlds of all kinds of results.
func reported() []string {
	return []string{"demo", "healthy-3-1-1", "null-mx", "mtasts-mx-cert-invalid", "local-port25-blocked"}
}

// TestMarkdownHasEverything: the verdict, every finding, and every record of a
// repair as it stands.
func TestMarkdownHasEverything(t *testing.T) {
	for _, world := range reported() {
		d := diagnose(t, world)
		for _, a := range []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert} {
			doc := markdownOf(t, d, a)
			if _, err := shape(doc); err != nil {
				t.Errorf("%s, %s: %v", world, a, err)
			}
			if !strings.Contains(doc, ": "+render.WordOf(d)+"\n") {
				t.Errorf("%s, %s: no verdict", world, a)
			}
			for i, f := range d.Findings {
				if f.Weight != finding.Good && !strings.Contains(doc, "`"+string(f.Code)+"`") {
					t.Errorf("%s, %s: no %s", world, a, f.Code)
				}
				for _, b := range f.Answers[explain.Expert] {
					if i == d.Break && b.Part == "expert.fix" && !strings.Contains(doc, "```text\n"+strings.Join(b.Paras, "\n")+"\n```\n") {
						t.Errorf("%s, %s: the repair is not %q", world, a, b.Paras)
					}
				}
			}
		}
	}
	golden(t, "demo-helpdesk.md", steady([]byte(markdownOf(t, diagnose(t, "demo"), explain.Helpdesk))))
}

func TestMarkdownOfAName(t *testing.T) {
	doc := markdownOf(t, resolve(t, "dnssec-rrsig-expired", "example.org MX", nil), explain.Learner)
	if _, err := shape(doc); err != nil {
		t.Error(err)
	}
	golden(t, "resolve-rrsig-expired.md", steady([]byte(doc)))
}
