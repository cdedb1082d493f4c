package rules

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/hex"
	"testing"
	"time"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// failed makes a host with one address whose certificate was compared with
// records and did not match.
func failed(records []tlsa.Record, attempts ...tlsa.Attempt) (*Case, *mail.Host, *mail.Address) {
	name := wire.MustName("mx.example.org")
	r := &mail.Report{Complete: true, Hosts: []mail.Host{{
		Name: name, Base: name, Mode: mail.ModeDANE, Records: records, TLSA: &dnssec.Lookup{TTL: 3600},
		Addresses: []mail.Address{{
			Session: &view.Session{Evidence: []evidence.ID{7}}, ChainDER: [][]byte{{0x30, 0x00}}, Outcome: mail.OutcomeFail,
			Match: tlsa.Match{Compared: true, By: -1, Attempts: attempts},
		}},
	}}}
	return &Case{Report: r, View: view.New(evidence.Case{Complete: true})}, &r.Hosts[0], &r.Hosts[0].Addresses[0]
}

func record(index int, usage, selector, matching uint8, data []byte) tlsa.Record {
	return tlsa.Record{Index: index, TLSA: wire.TLSA{Usage: usage, Selector: selector, Matching: matching, Data: data}}
}

func TestEachMismatchHasOneCauseTheMostExactOne(t *testing.T) {
	digest := sha256.Sum256([]byte("some key"))
	long := sha512.Sum512([]byte("some key"))
	ee, ta := record(0, 3, 1, 1, digest[:]), record(0, 2, 1, 1, digest[:])
	strong := record(1, 3, 1, 2, long[:])
	hidden := ee
	hidden.Shadowed = true
	retired, err := hex.DecodeString("8d02536c887482bc34ff54e41d2ba659bf85b341a0a20afadb5813dcfbcf286d")
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		records  []tlsa.Record
		attempts []tlsa.Attempt
		want     finding.Code
	}{
		"nothing is known":          {[]tlsa.Record{ee}, []tlsa.Attempt{{Why: tlsa.Differs}}, ""},
		"3 and 2, neither fits":     {[]tlsa.Record{ee, record(1, 2, 1, 1, digest[:])}, []tlsa.Attempt{{Why: tlsa.Differs}, {Record: 1, Why: tlsa.NotInChain}}, ""},
		"CA not sent":               {[]tlsa.Record{ta}, []tlsa.Attempt{{Why: tlsa.NotInChain}}, "tlsa.ta-not-in-chain"},
		"CA retired":                {[]tlsa.Record{record(0, 2, 1, 1, retired)}, []tlsa.Attempt{{Why: tlsa.NotInChain}}, "tlsa.ca-retired"},
		"one CA retired, one not":   {[]tlsa.Record{record(0, 2, 1, 1, retired), record(1, 2, 1, 1, digest[:])}, []tlsa.Attempt{{Why: tlsa.NotInChain}, {Record: 1, Why: tlsa.NotInChain}}, "tlsa.ta-not-in-chain"},
		"path":                      {[]tlsa.Record{ta}, []tlsa.Attempt{{Why: tlsa.ChainInvalid, Reason: pkix.Expired}}, "tlsa.ta-chain-invalid"},
		"name":                      {[]tlsa.Record{ta}, []tlsa.Attempt{{Why: tlsa.NameMismatch}}, "tlsa.ta-name-mismatch"},
		"nothing digested":          {[]tlsa.Record{ee}, []tlsa.Attempt{{Why: tlsa.EmptyInput}}, "tlsa.hash-of-empty"},
		"leaf under 2":              {[]tlsa.Record{ta}, []tlsa.Attempt{{Why: tlsa.LeafUnderTA}}, "tlsa.usage-confused"},
		"text digested":             {[]tlsa.Record{ee}, []tlsa.Attempt{{Why: tlsa.PEMInput}}, "tlsa.hash-wrong-input"},
		"typed":                     {[]tlsa.Record{record(0, 3, 1, 1, bytes.Repeat([]byte{0xab}, 32))}, []tlsa.Attempt{{Why: tlsa.Differs}}, "tlsa.placeholder"},
		"hidden by a stronger hash": {[]tlsa.Record{hidden, strong}, []tlsa.Attempt{{Why: tlsa.OutOfForce, Would: true}, {Record: 1, Why: tlsa.Differs}}, "tlsa.agility-shadowed"},
		"hidden, and wrong too":     {[]tlsa.Record{hidden, strong}, []tlsa.Attempt{{Why: tlsa.OutOfForce}, {Record: 1, Why: tlsa.Differs}}, ""},
	} {
		c, h, a := failed(tc.records, tc.attempts...)
		if got := mismatchCause(c, h, a); got != tc.want {
			t.Errorf("%s: %q, want %q", name, got, tc.want)
		}
		if got := c.mismatchOf(tc.want, nil); len(got) != 1 || got[0].Weight != finding.Fatal || len(got[0].Evidence) == 0 {
			t.Errorf("%s: findings %+v", name, got)
		}
	}
}

