package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// localTcp53Blocked: DNS over TCP reaches nobody, while UDP works.
func localTcp53Blocked() Rule {
	return Rule{
		Code: "local.tcp53-blocked", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 7766 5", "RFC 9210 3"},
		Detect: detectLocalTcp53Blocked,
	}
}

func detectLocalTcp53Blocked(c *Case) []finding.Finding {
	if !c.Report.Complete {
		return nil
	}
	var ids []evidence.ID
	servers := map[string]bool{}
	for _, id := range c.tries() {
		it, _ := c.View.Item(id)
		q := it.Query
		switch {
		case q == nil || q.Transport != evidence.TCP || q.Failure == evidence.Cancelled:
		case q.Failure == "":
			return nil
		default:
			ids = append(ids, it.ID)
			servers[q.Zone] = true
		}
	}
	cut := slices.ContainsFunc(c.View.All(), func(a *view.Answer) bool { return a.Class == view.Truncated })
	resolver := c.resolver()
	if len(servers) < 2 && resolver == "" || !cut {
		return nil // servers of one zone: that zone's fault
	}
	return []finding.Finding{{
		Subject: c.Words.Say("DNS over TCP from this computer"), Link: LinkZone(wire.Root()), Evidence: ids, Args: finding.Args{"resolver": resolver},
	}}
}

// tries lists every exchange of the case.
func (c *Case) tries() (ids []evidence.ID) {
	for _, a := range c.View.All() {
		ids = append(ids, a.Tries...)
	}
	return ids
}
