package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// localNegativeAnchor: the person asked not to validate a name and what is below
// it, so it counts as unsigned whatever it is.
func localNegativeAnchor() Rule {
	return Rule{
		Code: "local.negative-anchor", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 7646 1.1", "RFC 7646 2"},
		Detect: detectLocalNegativeAnchor,
	}
}

func detectLocalNegativeAnchor(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, p := range c.Faults(dnssec.NegativeAnchor) {
		f := p.Finding()
		// Nothing failed on our side, and nothing was proven: protection is lost, as
		// for everybody whose resolver has such an exception.
		f.Weight, f.Owner, f.OwnerOf = finding.Lost, finding.OwnerUs, ""
		f.Subject, f.Zone = p.Fault.Name.Show(), p.Fault.Name.Show()
		f.Args["name"] = p.Fault.Name.Show()
		zoneArgs(c.Words, f.Args, p.Fault.Name)
		switch {
		case p.Own() && p.Zone != nil:
			f.Evidence = append(f.Evidence, p.Zone.Evidence...)
		case p.Lookup != nil:
			f.Evidence = lookupEvidence(p.Lookup)
		}
		if len(f.Evidence) == 0 {
			f.Evidence = c.startEvidence()
		}
		out = append(out, f)
	}
	return out
}
