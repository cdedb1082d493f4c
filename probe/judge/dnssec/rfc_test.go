package dnssec

import (
	"bytes"
	"crypto"
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// rfcResponse is one response of an appendix B.
type rfcResponse struct {
	section    string
	name       wire.Name
	kind       wire.Type
	message    forge.Message
	additional []wire.RR
}

// rfcExample is the zone "example." of RFC 4035 or RFC 5155 with its responses.
type rfcExample struct {
	zone      []wire.RR
	responses map[string]*rfcResponse
	at        time.Time
	server    string
}

// readRFC reads testdata/rfcNNNN.txt: "zone" and its records, then for each
// response a line with section, name, type, RCODE and "aa", and the records under
// the names of the message's sections.
func readRFC(t *testing.T, file string, at time.Time) *rfcExample {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	x := &rfcExample{responses: map[string]*rfcResponse{}, at: at, server: "192.0.2.1"}
	into := &x.zone
	var r *rfcResponse
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "#"), words[0] == "zone":
		case words[0] == "answer":
			into = &r.message.Answer
		case words[0] == "authority":
			into = &r.message.Authority
		case words[0] == "additional":
			into = &r.additional
		case strings.HasPrefix(line, "B."):
			kind, err := wire.ParseType(words[2])
			if err != nil {
				t.Fatal(err)
			}
			r = &rfcResponse{section: words[0], name: wire.MustName(words[1]), kind: kind}
			r.message.Rcode = wire.Rcode(words[3][0] - '0')
			r.message.NotAA = len(words) < 5
			x.responses[r.section] = r
		default:
			*into = append(*into, forge.RRs(line)...)
		}
	}
	return x
}

// ksk returns the key of the zone that signs its keys.
func (x *rfcExample) ksk(t *testing.T) wire.DNSKEY {
	t.Helper()
	for _, rr := range x.zone {
		if k, err := rr.DNSKEY(); rr.Type == wire.TypeDNSKEY && err == nil && k.IsSEP() {
			return k
		}
	}
	t.Fatal("no key signing key")
	return wire.DNSKEY{}
}

// apex is the DNSKEY set with its signatures.
func (x *rfcExample) apex() []wire.RR {
	var out []wire.RR
	for _, rr := range x.zone {
		sig, err := rr.RRSIG()
		if rr.Type == wire.TypeDNSKEY || rr.Type == wire.TypeRRSIG && err == nil && sig.Covered == wire.TypeDNSKEY {
			out = append(out, rr)
		}
	}
	return out
}

// validator has seen one response and the keys of the zone, and trusts the
// zone's key signing key.
func (x *rfcExample) validator(t *testing.T, section string) (*Validator, *rfcResponse) {
	t.Helper()
	r, ok := x.responses[section]
	if !ok {
		t.Fatalf("no response %s", section)
	}
	key := x.ksk(t)
	var c forge.Case
	c.Said("example.", x.server, "example.", wire.TypeDNSKEY, forge.Message{Answer: x.apex()})
	c.Said("example.", x.server, r.name.String(), r.kind, r.message)
	p := Policy{Anchors: []Anchor{{Zone: wire.MustName("example."), DNSKEY: &key, Source: "RFC"}}, At: x.at, SHA1: true}
	return New(view.New(c.Done()), p), r
}

// unlimited makes the zone one whose keys may have any size: those of RFC 5155
// have 512 bits, and we take no such key.
func (x *rfcExample) unlimited(t *testing.T, v *Validator) {
	t.Helper()
	apex := wire.MustName("example.")
	z := v.newZone(apex, v.root())
	z.Status = Secure
	v.cuts[apex] = cut{zone: z}
	v.rings[z] = anySize(t, newKeyring(apex, wire.Group(x.apex())[0]))
}

