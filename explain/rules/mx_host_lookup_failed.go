package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// mxHostLookupFailed: the address lookup of a mail server fails, for one family
// or for both.
func mxHostLookupFailed() Rule {
	return Rule{
		Code: "mx.host-lookup-failed", Severity: finding.Risk, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 7672 2.1.2", "RFC 7672 2.2.2"}, Causes: lookupFaults(), Detect: detectMxHostLookupFailed,
	}
}

func detectMxHostLookupFailed(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		var failed []*dnssec.Lookup
		for _, l := range []*dnssec.Lookup{h.A, h.AAAA} {
			if l != nil && l.Status.Fails() && !unasked(l.Reason) && !mail.CutShort(c.View.All(), l.Fault) {
				failed = append(failed, l)
			}
		}
		// An undecided gate is a lookup that failed for us, and maybe for nobody else.
		if len(failed) == 0 || h.Gate == mail.GatePending || !c.Report.Complete || !c.Report.Reached {
			continue
		}
		f := c.HostFinding(h, StepAddress, lookupEvidence(failed...)...)
		f.Owner, f.Zone = finding.OwnerDNS, h.Name.Show()
		f.Args["family"] = failed[0].Type.String()
		if len(failed) == 2 {
			f.Args["family"] = c.Words.List([]string{failed[0].Type.String(), failed[1].Type.String()})
		}
		f.Args["skipped"] = finding.Flag(h.Gate == mail.GateFailed)
		f.Args["reason"] = ReasonWords(c.Words, failed[0].Reason)
		out = append(out, f)
	}
	return out
}

// unasked tells whether a reason is about our anchors and questions: a sender's
// lookup does not fail for it.
func unasked(r dnssec.Reason) bool {
	return r == dnssec.NotAsked || r == dnssec.AnchorMismatch || r == dnssec.AboveAnchor
}
