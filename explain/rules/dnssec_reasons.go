package rules

import (
	"cmp"
	"strings"

	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
)

// ReasonWords says a reason in a few words, for lists and tables. One that is not
// in the table is said as it is written.
func ReasonWords(b *text.Book, r dnssec.Reason) string {
	if p, ok := reasonNames()[r]; ok {
		return b.Say(p)
	}
	return strings.ReplaceAll(string(r), "-", " ")
}

func reasonNames() map[dnssec.Reason]text.Phrase {
	return map[dnssec.Reason]text.Phrase{
		dnssec.UnsignedDelegation: "unsigned delegation", dnssec.OptOutDelegation: "opt out", dnssec.UnsupportedAlgorithm: "unsupported algorithm",
		dnssec.UnsupportedDigest: "unsupported digest", dnssec.UnsupportedKeySize: "unsupported key size",
		dnssec.InsecureIterations: "nsec3 iterations", dnssec.InsecureAlias: "alias insecure", dnssec.NegativeAnchor: "negative trust anchor",
		dnssec.SHA1Unsupported: "sha1 unsupported", dnssec.AnchorMismatch: "anchor matches no key", dnssec.DSMismatch: "ds mismatch",
		dnssec.DSMalformed: "ds malformed", dnssec.DSButUnsigned: "ds but unsigned", dnssec.DNSKEYNotSigned: "dnskey not signed",
		dnssec.KeyRevoked: "key revoked", dnssec.KeyFlags: "key flags", dnssec.SigExpired: "rrsig expired",
		dnssec.SigNotYetValid: "rrsig not yet valid", dnssec.SigMissing: "rrsig missing", dnssec.SigInvalid: "rrsig invalid",
		dnssec.SigWrongSigner: "rrsig wrong signer", dnssec.SigUnknownKey: "rrsig unknown key", dnssec.SigLabels: "rrsig labels",
		dnssec.DenialMissing: "denial missing", dnssec.DenialInvalid: "denial invalid", dnssec.BitmapWrong: "bitmap wrong",
		dnssec.NSEC3UnknownHash: "nsec3 unknown hash", dnssec.WildcardUnproven: "wildcard proof missing", dnssec.DNAMEMismatch: "dname mismatch",
		dnssec.DNSKEYMalformed: "dnskey malformed", dnssec.LookupFailed: "lookup failed", dnssec.DNSKEYUnavailable: "dnskey unavailable",
		dnssec.DSUnavailable: "ds unavailable", dnssec.AliasLoop: "alias loop", dnssec.WorkLimit: "work limit",
		dnssec.AboveAnchor: "no trust anchor", dnssec.NotAsked: "not asked",
	}
}

// FailureWords says in a word how an exchange failed.
func FailureWords(b *text.Book, f evidence.Failure) string {
	words := map[evidence.Failure]text.Phrase{
		evidence.Timeout: "[of an exchange] timeout", evidence.Refused: "[of an exchange] refused",
		evidence.Unreachable: "[of an exchange] unreachable", evidence.Forbidden: "[of an exchange] not-permitted",
		evidence.Closed: "[of an exchange] closed", evidence.Malformed: "[of an exchange] malformed",
		evidence.Mismatch: "[of an exchange] mismatch", evidence.TooLong: "[of an exchange] too-long",
		evidence.Protocol: "[of an exchange] protocol", evidence.TLSAlert: "[of an exchange] tls-alert",
		evidence.Untrusted: "[of an exchange] untrusted", evidence.Cancelled: "[of an exchange] cancelled",
	}
	if p, ok := words[f]; ok {
		return b.Say(p)
	}
	return string(f)
}

// ClassWords says in a word what kind of answer came.
func ClassWords(b *text.Book, c view.Class) string {
	words := map[view.Class]text.Phrase{
		view.Answered: "[of an answer] answer", view.NoData: "[of an answer] nodata", view.NXDomain: "[of an answer] nxdomain",
		view.Referral: "[of an answer] referral", view.Truncated: "[of an answer] truncated", view.Lame: "[of an answer] lame",
		view.ErrorCode: "[of an answer] rcode", view.Failed: "[of an answer] failed",
	}
	if p, ok := words[c]; ok {
		return b.Say(p)
	}
	return string(c)
}

// resultWords says what was wrong with an answer of a server.
func resultWords(b *text.Book, s dnssec.ServerResult) string {
	return cmp.Or(FailureWords(b, s.Answer.Failure), ReasonWords(b, s.Reason), ClassWords(b, s.Answer.Class))
}

// StatusWords says how a lookup or a zone was judged.
func StatusWords(b *text.Book, s dnssec.Status) string {
	words := map[dnssec.Status]text.Phrase{
		dnssec.NotJudged: "[a status] not-judged", dnssec.Secure: "[a status] secure", dnssec.Insecure: "[a status] insecure",
		dnssec.Bogus: "[a status] bogus", dnssec.Indeterminate: "[a status] indeterminate",
	}
	return b.Say(words[s])
}
