package explain_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"testing"
	"time"

	"danewalk/explain"
	judgepkix "danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// TestEveryTLSAReasonHasItsSentence: what the judges of records and of paths can
// say is said in words, with the section that it rests on, and no two alike.
func TestEveryTLSAReasonHasItsSentence(t *testing.T) {
	said := map[string]string{}
	for _, tc := range []struct {
		file, typ string
		least     int
		words     func(string) explain.Sentence
	}{
		{"../probe/judge/tlsa/types.go", "Problem", 8, func(s string) explain.Sentence { return explain.WhyUnusable(nil, tlsa.Problem(s)) }},
		{"../probe/judge/tlsa/types.go", "Why", 15, func(s string) explain.Sentence { return explain.WhyNoMatch(nil, tlsa.Why(s)) }},
		{"../probe/judge/pkix/types.go", "Reason", 14, func(s string) explain.Sentence { return explain.WhyNoPath(nil, judgepkix.Reason(s)) }},
		{"../probe/judge/pkix/types.go", "Note", 7, func(s string) explain.Sentence { return explain.WhyStricter(nil, judgepkix.Note(s)) }},
	} {
		values := constants(t, tc.file, tc.typ)
		if len(values) < tc.least {
			t.Errorf("%s: only %d constants found: they stand elsewhere", tc.typ, len(values))
		}
		for _, v := range values {
			s := tc.words(v)
			if !strings.HasSuffix(s.Text, ".") || !strings.Contains(s.Text, " ") || !strings.HasPrefix(s.Source, "RFC ") || len(strings.Fields(s.Source)) < 3 {
				t.Errorf("%s %s: %q %q is no sentence with a source", tc.typ, v, s.Text, s.Source)
			}
			if other, ok := said[s.Text]; ok {
				t.Errorf("%s and %s are said alike", v, other)
			}
			said[s.Text] = v
		}
	}
}

// certificates is a leaf for mx.example.org and what is above it, valid in 2026.
type certificates struct{ leaf, sub, root tlsa.Certificate }

func newCertificates(t *testing.T) certificates {
	t.Helper()
	var keys []*ecdsa.PrivateKey
	for range 3 {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k)
	}
	sign := func(c, parent *x509.Certificate, key, by *ecdsa.PrivateKey) *x509.Certificate {
		c.SerialNumber, c.NotBefore, c.NotAfter = big.NewInt(7), moment(2026, 1), moment(2027, 1)
		if parent == nil {
			parent = c
		}
		der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, by)
		if err != nil {
			t.Fatal(err)
		}
		out, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	ca := func(name string) *x509.Certificate {
		return &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true}
	}
	root := sign(ca("Root"), nil, keys[0], keys[0])
	sub := sign(ca("Sub"), root, keys[1], keys[0])
	leaf := sign(&x509.Certificate{Subject: pkix.Name{CommonName: "leaf"}, DNSNames: []string{"mx.example.org"}}, sub, keys[2], keys[1])
	return certificates{tlsa.ReadCertificate(leaf.Raw), tlsa.ReadCertificate(sub.Raw), tlsa.ReadCertificate(root.Raw)}
}

func moment(year int, month time.Month) time.Time {
	return time.Date(year, month, 1, 12, 0, 0, 0, time.UTC)
}

func recordsOf(records ...wire.TLSA) []tlsa.Record {
	set := &wire.RRset{Type: wire.TypeTLSA}
	for _, r := range records {
		set.RRs = append(set.RRs, wire.RR{Type: wire.TypeTLSA, RData: append([]byte{r.Usage, r.Selector, r.Matching}, r.Data...)})
	}
	return tlsa.Parse(set)
}

