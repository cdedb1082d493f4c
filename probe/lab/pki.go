package lab

import (
	"crypto"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"sync"
	"time"

	"danewalk/probe/wire"
)

const day = 24 * time.Hour

// pki issues the certificates of a world: a root, two issuing authorities, and
// what mail hosts show.
type pki struct {
	at   time.Time
	keys *keyring
	mu   sync.Mutex
	made map[string][]byte // DER by description
}

func newPKI(at time.Time, keys *keyring) *pki {
	return &pki{at: at, keys: keys, made: map[string][]byte{}}
}

// certPlan is the set of words of the verb "certificate".
type certPlan struct {
	name  wire.Name
	words []string
	other string    // of other-name=NAME
	owner wire.Name // of key-of=HOST: whose key it is; zero for its own
}

func (p certPlan) is(word string) bool { return slices.Contains(p.words, word) }

// without returns the plan less one word.
func (p certPlan) without(word string) certPlan {
	p.words = slices.DeleteFunc(slices.Clone(p.words), func(w string) bool { return w == word })
	return p
}

// besideRSA returns the plan of the certificate that "also-rsa" adds.
func (p certPlan) besideRSA() certPlan {
	p = p.without("also-rsa")
	p.words = append(p.words, "rsa")
	return p
}

// certWords lists what the verb "certificate" knows.
func certWords() []string {
	return append([]string{
		"renewed", "expired", "not-yet-valid", "other-name", "cn-only", "self-signed", "no-intermediate", "with-root", "expired-ca",
		"expired-root", "any-use", "other-ca", "rsa", "rsa-1024", "also-rsa", "negative-serial", "key-of",
	}, hostileCertWords()...)
}

// inspected is the word of certificates that a box near us makes on the way.
const inspected = "inspected"

// leafKey is the key of the host's certificate.
func (k *pki) leafKey(p certPlan) (crypto.Signer, error) {
	label, pick := "host/"+p.name.String(), 0
	if !p.owner.IsZero() {
		label = "host/" + p.owner.String()
	}
	if p.is("renewed") {
		label, pick = label+"/renewed", 1
	}
	if p.is(inspected) {
		label = "inspection"
	}
	switch {
	case p.is("rsa-1024"):
		return k.keys.signer(label, algRSASHA256, 1024, pick)
	case p.is("rsa"):
		return k.keys.signer(label, algRSASHA256, 2048, pick)
	}
	return k.keys.signer(label, algECDSAP256, 256, 0)
}

// authority is a certificate authority.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// root and issuing make the authorities; both are valid for years around the
// moment of the world.
func (k *pki) root() (authority, error) { return k.rootUntil(k.at.Add(15 * 365 * day)) }

func (k *pki) rootUntil(until time.Time) (authority, error) {
	return k.authority("Lab Root CA", nil, k.at.Add(-5*365*day), until)
}

// rootOf is the root that a host sends.
func (k *pki) rootOf(p certPlan) (authority, error) {
	if p.is("expired-root") {
		return k.rootUntil(k.at.Add(-10 * day))
	}
	return k.root()
}

func (k *pki) issuing(p certPlan) (authority, error) {
	if p.is(inspected) { // nobody but the box trusts it
		return k.authority("Lab Inspection CA", nil, k.at.Add(-2*365*day), k.at.Add(3*365*day))
	}
	root, err := k.root()
	if err != nil {
		return authority{}, err
	}
	name, until := "Lab Issuing CA", k.at.Add(3*365*day)
	if p.is("other-ca") {
		name = "Lab Issuing CA 2"
	}
	if p.is("expired-ca") {
		until = k.at.Add(-10 * day)
	}
	return k.authority(name, &root, k.at.Add(-2*365*day), until)
}

