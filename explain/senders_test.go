package explain_test

import (
	"slices"
	"testing"

	"danewalk/explain"
	"danewalk/explain/sender"
	"danewalk/probe/judge/mail"
)

// TestSendersAgreeWithTheVerdict holds the fates of mail against the verdict of
// every world: the two are computed apart.
func TestSendersAgreeWithTheVerdict(t *testing.T) {
	inEveryWorld(t, func(t *testing.T, d *explain.Diagnosis) {
		for _, v := range sender.Views(d.Report) {
			if v.Fate == sender.Pending {
				t.Errorf("%s: pending at the end", v.Sender)
			}
			if disputed(v) { // the verdict of the mail judge is that of RFC 5280 6.1
				if d.Verdict != mail.AtRisk {
					t.Errorf("%s refuses what is valid, and the verdict is %s", v.Sender, d.Verdict)
				}
				continue
			}
			agrees(t, d.Report, v)
		}
	})
}

// disputed tells whether the sender met a certificate that matches, and about
// which senders do not agree.
func disputed(v sender.View) bool {
	words := []sender.Condition{sender.MatchStrict, sender.MatchSmallKey, sender.OnlyOldTLS, sender.MatchOnlyRSA, sender.MatchOnlyECDSA}
	return slices.ContainsFunc(v.Steps, func(s sender.Step) bool { return slices.Contains(words, s.Why) })
}

// agrees checks what a verdict promises of one sender.
func agrees(t *testing.T, r *mail.Report, v sender.View) {
	t.Helper()
	took := v.Fate == sender.Authenticated || v.Fate == sender.Encrypted || v.Fate == sender.Clear
	validates := v.Sender == sender.PostfixDANE || v.Sender == sender.PostfixDANEOnly || v.Sender == sender.Exim
	if v.Fate == sender.Authenticated && !r.MX.Secure && v.Why != sender.STSMatch { // RFC 7672 2.2.1; MTA-STS needs no DNSSEC
		t.Errorf("%s: proven behind unsigned MX records", v.Sender)
	}
	switch r.Verdict {
	case mail.Protected:
		if validates && (v.Fate != sender.Authenticated || v.Mixed || v.Unseen) {
			t.Errorf("%s: %+v in a protected domain", v.Sender, v)
		}
	case mail.Blocked:
		if validates && took {
			t.Errorf("%s: %s at %s, and the domain is blocked", v.Sender, v.Fate, v.Host)
		}
	case mail.NoMail:
		if v.Fate != sender.Bounced {
			t.Errorf("%s: %s, and the domain takes no mail", v.Sender, v.Fate)
		}
	case mail.AtRisk:
		lenient := sender.PostfixDANE
		if r.Lenient() {
			lenient = sender.Exim // behind unsigned MX records it does not look at DANE, and Postfix does
		}
		if v.Sender == lenient && !took && v.Fate != sender.Unknown {
			t.Errorf("%s: %s, and the domain is at risk only", v.Sender, v.Fate)
		}
	}
}
