package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	mailop "danewalk/probe/judge/operator"
)

// tlsaNone: a mail server that could use DANE has no TLSA records.
func tlsaNone() Rule {
	return Rule{
		Code: "tlsa.none", Severity: finding.Info, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 7672 2.2.3"},
		Causes: []finding.Code{"tlsa.wrong-owner-domain", "tlsa.wrong-owner-label", "tlsa.owner-doubled", "tlsa.cname-broken", "exo.dane-not-enabled"},
		Detect: detectTlsaNone,
	}
}

func detectTlsaNone(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeNone) {
		if !lacksTLSA(h) {
			continue
		}
		f := c.tlsaFinding(h)
		f.Evidence = lookupEvidence(h.Lookups...)
		f.Args["operator"] = mailop.Classify(h.Name).Name
		out = append(out, f)
	}
	return out
}
