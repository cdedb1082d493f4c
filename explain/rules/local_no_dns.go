package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// localNoDns: not one DNS answer came, nothing but errors of the
// resolver, or from some moment on none any more.
func localNoDns() Rule {
	return Rule{
		Code: "local.no-dns", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 7672 2.1.1"},
		Detect: detectLocalNoDns,
	}
}

func detectLocalNoDns(c *Case) []finding.Finding {
	useless := c.resolver() != "" && !slices.ContainsFunc(c.View.All(), (*view.Answer).Usable)
	var silent []evidence.ID
	if c.Report.Complete && c.Report.Reached && c.resolver() == "" {
		silent = c.wentSilent()
	}
	if c.Report.Reached && !useless && len(silent) == 0 || !c.Report.Complete || c.Report.MX.Kind == mail.MXLiteral {
		return nil
	}
	f := finding.Finding{Subject: "DNS from this computer", Link: LinkZone(wire.Root()), Args: finding.Args{
		"domain": c.Report.Domain.Show(), "resolver": c.resolver(), "errors": "", "partly": "",
	}}
	if len(silent) > 0 {
		f.Args["partly"], f.Evidence = "yes", silent
		return []finding.Finding{f}
	}
	if c.Report.Reached {
		f.Args["errors"] = "yes" // from a resolver to every question, also about the root
	}
	for _, a := range c.View.All() {
		f.Evidence = append(f.Evidence, a.Tries...)
	}
	if len(f.Evidence) == 0 {
		f.Evidence = c.startEvidence()
	}
	return []finding.Finding{f}
}
