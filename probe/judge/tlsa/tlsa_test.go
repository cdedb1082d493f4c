package tlsa

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	judgepkix "danewalk/probe/judge/pkix"
	"danewalk/probe/wire"
)

func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// family is a leaf for mx.example.org, the intermediate that signed it, and the
// root above that.
type family struct{ leaf, sub, root *x509.Certificate }

func (f family) chain() []Certificate { return ReadChain([][]byte{f.leaf.Raw, f.sub.Raw, f.root.Raw}) }

func newFamily(t testing.TB) family {
	t.Helper()
	rootKey, subKey, leafKey := newKey(t), newKey(t), newKey(t)
	ca := func(name string) *x509.Certificate {
		return &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true}
	}
	root := sign(t, ca("Root"), nil, rootKey, rootKey)
	sub := sign(t, ca("Sub"), root, subKey, rootKey)
	leaf := sign(t, &x509.Certificate{DNSNames: []string{"mx.example.org", "*.example.net"}}, sub, leafKey, subKey)
	return family{leaf, sub, root}
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func sign(t testing.TB, template, parent *x509.Certificate, pub, by *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	if template.SerialNumber == nil {
		template.SerialNumber = big.NewInt(5)
	}
	template.NotBefore, template.NotAfter = noon().AddDate(-1, 0, 0), noon().AddDate(1, 0, 0)
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &pub.PublicKey, by)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func spki256(c *x509.Certificate) []byte { return Value(1, c.RawSubjectPublicKeyInfo) }

// set makes an RRset of RDATA.
func set(rdatas ...[]byte) *wire.RRset {
	s := &wire.RRset{Name: wire.MustName("_25._tcp.mx.example.org"), Type: wire.TypeTLSA}
	for _, rd := range rdatas {
		s.RRs = append(s.RRs, wire.RR{Name: s.Name, Type: s.Type, Class: wire.ClassIN, RData: rd})
	}
	return s
}

func rdata(usage, selector, matching uint8, data []byte) []byte {
	return append([]byte{usage, selector, matching}, data...)
}

func TestProblems(t *testing.T) {
	f := newFamily(t)
	sum, long := make([]byte, sha256.Size), make([]byte, sha512.Size)
	for _, c := range []struct {
		rdata []byte
		want  Problem
	}{
		{rdata(3, 1, 1, sum), ""},
		{rdata(2, 0, 2, long), ""},
		{rdata(3, 0, 0, f.leaf.Raw), ""},
		{rdata(2, 1, 0, f.root.RawSubjectPublicKeyInfo), ""},
		{nil, Malformed},
		{[]byte{3, 1, 1}, Malformed}, // no data at all
		{rdata(0, 1, 1, sum), UsagePKIX},
		{rdata(1, 1, 1, sum), UsagePKIX},
		{rdata(4, 1, 1, sum), UnknownUsage},
		{rdata(255, 1, 1, sum), UnknownUsage},
		{rdata(3, 2, 1, sum), UnknownSelector},
		{rdata(3, 1, 3, sum), UnknownMatching},
		{rdata(3, 1, 255, sum), UnknownMatching},
		{rdata(3, 1, 1, sum[:31]), DigestLength},
		{rdata(3, 1, 1, long), DigestLength},
		{rdata(3, 1, 2, sum), DigestLength},
		{rdata(2, 0, 0, f.root.RawSubjectPublicKeyInfo), NotCertificate},
		{rdata(2, 0, 0, append(bytes.Clone(f.root.Raw), 0)), NotCertificate},
		{rdata(2, 1, 0, f.root.Raw), NotPublicKey},
		{rdata(3, 1, 0, sum), NotPublicKey},
	} {
		records := Parse(set(c.rdata))
		if got := records[0].Problem; got != c.want {
			t.Errorf("%x: %q, want %q", c.rdata[:min(8, len(c.rdata))], got, c.want)
		}
		if Usable(records) == 1 != (c.want == "") {
			t.Errorf("%x: usable %d", c.rdata[:min(8, len(c.rdata))], Usable(records))
		}
	}
	if Parse(nil) != nil {
		t.Error("records of nothing")
	}
}

