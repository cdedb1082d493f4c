package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// mxUnreachable: some addresses of the mail servers take no connection from
// anybody.
func mxUnreachable() Rule {
	return Rule{
		Code: "mx.unreachable", Severity: finding.Risk, Layer: finding.LayerDANE, Owner: finding.OwnerMail,
		RFC: []string{"RFC 5321 5.1"}, Causes: append(sessionFaults(), "mx.host-private-address"), Detect: detectMxUnreachable,
	}
}

func detectMxUnreachable(c *Case) []finding.Finding {
	down, all := 0, 0
	var hosts []*mail.Host
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		before := down
		for j := range h.Addresses {
			all++
			if h.Addresses[j].Outcome == mail.OutcomeDown {
				down++
			}
		}
		if down > before {
			hosts = append(hosts, h)
		}
	}
	if down == 0 || !c.Report.Complete {
		return nil
	}
	f := c.domainFinding(hosts)
	if down == all {
		f.Weight = finding.Fatal
	}
	f.Args["down"], f.Args["all"], f.Args["hosts"] = fmt.Sprint(down), fmt.Sprint(all), hostList(c.Words, hosts)
	f.Args["host"] = hosts[0].Name.Show()
	return []finding.Finding{f}
}
