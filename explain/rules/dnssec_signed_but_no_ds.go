package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
)

// dnssecSignedButNoDs: a zone has keys and signatures, but its parent proves
// that it holds no DS: an island of security.
func dnssecSignedButNoDs() Rule {
	return Rule{
		Code: "dnssec.signed-but-no-ds", Severity: finding.Lost, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrar,
		RFC: []string{"RFC 4035 5.1", "RFC 4035 5.2", "RFC 8078 3"}, Detect: detectDnssecSignedButNoDs,
	}
}

func detectDnssecSignedButNoDs(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, p := range c.Faults(dnssec.UnsignedDelegation, dnssec.OptOutDelegation, dnssec.InsecureIterations) {
		if !p.Own() {
			continue
		}
		ids := island(p.Zone)
		if len(ids) == 0 {
			continue
		}
		f := p.Finding()
		delegated(&f, p.Zone, finding.OwnerRegistrar)
		f.Evidence = append(slices.Clone(f.Evidence), ids...)
		f.Args["record"] = dsRecords(p.Zone)
		f.Args["ignored"] = ignoredProof(p)
		f.Args["wait"] = waitDS(c.Words, p.Zone)
		out = append(out, f)
	}
	return out
}

// island returns the answers that show keys of the zone with a signature that
// holds in itself: by one of the keys, at this time. A DS for keys without one
// would make the zone bogus.
func island(z *dnssec.Zone) []evidence.ID {
	var ids []evidence.ID
	for _, s := range z.KeySets {
		if s.Answer != nil && slices.ContainsFunc(s.Signatures, func(g dnssec.Signature) bool { return g.Valid }) {
			ids = append(ids, s.Answer.ID)
		}
	}
	return ids
}
