package explain_test

import (
	"bytes"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/render"
	"danewalk/probe/judge/mail"
)

// What every report owes its reader, in every world: no row is red for what our
// own network did, the mark of the break is not on a row that was verified, what
// did no harm explains nothing, the text fits a terminal, and nothing in it drives
// one.
func TestReportsAreReadable(t *testing.T) {
	t.Parallel()
	inEveryWorld(t, func(t *testing.T, d *explain.Diagnosis) {
		ownSideRows(t, d)
		causes(t, d)
		if !sampled(path.Base(t.Name())) {
			return // the renderers are the same for all
		}
		shownSafely(t, d)
		if d.Report.Resolve == nil {
			narrow(t, d)
		}
	})
}

// inEveryWorld runs a test on the diagnosis of each world.
func inEveryWorld(t *testing.T, f func(t *testing.T, d *explain.Diagnosis)) {
	t.Helper()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			f(t, diagnosed(t, s.Name))
		})
	}
}

// ownSideRows holds rows against a break of our own side.
func ownSideRows(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	if d.Verdict != mail.CannotTell || d.Break < 0 || d.Findings[d.Break].Weight != finding.Local {
		return
	}
	for _, l := range d.Links {
		if l.State == explain.Broken {
			t.Errorf("row %q is broken, and the fault is %s", l.Label, d.Findings[d.Break].Code)
		}
		if l.Break && l.State == explain.OK {
			t.Errorf("row %q was verified and has the mark of the break", l.Label)
		}
	}
}

func causes(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	for _, f := range d.Findings {
		if f.ConsequenceOf < 0 {
			continue
		}
		cause := d.Findings[f.ConsequenceOf]
		if cause.Layer == finding.LayerLocal && cause.Weight == finding.Info && cause.Code != "local.ipv6-broken" {
			t.Errorf("%s follows from %s, which did no harm", f.Code, cause.Code)
		}
	}
}

// A record, a command, a name or a title is longer at times; a sentence is not.
var unbroken = regexp.MustCompile(`^ *[-(]? ?\S+$|^  (broken|risk|not protected|our side|advice|note): .*\]$|^  [^ ].* (IN|ECDSA|dnssec-|rndc|knotc|pdnsutil) ?.*|^  [A-Za-z]+: `)

func narrow(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	var b bytes.Buffer
	if err := render.Text(&b, d, render.Options{}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		line = strings.TrimRight(line, "\n")
		if strings.Contains(line, "{{") || strings.Contains(line, "}}") {
			t.Errorf("braces: %s", line)
		}
		if utf8.RuneCountInString(line) > 80 && !unbroken.MatchString(line) {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
	}
}