// TestAgility: RFC 7671 9.
func TestAgility(t *testing.T) {
	f := newFamily(t)
	sum, long := make([]byte, sha256.Size), make([]byte, sha512.Size)
	for _, c := range []struct {
		name string
		set  *wire.RRset
		want string // one letter per record: a active, s shadowed, u unusable
	}{
		{"stronger digest of the same usage and selector", set(rdata(3, 1, 1, sum), rdata(3, 1, 2, long)), "sa"},
		{"other selector", set(rdata(3, 1, 1, sum), rdata(3, 0, 2, long)), "aa"},
		{"other usage", set(rdata(2, 1, 1, sum), rdata(3, 1, 2, long)), "aa"},
		{"whole values always count", set(rdata(3, 0, 0, f.leaf.Raw), rdata(3, 0, 2, long), rdata(3, 0, 1, sum)), "aas"},
		{"whole values shadow nothing", set(rdata(3, 0, 0, f.leaf.Raw), rdata(3, 0, 1, sum)), "aa"},
		{"an unusable stronger one shadows nothing", set(rdata(3, 1, 1, sum), rdata(3, 1, 2, sum)), "au"},
		{"nor does one of an unknown kind", set(rdata(3, 1, 1, sum), rdata(3, 1, 9, long)), "au"},
	} {
		var got strings.Builder
		for _, r := range Parse(c.set) {
			switch {
			case r.Active():
				got.WriteByte('a')
			case r.Shadowed:
				got.WriteByte('s')
			default:
				got.WriteByte('u')
			}
		}
		if got.String() != c.want {
			t.Errorf("%s: %s, want %s", c.name, got.String(), c.want)
		}
	}
}