// anySize makes RSA keys usable whose size is not supported.
func anySize(t *testing.T, ring *keyring) *keyring {
	t.Helper()
	for _, k := range ring.keys {
		if k.parse() == nil {
			continue
		}
		e, n, ok := rsaNumbers(k.Key)
		if !ok {
			t.Fatal("no RSA key")
		}
		hash := crypto.SHA1
		if k.Algorithm == algRSASHA256 {
			hash = crypto.SHA256
		}
		k.public, k.err = rsaKey{n, e, hash}, nil
	}
	return ring
}

func during4035() time.Time { return time.Date(2004, 4, 20, 0, 0, 0, 0, time.UTC) }
func during5155() time.Time { return time.Date(2008, 3, 1, 0, 0, 0, 0, time.UTC) }

// Every signature of both zones, and of every section of every response, is
// valid; so is that of the keys by the key that a DS would name (RFC 4035 C.1.1).
func TestRFCSignatures(t *testing.T) {
	for file, at := range map[string]time.Time{"rfc4035.txt": during4035(), "rfc5155.txt": during5155()} {
		x := readRFC(t, file, at)
		ring := anySize(t, newKeyring(wire.MustName("example."), wire.Group(x.apex())[0]))
		v := New(view.New((&forge.Case{}).Done()), Policy{At: at, SHA1: true})
		lists := map[string][]wire.RR{"appendix A": x.zone}
		for _, r := range x.responses {
			lists[r.section+" answer"], lists[r.section+" authority"], lists[r.section+" additional"] = r.message.Answer, r.message.Authority, r.additional
		}
		signatures := 0
		for where, list := range lists {
			for _, set := range wire.Group(list) {
				signatures += len(set.Sigs)
				if c := v.check(set, ring); len(set.Sigs) > 0 && (c.status != Secure || len(c.signers) != len(set.Sigs)) {
					t.Errorf("%s %s: %s %s is %s (%s)", file, where, set.Name, set.Type, c.status, c.reason)
				}
			}
		}
		if signatures < 50 {
			t.Errorf("%s: only %d signatures", file, signatures)
		}
		ksk := x.ksk(t)
		if c := v.check(wire.Group(x.apex())[0], ring); !slices.ContainsFunc(c.signers, func(k *zoneKey) bool { return k.Equal(ksk) }) {
			t.Errorf("%s: the key signing key does not sign the keys", file)
		}
		if c := New(view.New((&forge.Case{}).Done()), Policy{At: at.AddDate(20, 0, 0), SHA1: true}).check(wire.Group(x.apex())[0], ring); c.reason != SigExpired {
			t.Errorf("%s: twenty years later: %s (%s)", file, c.status, c.reason)
		}
	}
}

// The responses of RFC 4035 appendix B, judged whole as appendix C does it.
func TestRFC4035Responses(t *testing.T) {
	x := readRFC(t, "rfc4035.txt", during4035())
	for _, row := range []struct {
		section  string
		outcome  Outcome
		proof    denial.Kind
		wildcard bool
	}{
		{"B.1", Found, "", false},
		{"B.2", Missing, denial.NameError, false},
		{"B.3", Empty, denial.NoData, false},
		{"B.6", Found, denial.WildcardAway, true},
		{"B.7", Empty, denial.WildcardEmpty, false},
	} {
		v, r := x.validator(t, row.section)
		l := v.Lookup(r.name, r.kind)
		kind := denial.NoProof
		if l.Proof != nil {
			kind = l.Proof.Kind
		}
		if l.Status != Secure || l.Outcome != row.outcome || kind != row.proof || l.Wildcard != row.wildcard {
			t.Errorf("%s: %s (%s) %s, proof %q, wildcard %v", row.section, l.Status, l.Reason, l.Outcome, kind, l.Wildcard)
		}
		if a := l.Zone.Anchor; a == nil || a.Source != "RFC" {
			t.Errorf("%s: anchor %+v", row.section, a)
		}
		x.withoutSignatures(t, row.section)
	}
	v, _ := x.validator(t, "B.4")
	ds := v.Lookup(wire.MustName("a.example."), wire.TypeDS)
	if ds.Status != Secure || ds.Outcome != Found || ds.Set.RRs[0].Text() != "57855 5 1 B6DCD485719ADCA18E5F3D48A2331627FDD3636B" {
		t.Errorf("B.4: %s (%s) %s", ds.Status, ds.Reason, ds.Outcome)
	}
	if z := v.Zone(wire.MustName("mc.a.example.")); z.Name != wire.MustName("a.example.") || z.Status != Indeterminate || len(z.DS) != 1 || !z.DS[0].Supported {
		t.Errorf("B.4: the child, whose keys nobody asked for: %s %s (%s)", z.Name, z.Status, z.Reason)
	}
	v, _ = x.validator(t, "B.5")
	if z := v.Zone(wire.MustName("mc.b.example.")); z.Name != wire.MustName("b.example.") || z.Status != Insecure || z.Reason != UnsignedDelegation {
		t.Errorf("B.5: %s %s (%s)", z.Name, z.Status, z.Reason)
	}
	x.childSpeaks(t, "B.8")
}

