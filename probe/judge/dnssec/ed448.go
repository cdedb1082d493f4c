package dnssec

import (
	"bytes"
	"crypto/sha3"
	"math/big"
	"slices"
)

// Sizes of Ed448 in octets (RFC 8032 5.2).
const (
	ed448Point     = 57
	ed448Signature = 2 * ed448Point
	ed448Digest    = 114
)

// ed448Key is a key of RFC 8080. The standard library has no Ed448. This
// verifies, with plain big numbers: nothing here is secret, so nothing needs
// constant time.
type ed448Key struct {
	octets []byte
	point  point448
	curve  curve448
}

func parseEd448(b []byte) (publicKey, error) {
	if len(b) != ed448Point { // RFC 8080 3
		return nil, errKeyMalformed
	}
	c := newCurve448()
	p, ok := c.decode(b)
	if !ok {
		return nil, errKeyMalformed
	}
	return ed448Key{bytes.Clone(b), p, c}, nil
}

// verify checks [S]B = R + [k]A by computing [S]B - [k]A and comparing its
// encoding with R (RFC 8032 5.2.7), with an empty context.
func (k ed448Key) verify(data, signature []byte) bool {
	if len(signature) != ed448Signature {
		return false
	}
	r, s := signature[:ed448Point], little(signature[ed448Point:])
	if s.Cmp(k.curve.order) >= 0 {
		return false
	}
	h := sha3.NewSHAKE256()
	for _, part := range [][]byte{[]byte("SigEd448\x00\x00"), r, k.octets, data} { // RFC 8032 2: dom4(0, "")
		_, _ = h.Write(part)
	}
	sum := make([]byte, ed448Digest)
	_, _ = h.Read(sum)
	challenge := little(sum)
	challenge.Mod(challenge, k.curve.order)
	got := k.curve.combine(s, k.curve.base, challenge, k.curve.negate(k.point))
	return bytes.Equal(k.curve.encode(got), r)
}

// cost: about four milliseconds, a hundred RSA verifications.
func (ed448Key) cost() int { return 100 }

// curve448 is edwards448: x^2 + y^2 = 1 + d x^2 y^2 modulo p (RFC 8032 5.2).
type curve448 struct {
	p, d, order *big.Int
	base        point448
}

// point448 is a point in projective coordinates: (x/z, y/z).
type point448 struct{ x, y, z *big.Int }

func newCurve448() curve448 {
	one := big.NewInt(1)
	p := new(big.Int).Lsh(one, 448) // p = 2^448 - 2^224 - 1
	p.Sub(p, new(big.Int).Lsh(one, 224)).Sub(p, one)
	order := new(big.Int).Lsh(one, 446)
	order.Sub(order, decimal("13818066809895115352007386748515426880336692474882178609894547503885"))
	return curve448{
		p: p, d: new(big.Int).Sub(p, big.NewInt(39081)), order: order,
		base: point448{
			x: decimal("224580040295924300187604334099896036246789641632564134246125461686950415467406032909029192869357953282578032075146446173674602635247710"),
			y: decimal("298819210078481492676017930443930673437544040154080242095928241372331506189835876003536878655418784733982303233503462500531545062832660"),
			z: one,
		},
	}
}

func decimal(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		panic("not a number: " + s)
	}
	return n
}

// little reads a little-endian number.
func little(b []byte) *big.Int {
	r := slices.Clone(b)
	slices.Reverse(r)
	return new(big.Int).SetBytes(r)
}

func (c curve448) mul(a, b *big.Int) *big.Int {
	r := new(big.Int).Mul(a, b)
	return r.Mod(r, c.p)
}

func (c curve448) negate(a point448) point448 {
	return point448{new(big.Int).Sub(c.p, a.x), a.y, a.z}
}

// add is the complete addition of RFC 8032 5.2.4, also good for doubling.
func (c curve448) add(p, q point448) point448 {
	a := c.mul(p.z, q.z)
	b := c.mul(a, a)
	cc, d := c.mul(p.x, q.x), c.mul(p.y, q.y)
	e := c.mul(c.d, c.mul(cc, d))
	f, g := new(big.Int).Sub(b, e), new(big.Int).Add(b, e)
	h := c.mul(new(big.Int).Add(p.x, p.y), new(big.Int).Add(q.x, q.y))
	h.Sub(h, cc).Sub(h, d)
	return point448{c.mul(c.mul(a, f), h), c.mul(c.mul(a, g), new(big.Int).Sub(d, cc)), c.mul(f, g)}
}

// combine computes [m]p + [n]q in one run over the bits.
func (c curve448) combine(m *big.Int, p point448, n *big.Int, q point448) point448 {
	sum := point448{big.NewInt(0), big.NewInt(1), big.NewInt(1)}
	for i := max(m.BitLen(), n.BitLen()) - 1; i >= 0; i-- {
		sum = c.add(sum, sum)
		if m.Bit(i) == 1 {
			sum = c.add(sum, p)
		}
		if n.Bit(i) == 1 {
			sum = c.add(sum, q)
		}
	}
	return sum
}

// encode gives y in 56 octets and the low bit of x in the 57th (RFC 8032 5.2.2).
func (c curve448) encode(a point448) []byte {
	inverse := new(big.Int).ModInverse(a.z, c.p)
	if inverse == nil {
		return nil // not on the curve
	}
	out := c.mul(a.y, inverse).FillBytes(make([]byte, ed448Point))
	slices.Reverse(out)
	out[ed448Point-1] = byte(c.mul(a.x, inverse).Bit(0)) << 7
	return out
}

// decode finds the point (RFC 8032 5.2.3): x^2 = (y^2 - 1) / (d y^2 - 1).
func (c curve448) decode(b []byte) (point448, bool) {
	if b[ed448Point-1]&0x7f != 0 {
		return point448{}, false
	}
	y := little(b[:ed448Point-1])
	if y.Cmp(c.p) >= 0 {
		return point448{}, false
	}
	one := big.NewInt(1)
	yy := c.mul(y, y)
	u := new(big.Int).Sub(yy, one)
	v := new(big.Int).Sub(c.mul(c.d, yy), one)
	u.Mod(u, c.p)
	v.Mod(v, c.p)
	u3v := c.mul(c.mul(u, c.mul(u, u)), v)
	u5v3 := c.mul(c.mul(u3v, c.mul(u, u)), c.mul(v, v))
	exponent := new(big.Int).Rsh(new(big.Int).Sub(c.p, big.NewInt(3)), 2)
	x := c.mul(u3v, new(big.Int).Exp(u5v3, exponent, c.p))
	if c.mul(v, c.mul(x, x)).Cmp(u) != 0 {
		return point448{}, false
	}
	sign := uint(b[ed448Point-1] >> 7)
	if x.Sign() == 0 && sign == 1 {
		return point448{}, false
	}
	if x.Bit(0) != sign {
		x.Sub(c.p, x)
	}
	return point448{x, y, one}, true
}
