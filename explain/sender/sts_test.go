package sender_test

import (
	"crypto/x509"
	"testing"

	"danewalk/explain/sender"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/view"
)

// policies is what a domain publishes, in words: no policy, or an enforced one
// that the server passes, does not stand in, or has no trusted certificate for.
func policies(sts string, s situation, hosts []mail.Host) *policy.Result {
	r := &policy.Result{STS: policy.STS{TXT: policy.Record{Presence: policy.Absent}}}
	if sts == "none" {
		return r
	}
	r.STS.TXT.Presence = policy.Published
	r.STS.Policy, r.STS.Trust = &policy.STSPolicy{Valid: true, Mode: "enforce"}, policy.Trust{Checked: true, OK: true}
	for _, h := range hosts {
		held := policy.STSHost{Host: h.Name, Listed: sts != "unlisted"}
		for _, a := range h.Addresses {
			tls := s.starttls == "yes"
			held.Servers = append(held.Servers, policy.STSServer{
				Addr: a.Addr.String(), Seen: true, TLS: tls, Trust: policy.Trust{Checked: tls, OK: tls && sts != "untrusted"},
			})
		}
		r.STS.Hosts = append(r.STS.Hosts, held)
	}
	return r
}

// insisting is RFC 8461 4 and 5, written down once more: what a sender does that
// insists on the policy, where no other rule decides.
func insisting(s situation, sts string, unlisted, untrusted string) want {
	switch {
	case sts == "unlisted":
		return want{"deferred", unlisted}
	case s.starttls != "yes":
		return want{"deferred", ""}
	case sts == "untrusted":
		return want{"deferred", untrusted}
	}
	return want{"authenticated", ""}
}

func stsOnly(s situation, sts string) want {
	switch {
	case s.mx == "bogus", s.addr == "failed", sts == "none" && s.starttls == "refused":
		return want{"unknown", ""} // not documented
	case sts == "none":
		return openly(s)
	}
	return insisting(s, sts, "", "")
}

func exchangeSTS(s situation, sts string) want {
	without := exchange(s)
	dns := s.mx == "bogus" || s.addr == "failed"
	dane := s.mx == "secure" && s.addr == "secure" && (s.tlsa == "usable" || s.tlsa == "failed")
	unusable := s.mx == "secure" && s.addr == "secure" && s.tlsa == "unusable"
	switch {
	case sts == "none", dns:
		return without
	case dane && without.fate == "authenticated": // what comes then is not documented
		return map[string]want{"pass": without, "unlisted": {"unknown", "4.4.8"}, "untrusted": {"unknown", "4.7.5"}}[sts]
	case dane: // RFC 8461 2: nothing rescues it
		return without
	case unusable && sts != "unlisted" && s.starttls != "yes": // DANE asks for TLS, too
		return without
	}
	return insisting(s, sts, "4.4.8", "4.7.5")
}

func exchangeMandatorySTS(s situation, sts string) want {
	if s.mx == "secure" && s.addr == "secure" && s.tlsa == "usable" {
		return exchangeSTS(s, sts)
	}
	return exchangeMandatory(s)
}

func exchangeNoneSTS(s situation, sts string) want {
	if sts == "none" || s.mx == "bogus" || s.addr == "failed" {
		return exchangeNone(s)
	}
	return insisting(s, sts, "4.4.8", "4.7.5")
}

func TestDecisionTableUnderMTASTS(t *testing.T) {
	for _, s := range situations() {
		for _, sts := range []string{"none", "pass", "unlisted", "untrusted"} {
			expected := oracle(s) // the others do not know MTA-STS
			expected[sender.STSOnly] = stsOnly(s, sts)
			expected[sender.ExchangeOnline] = exchangeSTS(s, sts)
			expected[sender.ExchangeMandatory] = exchangeMandatorySTS(s, sts)
			expected[sender.ExchangeNone] = exchangeNoneSTS(s, sts)
			r := reported(s)
			r.Policies = policies(sts, s, r.Hosts)
			for _, v := range sender.Views(r) {
				if got := (want{v.Fate, v.Code}); got != expected[v.Sender] {
					t.Errorf("%s: %v, MTA-STS %s: %+v, want %+v (%s)", v.Sender, s, sts, got, expected[v.Sender], v.Why)
				}
				if v.Mixed || v.Unseen || v.Source == "" && v.Why != sender.NotSeen {
					t.Errorf("%s: %v, MTA-STS %s: mixed %t, unseen %t, source %q", v.Sender, s, sts, v.Mixed, v.Unseen, v.Source)
				}
			}
		}
	}
}

