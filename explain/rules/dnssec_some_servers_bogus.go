package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// dnssecSomeServersBogus: one server proves its answer, another one gives data
// that does not validate.
func dnssecSomeServersBogus() Rule {
	return Rule{
		Code: "dnssec.some-servers-bogus", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5", "RFC 2182 3"},
		Causes: []finding.Code{"dns.zone-out-of-sync", "dns.edns-broken", "dns.lame-delegation"},
		Detect: detectDnssecSomeServersBogus,
	}
}

// badServer is a server whose answer does not validate though others' do.
type badServer struct {
	zone   wire.Name
	name   string
	reason dnssec.Reason
	set    string
	link   string
	id     evidence.ID
}

func detectDnssecSomeServersBogus(c *Case) []finding.Finding {
	var bad []badServer
	var zones []wire.Name
	for _, s := range c.sources() {
		good := func(r dnssec.ServerResult) bool { return r.Status == dnssec.Secure || r.Status == dnssec.Insecure } // an opt-out gap is a good answer too
		if !slices.ContainsFunc(s.results, good) {
			continue
		}
		for _, r := range s.results {
			if r.Status != dnssec.Bogus || r.Answer == nil {
				continue
			}
			bad = append(bad, badServer{s.zone, serverName(r), r.Reason, s.name.Show() + " " + s.kind.String(), s.link, r.Answer.ID})
			if !slices.Contains(zones, s.zone) {
				zones = append(zones, s.zone)
			}
		}
	}
	var out []finding.Finding
	for _, z := range zones {
		out = append(out, c.badServers(z, bad))
	}
	return out
}

// badServers makes one finding of all that goes wrong at single servers of a zone.
func (c *Case) badServers(zone wire.Name, all []badServer) finding.Finding {
	f := finding.Finding{
		Zone: zone.Show(), Subject: zone.Show(), OwnerOf: zone.Show(), Owner: ownerOfZone(zone), Depth: c.zoneDepth(zone), Args: finding.Args{},
	}
	zoneArgs(f.Args, zone)
	var names, lines []string
	for _, b := range all {
		if b.zone != zone {
			continue
		}
		if f.Link == "" {
			f.Link, f.Args["rrset"], f.Args["reason"] = b.link, b.set, ReasonWords(b.reason)
		}
		if !slices.Contains(names, b.name) {
			names = append(names, b.name)
		}
		lines = append(lines, b.name+": "+b.set+" "+ReasonWords(b.reason))
		f.Evidence = append(f.Evidence, b.id)
	}
	f.Args["server"], f.Args["servers"] = names[0], strings.Join(lines, paragraph)
	f.Args["first"], _, _ = strings.Cut(names[0], " ")
	f.Args["more"] = finding.Flag(len(names) > 1)
	return f
}
