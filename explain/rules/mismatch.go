package rules

import (
	"danewalk/explain/finding"
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

// cause is one way in which a comparison can fail.
type mismatchKind struct {
	code finding.Code
	is   func(*Case, *mail.Host, *mail.Address) bool
}

// mismatchCauses lists the exact causes, most exact first. Whoever adds a rule
// about a failed comparison adds its row here.
func mismatchCauses() []mismatchKind {
	return []mismatchKind{
		{"tlsa.hash-of-empty", anyWhy(tlsa.EmptyInput)},
		{"tlsa.usage-confused", anyWhy(tlsa.LeafUnderTA, tlsa.CAUnderEE)},
		{"tlsa.ta-name-mismatch", anyWhy(tlsa.NameMismatch)},
		{"tlsa.ta-chain-invalid", anyWhy(tlsa.ChainInvalid)},
	}
}

// anyWhy is true when a record in use failed for one of the reasons.
func anyWhy(whys ...tlsa.Why) func(*Case, *mail.Host, *mail.Address) bool {
	return func(_ *Case, _ *mail.Host, a *mail.Address) bool {
		for _, t := range a.Match.Attempts {
			for _, w := range whys {
				if t.Why == w {
					return true
				}
			}
		}
		return false
	}
}

// certName is a short, safe name of the certificate that an address shows.
func certName(a *mail.Address) string {
	switch {
	case a.Leaf == nil:
		return "a certificate that our library cannot read"
	case len(a.Leaf.DNSNames) > 0:
		return evidence.Escape(a.Leaf.DNSNames[0], 64)
	case a.Leaf.Subject.CommonName != "":
		return evidence.Escape(a.Leaf.Subject.CommonName, 64)
	}
	return "a certificate without a name"
}
