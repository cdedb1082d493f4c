package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecBitmapWrong: the type list of the name has the type that the answer denies, or CNAME.
func dnssecBitmapWrong() Rule {
	return Rule{
		Code: "dnssec.bitmap-wrong", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 6840 4.3", "RFC 4035 5.4", "RFC 5155 8.5"},
		Detect: detectDnssecBitmapWrong,
	}
}

func detectDnssecBitmapWrong(c *Case) []finding.Finding {
	return c.faultFindings(denialArgs, dnssec.BitmapWrong)
}
