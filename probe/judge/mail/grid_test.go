package mail

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// oneHost is a domain with one server at one address; what is said to it follows.
const oneHost = `
	example.org               MX   10 mx1.example.net.
	mx1.example.net           A    198.18.0.1
	_25._tcp.mx1.example.net  TLSA 3 1 1 $leaf
`

// talks writes sessions with the address, one a line: "LOOK what came of it".
func talks(lines string) string {
	var out []string
	for line := range strings.Lines(lines) {
		if look, came, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			out = append(out, "mx1.example.net SMTP/"+strings.TrimPrefix(look, "-")+" 198.18.0.1 "+strings.TrimSpace(came))
		}
	}
	return strings.Join(out, "\n")
}

func addressOf(t testing.TB, certs pki, sessions string) (*Report, *Host, *Address) {
	t.Helper()
	r := newWorld(t, certs, oneHost+talks(sessions)).judged()
	return r, &r.Hosts[0], &r.Hosts[0].Addresses[0]
}

func TestGrid(t *testing.T) {
	certs := newPKI(t)
	r, h, a := addressOf(t, certs, `
		rsa     domain ca
		-       leaf ca
		ecdsa   leaf ca
		no-sni  other ca
		old     leaf
		control other`)
	var got []string
	for _, c := range a.Grid {
		words := []string{c.Leaf.Subject.Organization[0], c.Key, fmt.Sprint(c.Match.Matched, len(c.Match.Attempts), c.Ordinary(a), c.Named(), len(c.ByKey(h)))}
		for _, s := range c.Sessions {
			words = append(words, "/"+s.Look)
		}
		got = append(got, strings.Join(words, " "))
	}
	want := []string{
		"leaf ECDSA P-256 true 1 true true 1 / /ecdsa", // the ordinary session first
		"domain ECDSA P-256 false 1 false true 1 /rsa",
		"other ECDSA P-256 false 1 false false 0 /no-sni",
		"leaf ECDSA P-256 true 1 false true 0 /old", // another chain
	}
	if !slices.Equal(got, want) {
		t.Errorf("the grid is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if half := a.Uncovered(h); len(half) != 1 || half[0] != &a.Grid[1] {
		t.Errorf("uncovered: %v", half)
	}
	if r.Verdict != Protected {
		t.Errorf("%s: the verdict rests on the ordinary session", r.Verdict)
	}
}

// TestGridIsBounded: a file may tell of any number of sessions.
func TestGridIsBounded(t *testing.T) {
	certs := newPKI(t)
	w := newWorld(t, certs, oneHost+talks("- leaf ca"))
	for i := range 3 * maxGrid {
		s := *w.sessions[0]
		s.Look, s.TLS = evidence.LookRSA, &evidence.Handshake{Stage: evidence.StageDone, Chain: [][]byte{certs["domain"].Raw, []byte(fmt.Sprint(i))}}
		w.sessions = append(w.sessions, &s)
	}
	if got := len(w.judged().Hosts[0].Addresses[0].Grid); got != maxGrid {
		t.Errorf("%d certificates", got)
	}
}

// TestWhatLooksMean: which look may say what about whom.
func TestWhatLooksMean(t *testing.T) {
	certs := newPKI(t)
	for _, c := range []struct {
		name      string
		sessions  string
		verdict   Verdict
		outcome   Outcome
		otherwise Outcome
		uncovered int
		small     bool
	}{
		{"only one", "- leaf ca", Protected, OutcomePass, "", 0, false},
		{"an RSA key that no record names", "- leaf ca\nrsa other ca", Protected, OutcomePass, "", 1, false},
		{"that key without a server name only", "- leaf ca\nno-sni other ca", Protected, OutcomePass, "", 0, false},
		{"and with old versions only", "- leaf ca\nold other ca", Protected, OutcomePass, "", 0, false},
		{"the other key is the one that fits", "- other ca\nrsa leaf ca", AtRisk, OutcomeFail, OutcomePass, 0, false},
		{"it fits without a server name", "- other ca\nno-sni leaf ca", Blocked, OutcomeFail, "", 0, false},
		{"a look that was stopped", "- leaf ca\nrsa handshake-failed cancelled", Protected, OutcomePass, "", 0, false},
		{"a look that our library ended", "- leaf ca\nrsa handshake-failed protocol", Protected, OutcomePass, "", 0, false},
		{"a look that no connection was made for", "- leaf ca\necdsa connect-timeout", Protected, OutcomePass, "", 0, false},

		{"a large ClientHello is lost", "- handshake-failed timeout\nno-mlkem leaf ca", AtRisk, OutcomeFail, OutcomePass, 0, true},
		{"the server hangs up on it", "- handshake-failed closed\nno-mlkem leaf ca", AtRisk, OutcomeFail, OutcomePass, 0, true},
		{"and shows the wrong certificate otherwise", "- handshake-failed closed\nno-mlkem other ca", Blocked, OutcomeFail, "", 0, true},
		{"an alert is an answer", "- handshake-failed tls-alert\nno-mlkem leaf ca", Blocked, OutcomeFail, "", 0, false},
		{"it was chance: another large one stood", "- handshake-failed timeout\nno-mlkem leaf ca\nagain leaf ca", AtRisk, OutcomeFail, OutcomePass, 0, false},
		{"both fail", "- handshake-failed timeout\nno-mlkem handshake-failed timeout", Blocked, OutcomeFail, "", 0, false},

		{"STARTTLS in the second session only", "- starttls-missing\nagain leaf ca", AtRisk, OutcomeFail, OutcomePass, 0, false},
		{"in none", "- starttls-missing\nagain starttls-missing", Blocked, OutcomeFail, "", 0, false},
		{"in the second, and the wrong certificate", "- starttls-missing\nagain other", Blocked, OutcomeFail, "", 0, false},
		{"put off, then served", "- banner-tempfail\nagain leaf ca", Protected, OutcomePass, "", 0, false},
		{"put off, then the wrong certificate", "- banner-tempfail\nagain other ca", Blocked, OutcomeFail, "", 0, false},
		{"put off for ever", "- banner-tempfail\nagain banner-tempfail", CannotTell, OutcomeUntested, "", 0, false},
		{"refused, then served", "- banner-rejected\nagain leaf ca", CannotTell, OutcomeUntested, "", 0, false},
		{"our library refuses, and only an RSA client is served", "- handshake-failed protocol\nrsa leaf ca", CannotTell, OutcomeUntested, "", 0, false},
		{"our library refuses, the tap reads", "- handshake-failed protocol\ntls1.2-tap leaf ca", Protected, OutcomePass, "", 0, false},
	} {
		r, h, a := addressOf(t, certs, c.sessions)
		if r.Verdict != c.verdict || a.Outcome != c.outcome || a.Otherwise != c.otherwise || len(a.Uncovered(h)) != c.uncovered || (a.Small() != nil) != c.small {
			t.Errorf("%s: %s, %s, otherwise %q, %d uncovered, small %t", c.name, r.Verdict, a.Outcome, a.Otherwise, len(a.Uncovered(h)), a.Small() != nil)
		}
	}
}

func TestKeyWords(t *testing.T) {
	short, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for want, pair := range map[string][2]any{"RSA 2048": {&short.PublicKey, short}, "Ed25519": {public, edwards}} {
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: noon(), NotAfter: noon().AddDate(0, 1, 0)}
		der, err := x509.CreateCertificate(rand.Reader, template, template, pair[0], pair[1])
		if err != nil {
			t.Fatal(err)
		}
		if got := keyWords(der); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := keyWords([]byte("no certificate")); got != "" {
		t.Errorf("of garbage: %q", got)
	}
}

// drawnSessions draws what came of looks at the address.
func drawnSessions(t *rapid.T, looks []string) (lines []string) {
	for i, look := range looks {
		came := rapid.SampledFrom([]string{
			"leaf ca", "domain ca", "other", "expired ca", "leaf", "starttls-missing", "banner-tempfail", "banner-rejected", "connect-timeout",
			"handshake-failed timeout", "handshake-failed tls-alert", "handshake-failed protocol", "not-finished",
		}).Draw(t, fmt.Sprint(i, " ", look))
		lines = append(lines, look+" "+came)
	}
	return lines
}

// TestLooksNeverHeal: whatever second looks show, a failing ordinary session
// never becomes green, and a passing one stays what it is.
func TestLooksNeverHeal(t *testing.T) {
	certs := newPKI(t)
	failed, passed := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		ordinary := drawnSessions(rt, []string{"-"})
		looks := rapid.SliceOfN(rapid.SampledFrom([]string{
			evidence.LookRSA, evidence.LookECDSA, evidence.LookNoSNI, evidence.LookOld, evidence.LookSmall, evidence.LookAgain, evidence.LookTap,
		}), 0, 7).Draw(rt, "looks")
		r, _, before := addressOf(t, certs, strings.Join(ordinary, "\n"))
		also, _, after := addressOf(t, certs, strings.Join(append(ordinary, drawnSessions(rt, looks)...), "\n"))
		switch before.Outcome {
		case OutcomeFail:
			failed++
			if after.Outcome != OutcomeFail || also.Verdict != Blocked && also.Verdict != AtRisk {
				rt.Fatalf("from %s to %s, %s", r.Verdict, also.Verdict, after.Outcome)
			}
		case OutcomePass:
			passed++
			if after.Outcome != OutcomePass || after.Otherwise != "" || also.Verdict != r.Verdict {
				rt.Fatalf("from %s to %s, %s", r.Verdict, also.Verdict, after.Outcome)
			}
		}
	})
	if failed == 0 || passed == 0 {
		t.Errorf("%d failing and %d passing sessions were drawn", failed, passed)
	}
}

