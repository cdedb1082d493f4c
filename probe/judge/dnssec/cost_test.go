package dnssec

import (
	"crypto"
	"fmt"
	"math/big"
	"testing"

	"github.com/cloudflare/circl/sign/ed448"

	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/wire"
)

// BenchmarkVerify is what the costs of keys are made from: a check of each kind,
// in units of the ordinary one.
func BenchmarkVerify(b *testing.B) {
	odd := func(bits int) *big.Int {
		n := new(big.Int).Lsh(big.NewInt(1), uint(bits))
		return n.Sub(n, big.NewInt(1))
	}
	for _, alg := range []uint8{13, 14, 15} {
		k := forge.NewKey(alg, "x")
		set := wire.Group(k.Signed("z.", "z. 3600 IN TXT x"))[0]
		key, err := parseKey(k.DNSKEY)
		if err != nil {
			b.Fatal(err)
		}
		data, _ := wire.SignedData(set.Sigs[0], set)
		b.Run(fmt.Sprintf("algorithm %d, cost %d", alg, key.cost()), func(b *testing.B) {
			for b.Loop() {
				if !key.verify(data, set.Sigs[0].Signature) {
					b.Fatal("not valid")
				}
			}
		})
	}
	private := ed448.NewKeyFromSeed(make([]byte, ed448.SeedSize))
	data := []byte("data")
	sig := ed448.Sign(private, data, "")
	key := ed448Key(private[ed448.SeedSize:])
	b.Run(fmt.Sprintf("algorithm 16, cost %d", key.cost()), func(b *testing.B) {
		for b.Loop() {
			if !key.verify(data, sig) {
				b.Fatal("not valid")
			}
		}
	})
	for _, size := range []int{1024, 2048, 4096} {
		for _, exponent := range []int{17, 64, 1024} {
			key := rsaKey{odd(size), odd(exponent), crypto.SHA256}
			sig := make([]byte, size/8)
			for i := range sig {
				sig[i] = byte(i)
			}
			b.Run(fmt.Sprintf("RSA %d, exponent %d bits, cost %d", size, exponent, key.cost()), func(b *testing.B) {
				for b.Loop() {
					key.verify(data, sig)
				}
			})
		}
	}
}
