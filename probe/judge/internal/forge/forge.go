// Package forge makes signed zones, answers and cases for tests of the judges:
// small, by hand, and with every fault a test can think of. It is not a name
// server; a test writes down what each server said.
package forge

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// At is the moment that forged signatures are made for.
func At() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// Key is a DNSKEY with its private half.
type Key struct {
	wire.DNSKEY
	sign func(data []byte) []byte
}

// NewKey makes a key of algorithm 8, 13, 14 or 15; Ed25519 keys depend on the
// seed alone.
func NewKey(algorithm uint8, seed string) Key {
	k := Key{DNSKEY: wire.DNSKEY{Flags: 257, Protocol: 3, Algorithm: algorithm}}
	switch algorithm {
	case 8:
		private := must(rsa.GenerateKey(rand.Reader, 1024))
		k.Key = append([]byte{3, 1, 0, 1}, private.N.Bytes()...)
		k.sign = func(data []byte) []byte {
			sum := sha256.Sum256(data)
			return must(rsa.SignPKCS1v15(nil, private, crypto.SHA256, sum[:]))
		}
	case 13:
		k.ecdsa(elliptic.P256(), func(b []byte) []byte { s := sha256.Sum256(b); return s[:] })
	case 14:
		k.ecdsa(elliptic.P384(), func(b []byte) []byte { s := sha512.Sum384(b); return s[:] })
	case 15:
		sum := sha256.Sum256([]byte(seed))
		private := ed25519.NewKeyFromSeed(sum[:])
		k.Key = private[ed25519.SeedSize:]
		k.sign = func(data []byte) []byte { return ed25519.Sign(private, data) }
	default:
		panic(fmt.Sprintf("no signer for algorithm %d", algorithm))
	}
	return k
}

func (k *Key) ecdsa(curve elliptic.Curve, hash func([]byte) []byte) {
	private := must(ecdsa.GenerateKey(curve, rand.Reader))
	point := must(private.PublicKey.Bytes())
	size := (len(point) - 1) / 2
	k.Key = point[1:]
	k.sign = func(data []byte) []byte {
		r, s, err := ecdsa.Sign(rand.Reader, private, hash(data))
		if err != nil {
			panic(err)
		}
		return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
	}
}

// With returns the key with other flags, as a revoked or damaged one has.
func (k Key) With(flags uint16, protocol uint8) Key {
	k.Flags, k.Protocol = flags, protocol
	return k
}

// RR returns the DNSKEY record.
func (k Key) RR(zone string) wire.RR {
	return wire.RR{Name: wire.MustName(zone), Type: wire.TypeDNSKEY, Class: wire.ClassIN, TTL: 3600, RData: k.RData()}
}

// DSRR returns the DS record of the key.
func (k Key) DSRR(zone string, digest uint8) wire.RR {
	ds, ok := k.DNSKEY.DS(wire.MustName(zone), digest)
	if !ok {
		panic("digest type")
	}
	return DSRecord(zone, ds)
}

// DSRecord writes a DS record.
func DSRecord(zone string, ds wire.DS) wire.RR {
	rdata := append(binary.BigEndian.AppendUint16(nil, ds.Tag), ds.Algorithm, ds.DigestType)
	return wire.RR{Name: wire.MustName(zone), Type: wire.TypeDS, Class: wire.ClassIN, TTL: 3600, RData: append(rdata, ds.Digest...)}
}

// Change alters a signature: Before is applied to what will be signed, After to
// the finished record.
type Change struct{ Before, After func(*wire.RRSIG) }

// Sign makes the RRSIG of one RRset: all records must be of one name and type.
func (k Key) Sign(zone string, set []wire.RR, changes ...Change) wire.RR {
	group := wire.Group(set)
	if len(group) != 1 {
		panic("not one RRset")
	}
	labels := set[0].Name.Labels()
	if set[0].Name.IsWildcard() {
		labels--
	}
	sig := wire.RRSIG{
		Owner: set[0].Name, Covered: set[0].Type, Algorithm: k.Algorithm, Labels: uint8(labels), OriginalTTL: 3600,
		Inception: uint32(At().Add(-72 * time.Hour).Unix()), Expiration: uint32(At().Add(240 * time.Hour).Unix()),
		Tag: k.Tag(), Signer: wire.MustName(zone),
	}
	for _, c := range changes {
		if c.Before != nil {
			c.Before(&sig)
		}
	}
	if data, ok := wire.SignedData(sig, group[0]); ok {
		sig.Signature = k.sign(data)
	} else {
		sig.Signature = bytes.Repeat([]byte{1}, 64)
	}
	for _, c := range changes {
		if c.After != nil {
			c.After(&sig)
		}
	}
	return SigRecord(sig)
}