// TestCompare: one record against the chain leaf, sub, root.
func TestCompare(t *testing.T) {
	f := newFamily(t)
	stranger := newFamily(t)
	sha := func(b []byte) []byte { return Value(1, b) }
	pemText := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.leaf.Raw})
	cut := sha512.Sum512(f.leaf.RawSubjectPublicKeyInfo)
	for _, c := range []struct {
		name  string
		rdata []byte
		depth int // of a match
		why   Why // empty for a match
	}{
		{"3 1 1", rdata(3, 1, 1, spki256(f.leaf)), 0, ""},
		{"3 0 1", rdata(3, 0, 1, sha(f.leaf.Raw)), 0, ""},
		{"3 1 2", rdata(3, 1, 2, Value(2, f.leaf.RawSubjectPublicKeyInfo)), 0, ""},
		{"3 0 0", rdata(3, 0, 0, f.leaf.Raw), 0, ""},
		{"3 1 0", rdata(3, 1, 0, f.leaf.RawSubjectPublicKeyInfo), 0, ""},
		{"2 1 1 of the issuer", rdata(2, 1, 1, spki256(f.sub)), 1, ""},
		{"2 0 1 of the issuer", rdata(2, 0, 1, sha(f.sub.Raw)), 1, ""},
		{"2 1 1 of the root", rdata(2, 1, 1, spki256(f.root)), 2, ""},
		{"2 0 2 of the root", rdata(2, 0, 2, Value(2, f.root.Raw)), 2, ""},
		{"2 0 0 of the issuer", rdata(2, 0, 0, f.sub.Raw), 1, ""},
		{"2 1 0 of the issuer", rdata(2, 1, 0, f.sub.RawSubjectPublicKeyInfo), 1, ""},
		{"stranger", rdata(3, 1, 1, spki256(stranger.leaf)), 0, Differs},
		{"stranger as authority", rdata(2, 1, 1, spki256(stranger.sub)), 0, NotInChain},
		{"stranger as authority, whole", rdata(2, 0, 0, stranger.sub.Raw), 0, ChainInvalid}, // same name, other key
		{"stranger as authority, key", rdata(2, 1, 0, stranger.sub.RawSubjectPublicKeyInfo), 0, NotInChain},
		{"usage 2 with the leaf", rdata(2, 1, 1, spki256(f.leaf)), 0, LeafUnderTA},
		{"usage 2 with the leaf, whole", rdata(2, 0, 0, f.leaf.Raw), 0, LeafUnderTA},
		{"usage 2 with the leaf and the other selector", rdata(2, 1, 1, sha(f.leaf.Raw)), 0, LeafUnderTA},
		{"usage 3 with the issuer", rdata(3, 1, 1, spki256(f.sub)), 1, CAUnderEE},
		{"usage 3 with the whole root", rdata(3, 1, 1, sha(f.root.Raw)), 2, CAUnderEE},
		{"other selector", rdata(3, 1, 1, sha(f.leaf.Raw)), 0, OtherSelector},
		{"other selector of the issuer", rdata(2, 0, 1, spki256(f.sub)), 1, OtherSelector},
		{"SHA-512 cut to length", rdata(3, 1, 1, cut[:32]), 0, OtherHash},
		{"hexadecimal twice", rdata(3, 1, 2, []byte(hex.EncodeToString(spki256(f.leaf)))), 0, OtherHash},
		{"digest of nothing", rdata(3, 1, 1, sha([]byte{})), 0, EmptyInput},
		{"digest of nothing, SHA-512", rdata(2, 1, 2, Value(2, []byte{})), 0, EmptyInput},
		{"digest of the PEM file", rdata(3, 0, 1, sha(pemText)), 0, PEMInput},
		{"digest of the PEM text under the other selector", rdata(3, 1, 1, sha(pemText)), 0, PEMInput},
		{"usage 1 that fits", rdata(1, 1, 1, spki256(f.leaf)), 0, NotUsable},
		{"cut digest", rdata(3, 1, 1, spki256(f.leaf)[:31]), 0, NotUsable},
	} {
		m := Compare(Parse(set(c.rdata)), Peer{Chain: f.chain(), Names: []wire.Name{wire.MustName("mx.example.org")}, At: noon()})
		a := m.Attempts[0]
		if m.Matched != (c.why == "") || a.Matched != m.Matched || a.Why != c.why || !m.Compared {
			t.Errorf("%s: matched %v, %q %s; want %q", c.name, m.Matched, a.Why, a.Detail, c.why)
		}
		if c.why == "" && (a.Depth != c.depth || m.By != 0) || c.why == CAUnderEE && a.Depth != c.depth {
			t.Errorf("%s: depth %d by %d, want %d", c.name, a.Depth, m.By, c.depth)
		}
	}
}

// TestInactive: records that do not count say so, and whether they would fit.
func TestInactive(t *testing.T) {
	f := newFamily(t)
	good := spki256(f.leaf)
	wrong := make([]byte, sha512.Size)
	records := Parse(set(rdata(3, 1, 1, good), rdata(3, 1, 2, wrong), rdata(1, 1, 1, good), rdata(0, 1, 1, spki256(f.sub)), rdata(7, 1, 1, good)))
	m := Compare(records, Peer{Chain: f.chain(), Names: []wire.Name{wire.MustName("mx.example.org")}, At: noon()})
	if m.Matched || m.By != -1 {
		t.Error("a shadowed record authenticated the server")
	}
	for i, want := range []struct {
		why   Why
		would bool
	}{{OutOfForce, true}, {Differs, false}, {NotUsable, true}, {NotUsable, true}, {NotUsable, false}} {
		if a := m.Attempts[i]; a.Why != want.why || a.Would != want.would || a.Matched {
			t.Errorf("record %d: %q would %v, want %q %v", i, a.Why, a.Would, want.why, want.would)
		}
	}
}

