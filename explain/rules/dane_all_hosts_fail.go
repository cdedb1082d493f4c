package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// daneAllHostsFail: no mail server passes, so a sender that checks cannot deliver.
func daneAllHostsFail() Rule {
	return Rule{
		Code: "dane.all-hosts-fail", Severity: finding.Fatal, Layer: finding.LayerDANE, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 7672 2.2.1"},
		Causes: hostFaults(),
		Detect: detectDaneAllHostsFail,
	}
}

func detectDaneAllHostsFail(c *Case) []finding.Finding {
	failing, passing := c.hostSplit()
	if !c.Report.Complete || len(failing) == 0 || len(passing) > 0 || dnsFails(failing) {
		return nil
	}
	f := c.domainFinding(failing)
	f.Args["hosts"] = hostList(failing)
	return []finding.Finding{f}
}

// hostSplit sorts the mail servers into those where a DANE sender does not
// deliver at any address, and the others that take its mail at one at least.
// Servers that could not be tested count on neither side.
func (c *Case) hostSplit() (failing, passing []*mail.Host) {
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		switch {
		case takesMail(h):
			passing = append(passing, h)
		case h.Outcome == mail.OutcomeFail:
			failing = append(failing, h)
		}
	}
	return failing, passing
}

// takesMail tells whether a DANE sender can deliver at one address of a host.
func takesMail(h *mail.Host) bool {
	return slices.ContainsFunc(h.Addresses, func(a mail.Address) bool {
		return a.Outcome == mail.OutcomePass || a.Outcome == mail.OutcomeEncrypted || a.Outcome == mail.OutcomeUnprotected
	})
}

// dnsFails tells whether every one of the hosts fails because a lookup failed.
func dnsFails(hs []*mail.Host) bool {
	for _, h := range hs {
		if h.Mode != mail.ModeUnreachable && h.Gate != mail.GateFailed {
			return false
		}
	}
	return true
}

// domainFinding makes a finding about the domain as a whole, on the evidence of
// the hosts named.
func (c *Case) domainFinding(hs []*mail.Host) finding.Finding {
	domain := c.Report.Domain.Show()
	f := finding.Finding{Subject: domain, Link: LinkMX, OwnerOf: domain, Args: finding.Args{"domain": domain}}
	if l := c.Report.MX.Lookup; l != nil {
		f.Evidence = append(f.Evidence, l.Evidence...)
	}
	for _, h := range hs {
		f.Evidence = append(f.Evidence, hostEvidence(h)...)
	}
	return f
}

// hostEvidence is what the outcome of a host rests on.
func hostEvidence(h *mail.Host) (ids []evidence.ID) {
	ids = append(ids, h.Evidence...)
	if h.TLSA != nil {
		ids = append(ids, h.TLSA.Evidence...)
	}
	for i := range h.Addresses {
		if s := h.Addresses[i].Session; s != nil {
			ids = append(ids, s.ID)
		}
	}
	return ids
}
