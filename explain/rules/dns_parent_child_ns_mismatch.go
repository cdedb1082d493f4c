package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/upkeep"
	"danewalk/probe/wire"
)

// dnsParentChildNsMismatch: the parent lists other name servers than the zone itself.
func dnsParentChildNsMismatch() Rule {
	return Rule{
		Code: "dns.parent-child-ns-mismatch", Severity: finding.Hygiene, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 1034 4.2.2", "RFC 7477 1"},
		Detect: detectDnsParentChildNsMismatch,
	}
}

func detectDnsParentChildNsMismatch(c *Case) []finding.Finding {
	var out []finding.Finding
	c.delegations(func(z *dnssec.Zone, u upkeep.Zone) {
		if !u.NS.Differ() {
			return
		}
		f := c.delegationFinding(z)
		f.Weight, f.Evidence = unlessRegistry(z.Name, finding.Hygiene), u.NS.Evidence
		f.Args["parentList"], f.Args["childList"] = c.Words.List(show(u.NS.Parent)), c.Words.List(show(u.NS.Child))
		f.Args["onlyParent"], f.Args["onlyChild"] = c.Words.List(show(u.NS.OnlyParent)), c.Words.List(show(u.NS.OnlyChild))
		f.Args["records"] = nsRecords(z.Name, u.NS.Child, c.referralTTL(z.Name))
		f.Accused = append(listedAs(z.Name, finding.OnlyParent, u.NS.OnlyParent), listedAs(z.Name, finding.OnlyZone, u.NS.OnlyChild)...)
		out = append(out, f)
	})
	return out
}

// nsRecords are the NS records to hand to the parent.
func nsRecords(zone wire.Name, names []wire.Name, ttl uint32) (out string) {
	for i, n := range names {
		if i > 0 {
			out += "\n"
		}
		out += fmt.Sprintf("%s %d IN NS %s", zone, ttl, n)
	}
	return out
}
