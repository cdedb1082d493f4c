package wire

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"hash"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/cloudflare/circl/sign/ed448"
	"github.com/miekg/dns"
	"pgregory.net/rapid"
)

// verify checks a signature over data with nothing but primitives. RSA is done
// by hand, for the examples of RFC 5702 use a key that crypto/rsa refuses.
func verify(k DNSKEY, data, sig []byte) bool {
	switch k.Algorithm {
	case 5, 7:
		return verifyRSA(k.Key, sha1.New(), "3021300906052b0e03021a05000414", data, sig)
	case 8:
		return verifyRSA(k.Key, sha256.New(), "3031300d060960864801650304020105000420", data, sig)
	case 10:
		return verifyRSA(k.Key, sha512.New(), "3051300d060960864801650304020305000440", data, sig)
	case 13:
		sum := sha256.Sum256(data)
		return verifyECDSA(elliptic.P256(), k.Key, sum[:], sig)
	case 14:
		sum := sha512.Sum384(data)
		return verifyECDSA(elliptic.P384(), k.Key, sum[:], sig)
	case 15:
		return ed25519.Verify(k.Key, data, sig)
	case 16:
		return ed448.Verify(k.Key, data, sig, "")
	}
	return false
}

func verifyECDSA(curve elliptic.Curve, key, sum, sig []byte) bool {
	half := len(key) / 2
	pub, err := ecdsa.ParseUncompressedPublicKey(curve, append([]byte{4}, key...))
	if err != nil || len(sig) != len(key) {
		return false
	}
	return ecdsa.Verify(pub, sum, new(big.Int).SetBytes(sig[:half]), new(big.Int).SetBytes(sig[half:]))
}

// verifyRSA does RFC 8017 8.2.2 for keys in the form of RFC 3110 with a short exponent.
func verifyRSA(key []byte, h hash.Hash, prefixHex string, data, sig []byte) bool {
	e := new(big.Int).SetBytes(key[1 : 1+key[0]])
	n := new(big.Int).SetBytes(key[1+key[0]:])
	h.Write(data)
	prefix, _ := new(big.Int).SetString(prefixHex, 16)
	info := append(prefix.Bytes(), h.Sum(nil)...)
	size := (n.BitLen() + 7) / 8
	want := append([]byte{0, 1}, bytes.Repeat([]byte{0xff}, size-3-len(info))...)
	want = append(append(want, 0), info...)
	got := new(big.Int).Exp(new(big.Int).SetBytes(sig), e, n).FillBytes(make([]byte, size))
	return bytes.Equal(got, want)
}