func TestNoChain(t *testing.T) {
	m := Compare(Parse(set(rdata(3, 1, 1, make([]byte, 32)))), Peer{})
	if m.Compared || m.Matched || m.By != -1 || m.Attempts[0].Why != NoCertificate {
		t.Errorf("%+v", m)
	}
}

// TestAnchorNotSent: "2 0 0" and "2 1 0" bring the anchor with them; a digest
// does not (RFC 7671 5.2.1 to 5.2.3).
func TestAnchorNotSent(t *testing.T) {
	f := newFamily(t)
	short := ReadChain([][]byte{f.leaf.Raw, f.sub.Raw})
	for _, c := range []struct {
		name  string
		rdata []byte
		match bool
	}{
		{"digest", rdata(2, 1, 1, spki256(f.root)), false},
		{"whole certificate", rdata(2, 0, 0, f.root.Raw), true},
		{"bare key", rdata(2, 1, 0, f.root.RawSubjectPublicKeyInfo), true},
	} {
		m := Compare(Parse(set(c.rdata)), Peer{Chain: short, Names: []wire.Name{wire.MustName("mx.example.org")}, At: noon()})
		a := m.Attempts[0]
		if m.Matched != c.match || a.Depth != -1 || (!c.match && a.Why != NotInChain) {
			t.Errorf("%s: %+v", c.name, a)
		}
		if c.name == "bare key" && !slices.Contains(a.Notes, judgepkix.BareKey) {
			t.Error("a bare key is not noted as unreliable")
		}
	}
}

// TestSelfSigned: a self-signed leaf is never its own authority, however often
// the server sends it.
func TestSelfSigned(t *testing.T) {
	key := newKey(t)
	c := sign(t, &x509.Certificate{Subject: pkix.Name{CommonName: "mx.example.org"}}, nil, key, key)
	for _, rd := range [][]byte{
		rdata(2, 1, 1, spki256(c)), rdata(2, 0, 1, Value(1, c.Raw)), rdata(2, 0, 0, c.Raw), rdata(2, 1, 0, c.RawSubjectPublicKeyInfo),
	} {
		for _, chain := range [][][]byte{{c.Raw}, {c.Raw, c.Raw}} {
			m := Compare(Parse(set(rd)), Peer{Chain: ReadChain(chain), Names: []wire.Name{wire.MustName("mx.example.org")}, At: noon()})
			if m.Matched || m.Attempts[0].Why != LeafUnderTA {
				t.Errorf("%d %d %d, %d sent: %+v", rd[0], rd[1], rd[2], len(chain), m.Attempts[0])
			}
		}
	}
}