// TestOrderOfRecordsAndLooks: neither the order of the records, nor that of the
// certificates above a server's own, nor that in which looks were held changes a
// verdict, or which certificates are covered.
func TestOrderOfRecordsAndLooks(t *testing.T) {
	certs := newPKI(t)
	records := []string{"3 1 1 $leaf", "3 1 1 $domain", "2 1 1 $ca", "3 1 1 $other", "2 1 1 $selfie", "1 1 1 $leaf"}
	rapid.Check(t, func(rt *rapid.T) {
		set := rapid.SliceOfNDistinct(rapid.SampledFrom(records), 1, 4, rapid.ID).Draw(rt, "records")
		looks := drawnSessions(rt, []string{evidence.LookRSA, evidence.LookECDSA, evidence.LookNoSNI})
		first := rapid.SampledFrom([]string{"- leaf ca selfie", "- other selfie ca", "- domain selfie"}).Draw(rt, "ordinary")
		told := func(set, looks []string, first string) string {
			text := "example.org MX 10 mx1.example.net.\nmx1.example.net A 198.18.0.1\n"
			for _, r := range set {
				text += "_25._tcp.mx1.example.net TLSA " + r + "\n"
			}
			r := newWorld(t, certs, text+talks(strings.Join(append([]string{first}, looks...), "\n"))).judged()
			h := &r.Hosts[0]
			var half []string
			for _, c := range h.Addresses[0].Uncovered(h) {
				half = append(half, c.Leaf.Subject.Organization[0])
			}
			slices.Sort(half)
			return fmt.Sprint(r.Verdict, h.Outcome, half)
		}
		words := strings.Fields(first)
		turned := strings.Join(append(words[:2:2], rapid.Permutation(words[2:]).Draw(rt, "chain")...), " ")
		before := told(set, looks, first)
		after := told(rapid.Permutation(set).Draw(rt, "set"), rapid.Permutation(looks).Draw(rt, "held"), turned)
		if before != after {
			rt.Fatalf("%s, in another order %s", before, after)
		}
	})
}

