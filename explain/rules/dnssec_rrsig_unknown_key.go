package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecRrsigUnknownKey: no signature is by a key that the zone publishes.
func dnssecRrsigUnknownKey() Rule {
	return Rule{
		Code: "dnssec.rrsig-unknown-key", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.3.1", "RFC 6840 5.12", "RFC 6781 4.1"},
		Detect: detectDnssecRrsigUnknownKey,
	}
}

func detectDnssecRrsigUnknownKey(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["tag"], f.Args["keys"] = "", ""
		if sig := p.Signature(dnssec.SigUnknownKey); sig != nil {
			f.Args["tag"] = fmt.Sprint(sig.RRSIG.Tag)
		}
		if p.Zone != nil {
			f.Args["keys"] = keyWords(c.Words, p.Zone)
		}
	}, dnssec.SigUnknownKey)
}
