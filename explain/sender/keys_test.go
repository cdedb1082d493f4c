package sender_test

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"testing"
	"time"

	"danewalk/explain/sender"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
)

// shows is a certificate with a key of a kind that was shown in a session of a kind.
func shows(key any, look string, matched bool) mail.Cert {
	return mail.Cert{
		Leaf:     &x509.Certificate{PublicKey: key, NotBefore: moment().Add(-time.Hour), NotAfter: moment().Add(time.Hour)},
		Sessions: []*view.Session{{Look: look, TLS: &evidence.Handshake{Version: tls13}}},
		Match:    tlsa.Match{Compared: true, Matched: matched, By: -1, Attempts: []tlsa.Attempt{{Matched: matched, Depth: 0, Why: tlsa.Differs}}},
	}
}

const (
	tls11 = 0x0302
	tls13 = 0x0304
)

// TestServersWithTwoKeys: OpenSSL asks for ECDSA first, whatever our own library
// was shown; what GnuTLS and Exchange Online are shown nobody knows from here.
func TestServersWithTwoKeys(t *testing.T) {
	ec, rs := &ecdsa.PublicKey{}, &rsa.PublicKey{}
	for _, c := range []struct {
		name            string
		ordinary, other mail.Cert
		postfix, rest   sender.Fate
		why             sender.Condition
	}{
		{"both fit", shows(rs, "", true), shows(ec, evidence.LookECDSA, true), "authenticated", "authenticated", sender.Match},
		{"none fits", shows(rs, "", false), shows(ec, evidence.LookECDSA, false), "deferred", "deferred", sender.Mismatch},
		{"RSA fits, ECDSA does not", shows(rs, "", true), shows(ec, evidence.LookECDSA, false), "deferred", "unknown", sender.MatchOnlyRSA},
		{"ECDSA fits, RSA does not", shows(rs, "", false), shows(ec, evidence.LookECDSA, true), "authenticated", "unknown", sender.MatchOnlyECDSA},
		{"the server prefers ECDSA, and RSA does not fit", shows(ec, "", true), shows(rs, evidence.LookRSA, false), "authenticated", "unknown", sender.MatchOnlyECDSA},
		{"the server prefers ECDSA, and only RSA fits", shows(ec, "", false), shows(rs, evidence.LookRSA, true), "deferred", "unknown", sender.MatchOnlyRSA},
		{"without a server name only", shows(rs, "", true), shows(ec, evidence.LookNoSNI, false), "authenticated", "authenticated", sender.Match},
		{"another certificate of the same kind", shows(rs, "", true), shows(rs, evidence.LookRSA, false), "authenticated", "authenticated", sender.Match},
	} {
		h := hosted(good(), "mx1.example.net", 10, "192.0.2.25")
		a := &h.Addresses[0]
		a.Session, a.Leaf, a.Match, a.Grid = c.ordinary.Sessions[0], c.ordinary.Leaf, c.ordinary.Match, []mail.Cert{c.ordinary, c.other}
		if a.Outcome = mail.OutcomePass; !c.ordinary.Match.Matched {
			a.Outcome = mail.OutcomeFail
			if c.other.Match.Matched {
				a.Otherwise = mail.OutcomePass // as the judge says
			}
		}
		for id, want := range map[sender.ID]sender.Fate{
			sender.PostfixDANE: c.postfix, sender.PostfixDANEOnly: c.postfix, sender.Exim: c.rest, sender.ExchangeOnline: c.rest,
			sender.Opportunistic: "encrypted",
		} {
			v := of(t, domain(h), id)
			if v.Fate != want {
				t.Errorf("%s: %s: %s (%s), want %s", c.name, id, v.Fate, v.Why, want)
			}
			if id == sender.PostfixDANE && v.Why != c.why {
				t.Errorf("%s: %s, want %s", c.name, v.Why, c.why)
			}
		}
	}
}

// TestOldVersionsOnly: OpenSSL 3 takes TLS 1.1 only where the certificate does not count.
func TestOldVersionsOnly(t *testing.T) {
	for _, c := range []struct {
		records   string
		version   uint16
		want, may sender.Fate
	}{
		{"usable", tls11, "deferred", "encrypted"},
		{"usable", tls13, "authenticated", "encrypted"},
		{"unusable", tls11, "encrypted", "encrypted"},
		{"absent", tls11, "encrypted", "encrypted"},
	} {
		h := hosted(situation{"secure", "secure", c.records, "yes", "match"}, "mx1.example.net", 10, "192.0.2.25")
		h.Addresses[0].Session = &view.Session{TLS: &evidence.Handshake{Version: c.version}}
		r := domain(h)
		if v := of(t, r, sender.PostfixDANE); v.Fate != c.want {
			t.Errorf("%s, %#x: %s (%s), want %s", c.records, c.version, v.Fate, v.Why, c.want)
		}
		if v := of(t, r, sender.Opportunistic); v.Fate != c.may {
			t.Errorf("%s, %#x, level may: %s, want %s", c.records, c.version, v.Fate, c.may)
		}
	}
}

// TestServersThatFindNoCipher: one without a certificate has anonymous ciphers,
// which Postfix has too where it asks for no certificate.
func TestServersThatFindNoCipher(t *testing.T) {
	for _, c := range []struct {
		records string
		alert   int
		id      sender.ID
		want    sender.Fate
	}{
		{"absent", 40, sender.PostfixDANE, "unknown"},
		{"absent", 40, sender.Opportunistic, "unknown"},
		{"absent", 40, sender.Exim, "clear"},
		{"absent", 40, sender.ExchangeOnline, "unknown"},
		{"absent", 80, sender.PostfixDANE, "clear"},
		{"usable", 40, sender.PostfixDANE, "deferred"},
		{"usable", 40, sender.Opportunistic, "unknown"},
	} {
		h := hosted(situation{"secure", "secure", c.records, "yes", "match"}, "mx1.example.net", 10, "192.0.2.25")
		a := &h.Addresses[0]
		a.Trouble, a.Talk, a.Outcome = view.HandshakeFailed, mail.OutcomeFail, mail.OutcomeFail
		if c.records == "absent" {
			a.Talk, a.Outcome = mail.OutcomeUnprotected, mail.OutcomeUnprotected
		}
		a.Session = &view.Session{TLS: &evidence.Handshake{Failure: evidence.TLSAlert, Alert: c.alert + 1}}
		if v := of(t, domain(h), c.id); v.Fate != c.want {
			t.Errorf("%s, alert %d: %s: %s (%s), want %s", c.records, c.alert, c.id, v.Fate, v.Why, c.want)
		}
	}
}