// The key tags and digests that RFCs print.
func TestKeyTagAndDSVectors(t *testing.T) {
	const dskey = "dskey.example.com. 86400 IN DNSKEY 256 3 5 AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw=="
	for _, c := range []struct{ rfc, key, ds string }{
		{"4034 5.4", dskey, "60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118"},
		{"4509 2.3", dskey, "60485 5 2 d4b7d520e7bb5f0f67674a0cceb1e3e0614b93c4f9e99b8383f6a1e4469da50a"},
		{
			"6605 6.1", "Example.NET. 3600 IN DNSKEY 257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
			"55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17",
		},
		{
			"6605 6.2", "example.net. 3600 IN DNSKEY 257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40",
			"10771 14 4 72d7b62976ce06438e9c0bf319013cf801f09ecc84b8d7e9495f27e305c6a9b0563a9b5f4d288405c3008a946df983d6",
		},
		{
			"8080 6.1", "example.com. 3600 IN DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
			"3613 15 2 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b",
		},
		{
			"8080 6.2", "example.com. 3600 IN DNSKEY 257 3 16 3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA",
			"9713 16 2 6ccf18d5bc5d7fc2fceb1d59d17321402f2aa8d368048db93dd811f5cb2b19c7",
		},
		{
			"KSK-2024", ". 0 IN DNSKEY 257 3 8 AwEAAa96jeuknZlaeSrvyAJj6ZHv28hhOKkx3rLGXVaC6rXTsDc449/cidltpkyGwCJNnOAlFNKF2jBosZBU5eeHspaQWOmOElZsjICMQMC3aeHbGiShvZsx4wMYSjH8e7Vrhbu6irwCzVBApESjbUdpWWmEnhathWu1jo+siFUiRAAxm9qyJNg/wOZqqzL/dL/q8PkcRU5oUKEpUge71M3ej2/7CPqpdVwuMoTvoB+ZOT4YeGyxMvHmbrxlFzGOHOijtzN+u1TQNatX2XBuzZNQ1K+s2CXkPIZo7s6JgZyvaBevYtxPvYLw4z9mR7K2vaF18UYH9Z9GNUUeayffKC73PYc=",
			"38696 8 2 683d2d0acb8c9b712a1948b27f741219298d0a450d612c483af444a4c0fb2b16",
		},
	} {
		rr := text(t, c.key)
		key, err := rr.DNSKEY()
		if err != nil {
			t.Fatal(err)
		}
		want, err := text(t, "x. IN DS "+c.ds).DS()
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := key.DS(rr.Name, want.DigestType); !ok || got.String() != c.ds || key.Tag() != want.Tag {
			t.Errorf("RFC %s: DS %s, tag %d, want %s", c.rfc, got, key.Tag(), c.ds)
		}
	}
}

func TestKeyFlags(t *testing.T) {
	for _, c := range []struct {
		flags             uint16
		protocol          uint8
		zone, sep, revoke bool
	}{
		{256, 3, true, false, false},
		{257, 3, true, true, false},
		{385, 3, true, true, true}, // RFC 5011 7
		{0, 3, false, false, false},
		{256, 2, false, false, false},
		{1, 3, false, true, false},
	} {
		k := DNSKEY{Flags: c.flags, Protocol: c.protocol, Algorithm: 13}
		if k.IsZone() != c.zone || k.IsSEP() != c.sep || k.IsRevoked() != c.revoke {
			t.Errorf("flags %d: zone %v, SEP %v, revoked %v", c.flags, k.IsZone(), k.IsSEP(), k.IsRevoked())
		}
	}
}

// Tag, digest and record data agree with the library, which is sound for keys
// below 4 KiB, the digest types 1, 2 and 4, and algorithms other than 1. Larger
// keys get a tag as well.
func TestKeyTagAndDSAgreeWithTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := DNSKEY{
			Flags: rapid.Uint16().Draw(t, "flags"), Protocol: rapid.Uint8().Draw(t, "protocol"),
			Algorithm: rapid.Uint8Range(2, 255).Draw(t, "algorithm"), Key: rapid.SliceOfN(rapid.Byte(), 3, 600).Draw(t, "key"),
		}
		owner := anyName().Draw(t, "owner")
		lib := &dns.DNSKEY{
			Hdr: dns.RR_Header{Name: owner.String(), Rrtype: dns.TypeDNSKEY, Class: dns.ClassINET}, Flags: k.Flags, Protocol: k.Protocol,
			Algorithm: k.Algorithm, PublicKey: base64.StdEncoding.EncodeToString(k.Key),
		}
		if k.Tag() != lib.KeyTag() {
			t.Fatalf("tag %d, want %d", k.Tag(), lib.KeyTag())
		}
		again, err := ParseDNSKEY(k.RData())
		if err != nil || !again.Equal(k) {
			t.Fatalf("%v read back as %v, %v", k, again, err)
		}
		for _, digest := range []uint8{DigestSHA1, DigestSHA256, DigestSHA384} {
			ds, ok := k.DS(owner, digest)
			if want := lib.ToDS(digest); !ok || want == nil || !strings.EqualFold(want.Digest, ds.String()[strings.LastIndex(ds.String(), " ")+1:]) || ds.Tag != want.KeyTag {
				t.Fatalf("DS %s, want %v", ds, want)
			}
		}
	})
	for _, digest := range []uint8{0, 3, 5, 6} { // GOST and SM3 are no SHA-512
		if ds, ok := (DNSKEY{Algorithm: 8, Key: []byte{1, 2, 3}}).DS(Root(), digest); ok {
			t.Errorf("digest type %d gave %s", digest, ds)
		}
	}
	large := DNSKEY{Flags: 256, Protocol: 3, Algorithm: 8, Key: bytes.Repeat([]byte{1}, 8000)}
	if large.Tag() == 0 {
		t.Error("a large key has no tag")
	}
}

