package rules

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"danewalk/explain/finding"
	"danewalk/explain/text"
)

// catalogue reads the committed list of codes.
func catalogue(t *testing.T) map[finding.Code]finding.Severity {
	t.Helper()
	src, err := os.ReadFile("testdata/catalogue.tsv")
	if err != nil {
		t.Fatal(err)
	}
	out := map[finding.Code]finding.Severity{}
	for line := range strings.Lines(string(src)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		out[finding.Code(f[0])] = finding.Severity(f[1])
	}
	return out
}

func TestCodesAndSeveritiesAreThoseOfTheCatalogue(t *testing.T) {
	known := catalogue(t)
	seen := map[finding.Code]bool{}
	for _, r := range All() {
		switch sev, ok := known[r.Code]; {
		case !ok:
			t.Errorf("%s is not in the catalogue", r.Code)
		case sev != r.Severity:
			t.Errorf("%s has severity %s, the catalogue says %s", r.Code, r.Severity, sev)
		}
		if seen[r.Code] {
			t.Errorf("%s has two rules", r.Code)
		}
		seen[r.Code] = true
		if r.Detect == nil {
			t.Errorf("%s detects nothing", r.Code)
		}
		for _, cause := range r.Causes {
			if _, ok := known[cause]; !ok {
				t.Errorf("%s names the cause %s, which is not in the catalogue", r.Code, cause)
			}
		}
	}
	if len(seen) < 60 {
		t.Errorf("%d rules, at least 60 are promised", len(seen))
	}
}

// requiredParts are the parts that every failure mode has.
func requiredParts() []string {
	return []string{
		"title", "clause", "what", "who", "notices", "say", "fix", "learner.where", "learner.why", "learner.try", "learner.words",
		"expert.expected", "expert.presented", "expert.reproduce",
	}
}

func TestEveryRuleHasEveryText(t *testing.T) {
	for _, r := range All() {
		entry, err := text.Load(Texts(), Stem(r.Code)+".txt")
		if err != nil {
			t.Errorf("%s: %v", r.Code, err)
			continue
		}
		for _, part := range requiredParts() {
			if !entry.Has(part) {
				t.Errorf("%s has no text %q", r.Code, part)
			}
		}
		for _, part := range entry.Parts() {
			if !slices.Contains(append(requiredParts(), "expert.fix"), part) {
				t.Errorf("%s has an unknown part %q", r.Code, part)
			}
		}
	}
}

func TestEveryTextBelongsToARule(t *testing.T) {
	paths, err := filepath.Glob("*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		if !slices.ContainsFunc(All(), func(r Rule) bool { return Stem(r.Code)+".txt" == p }) {
			t.Errorf("%s belongs to no rule", p)
		}
	}
}

func TestIndexIsComplete(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	for _, p := range paths {
		if strings.HasSuffix(p, "_test.go") {
			continue
		}
		src, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		declared += strings.Count(string(src), "() Rule {")
	}
	if declared != len(All()) {
		t.Errorf("%d rules are declared and %d are in the index: run go run danewalk/explain/rules/gen", declared, len(All()))
	}
}

func TestARuleThatPanicsBecomesAFinding(t *testing.T) {
	boom := Rule{Code: "tlsa.mismatch", Detect: func(*Case) []finding.Finding { panic("index out of range") }}
	got := apply(boom, &Case{})
	if len(got) != 1 || got[0].Code != Crashed || got[0].Subject != "tlsa.mismatch" {
		t.Errorf("got %+v", got)
	}
}

func TestOrder(t *testing.T) {
	f := func(code finding.Code, layer finding.Layer, zone, host string, causes ...finding.Code) finding.Finding {
		return finding.Finding{Code: code, Layer: layer, Zone: zone, Host: host, CausedBy: causes}
	}
	got := order([]finding.Finding{
		f("dane.all-hosts-fail", finding.LayerDANE, "", "", "tlsa.mismatch"),
		f("tlsa.mismatch", finding.LayerTLSA, "", "mx2.example.net"),
		f("tlsa.lookup-failed", finding.LayerTLSA, "", "mx1.example.net", "dnssec.rrsig-expired"),
		f("tlsa.lookup-failed", finding.LayerTLSA, "", "mx1.ample.net", "dnssec.rrsig-expired"),
		f("dnssec.rrsig-expired", finding.LayerDNS, "example.net", ""),
	})
	want := []struct {
		code  finding.Code
		host  string
		cause int
	}{
		{"dnssec.rrsig-expired", "", 0},
		{"tlsa.lookup-failed", "mx1.ample.net", 0}, // another zone, though its name ends alike
		{"tlsa.lookup-failed", "mx1.example.net", 1},
		{"tlsa.mismatch", "mx2.example.net", 0},
		{"dane.all-hosts-fail", "", 4},
	}
	for i, w := range want {
		if got[i].Code != w.code || got[i].Host != w.host || got[i].CausedByIndex != w.cause {
			t.Errorf("%d: got %s %s cause %d, want %+v", i, got[i].Code, got[i].Host, got[i].CausedByIndex, w)
		}
	}
}
