package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaTaRootPin: a record names the key of a public root, which servers normally do not send.
func tlsaTaRootPin() Rule {
	return Rule{
		Code: "tlsa.ta-root-pin", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 5.2.2"},
		Detect: detectTlsaTaRootPin,
	}
}

func detectTlsaTaRootPin(c *Case) []finding.Finding {
	return c.recordFindings(isRootPin, func(f *finding.Finding, h *mail.Host, which []tlsa.Record) {
		ca, _ := tlsa.IssuerOf(which[0].TLSA)
		f.Args["ca"], f.Args["asof"] = ca.Name, tlsa.IssuersAsOf
		if len(failing(h)) > 0 || otherOfKind(h, which[0]) {
			f.Weight = finding.Hygiene // the failed comparison is told by its own rule; beside a record that fits it is untidy only
		}
	})
}

// isRootPin tells whether a record of usage 2 names the key of a known root.
func isRootPin(r tlsa.Record) bool {
	ca, ok := tlsa.IssuerOf(r.TLSA)
	return ok && ca.State == tlsa.IssuerRoot && r.Active() && r.TLSA.Usage == usageTA
}

// otherOfKind tells whether another record of the same usage, selector and
// matching type fits.
func otherOfKind(h *mail.Host, r tlsa.Record) bool {
	return slices.ContainsFunc(h.Records, func(o tlsa.Record) bool { return o.Index != r.Index && kindOf(o) == kindOf(r) && used(h, o) })
}