// RFC 4034 B.1: algorithm 1 takes the tag from the modulus.
func TestKeyTagOfRSAMD5(t *testing.T) {
	if tag := (DNSKEY{Algorithm: 1, Key: []byte{1, 3, 0xaa, 0x12, 0x34, 0x56}}).Tag(); tag != 0x1234 {
		t.Errorf("tag %x", tag)
	}
	if tag := (DNSKEY{Algorithm: 1, Key: []byte{1, 3}}).Tag(); tag != 0 {
		t.Errorf("tag of a stub %x", tag)
	}
}

// Signatures that RFCs print verify over our signed data, and stop to verify
// when any part of it changes. The RRSIG comes first, then its set.
func TestSignedDataVectors(t *testing.T) {
	const (
		zsk4035 = "256 3 5 AQOy1bZVvpPqhg4j7EJoM9rI3ZmyEx2OzDBVrZy/lvI5CQePxXHZS4i8dANH4DX3tbHol61ek8EFMcsGXxKciJFHyhl94C+NwILQdzsUlSFovBZsyl/NX6yEbtw/xN9ZNcrbYvgjjZ/UVPZIySFNsgEYvh0z2542lzMKR4Dh8uZffQ=="
		times   = "20040509183619 20040409183619 38519 example. "
	)
	for _, c := range []struct {
		rfc, key string
		records  []string
	}{
		{"4035 B.1 MX", zsk4035, []string{
			"x.w.example. 3600 IN RRSIG MX 5 3 3600 " + times + "Il2WTZ+Bkv+OytBx4LItNW5mjB4RCwhOO8y1XzPHZmZUTVYL7LaA63f6T9ysVBzJRI3KRjAPH3U1qaYnDoN1DrWqmi9RJe4FoObkbcdm7P3Ikx70ePCoFgRz1Yq+bVVXCvGuAU4xALv3W/Y1jNSlwZ2mSWKHfxFQxPtLj8s32+k=",
			"X.w.Example. 60 IN MX 1 XX.Example.",
		}},
		{"4035 B.1 NS", zsk4035, []string{
			"example. 3600 IN RRSIG NS 5 1 3600 " + times + "gl13F00f2U0R+SWiXXLHwsMY+qStYy5k6zfdEuivWc+wd1fmbNCyql0Tk7lHTX6UOxc8AgNf4ISFve8XqF4q+o9qlnqIzmppU3LiNeKT4FZ8RO5urFOvoMRTbQxW3U0hXWuggE4g3ZpsHv480HjMeRaZB/FRPGfJPajngcq6Kwg=",
			"example. 3600 IN NS ns2.example.", "EXAMPLE. 3600 IN NS NS1.example.", "example. 3600 IN NS NS2.EXAMPLE.",
		}},
		{"4035 B.1 SOA", zsk4035, []string{
			"example. 3600 IN RRSIG SOA 5 1 3600 " + times + "ONx0k36rcjaxYtcNgq6iQnpNV5+drqYAsC9h7TSJaHCqbhE67Sr6aH2xDUGcqQWu/n0UVzrFvkgO9ebarZ0GWDKcuwlM6eNB5SiX2K74l5LWDA7S/Un/IbtDq4Ay8NMNLQI7Dw7n4p8/rjkBjV7j86HyQgM5e7+miRAz8V01b0I=",
			"example. 3600 IN SOA Ns1.example. Bugs.x.w.example. 1081539377 3600 300 3600000 3600",
		}},
		{"4035 B.2 NSEC", zsk4035, []string{
			"b.example. 3600 IN RRSIG NSEC 5 2 3600 " + times + "GNuxHn844wfmUhPzGWKJCPY5ttEX/RfjDoOx9ueK1PtYkOWKOOdiJ/PJKCYB3hYX+858dDWSxb2qnV/LSTCNVBnkm6owOpysY97MVj5VQEWs0lm9tFoqjcptQkmQKYPrwUnCSNwvvclSF1xZvhRXgWT7OuFXldoCG6TfVFMs9xE=",
			"b.example. 3600 IN NSEC ns1.example. NS RRSIG NSEC",
		}},
		{"4035 B.4 DS", zsk4035, []string{
			"a.example. 3600 IN RRSIG DS 5 2 3600 " + times + "oXIKit/QtdG64J/CB+Gi8dOvnwRvqrto1AdQoRkAN15FP3iZ7suB7gvTBmXzCjL7XUgQVcoHkdhyCuzp8W9qJHgRUSwKKkczSyuL64nhgjuDEML8l9wlWVsl7PR2VnZduM9bLyBhaaPmRKX/Fm+v6ccF2EGNLRiY08kdkz+XHHo=",
			"a.example. 3600 IN DS 57855 5 1 B6DCD485719ADCA18E5F3D48A2331627FDD3636B",
		}},
		{"4035 B.6 wildcard", zsk4035, []string{
			"a.z.w.example. 3600 IN RRSIG MX 5 2 3600 " + times + "OMK8rAZlepfzLWW75Dxd63jy2wswESzxDKG2f9AMN1CytCd10cYISAxfAdvXSZ7xujKAtPbctvOQ2ofO7AZJ+d01EeeQTVBPq4/6KCWhqe2XTjnkVLNvvhnc0u28aoSsG0+4InvkkOHknKxw4kX18MMR34i8lC36SR5xBni8vHI=",
			"a.z.w.example. 3600 IN MX 1 ai.example.",
		}},
		{"4035 B.7 NSEC at the wildcard", zsk4035, []string{
			"*.w.example. 3600 IN RRSIG NSEC 5 2 3600 " + times + "r/mZnRC3I/VIcrelgIcteSxDhtsdlTDt8ng9HSBlABOlzLxQtfgTnn8f+aOwJIAFe1Ee5RvU5cVhQJNP5XpXMJHfyps8tVvfxSAXfahpYqtx91gsmcV/1V9/bZAG55CefP9cM4Z9Y9NT9XQ8s1InQ2UoIv6tJEaaKkP701j8OLA=",
			"*.w.example. 3600 IN NSEC x.w.example. MX RRSIG NSEC",
		}},
		{"5702 6.1", "256 3 8 AwEAAcFcGsaxxdgiuuGmCkVImy4h99CqT7jwY3pexPGcnUFtR2Fh36BponcwtkZ4cAgtvd4Qs8PkxUdp6p/DlUmObdk=", []string{
			"www.example.net. 3600 IN RRSIG A 8 3 3600 20300101000000 20000101000000 9033 example.net. kRCOH6u7l0QGy9qpC9l1sLncJcOKFLJ7GhiUOibu4teYp5VE9RncriShZNz85mwlMgNEacFYK/lPtPiVYP4bwg==",
			"www.example.net. 3600 IN A 192.0.2.91",
		}},
		{"5702 6.2", "256 3 10 AwEAAdHoNTOW+et86KuJOWRDp1pndvwb6Y83nSVXXyLA3DLroROUkN6X0O6pnWnjJQujX/AyhqFDxj13tOnD9u/1kTg7cV6rklMrZDtJCQ5PCl/D7QNPsgVsMu1J2Q8gpMpztNFLpPBz1bWXjDtaR7ZQBlZ3PFY12ZTSncorffcGmhOL", []string{
			"www.example.net. 3600 IN RRSIG A 10 3 3600 20300101000000 20000101000000 3740 example.net. tsb4wnjRUDnB1BUi+t6TMTXThjVnG+eCkWqjvvjhzQL1d0YRoOe0CbxrVDYd0xDtsuJRaeUw1ep94PzEWzr0iGYgZBWm/zpq+9fOuagYJRfDqfReKBzMweOLDiNa8iP5g9vMhpuv6OPlvpXwm9Sa9ZXIbNl1MBGk0fthPgxdDLw=",
			"www.example.net. 3600 IN A 192.0.2.91",
		}},
		{"6605 6.1", "257 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==", []string{
			"www.example.net. 3600 IN RRSIG A 13 3 3600 20100909100439 20100812100439 55648 example.net. qx6wLYqmh+l9oCKTN6qIc+bw6ya+KJ8oMz0YP107epXAyGmt+3SNruPFKG7tZoLBLlUzGGus7ZwmwWep666VCw==",
			"www.example.net. 3600 IN A 192.0.2.1",
		}},
		{"6605 6.2", "257 3 14 xKYaNhWdGOfJ+nPrL8/arkwf2EY3MDJ+SErKivBVSum1w/egsXvSADtNJhyem5RCOpgQ6K8X1DRSEkrbYQ+OB+v8/uX45NBwY8rp65F6Glur8I/mlVNgF6W/qTI37m40", []string{
			"www.example.net. 3600 IN RRSIG A 14 3 3600 20100909102025 20100812102025 10771 example.net. /L5hDKIvGDyI1fcARX3z65qrmPsVz73QD1Mr5CEqOiLP95hxQouuroGCeZOvzFaxsT8Glr74hbavRKayJNuydCuzWTSSPdz7wnqXL5bdcJzusdnI0RSMROxxwGipWcJm",
			"www.example.net. 3600 IN A 192.0.2.1",
		}},
		{"8080 6.1 as corrected by erratum 4935", "257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=", []string{
			"example.com. 3600 IN RRSIG MX 15 2 3600 1440021600 1438207200 3613 example.com. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==",
			"example.com. 3600 IN MX 10 mail.example.com.",
		}},
		{"8080 6.2 as corrected by erratum 4935", "257 3 16 3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA", []string{
			"example.com. 3600 IN RRSIG MX 16 2 3600 1440021600 1438207200 9713 example.com. 3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXft0+Gj7FSvOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA",
			"example.com. 3600 IN MX 10 mail.example.com.",
		}},
		{"8080 6.2, the second key", "257 3 16 kkreGWoccSDmUBGAe7+zsbG6ZAFQp+syPmYUurBRQc3tDjeMCJcVMRDmgcNLp5HlHAMy12VoISsA", []string{
			"example.com. 3600 IN RRSIG MX 16 2 3600 1440021600 1438207200 38353 example.com. E1/oLjSGIbmLny/4fcgM1z4oL6aqo+izT3urCyHyvEp4Sp8Syg1eI+lJ57CSnZqjJP41O/9l4m0AsQ4f7qI1gVnML8vWWiyW2KXhT9kuAICUSxv5OWbf81Rq7Yu60npabODB0QFPb/rkW3kUZmQ0YQUA",
			"example.com. 3600 IN MX 10 mail.example.com.",
		}},
	} {
		t.Run("RFC "+c.rfc, func(t *testing.T) {
			key, err := text(t, "x. IN DNSKEY "+c.key).DNSKEY()
			if err != nil {
				t.Fatal(err)
			}
			var rrs []RR
			for _, line := range c.records {
				rrs = append(rrs, text(t, line))
			}
			sets := Group(rrs)
			if len(sets) != 1 || len(sets[0].Sigs) != 1 {
				t.Fatalf("%d sets", len(sets))
			}
			set, sig := sets[0], sets[0].Sigs[0]
			if sig.Tag != key.Tag() {
				t.Errorf("tag %d, the key has %d", sig.Tag, key.Tag())
			}
			data, ok := SignedData(sig, set)
			if !ok || !verify(key, data, sig.Signature) {
				t.Fatalf("does not verify over %x", data)
			}
			set.RRs[0].RData[len(set.RRs[0].RData)-1] ^= 1
			if data, _ := SignedData(sig, set); verify(key, data, sig.Signature) {
				t.Error("verifies over changed data")
			}
		})
	}
}

