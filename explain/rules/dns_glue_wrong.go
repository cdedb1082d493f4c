package rules

import (
	"fmt"
	"net/netip"
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/upkeep"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// dnsGlueWrong: the parent has no address, or an old one, of a name server.
func dnsGlueWrong() Rule {
	return Rule{
		Code: "dns.glue-wrong", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 9471 2", "RFC 1912 2.3"},
		Detect: detectDnsGlueWrong,
	}
}

func detectDnsGlueWrong(c *Case) []finding.Finding {
	var out []finding.Finding
	c.delegations(func(z *dnssec.Zone, u upkeep.Zone) {
		for _, g := range u.Glue {
			if !g.Wrong() {
				continue
			}
			f := c.delegationFinding(z)
			f.Subject, f.Evidence, f.Accused = g.Server.Show(), g.Evidence, misled(z.Name, g)
			f.Weight = unlessRegistry(z.Name, c.glueWeight(u, g))
			f.Args["server"], f.Args["records"] = g.Server.Show(), addressRecords(g.Server, g.Own, c.referralTTL(z.Name))
			f.Args["stale"], f.Args["given"], f.Args["own"] = addressList(c.Words, g.Stale), addressList(c.Words, g.Parent), addressList(c.Words, g.Own)
			f.Args["endangers"] = finding.Flag(f.Weight != finding.Hygiene)
			out = append(out, f)
		}
	})
	return out
}

// misled are the entries of a server that lead resolvers astray: each old address,
// or the server itself where it has none.
func misled(zone wire.Name, g upkeep.Glue) []finding.Accused {
	var out []finding.Accused
	for _, addr := range g.Stale {
		out = append(out, finding.Accused{Zone: zone, Name: g.Server, Addr: addr, Listed: finding.OldAddress})
	}
	if len(g.Parent) == 0 {
		out = append(out, finding.Accused{Zone: zone, Name: g.Server, Listed: finding.NoAddress})
	}
	return out
}

// glueWeight tells what wrong glue means: nothing yet where the old address still
// answers for the zone; the end where it is the only way in.
func (c *Case) glueWeight(u upkeep.Zone, g upkeep.Glue) finding.Severity {
	without := func(g upkeep.Glue) bool { return g.Needed && len(g.Parent) == 0 }
	needy := slices.DeleteFunc(slices.Clone(u.Glue), func(g upkeep.Glue) bool { return !without(g) })
	reached := c.answersWell(u.Name, func(view.Server) bool { return true })
	switch {
	case without(g) && len(needy) == len(u.NS.Parent) && !reached:
		return finding.Fatal // nobody finds any server
	case without(g):
		return finding.Risk
	}
	for _, a := range g.Stale {
		at := func(s view.Server) bool { return s.Addr.Addr().Unmap() == a }
		if c.familyWorks(a.Is4()) && !c.answersWell(u.Name, at) {
			return finding.Risk
		}
	}
	return finding.Hygiene
}

// addressRecords are the host records to hand to the registrar.
func addressRecords(host wire.Name, addrs []netip.Addr, ttl uint32) (out string) {
	for i, a := range addrs {
		if i > 0 {
			out += "\n"
		}
		t := wire.TypeAAAA
		if a.Is4() {
			t = wire.TypeA
		}
		out += fmt.Sprintf("%s %d IN %s %s", host, ttl, t, a)
	}
	return out
}

// addressList joins addresses.
func addressList(b *text.Book, addrs []netip.Addr) string {
	var out []string
	for _, a := range addrs {
		out = append(out, a.String())
	}
	return b.List(out)
}
