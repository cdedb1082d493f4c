package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	mailop "danewalk/probe/judge/operator"
	"danewalk/probe/judge/tlsa"
)

// tlsaStaleExtra: a record matches, and another of the same kind matches nothing that the server shows.
func tlsaStaleExtra() Rule {
	return Rule{
		Code: "tlsa.stale-extra", Severity: finding.Info, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 8.1"},
		Detect: detectTlsaStaleExtra,
	}
}

func detectTlsaStaleExtra(c *Case) []finding.Finding {
	if !c.Report.Complete {
		return nil // another address may still show the other key
	}
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeDANE) {
		if len(passing(h)) == 0 || len(failing(h)) > 0 {
			continue
		}
		var idle []tlsa.Record
		for _, r := range h.Records {
			if r.Active() && !used(h, r) {
				idle = append(idle, r)
			}
		}
		if len(idle) > 0 {
			f := c.tlsaFinding(h, idle...)
			o := mailop.Classify(h.Name)
			f.Args["operator"], f.Args["spare"] = o.Name, finding.Flag(o.Kind == mailop.ExchangeDNSSEC)
			f.Evidence = append(f.Evidence, sessionIDs(h)...)
			out = append(out, f)
		}
	}
	return out
}

// used tells whether a record fits a certificate at any address, in any session:
// a record of a key that only some clients are shown is in use.
func used(h *mail.Host, r tlsa.Record) bool {
	fits := func(m tlsa.Match) bool {
		return slices.ContainsFunc(m.Attempts, func(t tlsa.Attempt) bool { return t.Record == r.Index && (t.Matched || t.Would) })
	}
	for i := range h.Addresses {
		a := &h.Addresses[i]
		if fits(a.Match) || slices.ContainsFunc(a.Grid, func(c mail.Cert) bool { return fits(c.Match) }) {
			return true
		}
	}
	return false
}

// sessionIDs are the handshakes in which certificates were seen.
func sessionIDs(h *mail.Host) (ids []evidence.ID) {
	for i := range h.Addresses {
		if s := h.Addresses[i].Session; s != nil && s.TLS != nil {
			ids = append(ids, s.TLSID)
		}
	}
	return ids
}