// SigRecord writes an RRSIG record.
func SigRecord(s wire.RRSIG) wire.RR {
	d := binary.BigEndian.AppendUint16(nil, uint16(s.Covered))
	d = append(d, s.Algorithm, s.Labels)
	d = binary.BigEndian.AppendUint32(d, s.OriginalTTL)
	d = binary.BigEndian.AppendUint32(d, s.Expiration)
	d = binary.BigEndian.AppendUint32(d, s.Inception)
	d = binary.BigEndian.AppendUint16(d, s.Tag)
	d = append(append(d, s.Signer.Wire()...), s.Signature...)
	return wire.RR{Name: s.Owner, Type: wire.TypeRRSIG, Class: wire.ClassIN, TTL: 3600, RData: d}
}

// RRs reads records in zone file form, one per line.
func RRs(lines ...string) []wire.RR {
	out := make([]wire.RR, 0, len(lines))
	for _, l := range lines {
		out = append(out, must(wire.RRFromText(l)))
	}
	return out
}

// Signed reads one RRset in zone file form and signs it with each key.
func (k Key) Signed(zone string, lines ...string) []wire.RR {
	set := RRs(lines...)
	return append(set, k.Sign(zone, set))
}

// Message is an answer as a test writes it.
type Message struct {
	Rcode     wire.Rcode
	NotAA, TC bool
	AD        bool
	EDE       []uint16 // extended errors (RFC 8914), without text
	NoEDNS    bool
	Answer    []wire.RR
	Authority []wire.RR
	Extra     []wire.RR // glue
}

// Wire packs the answer to a question, without compression, with EDNS.
func (m Message) Wire(name wire.Name, t wire.Type) []byte {
	flags := uint16(0x8000) | uint16(m.Rcode)
	if !m.NotAA {
		flags |= 0x0400
	}
	if m.TC {
		flags |= 0x0200
	}
	if m.AD {
		flags |= 0x0020
	}
	additional := len(m.Extra) + 1
	if m.NoEDNS {
		additional--
	}
	b := []byte{0, 7}
	for _, n := range []int{int(flags), 1, len(m.Answer), len(m.Authority), additional} {
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	}
	b = append(b, name.Wire()...)
	b = binary.BigEndian.AppendUint16(b, uint16(t))
	b = binary.BigEndian.AppendUint16(b, wire.ClassIN)
	for _, rr := range slices.Concat(m.Answer, m.Authority, m.Extra) {
		b = append(b, rr.Name.Wire()...)
		b = binary.BigEndian.AppendUint16(b, uint16(rr.Type))
		b = binary.BigEndian.AppendUint16(b, rr.Class)
		b = binary.BigEndian.AppendUint32(b, rr.TTL)
		b = binary.BigEndian.AppendUint16(b, uint16(len(rr.RData)))
		b = append(b, rr.RData...)
	}
	if m.NoEDNS {
		return b
	}
	b = append(b, 0, 0, 41, 4, 0xd0, 0, 0, 0x80, 0) // OPT, 1232 octets, DO
	b = binary.BigEndian.AppendUint16(b, uint16(6*len(m.EDE)))
	for _, code := range m.EDE {
		b = append(b, 0, 15, 0, 2)
		b = binary.BigEndian.AppendUint16(b, code)
	}
	return b
}

// Case is a case being written down.
type Case struct {
	items    []evidence.Item
	Resolver bool // what follows was asked of a resolver
	Own      bool // ... with CD=0
	MadeUp   bool // ... for names made up at random
}

// Said notes that a server of a zone answered. Servers are addresses such as
// "192.0.2.1".
func (c *Case) Said(zone, server, name string, t wire.Type, m Message) evidence.ID {
	x := c.exchange(zone, server, name, t)
	x.Answer = m.Wire(wire.MustName(name), t)
	return c.add(x)
}

// Failed notes that nothing came.
func (c *Case) Failed(zone, server, name string, t wire.Type, f evidence.Failure) evidence.ID {
	x := c.exchange(zone, server, name, t)
	x.Failure = f
	return c.add(x)
}

func (c *Case) exchange(zone, server, name string, t wire.Type) *evidence.Exchange {
	x := &evidence.Exchange{
		Server: netip.AddrPortFrom(netip.MustParseAddr(server), 53), Zone: zone, Transport: evidence.UDP, Try: 1,
		Name: name, Type: uint16(t), RTT: time.Millisecond,
	}
	if c.Resolver {
		x.Zone, x.Resolver, x.Own, x.MadeUp = "", true, c.Own, c.MadeUp
	}
	return x
}

func (c *Case) add(x *evidence.Exchange) evidence.ID {
	id := evidence.ID(len(c.items) + 1)
	c.items = append(c.items, evidence.Item{ID: id, At: time.Duration(id) * time.Millisecond, Query: x})
	return id
}

// Add appends any item and returns its ID.
func (c *Case) Add(it evidence.Item) evidence.ID {
	it.ID = evidence.ID(len(c.items) + 1)
	if it.At == 0 {
		it.At = time.Duration(it.ID) * time.Millisecond
	}
	c.items = append(c.items, it)
	return it.ID
}

// Done returns the finished case; Growing one that is not.
func (c *Case) Done() evidence.Case    { return evidence.Case{Items: c.items, Complete: true} }
func (c *Case) Growing() evidence.Case { return evidence.Case{Items: c.items} }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
