package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
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
		if absent(p) {
			continue
		}
		f := p.Finding()
		for i := range out {
			if out[i].Zone == f.Zone || out[i].Zone == p.Fault.Zone.Show() {
				out[i].Weight, out[i].Args["off"] = finding.Lost, "yes"
			}
		}
	}
	return out
}

// absent tells whether a proof that is ignored takes no protection away. Without a
// DS or a TLSA record there is none, proof or not, and records that are there need
// no proof (RFC 9276 3.2). A host without addresses of one family has those of the
// other (RFC 7672 2.2.2).
func absent(p Place) bool {
	switch {
	case p.Own():
		return p.Fault.Type == wire.TypeDS
	case p.Lookup == nil || p.Lookup.Outcome == dnssec.Found:
		return false
	}
	return p.Lookup.Type == wire.TypeTLSA || p.Host != nil && p.Host.Gate == mail.GateSecure
}
