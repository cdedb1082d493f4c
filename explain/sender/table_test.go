package sender_test

import (
	"crypto/x509"
	"fmt"
	"net/netip"
	"testing"
	"time"

	"danewalk/explain/sender"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// situation is one row of the decision table, in words.
type situation struct {
	mx       string // secure, insecure, bogus
	addr     string // secure, insecure, failed
	tlsa     string // usable, unusable, absent, insecure, failed
	starttls string // yes, no, refused
	cert     string // match, mismatch, name, expired (leaf, usage 3), chain (expired, usage 2), disputed (valid, but not for OpenSSL)
}

func (s situation) String() string {
	return fmt.Sprintf("MX %s, address %s, TLSA %s, STARTTLS %s, certificate %s", s.mx, s.addr, s.tlsa, s.starttls, s.cert)
}

// situations are all combinations.
func situations() []situation {
	var out []situation
	for _, mx := range []string{"secure", "insecure", "bogus"} {
		for _, addr := range []string{"secure", "insecure", "failed"} {
			for _, records := range []string{"usable", "unusable", "absent", "insecure", "failed"} {
				for _, starttls := range []string{"yes", "no", "refused"} {
					for _, cert := range []string{"match", "mismatch", "name", "expired", "chain", "disputed"} {
						out = append(out, situation{mx, addr, records, starttls, cert})
					}
				}
			}
		}
	}
	return out
}

// want is the outcome for one sender: fate and status code.
type want struct {
	fate sender.Fate
	code string
}

// oracle is the decision table of RFC 7672 2.2 and of the senders' own texts,
// written down once more, sender by sender, from top to bottom.
func oracle(s situation) map[sender.ID]want {
	return map[sender.ID]want{
		sender.PostfixDANE:       postfixDANE(s),
		sender.PostfixDANEOnly:   postfixDANEOnly(s),
		sender.Exim:              exim(s),
		sender.ExchangeOnline:    exchange(s),
		sender.ExchangeMandatory: exchangeMandatory(s),
		sender.ExchangeNone:      exchangeNone(s),
		sender.STSOnly:           {"unknown", ""}, // nobody looked for the policy
		sender.Opportunistic:     opportunistic(s),
	}
}

// RFC 7672 2.2: TLS is not asked for, and clear text will do.
func openly(s situation) want {
	if s.starttls == "yes" {
		return want{"encrypted", ""}
	}
	return want{"clear", ""}
}

func postfixDANE(s situation) want {
	if s.mx == "bogus" || s.addr == "failed" { // RFC 7672 2.1.2
		return want{"deferred", "4.4.3"}
	}
	if s.addr == "insecure" || s.tlsa == "absent" || s.tlsa == "insecure" { // RFC 7672 2.2.2, 2.2
		return openly(s)
	}
	if s.tlsa == "failed" {
		return want{"deferred", "4.7.5"}
	}
	if s.starttls == "no" {
		return want{"deferred", "4.7.4"}
	}
	if s.starttls == "refused" {
		return want{"deferred", ""}
	}
	if s.tlsa == "unusable" {
		return want{"encrypted", ""}
	}
	if s.cert != "match" && s.cert != "expired" { // RFC 7672 3.1.1: the dates of the leaf do not count
		return want{"deferred", "4.7.5"}
	}
	if s.mx == "insecure" { // RFC 7672 2.2.1: never a proof
		return want{"encrypted", ""}
	}
	return want{"authenticated", ""}
}

func postfixDANEOnly(s situation) want {
	if s.mx == "bogus" {
		return want{"deferred", "4.4.3"}
	}
	if s.addr == "failed" {
		return want{"deferred", "4.4.3"}
	}
	if s.mx == "insecure" || s.addr == "insecure" || s.tlsa != "usable" {
		return want{"deferred", "4.7.5"}
	}
	switch {
	case s.starttls == "no":
		return want{"deferred", "4.7.4"}
	case s.starttls == "refused":
		return want{"deferred", ""}
	case s.cert == "match", s.cert == "expired":
		return want{"authenticated", ""}
	}
	return want{"deferred", "4.7.5"}
}

func exim(s situation) want {
	switch {
	case s.mx == "bogus", s.addr == "failed":
		return want{"deferred", ""}
	case s.mx == "insecure", s.addr == "insecure", s.tlsa == "absent", s.tlsa == "insecure":
		return openly(s)
	case s.tlsa == "failed", s.tlsa == "unusable", s.starttls != "yes":
		return want{"deferred", ""}
	case s.cert == "match", s.cert == "expired":
		return want{"authenticated", ""}
	case s.cert == "disputed": // with OpenSSL or with GnuTLS
		return want{"unknown", ""}
	}
	return want{"deferred", ""}
}

// exchangeOpenly: what it does where TLS is offered and then refused, nobody says.
func exchangeOpenly(s situation) want {
	switch s.starttls {
	case "yes":
		return want{"encrypted", ""}
	case "no":
		return want{"clear", ""}
	}
	return want{"unknown", ""}
}

func exchange(s situation) want {
	switch {
	case s.mx == "bogus", s.addr == "failed":
		return want{"deferred", "4.7.324"}
	case s.mx == "insecure", s.addr == "insecure": // not queried
		return exchangeOpenly(s)
	case s.tlsa == "absent", s.tlsa == "insecure":
		return exchangeOpenly(s)
	case s.tlsa == "failed":
		return want{"deferred", "4.7.324"}
	case s.starttls != "yes":
		return want{"deferred", "4.7.321"}
	case s.tlsa == "unusable":
		return want{"encrypted", ""}
	}
	switch s.cert {
	case "match":
		return want{"authenticated", ""}
	case "name":
		return want{"deferred", "4.7.325"}
	case "chain":
		return want{"deferred", "4.7.322"}
	case "expired": // documented as refused, against RFC 7672 3.1.1, and not tested by anybody
		return want{"unknown", "4.7.322"}
	case "disputed": // the rules of its paths are not documented
		return want{"unknown", "4.7.323"}
	}
	return want{"deferred", "4.7.323"}
}

func exchangeMandatory(s situation) want {
	if s.mx == "secure" && s.addr == "secure" && s.tlsa != "usable" && s.tlsa != "failed" {
		return want{"deferred", ""} // no code is documented
	}
	if s.mx == "insecure" && s.addr != "failed" || s.mx == "secure" && s.addr == "insecure" {
		return want{"deferred", ""}
	}
	return exchange(s)
}

func exchangeNone(s situation) want {
	if s.mx == "bogus" || s.addr == "failed" {
		return want{"unknown", "4.4.312"}
	}
	return exchangeOpenly(s)
}

// opportunistic does not notice what is bogus; where the mail went then was not
// followed.
func opportunistic(s situation) want {
	if s.mx == "bogus" || s.addr == "failed" {
		return want{"unknown", ""}
	}
	return openly(s)
}

func TestDecisionTable(t *testing.T) {
	all := situations()
	if len(all) != 3*3*5*3*6 {
		t.Fatalf("%d situations", len(all))
	}
	for _, s := range all {
		expected := oracle(s)
		views := sender.Views(reported(s))
		if len(views) != len(expected) {
			t.Fatalf("%v: %d senders", s, len(views))
		}
		for _, v := range views {
			if got := (want{v.Fate, v.Code}); got != expected[v.Sender] {
				t.Errorf("%s: %v: %+v, want %+v (%s)", v.Sender, s, got, expected[v.Sender], v.Why)
			}
			if v.Mixed || v.Unseen {
				t.Errorf("%s: %v: one address, and mixed %t, unseen %t", v.Sender, s, v.Mixed, v.Unseen)
			}
			if waits := v.Fate == sender.Deferred || v.Fate == sender.Unknown; waits != (v.GivesUp > 0) {
				t.Errorf("%s: %v: %s and gives up after %v", v.Sender, s, v.Fate, v.GivesUp)
			}
			if v.Source == "" && v.Why != sender.NotSeen || v.Certainty == "" {
				t.Errorf("%s: %v: source %q, certainty %q", v.Sender, s, v.Source, v.Certainty)
			}
		}
	}
}

// moment is when everything is judged.
func moment() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// reported is the judged case of a situation, as package mail gives it.
func reported(s situation) *mail.Report {
	domain := wire.MustName("example.org")
	r := &mail.Report{Domain: domain, At: moment(), Complete: true}
	r.MX = mail.MX{Kind: mail.MXRecords, Secure: s.mx == "secure", Lookup: &dnssec.Lookup{Name: domain, Type: wire.TypeMX, Outcome: dnssec.Found, Status: dnssec.Secure}}
	switch s.mx {
	case "insecure":
		r.MX.Lookup.Status = dnssec.Insecure
	case "bogus": // then nothing behind it is judged
		r.MX.Kind, r.MX.Lookup.Status, r.MX.Lookup.Reason, r.Verdict = mail.MXFailed, dnssec.Bogus, dnssec.SigExpired, mail.Blocked
		return r
	}
	r.Hosts = []mail.Host{hosted(s, "mx1.example.net", 10, "192.0.2.25")}
	return r
}

// hosted is one judged host with its addresses, all alike.
func hosted(s situation, name string, preference uint16, addresses ...string) mail.Host {
	h := mail.Host{
		Name: wire.MustName(name), Preference: preference, Gate: mail.GateSecure, Mode: mail.ModeNone,
		A:    &dnssec.Lookup{Outcome: dnssec.Found, Status: dnssec.Secure},
		AAAA: &dnssec.Lookup{Outcome: dnssec.Empty, Status: dnssec.Secure},
	}
	switch {
	case s.addr == "failed":
		h.Gate, h.Mode, h.A.Status = mail.GateFailed, mail.ModePending, dnssec.Bogus
		h.Failing = dnssec.Fault{Reason: dnssec.SigExpired}
		return h
	case s.addr == "insecure":
		h.Gate, h.A.Status, h.AAAA.Status = mail.GateInsecure, dnssec.Insecure, dnssec.Insecure
	case s.tlsa == "usable":
		h.Mode, h.Records = mail.ModeDANE, []tlsa.Record{{TLSA: wire.TLSA{Usage: usage(s)}}}
	case s.tlsa == "unusable":
		h.Mode, h.Records = mail.ModeEncryptOnly, []tlsa.Record{{TLSA: wire.TLSA{Usage: 1}, Problem: tlsa.UsagePKIX}}
	case s.tlsa == "failed":
		h.Mode = mail.ModeUnreachable
	}
	for _, a := range addresses {
		h.Addresses = append(h.Addresses, addressed(s, &h, a))
	}
	return h
}

func usage(s situation) uint8 {
	if s.cert == "name" || s.cert == "chain" || s.cert == "disputed" {
		return 2
	}
	return 3
}

// addressed is one judged address.
func addressed(s situation, h *mail.Host, addr string) mail.Address {
	a := mail.Address{Addr: netip.MustParseAddr(addr), Family: "IPv4", Session: &view.Session{}}
	a.Leaf = &x509.Certificate{NotBefore: moment().AddDate(0, -1, 0), NotAfter: moment().AddDate(0, 1, 0)}
	if s.cert == "expired" {
		a.Leaf.NotAfter = moment().Add(-time.Hour)
	}
	if s.starttls != "yes" {
		a.Leaf, a.Trouble = nil, map[string]view.Trouble{"no": view.NoSTARTTLS, "refused": view.STARTTLSRefused}[s.starttls]
		a.Talk, a.Outcome = mail.OutcomeFail, mail.OutcomeFail
		if h.Mode == mail.ModeNone || h.Mode == mail.ModeUnreachable {
			a.Talk = mail.OutcomeUnprotected
		}
		if h.Mode == mail.ModeNone {
			a.Outcome = mail.OutcomeUnprotected
		}
		return a
	}
	a.Talk = mail.OutcomePass
	switch h.Mode {
	case mail.ModeNone:
		a.Outcome = mail.OutcomeUnprotected
	case mail.ModeUnreachable:
		a.Outcome = mail.OutcomeFail
	case mail.ModeEncryptOnly:
		a.Outcome = mail.OutcomeEncrypted
	case mail.ModeDANE:
		a.Match, a.Outcome = compared(s), mail.OutcomeFail
		if a.Match.Matched {
			a.Outcome = mail.OutcomePass
		}
	}
	return a
}

// compared is the comparison with the one usable record.
func compared(s situation) tlsa.Match {
	t := map[string]tlsa.Attempt{
		"match": {Matched: true}, "expired": {Matched: true}, "mismatch": {Depth: -1, Why: tlsa.Differs},
		"name": {Depth: 1, Why: tlsa.NameMismatch}, "chain": {Depth: 1, Why: tlsa.ChainInvalid, Reason: pkix.Expired},
		"disputed": {Matched: true, Depth: 1, Notes: []pkix.Note{pkix.AnchorExpired}},
	}[s.cert]
	m := tlsa.Match{Compared: true, Matched: t.Matched, By: -1, Attempts: []tlsa.Attempt{t}}
	if t.Matched {
		m.By = 0
	}
	return m
}
