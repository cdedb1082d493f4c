package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecUnsignedDomain: a zone on the way to the domain is provably unsigned.
func dnssecUnsignedDomain() Rule {
	return Rule{
		Code: "dnssec.unsigned-domain", Severity: finding.Lost, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 4035 5.2", "RFC 6840 4.4", "RFC 5155 8.9"},
		Causes: []finding.Code{"dnssec.signed-but-no-ds", "exo.unsupported-domain"},
		Detect: detectDnssecUnsignedDomain,
	}
}

func detectDnssecUnsignedDomain(c *Case) []finding.Finding {
	target := c.target()
	var out []finding.Finding
	for _, p := range c.Faults(dnssec.UnsignedDelegation, dnssec.OptOutDelegation, dnssec.InsecureIterations) {
		if !p.Own() || !target.Under(p.Zone.Name) {
			continue // an opt-out gap over one name is another matter; so is the zone of a mail server
		}
		if len(island(p.Zone)) > 0 {
			continue // it is signed: dnssec.signed-but-no-ds says what is missing
		}
		f := p.Finding()
		if f.Owner == finding.OwnerDNS {
			f.Owner = finding.OwnerRegistrant
		}
		f.Args["domain"], f.Args["ignored"] = target.Show(), ignoredProof(p)
		out = append(out, f)
	}
	return out
}

// ignoredProof is the argument that tells texts that the parent gives no DS, and
// a proof of it which costs too much to be followed (RFC 9276 3.2).
func ignoredProof(p Place) string {
	return finding.Flag(p.Fault.Reason == dnssec.InsecureIterations)
}
