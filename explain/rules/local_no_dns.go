package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// localNoDns: not one DNS answer came.
func localNoDns() Rule {
	return Rule{
		Code: "local.no-dns", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 7672 2.1.1"},
		Detect: detectLocalNoDns,
	}
}

func detectLocalNoDns(c *Case) []finding.Finding {
	if c.Report.Reached || !c.Report.Complete || c.Report.MX.Kind == mail.MXLiteral {
		return nil
	}
	f := finding.Finding{Subject: "DNS from this computer", Link: LinkZone(wire.Root()), Args: finding.Args{"domain": c.Report.Domain.Show()}}
	for _, a := range c.View.All() {
		f.Evidence = append(f.Evidence, a.Tries...)
	}
	if len(f.Evidence) == 0 {
		f.Evidence = c.startEvidence()
	}
	return []finding.Finding{f}
}
