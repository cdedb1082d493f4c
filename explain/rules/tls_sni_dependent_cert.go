package rules

import (
	"bytes"
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// tlsSniDependentCert: a client that names no server is shown another certificate, or none.
func tlsSniDependentCert() Rule {
	return Rule{
		Code: "tls.sni-dependent-cert", Severity: finding.Info, Layer: finding.LayerTLS, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 8.1", "RFC 6066 3"},
		Detect: detectTlsSniDependentCert,
	}
}

func detectTlsSniDependentCert(c *Case) []finding.Finding {
	return c.shown(StepHandshake, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		f.Args["sni"], f.Args["checked"] = h.Name.Show(), finding.Flag(h.Mode == mail.ModeDANE)
		f.Args["other"], f.Args["key"], f.Args["fits"], f.Args["how"] = "", "", "", ""
		if !h.Base.IsZero() {
			f.Args["sni"] = h.Base.Show()
		}
		if refused := refusedUnnamed(a); refused != nil {
			f.Args["how"] = c.Words.Say("alert %d", refused.TLS.Alert-1) // kept plus one
			looked(f, refused)
			return true
		}
		other := unnamed(a)
		if other == nil {
			return false
		}
		f.Args["other"], f.Args["key"] = certName(c.Words, instead(a, other)), KeyOf(c.Words, other)
		f.Args["fits"] = finding.Flag(other.Match.Matched)
		looked(f, other.Sessions...)
		return true
	})
}

// unnamed returns the certificate whose leaf only a client without a server name
// was shown; nil if there is none, or nothing to compare it with.
func unnamed(a *mail.Address) *mail.Cert {
	for i := range a.Grid {
		c := &a.Grid[i]
		if c.Named() || len(c.Shown()) == 0 {
			continue
		}
		named := func(o mail.Cert) bool { return o.Named() }
		same := func(o mail.Cert) bool { return o.Named() && bytes.Equal(o.ChainDER[0], c.ChainDER[0]) }
		if slices.ContainsFunc(a.Grid, named) && !slices.ContainsFunc(a.Grid, same) {
			return c
		}
	}
	return nil
}

// refusedUnnamed returns the session without a server name that the server ended
// with an alert, where it serves the others.
func refusedUnnamed(a *mail.Address) *view.Session {
	if a.Talk != mail.OutcomePass {
		return nil
	}
	for _, s := range a.Looks {
		if s.Look == evidence.LookNoSNI && s.Trouble == view.HandshakeFailed && s.TLS != nil && s.TLS.Failure == evidence.TLSAlert && s.TLS.Alert > 0 {
			return s
		}
	}
	return nil
}