// The responses of RFC 5155 appendix B. Every NSEC3 there has the opt-out flag,
// so that whatever leans on a gap is insecure (RFC 5155 9.2).
func TestRFC5155Responses(t *testing.T) {
	x := readRFC(t, "rfc5155.txt", during5155())
	for _, row := range []struct {
		section string
		status  Status
		outcome Outcome
		proof   denial.Kind
	}{
		{"B.1", Insecure, Missing, denial.NameError},
		{"B.2", Secure, Empty, denial.NoData},
		{"B.2.1", Secure, Empty, denial.NoData},
		{"B.4", Insecure, Found, denial.WildcardAway},
		{"B.5", Insecure, Empty, denial.WildcardEmpty},
	} {
		v, r := x.validator(t, row.section)
		if l := v.Lookup(r.name, r.kind); l.Status != Insecure || l.Reason != UnsupportedKeySize {
			t.Errorf("%s with keys of 512 bits: %s (%s)", row.section, l.Status, l.Reason)
		}
		v, _ = x.validator(t, row.section)
		x.unlimited(t, v)
		l := v.Lookup(r.name, r.kind)
		if l.Status != row.status || l.Outcome != row.outcome || l.Proof == nil || l.Proof.Kind != row.proof || l.OptOut != (row.status == Insecure) {
			t.Errorf("%s: %s (%s) %s, proof %+v", row.section, l.Status, l.Reason, l.Outcome, l.Proof)
		}
		x.withoutSignatures(t, row.section)
	}
	v, _ := x.validator(t, "B.3")
	x.unlimited(t, v)
	if z := v.Zone(wire.MustName("mc.c.example.")); z.Name != wire.MustName("c.example.") || z.Status != Insecure || z.Reason != OptOutDelegation {
		t.Errorf("B.3: %s %s (%s)", z.Name, z.Status, z.Reason)
	}
	x.childSpeaks(t, "B.6")
}

// withoutSignatures: the same response without its signatures is bogus.
func (x *rfcExample) withoutSignatures(t *testing.T, section string) {
	t.Helper()
	r := x.responses[section]
	before := r.message
	unsigned := func(rrs []wire.RR) []wire.RR {
		return slices.DeleteFunc(slices.Clone(rrs), func(rr wire.RR) bool { return rr.Type == wire.TypeRRSIG })
	}
	r.message.Answer, r.message.Authority = unsigned(r.message.Answer), unsigned(r.message.Authority)
	v, _ := x.validator(t, section)
	x.unlimited(t, v)
	if l := v.Lookup(r.name, r.kind); l.Status == Secure || l.Status == Insecure {
		t.Errorf("%s without signatures: %s (%s)", section, l.Status, l.Reason)
	}
	r.message = before
}

