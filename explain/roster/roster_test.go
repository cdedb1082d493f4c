package roster_test

import (
	"net/netip"
	"slices"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/roster"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
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

// held is what is held against the one server of a zone with these faults.
func held(faults []servers.Fault, findings ...explain.Explained) roster.Zone {
	zone := wire.MustName("example.org.")
	row := servers.Row{Server: view.Server{Zone: zone, Name: wire.MustName("ns1.example.org."), Addr: netip.MustParseAddrPort("192.0.2.1:53")}, Asked: 1, Faults: faults}
	d := &explain.Diagnosis{Findings: findings, Report: &mail.Report{Servers: []servers.Table{{Zone: zone, Rows: []servers.Row{row}}}}}
	return roster.Zones(d)[0]
}

// A server is to blame if mail fails by its fault, and not because it has one.
func TestBlame(t *testing.T) {
	mx := servers.Question{Name: wire.MustName("example.org."), Type: wire.TypeMX}
	noTCP := servers.Fault{Kind: servers.NoTCP, Evidence: []evidence.ID{7}}
	drops := servers.Fault{Kind: servers.Drops, Question: mx, Evidence: []evidence.ID{9}}
	other := servers.Fault{Kind: servers.OtherData, Question: mx, Evidence: []evidence.ID{9}}
	about := func(w finding.Severity, ids ...evidence.ID) explain.Explained {
		return explain.Explained{Finding: finding.Finding{Weight: w, Layer: finding.LayerDNS, Evidence: ids}, ConsequenceOf: -1}
	}
	because := func(cause int, f explain.Explained) explain.Explained {
		f.ConsequenceOf = cause
		return f
	}
	against := func(fault servers.Fault, f explain.Explained) explain.Explained {
		f.Accused = []finding.Accused{{Zone: wire.MustName("example.org."), Name: wire.MustName("ns1.example.org."), Addr: netip.MustParseAddr("192.0.2.1"), Faults: []servers.Fault{fault}}}
		return f
	}
	both := []servers.Fault{noTCP, drops}
	for name, c := range map[string]struct {
		faults   []servers.Fault
		findings []explain.Explained
		want     roster.Blame
	}{
		"in order":                  {nil, []explain.Explained{about(finding.Fatal, 7)}, roster.None},
		"nobody minds":              {both, nil, roster.Remark},
		"mail fails by another":     {both, []explain.Explained{about(finding.Fatal, 8)}, roster.Remark},
		"not good":                  {both, []explain.Explained{against(noTCP, about(finding.Hygiene, 7))}, roster.Remark},
		"mail fails by it":          {both, []explain.Explained{against(noTCP, about(finding.Hygiene, 7)), about(finding.Risk, 3, 9)}, roster.Guilty},
		"the same answers":          {[]servers.Fault{other}, []explain.Explained{about(finding.Fatal, 9)}, roster.Remark},
		"the difference":            {[]servers.Fault{other}, []explain.Explained{against(other, about(finding.Risk, 9))}, roster.Guilty},
		"our own side":              {both, []explain.Explained{about(finding.Local, 9)}, roster.Doubt},
		"by our own side":           {both, []explain.Explained{about(finding.Local, 9), because(0, about(finding.Fatal, 9))}, roster.Doubt},
		"our own side, and by it":   {both, []explain.Explained{about(finding.Local, 9), against(noTCP, about(finding.Fatal, 7))}, roster.Guilty},
		"somebody else did it":      {both, []explain.Explained{about(finding.Fatal, 1), because(0, about(finding.Risk, 9))}, roster.Remark},
		"it did it, and what comes": {both, []explain.Explained{against(noTCP, about(finding.Risk, 7)), because(0, about(finding.Fatal, 9))}, roster.Guilty},
	} {
		if got := held(c.faults, c.findings...).Marks[0].Blame; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// What is wrong at all servers is held against the zone.
func TestWholeZone(t *testing.T) {
	expired := explain.Explained{Finding: finding.Finding{Weight: finding.Fatal, Layer: finding.LayerDNS, Zone: "example.org"}, Title: "Signatures have ended", ConsequenceOf: -1}
	z := held(nil, expired)
	if !z.Uniform() || len(z.Whole) != 1 || z.Whole[0].Blame != roster.Guilty {
		t.Fatalf("%+v", z.Whole)
	}
	if got, want := z.Alike(nil), "1 server, 1 address, no fault of one of them alone"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := roster.Whole(nil, []explain.Explained{expired}, z.Whole[0]), "the zone as a whole: Signatures have ended"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Each kind of fault is told once, with how many more there are, and the worst first.
func TestReasons(t *testing.T) {
	mx, tlsa := servers.Question{Name: wire.MustName("example.org."), Type: wire.TypeMX}, servers.Question{Name: wire.MustName("example.org."), Type: wire.TypeTLSA}
	faults := []servers.Fault{{Kind: servers.NoTCP}, {Kind: servers.Drops, Question: mx, Evidence: []evidence.ID{3}}, {Kind: servers.Drops, Question: tlsa}}
	failed := explain.Explained{Finding: finding.Finding{Weight: finding.Fatal, Evidence: []evidence.ID{3}}, ConsequenceOf: -1}
	got := held(faults, failed).Marks[0].Reasons(nil)
	want := []string{"drops example.org MX, and 1 more", "does not answer over TCP"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
