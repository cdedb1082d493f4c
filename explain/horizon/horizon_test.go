package horizon_test

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/horizon"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/upkeep"
	"danewalk/probe/judge/view"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/probe/wire"
)

func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

func days(n int) time.Time { return noon().AddDate(0, 0, n) }

// world checks a world in virtual time.
func world(t *testing.T, name string) *explain.Diagnosis {
	t.Helper()
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(t.Context(), rules.Worlds(), name, lab.Options{}, nil); err != nil {
			t.Fatal(err)
		}
	})
	return explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
}

// host is a mail server with one certificate and the records given as "3 1 1 fits".
func host(name string, end time.Time, life int, mode mail.Mode, records ...string) mail.Host {
	h := mail.Host{Name: wire.MustName(name), Mode: mode, TLSA: &dnssec.Lookup{TTL: 3600}}
	leaf := &x509.Certificate{Raw: []byte(name + end.String()), NotAfter: end, NotBefore: end.AddDate(0, 0, -life), RawSubject: []byte("leaf"), RawIssuer: []byte("sub")}
	sub := &x509.Certificate{Raw: []byte("sub"), NotAfter: days(300), NotBefore: days(-300), RawSubject: []byte("sub"), RawIssuer: []byte("root")}
	root := &x509.Certificate{Raw: []byte("root"), NotAfter: days(3000), NotBefore: days(-300), RawSubject: []byte("root"), RawIssuer: []byte("root")}
	m := tlsa.Match{Compared: true, By: -1}
	for i, r := range records {
		f := strings.Fields(r)
		h.Records = append(h.Records, tlsa.Record{Index: i, TLSA: wire.TLSA{Usage: f[0][0] - '0', Selector: f[1][0] - '0', Matching: 1}})
		a := tlsa.Attempt{Record: i, Matched: f[2] != "spare", Depth: slices.Index([]string{"leaf", "sub", "root"}, f[2])}
		m.Attempts, m.Matched = append(m.Attempts, a), m.Matched || a.Matched
	}
	h.Addresses = []mail.Address{{Leaf: leaf, Chain: []*x509.Certificate{leaf, sub, root}, Match: m, Session: &view.Session{TLSID: 9}}}
	return h
}

func report(r mail.Report) *explain.Diagnosis {
	r.Port, r.MX.Secure = wire.SMTPPort, true
	return &explain.Diagnosis{Domain: "example.org", At: noon(), Started: noon(), Report: &r, Break: -1}
}

// brief is an event in one line.
func brief(e horizon.Event) string {
	at := "undated"
	if e.Dated() {
		at = e.At.Format(time.DateOnly)
	}
	return strings.Join([]string{at, string(e.Kind), strings.Join(e.Where, ","), string(e.Severity), string(e.Owner)}, " ")
}