// childSpeaks: the child's own denial of its DS says nothing (RFC 4035 C.8).
func (x *rfcExample) childSpeaks(t *testing.T, section string) {
	t.Helper()
	v, r := x.validator(t, section)
	if l := v.Lookup(r.name, r.kind); l.Status != Indeterminate || l.Proof != nil {
		t.Errorf("%s: %s (%s) %+v", section, l.Status, l.Reason, l.Proof)
	}
	x.unlimited(t, v)
	proofs, _ := v.denials(&ServerResult{Answer: v.view.Answers(r.name, r.kind)[0]}, v.cuts[r.name].zone)
	if p := proofs.Delegation(r.name); p.Kind != denial.NoProof || p.Failure != denial.Ancestor {
		t.Errorf("%s: %q, %q", section, p.Kind, p.Failure)
	}
}

// The NSEC and NSEC3 chains of the zones are closed, and each hash of RFC 5155
// is that of a name of the zone or of an empty non-terminal.
func TestRFCChains(t *testing.T) {
	var plain []wire.NSEC
	for _, rr := range readRFC(t, "rfc4035.txt", during4035()).zone {
		if n, err := rr.NSEC(); rr.Type == wire.TypeNSEC && err == nil {
			plain = append(plain, n)
		}
	}
	slices.SortFunc(plain, func(a, b wire.NSEC) int { return wire.Compare(a.Owner, b.Owner) })
	for i, n := range plain {
		if n.Next != plain[(i+1)%len(plain)].Owner {
			t.Errorf("after %s comes %s", n.Owner, n.Next)
		}
	}
	x := readRFC(t, "rfc5155.txt", during5155())
	var hashed []wire.NSEC3
	names := map[string]bool{}
	for _, rr := range x.zone {
		if n, err := rr.NSEC3(); rr.Type == wire.TypeNSEC3 && err == nil {
			hashed = append(hashed, n)
			continue
		}
		for name := rr.Name; name.Under(wire.MustName("example.")); name = name.Parent() {
			sum := denial.Hash(name, []byte{0xaa, 0xbb, 0xcc, 0xdd}, 12)
			names[string(sum[:])] = true
		}
	}
	slices.SortFunc(hashed, func(a, b wire.NSEC3) int { return wire.Compare(a.Owner, b.Owner) })
	for i, n := range hashed {
		next, err := hashed[(i+1)%len(hashed)].OwnerHash()
		if err != nil || !bytes.Equal(n.Next, next) {
			t.Errorf("after %s comes %s", n.Owner, denial.HashText(n.Next))
		}
		if !names[string(next)] {
			t.Errorf("%x is no name's hash", next)
		}
		if !n.OptOut() || n.Iterations != 12 || n.SaltText() != "aabbccdd" {
			t.Errorf("%+v", n)
		}
	}
	if len(plain) != 10 || len(hashed) != 12 {
		t.Errorf("%d NSEC, %d NSEC3", len(plain), len(hashed))
	}
}

// The key of RFC 4034 2.3 has the tag that the signature of 3.3 names and opens
// it; the address that was signed is not printed there.
func TestRFC4034KeyAndSignature(t *testing.T) {
	key, err := forge.RRs("example.com. 86400 IN DNSKEY 256 3 5 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA10hWqTkF7H6RfoRqXQeogmMHfpftf6zMv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1UaNvv4w==")[0].DNSKEY()
	if err != nil {
		t.Fatal(err)
	}
	sig, err := forge.RRs("host.example.com. 86400 IN RRSIG A 5 3 86400 20030322173103 20030220173103 2642 example.com. oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTrPYGv07h108dUKGMeDPKijVCHX3DDKdfb+v6oB9wfuh3DTJXUAfI/M0zmO/zz8bW0Rznl8O3tGNazPwQKkRN20XPXV6nwwfoXmJQbsLNrLfkGJ5D6fwFm8nN+6pBzeDQfsS3Ap3o=")[0].RRSIG()
	if err != nil {
		t.Fatal(err)
	}
	from, to := wire.ValidityOf(sig, time.Date(2003, 3, 1, 0, 0, 0, 0, time.UTC))
	if got := fmt.Sprint(sig.Covered, sig.Algorithm, sig.Labels, sig.OriginalTTL, sig.Tag, sig.Signer, from.Format(" 20060102150405 "), to.Format("20060102150405")); got != "A 5 3 86400 2642 example.com. 20030220173103 20030322173103" {
		t.Error(got)
	}
	if key.Tag() != sig.Tag {
		t.Errorf("tag %d", key.Tag())
	}
	e, n, _ := rsaNumbers(key.Key)
	size := (n.BitLen() + 7) / 8
	opened := new(big.Int).Exp(new(big.Int).SetBytes(sig.Signature), e, n).FillBytes(make([]byte, size))
	if !bytes.Equal(opened, encodePKCS1(crypto.SHA1, opened[size-20:], size)) {
		t.Errorf("opens as %x", opened)
	}
}

