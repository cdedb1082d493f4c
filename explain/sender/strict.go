package sender

import (
	"slices"

	"danewalk/explain/text"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
)

// Conditions of a certificate that matches under usage 2, with something about
// its path that senders do not agree on (RFC 7672 3.1.2 leaves the rules of the
// path to RFC 5280 6, and libraries differ).
const (
	MatchDates    Condition = "certificate-matches-anchor-out-of-dates" // not self-signed
	MatchBareKey  Condition = "certificate-matches-bare-key"            // RFC 7671 5.2.3: optional
	MatchSmallKey Condition = "certificate-matches-small-key"           // RSA below 2048 bits
	MatchStrict   Condition = "certificate-matches-strictly-not"        // valid by RFC 5280 6.1, refused by OpenSSL
)

// Where the differences come from: records and chains of every kind, shown to
// Postfix and to the openssl program.
const (
	postfixTried = text.Phrase("measured: Postfix 3.7 with OpenSSL 3.0")
	eximLibrary  = text.Phrase("depends on the library: OpenSSL refuses it, GnuTLS was not compared")
)

// pathConditions lists what can be said about a match by usage 2, from what the
// fewest senders refuse to what the most do.
func pathConditions() []Condition {
	return []Condition{Match, MatchDates, MatchBareKey, MatchSmallKey, MatchStrict}
}

// pathCondition is what a note about a path means to senders.
func pathCondition(n pkix.Note) Condition {
	switch n {
	case pkix.AnchorDates:
		return MatchDates
	case pkix.BareKey:
		return MatchBareKey
	case pkix.SmallKey:
		return MatchSmallKey
	}
	return MatchStrict
}

// agreed is the condition of the match that the fewest senders refuse: one record
// is enough (RFC 7672 3.1).
func agreed(m tlsa.Match) Condition {
	order := pathConditions()
	best := len(order)
	for _, a := range m.Attempts {
		if !a.Matched {
			continue
		}
		worst := 0
		for _, n := range a.Notes {
			worst = max(worst, slices.Index(order, pathCondition(n)))
		}
		best = min(best, worst)
	}
	if best == len(order) {
		return Match
	}
	return order[best]
}

// ofOpenSSL is what Postfix does about paths on which senders differ.
func ofOpenSSL() map[Condition]cell {
	return over(keysOfPostfix(), map[Condition]cell{
		MatchDates:    {prove, "", "", Verified, postfixTried},
		MatchBareKey:  {prove, "", "", Verified, postfixTried},
		MatchSmallKey: {prove, "", "", Verified, postfixTried},
		MatchStrict:   {next, "4.7.5", "Server certificate not verified", Verified, postfixTried},
	})
}

// ofEither is what Exim does: with OpenSSL at the security level of the system,
// or with GnuTLS.
func ofEither(text string) map[Condition]cell {
	return over(keysOfExim(text), map[Condition]cell{
		MatchDates:    {prove, "", "", Secondary, eximCode},
		MatchBareKey:  {prove, "", "", Assumed, eximCode},
		MatchSmallKey: {unsure, "", text, Assumed, eximLibrary},
		MatchStrict:   {unsure, "", text, Assumed, eximLibrary},
	})
}

// ofNobodyKnows is what Exchange Online does: its maker names the codes and not
// the rules of the path.
func ofNobodyKnows() map[Condition]cell {
	return over(keysOfExchange(), map[Condition]cell{
		MatchDates:    {unsure, "4.7.322", exoExpired, Assumed, exchangeWho},
		MatchBareKey:  {unsure, "4.7.323", exoInvalid, Assumed, exchangeWho},
		MatchSmallKey: {unsure, "4.7.323", exoInvalid, Assumed, exchangeWho},
		MatchStrict:   {unsure, "4.7.323", exoInvalid, Assumed, exchangeWho},
	})
}
