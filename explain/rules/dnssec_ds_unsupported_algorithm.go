package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecDsUnsupportedAlgorithm: every DS names a key algorithm that is not known here: the zone counts as
// unsigned, not as broken.
func dnssecDsUnsupportedAlgorithm() Rule {
	return Rule{
		Code: "dnssec.ds-unsupported-algorithm", Severity: finding.Lost, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.2", "RFC 9904"},
		Detect: detectDnssecDsUnsupportedAlgorithm,
	}
}

func detectDnssecDsUnsupportedAlgorithm(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["ds"] = dsWords(p.Zone)
		f.Args["algorithms"] = dsAlgorithms(c.Words, p.Zone)
		c.asked(p.Zone, f, func(ds dnssec.DSLink) bool { return slices.Contains(dnssec.Algorithms(), ds.DS.Algorithm) })
	}, dnssec.UnsupportedAlgorithm)
}

// asked notes that a zone counts as unsigned only because the person wants it
// judged like a weaker validator: then nobody else has anything to mend. known
// tells of a DS whether it could be used.
func (c *Case) asked(z *dnssec.Zone, f *finding.Finding, known func(dnssec.DSLink) bool) {
	f.Args["asked"] = ""
	restricted := c.Policy.Algorithms != nil || c.Policy.Digests != nil
	if z != nil && restricted && (slices.ContainsFunc(z.DS, known) || z.Anchor == nil && len(z.DS) == 0) {
		f.Args["asked"], f.Args["wait"], f.Owner, f.OwnerOf = "yes", "", finding.OwnerUs, "" // at once
	}
}

// asAsked tells whether an answer is insecure only because the person wants it
// judged otherwise: left out of the validation, or by a weaker validator.
func (c *Case) asAsked(l *dnssec.Lookup) bool {
	if l == nil || l.Status != dnssec.Insecure {
		return false
	}
	restricted := c.Policy.Algorithms != nil || c.Policy.Digests != nil
	switch l.Fault.Reason {
	case dnssec.NegativeAnchor:
		return true
	case dnssec.UnsupportedAlgorithm, dnssec.UnsupportedDigest:
		return restricted && slices.ContainsFunc(c.zone(l.Fault.Zone).DS, func(ds dnssec.DSLink) bool {
			return slices.Contains(dnssec.Algorithms(), ds.DS.Algorithm) && slices.Contains(dnssec.Digests(), ds.DS.DigestType)
		})
	}
	return false
}