// The examples that are not in TestSignatureVectors: the key of 512 bits, which
// verifies and is not taken, and the second Ed25519 key. The RFC prints the
// signatures of RFC 8080 over wrong data; these are the corrected ones.
func TestMoreSignatureVectors(t *testing.T) {
	for _, c := range []struct {
		rfc, key string
		small    bool
		records  []string
	}{
		{"5702 6.1", "256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=", true, []string{
			"www.example.net. 3600 IN RRSIG A 8 3 3600 20300101000000 20000101000000 9033 example.net. kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==",
			"www.example.net. 3600 IN A 192.0.2.91",
		}},
		{"8080 6.1, the second key", "257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=", false, []string{
			"example.com. 3600 IN RRSIG MX 15 2 3600 1440021600 1438207200 35217 example.com. zXQ0bkYgQTEFyfLyi9QoiY6D8ZdYo4wyUhVioYZXFdT410QPRITQSqJSnzQoSm5poJ7gD7AQR0O7KuI5k2pcBg==",
			"example.com. 3600 IN MX 10 mail.example.com.",
		}},
	} {
		set := wire.Group(forge.RRs(c.records...))[0]
		sig := set.Sigs[0]
		ring := newKeyring(sig.Signer, wire.Group(forge.RRs(sig.Signer.String() + " IN DNSKEY " + c.key))[0])
		v := New(view.New((&forge.Case{}).Done()), Policy{At: time.Unix(int64(sig.Inception)+60, 0)})
		if c.small {
			if got := v.check(set, ring); got.reason != UnsupportedKeySize || got.status == Bogus {
				t.Errorf("%s: %s (%s)", c.rfc, got.status, got.reason)
			}
			ring = anySize(t, ring)
		}
		if got := v.check(set, ring); got.status != Secure {
			t.Errorf("%s: %s (%s)", c.rfc, got.status, got.reason)
		}
		set.RRs[0].RData[3] ^= 1
		if got := v.check(set, ring); got.status != Bogus {
			t.Errorf("%s with changed data: %s (%s)", c.rfc, got.status, got.reason)
		}
	}
}

// The DS records of RFC 8080 that are printed beside the keys.
func TestRFC8080Digests(t *testing.T) {
	for key, ds := range map[string]string{
		"257 3 15 zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=":                                 "35217 15 2 401781b934e392de492ec77ae2e15d70f6575a1c0bc59c5275c04ebe80c6614c",
		"257 3 16 kkreGWoccSDmUBGAe7+zsbG6ZAFQp+syPmYUurBRQc3tDjeMCJcVMRDmgcNLp5HlHAMy12VoISsA": "38353 16 2 645ff078b3568f5852b70cb60e8e696cc77b75bfaaffc118cf79cbda1ba28af4",
	} {
		k, err := forge.RRs("example.com. IN DNSKEY " + key)[0].DNSKEY()
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := k.DS(wire.MustName("example.com."), wire.DigestSHA256); !ok || got.String() != ds {
			t.Errorf("%s, want %s", got, ds)
		}
	}
}