func (k *pki) authority(name string, parent *authority, from, until time.Time) (authority, error) {
	key, err := k.keys.signer("ca/"+name, algECDSAP256, 256, 0)
	if err != nil {
		return authority{}, err
	}
	template := &x509.Certificate{
		SerialNumber: k.serial(name), Subject: pkix.Name{Organization: []string{"danewalk lab"}, CommonName: name},
		NotBefore: from, NotAfter: until, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	issuer := authority{template, key}
	if parent != nil {
		issuer = *parent
	}
	der, err := k.issue(fmt.Sprintf("%s/%d", name, until.Unix()), template, key.Public(), issuer)
	if err != nil {
		return authority{}, err
	}
	cert, err := x509.ParseCertificate(der)
	return authority{cert, key}, err
}

func (k *pki) serial(label string) *big.Int {
	octets := k.keys.digest("serial/" + label)[:12]
	octets[0] &= 0x7f
	octets[0] |= 0x40
	return new(big.Int).SetBytes(octets)
}

// issue signs a certificate, once for each description.
func (k *pki) issue(what string, template *x509.Certificate, public crypto.PublicKey, by authority) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if der, ok := k.made[what]; ok {
		return der, nil
	}
	der, err := x509.CreateCertificate(nil, template, by.cert, public, by.key)
	if err == nil {
		k.made[what] = der
	}
	return der, err
}

// leaf issues the host's certificate.
func (k *pki) leaf(p certPlan) (der []byte, key crypto.Signer, err error) {
	if key, err = k.leafKey(p); err != nil {
		return nil, nil, err
	}
	by, err := k.issuing(p)
	if err != nil {
		return nil, nil, err
	}
	name := p.name.Show()
	if p.is("other-name") {
		name = p.other
	}
	what := fmt.Sprintf("leaf/%s/%s/%v", p.name, name, p.words)
	if !p.owner.IsZero() { // the same words with another key
		what += "/" + p.owner.String()
	}
	if !p.owner.IsZero() {
		what += "/" + p.owner.String() // the same words may mean the key of another host
	}
	template := &x509.Certificate{
		SerialNumber: k.serial(what), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: k.at.Add(-30 * day), NotAfter: k.at.Add(60 * day),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true,
	}
	if p.is("cn-only") {
		template.DNSNames = nil
	}
	if p.is("any-use") {
		template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	}
	template.NotBefore, template.NotAfter = validity(p, k.at)
	if err := hostileTemplate(p, template); err != nil {
		return nil, nil, err
	}
	if p.is("self-signed") {
		by = authority{template, key}
	}
	if der, err = k.issue(what, template, key.Public(), by); err != nil {
		return nil, nil, err
	}
	if p.is("negative-serial") {
		der, err = negativeSerial(der, template.SerialNumber, by.key)
	}
	return der, key, err
}

func validity(p certPlan, at time.Time) (from, until time.Time) {
	from, until = at.Add(-30*day), at.Add(60*day)
	if p.is("renewed") {
		from, until = at.Add(-12*time.Hour), at.Add(90*day)
	}
	if p.is("not-yet-valid") {
		from = at.Add(2 * day)
	}
	if p.is("expired") {
		from, until = at.Add(-93*day), at.Add(-3*day)
	}
	return from, until
}