// TestNames: RFC 7672 3.2.2, 3.2.3.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		sans, cn, ref string
		want          bool
	}{
		{"mx.example.org", "", "mx.example.org", true},
		{"MX.Example.ORG", "", "mx.example.org", true},
		{"a.example.org mx.example.org", "", "mx.example.org", true},
		{"a.example.org", "mx.example.org", "mx.example.org", false}, // CN counts only without DNS-ID
		{"", "mx.example.org", "mx.example.org", true},
		{"", "mx.example.org", "example.org", false},
		{"", "", "mx.example.org", false},
		{"*.example.org", "", "mx.example.org", true},
		{"", "*.example.org", "mx.example.org", true},
		{"*.example.org", "", "example.org", false},
		{"*.example.org", "", "a.mx.example.org", false},
		{"mx*.example.org", "", "mx1.example.org", false},
		{"*x.example.org", "", "mx.example.org", false},
		{"mx.*.org", "", "mx.example.org", false},
		{"*", "", "org", false},
		{"*.org", "", "example.org", false},
		{"*.example.org", "", "*.example.org", false},
		{"mx.example.org.", "", "mx.example.org", false},
		{"mx.example.org", "", ".", false},
		{`mx\.example.org`, "", "mx.example.org", false},
		// RFC 6125 6.4.2: names in other scripts are A-labels on both sides.
		{"mx.xn--bcher-kva.example", "", "mx.xn--bcher-kva.example", true},
		{"MX.XN--BCHER-KVA.example", "", "mx.xn--bcher-kva.example", true},
		{"*.xn--bcher-kva.example", "", "mx.xn--bcher-kva.example", true},
		{"xn--*.example", "", "xn--bcher-kva.example", false}, // RFC 6125 6.4.3: no wildcard within an A-label
		{"*.example", "", "xn--bcher-kva.example", false},
		{"mx.bücher.example", "", "mx.xn--bcher-kva.example", false},
		{"", "mx.bücher.example", "mx.xn--bcher-kva.example", false},
		{"*.bücher.example", "", "mx.xn--bcher-kva.example", false},
		{"mx.bücher.example", "", `mx.b\195\188cher.example`, false}, // nor are octets of an MX record a name in a certificate
		{"", "mx.b\xfccher.example", `mx.b\252cher.example`, false},
		// A CN counts only where there is no DNS-ID at all (RFC 7672 3.2.3).
		{"mx.bücher.example", "mx.example.org", "mx.example.org", false},
		{"*.example.org", "mx.example.org", "a.b.example.org", false},
	} {
		cert := &x509.Certificate{DNSNames: strings.Fields(c.sans), Subject: pkix.Name{CommonName: c.cn}}
		if got := NameFits(cert, []wire.Name{wire.MustName("unrelated.example"), wire.MustName(c.ref)}); got != c.want {
			t.Errorf("SAN %q CN %q for %s: %v", c.sans, c.cn, c.ref, got)
		}
	}
	if NameFits(nil, []wire.Name{wire.Root()}) {
		t.Error("nothing presents a name")
	}
}

func TestNameMismatch(t *testing.T) {
	f := newFamily(t)
	records := Parse(set(rdata(2, 1, 1, spki256(f.sub)), rdata(2, 1, 1, spki256(f.root))))
	peer := Peer{Chain: f.chain(), Names: []wire.Name{wire.MustName("mail.example.com")}, At: noon()}
	m := Compare(records, peer)
	if m.Matched || m.Attempts[0].Why != NameMismatch || !strings.Contains(m.Attempts[0].Detail, "mx.example.org") {
		t.Errorf("%+v", m)
	}
	// RFC 7672 3.2.1: usage 3 does not look at names.
	if m := Compare(Parse(set(rdata(3, 1, 1, spki256(f.leaf)))), peer); !m.Matched {
		t.Error("usage 3 looked at the name")
	}
	peer.Names = append(peer.Names, wire.MustName("mx.example.net"))
	if m := Compare(records, peer); !m.Matched {
		t.Error("the second reference identifier did not count")
	}
}

func TestDates(t *testing.T) {
	f := newFamily(t)
	peer := Peer{Chain: f.chain(), Names: []wire.Name{wire.MustName("mx.example.org")}, At: noon().AddDate(5, 0, 0)}
	if m := Compare(Parse(set(rdata(3, 1, 1, spki256(f.leaf)))), peer); !m.Matched {
		t.Error("usage 3 looked at the dates") // RFC 7672 3.1.1
	}
	m := Compare(Parse(set(rdata(2, 1, 1, spki256(f.sub)))), peer)
	if a := m.Attempts[0]; m.Matched || a.Why != ChainInvalid || a.Reason != judgepkix.Expired || !strings.HasPrefix(a.Detail, "expired") {
		t.Errorf("%+v", a)
	}
}

