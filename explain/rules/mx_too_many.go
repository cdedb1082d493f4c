package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
)

// manyHosts and manyAddresses are the numbers above which only a part of the
// mail servers is tested by most tools.
const (
	manyHosts     = 10
	manyAddresses = 20
)

// mxTooMany: so many mail servers that not all can be tested.
func mxTooMany() Rule {
	return Rule{
		Code: "mx.too-many", Severity: finding.Info, Layer: finding.LayerMX, Owner: finding.OwnerNobody,
		RFC: []string{"RFC 5321 5.1"}, Detect: detectMxTooMany,
	}
}

func detectMxTooMany(c *Case) []finding.Finding {
	addrs := 0
	for i := range c.Report.Hosts {
		addrs += len(c.Report.Hosts[i].Addresses)
	}
	if len(c.Report.Hosts) <= manyHosts && addrs <= manyAddresses {
		return nil
	}
	f := c.domainFinding(nil)
	f.Args["hosts"], f.Args["addrs"], f.Args["cut"] = fmt.Sprint(len(c.Report.Hosts)), fmt.Sprint(addrs), ""
	for _, l := range c.Report.Limits {
		if l.Name == "hosts" || l.Name == "addresses" {
			f.Args["cut"] = limitWords(c.Words, l)
		}
	}
	return []finding.Finding{f}
}

func limitWords(b *text.Book, l evidence.Limit) string {
	if l.Name == "hosts" {
		return b.Say("stopped at %d hosts", l.Value)
	}
	return b.Say("stopped at %d addresses", l.Value)
}