func TestCertificatesAndKeys(t *testing.T) {
	enforced := &policy.Result{STS: policy.STS{
		Policy: &policy.STSPolicy{Valid: true, Mode: "enforce", MaxAge: 48 * time.Hour}, Host: wire.MustName("mta-sts.example.org"),
		Hosts: []policy.STSHost{{Host: wire.MustName("mx.example.net"), Listed: true}}, Trust: policy.Trust{Leaf: &x509.Certificate{NotBefore: days(-30), NotAfter: days(60)}},
	}}
	for _, c := range []struct {
		name string
		mode mail.Mode
		tlsa []string
		sts  *policy.Result
		want []string
	}{
		{"usage 3 alone: the certificate does not count, the next key does", mail.ModeDANE, []string{"3 1 leaf"}, nil, []string{
			"2026-12-21 next-key mx.example.net fatal mail-operator", "2026-12-21 certificate mx.example.net info mail-operator",
		}},
		{"usage 3 with a spare record", mail.ModeDANE, []string{"3 1 leaf", "3 1 spare"}, nil, []string{
			"2026-12-21 certificate mx.example.net info mail-operator",
		}},
		{"usage 2 for the issuer: the server's certificate counts, the issuer's dates do not", mail.ModeDANE, []string{"2 1 sub"}, nil, []string{
			"2026-12-21 certificate mx.example.net fatal mail-operator",
		}},
		{"usage 2 for the root: all below it, and OpenSSL looks at the root", mail.ModeDANE, []string{"2 1 root"}, nil, []string{
			"2026-12-21 certificate mx.example.net fatal mail-operator", "2027-09-17 authority mx.example.net fatal mail-operator",
			"2035-02-07 authority mx.example.net risk mail-operator",
		}},
		{"usage 2 and 3: usage 3 asks less", mail.ModeDANE, []string{"2 1 sub", "3 1 leaf"}, nil, []string{
			"2026-12-21 certificate mx.example.net info mail-operator",
		}},
		{"no DANE", mail.ModeNone, nil, nil, []string{"2026-12-21 certificate mx.example.net info mail-operator"}},
		{"MTA-STS beside it", mail.ModeNone, nil, enforced, []string{
			"2026-11-23 mta-sts-policy example.org info nobody", "2026-12-21 certificate mx.example.net risk mail-operator",
			"2027-01-20 mta-sts-host mta-sts.example.org lost mail-operator",
		}},
	} {
		d := report(mail.Report{Hosts: []mail.Host{host("mx.example.net", days(30), 365, c.mode, c.tlsa...)}, Policies: c.sts})
		var got []string
		for _, e := range horizon.Of(d) {
			got = append(got, brief(e))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

func TestTheWordsFollowTheUsage(t *testing.T) {
	for _, c := range []struct{ tlsa, want string }{
		{"3 1 leaf", "Nothing for senders with DANE: under usage 3 the dates of the certificate do not count (RFC 7672 3.1.1)."},
		{"2 1 sub", "Senders with DANE no longer deliver there: under the TLSA record in force the dates of the certificate count"},
	} {
		d := report(mail.Report{Hosts: []mail.Host{host("mx.example.net", days(30), 365, mail.ModeDANE, c.tlsa)}})
		w := said(t, d, horizon.Certificate)
		if !strings.HasPrefix(w.Otherwise, c.want) || w.Who != "the mail operator of mx.example.net" {
			t.Errorf("%s: %+v", c.tlsa, w)
		}
	}
	d := report(mail.Report{Hosts: []mail.Host{host("mx.example.net", days(30), 365, mail.ModeDANE, "3 0 leaf")}})
	if w := said(t, d, horizon.NextKey); !strings.Contains(w.Look, "by 2026-12-21 10:00 UTC") || !strings.Contains(w.Look, "keeping the key does not help") {
		t.Errorf("selector 0, TTL 3600: %q", w.Look)
	}
}

// said are the words of the first event of a kind.
func said(t *testing.T, d *explain.Diagnosis, kind horizon.Kind) horizon.Words {
	t.Helper()
	for _, e := range horizon.Of(d) {
		if e.Kind == kind {
			w, err := horizon.Say(e, nil)
			if err != nil {
				t.Fatal(err)
			}
			return w
		}
	}
	t.Fatalf("no event %s", kind)
	return horizon.Words{}
}

// TestWithoutSignedMX: senders may go on without DANE there (RFC 7672 2.2.1).
func TestWithoutSignedMX(t *testing.T) {
	d := report(mail.Report{Hosts: []mail.Host{host("mx.example.net", days(30), 365, mail.ModeDANE, "3 1 leaf")}})
	d.Report.MX.Secure = false
	if e := horizon.Of(d)[0]; e.Kind != horizon.NextKey || e.Severity != finding.Risk {
		t.Errorf("%+v", e)
	}
}

func TestWhatIsOverIsNoEvent(t *testing.T) {
	if got := horizon.Of(report(mail.Report{Hosts: []mail.Host{host("mx.example.net", days(-1), 90, mail.ModeDANE, "3 1 leaf")}})); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestTheListIsBounded(t *testing.T) {
	var hosts []mail.Host
	for i := range 2 * horizon.MaxEvents {
		hosts = append(hosts, host("mx.example.net", days(1+i), 90, mail.ModeNone))
	}
	got := horizon.Of(report(mail.Report{Hosts: hosts}))
	if len(got) != horizon.MaxEvents || got[0].At != days(1) {
		t.Errorf("%d events, the first %s", len(got), got[0].At)
	}
}

// signed is an answer with one signature.
func signed(owner string, kind wire.Type, tag uint16, id evidence.ID, end time.Time) dnssec.ServerResult {
	return dnssec.ServerResult{Answer: &view.Answer{ID: id}, Status: dnssec.Secure, Signatures: []dnssec.Signature{{
		RRSIG:     wire.RRSIG{Owner: wire.MustName(owner), Covered: kind, Tag: tag, Signer: wire.MustName("example.org")},
		Inception: end.AddDate(0, 0, -14), Expiration: end, Valid: true,
	}}}
}

func TestSignatures(t *testing.T) {
	bogus := signed("example.org", wire.TypeMX, 2, 8, days(1))
	bogus.Status = dnssec.Bogus
	z := &dnssec.Zone{Name: wire.MustName("example.org"), Status: dnssec.Secure, KeySets: []dnssec.ServerResult{
		signed("example.org", wire.TypeDNSKEY, 1, 3, days(9)), signed("example.org", wire.TypeDNSKEY, 1, 4, days(8)),
	}}
	mx := &dnssec.Lookup{Zone: z, Servers: []dnssec.ServerResult{signed("example.org", wire.TypeMX, 2, 7, days(5)), bogus}}
	a := &dnssec.Lookup{Zone: z, Servers: []dnssec.ServerResult{signed("mx.example.org", wire.TypeA, 2, 6, days(6))}}
	d := report(mail.Report{MX: mail.MX{Lookup: mx}, Hosts: []mail.Host{{Name: wire.MustName("mx.example.org"), A: a}}})
	d.Zones = []*dnssec.Zone{z}
	got := horizon.Of(d)
	if len(got) != 2 {
		t.Fatalf("%+v", got)
	}
	if e := got[0]; e.At != days(5) || e.Last != days(6) || !slices.Equal(e.Sets, []string{"example.org MX", "mx.example.org A"}) ||
		!slices.Equal(e.Evidence, []evidence.ID{6, 7}) || !e.Automatic || e.Args["tag"] != "2" {
		t.Errorf("data: %+v", e)
	}
	if e := got[1]; e.At != days(8) || !slices.Equal(e.Evidence, []evidence.ID{3, 4}) { // the server whose signature ends first
		t.Errorf("keys: %+v", e)
	}
	w := said(t, d, horizon.Signature)
	if !strings.HasPrefix(w.Look, "Renewed by the signer; look at it if the end has not moved by 2026-11-25") {
		t.Errorf("%+v", w)
	}
}

func TestTheRootKey(t *testing.T) {
	keys := dnssec.RootKeys()
	ask := func(anchors []dnssec.Anchor, at time.Time) []horizon.Event {
		d := report(mail.Report{})
		d.At, d.Policy = at, dnssec.Policy{Anchors: anchors, At: at}
		d.Zones = []*dnssec.Zone{{Name: wire.Root(), Anchor: &anchors[0]}}
		return horizon.Of(d)
	}
	both := ask(dnssec.BuiltinAnchors(), noon())
	if len(both) != 1 || brief(both[0]) != "2027-01-11 root-key the DNS root info nobody" {
		t.Errorf("%+v", both)
	}
	if old := ask(dnssec.BuiltinAnchors()[:1], noon()); len(old) != 1 || old[0].Owner != finding.OwnerUs {
		t.Errorf("the old key alone: %+v", old)
	}
	if later := ask(dnssec.BuiltinAnchors(), days(100)); len(later) > 0 {
		t.Errorf("after the revocation: %+v", later)
	}
	foreign := wire.DS{Tag: keys[0].DS.Tag, Algorithm: 8, DigestType: 2, Digest: make([]byte, 32)}
	if got := ask([]dnssec.Anchor{{Zone: wire.Root(), DS: &foreign}}, noon()); len(got) > 0 {
		t.Errorf("another root: %+v", got)
	}
	if got := ask([]dnssec.Anchor{{Zone: wire.Root(), DS: &foreign, Until: days(3)}}, noon()); len(got) != 1 || got[0].Kind != horizon.Anchor {
		t.Errorf("an anchor with an end: %+v", got)
	}
}

func TestRequests(t *testing.T) {
	for _, c := range []struct {
		cds  upkeep.CDS
		want string
	}{
		{upkeep.CDS{Seen: true, Delete: true}, "undated request example.org lost dns-operator"},
		{upkeep.CDS{Seen: true, Missing: []wire.DS{{Tag: 1}}, Records: []wire.DS{{Tag: 1}}}, "undated request example.org fatal dns-operator"},
		{upkeep.CDS{Seen: true, Missing: []wire.DS{{Tag: 1}}, Inconsistent: true}, "undated request example.org hygiene dns-operator"},
		{upkeep.CDS{Seen: true}, ""},
	} {
		d := report(mail.Report{Upkeep: []upkeep.Zone{{Name: wire.MustName("example.org"), CDS: c.cds}}})
		d.Zones = []*dnssec.Zone{{Name: wire.MustName("example.org")}}
		got := ""
		for _, e := range horizon.Of(d) {
			got += brief(e)
			if _, err := horizon.Say(e, text.Pseudo()); err != nil {
				t.Error(err)
			}
		}
		if got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestWorlds holds the list of some worlds against what they promise.
func TestWorlds(t *testing.T) {
	for name, kinds := range map[string][]horizon.Kind{
		"healthy-3-1-1":              {horizon.Signature, horizon.NextKey, horizon.Certificate, horizon.STSPolicy, horizon.STSHost},
		"dnssec-cds-mismatch":        {horizon.Signature, horizon.Request},
		"dnssec-rrsig-expiring-soon": {horizon.Signature},
		"null-mx":                    {horizon.Signature},
	} {
		d := world(t, name)
		list := horizon.Of(d)
		for _, kind := range kinds {
			if !slices.ContainsFunc(list, func(e horizon.Event) bool { return e.Kind == kind }) {
				t.Errorf("%s has no %s", name, kind)
			}
		}
		ids := map[string]bool{}
		for i, e := range list {
			w, err := horizon.Say(e, nil)
			if err != nil || w.What == "" || w.Look == "" || w.Otherwise == "" || w.Who == "" || strings.Contains(w.What+w.Look+w.Otherwise+w.Who, "  ") {
				t.Errorf("%s: %s: %+v, %v", name, e.Kind, w, err)
			}
			if ids[e.ID] || len(e.Evidence) == 0 || e.Severity == "" {
				t.Errorf("%s: %+v", name, e)
			}
			ids[e.ID] = true
			if i > 0 && e.Dated() && (!list[i-1].Dated() || e.At.Before(list[i-1].At)) {
				t.Errorf("%s: %s comes after %s", name, brief(e), brief(list[i-1]))
			}
		}
		if e, pressing := horizon.Pressing(list, d.At); pressing != (name == "dnssec-rrsig-expiring-soon") {
			t.Errorf("%s: pressing %v: %s", name, pressing, brief(e))
		}
		var b bytes.Buffer
		if err := horizon.Calendar(&b, []*explain.Diagnosis{d, d}); err != nil {
			t.Fatal(err)
		}
		if got, want := len(events(t, b.Bytes())), len(slices.DeleteFunc(slices.Clone(list), func(e horizon.Event) bool { return !e.Dated() })); got != want {
			t.Errorf("%s: %d entries for %d dates", name, got, want)
		}
	}
}

// TestAnIDStaysWhenTheDateMoves: a renewed certificate is the same entry.
func TestAnIDStaysWhenTheDateMoves(t *testing.T) {
	id := func(end time.Time, name string) string {
		return horizon.Of(report(mail.Report{Hosts: []mail.Host{host(name, end, 90, mail.ModeNone)}}))[0].ID
	}
	if id(days(3), "mx.example.net") != id(days(90), "mx.example.net") || id(days(3), "mx.example.net") == id(days(3), "mx2.example.net") {
		t.Error("the ID depends on the date, or not on the server")
	}
}