// TestCheckTLSA: the verdict about a set, and what is said about its first record.
func TestCheckTLSA(t *testing.T) {
	c := newCertificates(t)
	names := []wire.Name{wire.MustName("mx.example.org")}
	whole := []tlsa.Certificate{c.leaf, c.sub, c.root}
	record := func(usage, selector, matching uint8, of tlsa.Certificate) wire.TLSA {
		return wire.TLSA{Usage: usage, Selector: selector, Matching: matching, Data: tlsa.Value(matching, of.Input(selector))}
	}
	wrong := wire.TLSA{Usage: 3, Selector: 1, Matching: 2, Data: make([]byte, 64)}
	crossed := record(3, 1, 1, c.leaf)
	crossed.Selector = 0
	for _, tc := range []struct {
		name    string
		records []wire.TLSA
		peer    tlsa.Peer
		want    explain.SetVerdict
		says    string
	}{
		{"own key", []wire.TLSA{record(3, 1, 1, c.leaf)}, tlsa.Peer{Chain: whole, At: moment(2030, 1)}, explain.SetMatch, "depth 0"},
		{"authority", []wire.TLSA{record(2, 0, 1, c.root)}, tlsa.Peer{Chain: whole, Names: names, At: moment(2026, 6)}, explain.SetMatch, "depth 2"},
		{"authority not sent", []wire.TLSA{record(2, 0, 0, c.root)}, tlsa.Peer{Chain: whole[:2], Names: names, At: moment(2026, 6)}, explain.SetMatch, "brings the authority"},
		{"expired", []wire.TLSA{record(2, 1, 1, c.sub)}, tlsa.Peer{Chain: whole, Names: names, At: moment(2030, 1)}, explain.SetMismatch, "has expired. It is CN=leaf."},
		{"other name", []wire.TLSA{record(2, 1, 1, c.sub)}, tlsa.Peer{Chain: whole, Names: []wire.Name{wire.MustName("mx2.example.org")}, At: moment(2026, 6)}, explain.SetMismatch, "It has: mx.example.org; expected: mx2.example.org."},
		{"no name", []wire.TLSA{record(2, 1, 1, c.sub)}, tlsa.Peer{Chain: whole, At: moment(2026, 6)}, explain.SetMismatch, "none was given"},
		{"certificate for key", []wire.TLSA{crossed}, tlsa.Peer{Chain: whole}, explain.SetMismatch, "SHA-256 of the public key at depth 0"},
		{"other depth", []wire.TLSA{record(3, 1, 1, c.sub)}, tlsa.Peer{Chain: whole}, explain.SetMismatch, "usage 2 is meant"},
		{"shadowed", []wire.TLSA{record(3, 1, 1, c.leaf), wrong}, tlsa.Peer{Chain: whole}, explain.SetMismatch, "stronger digest. Its value fits the certificate at depth 0."},
		{"usage 1", []wire.TLSA{record(1, 1, 1, c.leaf)}, tlsa.Peer{Chain: whole}, explain.SetUnusable, "not for mail, because mail servers share no list of trusted authorities. Its value fits"},
		{"unreadable", []wire.TLSA{record(2, 1, 1, c.sub)}, tlsa.Peer{Chain: []tlsa.Certificate{tlsa.Frame(c.leaf.DER), c.sub}, Names: names}, explain.SetUndecided, "cannot be read by danewalk"},
		{"nothing hashed", []wire.TLSA{{Usage: 3, Selector: 1, Matching: 1, Data: tlsa.Value(1, []byte{})}}, tlsa.Peer{Chain: whole}, explain.SetMismatch, "SHA-256 of nothing"},
	} {
		set := explain.CheckTLSA(recordsOf(tc.records...), tc.peer)
		var text []string
		for _, s := range set.Says(0) {
			text = append(text, s.Text)
		}
		if got := strings.Join(text, " "); set.Verdict != tc.want || !strings.Contains(got, tc.says) {
			t.Errorf("%s: %s, %q; want %s, %q", tc.name, set.Verdict, got, tc.want, tc.says)
		}
		if set.NeedsName() != (tc.name == "no name") {
			t.Errorf("%s: needs a name: %v", tc.name, set.NeedsName())
		}
	}
}

// TestSuggestTLSA: what is suggested authenticates the chain, or says why not.
func TestSuggestTLSA(t *testing.T) {
	c := newCertificates(t)
	names := []wire.Name{wire.MustName("mx.example.org")}
	for _, tc := range []struct {
		name    string
		chain   []tlsa.Certificate
		want    string // usage and depth of each; with ! where it fails
		missing bool
	}{
		{"whole", []tlsa.Certificate{c.leaf, c.sub, c.root}, "3@0 2@1 2@2", false},
		{"root not sent", []tlsa.Certificate{c.leaf, c.sub}, "3@0 2@1", false},
		{"issuer not sent", []tlsa.Certificate{c.leaf, c.root}, "3@0 2@1!", true},
		{"alone", []tlsa.Certificate{c.leaf}, "3@0", true},
		{"twice", []tlsa.Certificate{c.leaf, c.leaf, c.sub}, "3@0 2@2", false},
		{"signs itself", []tlsa.Certificate{c.root}, "3@0", false},
	} {
		var got []string
		for _, s := range explain.SuggestTLSA(nil, tlsa.Peer{Chain: tc.chain, Names: names, At: moment(2026, 6)}) {
			mark := ""
			if len(s.Fails) > 0 {
				mark = "!"
			}
			got = append(got, string(rune('0'+s.TLSA.Usage))+"@"+string(rune('0'+s.Depth))+mark)
			if s.TLSA.Selector != 1 || s.TLSA.Matching != 1 || string(s.TLSA.Data) != string(tlsa.Value(1, tc.chain[s.Depth].SPKI)) {
				t.Errorf("%s: %s is not the digest of the key at depth %d", tc.name, s.TLSA, s.Depth)
			}
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
		if issuer, missing := explain.MissingIssuer(tc.chain, moment(2026, 6)); missing != tc.missing || missing && issuer != "CN=Sub" {
			t.Errorf("%s: missing %v %q", tc.name, missing, issuer)
		}
	}
}

// TestMisplaced: a file that begins with an authority is noticed; a server whose
// self-signed certificate says that it is a CA is none.
func TestMisplaced(t *testing.T) {
	c := newCertificates(t)
	for _, tc := range []struct {
		name  string
		chain []tlsa.Certificate
		want  bool
	}{
		{"in order", []tlsa.Certificate{c.leaf, c.sub, c.root}, false},
		{"backwards", []tlsa.Certificate{c.root, c.sub, c.leaf}, true},
		{"the root first", []tlsa.Certificate{c.root, c.leaf, c.sub}, true},
		{"authorities only", []tlsa.Certificate{c.sub, c.root}, true},
		{"an intermediate alone", []tlsa.Certificate{c.sub}, true},
		{"self-signed", []tlsa.Certificate{c.root}, false},
		{"self-signed twice", []tlsa.Certificate{c.root, c.root}, false},
		{"nothing", nil, false},
		{"unreadable", []tlsa.Certificate{tlsa.Frame(c.leaf.DER), c.sub}, false},
	} {
		if who, got := explain.Misplaced(tc.chain); got != tc.want || got && !strings.HasPrefix(who, "CN=") {
			t.Errorf("%s: %v %q", tc.name, got, who)
		}
	}
}
