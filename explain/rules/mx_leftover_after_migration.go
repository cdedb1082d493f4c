package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	mailop "danewalk/probe/judge/operator"
)

// mxLeftoverAfterMigration: the mail servers belong to operators that have nothing
// to do with each other.
func mxLeftoverAfterMigration() Rule {
	return Rule{
		Code: "mx.leftover-after-migration", Severity: finding.Risk, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 5321 5.1"},
		Detect: detectMxLeftoverAfterMigration,
	}
}

func detectMxLeftoverAfterMigration(c *Case) []finding.Finding {
	var names []string
	var hosts []*mail.Host
	shared := false // a preference that two operators have in common
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		o := mailop.Classify(h.Name)
		if !o.Known() {
			continue // a server of their own beside an operator's is a way of working
		}
		for _, other := range hosts {
			shared = shared || other.Preference == h.Preference && mailop.Classify(other.Name).Name != o.Name
		}
		hosts = append(hosts, h)
		if !slices.Contains(names, o.Name) {
			names = append(names, o.Name)
		}
	}
	if len(names) < 2 {
		return nil
	}
	f := c.domainFinding(nil)
	c.mxArgs(&f)
	f.Args["operators"], f.Args["hosts"], f.Args["shared"] = c.Words.List(names), hostList(c.Words, hosts), finding.Flag(shared)
	if !shared {
		f.Weight = finding.Hygiene // the other one is asked only when the first is down
	}
	return []finding.Finding{f}
}
