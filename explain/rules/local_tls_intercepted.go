package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// localTlsIntercepted: something near us holds every TLS session itself: servers
// of different operators show certificates of one issuer that nobody knows, and no
// TLSA record fits.
func localTlsIntercepted() Rule {
	return Rule{
		Code: "local.tls-intercepted", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 7672 1.3", "RFC 7671 1"},
		Detect: detectLocalTlsIntercepted,
	}
}

func detectLocalTlsIntercepted(c *Case) []finding.Finding {
	swapped := c.Report.Swapped
	if len(swapped) == 0 {
		return nil
	}
	f := c.domainFinding(nil)
	f.Evidence, f.Subject, f.OwnerOf = nil, c.Words.Say("TLS from this computer"), ""
	var shown []string
	issuer := ""
	for _, s := range swapped {
		f.Evidence = append(f.Evidence, s.ID, s.TLSID)
		if name := s.Host.Show(); !slices.Contains(shown, name) {
			shown = append(shown, name)
		}
		for _, cert := range tlsa.ReadChain(s.TLS.Chain)[:1] {
			if issuer == "" && cert.X509 != nil {
				issuer = evidence.Escape(cert.X509.Issuer.String(), evidence.WildMax)
			}
		}
	}
	for i := range c.Report.Hosts {
		if h := &c.Report.Hosts[i]; h.Mode == mail.ModeDANE {
			f.Link, f.Args["host"] = LinkHost(h.Name, StepMatch), h.Name.Show()
			break
		}
	}
	f.Args["issuer"], f.Args["servers"], f.Args["controls"] = issuer, c.Words.List(shown), c.Words.List(c.reachedControls())
	return []finding.Finding{f}
}
