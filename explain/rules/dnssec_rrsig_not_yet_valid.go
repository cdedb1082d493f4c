package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/dnssec"
)

// dnssecRrsigNotYetValid: every signature over an RRset of the chain starts in the future.
func dnssecRrsigNotYetValid() Rule {
	return Rule{
		Code: "dnssec.rrsig-not-yet-valid", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.3.1", "RFC 1982"},
		Causes: []finding.Code{"local.clock-wrong"},
		Detect: detectDnssecRrsigNotYetValid,
	}
}

func detectDnssecRrsigNotYetValid(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["starts"], f.Args["in"] = "", ""
		if sig := p.Signature(dnssec.SigNotYetValid); sig != nil {
			f.Args["starts"], f.Args["in"] = fix.Moment(sig.Inception), fix.Ago(c.Words, sig.Inception, c.At)
		}
	}, dnssec.SigNotYetValid)
}
