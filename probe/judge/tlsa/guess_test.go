package tlsa

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/probe/wire"
)

func isSample(data []byte) bool {
	_, ok := Sample(data)
	return ok
}

func TestSampleValuesAreKnown(t *testing.T) {
	for _, text := range []string{
		"01d09d19c2139a46aef577d6b4d5c3d1f7e0c5d1e2f3a4b5c6d7e8f901a2b3c4",
		"8a9a70596e869bed72c69d97a8895dfa0000000000000000000000000000beef",
		"0000000000000000000000000000000000000000000000000000000000000000",
		"deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
		"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
	} {
		data, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		if !isSample(data) {
			t.Errorf("%s was typed by somebody, and is not recognised", text)
		}
	}
	random := make([]byte, 32)
	for range 1000 {
		_, _ = rand.Read(random)
		sum := sha256.Sum256(random)
		if isSample(sum[:]) {
			t.Errorf("%x is a digest and no sample", sum)
		}
	}
	for _, short := range [][]byte{nil, {1}} {
		if isSample(short) {
			t.Errorf("%x is too short to show a pattern", short)
		}
	}
}

func TestTheTableOfIssuersIsSound(t *testing.T) {
	names, digests, state := map[string]bool{}, map[string]bool{}, map[IssuerState]int{}
	for _, ca := range Issuers() {
		raw, err := hex.DecodeString(ca.SPKI)
		if err != nil || len(raw) != sha256.Size {
			t.Errorf("%s: %q is no SHA-256", ca.Name, ca.SPKI)
		}
		if names[ca.Name] || digests[ca.SPKI] {
			t.Errorf("%s is in the table twice", ca.Name)
		}
		if (ca.Kind == "") != (ca.State == IssuerRoot) {
			t.Errorf("%s: only roots issue for no kind of key", ca.Name)
		}
		names[ca.Name], digests[ca.SPKI] = true, true
		state[ca.State]++
		got, ok := IssuerOf(wire.TLSA{Usage: usageTA, Selector: selectorSPKI, Matching: matchSHA256, Data: raw})
		if !ok || got != ca {
			t.Errorf("%s is not recognised by its digest", ca.Name)
		}
		if _, ok := IssuerOf(wire.TLSA{Usage: usageTA, Selector: selectorCert, Matching: matchSHA256, Data: raw}); ok {
			t.Errorf("%s: the digest of a key is not that of a certificate", ca.Name)
		}
	}
	if state[IssuerActive] == 0 || state[IssuerBackup] == 0 || state[IssuerRetired] == 0 || state[IssuerRoot] == 0 {
		t.Errorf("a state is missing: %v", state)
	}
	if _, err := time.Parse(time.DateOnly, IssuersAsOf); err != nil {
		t.Error(err)
	}
}

// rsaLeaf is a certificate with an RSA key.
func rsaLeaf(t testing.TB) (*x509.Certificate, *rsa.PrivateKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), DNSNames: []string{"mx.example.org"}, NotBefore: noon().AddDate(-1, 0, 0), NotAfter: noon().AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c, key
}

func pemOf(label string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
}

// colons is octets as openssl prints fingerprints.
func colons(data []byte) string {
	return strings.ReplaceAll(strings.TrimSpace(fmt.Sprintf("% X", data)), " ", ":")
}

// guessCase is a value that somebody published, and what it is.
type guessCase struct {
	name  string
	rdata []byte
	kind  GuessKind
	depth int
	why   Why
}

// guessed holds each record alone against a peer.
func guessed(t *testing.T, peer Peer, cases []guessCase) {
	t.Helper()
	for _, c := range cases {
		m := Compare(Parse(set(c.rdata)), peer)
		a := m.Attempts[0]
		if m.Matched || a.Guess.Kind != c.kind || a.Guess.Depth != c.depth || a.Why != c.why {
			t.Errorf("%s: matched %v, %q at %d (%s), %q; want %q at %d, %q", c.name, m.Matched, a.Guess.Kind, a.Guess.Depth, a.Detail, a.Why, c.kind, c.depth, c.why)
		}
		if a.Guess.Kind != GuessOwnLeaf && a.Guess.Kind != GuessAuthority && a.Guess.Kind != "" && a.Detail == "" {
			t.Errorf("%s: no words", c.name)
		}
	}
}

