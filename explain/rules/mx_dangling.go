package rules

import (
	"golang.org/x/net/publicsuffix"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// mxDangling: the MX record names a server in a domain that is not registered.
func mxDangling() Rule {
	return Rule{
		Code: "mx.dangling", Severity: finding.Risk, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 5321 5.1", "RFC 8020 2"},
		Detect: detectMxDangling,
	}
}

func detectMxDangling(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		registered, ok := unregistered(h)
		if !ok {
			continue
		}
		f := c.HostFinding(h, StepAddress, lookupEvidence(h.A, h.AAAA)...)
		f.Owner, f.OwnerOf = finding.OwnerDNS, c.Report.Domain.Show()
		c.mxArgs(&f)
		f.Args["registered"] = registered
		if c.noneHasAddress() {
			f.Weight = finding.Fatal // nobody can deliver, as long as nobody registers it
		}
		f.Args["only"] = finding.Flag(f.Weight == finding.Fatal)
		out = append(out, f)
	}
	return out
}

// unregistered returns the domain to register that a mail server lies in, if the
// registry's own zone denies it: then everything below it does not exist (RFC 8020
// 2). A top-level domain that nobody knows cannot be registered.
func unregistered(h *mail.Host) (string, bool) {
	if h.Gate != mail.GateNoAddress {
		return "", false
	}
	for _, l := range []*dnssec.Lookup{h.A, h.AAAA} {
		if l == nil || l.Outcome != dnssec.Missing || len(l.Aliases) > 0 || l.Zone == nil || l.Zone.Name.IsRoot() {
			continue
		}
		_, icann := publicsuffix.PublicSuffix(h.Name.Show())
		domain, err := publicsuffix.EffectiveTLDPlusOne(h.Name.Show())
		if err != nil || !icann {
			continue // names below a private suffix are not handed out by a registry
		}
		if name, err := wire.ParseName(domain); err == nil && name.Below(l.Zone.Name) {
			return name.Show(), true
		}
	}
	return "", false
}
