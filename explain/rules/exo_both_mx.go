package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
)

// exoBothMx: an old and a new name of Exchange Online stand beside each other.
func exoBothMx() Rule {
	return Rule{
		Code: "exo.both-mx", Severity: finding.Risk, Layer: finding.LayerMX, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2.1", "RFC 5321 5.1"},
		Detect: detectExoBothMx,
	}
}

func detectExoBothMx(c *Case) []finding.Finding {
	fresh := c.newExchange()
	if len(fresh) == 0 {
		return nil
	}
	var out []finding.Finding
	for _, h := range c.oldExchange() {
		p, unsigned := c.unsignedAbove(h)
		if !unsigned && h.Gate != mail.GateNoAddress {
			continue // not known yet, or at fault in another way
		}
		f := c.tenantFinding(h, StepAddress)
		f.Args["new"], f.Args["gone"] = hostList(c.Words, fresh), finding.Flag(h.Gate == mail.GateNoAddress)
		if unsigned {
			// Mail flows by either name; it is the protection that the old one takes away.
			inZoneOf(&f, p)
			f.Weight = finding.Lost
		}
		out = append(out, f)
	}
	return out
}
