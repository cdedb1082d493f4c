package mail

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// noon is the moment all tests judge at.
func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// pki is the certificates of the tests, by name.
type pki map[string]*x509.Certificate

// newPKI makes a CA "ca" that signed "leaf" (mx1.example.net), "domain"
// (example.org), "expired" and "other", and a self-signed "selfie".
func newPKI(t testing.TB) pki {
	t.Helper()
	out := pki{}
	key := func() *ecdsa.PrivateKey {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	serial := int64(0)
	sign := func(name string, template, parent *x509.Certificate, pub, by *ecdsa.PrivateKey) {
		serial++
		template.SerialNumber = big.NewInt(serial)
		if template.NotAfter.IsZero() {
			template.NotAfter = noon().AddDate(0, 2, 0)
		}
		template.NotBefore = noon().AddDate(-1, 0, 0)
		template.Subject.Organization = []string{name}
		if parent == nil {
			parent = template
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &pub.PublicKey, by)
		if err != nil {
			t.Fatal(err)
		}
		if out[name], err = x509.ParseCertificate(der); err != nil {
			t.Fatal(err)
		}
	}
	caKey := key()
	sign("ca", &x509.Certificate{Subject: pkix.Name{CommonName: "Lab CA"}, IsCA: true, BasicConstraintsValid: true}, nil, caKey, caKey)
	for name, host := range map[string]string{"leaf": "mx1.example.net", "domain": "example.org", "other": "www.example.com"} {
		sign(name, &x509.Certificate{DNSNames: []string{host}}, out["ca"], key(), caKey)
	}
	sign("expired", &x509.Certificate{DNSNames: []string{"mx1.example.net"}, NotAfter: noon().AddDate(0, -1, 0)}, out["ca"], key(), caKey)
	own := key()
	sign("selfie", &x509.Certificate{Subject: pkix.Name{CommonName: "localhost"}}, nil, own, own)
	return out
}

// digest is the SHA-256 of the public key, as in "3 1 1".
func (p pki) digest(name string) string {
	sum := sha256.Sum256(p[name].RawSubjectPublicKeyInfo)
	return hex.EncodeToString(sum[:])
}

// world is a fake of a validated DNS and of the conversations with mail
// servers, read from lines like those of a zone file.
type world struct {
	t        testing.TB
	pki      pki
	start    evidence.Start
	complete bool
	answers  []*view.Answer
	dns      map[string]*dnssec.Lookup
	sessions []*view.Session
	limits   []evidence.Limit
	asked    map[string]bool
}

func (w *world) Start() evidence.Start { return w.start }
func (w *world) Complete() bool        { return w.complete }

// Opinions are none: nobody asks a resolver here for what it thinks itself.
func (w *world) Opinions() []*view.Answer { return nil }

func (w *world) All() []*view.Answer       { return w.answers }
func (w *world) Sessions() []*view.Session { return w.sessions }
func (w *world) Limits() []evidence.Limit  { return w.limits }
func (w *world) Zones() []*dnssec.Zone     { return nil }

func (w *world) Zone(n wire.Name) *dnssec.Zone { return &dnssec.Zone{Name: n.Parent()} }

// Lookup answers with what the lines say; every other name and type has secure
// NODATA.
func (w *world) Lookup(n wire.Name, t wire.Type) *dnssec.Lookup {
	key := n.Show() + " " + t.String()
	w.asked[key] = true
	if l := w.dns[key]; l != nil {
		return l
	}
	return &dnssec.Lookup{Name: n, Type: t, Target: n, Outcome: dnssec.Empty, Status: dnssec.Secure}
}

// newWorld reads lines
//
//	OWNER TYPE RDATA                     ; secure unless a comment says otherwise
//	OWNER TYPE nodata|nxdomain|fails|pending|unasked
//	OWNER CNAME TARGET                   ; of the A and AAAA questions too
//	OWNER SMTP ADDRESS CERT... | TROUBLE [CODE]
//	OWNER SMTP/LOOK ADDRESS CERT... | TROUBLE [CODE]
//	LIMIT NAME WHERE
//
// In TLSA data, $name stands for the digest of the public key of that
// certificate. A comment may be secure, insecure or bogus.
func newWorld(t testing.TB, certs pki, text string) *world {
	t.Helper()
	w := &world{
		t: t, pki: certs, complete: true, dns: map[string]*dnssec.Lookup{}, asked: map[string]bool{},
		start: evidence.Start{
			Kind: evidence.KindDomain, Name: "example.org.", Wall: noon(),
			Vantage: evidence.Vantage{IPv4: true, IPv6: true, SMTP: true},
		},
	}
	for _, server := range []string{"198.41.0.4:53", "[2001:503:ba3e::2:30]:53"} {
		w.answers = append(w.answers, &view.Answer{
			Server: view.Server{Addr: netip.MustParseAddrPort(server)}, Class: view.Referral, Msg: &wire.Message{},
		})
	}
	for line := range strings.Lines(text) {
		line, comment, _ := strings.Cut(strings.TrimSpace(line), ";")
		f := strings.Fields(line)
		switch {
		case len(f) == 0:
		case f[0] == "LIMIT":
			w.limits = append(w.limits, evidence.Limit{Name: f[1], Where: f[2]})
		case f[1] == "SMTP" || strings.HasPrefix(f[1], "SMTP/"):
			w.session(f)
		default:
			w.record(f, strings.TrimSpace(comment))
		}
	}
	return w
}

func status(comment string) dnssec.Status {
	switch comment {
	case "insecure":
		return dnssec.Insecure
	case "bogus":
		return dnssec.Bogus
	}
	return dnssec.Secure
}

func (w *world) record(f []string, comment string) {
	owner := wire.MustName(f[0])
	kind, err := wire.ParseType(f[1])
	if err != nil {
		w.t.Fatal(err)
	}
	key := owner.Show() + " " + f[1]
	l := w.dns[key]
	if l == nil {
		l = &dnssec.Lookup{Name: owner, Type: kind, Target: owner, Evidence: []evidence.ID{evidence.ID(len(w.dns) + 1)}}
		w.dns[key] = l
	}
	l.Status = status(comment)
	zone := owner.Parent()
	if comment == "bogus" {
		l.Fault = dnssec.Fault{Reason: dnssec.SigExpired, Zone: zone, Name: owner, Type: kind}
		l.Reason = dnssec.SigExpired
	}
	switch f[2] {
	case "nodata":
		l.Outcome = dnssec.Empty
	case "nxdomain":
		l.Outcome = dnssec.Missing
	case "fails":
		l.Outcome, l.Status, l.Reason = dnssec.Unanswer, dnssec.Indeterminate, dnssec.LookupFailed
		l.Fault = dnssec.Fault{Reason: dnssec.LookupFailed, Zone: zone, Name: owner, Type: kind}
	case "pending", "unasked":
		l.Outcome, l.Status, l.Reason = dnssec.NotLooked, dnssec.Indeterminate, dnssec.NotAsked
	default:
		w.data(l, f)
	}
	if f[1] == "CNAME" {
		w.alias(owner, wire.MustName(f[2]), l.Status)
	}
}

func (w *world) data(l *dnssec.Lookup, f []string) {
	text := strings.Join(f, " ")
	for name := range w.pki {
		text = strings.ReplaceAll(text, "$"+name, w.pki.digest(name))
	}
	rr, err := wire.RRFromText(text)
	if err != nil {
		w.t.Fatalf("%s: %v", text, err)
	}
	if l.Set == nil {
		l.Set = &wire.RRset{Name: l.Name, Type: l.Type, TTL: 3600}
	}
	l.Outcome = dnssec.Found
	l.Set.RRs = append(l.Set.RRs, rr)
}

// alias makes the A, AAAA, TLSA and MX questions for owner follow a CNAME to
// what the lines above said about the target.
func (w *world) alias(owner, target wire.Name, s dnssec.Status) {
	for _, kind := range []wire.Type{wire.TypeA, wire.TypeAAAA, wire.TypeTLSA, wire.TypeMX} {
		end := *w.Lookup(target, kind)
		end.Name = owner
		end.Aliases = append([]dnssec.Alias{{From: owner, To: target, Status: s}}, end.Aliases...)
		if s == dnssec.Insecure && end.Status == dnssec.Secure {
			end.Status = s // the weakest link counts
		}
		w.dns[owner.Show()+" "+kind.String()] = &end
	}
}

// session reads OWNER SMTP ADDRESS and either certificates or a trouble.
func (w *world) session(f []string) {
	s := &view.Session{
		Host: wire.MustName(f[0]), Addr: netip.AddrPortFrom(netip.MustParseAddr(f[2]), 25),
		Banner: view.Reply{Code: 220}, EHLO: view.Reply{Code: 250}, Evidence: []evidence.ID{evidence.ID(100 + len(w.sessions))},
	}
	_, s.Look, _ = strings.Cut(f[1], "/")
	w.sessions = append(w.sessions, s)
	if w.pki[f[3]] != nil {
		s.TLS = &evidence.Handshake{Stage: evidence.StageDone, Version: 0x304}
		for _, name := range f[3:] {
			s.TLS.Chain = append(s.TLS.Chain, w.pki[name].Raw)
		}
		return
	}
	s.Trouble = view.Trouble(f[3])
	switch s.Trouble {
	case view.ConnectTimeout:
		s.Dial.Failure, s.Banner.Code = evidence.Timeout, 0
	case view.ConnectRefused:
		s.Dial.Failure, s.Banner.Code = evidence.Refused, 0
	case view.ConnectNoRoute:
		s.Dial.Failure, s.Banner.Code = evidence.Unreachable, 0
	case view.BannerTimeout, view.BannerClosed:
		s.Banner.Code = 0
	case view.EHLORejected:
		s.EHLO.Code = 502
		if len(f) > 4 {
			s.EHLO.Code, _ = strconv.Atoi(f[4])
		}
	case view.HandshakeFailed:
		s.TLS = &evidence.Handshake{Stage: evidence.StageFailed, Failure: evidence.TLSAlert}
		if len(f) > 4 {
			s.TLS.Failure = evidence.Failure(f[4])
		}
	}
}

// judged judges the world.
func (w *world) judged() *Report { return newJudge(w, w, noon()).report() }
