package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	mailop "danewalk/probe/judge/operator"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// tlsaCopiedFromProvider: a name of the domain's own zone leads to the server of another operator, and has its own copy of the TLSA records.
func tlsaCopiedFromProvider() Rule {
	return Rule{
		Code: "tlsa.copied-from-provider", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 7671 6", "RFC 7672 2.2.3"},
		Detect: detectTlsaCopiedFromProvider,
	}
}

func detectTlsaCopiedFromProvider(c *Case) []finding.Finding {
	if !c.Report.Complete || c.Report.Apex == nil {
		return nil // another host may still show whose server it is
	}
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeDANE) {
		if zoneAt(h.TLSA) != c.Report.Apex.Name || h.Base != h.Name || len(h.TLSA.Aliases) > 0 {
			continue // not of the domain, or an alias for the provider's own record, which is how it should be
		}
		provider, how := c.providerOf(h)
		if provider.IsZero() || c.sameKeeper(c.Report.Apex.Name, provider) {
			continue
		}
		f := c.tlsaFinding(h, h.Records...)
		f.OwnerOf = c.Report.Domain.Show()
		f.Evidence = append(f.Evidence, lookupEvidence(h.A, h.AAAA)...)
		if len(failing(h)) == 0 {
			f.Weight = finding.Hygiene // the copy is still right
		}
		f.Args["provider"], f.Args["how"], f.Args["stale"] = provider.Show(), how, finding.Flag(len(failing(h)) > 0)
		out = append(out, f)
	}
	return out
}

// providerOf finds the name under which another zone knows the server of a host:
// what it is an alias of, or another mail server of the domain at the same
// address. how says which, in a sentence without its stop.
func (c *Case) providerOf(h *mail.Host) (provider wire.Name, how string) {
	own := c.Report.Apex.Name
	for _, l := range []*dnssec.Lookup{h.A, h.AAAA} {
		if l != nil && h.Alias && !l.Target.IsZero() && !l.Target.Under(own) {
			return l.Target, c.Words.Say("%s is an alias of %s", h.Name.Show(), l.Target.Show())
		}
	}
	for i := range c.Report.Hosts {
		if o := &c.Report.Hosts[i]; o.Name != h.Name && !o.Name.Under(own) && sharesAddress(h, o) {
			return o.Name, c.Words.Say("%s has the address of %s", h.Name.Show(), o.Name.Show())
		}
	}
	return wire.Name{}, ""
}

// sameKeeper tells whether two zones seem to be kept by one party, which hears of
// its own key changes: they have a name server in common. That two zones have
// different names says nothing, and the names of big operators are known.
func (c *Case) sameKeeper(own, other wire.Name) bool {
	if mailop.Classify(other).Known() {
		return false
	}
	var here, there *dnssec.Zone
	for _, z := range c.ChainZones() {
		if z.Name == own {
			here = z
		}
		if other.Under(z.Name) && (there == nil || z.Name.Labels() > there.Name.Labels()) {
			there = z
		}
	}
	if here == nil || there == nil {
		return true // not seen: nothing is held against anybody
	}
	return slices.ContainsFunc(here.NS, func(ns wire.Name) bool { return slices.Contains(there.NS, ns) }) || sharesServer(here, there)
}

// sharesServer tells whether one address was asked about both zones: a server
// that has both sends nobody from one to the other, and no NS set is seen.
func sharesServer(a, b *dnssec.Zone) bool {
	return slices.ContainsFunc(a.Servers, func(s view.Server) bool {
		return slices.ContainsFunc(b.Servers, func(o view.Server) bool { return o.Addr == s.Addr })
	})
}
