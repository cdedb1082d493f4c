package explain_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	diffs "github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/lab/rig"
)

var update = flag.Bool("update", false, "write the golden files of all worlds anew")

// TestGoldens holds what every renderer writes about every world against files:
// the text in three languages, Markdown for experts, sentences for a screen reader
// for learners, and the JSON document. Read the difference before writing them anew with
//
//	DANEWALK_WORLDS=all go test ./explain -run TestGoldens -update
func TestGoldens(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, s := range list {
		_, chance := byChance()[s.Name]
		known[s.Name+".golden"], known[s.Name+".json.gz"] = !chance, !chance
	}
	files, err := filepath.Glob("testdata/worlds/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !known[filepath.Base(f)] {
			t.Errorf("%s belongs to no world that is held against files", f)
		}
	}
	for _, s := range list {
		if _, chance := byChance()[s.Name]; chance || !sampled(s.Name) {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			differs := against(t, s.Name, func(language string) *explain.Diagnosis { return inLanguage(t, s.Name, language) })
			for range otherChecks {
				if differs != "" {
					differs = against(t, s.Name, checkedAgain(t, s.Name))
				}
			}
			if differs != "" {
				t.Error(differs)
			}
		})
	}
}

// otherChecks is how often a world that gave something else is checked again. Which
// server is asked first is chance; what is written must be found all the same.
const otherChecks = 2

// checkedAgain checks a world once more, and diagnoses it in each language.
func checkedAgain(t *testing.T, world string) func(language string) *explain.Diagnosis {
	t.Helper()
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(t.Context(), rules.Worlds(), world, inTests(), nil); err != nil {
			t.Fatal(err)
		}
	})
	return func(language string) *explain.Diagnosis {
		o := judgedBy(t, r)
		o.Words = book(t, language)
		return explain.Diagnose(r.Case, o)
	}
}

// against holds what is written about a world against its files, and tells the
// difference.
func against(t *testing.T, world string, in func(language string) *explain.Diagnosis) string {
	t.Helper()
	return compareArchive(t, filepath.Join("testdata", "worlds", world+".golden"), goldenOf(t, in)) +
		compareDocument(t, filepath.Join("testdata", "worlds", world+".json.gz"), documentOf(t, in(text.English)))
}

// goldenOf is what the renderers for people write.
func goldenOf(t *testing.T, in func(language string) *explain.Diagnosis) *txtar.Archive {
	t.Helper()
	d := in(text.English)
	out := &txtar.Archive{Files: []txtar.File{page(t, d, "text", explain.Helpdesk)}}
	for _, language := range text.Languages()[1:] {
		out.Files = append(out.Files, page(t, in(language), "text", explain.Helpdesk))
	}
	out.Files = append(out.Files, page(t, d, "markdown", explain.Expert), page(t, d, "accessible", explain.Learner))
	return out
}

// page is what one renderer writes for an audience.
func page(t *testing.T, d *explain.Diagnosis, renderer string, a explain.Audience) txtar.File {
	t.Helper()
	write := map[string]func(io.Writer, *explain.Diagnosis, render.Options) error{
		"text": render.Text, "markdown": render.Markdown, "accessible": render.Accessible,
	}[renderer]
	if renderer == "text" && d.Report.Resolve != nil {
		write = render.ResolveText
	}
	d = timeless(d)
	var b bytes.Buffer
	if err := write(&b, d, render.Options{Audience: a, Words: d.Words}); err != nil {
		t.Fatal(err)
	}
	return txtar.File{Name: fmt.Sprintf("%s %s %s", renderer, d.Words.Language(), a), Data: steady(b.Bytes())}
}

// timeless is a diagnosis without what is another each time: how long things took,
// and how many questions that were.
func timeless(d *explain.Diagnosis) *explain.Diagnosis {
	out := *d
	out.Took, out.Exchanges, out.Links = 0, 0, slices.Clone(d.Links)
	for i := range out.Links {
		out.Links[i].Took = 0
	}
	return &out
}

// steady replaces the names that were made up for a question that nobody can have
// answered before, and the sum of the effort where a text has it.
func steady(b []byte) []byte {
	for i, e := range unsteady() {
		b = e.ReplaceAll(b, []byte([]string{"made-up", "# DNS exchanges;"}[i]))
	}
	return b
}

var unsteady = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{regexp.MustCompile(`\b[a-z]{20}\b`), regexp.MustCompile(`\d+ DNS exchanges in [\d.a-zµ]+;`)}
})

// byChance are the worlds about which something else is written each time, and
// why. They are held against nothing.
func byChance() map[string]string {
	return map[string]string{
		"mx-too-many":        "at which further servers the share of the questions for them ends",
		"servers-dname-loop": "the same: a name that grows at every step uses the questions up",
	}
}

func compareArchive(t *testing.T, file string, got *txtar.Archive) (differs string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, txtar.Format(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return ""
	}
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(src, txtar.Format(got)) {
		return ""
	}
	for i, want := range txtar.Parse(src).Files {
		if i < len(got.Files) {
			if diff := diffs.Diff(string(want.Data), string(got.Files[i].Data)); diff != "" {
				differs += fmt.Sprintf("%s, %s (-want +got):\n%s", file, want.Name, diff)
			}
		}
	}
	if differs == "" {
		return file + " has other parts: write it anew"
	}
	return differs
}

// documentOf is the JSON document, without what is another each time.
func documentOf(t *testing.T, d *explain.Diagnosis) []byte {
	t.Helper()
	toJSON := render.JSON
	if d.Report.Resolve != nil {
		toJSON = render.ResolveJSON
	}
	doc, err := toJSON(d)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(doc, &v); err != nil {
		t.Fatal(err)
	}
	out, err := json.MarshalIndent(withoutChance(v), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(out, '\n')
}

// withoutChance leaves out, at every depth, times and numbers of the evidence.
func withoutChance(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, x := range v {
			switch key {
			case "evidence", "timing", "ms", "rtt", "rttMs", "exchanges", "took":
				delete(v, key)
			default:
				v[key] = withoutChance(x)
			}
		}
	case []any:
		for i, x := range v {
			v[i] = withoutChance(x)
		}
	case string:
		return string(steady([]byte(v)))
	}
	return v
}

func compareDocument(t *testing.T, file string, got []byte) (differs string) {
	t.Helper()
	if *update {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(got); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return ""
	}
	src, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = src.Close() }()
	z, err := gzip.NewReader(src)
	if err != nil {
		t.Fatal(err)
	}
	want, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if diff := difference(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
		return fmt.Sprintf("%s (-want +got):\n%s", file, diff)
	}
	return ""
}
