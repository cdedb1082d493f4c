package rules

import (
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// tlsaLookupFailed: nobody can tell whether a mail server has TLSA records.
func tlsaLookupFailed() Rule {
	return Rule{
		Code: "tlsa.lookup-failed", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 7672 2.1.2", "RFC 7672 2.2"},
		Causes: append(lookupFaults(), "tlsa.cname-broken"),
		Detect: detectTlsaLookupFailed,
	}
}

func detectTlsaLookupFailed(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeUnreachable) {
		l := h.TLSA
		if l == nil {
			continue
		}
		f := c.tlsaFinding(h)
		f.Subject = l.Name.Show() + " TLSA"
		f.Owner, f.OwnerOf = finding.OwnerDNS, h.Name.Show()
		if !l.Fault.Zone.IsZero() {
			f.Zone, f.OwnerOf, f.Owner = l.Fault.Zone.Show(), l.Fault.Zone.Show(), ownerOfZone(l.Fault.Zone)
		}
		f.Args["others"] = finding.Flag(c.OtherHostsPass(h))
		f.Args["reason"], f.Args["said"] = ReasonWords(c.Words, l.Reason), answerWords(c.Words, l)
		f.Args["rrset"], f.Args["zone"] = f.Subject, h.Name.Show()
		if l.Zone != nil {
			f.Args["zone"] = l.Zone.Name.Show()
		}
		out = append(out, f)
	}
	return out
}

// answerWords says what each name server answered.
func answerWords(b *text.Book, l *dnssec.Lookup) string {
	var out []string
	for _, s := range l.Servers {
		if s.Answer == nil {
			continue
		}
		word := ClassWords(b, s.Answer.Class)
		switch {
		case s.Answer.Failure != "":
			word = FailureWords(b, s.Answer.Failure)
		case s.Answer.Class == view.ErrorCode && s.Answer.Msg != nil:
			word = s.Answer.Msg.Rcode.String()
		}
		out = append(out, serverName(s)+": "+word)
	}
	if len(out) == 0 {
		return b.Say("no answer")
	}
	return strings.Join(out, ", ")
}
