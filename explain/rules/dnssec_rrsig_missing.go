package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecRrsigMissing: an RRset of a signed zone comes without any signature that counts.
func dnssecRrsigMissing() Rule {
	return Rule{
		Code: "dnssec.rrsig-missing", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 4035 2.2", "RFC 4035 5"},
		Causes: []finding.Code{"local.resolver-strips-dnssec", "dns.edns-broken"},
		Detect: detectDnssecRrsigMissing,
	}
}

func detectDnssecRrsigMissing(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		f.Args["servers"] = serverList(p.words, p.results())
	}, dnssec.SigMissing)
}
