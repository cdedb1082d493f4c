package rules

import (
	"slices"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// mismatchCause names the rule that knows best why a certificate fails the
// comparison; empty when nothing more exact than tlsa.mismatch is known. The
// order is from the most exact to the most general, so that each address has
// one cause.
func mismatchCause(c *Case, h *mail.Host, a *mail.Address) finding.Code {
	for _, m := range mismatchCauses() {
		if m.is(c, h, a) {
			return m.code
		}
	}
	return ""
}

// mismatchKind is one way in which a comparison can fail.
type mismatchKind struct {
	code finding.Code
	is   func(*Case, *mail.Host, *mail.Address) bool
}

// mismatchCauses lists the exact causes, most exact first. Whoever adds a rule
// about a failed comparison adds its row here.
func mismatchCauses() []mismatchKind {
	return []mismatchKind{
		{"tlsa.agility-shadowed", isShadowed},
		{"tlsa.per-address-difference", isOnlyHere},
		{"tlsa.dual-cert-half-covered", isHalfCovered},
		{"tlsa.future-key-only", isTooEarly},
		{"tlsa.hash-of-empty", anyWhy(tlsa.EmptyInput)},
		{"tlsa.placeholder", isPlaceholder},
		{"tlsa.usage-confused", anyWhy(tlsa.LeafUnderTA, tlsa.CAUnderEE)},
		{"tlsa.hash-wrong-input", isWrongInput},
		{"tlsa.ta-name-mismatch", anyWhy(tlsa.NameMismatch)},
		{"tlsa.ta-chain-invalid", anyWhy(tlsa.ChainInvalid)},
		{"tlsa.ca-retired", isRetiredCA},
		{"tlsa.mismatch-after-renewal", isRenewed},
		{"tlsa.ta-not-in-chain", isTAMissing},
	}
}

// mismatchOf makes a finding for every host with an address whose certificate
// fails the comparison for the reason of a rule. more adds what the texts of
// the rule need; it may be nil.
func (c *Case) mismatchOf(code finding.Code, more func(*finding.Finding, *mail.Host, *mail.Address)) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		var here []finding.Finding
		for _, a := range failing(h) {
			if mismatchCause(c, h, a) != code {
				continue
			}
			f := c.mismatch(h, a)
			if more != nil {
				more(&f, h, a)
			}
			here = append(here, f)
		}
		out = append(out, ByHost(here, c.Addresses)...)
	}
	return out
}

// failing returns the addresses of a host where usable records were compared
// and none matches, as far as can be told from here.
func failing(h *mail.Host) (out []*mail.Address) {
	if h.Mode != mail.ModeDANE {
		return nil
	}
	for i := range h.Addresses {
		if a := &h.Addresses[i]; a.Match.Compared && !a.Match.Matched && a.Outcome == mail.OutcomeFail {
			out = append(out, a)
		}
	}
	return out
}

// attemptOf returns the first attempt that failed for one of the reasons.
func attemptOf(a *mail.Address, whys ...tlsa.Why) (tlsa.Attempt, bool) {
	i := slices.IndexFunc(a.Match.Attempts, func(t tlsa.Attempt) bool { return slices.Contains(whys, t.Why) })
	if i < 0 {
		return tlsa.Attempt{}, false
	}
	return a.Match.Attempts[i], true
}

// anyWhy is true when a record in use failed for one of the reasons.
func anyWhy(whys ...tlsa.Why) func(*Case, *mail.Host, *mail.Address) bool {
	return func(_ *Case, _ *mail.Host, a *mail.Address) bool {
		_, ok := attemptOf(a, whys...)
		return ok
	}
}

// isShadowed: a record fits, but a stronger digest of the same usage and
// selector takes its place and does not (RFC 7671 9).
func isShadowed(_ *Case, _ *mail.Host, a *mail.Address) bool {
	_, ok := shadowedMatch(a)
	return ok
}

func shadowedMatch(a *mail.Address) (tlsa.Attempt, bool) {
	i := slices.IndexFunc(a.Match.Attempts, func(t tlsa.Attempt) bool { return t.Why == tlsa.OutOfForce && t.Would })
	if i < 0 {
		return tlsa.Attempt{}, false
	}
	return a.Match.Attempts[i], true
}

