package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecRrsigWrongSigner: the signatures name a signer that is not the apex of the zone.
func dnssecRrsigWrongSigner() Rule {
	return Rule{
		Code: "dnssec.rrsig-wrong-signer", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.3.1"},
		Detect: detectDnssecRrsigWrongSigner,
	}
}

func detectDnssecRrsigWrongSigner(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["signer"] = c.Words.Say("another zone")
		if sig := p.Signature(dnssec.SigWrongSigner); sig != nil {
			f.Args["signer"] = sig.RRSIG.Signer.Show()
		}
	}, dnssec.SigWrongSigner)
}
