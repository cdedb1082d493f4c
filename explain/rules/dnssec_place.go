package rules

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// besides is added to the depth of zones that are not on the way to the domain:
// the domain's own chain comes first, the chains of its mail servers after it.
// No name has so many labels (RFC 1035 2.3.4).
const besides = 128

// target is what the case is about: the domain, or the name of a resolve check.
func (c *Case) target() wire.Name {
	if c.Report.Resolve != nil {
		return c.Report.Resolve.Name
	}
	return c.Report.Domain
}

// zoneDepth orders zones and names from the root down, the way to the domain first.
func (c *Case) zoneDepth(n wire.Name) int {
	if c.target().Under(n) {
		return n.Labels()
	}
	return besides + n.Labels()
}

// ChainZones returns the zones that something deciding lies in, root first. Zones
// that were only walked to find the address of a name server decide nothing.
func (c *Case) ChainZones() []*dnssec.Zone { return c.facts.zones.get(c.chainZones) }

func (c *Case) chainZones() []*dnssec.Zone {
	var names []wire.Name
	for _, a := range c.Lookups() {
		names = append(names, a.Lookup.Name, a.Lookup.Target)
		for _, alias := range a.Lookup.Aliases {
			names = append(names, alias.From, alias.To)
		}
	}
	names = append(names, c.target())
	for i := range c.Report.Hosts {
		names = append(names, c.Report.Hosts[i].Name)
	}
	var out []*dnssec.Zone
	for _, z := range c.Report.Zones {
		if slices.ContainsFunc(names, func(n wire.Name) bool { return !n.IsZero() && n.Under(z.Name) }) {
			out = append(out, z)
		}
	}
	return out
}

// SecureZones returns the zones of the chain that validate.
func (c *Case) SecureZones() []*dnssec.Zone {
	return slices.DeleteFunc(slices.Clone(c.ChainZones()), func(z *dnssec.Zone) bool { return z.Status != dnssec.Secure })
}

// Own tells whether the place is a zone's delegation or keys, not a lookup in it.
func (p Place) Own() bool {
	return p.Zone != nil && p.Lookup == p.Zone.DSLookup
}

// Culprit is the zone whose operator must act: the parent for a DS set that does
// not validate, else the zone of the data.
func (p Place) Culprit() wire.Name {
	switch {
	case p.Zone == nil:
		return p.Fault.Zone
	case !p.Own() && !p.Fault.Zone.IsZero():
		return p.Fault.Zone // an alias on the way may lie in another zone than its target
	case p.Own() && p.Fault.Type == wire.TypeDS && p.Zone.Status.Fails() && !p.Fault.Zone.IsZero():
		return p.Fault.Zone
	}
	return p.Zone.Name
}

// zoneArgs sets what every text about a zone can use: where ("example.org", "the
// ending .org", "the DNS root"), operator, and, for zones that nobody but a
// registry can mend, the remedies that are left to others.
func zoneArgs(b *text.Book, args finding.Args, zone wire.Name) {
	args["operator"], args["partial"] = operator(b, zone), ""
	args["where"], args["registry"], args["registryFix"], args["registryCommand"] = zone.Show(), "", "", ""
	switch zone.Labels() {
	case 0:
		args["where"] = b.Say("the DNS root")
	case 1:
		args["where"] = b.Say("the ending .%s", zone.Show())
	default:
		return
	}
	args["registry"] = "yes"
	ways := []string{
		b.Say("Nobody but the %s can repair this: tell them if they do not know yet, then wait.", args["operator"]),
		b.Say("Other domains below are probably affected too: compare with one or two."),
	}
	if !zone.IsRoot() { // an exception for the root is one for everything: nobody shall be led to it
		ways = append(ways, b.Say("Whoever runs a resolver may make an exception for a short time (negative trust anchor, RFC 7646): then nothing below is checked."))
		args["registryCommand"] = fmt.Sprintf("BIND: rndc nta -l 1h %[1]s\nUnbound: unbound-control insecure_add %[1]s", zone.Show())
	}
	args["registryFix"] = strings.Join(ways, "\n")
}