// isOnlyHere: the same records fit the certificate at another address of the host,
// or that of another machine behind the same address.
func isOnlyHere(_ *Case, h *mail.Host, a *mail.Address) bool {
	return len(passing(h)) > 0 || sameKind(a, a.Covered(h)) != nil
}

// isPlaceholder: the value of a record in use comes from a manual.
func isPlaceholder(_ *Case, h *mail.Host, _ *mail.Address) bool {
	return slices.ContainsFunc(h.Records, func(r tlsa.Record) bool { return r.Active() && isSample(r.TLSA.Data) })
}

func isSample(data []byte) bool {
	_, ok := tlsa.Sample(data)
	return ok
}

// isWrongInput: the value was computed from the wrong thing, or belongs to
// another mail server of the domain.
func isWrongInput(_ *Case, h *mail.Host, a *mail.Address) bool {
	_, ok := wrongInput(h, a)
	return ok
}

// wrongInput returns the first record whose value was computed from the wrong
// thing or for another server.
func wrongInput(h *mail.Host, a *mail.Address) (tlsa.Attempt, bool) {
	if t, ok := attemptOf(a, tlsa.OtherSelector, tlsa.OtherHash, tlsa.PEMInput, tlsa.OtherInput); ok {
		return t, true
	}
	i := slices.IndexFunc(a.Match.Attempts, func(t tlsa.Attempt) bool {
		r := h.Records[t.Record]
		return r.Active() && r.TLSA.Usage == usageEE && t.Guess.Kind == tlsa.GuessOtherHost && t.Guess.Depth == 0
	})
	if i < 0 {
		return tlsa.Attempt{}, false
	}
	return a.Match.Attempts[i], true
}

// guessWords says what the value of a record in use is that does not fit; empty
// when nobody knows.
func guessWords(b *text.Book, h *mail.Host, a *mail.Address) string {
	for _, t := range a.Match.Attempts {
		if h.Records[t.Record].Active() && t.Guess.Kind != "" && t.Detail != "" {
			return evidence.Escape(GuessWords(b, t.Detail), evidence.WildMax)
		}
	}
	return ""
}

// isRetiredCA: the records of usage 2 name only issuers that are out of use.
func isRetiredCA(_ *Case, h *mail.Host, _ *mail.Address) bool {
	retired := 0
	for _, r := range h.Records {
		if !r.Active() || r.TLSA.Usage != usageTA {
			continue
		}
		if ca, ok := tlsa.IssuerOf(r.TLSA); !ok || ca.State != tlsa.IssuerRetired {
			return false
		}
		retired++
	}
	return retired > 0
}

// backdating is how much earlier than the moment of signing signers let a
// signature begin, at most: one hour is usual, 90 minutes occur.
const backdating = 3 * time.Hour

// isRenewed: the certificate was issued after the TLSA records were signed, so
// the records cannot have been made for it. Only of usage 3: a renewal under
// the same CA does not touch the others.
func isRenewed(_ *Case, h *mail.Host, a *mail.Address) bool {
	if a.Leaf == nil || h.TLSA == nil || h.TLSA.Used == nil || !h.TLSA.Used.Valid {
		return false
	}
	ee := slices.ContainsFunc(h.Records, func(r tlsa.Record) bool { return r.Active() && r.TLSA.Usage == usageEE })
	return ee && a.Leaf.NotBefore.After(h.TLSA.Used.Inception.Add(backdating))
}

// isTAMissing: there are records of usage 2 only, and none of the certificates
// sent is the one that they name (RFC 7671 5.2).
func isTAMissing(_ *Case, h *mail.Host, a *mail.Address) bool {
	ee := slices.ContainsFunc(h.Records, func(r tlsa.Record) bool { return r.Active() && r.TLSA.Usage == usageEE })
	_, missing := attemptOf(a, tlsa.NotInChain)
	return missing && !ee
}

// maxCertName is how much of a certificate's name is shown: it stands within
// sentences, and comes from the server.
const maxCertName = 64

// certName is a short, safe name of the certificate that an address shows.
func certName(b *text.Book, a *mail.Address) string {
	switch {
	case a.Leaf == nil:
		return b.Say("a certificate that our library cannot read")
	case len(a.Leaf.DNSNames) > 0:
		return evidence.Escape(a.Leaf.DNSNames[0], maxCertName)
	case a.Leaf.Subject.CommonName != "":
		return evidence.Escape(a.Leaf.Subject.CommonName, maxCertName)
	}
	return b.Say("a certificate without a name")
}
