package rules

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
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
}

// Asked is one lookup that decides something, and what it was for.
type Asked struct {
	Lookup *dnssec.Lookup
	Host   *mail.Host // nil for the domain's own
	Link   string
}

// Lookups returns every lookup that decides: MX, addresses and TLSA of each
// host, or the one name of a resolve check.
func (c *Case) Lookups() []Asked {
	var out []Asked
	add := func(l *dnssec.Lookup, h *mail.Host, link string) {
		if l != nil && l.Status != dnssec.NotJudged && !slices.ContainsFunc(out, func(a Asked) bool { return a.Lookup == l }) {
			out = append(out, Asked{l, h, link})
		}
	}
	add(c.Report.Resolve, nil, "name")
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
	zoneArgs(f.Args, zone)
	return f
}

// ownerOfZone is who runs a zone: for the root and top-level domains a registry.
func ownerOfZone(zone wire.Name) finding.Owner {
	if zone.Labels() <= 1 {
		return finding.OwnerRegistry
	}
	return finding.OwnerDNS
}

// operator says who runs a zone, to follow "The" or "the".
func operator(zone wire.Name) string {
	switch zone.Labels() {
	case 0:
		return "operators of the DNS root"
	case 1:
		return "registry of ." + zone.Show()
	}
	return "DNS operator of " + zone.Show()
}

// HostDepth orders the hosts of a report as senders try them.
func (c *Case) HostDepth(h *mail.Host) int {
	for i := range c.Report.Hosts {
		if c.Report.Hosts[i].Name == h.Name {
			return i
		}
	}
	return len(c.Report.Hosts)
}

// HostFinding makes a finding about a mail server.
func (c *Case) HostFinding(h *mail.Host, step string, ids ...evidence.ID) finding.Finding {
	return finding.Finding{
		Host: h.Name.Show(), Subject: h.Name.Show(), Link: LinkHost(h.Name, step), Depth: c.HostDepth(h), Owner: finding.OwnerMail,
		OwnerOf: h.Name.Show(), Evidence: ids, Args: finding.Args{"domain": c.Report.Domain.Show(), "role": c.role(h)},
	}
}

// AddressFinding makes a finding about one address of a mail server.
func (c *Case) AddressFinding(h *mail.Host, a *mail.Address, step string) finding.Finding {
	f := c.HostFinding(h, step)
	f.Address = a.Addr.String()
	if len(h.Addresses) > 1 {
		f.Subject = h.Name.Show() + " " + f.Address
	}
	if a.Session != nil {
		f.Evidence = a.Session.Evidence
	}
	return f
}

// role says what a host is to the domain: "mail server", "backup mail server".
func (c *Case) role(h *mail.Host) string {
	if hs := c.Report.Hosts; len(hs) > 1 && h.Preference > hs[0].Preference {
		return "backup server"
	}
	return "mail server"
}

// OtherHostsPass tells whether a host beside h passes the DANE check, or takes
// mail without it: then mail arrives, late perhaps.
func (c *Case) OtherHostsPass(h *mail.Host) bool {
	return slices.ContainsFunc(c.Report.Hosts, func(o mail.Host) bool { return o.Name != h.Name && takesMail(&o) })
}

// ByHost makes one finding of many addresses: rows of one code at one host with
// the same words become one, its subject the host, the addresses an argument,
// and "partly" tells that the host has others.
func ByHost(fs []finding.Finding, total func(host string) int) []finding.Finding {
	var out []finding.Finding
	for _, f := range fs {
		i := slices.IndexFunc(out, func(o finding.Finding) bool { return o.Host == f.Host })
		if i < 0 {
			f.Args["addresses"] = f.Address
			out = append(out, f)
			continue
		}
		o := &out[i]
		o.Args["addresses"] += ", " + f.Address
		o.Evidence = append(slices.Clone(o.Evidence), f.Evidence...)
	}
	for i := range out {
		n := strings.Count(out[i].Args["addresses"], ",") + 1
		out[i].Args["partly"] = finding.Flag(n < total(out[i].Host))
		switch {
		case n > 1 && n == total(out[i].Host):
			out[i].Subject, out[i].Address = out[i].Host, ""
		case n > 1:
			out[i].Subject, out[i].Address = out[i].Host+" "+out[i].Args["addresses"], ""
		}
	}
	return out
}

// Addresses counts the addresses of a host by name.
func (c *Case) Addresses(host string) int {
	for i := range c.Report.Hosts {
		if c.Report.Hosts[i].Name.Show() == host {
			return len(c.Report.Hosts[i].Addresses)
		}
	}
	return 0
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
