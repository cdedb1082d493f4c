package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
)

// From these numbers on, a resolver in wide use gives up: each number is the
// smallest limit among BIND, Unbound, Knot Resolver and PowerDNS after
// CVE-2023-50387, or one above it where ordinary key changes come near.
const (
	manySignatures = 8 // over one RRset (Unbound)
	manySameTag    = 2 // keys of one algorithm and tag (PowerDNS)
	manyDS         = 8 // of one zone (PowerDNS)
)

// dnssecTooManyKeysOrSignatures: a zone makes validators do more work than some
// of them will do.
func dnssecTooManyKeysOrSignatures() Rule {
	return Rule{
		Code: "dnssec.too-many-keys-or-signatures", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 4035 5.3.3", "RFC 4034 8"}, Detect: detectDnssecTooManyKeysOrSignatures,
	}
}

func detectDnssecTooManyKeysOrSignatures(c *Case) []finding.Finding {
	out := c.faultFindings(func(_ Place, f *finding.Finding) {
		f.Args["count"], f.Args["own"] = c.Words.Say("more than %d things to check", manySignatures), "yes"
	}, dnssec.WorkLimit)
	seen := map[string]bool{}
	for _, f := range out {
		seen[f.Zone] = true
	}
	for _, z := range c.ChainZones() {
		words := crowded(c.Words, z)
		if words == "" || seen[z.Name.Show()] {
			continue
		}
		seen[z.Name.Show()] = true
		f := c.zoneFinding(z)
		f.Args["count"], f.Args["own"] = words, ""
		out = append(out, f)
	}
	for _, s := range c.sources() {
		for _, r := range s.results {
			if n := signatures(r); n > manySignatures && !seen[s.zone.Show()] && r.Answer != nil {
				seen[s.zone.Show()] = true
				p := Place{Fault: dnssec.Fault{Zone: s.zone, Name: s.name, Type: s.kind}, Link: s.link, Depth: c.zoneDepth(s.zone), words: c.Words}
				f := p.Finding()
				f.Evidence = append(f.Evidence, r.Answer.ID)
				f.Args["count"], f.Args["own"] = c.Words.Say("%d signatures over one set of records", n), ""
				out = append(out, f)
			}
		}
	}
	return out
}

// signatures counts the signatures over the records of an answer.
func signatures(r dnssec.ServerResult) int {
	if r.Set == nil {
		return 0
	}
	return len(r.Set.Sigs)
}

// crowded says what there is too much of at a zone; empty if nothing.
func crowded(b *text.Book, z *dnssec.Zone) string {
	if len(z.DS) > manyDS {
		return b.Say("%d key entries (DS) at the parent", len(z.DS))
	}
	type id struct {
		algorithm uint8
		tag       uint16
	}
	count := map[id]int{}
	for _, k := range z.Keys {
		i := id{k.DNSKEY.Algorithm, k.Tag}
		if count[i]++; count[i] > manySameTag {
			return b.Say("more than %d keys with the tag %d", manySameTag, k.Tag)
		}
	}
	return ""
}
