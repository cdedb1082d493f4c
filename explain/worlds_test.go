package explain_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/render"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/casefile"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// worldDelay is the virtual round-trip time in the worlds of the tests.
const worldDelay = 20 * time.Millisecond

// listed are all worlds. Nobody may change the list.
var listed = sync.OnceValues(func() ([]lab.Summary, error) { return lab.List(rules.Worlds()) })

// checked are the checks of worlds that were made, by world: several tests look
// at each of them. The values are what sync.OnceValues makes.
var checked sync.Map

// diagnoses are what was made of them, which several tests read.
var diagnoses sync.Map

// check checks a world in virtual time, once for all tests.
func check(t *testing.T, name string) rig.Result {
	t.Helper()
	made, _ := checked.LoadOrStore(name, sync.OnceValues(func() (r rig.Result, err error) {
		synctest.Test(t, func(t *testing.T) { r, err = rig.Check(t.Context(), rules.Worlds(), name, inTests(), nil) })
		return r, err
	}))
	r, err := made.(func() (rig.Result, error))()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// diagnose checks a world and judges it, with all the work that takes.
func diagnose(t *testing.T, name string) (d *explain.Diagnosis, r rig.Result) {
	t.Helper()
	r = check(t, name)
	o := judgedBy(t, r)
	o.Memo = nil
	return explain.Diagnose(r.Case, o), r
}

// diagnosed is the diagnosis of a world, made once. Nobody may change it.
func diagnosed(t *testing.T, name string) *explain.Diagnosis {
	t.Helper()
	r := check(t, name)
	made, _ := diagnoses.LoadOrStore(name, sync.OnceValue(func() *explain.Diagnosis { return explain.Diagnose(r.Case, judgedBy(t, r)) }))
	return made.(func() *explain.Diagnosis)()
}

// judgedBy is how a world wants to be judged.
func judgedBy(t *testing.T, r rig.Result) explain.Options {
	t.Helper()
	o := explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks, Words: english()}
	for _, line := range r.World.Policy {
		name, value, _ := strings.Cut(line, " ")
		if err := o.Set(name, strings.TrimSpace(value)); err != nil {
			t.Fatalf("policy: %v", err)
		}
	}
	return o
}

func TestWorlds(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 24 {
		t.Errorf("%d worlds, at least 24 are promised", len(list))
	}
	raised := make(chan finding.Code, 4096)
	var ran atomic.Int32
	t.Run("each", func(t *testing.T) {
		for _, s := range list {
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				ran.Add(1)
				d, r := diagnosed(t, s.Name), check(t, s.Name)
				for _, f := range d.Findings {
					raised <- f.Code
				}
				compareWithExpectation(t, d, r.World.Expect)
				sound(t, d)
				if sampled(s.Name) {
					stable(t, d, r)
				}
				if t.Failed() {
					var b bytes.Buffer
					_ = render.Text(&b, d, render.Options{Audience: explain.Expert, Width: 140})
					t.Log("\n" + b.String())
				}
			})
		}
	})
	close(raised)
	if t.Failed() || int(ran.Load()) < len(list) {
		return // what was not run, or failed, says nothing about the rules
	}
	seen := map[finding.Code]bool{}
	for code := range raised {
		seen[code] = true
	}
	for _, r := range rules.All() {
		if !seen[r.Code] {
			t.Errorf("no world raises %s", r.Code)
		}
	}
}

