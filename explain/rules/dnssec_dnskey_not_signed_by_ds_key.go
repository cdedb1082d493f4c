package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecDnskeyNotSignedByDsKey: a DS fits a key of the zone, but that key does not sign the key set.
func dnssecDnskeyNotSignedByDsKey() Rule {
	return Rule{
		Code: "dnssec.dnskey-not-signed-by-ds-key", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 5.2", "RFC 4034 2.1.1"},
		Causes: []finding.Code{"dns.edns-broken"}, // without EDNS no signatures come at all (RFC 3225 3)
		Detect: detectDnssecDnskeyNotSignedByDsKey,
	}
}

func detectDnssecDnskeyNotSignedByDsKey(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["ds"], f.Args["keys"], f.Args["near"] = dsWords(p.Zone), keyWords(c.Words, p.Zone), ""
		for _, k := range entryKeys(p.Zone) {
			f.Args["tag"] = fmt.Sprint(k.Tag)
			if !k.DNSKEY.IsSEP() { // RFC 4034 2.1.1: the flag is a hint only, but it shows what happened
				f.Args["near"] = c.Words.Say("Key %d is a zone signing key (no SEP flag): the DS was made of the wrong key.", k.Tag)
			}
		}
		if f.Args["tag"] == "" {
			f.Args["tag"] = c.Words.Say("[key] of the DS")
		}
		f.Args["record"] = dsRecords(p.Zone)
	}, dnssec.DNSKEYNotSigned)
}