// negativeSerial makes a certificate that the library refuses to parse, by the
// sign of its serial number.
func negativeSerial(t testing.TB, c *x509.Certificate) []byte {
	t.Helper()
	was, is := []byte{0x02, 0x01, 0x05}, []byte{0x02, 0x01, 0x85}
	der := bytes.Replace(c.Raw, was, is, 1)
	if _, err := x509.ParseCertificate(der); err == nil {
		t.Fatal("the library parses negative serial numbers; take another certificate that it refuses")
	}
	return der
}

// TestUnparsed: a certificate that our library refuses still has a key.
func TestUnparsed(t *testing.T) {
	f := newFamily(t)
	leaf := negativeSerial(t, f.leaf)
	chain := ReadChain([][]byte{leaf, f.sub.Raw})
	names := []wire.Name{wire.MustName("mx.example.org")}
	for _, rd := range [][]byte{
		rdata(3, 1, 1, spki256(f.leaf)), rdata(3, 0, 1, Value(1, leaf)), rdata(3, 0, 0, leaf), rdata(3, 1, 0, f.leaf.RawSubjectPublicKeyInfo),
	} {
		if m := Compare(Parse(set(rd)), Peer{Chain: chain, Names: names, At: noon()}); !m.Matched {
			t.Errorf("%d %d %d: %+v", rd[0], rd[1], rd[2], m.Attempts[0])
		}
	}
	m := Compare(Parse(set(rdata(2, 1, 1, spki256(f.sub)))), Peer{Chain: chain, Names: names, At: noon()})
	if m.Matched || m.Attempts[0].Reason != judgepkix.Unparsed {
		t.Errorf("usage 2: %+v", m.Attempts[0])
	}
	// An authority that cannot be parsed serves by its key.
	odd := ReadChain([][]byte{f.leaf.Raw, negativeSerial(t, f.sub)})
	if m := Compare(Parse(set(rdata(2, 1, 1, spki256(f.sub)))), Peer{Chain: odd, Names: names, At: noon()}); !m.Matched {
		t.Errorf("unparsed authority: %+v", m.Attempts[0])
	}
}

// TestBoundedWork: more foreign anchors than anybody needs are not tried.
func TestBoundedWork(t *testing.T) {
	f := newFamily(t)
	rds := make([][]byte, 0, 2*maxForeign)
	for range 2 * maxForeign {
		key := newKey(t)
		spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
		if err != nil {
			t.Fatal(err)
		}
		rds = append(rds, rdata(2, 1, 0, spki))
	}
	m := Compare(Parse(set(rds...)), Peer{Chain: f.chain(), Names: nil, At: noon()})
	if a := m.Attempts[len(rds)-1]; a.Why != NotTried || m.Attempts[0].Why != NotInChain {
		t.Errorf("first %q, last %q", m.Attempts[0].Why, a.Why)
	}
}

// TestProperties: the order of the records does not matter, and a record that
// does not fit, of no stronger kind, never turns a match into a mismatch.
func TestProperties(t *testing.T) {
	f := newFamily(t)
	peer := Peer{Chain: f.chain(), Names: []wire.Name{wire.MustName("mx.example.org")}, At: noon()}
	rapid.Check(t, func(t *rapid.T) {
		record := rapid.Custom(func(t *rapid.T) []byte {
			c := rapid.SampledFrom([]*x509.Certificate{f.leaf, f.sub, f.root}).Draw(t, "certificate")
			selector := rapid.Uint8Range(0, 1).Draw(t, "selector")
			matching := rapid.Uint8Range(0, 2).Draw(t, "matching")
			value := bytes.Clone(Value(matching, ReadCertificate(c.Raw).Input(selector)))
			if matching != 0 && rapid.Bool().Draw(t, "wrong") {
				value[0] ^= 0xff
			}
			return rdata(rapid.Uint8Range(0, 4).Draw(t, "usage"), selector, matching, value)
		})
		rds := rapid.SliceOfN(record, 1, 6).Draw(t, "records")
		before := Compare(Parse(set(rds...)), peer).Matched
		if after := Compare(Parse(set(rapid.Permutation(rds).Draw(t, "order")...)), peer).Matched; after != before {
			t.Fatalf("matched %v, in another order %v", before, after)
		}
		if !before {
			return
		}
		strongest := uint8(1)
		for _, rd := range rds {
			strongest = max(strongest, rd[2])
		}
		for _, m := range []uint8{1, strongest} {
			size := map[uint8]int{1: sha256.Size, 2: sha512.Size}[m]
			for usage := range uint8(4) {
				for selector := range uint8(2) {
					if m == 2 && !slices.ContainsFunc(rds, func(r []byte) bool { return r[0] == usage && r[1] == selector && r[2] == 2 }) {
						continue // stronger than all of its group: that may well shadow a match
					}
					more := append(slices.Clone(rds), rdata(usage, selector, m, bytes.Repeat([]byte{0xee}, size)))
					if !Compare(Parse(set(more...)), peer).Matched {
						t.Fatalf("a wrong %d %d %d took the match away", usage, selector, m)
					}
				}
			}
		}
	})
}

