package exhibit

import (
	"bytes"
	"crypto/sha1"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"danewalk/probe/judge/denial"
	"danewalk/probe/wire"
)

var zone = wire.MustName("example.org.")

// limits are more than any proof of these tests needs.
var limits = denial.Limits{Iterations: 10, Hashes: 64}

// names draws the names of a zone, its apex among them, and one that is asked for.
func names(t *rapid.T) (held []wire.Name, asked wire.Name) {
	label := rapid.StringMatching(`[a-z0-9]{1,8}`)
	held = []wire.Name{zone}
	for _, l := range rapid.SliceOfNDistinct(label, 1, 12, rapid.ID).Draw(t, "labels") {
		n, err := zone.Prepend(l)
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, n)
	}
	asked, err := zone.Prepend(rapid.StringMatching(`x[a-z0-9]{1,9}`).Draw(t, "asked"))
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(held, asked) {
		t.Skip("the name exists")
	}
	return held, asked
}

// bitmapA is a type bit map with the type A (RFC 4034 4.1.2).
func bitmapA() []byte { return []byte{0, 1, 0x40} }

// TestGapsOfNSEC: a name that is denied stands between the two ends, and the gap
// wraps where its end is the apex.
func TestGapsOfNSEC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		held, asked := names(t)
		slices.SortFunc(held, wire.Compare)
		var rrs []wire.RR
		var list []wire.NSEC
		for i, n := range held {
			rr := wire.RR{Name: n, Type: wire.TypeNSEC, Class: wire.ClassIN, TTL: 300, RData: append(held[(i+1)%len(held)].Wire(), bitmapA()...)}
			nsec, err := rr.NSEC()
			if err != nil {
				t.Fatal(err)
			}
			rrs, list = append(rrs, rr), append(list, nsec)
		}
		p := denial.NewSet(zone, list, nil, limits, denial.NewHashes()).NameError(asked)
		if p.Kind != denial.NameError {
			t.Fatalf("no proof of %s: %+v", asked, p)
		}
		for _, s := range spans(&p, wire.Group(rrs)) {
			next := wire.MustName(s.Next)
			if s.Record == nil || s.Record.RR.Name != s.Owner {
				t.Fatalf("%s: the record of the span is missing", s.Owner)
			}
			if s.Match || !denial.Covers(wire.NSEC{Owner: s.Owner, Next: next}, zone, s.Name) || s.Along <= 0 || s.Along >= 1 {
				t.Fatalf("%s does not lie between %s and %s: %+v", s.Name, s.Owner, s.Next, s)
			}
			if s.Wraps != (next == zone) || s.Types != "A" {
				t.Fatalf("%s to %s: wraps %v, types %q", s.Owner, s.Next, s.Wraps, s.Types)
			}
		}
	})
}

// ring makes the NSEC3 records of some names.
func ring(t *rapid.T, held []wire.Name, flags byte) (rrs []wire.RR, list []wire.NSEC3) {
	var hashes [][]byte
	for _, n := range held {
		h := denial.Hash(n, nil, 0)
		hashes = append(hashes, h[:])
	}
	slices.SortFunc(hashes, bytes.Compare)
	for i, h := range hashes {
		owner, err := zone.Prepend(denial.HashText(h))
		if err != nil {
			t.Fatal(err)
		}
		rdata := append([]byte{1, flags, 0, 0, 0, sha1.Size}, hashes[(i+1)%len(hashes)]...)
		rr := wire.RR{Name: owner, Type: wire.TypeNSEC3, Class: wire.ClassIN, TTL: 300, RData: append(rdata, bitmapA()...)}
		n, err := rr.NSEC3()
		if err != nil {
			t.Fatal(err)
		}
		rrs, list = append(rrs, rr), append(list, n)
	}
	return rrs, list
}

// TestGapsOfNSEC3: the hash of a name that is denied lies between the two ends on
// the ring, wherever the gap is; the hash of one that exists is at an end.
func TestGapsOfNSEC3(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		held, asked := names(t)
		flags := rapid.SampledFrom([]byte{0, 1}).Draw(t, "flags")
		rrs, list := ring(t, held, flags)
		p := denial.NewSet(zone, nil, list, limits, denial.NewHashes()).NameError(asked)
		if p.Kind != denial.NameError {
			t.Fatalf("no proof of %s: %+v", asked, p)
		}
		seen := map[bool]bool{}
		for _, s := range spans(&p, wire.Group(rrs)) {
			seen[s.Match] = true
			owner, at, next := raw(t, s.Owner.Label(0)), raw(t, s.Hash), raw(t, s.Next)
			inside := bytes.Compare(owner, at) < 0 && bytes.Compare(at, next) < 0
			if s.Wraps {
				inside = !bytes.Equal(at, owner) && (bytes.Compare(owner, at) < 0 || bytes.Compare(at, next) < 0)
			}
			if s.Record == nil || s.OptOut != (flags == 1) || s.Wraps != (bytes.Compare(next, owner) <= 0) {
				t.Fatalf("span %+v", s)
			}
			if s.Match != bytes.Equal(owner, at) || s.Match == inside || s.Match != (s.Along == 0) {
				t.Fatalf("%s: match %v, inside %v, along %v", s.Name, s.Match, inside, s.Along)
			}
			for _, place := range []float64{s.From, s.To, s.At} {
				if place < 0 || place >= 1 {
					t.Fatalf("%s is at %v of the ring", s.Name, place)
				}
			}
			if !s.Match && !s.Wraps && (s.At < s.From || s.At > s.To) || s.Wraps && !s.Match && s.At < s.From && s.At > s.To {
				t.Fatalf("%s: drawn at %v, outside %v to %v", s.Name, s.At, s.From, s.To)
			}
		}
		if !seen[true] || !seen[false] {
			t.Fatalf("a proof of non-existence has a closest encloser and a gap: %+v", p.Covered)
		}
	})
}

func raw(t *rapid.T, hash string) []byte {
	b, err := base32.HexEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ToUpper(hash))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSpanWithoutARing: what is no hash is not placed, and nothing breaks.
func TestSpanWithoutARing(t *testing.T) {
	for _, hash := range []string{"", "zz", "0", strings.Repeat("0", 33), strings.Repeat("v", 31)} {
		s := Span{Span: denial.Span{Owner: wire.MustName("abc.example.org."), Hash: hash, Next: hash}}
		s.onRing()
		if got := fmt.Sprint(s.From, s.To, s.At, s.Along); got != "0 0 0 0" {
			t.Errorf("%q is at %s", hash, got)
		}
	}
}
