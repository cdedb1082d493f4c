package explain

import (
	"strings"

	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
)

// reasonNote says a reason in the few plain words that fit behind a row of the
// chain. Reasons without an entry are said as they are written.
func reasonNote(b *text.Book, r dnssec.Reason) string {
	notes := map[dnssec.Reason]text.Phrase{
		dnssec.UnsignedDelegation:   "not signed: the zone above proves that it has no key entry",
		dnssec.OptOutDelegation:     "not signed: the zone above has no key entry (opt-out)",
		dnssec.UnsupportedAlgorithm: "counts as unsigned: nobody here can read its signatures",
		dnssec.UnsupportedDigest:    "counts as unsigned: nobody here can read its key entry",
		dnssec.UnsupportedKeySize:   "counts as unsigned: its key is too short",
		dnssec.InsecureIterations:   "counts as unsigned: too many NSEC3 iterations",
		dnssec.SHA1Unsupported:      "counts as unsigned: its signatures use SHA-1",
		dnssec.NegativeAnchor:       "not validated: you asked not to",
		dnssec.AboveAnchor:          "no trust anchor above it",
		dnssec.AnchorMismatch:       "no key fits the trust anchor",
		dnssec.DSMismatch:           "the key entry (DS) fits no key",
		dnssec.DSMalformed:          "the key entry (DS) is damaged",
		dnssec.DSButUnsigned:        "key entry (DS) above, but not signed",
		dnssec.DNSKEYNotSigned:      "the keys are not signed by the known key",
		dnssec.KeyRevoked:           "the known key is revoked",
		dnssec.KeyFlags:             "the known key is no zone key",
		dnssec.SigExpired:           "the signature has expired",
		dnssec.SigNotYetValid:       "the signature is not valid yet",
		dnssec.SigMissing:           "the signature is missing",
		dnssec.SigInvalid:           "the signature is wrong",
		dnssec.SigWrongSigner:       "signed by another zone",
		dnssec.SigUnknownKey:        "signed by a key that is not published",
		dnssec.SigLabels:            "the signature is for a shorter name",
		dnssec.DenialMissing:        "\"does not exist\" without proof",
		dnssec.DenialInvalid:        "\"does not exist\" with a faulty proof",
		dnssec.BitmapWrong:          "the signed type list contradicts the answer",
		dnssec.NSEC3UnknownHash:     "a proof in an unknown format",
		dnssec.WildcardUnproven:     "a wildcard answer without proof",
		dnssec.DNAMEMismatch:        "the alias does not fit its DNAME",
		dnssec.DNSKEYMalformed:      "the key is damaged",
		dnssec.LookupFailed:         "no usable answer",
		dnssec.DNSKEYUnavailable:    "no server gives its key",
		dnssec.DSUnavailable:        "the zone above does not say if it is signed",
		dnssec.AliasLoop:            "aliases in a circle",
		dnssec.WorkLimit:            "too much to check",
		dnssec.InsecureAlias:        "an alias on the way is not signed",
		dnssec.NotAsked:             "not asked",
	}
	if s, ok := notes[r]; ok {
		return b.Say(s)
	}
	return rules.ReasonWords(b, r)
}

// OutcomeWords says what a lookup came to.
func OutcomeWords(b *text.Book, o dnssec.Outcome) string {
	words := map[dnssec.Outcome]text.Phrase{
		dnssec.Found: "found", dnssec.Empty: "no record of this type", dnssec.Missing: "the name does not exist",
		dnssec.Unanswer: "no usable answer", dnssec.NotLooked: "not followed to the end",
	}
	if s, ok := words[o]; ok {
		return b.Say(s)
	}
	return strings.ReplaceAll(string(o), "-", " ")
}

// troubleNote says what ended a session.
func troubleNote(b *text.Book, t view.Trouble) string {
	notes := map[view.Trouble]text.Phrase{
		view.ConnectTimeout:  "no answer",
		view.ConnectRefused:  "connection refused",
		view.ConnectNoRoute:  "no route from here",
		view.ConnectOther:    "no connection",
		view.BannerTimeout:   "no greeting",
		view.BannerClosed:    "hung up before the greeting",
		view.BannerRejected:  "refused in the greeting",
		view.BannerTempfail:  "\"try again later\" in the greeting",
		view.BannerGarbage:   "the greeting is not SMTP",
		view.EHLORejected:    "EHLO refused",
		view.EHLOTempfail:    "\"try again later\" after EHLO",
		view.EHLOFailed:      "no answer to EHLO",
		view.NoSTARTTLS:      "not offered",
		view.Stripped:        "the offer is overwritten on the way",
		view.STARTTLSRefused: "offered, then refused",
		view.STARTTLSFailed:  "offered, then silence",
	}
	if s, ok := notes[t]; ok {
		return b.Say(s)
	}
	return strings.ReplaceAll(string(t), "-", " ")
}

// handshakeNote says how a handshake failed. A bare end of the connection is
// the server hanging up.
func handshakeNote(b *text.Book, detail string) string {
	switch detail {
	case "EOF", "unexpected EOF":
		return b.Say("the server hung up")
	case "":
		return b.Say("handshake failed")
	}
	return b.Say("handshake failed: %s", strings.TrimPrefix(strings.TrimPrefix(detail, "remote error: "), "tls: "))
}

// StatusWords says how a lookup or a zone was judged.
func StatusWords(b *text.Book, s dnssec.Status) string { return rules.StatusWords(b, s) }
