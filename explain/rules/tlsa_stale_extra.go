package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
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
			f.Evidence = append(f.Evidence, sessionIDs(h)...)
			out = append(out, f)
		}
	}
	return out
}

// used tells whether a record fits the certificate at any address.
func used(h *mail.Host, r tlsa.Record) bool {
	for i := range h.Addresses {
		for _, t := range h.Addresses[i].Match.Attempts {
			if t.Record == r.Index && (t.Matched || t.Would) {
				return true
			}
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