// negativeSerial rewrites the serial number and signs again: RFC 5280 4.1.2.2
// forbids it, old software makes it, and Go does not parse it.
func negativeSerial(der []byte, serial *big.Int, key crypto.Signer) ([]byte, error) {
	var outer struct {
		TBS       asn1.RawValue
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		return nil, err
	}
	octets := serial.Bytes()
	at := slices.Index(outer.TBS.FullBytes, octets[0])
	for at >= 0 && !slices.Equal(outer.TBS.FullBytes[at:at+len(octets)], octets) {
		next := slices.Index(outer.TBS.FullBytes[at+1:len(outer.TBS.FullBytes)-len(octets)], octets[0])
		if next < 0 {
			return nil, errors.New("serial number not found in the certificate")
		}
		at += 1 + next
	}
	tbs := slices.Clone(outer.TBS.FullBytes)
	tbs[at] |= 0x80
	sum := sha256.Sum256(tbs)
	signature, err := key.Sign(nil, sum[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	outer.TBS = asn1.RawValue{FullBytes: tbs}
	outer.Signature = asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}
	return asn1.Marshal(outer)
}

// chain is what a host shows: the leaf first.
func (k *pki) chain(p certPlan) (tls.Certificate, error) {
	der, key, err := k.leaf(p)
	if err != nil {
		return tls.Certificate{}, err
	}
	c := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	if s, ok := key.(steady); ok {
		c.PrivateKey = s.PrivateKey
	}
	if p.is("self-signed") {
		return c, nil
	}
	by, err := k.issuing(p)
	if err != nil {
		return c, err
	}
	if p.is("long-chain") {
		if c.Certificate, err = k.fillers(c.Certificate); err != nil {
			return c, err
		}
	}
	if !p.is("no-intermediate") {
		c.Certificate = append(c.Certificate, by.cert.Raw)
	}
	if p.is("with-root") || p.is("expired-root") {
		root, err := k.rootOf(p)
		if err != nil {
			return c, err
		}
		c.Certificate = append(c.Certificate, root.cert.Raw)
	}
	return c, nil
}

// sourceData computes the data of a TLSA record (RFC 6698 2.1).
func (d *design) sourceData(s tlsaSource) ([]byte, error) {
	plan := certPlan{name: s.host}
	if h := d.hosts[s.host]; h != nil {
		plan = h.plan.without("renewed")
		plan.name = s.host
	}
	var der []byte
	var err error
	switch s.what {
	case "leaf", "pem", "cert", "key":
		der, _, err = d.pki.leaf(plan)
	case "rsa":
		der, _, err = d.pki.leaf(plan.besideRSA())
	case "next":
		plan.words = append(slices.Clone(plan.words), "renewed")
		der, _, err = d.pki.leaf(plan)
	case "ca", "root":
		der, err = d.pki.authorityDER(s.what, plan)
	case "other":
		der, _, err = d.pki.leaf(certPlan{name: wire.MustName("other.invalid")})
	case "empty":
		return digested(s.matching, nil), nil
	default:
		return hex.DecodeString(s.what)
	}
	if err != nil {
		return nil, err
	}
	return digested(s.matching, selected(s, der)), nil
}

func (k *pki) authorityDER(what string, plan certPlan) ([]byte, error) {
	a, err := k.issuing(plan.without("other-ca"))
	if what == "root" {
		a, err = k.rootOf(plan)
	}
	if err != nil {
		return nil, err
	}
	return a.cert.Raw, nil
}

// selected returns what the selector, or the mistake, chooses.
func selected(s tlsaSource, der []byte) []byte {
	if s.what == "pem" {
		return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	}
	if s.what == "cert" || s.selector == 0 && s.what != "key" {
		return der
	}
	return spki(der)
}

// spki returns the SubjectPublicKeyInfo of a certificate, also of one that
// package x509 does not parse (RFC 5280 4.1).
func spki(der []byte) []byte {
	var outer, tbs asn1.RawValue
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		return nil
	}
	if _, err := asn1.Unmarshal(outer.Bytes, &tbs); err != nil {
		return nil
	}
	rest := tbs.Bytes
	const before = 6 // version, serial, signature, issuer, validity, subject
	var field asn1.RawValue
	for range before + 1 {
		var err error
		if rest, err = asn1.Unmarshal(rest, &field); err != nil {
			return nil
		}
	}
	return field.FullBytes
}

// digested applies the matching type; unknown ones are taken as SHA-256.
func digested(matching uint8, data []byte) []byte {
	switch matching {
	case 0:
		return data
	case 2:
		sum := sha512.Sum512(data)
		return sum[:]
	}
	sum := sha256.Sum256(data)
	return sum[:]
}
