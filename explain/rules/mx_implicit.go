package rules

import (
	"strconv"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// mxImplicit: no MX record, so the domain is its own mail server.
func mxImplicit() Rule {
	return Rule{
		Code: "mx.implicit", Severity: finding.Hygiene, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 5321 5.1", "RFC 7672 2.2.2"}, Detect: detectMxImplicit,
	}
}

func detectMxImplicit(c *Case) []finding.Finding {
	if c.Report.MX.Kind != mail.MXImplicit {
		return nil
	}
	return []finding.Finding{c.domainFinding(nil)}
}

// ttlText writes the TTL of a lookup, or "unknown".
func ttlText(b *text.Book, l *dnssec.Lookup) string {
	if l == nil || l.TTL == 0 {
		return b.Say("[of a TTL] unknown")
	}
	return strconv.FormatUint(uint64(l.TTL), 10) + " s"
}
