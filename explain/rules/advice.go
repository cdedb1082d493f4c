package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/sender"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
)

// senderView is what becomes of mail from one modelled sender.
func (c *Case) senderView(id sender.ID) (sender.View, bool) {
	list := c.facts.senders.get(func() []sender.View { return sender.Views(c.Report) })
	i := slices.IndexFunc(list, func(v sender.View) bool { return v.Sender == id })
	if i < 0 {
		return sender.View{}, false
	}
	return list[i], true
}

// stopped tells whether a sender surely does not deliver.
func stopped(v sender.View) bool { return v.Fate == sender.Deferred || v.Fate == sender.Bounced }

// takes tells whether a mail surely arrives.
func takes(v sender.View) bool {
	return v.Fate == sender.Authenticated || v.Fate == sender.Encrypted || v.Fate == sender.Clear
}

// stopsDANE tells whether a condition stops senders with DANE only: the others
// neither ask for TLSA records nor insist on a certificate (RFC 7672 2.2).
func stopsDANE(why sender.Condition) bool {
	switch why {
	case sender.TLSALookupFailed, sender.InsecureMXFailed, sender.NoSTARTTLS, sender.STARTTLSRefused, sender.HandshakeFailed,
		sender.Mismatch, sender.NameMismatch, sender.ChainExpired, sender.MatchStrict:
		return true
	}
	return false
}

// adviceFinding makes a finding about senders, on the evidence of what becomes
// of their mail.
func (c *Case) adviceFinding(v sender.View) finding.Finding {
	f := c.domainFinding(nil)
	f.Evidence = v.Evidence
	f.Args["who"] = c.repairer()
	return f
}

// repairer is who mends what the verdict rests on, to follow "for".
func (c *Case) repairer() string {
	roles := map[finding.Owner]text.Phrase{
		finding.OwnerMail: "[who repairs it] the mail operator of %s", finding.OwnerDNS: "[who repairs it] the DNS operator of %s",
		finding.OwnerRegistrant: "[who repairs it] the owner of %s", finding.OwnerRegistrar: "[who repairs it] the registrar of %s",
		finding.OwnerRegistry: "[who repairs it] the registry of %s",
	}
	if b := c.Result.Break; b != nil && b.OwnerOf != "" && roles[b.Owner] != "" {
		return c.Words.Say(roles[b.Owner], b.OwnerOf)
	}
	return c.Words.Say("[who repairs it] the postmaster of %s", c.Report.Domain.Show())
}

// manner says how a mail arrives that does, to follow "deliver".
func manner(b *text.Book, v sender.View) string {
	switch v.Fate {
	case sender.Authenticated:
		return b.Say("with a proof by other means")
	case sender.Encrypted:
		return b.Say("over TLS, without a proof")
	}
	return b.Say("[how mail arrives] in clear text")
}

// finalCode is the code of the bounce behind the code of a mail that waits: the
// class changes, the rest does not (RFC 3463 2).
func finalCode(waiting string) string {
	if rest, ok := strings.CutPrefix(waiting, "4."); ok {
		return "5." + rest
	}
	return waiting
}

// failingHosts are the mail servers at which a sender does not deliver.
func failingHosts(b *text.Book, v sender.View, is func(sender.Condition) bool) string {
	var names []string
	for _, s := range v.Steps {
		if name := s.Host.Show(); is(s.Why) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return b.List(names)
}

// speaksOfMail tells whether the verdict is about mail that somebody may send.
func (c *Case) speaksOfMail() bool { return c.Result.Verdict != mail.NoMail }
