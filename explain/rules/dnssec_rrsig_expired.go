package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/dnssec"
)

// dnssecRrsigExpired: every signature over an RRset of the chain has ended.
func dnssecRrsigExpired() Rule {
	return Rule{
		Code: "dnssec.rrsig-expired", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.3.1", "RFC 1982", "RFC 6840 5.4"},
		Causes: []finding.Code{"local.clock-wrong"},
		Detect: detectDnssecRrsigExpired,
	}
}

func detectDnssecRrsigExpired(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["ended"], f.Args["ago"] = "", ""
		if sig := p.Signature(dnssec.SigExpired); sig != nil {
			f.Args["ended"], f.Args["ago"] = fix.Moment(sig.Expiration), fix.Ago(c.Words, sig.Expiration, c.At)
		}
	}, dnssec.SigExpired)
}
