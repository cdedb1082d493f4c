package render_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/steps"
)

func handedOut(t rapid.TB, write func(io.Writer, *explain.Diagnosis, render.Options) error, d *explain.Diagnosis, o render.Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestHandoutHasEverything: every step with what is asked, what came of it and its
// terms, and at the end the verdict and the cause, in every language.
func TestHandoutHasEverything(t *testing.T) {
	for _, world := range reported() {
		d := diagnose(t, world)
		for _, a := range []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert} {
			doc := handedOut(t, render.Handout, d, render.Options{Audience: a})
			if _, err := shape(doc); err != nil {
				t.Errorf("%s, %s: %v", world, a, err)
			}
			plain := strings.NewReplacer("`", "", "\\", "").Replace(doc)
			for i, s := range steps.Of(d) {
				want := append([]string{fmt.Sprintf("## Step %d: %s", i+1, s.Title), s.Ask.Text}, slices.Concat(s.Now, s.Ask.Choices, s.Seen)...)
				for _, w := range s.Words {
					want = append(want, w.Term.Meaning, w.Example)
				}
				for _, words := range want {
					if !strings.Contains(plain, words) {
						t.Errorf("%s, %s, step %d: %q is missing", world, a, i+1, words)
					}
				}
			}
			_, end, _ := strings.Cut(plain, "# The verdict: "+render.WordOf(d)+"\n")
			if !strings.Contains(end, d.Headline) || d.Break >= 0 && !strings.Contains(end, string(d.Findings[d.Break].Code)) {
				t.Errorf("%s, %s: the end is %q", world, a, end)
			}
		}
	}
	golden(t, "demo-handout.md", steady([]byte(handedOut(t, render.Handout, diagnose(t, "demo"), render.Options{Audience: explain.Learner}))))
	golden(t, "demo-worksheet.md", []byte(handedOut(t, render.Worksheet, diagnose(t, "demo"), render.Options{})))
}

// TestWorksheetTellsNothing: checks of one domain have the same questions, whatever
// came of them.
func TestWorksheetTellsNothing(t *testing.T) {
	known := map[string]string{}
	worlds := map[string]int{}
	for _, world := range append(reported(), "dnssec-rrsig-expired", "dnssec-unsigned-domain", "tlsa-mismatch", "root-expired", "dns-domain-nxdomain", "local-no-dns", "smtp-starttls-missing") {
		d := diagnose(t, world)
		for _, a := range []explain.Audience{explain.Helpdesk, explain.Expert} {
			doc := handedOut(t, render.Worksheet, d, render.Options{Audience: a})
			if _, err := shape(doc); err != nil {
				t.Errorf("%s: %v", world, err)
			}
			if known[d.Domain] == "" {
				known[d.Domain] = doc
			}
			if doc != known[d.Domain] {
				t.Errorf("%s: the sheet is another one:\n%s\n%s", world, doc, known[d.Domain])
			}
		}
		worlds[d.Domain]++
	}
	for domain, n := range worlds {
		if n > 2 && strings.Contains(known[domain], "_25._tcp") {
			t.Errorf("%s: %s", domain, known[domain])
		}
	}
	if len(worlds) == 0 || !slices.ContainsFunc([]string{"example.org", "example.nl"}, func(d string) bool { return worlds[d] > 2 }) {
		t.Errorf("no two worlds are about one domain: %v", worlds)
	}
}

// TestNothingEscapesHandout: whatever the network says, the document has the blocks
// that it has with plain words.
func TestNothingEscapesHandout(t *testing.T) {
	for name, write := range map[string]func(io.Writer, *explain.Diagnosis, render.Options) error{"handout": render.Handout, "worksheet": render.Worksheet} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				d := poisoned(func() string { return hostile().Draw(t, "text") })
				doc := handedOut(t, write, d, render.Options{Audience: rapid.SampledFrom([]explain.Audience{explain.Helpdesk, explain.Expert}).Draw(t, "audience")})
				if _, err := shape(doc); err != nil {
					t.Fatalf("%v\n%s", err, doc)
				}
				if n := strings.Count(doc, "\n## "); name == "handout" && n != len(steps.Of(d))+1 { // and the break
					t.Fatalf("%d headings for %d steps\n%s", n, len(steps.Of(d)), doc)
				}
			})
		})
	}
}

// TestHandoutOfALongName: a name of 255 octets, and hundreds of steps.
func TestHandoutOfALongName(t *testing.T) {
	label := strings.Repeat("a", 63)
	long := strings.Join([]string{label, label, label, strings.Repeat("b", 61)}, ".")
	deep := strings.TrimSuffix(strings.Repeat("a.", 127), ".")
	for _, name := range []string{long, deep} {
		d := &explain.Diagnosis{Domain: name, Break: -1}
		for range 300 {
			d.Links = append(d.Links, explain.Link{ID: "zone:" + name, Label: name, State: explain.OK, Facts: []explain.Fact{{Label: "key", Value: strings.Repeat("f", 4096)}}})
		}
		for _, write := range []func(io.Writer, *explain.Diagnosis, render.Options) error{render.Handout, render.Worksheet} {
			doc := handedOut(t, write, d, render.Options{Audience: explain.Expert, ASCII: true})
			if _, err := shape(doc); err != nil || !strings.Contains(doc, name) {
				t.Errorf("%v, %d octets", err, len(doc))
			}
		}
		if got := handedOut(t, render.Handout, d, render.Options{}); strings.Count(got, "## Step ") != 301 {
			t.Errorf("%d steps", strings.Count(got, "## Step "))
		}
	}
	if got := handedOut(t, render.Worksheet, &explain.Diagnosis{Domain: deep}, render.Options{}); strings.Count(got, "## Step ") != 128+12 {
		t.Errorf("%d questions", strings.Count(got, "## Step "))
	}
}

// TestHandoutInEveryLanguage: all of its words are translated.
func TestHandoutInEveryLanguage(t *testing.T) {
	r := walk(t, "demo")
	for _, book := range books(t)[1:] {
		d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Words: book})
		for _, write := range []func(io.Writer, *explain.Diagnosis, render.Options) error{render.Handout, render.Worksheet} {
			if doc := handedOut(t, write, d, render.Options{}); strings.Contains(doc, "Question") || strings.Contains(doc, "Step 1") {
				t.Errorf("%s:\n%s", book.Language(), doc)
			}
		}
		if m := book.Missing(); len(m) > 0 {
			t.Errorf("%s: not translated: %q", book.Language(), m)
		}
	}
}
