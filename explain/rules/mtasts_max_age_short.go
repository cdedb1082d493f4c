package rules

import (
	"fmt"
	"time"

	"danewalk/explain/finding"
)

// mtastsMaxAgeShort: senders forget the policy within a day.
func mtastsMaxAgeShort() Rule {
	return Rule{
		Code: "mtasts.max-age-short", Severity: finding.Hygiene, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8461 3.2", "RFC 8461 10.1"},
		Detect: detectMtastsMaxAgeShort,
	}
}

// shortAge is the max_age below which the memory of senders is no protection: they
// meet a domain less than once a day.
const shortAge = 24 * time.Hour

func detectMtastsMaxAgeShort(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || !p.STS.Active() || p.STS.Policy.MaxAge >= shortAge { // short is right while testing, and for an end
		return nil
	}
	f := c.stsFinding(p.STS)
	f.Args["age"] = fmt.Sprint(int64(p.STS.Policy.MaxAge / time.Second))
	return []finding.Finding{f}
}