// TestGuesses: what people publish in place of the digest of an elliptic key.
func TestGuesses(t *testing.T) {
	f := newFamily(t)
	sha := func(b []byte) []byte { return Value(1, b) }
	text := func(s string) []byte { return sha([]byte(s)) }
	der, key := f.leaf.Raw, f.leaf.RawSubjectPublicKeyInfo
	point := key[len(key)-65:]
	back := slices.Clone(sha(key))
	slices.Reverse(back)
	whole := slices.Concat(pemOf("CERTIFICATE", der), pemOf("CERTIFICATE", f.sub.Raw))
	guessed(t, Peer{Chain: f.chain(), Names: []wire.Name{wire.MustName("mx.example.org")}, At: noon()}, []guessCase{
		{"certificate instead of key", rdata(3, 1, 1, sha(der)), GuessOwnSelector, 0, OtherSelector},
		{"key instead of certificate", rdata(3, 0, 1, sha(key)), GuessOwnSelector, 0, OtherSelector},
		{"certificate instead of key, SHA-512", rdata(3, 1, 2, Value(2, der)), GuessOwnSelector, 0, OtherSelector},
		{"issuer's certificate instead of its key", rdata(2, 1, 1, sha(f.sub.Raw)), GuessOwnSelector, 1, OtherSelector},
		{"issuer under usage 3", rdata(3, 1, 1, spki256(f.sub)), GuessAuthority, 1, CAUnderEE},
		{"root under usage 3, other selector", rdata(3, 1, 1, sha(f.root.Raw)), GuessAuthority, 2, CAUnderEE},
		{"leaf under usage 2", rdata(2, 1, 1, sha(key)), GuessOwnLeaf, 0, LeafUnderTA},
		{"leaf under usage 2, other selector", rdata(2, 1, 1, sha(der)), GuessOwnLeaf, 0, LeafUnderTA},
		{"PEM of the certificate", rdata(3, 1, 1, sha(pemOf("CERTIFICATE", der))), GuessPEM, 0, PEMInput},
		{"PEM of the key, SHA-512", rdata(3, 1, 2, Value(2, pemOf("PUBLIC KEY", key))), GuessPEM, 0, PEMInput},
		{"file with the chain", rdata(3, 1, 1, sha(whole)), GuessChainFile, 0, OtherInput},
		{"base64 of the certificate", rdata(3, 0, 1, text(base64.StdEncoding.EncodeToString(der))), GuessBase64, 0, OtherInput},
		{"base64 of the key with a line feed", rdata(3, 1, 1, text(base64.StdEncoding.EncodeToString(key)+"\n")), GuessBase64, 0, OtherInput},
		{"PEM without its first and last line", rdata(3, 1, 1, text(strings.Join(strings.SplitAfter(string(pemOf("X", der)), "\n")[1:len(strings.SplitAfter(string(pemOf("X", der)), "\n"))-2], ""))), GuessBase64, 0, OtherInput},
		{"hexadecimal text", rdata(3, 1, 1, text(hex.EncodeToString(key))), GuessHexText, 0, OtherInput},
		{"hexadecimal text with colons", rdata(3, 1, 1, text(colons(key))), GuessHexText, 0, OtherInput},
		{"line feed behind", rdata(3, 1, 1, sha(append(slices.Clone(key), '\n'))), GuessNewline, 0, OtherInput},
		{"point", rdata(3, 1, 1, sha(point)), GuessBareKey, 0, OtherInput},
		{"point without its first octet", rdata(3, 1, 1, sha(point[1:])), GuessBareKey, 0, OtherInput},
		{"compressed point", rdata(3, 1, 1, sha(compressed(point))), GuessBareKey, 0, OtherInput},
		{"digest of the digest", rdata(3, 1, 1, sha(sha(key))), GuessDigestTwice, 0, OtherInput},
		{"digest of the fingerprint's text", rdata(3, 0, 1, text(colons(sha(der)))), GuessDigestTwice, 0, OtherInput},
		{"digest of what openssl dgst prints", rdata(3, 1, 1, text("SHA2-256(stdin)= "+hex.EncodeToString(sha(key))+"\n")), GuessDigestTwice, 0, OtherInput},
		{"the digest from its end", rdata(3, 1, 1, back), GuessReversed, 0, OtherInput},
		{"the digest as letters", rdata(3, 1, 2, []byte(hex.EncodeToString(sha(key)))), GuessDigestText, 0, OtherHash},
		{"the digest as letters, too long to be used", rdata(3, 1, 1, []byte(colons(sha(key)))), GuessDigestText, 0, NotUsable},
		{"SHA-512, cut", rdata(3, 1, 1, Value(2, key)[:32]), GuessHash, 0, OtherHash},
		{"nothing", rdata(3, 1, 1, sha([]byte{})), GuessEmpty, 0, EmptyInput},
		{"RFC 6698 2.3", rdata(3, 0, 1, unhex(t, "d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971")), GuessSample, 0, Differs},
		{"typed", rdata(2, 1, 1, []byte(strings.Repeat("\xab\xcd", 16))), GuessSample, 0, NotInChain},
		{"retired CA under usage 2", rdata(2, 1, 1, unhex(t, Issuers()[10].SPKI)), GuessIssuer, 0, NotInChain},
		{"CA in use under usage 3", rdata(3, 1, 1, unhex(t, Issuers()[0].SPKI)), GuessIssuer, 0, Differs},
		{"stranger", rdata(3, 1, 1, spki256(newFamily(t).leaf)), "", 0, Differs},
	})
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	data, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestGuessesOfRSA: what is special to RSA keys, and what is no digest at all.
func TestGuessesOfRSA(t *testing.T) {
	leaf, key := rsaLeaf(t)
	bare := x509.MarshalPKCS1PublicKey(&key.PublicKey)
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{DNSNames: leaf.DNSNames}, key)
	if err != nil {
		t.Fatal(err)
	}
	other, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, newKey(t))
	if err != nil {
		t.Fatal(err)
	}
	modulus := strings.ToUpper(hex.EncodeToString(key.N.Bytes()))
	guessed(t, Peer{Chain: ReadChain([][]byte{leaf.Raw}), At: noon()}, []guessCase{
		{"PKCS#1", rdata(3, 1, 1, Value(1, bare)), GuessBareKey, 0, OtherInput},
		{"PKCS#1, whole", rdata(3, 1, 0, bare), GuessBareKey, 0, NotUsable},
		{"PEM of PKCS#1", rdata(3, 1, 1, Value(1, pemOf("RSA PUBLIC KEY", bare))), GuessPEM, 0, OtherInput},
		{"modulus", rdata(3, 1, 1, Value(1, key.N.Bytes())), GuessModulus, 0, OtherInput},
		{"what openssl -modulus prints", rdata(3, 1, 1, Value(1, []byte("Modulus="+modulus+"\n"))), GuessModulus, 0, OtherInput},
		{"request", rdata(3, 0, 0, csr), GuessCSR, 0, NotUsable},
		{"request as PEM", rdata(3, 0, 0, pemOf("CERTIFICATE REQUEST", csr)), GuessCSR, 0, NotUsable},
		{"request of another key", rdata(3, 0, 0, other), GuessCSR, 0, NotUsable},
		{"certificate as PEM text, whole", rdata(3, 0, 0, pemOf("CERTIFICATE", leaf.Raw)), GuessPEM, 0, NotUsable},
	})
}

