package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// mxLookupFailed: the question for the mail servers fails: bogus, indeterminate,
// or no answer. The message is delayed, nothing is guessed.
func mxLookupFailed() Rule {
	return Rule{
		Code: "mx.lookup-failed", Severity: finding.Fatal, Layer: finding.LayerMX, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 7672 2.1.2", "RFC 5321 5.1"},
		Causes: lookupFaults(),
		Detect: detectMxLookupFailed,
	}
}

func detectMxLookupFailed(c *Case) []finding.Finding {
	r := c.Report
	if r.MX.Kind != mail.MXFailed || !r.Complete || !r.Reached {
		return nil
	}
	if l := r.MX.Lookup; r.Verdict == mail.CannotTell && l != nil && (c.cutOff(r.Domain.Show(), wire.TypeMX) || c.cutOff(l.Fault.Name.Show(), l.Fault.Type) || mail.CutShort(c.View.All(), l.Fault)) {
		return nil
	}
	f := c.domainFinding(nil)
	f.Subject = f.Subject + " MX"
	f.Zone = r.Domain.Show()
	f.Args["status"], f.Args["reason"] = c.Words.Say("[of a lookup] failed"), c.Words.Say("no usable answer")
	if l := r.MX.Lookup; l != nil {
		f.Args["status"] = StatusWords(c.Words, l.Status)
		if l.Reason != "" {
			f.Args["reason"] = ReasonWords(c.Words, l.Reason)
		}
		for _, s := range l.Servers {
			f.Evidence = append(f.Evidence, s.Answer.Tries...)
		}
		f.Evidence = append(f.Evidence, l.Fault.Evidence...)
	}
	return []finding.Finding{f}
}
