package explain

import (
	"slices"
	"strings"
	"time"

	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// SetVerdict is what a set of TLSA records means for a chain of certificates.
type SetVerdict string

// The verdicts about a set.
const (
	SetMatch     SetVerdict = "match"     // one record authenticates the server (RFC 7672 3.1)
	SetMismatch  SetVerdict = "mismatch"  // none does, though some could: mail waits (RFC 7672 2.2)
	SetUnusable  SetVerdict = "unusable"  // none can be used: TLS is needed, nobody is authenticated (RFC 7672 2.2)
	SetUndecided SetVerdict = "undecided" // a limit of danewalk kept it from an answer
)

// TLSASet is a set of records held against a chain, without any network.
type TLSASet struct {
	Verdict SetVerdict
	Records []tlsa.Record
	Match   tlsa.Match
	Peer    tlsa.Peer
	Words   *text.Book // what Says speaks; nil: English
}

// CheckTLSA holds records against a chain.
func CheckTLSA(records []tlsa.Record, peer tlsa.Peer) TLSASet {
	s := TLSASet{Verdict: SetMismatch, Records: records, Match: tlsa.Compare(records, peer), Peer: peer}
	switch {
	case s.Match.Matched:
		s.Verdict = SetMatch
	case tlsa.Usable(records) == 0:
		s.Verdict = SetUnusable
	case s.Match.Undecided():
		s.Verdict = SetUndecided
	}
	return s
}

// NeedsName tells whether the answer hangs on the name of the mail server, and
// no name was given.
func (s TLSASet) NeedsName() bool {
	if s.Verdict == SetMatch || len(s.Peer.Names) > 0 {
		return false
	}
	return slices.ContainsFunc(s.Match.Attempts, func(a tlsa.Attempt) bool { return a.Why == tlsa.NameMismatch })
}

// Unnamed tells of a record whether all is right but the name, and none was
// given to compare.
func (s TLSASet) Unnamed(record int) bool {
	return s.Match.Attempts[record].Why == tlsa.NameMismatch && len(s.Peer.Names) == 0
}

// Says tells what became of a record: a sentence or more.
func (s TLSASet) Says(record int) []Sentence {
	r, a := s.Records[record], s.Match.Attempts[record]
	if a.Matched {
		return s.matched(r, a)
	}
	if r.Problem != "" {
		return with(WhyUnusable(s.Words, r.Problem), wouldFit(s.Words, a))
	}
	if r.Shadowed {
		return with(WhyNoMatch(s.Words, tlsa.OutOfForce), wouldFit(s.Words, a))
	}
	if s.Unnamed(record) {
		return []Sentence{{s.Words.Say("The authority is there and the path is valid; its name was not compared, because none was given."), "RFC 7672 3.2.2"}}
	}
	out := []Sentence{WhyNoMatch(s.Words, a.Why)}
	switch a.Why {
	case tlsa.ChainInvalid:
		out = append(out, WhyNoPath(s.Words, a.Reason))
		if _, who, ok := strings.Cut(a.Detail, ": "); ok && who != "" {
			at := s.Words.Say("[a certificate] It is %s.", who)
			if a.Reason == pkix.NoPath {
				at = s.Words.Say("The path stops at %s.", who)
			}
			out = append(out, Sentence{Text: at})
		}
	case tlsa.NameMismatch:
		out = append(out, Sentence{Text: s.Words.Say("[names] It has: %s; expected: %s.", orNone(s.Words, a.Detail), nameList(s.Peer.Names))})
	case tlsa.CAUnderEE:
		out = append(out, Sentence{Text: s.Words.Say("It is that of the certificate at depth %d.", a.Depth)})
	case tlsa.OtherSelector, tlsa.OtherHash, tlsa.PEMInput, tlsa.EmptyInput, tlsa.OtherInput:
		out = append(out, madeOf(s.Words, a))
	default:
		if a.Guess.Kind != "" && a.Detail != "" {
			out = append(out, madeOf(s.Words, a)) // of somebody else, or of nobody
		}
	}
	return out
}

// matched says where a record that authenticates the chain fits.
func (s TLSASet) matched(r tlsa.Record, a tlsa.Attempt) []Sentence {
	first := Sentence{s.Words.Say("It matches the server's own certificate (depth 0); names and dates do not count."), "RFC 7672 3.1.1"}
	switch {
	case a.Depth > 0:
		first = Sentence{s.Words.Say("It matches the certificate at depth %d; the path below it is valid and the name fits.", a.Depth), "RFC 7672 3.1.2"}
	case a.Depth < 0:
		first = Sentence{s.Words.Say("It brings the authority itself, which the server does not send; the path below it is valid and the name fits."), "RFC 7671 5.2"}
	}
	out := []Sentence{first}
	for _, n := range a.Notes {
		out = append(out, WhyStricter(s.Words, n))
	}
	return out
}

// wouldFit tells of a record that does not count whether its value is at least
// right.
func wouldFit(b *text.Book, a tlsa.Attempt) string {
	switch {
	case a.Would:
		return b.Say("Its value fits the certificate at depth %d.", max(a.Depth, 0))
	case a.Detail != "" && a.Guess.Kind != "":
		return b.Say("Its value is %s.", placed(b, a))
	case a.Guess.Kind == tlsa.GuessAuthority, a.Guess.Kind == tlsa.GuessOwnLeaf:
		return b.Say("Its value is that of the certificate at depth %d.", a.Guess.Depth)
	}
	return ""
}

// madeOf tells what a wrong value was made of.
func madeOf(b *text.Book, a tlsa.Attempt) Sentence {
	if a.Detail == "" {
		return Sentence{Text: b.Say("How it was made is not known.")}
	}
	return Sentence{Text: b.Say("[a value] It is %s.", placed(b, a))}
}

// placed says what a value is, and of which certificate.
func placed(b *text.Book, a tlsa.Attempt) string {
	what := rules.GuessWords(b, a.Detail)
	if article, _, _ := strings.Cut(a.Detail, " "); article != "the" && article != "a" && article != "an" {
		what = b.Say("[a value] the %s", what)
	}
	if a.Depth < 0 {
		return what
	}
	return b.Say("%s at depth %d", what, a.Depth)
}

func with(s Sentence, more string) []Sentence {
	if more == "" {
		return []Sentence{s}
	}
	return []Sentence{s, {Text: more}}
}

func orNone(b *text.Book, s string) string {
	if s == "" {
		return b.Say("[of names] none")
	}
	return s
}

func nameList(names []wire.Name) string {
	var out []string
	for _, n := range names {
		out = append(out, n.Show())
	}
	return strings.Join(out, ", ")
}

// Suggestion is a TLSA record to publish for a chain.
type Suggestion struct {
	TLSA  wire.TLSA
	Depth int        // of the certificate it names
	Fails []Sentence // why it would not authenticate this chain; empty if it does
	Notes []Sentence // what stricter senders refuse
}

// SuggestTLSA makes the records to publish for a server: 3 1 1 of its own
// certificate, 2 1 1 of each certificate above it (RFC 7671 5.1, 5.2). Each is
// judged like a sender would. Certificates that cannot be read are left out;
// repeated keys give one record. b speaks of what is wrong with a record.
func SuggestTLSA(b *text.Book, peer tlsa.Peer) []Suggestion {
	const usageTA, usageEE, selectorSPKI, matchSHA256 = 2, 3, 1, 1
	var out []Suggestion
	seen := map[string]bool{}
	for depth, c := range peer.Chain {
		usage := uint8(usageTA)
		if depth == 0 {
			usage = usageEE
		}
		record := wire.TLSA{Usage: usage, Selector: selectorSPKI, Matching: matchSHA256, Data: tlsa.Value(matchSHA256, c.SPKI)}
		if c.SPKI == nil || seen[string(record.Data)] {
			continue // a self-signed server's own key is no authority above it
		}
		seen[string(record.Data)] = true
		set := CheckTLSA([]tlsa.Record{{TLSA: record}}, peer)
		set.Words = b
		s := Suggestion{TLSA: record, Depth: depth}
		if a := set.Match.Attempts[0]; !a.Matched {
			s.Fails = set.Says(0)
		} else {
			for _, n := range a.Notes {
				s.Notes = append(s.Notes, WhyStricter(b, n))
			}
		}
		out = append(out, s)
	}
	return out
}

// MissingIssuer tells whether no certificate of the chain issued the server's
// own, and its name. A self-signed certificate needs none.
func MissingIssuer(chain []tlsa.Certificate, at time.Time) (issuer string, missing bool) {
	if len(chain) == 0 || chain[0].X509 == nil {
		return "", false
	}
	leaf := chain[0].X509
	if string(leaf.RawIssuer) == string(leaf.RawSubject) {
		return "", false
	}
	pool := pkix.New(leaf, nil)
	for _, c := range chain[1:] {
		if c.X509 == nil {
			continue
		}
		// Every path of one step has the issuer as its end.
		if r := pool.Verify(pkix.Anchor{Cert: c.X509, ByKey: true}, at); r.OK || r.Reason != pkix.NoPath && r.Reason != pkix.BadSignature {
			return "", false
		}
	}
	return evidence.Escape(leaf.Issuer.String(), evidence.WildMax), true
}

// Misplaced tells whether the certificate in the place of the server's own is that
// of an authority: another one in the chain was issued by it, or it has an issuer of
// its own. A file may begin with the root, or have no server's certificate at all.
func Misplaced(chain []tlsa.Certificate) (name string, misplaced bool) {
	if len(chain) == 0 || chain[0].X509 == nil || !chain[0].X509.IsCA {
		return "", false // self-signed servers' certificates may say that they are CAs
	}
	first := chain[0].X509
	misplaced = string(first.RawIssuer) != string(first.RawSubject)
	for _, c := range chain[1:] {
		misplaced = misplaced || c.X509 != nil && string(c.DER) != string(chain[0].DER) && string(c.X509.RawIssuer) == string(first.RawSubject)
	}
	return evidence.Escape(first.Subject.String(), evidence.WildMax), misplaced
}
