package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// localDnsIntercepted: something near us answers in the name of authoritative servers.
func localDnsIntercepted() Rule {
	return Rule{
		Code: "local.dns-intercepted", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 1035 4.1.1", "RFC 9499 6"},
		Detect: detectLocalDnsIntercepted,
	}
}

func detectLocalDnsIntercepted(c *Case) []finding.Finding {
	if t := c.View.Turned(); t != nil {
		return c.interceptedTurn(t)
	}
	if c.View.Resolver() != "" {
		return nil
	}
	usable := slices.ContainsFunc(c.View.All(), func(a *view.Answer) bool { return !a.Resolver && a.Msg != nil && a.Msg.AA && a.Usable() })
	f := finding.Finding{Subject: c.Words.Say("DNS from this computer"), Link: LinkZone(wire.Root()), Args: finding.Args{
		"domain": c.target().Show(), "nothing": "", "harmless": "", "root": "", "resolver": "",
	}}
	if !usable {
		f.Args["nothing"] = "yes"
	}
	if f.Evidence = c.resolverAnswers(); len(f.Evidence) < severalServers {
		f.Evidence = nil
		if ids, why := c.strangeRoot(); len(ids) > 0 {
			f.Evidence, f.Args["root"] = ids, ReasonWords(c.Words, why)
		} else if ids := c.withoutEDNS(); len(ids) >= severalServers {
			f.Evidence, f.Args["root"], f.Args["harmless"], f.Weight = ids, c.Words.Say("no EDNS in any answer"), "yes", finding.Info
		}
	}
	if len(f.Evidence) == 0 {
		return nil
	}
	f.Args["count"] = fmt.Sprint(len(f.Evidence))
	return []finding.Finding{f}
}

// interceptedTurn is about a check that turned to a resolver because strangers
// answered in the name of the root servers.
func (c *Case) interceptedTurn(t *evidence.Turn) []finding.Finding {
	ids := c.strangers()
	if len(ids) == 0 {
		return nil
	}
	f := finding.Finding{Subject: c.Words.Say("DNS from this computer"), Link: LinkZone(wire.Root()), Evidence: ids, Args: finding.Args{
		"domain": c.target().Show(), "nothing": "", "harmless": "", "root": "", "resolver": evidence.Escape(t.Resolver, evidence.WildMax), "count": fmt.Sprint(len(ids)),
	}}
	switch {
	case c.validated():
		f.Args["harmless"], f.Weight = "yes", finding.Info
	case !c.Report.Complete:
		return nil
	}
	return []finding.Finding{f}
}

// severalServers is how many answers must look alike before our own network is
// suspected: one odd server is that server's fault.
const severalServers = 3

// resolverAnswers returns the answers that are those of a resolver.
func (c *Case) resolverAnswers() (ids []evidence.ID) {
	for _, a := range c.View.All() {
		if !a.Resolver && a.Msg != nil && intercepted(a) {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// intercepted tells whether an answer came from a resolver although an
// authoritative server was asked: recursion available, no authority, and no way
// down (RFC 1035 4.1.1). The root servers and those of a registry never do that.
func intercepted(a *view.Answer) bool {
	return a.Server.Zone.Labels() <= 1 && a.Msg.RA && !a.Msg.AA && a.Class != view.Referral
}

// strangeRoot returns the answers of the root servers when what they say, all of
// them, cannot be what the root says: it does not validate, or is no answer. A
// broken root would be in the news; somebody between us and it is not.
func (c *Case) strangeRoot() (ids []evidence.ID, why dnssec.Reason) {
	if !c.Report.Complete || c.privateRoot() { // of a private root nobody hears in the news
		return nil, ""
	}
	for _, z := range c.Report.Zones {
		switch {
		case z.Inherits || !z.Status.Fails() || !strange(z):
		case z.Name.IsRoot():
			ids = saidBy(z.KeySets)
		case z.Fault.Zone.IsRoot() && z.DSLookup != nil:
			ids = saidBy(z.DSLookup.Servers)
		}
		if len(ids) > 0 {
			return ids, z.Reason
		}
	}
	return nil, ""
}

// strange tells whether a fault in the root's data is none of our clock, our
// anchors or our limits, which have findings of their own.
func strange(z *dnssec.Zone) bool {
	switch z.Reason {
	case dnssec.SigExpired, dnssec.SigNotYetValid, dnssec.WorkLimit, dnssec.NotAsked, dnssec.AboveAnchor:
		return false
	case dnssec.AnchorMismatch:
		return len(z.Keys) == 0 // not even a key
	}
	return true
}

// saidBy returns the answers that are messages. One that is only cut short is
// the business of DNS over TCP.
func saidBy(results []dnssec.ServerResult) (ids []evidence.ID) {
	for _, r := range results {
		if r.Answer != nil && r.Answer.Msg != nil && !r.Answer.Resolver && r.Answer.Class != view.Truncated {
			ids = append(ids, r.Answer.ID)
		}
	}
	return ids
}

// withoutEDNS returns the answers of the root servers and those of registries if
// none of them has an OPT record: all of those servers know EDNS (RFC 6891 7).
func (c *Case) withoutEDNS() (ids []evidence.ID) {
	for _, a := range c.View.All() {
		switch {
		case a.Resolver || a.Msg == nil || a.Server.Zone.Labels() > 1:
		case a.Msg.EDNS.Present:
			return nil
		default:
			ids = append(ids, a.ID)
		}
	}
	return ids
}
