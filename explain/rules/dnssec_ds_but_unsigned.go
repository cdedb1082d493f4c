package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecDsButUnsigned: the parent has a DS, the zone has no key and no signature.
func dnssecDsButUnsigned() Rule {
	return Rule{
		Code: "dnssec.ds-but-unsigned", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrar,
		RFC:    []string{"RFC 4035 5.2", "RFC 4035 2.4"},
		Causes: []finding.Code{"dns.edns-broken", "local.resolver-strips-dnssec"},
		Detect: detectDnssecDsButUnsigned,
	}
}

func detectDnssecDsButUnsigned(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		delegated(f, p.Zone, finding.OwnerRegistrar)
		f.Args["ds"] = dsWords(p.Zone)
		f.Args["wait"] = waitDS(c.Words, p.Zone)
	}, dnssec.DSButUnsigned)
}
