package mail

import (
	"bytes"
	"crypto/x509"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
)

// unswapped takes back every mismatch that something between us and all mail
// servers makes: a proxy, an appliance or a program on this computer that shows
// certificates of its own. Nothing is known about those of the servers then.
func (j *judge) unswapped(r *Report) {
	if r.Swapped = j.swapped(r.Hosts); len(r.Swapped) == 0 {
		return
	}
	for i := range r.Hosts {
		h := &r.Hosts[i]
		for k := range h.Addresses {
			if a := &h.Addresses[k]; a.Outcome == OutcomeFail && a.Match.Compared {
				a.Outcome, a.Otherwise = OutcomeUntested, OutcomePending
			}
		}
		h.Outcome = j.outcome(h)
	}
}

// shower is a server certificate and the session that showed it.
type shower struct {
	session *view.Session
	leaf    *x509.Certificate
	rest    []*x509.Certificate
}

// swapped returns the sessions if servers of different operators, controls among
// them, show certificates of one issuer that no sender trusts, or of one key, and
// not one TLSA record fits. Two operators do not share a private authority; what
// they share is the way from here.
func (j *judge) swapped(hosts []Host) []*view.Session {
	if j.roots == nil {
		return nil // which issuers are known to all cannot be told
	}
	denied := false
	for i := range hosts {
		for _, a := range hosts[i].Addresses {
			if a.Match.Matched {
				return nil
			}
			denied = denied || hosts[i].Mode == ModeDANE && a.Match.Compared
		}
		if sharesRecords(hosts[:i], &hosts[i]) {
			return nil // one operator under two names
		}
	}
	seen := j.showers()
	if !denied || len(seen) == 0 {
		return nil
	}
	var out []*view.Session
	for _, s := range seen {
		if !sameIssuer(s.leaf, seen[0].leaf) && !bytes.Equal(s.leaf.RawSubjectPublicKeyInfo, seen[0].leaf.RawSubjectPublicKeyInfo) || j.trusted(s) {
			return nil
		}
		out = append(out, s.session)
	}
	if !unrelated(out) {
		return nil
	}
	return out
}

// showers reads the certificates of all ordinary sessions and of the controls.
func (j *judge) showers() (out []shower) {
	for _, s := range j.Sessions() {
		if s.TLS == nil || s.Look != "" && s.Look != evidence.LookControl {
			continue
		}
		var certs []*x509.Certificate
		for _, c := range tlsa.ReadChain(s.TLS.Chain) {
			if c.X509 != nil {
				certs = append(certs, c.X509)
			}
		}
		if len(certs) > 0 {
			out = append(out, shower{s, certs[0], certs[1:]})
		}
	}
	return out
}

// trusted tells whether a certificate leads to an authority that senders know,
// whoever it is made out to.
func (j *judge) trusted(s shower) bool {
	between := x509.NewCertPool()
	for _, c := range s.rest {
		between.AddCert(c)
	}
	_, err := s.leaf.Verify(x509.VerifyOptions{
		Roots: j.roots, Intermediates: between, CurrentTime: j.at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	return err == nil
}

// sameIssuer tells whether one authority issued two certificates. One that signs
// itself has no other one's issuer.
func sameIssuer(a, b *x509.Certificate) bool {
	own := bytes.Equal(a.RawIssuer, a.RawSubject)
	return !own && bytes.Equal(a.RawIssuer, b.RawIssuer) && bytes.Equal(a.AuthorityKeyId, b.AuthorityKeyId)
}

// sharesRecords tells whether a host has a TLSA record that another one has too:
// who publishes one value for two servers runs both.
func sharesRecords(others []Host, h *Host) bool {
	for _, o := range others {
		if operatorOf(o.Name) == operatorOf(h.Name) {
			continue
		}
		for _, x := range o.Records {
			for _, y := range h.Records {
				if bytes.Equal(x.Raw, y.Raw) {
					return true
				}
			}
		}
	}
	return false
}
