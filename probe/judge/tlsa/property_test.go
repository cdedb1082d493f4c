package tlsa

import (
	"bytes"
	"crypto/x509"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"danewalk/probe/wire"
)

// drawnPeer draws what a server shows: chains that are whole, cut, repeated or
// mixed with strangers, at good and bad moments, under right and wrong names.
func drawnPeer(t *rapid.T, f, stranger family) Peer {
	above := rapid.SliceOfN(rapid.SampledFrom([]*x509.Certificate{f.sub, f.root, f.leaf, stranger.sub, stranger.root}), 0, 5).Draw(t, "above")
	chain := [][]byte{f.leaf.Raw}
	for _, c := range above {
		chain = append(chain, c.Raw)
	}
	name := rapid.SampledFrom([]string{"mx.example.org", "mx.example.net", "mx.example.com"}).Draw(t, "name")
	at := rapid.SampledFrom([]time.Time{noon(), noon().AddDate(3, 0, 0)}).Draw(t, "at")
	return Peer{Chain: ReadChain(chain), Names: []wire.Name{wire.MustName(name)}, At: at}
}

// drawnRecord draws RDATA: mostly a proper value of some certificate, at times
// under wrong numbers, cut, or changed.
func drawnRecord(f, stranger family) *rapid.Generator[[]byte] {
	return rapid.Custom(func(t *rapid.T) []byte {
		c := rapid.SampledFrom([]*x509.Certificate{f.leaf, f.sub, f.root, stranger.sub}).Draw(t, "certificate")
		made := rapid.Uint8Range(0, 1).Draw(t, "of")
		matching := rapid.Uint8Range(0, 2).Draw(t, "matching")
		value := bytes.Clone(Value(matching, ReadCertificate(c.Raw).Input(made)))
		usage, selector := rapid.SampledFrom([]uint8{2, 3, 2, 3, 0, 1, 4}).Draw(t, "usage"), made
		switch rapid.IntRange(0, 7).Draw(t, "mistake") {
		case 0:
			value[0] ^= 0xff
		case 1:
			value = value[:len(value)-1]
		case 2:
			selector = rapid.Uint8Range(0, 2).Draw(t, "selector")
		case 3:
			matching = rapid.Uint8Range(0, 3).Draw(t, "other matching")
		}
		return rdata(usage, selector, matching, value)
	})
}

// TestAddedRecordNeverHelps: a record that is unusable, or that does not match
// by itself, never turns a mismatch into a match.
func TestAddedRecordNeverHelps(t *testing.T) {
	f, stranger := newFamily(t), newFamily(t)
	added := 0
	rapid.Check(t, func(t *rapid.T) {
		peer := drawnPeer(t, f, stranger)
		one := drawnRecord(f, stranger)
		rds := rapid.SliceOfN(one, 1, 5).Draw(t, "records")
		extra := one.Draw(t, "extra")
		if Compare(Parse(set(rds...)), peer).Matched || Compare(Parse(set(extra)), peer).Matched {
			return
		}
		added++
		at := rapid.IntRange(0, len(rds)).Draw(t, "place")
		if m := Compare(Parse(set(slices.Insert(slices.Clone(rds), at, extra)...)), peer); m.Matched {
			t.Fatalf("with %x the set matches", extra[:4])
		}
	})
	if added == 0 {
		t.Error("no such set was drawn")
	}
}

// TestOrderNeverCounts: neither the order of the records nor that of the
// certificates above the server's own changes the outcome.
func TestOrderNeverCounts(t *testing.T) {
	f, stranger := newFamily(t), newFamily(t)
	matched := 0
	rapid.Check(t, func(t *rapid.T) {
		peer := drawnPeer(t, f, stranger)
		rds := rapid.SliceOfN(drawnRecord(f, stranger), 1, 6).Draw(t, "records")
		before := Compare(Parse(set(rds...)), peer)
		other := peer
		other.Chain = append(peer.Chain[:1:1], rapid.Permutation(peer.Chain[1:]).Draw(t, "chain")...)
		after := Compare(Parse(set(rapid.Permutation(rds).Draw(t, "order")...)), other)
		if before.Matched != after.Matched || before.Undecided() != after.Undecided() {
			t.Fatalf("matched %v undecided %v, in another order %v %v", before.Matched, before.Undecided(), after.Matched, after.Undecided())
		}
		if before.Matched {
			matched++
		}
	})
	if matched == 0 {
		t.Error("no matching set was drawn")
	}
}
