package rules

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// Place is where the status of something was decided: a zone's delegation and
// keys, or one lookup.
type Place struct {
	Fault  dnssec.Fault
	Zone   *dnssec.Zone   // whose data is at fault; may be nil
	Lookup *dnssec.Lookup // nil for a zone's own keys
	Host   *mail.Host     // the mail server whose lookup it is; nil for the domain's
	Link   string
	Depth  int
	words  *text.Book // the language of what is said of it
}

// Asked is one lookup that decides something, and what it was for.
type Asked struct {
	Lookup *dnssec.Lookup
	Host   *mail.Host // nil for the domain's own
	Link   string
}

// Lookups returns every lookup that decides: MX, addresses and TLSA of each
// host, or the one name of a resolve check.
func (c *Case) Lookups() []Asked { return c.facts.lookups.get(c.askedFor) }

func (c *Case) askedFor() []Asked {
	var out []Asked
	add := func(l *dnssec.Lookup, h *mail.Host, link string) {
		if l != nil && l.Status != dnssec.NotJudged && !slices.ContainsFunc(out, func(a Asked) bool { return a.Lookup == l }) {
			out = append(out, Asked{l, h, link})
		}
	}
	add(c.Report.Resolve, nil, LinkName)
	add(c.Report.MX.Lookup, nil, LinkMX)
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		add(h.A, h, LinkHost(h.Name, StepAddress))
		add(h.AAAA, h, LinkHost(h.Name, StepAddress))
		for _, l := range h.Lookups {
			add(l, h, LinkHost(h.Name, StepTLSA))
		}
	}
	return out
}

// ZoneLink is the row that shows a zone: its own on the way to the domain, else
// the zone step of the first host below it.
func (c *Case) ZoneLink(zone wire.Name) string {
	if c.target().Under(zone) {
		return LinkZone(zone)
	}
	for i := range c.Report.Hosts {
		if h := c.Report.Hosts[i].Name; h.Under(zone) {
			return LinkHost(h, StepZone)
		}
	}
	return LinkZone(zone)
}

// Faults returns every place whose status was decided by one of the reasons:
// zones that are at fault themselves, then lookups. A place that only inherits
// its status from a zone above is not at fault and not returned. Each fault
// (zone, name, type, reason) is returned once, root first. What a resolver spoiled
// is nobody's fault.
func (c *Case) Faults(reasons ...dnssec.Reason) []Place {
	if len(c.stripped()) > 0 {
		return nil
	}
	var out []Place
	seen := map[string]bool{}
	add := func(p Place) {
		p.words = c.Words
		key := fmt.Sprint(p.Fault.Reason, p.Fault.Zone, p.Fault.Name, p.Fault.Type)
		if slices.Contains(reasons, p.Fault.Reason) && !seen[key] && !c.filtered(p.Fault) {
			seen[key] = true
			out = append(out, p)
		}
	}
	for _, z := range c.ChainZones() {
		if !z.Inherits && !z.Fault.IsZero() {
			add(Place{Fault: z.Fault, Zone: z, Lookup: z.DSLookup, Link: c.ZoneLink(z.Name), Depth: c.zoneDepth(z.Name)})
		}
	}
	for _, a := range c.Lookups() {
		l := a.Lookup
		if l.Fault.IsZero() || (l.Zone != nil && l.Zone.Status != dnssec.Secure && l.Fault.Reason == l.Zone.Reason) {
			continue
		}
		depth := c.zoneDepth(l.Name)
		if l.Zone != nil {
			depth = c.zoneDepth(l.Zone.Name)
		}
		add(Place{Fault: l.Fault, Zone: l.Zone, Lookup: l, Host: a.Host, Link: a.Link, Depth: depth})
	}
	return out
}

// Finding makes a finding of a place, with the arguments that every DNSSEC text
// can use: zone, parent, rrset ("example.org MX"), host, server list, ttl, wait.
func (p Place) Finding() finding.Finding {
	f := finding.Finding{Depth: p.Depth, Link: p.Link, Evidence: p.Fault.Evidence, Args: finding.Args{}}
	zone := p.Culprit()
	f.Zone = zone.Show()
	f.Subject = f.Zone
	rrset := strings.TrimSpace(p.Fault.Name.Show() + " " + p.Fault.Type.String())
	if !p.Own() || (p.Zone != nil && p.Zone.Name != zone) {
		f.Subject = rrset
	}
	if p.Host != nil {
		f.Host = p.Host.Name.Show()
	}
	f.OwnerOf = f.Zone
	f.Owner = ownerOfZone(zone)
	f.Args["rrset"] = rrset
	f.Args["name"] = p.Fault.Name.Show()
	f.Args["type"] = p.Fault.Type.String()
	f.Args["parent"] = zone.Parent().Show()
	if p.Zone != nil && p.Zone.Parent != nil && p.Zone.Name == zone {
		f.Args["parent"] = p.Zone.Parent.Name.Show()
	}
	zoneArgs(p.words, f.Args, zone)
	return f
}

// ownerOfZone is who runs a zone: for the root and top-level domains a registry.
func ownerOfZone(zone wire.Name) finding.Owner {
	if zone.Labels() <= 1 {
		return finding.OwnerRegistry
	}
	return finding.OwnerDNS
}

// operator says who runs a zone: in English to follow "The" or "the", in other
// languages a nominative without an article.
func operator(b *text.Book, zone wire.Name) string {
	switch zone.Labels() {
	case 0:
		return b.Say("operators of the DNS root")
	case 1:
		return b.Say("registry of .%s", zone.Show())
	}
	return b.Say("DNS operator of %s", zone.Show())
}

// Signature returns the signature that failed for a reason at this place, or nil.
func (p Place) Signature(reason dnssec.Reason) *dnssec.Signature {
	var sets []dnssec.ServerResult
	if p.Lookup != nil {
		if p.Lookup.Used != nil && p.Lookup.Used.Reason == reason {
			return p.Lookup.Used
		}
		sets = append(sets, p.Lookup.Servers...)
	}
	if p.Zone != nil {
		sets = append(sets, p.Zone.KeySets...)
	}
	for _, s := range sets {
		for i := range s.Signatures {
			if s.Signatures[i].Reason == reason {
				return &s.Signatures[i]
			}
		}
	}
	return nil
}

// startWithin is how many items from the first are looked through for the Start
// item. It is the first one, unless something was put in front of it.
const startWithin = 7

// startEvidence is the ID of the Start item: the evidence for what was asked.
func (c *Case) startEvidence() []evidence.ID {
	for id := evidence.ID(1); id <= startWithin; id++ {
		if it, ok := c.View.Item(id); ok && it.Start != nil {
			return []evidence.ID{id}
		}
	}
	return nil
}
