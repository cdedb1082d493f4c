package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// dnsResponseTooLarge: an answer that decides is larger than one packet carries.
func dnsResponseTooLarge() Rule {
	return Rule{
		Code: "dns.response-too-large", Severity: finding.Hygiene, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 9715 3", "RFC 7671 10.1"},
		Detect: detectDnsResponseTooLarge,
	}
}

func detectDnsResponseTooLarge(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, a := range c.View.All() {
		if a.Type == wire.TypeCDS || a.Type == wire.TypeCDNSKEY {
			continue // nobody asks for these when mail is sent
		}
		if a.Msg == nil || a.Resolver || a.Server.Zone.Labels() < 2 || a.Msg.Size <= wire.UDPSize {
			continue
		}
		subject := a.Name.Show() + " " + a.Type.String()
		if i := slices.IndexFunc(out, func(f finding.Finding) bool { return f.Subject == subject }); i >= 0 {
			out[i].Evidence = append(out[i].Evidence, a.ID)
			continue
		}
		zone := a.Server.Zone
		out = append(out, finding.Finding{
			Zone: zone.Show(), Subject: subject, OwnerOf: zone.Show(), Owner: ownerOfZone(zone), Link: c.ZoneLink(zone), Depth: zone.Labels(),
			Evidence: []evidence.ID{a.ID}, Args: finding.Args{"size": fmt.Sprint(a.Msg.Size), "operator": operator(zone)},
		})
	}
	return out
}
