package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaInsecureIgnored: TLSA records are published that no sender may use, because their zone is not signed.
func tlsaInsecureIgnored() Rule {
	return Rule{
		Code: "tlsa.insecure-ignored", Severity: finding.Lost, Layer: finding.LayerTLSA, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 6698 4.1", "RFC 7672 2.2"},
		Causes: insecureCauses(),
		Detect: detectTlsaInsecureIgnored,
	}
}

func detectTlsaInsecureIgnored(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeNone) {
		l := h.Unused
		if l == nil || l.Status == dnssec.Secure {
			continue // RFC 7672 2.2.2: a secure answer at an insecure host is another matter
		}
		f := c.tlsaFinding(h)
		f.Subject, f.Evidence = l.Name.Show()+" TLSA", lookupEvidence(l)
		f.Args["asked"] = finding.Flag(c.asAsked(l))
		f.Args["owner"], f.Args["published"] = l.Name.Show(), recordLines(tlsa.Parse(l.Set))
		f.Args["zone"] = h.Name.Parent().Show()
		if l.Zone != nil {
			f.Zone, f.OwnerOf = l.Zone.Name.Show(), l.Zone.Name.Show()
			f.Args["zone"] = f.Zone
		}
		out = append(out, f)
	}
	return out
}