// compareWithExpectation holds the findings above info against the exact list
// that the world expects.
func compareWithExpectation(t *testing.T, d *explain.Diagnosis, want lab.Expect) {
	t.Helper()
	if d.Report.Resolve == nil && string(d.Verdict) != want.Verdict {
		t.Errorf("verdict %s, expected %s", d.Verdict, want.Verdict)
	}
	switch {
	case want.Break == nil && d.Break >= 0:
		t.Errorf("break %s %s, expected none", d.Findings[d.Break].Code, d.Findings[d.Break].Subject)
	case want.Break != nil && d.Break < 0:
		t.Errorf("no break, expected %v", *want.Break)
	case want.Break != nil && !fits(d.Findings[d.Break], *want.Break):
		t.Errorf("break %s %s, expected %v", d.Findings[d.Break].Code, d.Findings[d.Break].Subject, *want.Break)
	}
	left := slices.Clone(want.Findings)
	for _, f := range d.Findings {
		if f.Weight == finding.Info || f.Weight == finding.Good {
			continue
		}
		i := slices.IndexFunc(left, func(e lab.Expected) bool { return fits(f, e) })
		if i < 0 {
			t.Errorf("found, not expected: expect finding %s %s", f.Code, f.Subject)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, e := range left {
		t.Errorf("expected, not found: %s %s", e.Code, e.Subject)
	}
	for _, e := range want.Infos {
		if !slices.ContainsFunc(d.Findings, func(f explain.Explained) bool { return fits(f, e) }) {
			t.Errorf("expected, not found: info %s %s", e.Code, e.Subject)
		}
	}
}

func fits(f explain.Explained, e lab.Expected) bool {
	return string(f.Code) == e.Code && (e.Subject == "" || e.Subject == f.Subject)
}

// sound checks what every diagnosis must be, whatever the world.
func sound(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	if d.Headline == "" {
		t.Error("no headline")
	}
	breaks := 0
	for _, l := range d.Links {
		if l.Break {
			breaks++
		}
		if l.State == explain.Waiting || l.State == explain.Running {
			t.Errorf("%s is still %s after the end", l.ID, l.State)
		}
	}
	if d.Break >= 0 && breaks != 1 {
		t.Errorf("the break is on %d rows of the chain, must be on one (link %q)", breaks, d.Findings[d.Break].Link)
	}
	for _, f := range d.Findings {
		if f.Code == rules.Crashed {
			t.Errorf("the rule %s crashed: %s", f.Subject, f.Args["panic"])
		}
		if len(f.Evidence) == 0 && f.Weight != finding.Good {
			t.Errorf("%s %s has no evidence", f.Code, f.Subject)
		}
		if f.Subject == "" {
			t.Errorf("%s has no subject", f.Code)
		}
		words(t, d.Words, f)
	}
	headlineFits(t, d)
}

// Limits of the helpdesk answer: the pane at 80x24 without scrolling.
const (
	helpdeskLines = 17
	helpdeskCells = 42
	clauseCells   = 48
)

// words checks the texts of a finding as it was raised, with its real values, in
// the language of a book.
func words(t *testing.T, b *text.Book, f explain.Explained) {
	t.Helper()
	entry := fmt.Sprintf("%s %s", f.Code, f.Subject)
	for _, part := range []string{f.Title, f.What, f.Who, f.Copy[explain.Helpdesk]} {
		if part == "" || strings.Contains(part, "<no value>") {
			t.Errorf("%s: a text is empty or has a hole: %+v", entry, f)
		}
	}
	for a, n := range map[explain.Audience]int{explain.Helpdesk: 4, explain.Learner: 4, explain.Expert: 4} {
		if len(f.Answers[a]) < n {
			t.Errorf("%s: %d blocks for %s, want %d: a text or an argument is missing", entry, len(f.Answers[a]), a, n)
		}
	}
	if txt, err := b.Load(rules.Texts(), "", rules.Stem(f.Code)); err != nil {
		t.Error(err)
	} else if clause, err := txt.Fill("clause", f.Args); err != nil {
		t.Errorf("%s: %v", entry, err)
	} else if explain.Shortened(clause, clauseCells) == "" || strings.HasSuffix(clause, ".") {
		t.Errorf("%s: the clause has %d cells, at most %d besides long names, no final stop: %q", entry, len([]rune(clause)), clauseCells, clause)
	}
	lines := 0
	for i, block := range f.Answers[explain.Helpdesk] {
		lines += wrapped(block.Heading, helpdeskCells-1)
		for j, p := range block.Paras {
			lines += wrapped(p, helpdeskCells-1)
			if w := saysForbidden(b.Language(), p); w != "" {
				t.Errorf("%s: the helpdesk text says %q: %s", entry, w, p)
			}
			first, _, _ := strings.Cut(p, ". ")
			if i+j == 0 && saysTLSA(first) {
				t.Errorf("%s: the first sentence has the abbreviation TLSA: %s", entry, first)
			}
		}
	}
	if lines > helpdeskLines {
		t.Errorf("%s: the helpdesk answer has %d lines of %d cells, at most %d:%s", entry, lines, helpdeskCells, helpdeskLines, unfolded(f.Answers[explain.Helpdesk]))
	}
}

// unfolded is an answer as text, for the message of a test.
func unfolded(blocks []explain.Block) (out string) {
	for _, b := range blocks {
		out += "\n  " + b.Heading + ": " + strings.Join(b.Paras, " / ")
	}
	return out
}

// wrapped counts the lines of a paragraph at a width.
func wrapped(p string, width int) int {
	lines, room := 1, width
	for _, w := range strings.Fields(p) {
		n := len([]rune(w))
		if room < width && n+1 > room {
			lines, room = lines+1, width
		}
		if room < width {
			room--
		}
		room -= n
	}
	return lines
}

// stable checks that judging is a function of the evidence: saved and loaded,
// without the progress marks, and without the memory of other cases, a case is
// diagnosed the same.
func stable(t *testing.T, d *explain.Diagnosis, r rig.Result) {
	t.Helper()
	o := judgedBy(t, r)
	o.Memo = nil
	var file bytes.Buffer
	if err := casefile.Save(&file, r.Case); err != nil {
		t.Fatal(err)
	}
	loaded, err := casefile.Load(&file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := difference(comparable(t, d), comparable(t, explain.Diagnose(loaded.WithoutSteps(), o))); diff != "" {
		t.Errorf("saved and loaded, without steps and memory, the case is judged differently:\n%s", diff)
	}
}

// difference compares two values as data. Comparing costs ten times as much as
// finding out that there is nothing to compare.
func difference(a, b any) string {
	if reflect.DeepEqual(a, b) {
		return ""
	}
	return cmp.Diff(a, b, cmpopts.EquateEmpty())
}

// comparable is a diagnosis as data: all but the report in full, the report as
// its JSON document.
func comparable(t *testing.T, d *explain.Diagnosis) any {
	t.Helper()
	write := render.JSON
	if d.Report.Resolve != nil {
		write = render.ResolveJSON
	}
	doc, err := write(d)
	if err != nil {
		t.Fatal(err)
	}
	c := *d
	c.Report, c.Zones, c.Policy = nil, nil, dnssec.Policy{} // the policy is what was asked, not what was found
	return struct {
		D   explain.Diagnosis
		Doc string
	}{c, string(doc)}
}
