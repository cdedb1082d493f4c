package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
)

// tlsaTaChainInvalid: under usage 2 the CA that the record names was sent, and the path to it does not hold, for all senders or for strict ones.
func tlsaTaChainInvalid() Rule {
	return Rule{
		Code: "tlsa.ta-chain-invalid", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 5.2", "RFC 7672 3.1.2", "RFC 5280 6.1"},
		Causes: []finding.Code{"local.clock-wrong"},
		Detect: detectTlsaTaChainInvalid,
	}
}

func detectTlsaTaChainInvalid(c *Case) []finding.Finding {
	out := c.mismatchOf("tlsa.ta-chain-invalid", func(f *finding.Finding, _ *mail.Host, a *mail.Address) {
		t, _ := attemptOf(a, tlsa.ChainInvalid)
		f.Args["detail"], f.Args["why"], f.Args["sent"], f.Args["strict"] = t.Detail, pathWords(c.Words, t.Reason), chainWords(c.Words, a), ""
		f.Args["refuse"], f.Args["take"] = "", ""
	})
	for _, h := range c.hostsInMode(mail.ModeDANE) {
		var here []finding.Finding
		for _, a := range passing(h) {
			note, ok := onlyForLenient(a)
			if !ok {
				continue
			}
			f := c.mismatch(h, a)
			f.Weight = finding.Risk
			f.Args["detail"], f.Args["why"], f.Args["sent"], f.Args["strict"] = string(note), noteWords(c.Words, note), chainWords(c.Words, a), "yes"
			f.Args["refuse"], f.Args["take"] = refusers(c.Words, note)
			if note == pkix.AnchorDates {
				f.Weight = finding.Hygiene // nobody is known to refuse it
			}
			here = append(here, f)
		}
		out = append(out, ByHost(here, c.Addresses)...)
	}
	return out
}

// pathWords says why a path does not hold, to follow "certificate chain: ".
func pathWords(b *text.Book, r pkix.Reason) string {
	switch r {
	case pkix.Expired:
		return b.Say("a certificate has expired")
	case pkix.NotYetValid:
		return b.Say("a certificate is not valid yet")
	case pkix.NotCA, pkix.KeyUsage, pkix.PathLength, pkix.NameConstraints:
		return b.Say("a CA issued more than it may")
	case pkix.ExtKeyUsage:
		return b.Say("a certificate is not for servers")
	case pkix.BadSignature:
		return b.Say("a signature in it is wrong")
	case pkix.NoPath:
		return b.Say("a certificate in between is missing")
	case pkix.WeakAlgorithm:
		return b.Say("a signature in it is too weak")
	}
	return b.Say("it does not hold")
}

// onlyForLenient tells whether every match at an address is one that some senders
// refuse, and why: the rules of a path are those of RFC 5280 6.1, and libraries add
// their own. Of several matches the one counts that the fewest refuse, of several
// notes the one that the most do.
func onlyForLenient(a *mail.Address) (note pkix.Note, ok bool) {
	// tlsa.full-matching tells about bare keys
	least := [...]pkix.Note{"", pkix.BareKey, pkix.AnchorDates, pkix.SmallKey, pkix.SHA1, pkix.AnyUse, pkix.AnchorLimits, pkix.AnchorNotCA, pkix.AnchorNotYetValid, pkix.AnchorExpired}
	best := len(least)
	for _, t := range a.Match.Attempts {
		if !t.Matched {
			continue
		}
		worst := 0
		for _, n := range t.Notes {
			worst = max(worst, slices.Index(least[:], n))
		}
		best = min(best, worst)
	}
	if best == len(least) || least[best] == "" || least[best] == pkix.BareKey {
		return "", false
	}
	return least[best], true
}

// refusers says which senders refuse a path and which take it.
func refusers(b *text.Book, n pkix.Note) (refuse, take string) {
	switch n {
	case pkix.AnchorDates:
		return "", b.Say("Postfix, as measured; of others it is not known")
	case pkix.SmallKey:
		return b.Say("senders with OpenSSL at security level 2, which Debian and Ubuntu have"), b.Say("Postfix, which has a level of its own")
	}
	return b.Say("Postfix and others with OpenSSL"), b.Say("senders that keep to RFC 5280 6.1; of Exim with GnuTLS and of Exchange Online it is not known")
}

// noteWords says what strict senders dislike, to follow "a defect: ".
func noteWords(b *text.Book, n pkix.Note) string {
	switch n {
	case pkix.AnchorExpired:
		return b.Say("that of the CA has expired")
	case pkix.AnchorDates:
		return b.Say("that of the CA is out of its dates")
	case pkix.SmallKey:
		return b.Say("an RSA key in it is below 2048 bits")
	case pkix.AnchorNotYetValid:
		return b.Say("that of the CA is not valid yet")
	case pkix.AnchorNotCA:
		return b.Say("that of the CA is not one of a CA")
	case pkix.AnchorLimits:
		return b.Say("the CA issued more than it may")
	case pkix.AnyUse:
		return b.Say("one of them is for any use and does not name servers")
	case pkix.SHA1:
		return b.Say("a signature in it uses SHA-1")
	}
	return b.Say("it is unusual")
}
