package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecRrsigInvalid: dates, signer and key fit, but the cryptographic check of every signature
// fails, or its label count cannot be.
func dnssecRrsigInvalid() Rule {
	return Rule{
		Code: "dnssec.rrsig-invalid", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.3.2", "RFC 4035 5.3.3", "RFC 4034 3.1.3"},
		Detect: detectDnssecRrsigInvalid,
	}
}

func detectDnssecRrsigInvalid(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["signature"] = signatureWords(p.words, p.Signature(p.Fault.Reason))
	}, dnssec.SigInvalid, dnssec.SigLabels) // RFC 4035 5.3.1: not more labels than the owner has
}
