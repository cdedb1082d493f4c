package dnssec

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// The signatures of the RFCs, judged at a moment inside their validity.
func TestSignatureVectors(t *testing.T) {
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
			set := wire.Group(forge.RRs(c.records...))[0]
			sig := set.Sigs[0]
			ring := newKeyring(sig.Signer, wire.Group(forge.RRs(sig.Signer.String() + " IN DNSKEY " + c.key))[0])
			at := time.Unix(int64(sig.Inception)+60, 0)
			v := New(view.New((&forge.Case{}).Done()), Policy{At: at, SHA1: true})
			if got := v.check(set, ring); got.status != Secure {
				t.Fatalf("%s (%s)", got.status, got.reason)
			}
			set.RRs[0].RData[len(set.RRs[0].RData)-1] ^= 1
			if got := v.check(set, ring); got.status != Bogus || got.reason != SigInvalid {
				t.Errorf("changed data: %s (%s)", got.status, got.reason)
			}
			set.RRs[0].RData[len(set.RRs[0].RData)-1] ^= 1
			for _, length := range []int{0, 1, len(sig.Signature) - 1} {
				set.Sigs[0].Signature = sig.Signature[:length]
				if got := v.check(set, ring); got.status != Bogus {
					t.Errorf("%d octets of signature: %s", length, got.status)
				}
			}
			set.Sigs[0].Signature = append(slices.Clone(sig.Signature), 0, 0, 0, 0)
			if got := v.check(set, ring); got.status != Bogus {
				t.Errorf("padded signature: %s", got.status)
			}
		})
	}
}

// rsaRData writes a key as RFC 3110 2 does.
func rsaRData(e, n *big.Int, long bool) []byte {
	exponent := e.Bytes()
	head := []byte{byte(len(exponent))}
	if long {
		head = binary.BigEndian.AppendUint16([]byte{0}, uint16(len(exponent)))
	}
	return slices.Concat(head, exponent, n.Bytes())
}

// Any exponent works: small, of 4 octets and of 33 bits, in both length forms.
func TestRSAExponents(t *testing.T) {
	p, _ := rand.Prime(rand.Reader, 512)
	q, _ := rand.Prime(rand.Reader, 514)
	n := new(big.Int).Mul(p, q)
	one := big.NewInt(1)
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	data := []byte("signed data")
	done := 0
	for _, text := range []string{"3", "5", "7", "11", "65537", "4294967297", "4294967311", "36893488147419103363"} {
		e, _ := new(big.Int).SetString(text, 10)
		d := new(big.Int).ModInverse(e, phi)
		if d == nil {
			continue // not prime to phi
		}
		done++
		em := encodePKCS1(crypto.SHA256, digest(crypto.SHA256, data), (n.BitLen()+7)/8)
		sig := new(big.Int).Exp(new(big.Int).SetBytes(em), d, n).FillBytes(make([]byte, (n.BitLen()+7)/8))
		for _, long := range []bool{false, true} {
			k, err := parseKey(wire.DNSKEY{Algorithm: 8, Key: rsaRData(e, n, long)})
			if err != nil {
				t.Fatalf("exponent %s: %v", text, err)
			}
			if !k.verify(data, sig) {
				t.Errorf("exponent %s does not verify", text)
			}
			if k.verify([]byte("other data"), sig) {
				t.Errorf("exponent %s verifies other data", text)
			}
		}
	}
	if done < 4 {
		t.Fatalf("only %d exponents tried", done)
	}
}

// Our verification against the standard library's, where that can do it.
func TestRSAAgreesWithTheLibrary(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	key, err := parseRSA(rsaRData(big.NewInt(int64(private.E)), private.N, false), crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 64 {
		data := []byte{byte(i)}
		sum := sha256.Sum256(data)
		sig, err := rsa.SignPKCS1v15(nil, private, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 1 {
			sig[i] ^= byte(i)
		}
		want := rsa.VerifyPKCS1v15(&private.PublicKey, crypto.SHA256, sum[:], sig) == nil
		if got := key.verify(data, sig); got != want {
			t.Errorf("signature %d: %v, the library says %v", i, got, want)
		}
	}
}

func TestKeysRefused(t *testing.T) {
	modulus := func(bits int) *big.Int { return new(big.Int).SetBit(big.NewInt(1), bits-1, 1) }
	e := big.NewInt(65537)
	rows := []struct {
		what      string
		algorithm uint8
		key       []byte
		err       error
	}{
		{"RSA of 1023 bits", 8, rsaRData(e, modulus(1023), false), errKeySize},
		{"RSA of 1024 bits", 8, rsaRData(e, modulus(1024), false), nil},
		{"RSA of 4096 bits", 10, rsaRData(e, modulus(4096), false), nil},
		{"RSA of 8193 bits", 8, rsaRData(e, modulus(8193), false), errKeySize},
		{"RSA without modulus", 8, []byte{3, 1, 0, 1}, errKeyMalformed},
		{"RSA with even exponent", 8, rsaRData(big.NewInt(4), modulus(1024), false), errKeyMalformed},
		{"RSA with exponent 1", 8, rsaRData(big.NewInt(1), modulus(1024), false), errKeyMalformed},
		{"RSA, nothing", 8, nil, errKeyMalformed},
		{"P-256 off the curve", 13, slices.Repeat([]byte{1}, 64), errKeyMalformed},
		{"P-256 too short", 13, make([]byte, 63), errKeyMalformed},
		{"P-384 at infinity", 14, make([]byte, 96), errKeyMalformed},
		{"Ed25519 too long", 15, make([]byte, 33), errKeyMalformed},
		{"Ed448 too short", 16, make([]byte, 56), errKeyMalformed},
		{"Ed448 with y above p", 16, append(slices.Repeat([]byte{0xff}, 56), 0), errKeyMalformed},
		{"GOST", 12, make([]byte, 64), errAlgorithm},
		{"RSAMD5", 1, rsaRData(e, modulus(1024), false), errAlgorithm},
	}
	for _, r := range rows {
		if _, err := parseKey(wire.DNSKEY{Algorithm: r.algorithm, Key: r.key}); !errors.Is(err, r.err) {
			t.Errorf("%s: %v, want %v", r.what, err, r.err)
		}
	}
}
