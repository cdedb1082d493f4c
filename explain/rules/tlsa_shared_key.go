package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaSharedKey: mail servers of different zones, at different addresses, use one key.
func tlsaSharedKey() Rule {
	return Rule{
		Code: "tlsa.shared-key", Severity: finding.Info, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2.3"},
		Detect: detectTlsaSharedKey,
	}
}

func detectTlsaSharedKey(c *Case) []finding.Finding {
	var out []finding.Finding
	hosts := c.hostsInMode(mail.ModeDANE)
	for i, h := range hosts {
		for _, o := range hosts[:i] {
			r, ok := sharedRecord(h, o)
			if !ok || zoneAt(h.TLSA) == zoneAt(o.TLSA) || sharesAddress(h, o) {
				continue
			}
			f := c.tlsaFinding(h, r)
			f.Evidence = append(append(append(f.Evidence, lookupEvidence(o.TLSA)...), sessionIDs(h)...), sessionIDs(o)...)
			f.Args["other"] = o.Name.Show()
			out = append(out, f)
			break
		}
	}
	return out
}

// sharedRecord returns a record of usage 3 that both hosts publish and by which
// both are authenticated.
func sharedRecord(h, o *mail.Host) (tlsa.Record, bool) {
	for _, r := range h.Records {
		for _, s := range o.Records {
			if r.Active() && s.Active() && r.TLSA.Usage == usageEE && r.TLSA.String() == s.TLSA.String() && used(h, r) && used(o, s) {
				return r, true
			}
		}
	}
	return tlsa.Record{}, false
}

// sharesAddress tells whether two names lead to one machine.
func sharesAddress(h, o *mail.Host) bool {
	for i := range h.Addresses {
		for j := range o.Addresses {
			if h.Addresses[i].Addr == o.Addresses[j].Addr {
				return true
			}
		}
	}
	return false
}
