package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	mailop "danewalk/probe/judge/operator"
	"danewalk/probe/wire"
)

// operated returns the mail servers that an operator of one of the kinds runs, in
// the order that senders try them.
func (c *Case) operated(kinds ...mailop.Kind) (out []*mail.Host) {
	for i := range c.Report.Hosts {
		if h := &c.Report.Hosts[i]; slices.Contains(kinds, mailop.Classify(h.Name).Kind) {
			out = append(out, h)
		}
	}
	return out
}

// oldExchange returns the mail servers in name spaces that Microsoft does not sign.
func (c *Case) oldExchange() []*mail.Host {
	return c.operated(mailop.ExchangeLegacy, mailop.ExchangeDead)
}

// newExchange returns the mail servers in the name space that Microsoft signs.
func (c *Case) newExchange() []*mail.Host { return c.operated(mailop.ExchangeDNSSEC) }

// unsignedAbove is the unsigned zone that keeps DANE from applying at a mail server,
// unless the domain itself lies in it.
func (c *Case) unsignedAbove(h *mail.Host) (Place, bool) {
	if h.Gate != mail.GateInsecure {
		return Place{}, false
	}
	for _, p := range c.Faults(dnssec.UnsignedDelegation, dnssec.OptOutDelegation, dnssec.InsecureIterations) {
		if p.Own() && h.Name.Under(p.Zone.Name) && !c.target().Under(p.Zone.Name) {
			return p, true
		}
	}
	return Place{}, false
}

// tenantFinding makes a finding about the use of Exchange Online, for the
// administrator of the customer: who runs the mail of the domain. Its subject and
// link are the mail server's.
func (c *Case) tenantFinding(h *mail.Host, step string) finding.Finding {
	f := c.HostFinding(h, step, hostEvidence(h)...)
	f.OwnerOf, f.Args["host"] = c.Report.Domain.Show(), h.Name.Show()
	c.mxArgs(&f)
	return f
}

// mxArgs adds what the MX record of the domain says about waiting: how long others
// may remember it.
func (c *Case) mxArgs(f *finding.Finding) {
	f.Args["domain"], f.Args["ttl"], f.Args["wait"] = c.Report.Domain.Show(), "", ""
	l := c.Report.MX.Lookup
	if l == nil {
		return
	}
	f.Evidence = append(slices.Clone(f.Evidence), lookupEvidence(l)...)
	slices.Sort(f.Evidence)
	f.Evidence = slices.Compact(f.Evidence)
	if l.TTL > 0 {
		f.Args["ttl"], f.Args["wait"] = fmt.Sprint(l.TTL), fix.Wait(c.Words, l.TTL)
	}
}

// inZoneOf moves a finding about a mail server to the unsigned zone that it lies
// in, so that what is said about that zone follows from it.
func inZoneOf(f *finding.Finding, p Place) {
	f.Host, f.Zone, f.Link = "", p.Zone.Name.Show(), p.Link
	f.Args["zone"] = f.Zone
}

// lacksTLSA tells whether a mail server could have DANE, and provably has no TLSA
// record (RFC 7672 2.2).
func lacksTLSA(h *mail.Host) bool {
	// RFC 7672 2.2.2: at an insecure address TLSA is not even asked for.
	return h.Mode == mail.ModeNone && h.Gate == mail.GateSecure && h.Unused == nil && len(h.Lookups) > 0
}

// noneHasAddress tells whether no mail server has an address: nobody can deliver.
func (c *Case) noneHasAddress() bool {
	return !slices.ContainsFunc(c.Report.Hosts, func(h mail.Host) bool { return h.Gate != mail.GateNoAddress })
}

// microsoftOwned tells whether a domain is one that Microsoft gives to its
// customers, and keeps in its own DNS.
func microsoftOwned(domain wire.Name) bool { return domain.Below(wire.MustName("onmicrosoft.com")) }