// TestSessionsOfAnAddress: each once, the one that counts first.
func TestSessionsOfAnAddress(t *testing.T) {
	_, _, a := addressOf(t, newPKI(t), "- banner-tempfail\nrsa leaf ca\nagain leaf ca")
	var got []string
	for _, s := range a.Sessions() {
		got = append(got, s.Look+":"+string(s.Trouble))
	}
	if want := []string{"again:", "rsa:", ":" + string(view.BannerTempfail)}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestPutOff: words and order tell greylisting from too many sessions.
func TestPutOff(t *testing.T) {
	session := func(begin int, code int, text string) *view.Session {
		s := &view.Session{Begin: time.Duration(begin), Banner: view.Reply{Code: code, Lines: []evidence.Wild{evidence.Wild(text)}}, EHLO: view.Reply{Code: 250}}
		if code/100 != 2 {
			s.EHLO.Code = 0
		}
		return s
	}
	hello, busy, grey := session(1, 220, "hello"), session(2, 421, "too many connections"), session(2, 450, "Greylisted, come back in 5 minutes")
	for _, c := range []struct {
		name          string
		first, second *view.Session
		limited, grey bool
	}{
		{"served, then told to go", hello, busy, true, false},
		{"put off, then served", session(0, 421, "busy"), hello, false, false},
		{"served, then greylisted", hello, grey, false, true},
		{"served twice", hello, hello, false, false},
	} {
		a := &Address{Session: c.first, Looks: []*view.Session{c.second}}
		if (a.Limited() != nil) != c.limited || Greylisted(c.second) != c.grey {
			t.Errorf("%s: limited %t, greylisted %t", c.name, a.Limited() != nil, Greylisted(c.second))
		}
	}
	refused := session(1, 220, "hello")
	refused.Start = view.Reply{Code: 451, Lines: []evidence.Wild{"4.7.1 graylisting in action"}}
	if !Greylisted(refused) {
		t.Error("at STARTTLS")
	}
}

// TestWithheld: an offer that is made to some only.
func TestWithheld(t *testing.T) {
	offered, missing, mangled := &view.Session{STARTTLS: view.Yes}, &view.Session{Trouble: view.NoSTARTTLS}, &view.Session{Trouble: view.NoSTARTTLS, Mangled: true}
	for _, c := range []struct {
		first, second *view.Session
		want          *view.Session
	}{{offered, missing, missing}, {missing, offered, missing}, {offered, mangled, nil}, {missing, missing, nil}, {offered, offered, nil}} {
		a := &Address{Session: c.first, Looks: []*view.Session{c.second}}
		if got, _ := a.Withheld(); got != c.want {
			t.Errorf("%v then %v: %v", c.first.Trouble, c.second.Trouble, got)
		}
	}
}

// TestCopiesOfTheRecords: another proven set on one server, and what it fits.
func TestCopiesOfTheRecords(t *testing.T) {
	certs := newPKI(t)
	for record, want := range map[string]Verdict{"3 1 1 $leaf": AtRisk, "3 1 1 $domain": Blocked} {
		w := newWorld(t, certs, strings.Replace(oneHost, "$leaf", "$other", 1)+talks("- leaf ca"))
		owner := "_25._tcp.mx1.example.net"
		old := newWorld(t, certs, owner+" TLSA "+record).dns[owner+" TLSA"]
		l := w.dns[owner+" TLSA"]
		for i, set := range []*wire.RRset{l.Set, old.Set, old.Set} {
			answer := &view.Answer{Server: view.Server{Addr: netip.AddrPortFrom(netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}), 53)}}
			l.Servers = append(l.Servers, dnssec.ServerResult{Answer: answer, Status: dnssec.Secure, Set: set})
		}
		l.Servers[2].Status = dnssec.Bogus // nobody takes it from there
		r := w.judged()
		if cs := r.Hosts[0].Copies(); r.Verdict != want || len(cs) != 1 || len(cs[0].Servers) != 1 {
			t.Errorf("%s: %s, %d copies", record, r.Verdict, len(cs))
		}
	}
}
