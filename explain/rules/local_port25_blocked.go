package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/view"
)

// localPort25Blocked: no mail server could be reached on port 25 from here, while DNS works.
func localPort25Blocked() Rule {
	return Rule{
		Code: "local.port25-blocked", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 5321 4.5.4.1"},
		Detect: detectLocalPort25Blocked,
	}
}

func detectLocalPort25Blocked(c *Case) []finding.Finding {
	r := c.Report
	if r.SMTPOpen != view.No || !r.Complete || !r.Reached || len(r.Hosts) == 0 {
		return nil
	}
	f := c.domainFinding(nil)
	f.Evidence, f.Subject, f.Link, f.OwnerOf = nil, "port 25 from this computer", LinkMX, ""
	f.Args["servers"], f.Args["host"] = "", r.Hosts[0].Name.Show()
	for i := range r.Hosts {
		h := &r.Hosts[i]
		for j := range h.Addresses {
			if s := h.Addresses[j].Session; s != nil {
				f.Link = LinkHost(h.Name, StepConnect)
				f.Evidence = append(f.Evidence, s.ID)
			}
		}
	}
	if len(f.Evidence) == 0 {
		return nil
	}
	return []finding.Finding{f}
}
