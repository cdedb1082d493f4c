package rules

import (
	"testing"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// A signature by a key of a size that is not used: where nothing else could have
// signed, the zone counts as unsigned; where something could, nobody can tell.
// The two are never mixed up, and neither is called wrong.
func TestKeySizesThatAreNotUsed(t *testing.T) {
	name := wire.MustName("example.org.")
	for _, row := range []struct {
		status         dnssec.Status
		code, other    finding.Code
		weight         finding.Severity
		detect, silent func(*Case) []finding.Finding
	}{
		{dnssec.Insecure, "dnssec.key-weak", "dnssec.indeterminate", finding.Lost, detectDnssecKeyWeak, detectDnssecIndeterminate},
		{dnssec.Indeterminate, "dnssec.indeterminate", "dnssec.key-weak", finding.Fatal, detectDnssecIndeterminate, detectDnssecKeyWeak},
	} {
		c := rootCase(dnssec.BuiltinAnchors(), "")
		c.Report.Reached = true
		c.Report.Resolve = &dnssec.Lookup{
			Name: name, Type: wire.TypeMX, Target: name, Outcome: dnssec.Found, Status: row.status, Reason: dnssec.UnsupportedKeySize,
			Fault: dnssec.Fault{Reason: dnssec.UnsupportedKeySize, Zone: name, Name: name, Type: wire.TypeMX, Evidence: []evidence.ID{1}},
		}
		if got := row.silent(c); len(got) > 0 {
			t.Errorf("%s raises %s too", row.status, row.other)
		}
		got := row.detect(c)
		if len(got) != 1 || got[0].Weight != row.weight {
			t.Errorf("%s: %+v", row.status, got)
			continue
		}
		rule, _ := Find(row.code)
		fill(&got[0], rule) // adds the arguments that every text has
		entry, err := text.Load(Texts(), Stem(row.code)+".txt")
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range requiredParts() {
			if _, err := entry.Fill(part, got[0].Args); err != nil {
				t.Error(err)
			}
		}
	}
}