// TestGuessesElsewhere: values of other chains of the same check, nearest first.
func TestGuessesElsewhere(t *testing.T) {
	here, twin, host := newFamily(t), newFamily(t), newFamily(t)
	name := wire.MustName("mx2.example.org")
	peer := Peer{Chain: here.chain(), At: noon(), Others: []Labelled{
		{GuessOtherAddress, wire.MustName("mx.example.org"), netip.MustParseAddr("192.0.2.2"), twin.chain()},
		{GuessOtherHost, name, netip.MustParseAddr("192.0.2.3"), host.chain()},
		{GuessOtherHost, wire.MustName("mx3.example.org"), netip.MustParseAddr("192.0.2.4"), host.chain()},
	}}
	guessed(t, peer, []guessCase{
		{"key at another address", rdata(3, 1, 1, spki256(twin.leaf)), GuessOtherAddress, 0, Differs},
		{"certificate of another host", rdata(3, 0, 1, Value(1, host.leaf.Raw)), GuessOtherHost, 0, Differs},
		{"certificate of another host under the wrong selector", rdata(3, 1, 1, Value(1, host.leaf.Raw)), GuessOtherHost, 0, Differs},
		{"authority of another host", rdata(2, 1, 1, spki256(host.sub)), GuessOtherHost, 1, NotInChain},
	})
	a := Compare(Parse(set(rdata(3, 1, 1, spki256(host.leaf)))), peer).Attempts[0]
	if a.Guess.Host != name || a.Depth != -1 || a.Detail != "SHA-256 of the public key of mx2.example.org" {
		t.Errorf("%+v", a)
	}
	// Other chains never make a match, and no more than enough of them are read.
	for range 2 * maxOthers {
		peer.Others = slices.Insert(peer.Others, 0, Labelled{GuessOtherHost, name, netip.Addr{}, here.chain()})
	}
	if m := Compare(Parse(set(rdata(3, 1, 1, spki256(host.leaf)))), peer); m.Matched || m.Attempts[0].Guess.Kind != "" {
		t.Errorf("%+v", m)
	}
}

// compressed is a point of an elliptic curve with one coordinate and the sign of
// the other (SEC 1 2.3.3).
func compressed(point []byte) []byte {
	x := point[1 : 1+len(point)/2]
	return append([]byte{2 + point[len(point)-1]&1}, x...)
}