// FuzzSPKI: whatever the library parses has the same key in our reader, and our
// reader never gives bytes that are not in the input.
func FuzzSPKI(f *testing.F) {
	fam := newFamily(f)
	f.Add(fam.leaf.Raw)
	f.Add(fam.root.Raw[:40])
	f.Add([]byte{0x30, 0x84, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, der []byte) {
		spki, err := SPKI(der)
		if err == nil && !bytes.Contains(der, spki) {
			t.Fatal("bytes from nowhere")
		}
		if c, perr := x509.ParseCertificate(der); perr == nil && !bytes.Equal(c.RawSubjectPublicKeyInfo, spki) {
			t.Fatalf("library %x, we %x (%v)", c.RawSubjectPublicKeyInfo, spki, err)
		}
	})
}

// FuzzMatch: nothing crashes, and what matches is an active record.
func FuzzMatch(f *testing.F) {
	fam := newFamily(f)
	f.Add(rdata(3, 1, 1, spki256(fam.leaf)), fam.leaf.Raw, fam.sub.Raw)
	f.Add(rdata(2, 0, 0, fam.root.Raw), fam.leaf.Raw, fam.sub.Raw)
	f.Add(rdata(2, 1, 0, fam.sub.RawSubjectPublicKeyInfo), fam.leaf.Raw, []byte{0x30})
	f.Fuzz(func(t *testing.T, rd, first, second []byte) {
		records := Parse(set(rd, nil))
		m := Compare(records, Peer{Chain: ReadChain([][]byte{first, second}), Names: []wire.Name{wire.MustName("mx.example.org")}, At: noon()})
		if len(m.Attempts) != len(records) || m.Matched && !records[m.By].Active() {
			t.Fatalf("%+v", m)
		}
		for i, a := range m.Attempts {
			if a.Matched && a.Why != "" || !a.Matched && a.Why == "" || a.Depth >= 2 || a.Record != i {
				t.Fatalf("%+v", a)
			}
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	f := newFamily(b)
	for _, c := range []struct {
		name string
		data []byte
	}{{"match", spki256(f.leaf)}, {"mismatch", make([]byte, 32)}} {
		b.Run(c.name, func(b *testing.B) {
			records := Parse(set(rdata(3, 1, 1, c.data)))
			for b.Loop() {
				Compare(records, Peer{Chain: f.chain(), Names: nil, At: noon()})
			}
		})
	}
}

func ExampleParse() {
	rr, err := wire.RRFromText("_25._tcp.mx.example.org. 3600 IN TLSA 1 1 1 " + strings.Repeat("ab", 32))
	if err != nil {
		panic(err)
	}
	for _, r := range Parse(&wire.RRset{RRs: []wire.RR{rr}}) {
		fmt.Println(r.TLSA.Usage, r.Problem)
	}
	// Output: 1 usage-pkix
}
