package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/upkeep"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// delegations calls found for every zone of the chain whose two sides were
// compared, the highest first. Nothing is told from a growing case.
func (c *Case) delegations(found func(*dnssec.Zone, upkeep.Zone)) {
	if !c.Report.Complete {
		return
	}
	zones := c.ChainZones()
	for _, u := range c.Report.Upkeep {
		i := slices.IndexFunc(zones, func(z *dnssec.Zone) bool { return z.Name == u.Name })
		if i >= 0 {
			found(zones[i], u)
		}
	}
}

// delegationFinding makes a finding about a delegation, which the holder of the
// zone keeps at the registrar.
func (c *Case) delegationFinding(z *dnssec.Zone) finding.Finding {
	f := c.serversFinding(z)
	f.Depth = c.zoneDepth(z.Name)
	if z.Name.Labels() > 1 {
		f.Owner = finding.OwnerRegistrant
	}
	f.Args["keep"] = c.Words.Say("for as long as the parent's records may be kept")
	for _, a := range c.View.Referrals(z.Name) {
		if set := wire.Find(a.Authority, z.Name, wire.TypeNS); set != nil && set.TTL > 0 {
			f.Args["keep"] = c.Words.Say("for %s after the change", fix.Duration(c.Words, set.TTL))
			break
		}
	}
	return f
}

// aliasServers makes a finding of each zone with a listed server whose name is an
// alias: nobody has to follow it (RFC 2181 10.3), and danewalk does not.
func (c *Case) aliasServers() (out []finding.Finding) {
	c.delegations(func(z *dnssec.Zone, u upkeep.Zone) {
		names := show(u.NS.Aliases)
		if len(names) == 0 {
			return
		}
		f := c.delegationFinding(z)
		f.Evidence, f.Weight = u.NS.Evidence, unlessRegistry(z.Name, finding.Hygiene)
		f.Accused = listedAs(z.Name, finding.AliasName, u.NS.Aliases)
		if !c.answersWell(z.Name, func(view.Server) bool { return true }) {
			f.Weight = finding.Fatal
		}
		f.Args["alias"], f.Args["first"], f.Args["at"], f.Args["question"], f.Args["nobody"] = names[0], names[0], "", "", ""
		f.Args["servers"], f.Args["culprit"] = c.Words.List(names), c.Words.List(names)
		f.Args["bad"], f.Args["all"] = fmt.Sprint(len(names)), fmt.Sprint(len(u.NS.Parent))
		f.Args["more"] = finding.Flag(len(names) > 1)
		if does := f.Args["servers"]; len(names) > 1 {
			f.Args["does"] = c.Words.Say("%s are aliases (CNAME), which need not be followed (RFC 2181 10.3).", does)
		} else {
			f.Args["does"] = c.Words.Say("%s is an alias (CNAME), which need not be followed (RFC 2181 10.3).", does)
		}
		out = append(out, f)
	})
	return out
}

// listedAs accuses the entries of servers, whatever address they have.
func listedAs(zone wire.Name, as finding.Listing, names []wire.Name) (out []finding.Accused) {
	for _, n := range names {
		out = append(out, finding.Accused{Zone: zone, Name: n, Listed: as})
	}
	return out
}

// show lists names.
func show(names []wire.Name) (out []string) {
	for _, n := range names {
		out = append(out, n.Show())
	}
	return out
}

// answersWell tells whether some server of the zone that is chosen gave a usable
// answer.
func (c *Case) answersWell(zone wire.Name, chosen func(view.Server) bool) bool {
	return slices.ContainsFunc(c.View.All(), func(a *view.Answer) bool {
		return !a.Resolver && a.Server.Zone == zone && chosen(a.Server) && a.Usable()
	})
}
