package rules

import (
	"slices"

	"danewalk/explain/finding"
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
		f.Args["detail"], f.Args["why"], f.Args["sent"], f.Args["strict"] = t.Detail, pathWords(t.Reason), chainWords(a), ""
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
			f.Args["detail"], f.Args["why"], f.Args["sent"], f.Args["strict"] = string(note), noteWords(note), chainWords(a), "yes"
			here = append(here, f)
		}
		out = append(out, ByHost(here, c.Addresses)...)
	}
	return out
}

// pathWords says why a path does not hold, to follow "certificate chain: ".
func pathWords(r pkix.Reason) string {
	switch r {
	case pkix.Expired:
		return "a certificate has expired"
	case pkix.NotYetValid:
		return "a certificate is not valid yet"
	case pkix.NotCA, pkix.KeyUsage, pkix.PathLength, pkix.NameConstraints:
		return "a CA issued more than it may"
	case pkix.ExtKeyUsage:
		return "a certificate is not for servers"
	case pkix.BadSignature:
		return "a signature in it is wrong"
	case pkix.NoPath:
		return "a certificate in between is missing"
	case pkix.WeakAlgorithm:
		return "a signature in it is too weak"
	}
	return "it does not hold"
}

// onlyForLenient tells whether every match at an address is one that strict
// senders refuse, and why: RFC 5280 6.1 does not look at the dates of an anchor,
// OpenSSL does.
func onlyForLenient(a *mail.Address) (note pkix.Note, ok bool) {
	for _, t := range a.Match.Attempts {
		if !t.Matched {
			continue
		}
		i := slices.IndexFunc(t.Notes, func(n pkix.Note) bool { return n != pkix.BareKey }) // tlsa.full-matching tells about bare keys
		if i < 0 {
			return "", false
		}
		note, ok = t.Notes[i], true
	}
	return note, ok
}

// noteWords says what strict senders dislike, to follow "a defect: ".
func noteWords(n pkix.Note) string {
	switch n {
	case pkix.AnchorExpired:
		return "that of the CA has expired"
	case pkix.AnchorNotYetValid:
		return "that of the CA is not valid yet"
	case pkix.AnchorNotCA:
		return "that of the CA is not one of a CA"
	case pkix.AnchorLimits:
		return "the CA issued more than it may"
	case pkix.AnyUse:
		return "one of them is for any use and does not name servers"
	case pkix.SHA1:
		return "a signature in it uses SHA-1"
	}
	return "it is unusual"
}
