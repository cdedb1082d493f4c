package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	mailop "danewalk/probe/judge/operator"
	"danewalk/probe/wire"
)

// exoDnssecGate: the domain is at Exchange Online, and its own signatures are
// broken: that comes before anything at Microsoft.
func exoDnssecGate() Rule {
	return Rule{
		Code: "exo.dnssec-gate", Severity: finding.FatalIf, Layer: finding.LayerMX, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 4035 5", "RFC 7672 2.1.2"},
		Causes: lookupFaults(),
		Detect: detectExoDnssecGate,
	}
}

func detectExoDnssecGate(c *Case) []finding.Finding {
	l := c.Report.MX.Lookup
	if l == nil || l.Status != dnssec.Bogus {
		return nil
	}
	host, id := c.unprovenExchange(l.Name)
	if host.IsZero() {
		return nil
	}
	f := c.domainFinding(nil)
	f.Evidence = append(lookupEvidence(l), id)
	f.Args["target"] = host.Show()
	f.Args["moved"] = finding.Flag(mailop.Classify(host).Kind == mailop.ExchangeDNSSEC)
	return []finding.Finding{f}
}

// unprovenExchange finds a name of Exchange Online in MX records that nobody can
// believe. It shows where the domain probably is, and decides nothing.
func (c *Case) unprovenExchange(domain wire.Name) (host wire.Name, id evidence.ID) {
	for _, a := range c.View.Answers(domain, wire.TypeMX) {
		for _, set := range a.Answer {
			if set.Type != wire.TypeMX {
				continue
			}
			for _, rr := range set.RRs {
				if mx, err := rr.MX(); err == nil && mailop.Classify(mx.Host).Exchange() {
					return mx.Host, a.ID
				}
			}
		}
	}
	return wire.Name{}, 0
}
