package rules

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
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

// tooLarge is the large answers of one zone.
type tooLarge struct {
	zone    wire.Name
	largest *view.Answer
	about   []string // the questions
	ids     []evidence.ID
}

func detectDnsResponseTooLarge(c *Case) []finding.Finding {
	var zones []*tooLarge
	for _, a := range c.View.All() {
		if a.Type == wire.TypeCDS || a.Type == wire.TypeCDNSKEY {
			continue // nobody asks for these when mail is sent
		}
		if a.Msg == nil || a.Resolver || a.Server.Zone.Labels() < 2 || a.Msg.Size <= wire.UDPSize {
			continue
		}
		i := slices.IndexFunc(zones, func(z *tooLarge) bool { return z.zone == a.Server.Zone })
		if i < 0 {
			zones, i = append(zones, &tooLarge{zone: a.Server.Zone, largest: a}), len(zones)
		}
		zones[i].add(a)
	}
	var out []finding.Finding
	for _, z := range zones {
		out = append(out, finding.Finding{
			Zone: z.zone.Show(), Subject: asked(z.largest), OwnerOf: z.zone.Show(), Owner: ownerOfZone(z.zone), Link: c.ZoneLink(z.zone),
			Depth: z.zone.Labels(), Evidence: z.ids, Args: finding.Args{
				"size": fmt.Sprint(z.largest.Msg.Size), "operator": operator(c.Words, z.zone), "count": fmt.Sprint(len(z.about)),
				"more": finding.Flag(len(z.about) > 1), "also": z.others(c.Words),
			},
		})
	}
	return out
}

// others lists what is too large beside the largest answer.
func (z *tooLarge) others(b *text.Book) string {
	rest := slices.DeleteFunc(slices.Sorted(slices.Values(z.about)), func(q string) bool { return q == asked(z.largest) })
	if len(rest) == 0 {
		return ""
	}
	return paragraph + b.Say("Too large as well: %s", strings.Join(rest, ", "))
}

// add counts an answer. The largest one stands for all; of equal ones the first
// by name, so that the order in which they came does not matter.
func (z *tooLarge) add(a *view.Answer) {
	z.ids = append(z.ids, a.ID)
	if !slices.Contains(z.about, asked(a)) {
		z.about = append(z.about, asked(a))
	}
	if d := a.Msg.Size - z.largest.Msg.Size; d > 0 || d == 0 && asked(a) < asked(z.largest) {
		z.largest = a
	}
}

// asked is the question of an answer: "example.org DNSKEY".
func asked(a *view.Answer) string { return a.Name.Show() + " " + a.Type.String() }