// labKey is a key that the library signs with.
type labKey struct {
	record *dns.DNSKEY
	signer crypto.Signer
}

func labKeys(t *testing.T) []labKey {
	t.Helper()
	var keys []labKey
	for _, k := range []struct {
		algorithm uint8
		bits      int
	}{{dns.ED25519, 256}, {dns.ECDSAP256SHA256, 256}, {dns.ECDSAP384SHA384, 384}} {
		rec := &dns.DNSKEY{Hdr: dns.RR_Header{Name: "example.org.", Rrtype: dns.TypeDNSKEY, Class: dns.ClassINET}, Flags: 257, Protocol: 3, Algorithm: k.algorithm}
		private, err := rec.Generate(k.bits)
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, labKey{rec, private.(crypto.Signer)})
	}
	return keys
}

// recase draws another spelling of a name in text.
func recase(t *rapid.T, s string) string {
	out := []byte(s)
	for i := range out {
		if c := out[i] | 0x20; c >= 'a' && c <= 'z' && rapid.Bool().Draw(t, "upper") {
			out[i] ^= 0x20
		}
	}
	return string(out)
}

// Whatever the library signs, verifies over our signed data: any type, any
// spelling of the owner, any order, duplicates, wildcard answers, any transport form.
func TestSignedDataAgreesWithTheLibrary(t *testing.T) {
	keys := labKeys(t)
	byType := map[string][]string{}
	var kinds []string
	for _, line := range append(typicalRRs(), `example.org. 300 IN TXT "b"`, `example.org. 300 IN TXT ""`, `h.example.org. 300 IN A 192.0.2.10`, `h.example.org. 300 IN A 9.0.2.1`) {
		kind := dns.TypeToString[record(t, line).Header().Rrtype]
		if kind == "RRSIG" {
			continue
		}
		if byType[kind] == nil {
			kinds = append(kinds, kind)
		}
		byType[kind] = append(byType[kind], line)
	}
	rapid.Check(t, func(rt *rapid.T) {
		key := rapid.SampledFrom(keys).Draw(rt, "key")
		lines := rapid.SliceOfNDistinct(rapid.SampledFrom(byType[rapid.SampledFrom(kinds).Draw(rt, "type")]), 1, 4, rapid.ID).Draw(rt, "records")
		owner := rapid.SampledFrom([]string{"example.org.", "*.example.org.", "a.b.example.org.", `\065\.b.example.org.`}).Draw(rt, "owner")
		var signed []dns.RR
		for _, line := range lines {
			rr := record(t, line)
			*rr.Header() = dns.RR_Header{Name: owner, Rrtype: rr.Header().Rrtype, Class: dns.ClassINET, Ttl: 3600}
			signed = append(signed, rr)
		}
		sig := &dns.RRSIG{Algorithm: key.record.Algorithm, SignerName: "Example.org.", KeyTag: key.record.KeyTag(), Inception: 1700000000, Expiration: 1800000000}
		if strings.HasPrefix(owner, `\065`) { // the library does not lower escaped letters: sign the plain spelling
			for _, rr := range signed {
				rr.Header().Name = `a\.b.example.org.`
			}
		}
		if err := sig.Sign(key.signer, signed); err != nil {
			rt.Fatal(err)
		}
		answerOwner := owner
		if owner == "*.example.org." && rapid.Bool().Draw(rt, "synthesised") {
			answerOwner = rapid.SampledFrom([]string{"x.example.org.", "y.x.example.org."}).Draw(rt, "qname")
		}
		sig.Hdr.Name = answerOwner
		m := new(dns.Msg)
		m.SetQuestion("example.org.", dns.TypeANY)
		m.Compress = rapid.Bool().Draw(rt, "compress")
		m.Answer = append(m.Answer, sig)
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(signed)-1), 0, 3).Draw(rt, "duplicates") {
			m.Answer = append(m.Answer, dns.Copy(signed[i]))
		}
		m.Answer = append(m.Answer, rapid.Permutation(signed).Draw(rt, "order")...)
		for i, rr := range m.Answer[1:] {
			rr = dns.Copy(rr)
			rr.Header().Name = answerOwner
			if !strings.Contains(answerOwner, `\`) {
				rr.Header().Name = recase(rt, answerOwner)
			}
			rr.Header().Ttl = rapid.Uint32Range(0, 3600).Draw(rt, "ttl")
			m.Answer[i+1] = rr
		}
		packedMsg, err := m.Pack()
		if err != nil {
			rt.Fatal(err)
		}
		got, err := Parse(packedMsg)
		if err != nil {
			rt.Fatal(err)
		}
		sets := Group(got.Answer)
		if len(sets) != 1 || len(sets[0].Sigs) != 1 {
			rt.Fatalf("%d sets", len(sets))
		}
		raw, err := base64.StdEncoding.DecodeString(key.record.PublicKey)
		if err != nil {
			rt.Fatal(err)
		}
		data, ok := SignedData(sets[0].Sigs[0], sets[0])
		if !ok || !verify(DNSKEY{Algorithm: key.record.Algorithm, Key: raw}, data, sets[0].Sigs[0].Signature) {
			rt.Fatalf("does not verify: %v\n%x", m.Answer, data)
		}
	})
}

func TestSignedDataOwner(t *testing.T) {
	rr := text(t, "a.b.example. 60 IN A 192.0.2.1")
	for _, c := range []struct {
		owner  string
		labels uint8
		signed string
	}{
		{"a.b.example.", 3, "a.b.example."},
		{"a.b.example.", 2, "*.b.example."},
		{"a.b.example.", 1, "*.example."},
		{"a.b.example.", 0, "*."},
		{"a.b.example.", 4, ""},
		{"*.b.example.", 2, "*.b.example."},
		{"*.b.example.", 3, ""}, // the wildcard label is not counted
		{"*.b.example.", 1, "*.example."},
		{".", 0, "."},
		{".", 1, ""},
	} {
		set := &RRset{Name: MustName(c.owner), Type: TypeA, RRs: []RR{rr}}
		sig := RRSIG{Covered: TypeA, Algorithm: 13, Labels: c.labels, OriginalTTL: 3600, Signer: MustName("example.")}
		data, ok := SignedData(sig, set)
		if ok != (c.signed != "") {
			t.Errorf("%s with %d labels: ok is %v", c.owner, c.labels, ok)
			continue
		}
		if !ok {
			continue
		}
		want := append(sig.head(), MustName(c.signed).Wire()...)
		want = append(want, "\x00\x01\x00\x01\x00\x00\x0e\x10\x00\x04\xc0\x00\x02\x01"...)
		if !bytes.Equal(data, want) {
			t.Errorf("%s with %d labels: %x, want %x", c.owner, c.labels, data, want)
		}
	}
}

// A set put together by hand, in any order and with duplicates, gives the same
// bytes as one from a message.
func TestSignedDataNeedsNoSortedSet(t *testing.T) {
	a, b := text(t, "example. 60 IN NS A.example."), text(t, "example. 60 IN NS b.example.")
	sig := RRSIG{Covered: TypeNS, Labels: 1, Signer: MustName("example.")}
	sorted, _ := SignedData(sig, Group([]RR{a, b})[0])
	byHand, _ := SignedData(sig, &RRset{Name: a.Name, Type: TypeNS, RRs: []RR{b, a, text(t, "example. 60 IN NS B.EXAMPLE.")}})
	if !bytes.Equal(sorted, byHand) {
		t.Errorf("%x\n%x", sorted, byHand)
	}
}

// RFC 4034 6.2 with RFC 6840 5.1: which names are lowered, and that nothing else is.
func TestCanonicalRData(t *testing.T) {
	lowered := map[Type]bool{}
	for _, line := range typicalRRs() {
		rr := text(t, line)
		before := bytes.Clone(rr.RData)
		canonical := CanonicalRData(rr)
		if !bytes.Equal(before, rr.RData) {
			t.Errorf("%s: the record was changed", rr.Line())
		}
		if !bytes.EqualFold(canonical, rr.RData) {
			t.Errorf("%s: %x", rr.Line(), canonical)
		}
		lowered[rr.Type] = lowered[rr.Type] || !bytes.Equal(canonical, rr.RData)
	}
	for _, ty := range []Type{TypeNS, TypeCNAME, TypeSOA, TypePTR, TypeMX, TypeDNAME, TypeSRV, 14, 17, 18, 21, 26, 35, 36} {
		if !lowered[ty] {
			t.Errorf("names in %s are not lowered", ty)
		}
	}
	for _, ty := range []Type{TypeNSEC, TypeTXT, TypeTLSA, TypeDS, TypeDNSKEY, TypeCAA, 13, 64, 65280} {
		if got, seen := lowered[ty]; got || !seen {
			t.Errorf("%s: changed %v, seen %v", ty, got, seen)
		}
	}
	naptr := text(t, `x. IN NAPTR 10 100 "S" "SIP+D2U" "A!B" Host.Example.`)
	if c := CanonicalRData(naptr); !bytes.Contains(c, []byte("SIP+D2U")) || !bytes.Contains(c, []byte("A!B")) || !bytes.Contains(c, []byte("\x04host\x07example")) {
		t.Errorf("NAPTR %q", c)
	}
}

// Any set of types that the library packs into a bitmap reads back as that set.
func TestBitmapAgreesWithTheLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		types := rapid.SliceOfDistinct(rapid.Uint16(), rapid.ID).Draw(t, "types")
		slices.Sort(types)
		hdr := dns.RR_Header{Name: "a.", Class: dns.ClassINET}
		hdr.Rrtype = dns.TypeNSEC
		nsec := RR{Name: MustName("a."), Type: TypeNSEC, RData: rdataOf(t, &dns.NSEC{Hdr: hdr, NextDomain: "B.", TypeBitMap: types})}
		hdr.Rrtype = dns.TypeNSEC3
		nsec3 := RR{Name: MustName("a."), Type: TypeNSEC3, RData: rdataOf(t, &dns.NSEC3{
			Hdr: hdr, Hash: 1, Iterations: 5, SaltLength: 2, Salt: "AABB", HashLength: 20, NextDomain: strings.Repeat("0", 32), TypeBitMap: types,
		})}
		n, err := nsec.NSEC()
		if err != nil || n.Next != MustName("b.") {
			t.Fatalf("%+v, %v", n, err)
		}
		n3, err := nsec3.NSEC3()
		if err != nil || n3.Iterations != 5 || n3.SaltText() != "aabb" || !bytes.Equal(n3.Next, make([]byte, 20)) {
			t.Fatalf("%+v, %v", n3, err)
		}
		for _, got := range []TypeSet{n.Types, n3.Types} {
			var numbers []uint16
			for _, ty := range got.Sorted() {
				numbers = append(numbers, uint16(ty))
			}
			if !slices.Equal(numbers, types) {
				t.Fatalf("%v, want %v", numbers, types)
			}
		}
	})
}
