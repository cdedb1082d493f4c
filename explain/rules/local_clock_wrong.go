package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// localClockWrong: the signatures of the root itself look expired or not yet valid: our clock is wrong.
func localClockWrong() Rule {
	return Rule{
		Code: "local.clock-wrong", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 4035 5.3.1"},
		Detect: detectLocalClockWrong,
	}
}

func detectLocalClockWrong(c *Case) []finding.Finding {
	if mail.Chosen(c.At, c.Report.Started) {
		return nil
	}
	for _, z := range c.Report.Zones {
		if !z.Name.IsRoot() || z.Inherits || (z.Reason != dnssec.SigExpired && z.Reason != dnssec.SigNotYetValid) {
			continue
		}
		f := finding.Finding{Subject: "clock of this computer", Link: LinkZone(z.Name), Evidence: z.Evidence, Args: finding.Args{
			"clock": fix.Moment(c.At), "valid": "", "direction": "ahead",
		}}
		if z.Reason == dnssec.SigNotYetValid {
			f.Args["direction"] = "behind"
		}
		p := Place{Zone: z}
		if sig := p.Signature(z.Reason); sig != nil {
			f.Args["valid"] = fix.Moment(sig.Inception) + " to " + fix.Moment(sig.Expiration)
		}
		return []finding.Finding{f}
	}
	return nil
}
