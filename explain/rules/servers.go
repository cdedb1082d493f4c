package rules

import (
	"fmt"
	"net/netip"
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// nameServer is one address of a name server and everything that it was asked
// as a server of the zone.
type nameServer struct {
	view.Server
	Answers []*view.Answer
}

// nameServers returns the servers of a zone with their answers, those over an
// address family that does not work from here left out.
func (c *Case) nameServers(zone wire.Name) []nameServer {
	var out []nameServer
	for _, s := range c.View.Servers(zone) {
		if !c.familyWorks(s.Addr.Addr().Unmap().Is4()) {
			continue
		}
		ns := nameServer{Server: s}
		for _, a := range c.View.All() {
			if !a.Resolver && a.Server == s && a.Failure != evidence.Cancelled {
				ns.Answers = append(ns.Answers, a)
			}
		}
		if len(ns.Answers) > 0 {
			out = append(out, ns)
		}
	}
	return out
}

// resolver returns the address of the resolver that was asked; empty if the
// authoritative servers were.
func (c *Case) resolver() string {
	if c.View == nil {
		return "" // a judgement without its evidence
	}
	at, err := netip.ParseAddrPort(c.View.Resolver())
	if err != nil {
		return ""
	}
	return at.Addr().String()
}

// zoneOf is the zone whose server gave an answer; of a resolver, which serves
// none, the zone that holds the name.
func zoneOf(a *view.Answer, holder *dnssec.Zone) wire.Name {
	if a.Server.Zone.IsZero() && holder != nil {
		return holder.Name
	}
	return a.Server.Zone
}

// familyWorks tells whether anything at all answered over IPv4, or IPv6: if
// not, silence says nothing about the other side.
func (c *Case) familyWorks(v4 bool) bool {
	return slices.ContainsFunc(c.View.All(), func(a *view.Answer) bool { return a.Msg != nil && a.Server.Addr.Addr().Unmap().Is4() == v4 })
}

// every tells whether all answers of a server are so.
func (n nameServer) every(is func(*view.Answer) bool) bool {
	return len(n.Answers) > 0 && !slices.ContainsFunc(n.Answers, func(a *view.Answer) bool { return !is(a) })
}

// evidence returns the tries of the answers that are so.
func (n nameServer) evidence(is func(*view.Answer) bool) (ids []evidence.ID) {
	for _, a := range n.Answers {
		if is(a) {
			ids = append(ids, a.Tries...)
		}
	}
	return ids
}

// label names a server for a person: "ns1.example.org (192.0.2.1)".
func (n nameServer) label() string {
	if n.Name.IsZero() || n.Name.IsRoot() {
		return n.Addr.Addr().String()
	}
	return n.Name.Show() + " (" + n.Addr.Addr().String() + ")"
}

// silent tells whether a server gave no message that could be used.
func silent(a *view.Answer) bool { return a.Class == view.Failed && a.Failure != evidence.Unreachable }

// notInCharge tells whether a server does not speak for the zone that its
// parent says it serves (RFC 9499, lame).
func notInCharge(a *view.Answer) bool {
	if a.Class == view.ErrorCode {
		return slices.Contains([]wire.Rcode{wire.Refused, wire.NotAuth, wire.ServFail}, a.Msg.Rcode)
	}
	return a.Class == view.Lame
}

// serverFindings makes one finding for a zone from its servers that are so. The
// weight falls with the height of the zone: one silent server of a large
// top-level domain endangers nothing, and may be our own network.
func (c *Case) serverFindings(is func(nameServer) bool, which func(*view.Answer) bool, some bool) []finding.Finding {
	if !c.Report.Complete {
		return nil
	}
	var out []finding.Finding
	for _, z := range c.ChainZones() {
		all := c.nameServers(z.Name)
		f := c.serversFinding(z)
		var bad []string
		for _, s := range all {
			if is(s) {
				if len(bad) == 0 {
					f.Args["at"] = s.Addr.Addr().String()
				}
				bad = append(bad, s.label())
				f.Evidence = append(f.Evidence, s.evidence(which)...)
			}
		}
		if len(bad) == 0 || some == (len(bad) == len(all)) || !some && z.Name.IsRoot() {
			continue // all root servers: that is our own side
		}
		f.Args["servers"], f.Args["bad"], f.Args["all"] = fix.List(bad), fmt.Sprint(len(bad)), fmt.Sprint(len(all))
		f.Args["first"] = bad[0]
		if some && z.Name.Labels() <= 1 {
			f.Weight = finding.Info
		}
		out = append(out, f)
	}
	return out
}

// serversFinding makes a finding about a zone and its servers.
func (c *Case) serversFinding(z *dnssec.Zone) finding.Finding {
	f := finding.Finding{
		Zone: z.Name.Show(), Subject: z.Name.Show(), OwnerOf: z.Name.Show(), Owner: ownerOfZone(z.Name), Link: c.ZoneLink(z.Name),
		Depth: z.Name.Labels(), Args: finding.Args{"operator": operator(z.Name), "parent": z.Name.Parent().Show(), "domain": c.Report.Domain.Show()},
	}
	if z.Parent != nil {
		f.Args["parent"] = z.Parent.Name.Show()
	}
	return f
}
