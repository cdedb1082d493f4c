package rules

import (
	"danewalk/explain/finding"
)

// mxIsIpAddress: an MX record names something that looks like an address.
func mxIsIpAddress() Rule {
	return Rule{
		Code: "mx.is-ip-address", Severity: finding.Risk, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 5321 5.1", "RFC 7672 2.2"}, Detect: detectMxIsIPAddress,
	}
}

func detectMxIsIPAddress(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, n := range c.Report.MX.AddrLike {
		f := c.domainFinding(nil)
		f.Subject = c.Report.Domain.Show() + " MX"
		f.Host = n.Show()
		f.Args["ip"] = n.Show()
		if len(c.Report.Hosts) == 1 {
			f.Weight = finding.Fatal
		}
		out = append(out, f)
	}
	return out
}
