package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// manyIterations is the number above which the first resolvers (BIND, Knot,
// PowerDNS) treat a zone as unsigned; RFC 9276 3.2 leaves the number to them.
const manyIterations = 50

// dnssecNsec3Iterations: NSEC3 with extra iterations, which resolvers refuse from
// some number on.
func dnssecNsec3Iterations() Rule {
	return Rule{
		Code: "dnssec.nsec3-iterations", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 9276 3.1", "RFC 9276 3.2"}, Detect: detectDnssecNsec3Iterations,
	}
}

func detectDnssecNsec3Iterations(c *Case) []finding.Finding {
	out := c.proofFindings(
		func(p shownProof) bool { return p.Iterations > 0 },
		func(p shownProof, f *finding.Finding) {
			f.Args["iterations"], f.Args["salt"], f.Args["off"], f.Args["many"] = fmt.Sprint(p.Iterations), saltText(p.Salt), "", ""
			f.Weight = unlessRegistry(p.zone, finding.Hygiene)
			if p.Iterations > manyIterations {
				f.Weight, f.Args["many"] = finding.Risk, "yes"
			}
		})
	for _, p := range c.Faults(dnssec.InsecureIterations) { // refused here too: the proof counts for nothing
		f := p.Finding()
		for i := range out {
			if out[i].Zone == f.Zone || out[i].Zone == p.Fault.Zone.Show() {
				out[i].Weight, out[i].Args["off"] = finding.Lost, "yes"
			}
		}
	}
	return out
}
