package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// localToolLimit: our library is stricter than mail servers, and cannot read a
// certificate, check it, or finish the handshake.
func localToolLimit() Rule {
	return Rule{
		Code: "local.tool-limit", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerNobody,
		RFC:    []string{"RFC 7672 3.1.1", "RFC 7671 5.1"},
		Detect: detectLocalToolLimit,
	}
}

func detectLocalToolLimit(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		var here []finding.Finding
		for j := range h.Addresses {
			a := &h.Addresses[j]
			limit := toolLimit(a)
			if limit == "" {
				continue
			}
			f := c.AddressFinding(h, a, StepHandshake)
			f.Owner, f.OwnerOf, f.Weight = finding.OwnerNobody, "", finding.Info // by its bytes it could be compared all the same
			if a.Outcome == mail.OutcomeUntested {
				f.Weight = finding.Local
			}
			f.Args["limit"], f.Args["detail"], f.Args["matched"] = limit, a.Session.Detail.String(), ""
			if a.Match.Matched {
				f.Args["matched"] = "yes"
			}
			here = append(here, f)
		}
		out = append(out, ByHost(here, c.Addresses)...)
	}
	return out
}

// toolLimit says what our library could not do at an address: "handshake" to
// finish it, "check" the certificate as usage 2 asks, "read" it.
func toolLimit(a *mail.Address) string {
	s := a.Session
	switch {
	case s == nil:
		return ""
	case a.Match.Undecided():
		return "check"
	case len(a.ChainDER) > 0 && a.Leaf == nil:
		return "read"
	case len(a.ChainDER) == 0 && s.Trouble == view.HandshakeFailed && s.TLS != nil && s.TLS.Failure == evidence.Protocol:
		return "handshake"
	}
	return ""
}
