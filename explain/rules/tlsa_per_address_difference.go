package rules

import (
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// tlsaPerAddressDifference: the records fit the certificate at one address of the host, and not at another.
func tlsaPerAddressDifference() Rule {
	return Rule{
		Code: "tlsa.per-address-difference", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 7672 3.1"},
		Detect: detectTlsaPerAddressDifference,
	}
}

func detectTlsaPerAddressDifference(c *Case) []finding.Finding {
	out := c.mismatchOf("tlsa.per-address-difference", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		f.Weight = finding.Risk
		var good []string
		for _, a := range passing(h) {
			good = append(good, a.Addr.String())
		}
		if other := sameKind(a, a.Covered(h)); other != nil {
			looked(f, other.Sessions...)
			good = append(good, c.Words.Say("%s in another session", a.Addr))
		}
		f.Args["good"], f.Args["others"] = strings.Join(good, ", "), "yes"
	})
	for _, h := range c.hostsInMode(mail.ModeDANE) {
		out = append(out, ByHost(c.machines(h), c.Addresses)...)
	}
	return out
}

// machines makes a finding for every address that passes in the ordinary session,
// and shows in another one a certificate with the same kind of key that no record
// fits: several machines stand behind it.
func (c *Case) machines(h *mail.Host) (out []finding.Finding) {
	for _, a := range passing(h) {
		bad := sameKind(a, a.Uncovered(h))
		if bad == nil || a.Outcome != mail.OutcomePass {
			continue
		}
		f := c.mismatch(h, instead(a, bad))
		looked(&f, bad.Sessions...)
		f.Weight, f.Args["good"], f.Args["others"] = finding.Risk, c.Words.Say("%s in another session", a.Addr), "yes"
		out = append(out, f)
	}
	return out
}
