package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// dnssecKeyFlagsInvalid: the key that the chain relies on is no zone key, has a
// protocol other than 3, or cannot be read.
func dnssecKeyFlagsInvalid() Rule {
	return Rule{
		Code: "dnssec.key-flags-invalid", Severity: finding.FatalIf, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 4034 2.1.1", "RFC 4034 2.1.2", "RFC 4035 5.2"}, Detect: detectDnssecKeyFlagsInvalid,
	}
}

func detectDnssecKeyFlagsInvalid(c *Case) []finding.Finding {
	add := func(z *dnssec.Zone, f *finding.Finding) {
		f.Args["keys"], f.Args["flaw"] = "", c.Words.Say("the key data cannot be read")
		if z == nil {
			return
		}
		f.Args["keys"] = keyWords(c.Words, z)
		for _, k := range z.Keys {
			switch {
			case k.DNSKEY.Protocol != wire.ProtocolDNSSEC: // RFC 4034 2.1.2
				f.Args["flaw"] = c.Words.Say("key %d has the protocol number %d", k.Tag, k.DNSKEY.Protocol)
			case !k.DNSKEY.IsZone(): // RFC 4034 2.1.1
				f.Args["flaw"] = c.Words.Say("key %d has no zone flag (flags %d)", k.Tag, k.DNSKEY.Flags)
			}
		}
	}
	out := c.faultFindings(func(p Place, f *finding.Finding) { add(p.Zone, f) }, dnssec.KeyFlags, dnssec.DNSKEYMalformed)
	for _, z := range c.SecureZones() { // other keys do the work
		bad := func(ds dnssec.DSLink) bool {
			return ds.Reason == dnssec.KeyFlags || ds.Reason == dnssec.DNSKEYMalformed
		}
		if !slices.ContainsFunc(z.DS, bad) {
			continue
		}
		f := c.zoneFinding(z)
		add(z, &f)
		f.Weight = unlessRegistry(z.Name, finding.Hygiene)
		out = append(out, f)
	}
	return out
}
