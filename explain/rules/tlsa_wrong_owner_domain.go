package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// tlsaWrongOwnerDomain: TLSA records stand at the mail domain, and not at its mail servers.
func tlsaWrongOwnerDomain() Rule {
	return Rule{
		Code: "tlsa.wrong-owner-domain", Severity: finding.Lost, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 7672 2.2.3"},
		Detect: detectTlsaWrongOwnerDomain,
	}
}

func detectTlsaWrongOwnerDomain(c *Case) []finding.Finding {
	domain := c.Report.Domain
	owner, err := wire.TLSAName(domain, wire.SMTPPort)
	if err != nil || c.Report.MX.Kind != mail.MXRecords {
		return nil
	}
	ids, found := c.tlsaAt(owner)
	var without []*mail.Host
	for _, h := range c.hostsInMode(mail.ModeNone) {
		if h.Name == domain {
			return nil // the domain is its own mail server
		}
		if h.Gate == mail.GateSecure && h.Unused == nil {
			without = append(without, h)
		}
	}
	if len(found) == 0 || len(without) == 0 {
		return nil
	}
	f := c.tlsaFinding(without[0], found...)
	f.Subject, f.Host, f.Evidence = owner.Show()+" TLSA", "", append(ids, lookupEvidence(without[0].Lookups...)...)
	f.OwnerOf, f.Args["host"], f.Args["hosts"] = domain.Show(), without[0].Name.Show(), hostList(c.Words, without)
	f.Args["wrong"] = owner.Show()
	for _, h := range without[1:] {
		f.Args["record"] += "\n" + c.tlsaFinding(h).Args["record"]
	}
	return []finding.Finding{f}
}

// tlsaAt returns the TLSA records that any server has at a name, as it wrote
// them: whether they are signed does not matter for a wrong place.
func (c *Case) tlsaAt(owner wire.Name) (ids []evidence.ID, records []tlsa.Record) {
	for _, a := range c.View.Answers(owner, wire.TypeTLSA) {
		if set := wire.Find(a.Answer, owner, wire.TypeTLSA); set != nil && len(set.RRs) > 0 {
			ids = append(ids, a.ID)
			if records == nil {
				records = tlsa.Parse(set)
			}
		}
	}
	return ids, records
}
