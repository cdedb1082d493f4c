package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
)

// dnssecRolloverInProgress: old and new keys exist side by side, and all is well.
func dnssecRolloverInProgress() Rule {
	return Rule{
		Code: "dnssec.rollover-in-progress", Severity: finding.Info, Layer: finding.LayerDNS, Owner: finding.OwnerNobody,
		RFC: []string{"RFC 6781 4.1", "RFC 7583 2"}, Detect: detectDnssecRolloverInProgress,
	}
}

func detectDnssecRolloverInProgress(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, z := range c.SecureZones() {
		phase := rollover(c.Words, z)
		if phase == "" {
			continue
		}
		f := c.zoneFinding(z)
		f.Owner = finding.OwnerNobody
		f.Args["phase"], f.Args["keys"], f.Args["ds"] = phase, keyWords(c.Words, z), dsWords(z)
		f.Args["sum"] = fix.Duration(c.Words, z.KeyTTL+z.DSTTL)
		out = append(out, f)
	}
	return out
}

// rollover names the phase of a key change (RFC 7583 2), or says nothing.
func rollover(b *text.Book, z *dnssec.Zone) string {
	paths, entries, spares := map[uint16]bool{}, 0, 0
	for _, ds := range z.DS {
		if ds.Matches && ds.Signs {
			paths[ds.DS.Tag] = true
		}
	}
	for _, k := range z.Keys {
		switch {
		case k.DNSKEY.IsRevoked() || !k.DNSKEY.IsZone():
		case k.DNSKEY.IsSEP():
			entries++
		default:
			spares++
		}
	}
	switch {
	case len(paths) > 1:
		return b.Say("the parent names %d keys, and each of them signs the key set (double DS)", len(paths))
	case entries > 1 && z.Name.IsRoot(): // no parent: the anchors name the keys (RFC 5011 2.4)
		return b.Say("the root publishes %d entry keys, of which one or more sign", entries)
	case entries > 1:
		return b.Say("%d entry keys are published, the parent names one of them", entries)
	case spares > 1 && z.Name.Labels() > 1: // registries change theirs all the time
		return b.Say("%d zone signing keys are published side by side", spares)
	}
	return ""
}