// faultFindings makes a finding of every place whose status was decided by one
// of the reasons. more adds what the texts of the rule need.
func (c *Case) faultFindings(more func(Place, *finding.Finding), reasons ...dnssec.Reason) []finding.Finding {
	var out []finding.Finding
	for _, p := range c.Faults(reasons...) {
		f := p.Finding()
		f.Weight = c.weightOf(p)
		f.Args["partial"] = partial(f.Weight)
		if ttl := p.ttl(); ttl > 0 {
			f.Args["wait"] = fix.Wait(c.Words, ttl)
		}
		if more != nil {
			more(p, &f)
		}
		out = append(out, f)
	}
	return append(out, c.soaFindings(more, reasons)...)
}

// soaFindings makes a finding of each zone whose negative answers carry an SOA
// that does not validate, though the proof does. No RFC makes the proof depend on
// it, but Unbound rejects the answer: a risk.
func (c *Case) soaFindings(more func(Place, *finding.Finding), reasons []dnssec.Reason) []finding.Finding {
	var out []finding.Finding
	seen := map[wire.Name]bool{}
	for _, s := range c.sources() {
		for _, r := range s.results {
			if r.SOA == "" || r.Answer == nil || r.Status.Fails() || seen[s.zone] || !slices.Contains(reasons, r.SOA) {
				continue
			}
			seen[s.zone] = true
			p := Place{
				Fault: dnssec.Fault{Reason: r.SOA, Zone: s.zone, Name: s.zone, Type: wire.TypeSOA, Evidence: []evidence.ID{r.Answer.ID}},
				Link:  s.link, Depth: c.zoneDepth(s.zone), words: c.Words,
			}
			f := p.Finding()
			f.Weight, f.Args["partial"] = finding.Risk, partial(finding.Risk)
			if more != nil {
				more(p, &f)
			}
			out = append(out, f)
		}
	}
	return out
}

// partial is the argument that tells texts that most senders get through.
func partial(weight finding.Severity) string { return finding.Flag(weight == finding.Risk) }

// weightOf lowers a fault in one address family of a host to a risk when the
// other family works: senders go on with that one (RFC 7672 2.2.2). Empty means
// the severity of the catalogue.
func (c *Case) weightOf(p Place) finding.Severity {
	if p.Host == nil || (p.Lookup != p.Host.A && p.Lookup != p.Host.AAAA) {
		return ""
	}
	if p.Host.Gate == mail.GateSecure || p.Host.Gate == mail.GateInsecure {
		return finding.Risk
	}
	return ""
}

// ttl is how long caches may keep the faulty records, seconds; 0 if not known.
func (p Place) ttl() uint32 {
	switch {
	case p.Own() && p.Fault.Type == wire.TypeDS:
		return p.Zone.DSTTL
	case p.Own():
		return p.Zone.KeyTTL
	case p.Lookup != nil:
		return p.Lookup.TTL
	}
	return 0
}

// results returns what each server said at this place.
func (p Place) results() []dnssec.ServerResult {
	switch {
	case p.Own() && p.Fault.Type != wire.TypeDS:
		return p.Zone.KeySets
	case p.Lookup != nil:
		return p.Lookup.Servers
	}
	return nil
}

// serverList lists servers with what was wrong at each, one a paragraph.
func serverList(b *text.Book, results []dnssec.ServerResult) string {
	var lines []string
	for _, s := range results {
		if s.Answer == nil || s.Status == dnssec.Secure {
			continue
		}
		lines = append(lines, serverName(s)+": "+resultWords(b, s))
	}
	return strings.Join(lines, paragraph)
}

// serverName is "ns1.example.org 192.0.2.1".
func serverName(s dnssec.ServerResult) string {
	return strings.TrimSpace(s.Answer.Server.Name.Show() + " " + s.Answer.Server.Addr.Addr().String())
}

// zoneFinding makes a finding about a zone that validates.
func (c *Case) zoneFinding(z *dnssec.Zone, ids ...evidence.ID) finding.Finding {
	p := Place{
		Fault: dnssec.Fault{Zone: z.Name, Name: z.Name, Type: wire.TypeDNSKEY, Evidence: ids}, Zone: z, Lookup: z.DSLookup,
		Link: c.ZoneLink(z.Name), Depth: c.zoneDepth(z.Name), words: c.Words,
	}
	if len(ids) == 0 {
		p.Fault.Evidence = z.Evidence
	}
	return p.Finding()
}

// unlessRegistry lowers a weight to info for zones of registries: true, but
// nothing that the people of the domain can tidy up.
func unlessRegistry(z wire.Name, weight finding.Severity) finding.Severity {
	if z.Labels() <= 1 {
		return finding.Info
	}
	return weight
}
