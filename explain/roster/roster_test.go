package roster_test

import (
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/roster"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Every letter stands for something that one answer can be, and says so.
func TestLetters(t *testing.T) {
	cells := map[string]servers.Cell{
		"S": {Asked: true, Class: view.Answered, Status: dnssec.Secure},
		"U": {Asked: true, Class: view.NoData, Status: dnssec.Insecure},
		"D": {Asked: true, Class: view.Answered, Status: dnssec.Secure, Differs: true},
		"B": {Asked: true, Class: view.Answered, Status: dnssec.Bogus, Differs: true},
		"L": {Asked: true, Class: view.Lame, Status: dnssec.Secure},
		"E": {Asked: true, Class: view.ErrorCode},
		"T": {Asked: true, Class: view.Truncated},
		"N": {Asked: true, Class: view.Failed},
		"?": {Asked: true, Class: view.Answered, Status: dnssec.Indeterminate},
		".": {Status: dnssec.Secure},
	}
	for _, l := range roster.Letters() {
		cell, ok := cells[l.Letter]
		if !ok {
			t.Errorf("nothing is %q", l.Letter)
		}
		if got := roster.Of(cell); got != l.Letter {
			t.Errorf("%+v is %q, want %q", cell, got, l.Letter)
		}
		if roster.Meaning(nil, l.Letter) == "" {
			t.Errorf("%q means nothing", l.Letter)
		}
		delete(cells, l.Letter)
	}
	if len(cells) > 0 {
		t.Errorf("no letter for %v", cells)
	}
}

// A server is to blame if mail fails by its fault, and not because it has one.
func TestBlame(t *testing.T) {
	row := servers.Row{Faults: []servers.Fault{{Kind: servers.NoTCP, Evidence: []evidence.ID{7}}, {Kind: servers.Drops, Evidence: []evidence.ID{9}}}}
	about := func(w finding.Severity, ids ...evidence.ID) explain.Explained {
		return explain.Explained{Finding: finding.Finding{Weight: w, Evidence: ids}}
	}
	for name, c := range map[string]struct {
		row      servers.Row
		findings []explain.Explained
		want     roster.Blame
	}{
		"in order":                {servers.Row{}, []explain.Explained{about(finding.Fatal, 7)}, roster.None},
		"nobody minds":            {row, nil, roster.Remark},
		"mail fails by another":   {row, []explain.Explained{about(finding.Fatal, 8)}, roster.Remark},
		"not good":                {row, []explain.Explained{about(finding.Hygiene, 7)}, roster.Remark},
		"mail fails by it":        {row, []explain.Explained{about(finding.Hygiene, 7), about(finding.Risk, 3, 9)}, roster.Guilty},
		"our own side":            {row, []explain.Explained{about(finding.Local, 9)}, roster.Doubt},
		"our own side, and by it": {row, []explain.Explained{about(finding.Local, 9), about(finding.Fatal, 7)}, roster.Guilty},
	} {
		if got := roster.BlameOf(c.findings, c.row); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// Each kind of fault is told once, with how many more there are.
func TestReasons(t *testing.T) {
	q := servers.Question{Name: wire.MustName("example.org."), Type: wire.TypeMX}
	row := servers.Row{Faults: []servers.Fault{{Kind: servers.Drops, Question: q}, {Kind: servers.NoTCP}, {Kind: servers.Drops, Question: q}}}
	got := roster.Reasons(nil, row)
	want := []string{"drops example.org MX, and 1 more", "does not answer over TCP"}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%q, want %q", got, want)
	}
}