// A record was not made for a certificate that began after the record was
// signed. Signers let signatures begin a little early, so a certificate made on
// the same evening is no renewal.
func TestARenewalIsLaterThanTheRecord(t *testing.T) {
	signed := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	digest := sha256.Sum256([]byte("some key"))
	for name, tc := range map[string]struct {
		begins time.Time
		usage  uint8
		valid  bool
		want   bool
	}{
		"long before":         {signed.AddDate(0, -1, 0), 3, true, false},
		"same evening":        {signed.Add(time.Hour), 3, true, false},
		"a day later":         {signed.AddDate(0, 0, 1), 3, true, true},
		"usage 2":             {signed.AddDate(0, 0, 1), 2, true, false},
		"signature not valid": {signed.AddDate(0, 0, 1), 3, false, false},
	} {
		c, h, a := failed([]tlsa.Record{record(0, tc.usage, 1, 1, digest[:])}, tlsa.Attempt{Why: tlsa.Differs})
		h.TLSA.Used = &dnssec.Signature{Valid: tc.valid, Inception: signed}
		a.Leaf = &x509.Certificate{NotBefore: tc.begins}
		if got := isRenewed(c, h, a); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What cannot be judged from here is no mismatch of the server.
func TestAnUntestedAddressHasNoMismatch(t *testing.T) {
	c, h, a := failed([]tlsa.Record{record(0, 2, 1, 1, nil)}, tlsa.Attempt{Why: tlsa.ChainInvalid, Reason: pkix.Unparsed})
	a.Outcome = mail.OutcomeUntested
	if got := failing(h); len(got) != 0 {
		t.Error("the address counts as failing")
	}
	if got := toolLimit(a); got != "check" {
		t.Errorf("the limit is %q", got)
	}
	for _, f := range Run(c) {
		if f.Weight == finding.Fatal {
			t.Errorf("%s is raised", f.Code)
		}
	}
}

func TestAlertsAreTold(t *testing.T) {
	for name, tc := range map[string]struct {
		tls  evidence.Handshake
		want finding.Code
	}{
		"hung up":                    {evidence.Handshake{Failure: evidence.Closed}, "tls.handshake-failed"},
		"alert 40 to the first word": {evidence.Handshake{Failure: evidence.TLSAlert, Alert: 41}, "tls.no-shared-cipher"},
		"alert 40 after ServerHello": {evidence.Handshake{Failure: evidence.TLSAlert, Alert: 41, Version: 0x303}, "tls.handshake-failed"},
		"alert 70":                   {evidence.Handshake{Failure: evidence.TLSAlert, Alert: 71}, "tls.no-shared-cipher"},
		"alert 80":                   {evidence.Handshake{Failure: evidence.TLSAlert, Alert: 81}, "tls.handshake-failed"},
		"alert 112":                  {evidence.Handshake{Failure: evidence.TLSAlert, Alert: 113}, "tls.sni-rejected"},
		"our own library":            {evidence.Handshake{Failure: evidence.Protocol}, ""},
	} {
		c, _, a := failed(nil)
		a.Match, a.ChainDER = tlsa.Match{}, nil
		a.Session.Trouble, a.Session.TLS = view.HandshakeFailed, &tc.tls
		var got finding.Code
		n := 0
		for _, r := range []Rule{tlsHandshakeFailed(), tlsNoSharedCipher(), tlsSniRejected()} {
			for range r.Detect(c) {
				got = r.Code
				n++
			}
		}
		if got != tc.want || n > 1 {
			t.Errorf("%s: %d findings, %q, want %q", name, n, got, tc.want)
		}
	}
}