// TestPolicyThatCannotBeRead: what was announced and not read from here may ask
// for anything; what is faulty asks for nothing (RFC 8461 3.3).
func TestPolicyThatCannotBeRead(t *testing.T) {
	s := open()
	for trouble, w := range map[policy.FetchTrouble]sender.Fate{
		policy.FetchOwnSide: sender.Unknown, policy.FetchUnread: sender.Unknown, policy.FetchWithheld: sender.Unknown, policy.FetchRedirect: sender.Encrypted, policy.FetchCertificate: sender.Encrypted,
	} {
		r := reported(s)
		r.Policies = policies("none", s, nil)
		r.Policies.STS.TXT.Presence, r.Policies.STS.Trouble = policy.Published, trouble
		for _, id := range []sender.ID{sender.STSOnly, sender.ExchangeOnline} {
			if v := of(t, r, id); v.Fate != w {
				t.Errorf("%s: %s: %s, want %s", trouble, id, v.Fate, w)
			}
		}
		if v := of(t, r, sender.PostfixDANE); v.Fate != sender.Encrypted {
			t.Errorf("%s: a sender without MTA-STS: %s", trouble, v.Fate)
		}
	}
}

// TestCertificateOfThePolicyHost: an authority that nobody knows may be a box near
// us, and a policy that nobody vouched for may be anybody's.
func TestCertificateOfThePolicyHost(t *testing.T) {
	s := open()
	leaf := func(issuer string) *x509.Certificate {
		return &x509.Certificate{RawSubject: []byte("host"), RawIssuer: []byte(issuer)}
	}
	for _, c := range []struct {
		name  string
		state string
		sts   policy.STS
		want  sender.Fate
	}{
		{"an unknown authority", "none", policy.STS{Trouble: policy.FetchCertificate, Trust: policy.Trust{Checked: true, Why: "untrusted", Leaf: leaf("box")}}, sender.Unknown},
		{"made by itself", "none", policy.STS{Trouble: policy.FetchCertificate, Trust: policy.Trust{Checked: true, Why: "untrusted", Leaf: leaf("host")}}, sender.Encrypted},
		{"expired", "none", policy.STS{Trouble: policy.FetchCertificate, Trust: policy.Trust{Checked: true, Why: "expired", Leaf: leaf("box")}}, sender.Encrypted},
		{"no list of authorities here", "pass", policy.STS{}, sender.Unknown},
	} {
		r := reported(s)
		r.Policies = policies(c.state, s, r.Hosts)
		r.Policies.STS.TXT.Presence = policy.Published
		r.Policies.STS.Trouble, r.Policies.STS.Trust = c.sts.Trouble, c.sts.Trust
		if v := of(t, r, sender.STSOnly); v.Fate != c.want {
			t.Errorf("%s: %s, want %s", c.name, v.Fate, c.want)
		}
	}
}

// TestOldTLSWithoutDANE: nobody documents which senders still take TLS 1.0; those
// with OpenSSL are known where they ask for no certificate.
func TestOldTLSWithoutDANE(t *testing.T) {
	s := open()
	r := reported(s)
	r.Hosts[0].Addresses[0].Session = &view.Session{TLS: &evidence.Handshake{Version: 0x0301}}
	for id, w := range map[sender.ID]sender.Fate{
		sender.PostfixDANE: sender.Encrypted, sender.Opportunistic: sender.Encrypted,
		sender.Exim: sender.Unknown, sender.ExchangeOnline: sender.Unknown, sender.STSOnly: sender.Unknown,
	} {
		for _, sts := range []string{"none", "pass"} {
			r.Policies = policies(sts, s, r.Hosts)
			if v := of(t, r, id); v.Fate != w {
				t.Errorf("%s, MTA-STS %s: %s, want %s", id, sts, v.Fate, w)
			}
		}
	}
}

// TestNextServerUnderMTASTS: a server that is not listed is passed over, not
// failed (RFC 8461 5.1).
func TestNextServerUnderMTASTS(t *testing.T) {
	s := open()
	r := domain(hosted(s, "mx1.example.net", 10, "192.0.2.25"), hosted(s, "mx2.example.net", 20, "192.0.2.26"))
	r.Policies = policies("pass", s, r.Hosts)
	r.Policies.STS.Hosts[0].Listed = false
	if v := of(t, r, sender.STSOnly); v.Fate != sender.Authenticated || v.Host.Show() != "mx2.example.net" || v.Why != sender.STSMatch {
		t.Errorf("%s at %s: %s", v.Fate, v.Host.Show(), v.Why)
	}
	r.Policies.STS.Hosts[1].Servers[0].Trust = policy.Trust{} // no list of authorities here
	if v := of(t, r, sender.STSOnly); v.Fate != sender.Unknown {
		t.Errorf("nobody looked at the certificate: %s", v.Fate)
	}
}
