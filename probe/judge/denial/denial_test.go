package denial

import (
	"bytes"
	"encoding/base32"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"danewalk/probe/wire"
)

func limits() Limits { return Limits{Iterations: 150, Hashes: 64} }

func name(s string) wire.Name { return wire.MustName(s) }

func types(text string) wire.TypeSet {
	set := wire.TypeSet{}
	for _, word := range strings.Fields(text) {
		t, err := wire.ParseType(word)
		if err != nil {
			panic(err)
		}
		set[t] = struct{}{}
	}
	return set
}

// plainZone is the NSEC chain of the zone in RFC 4035 appendix A.
func plainZone() map[string]wire.NSEC {
	zone := map[string]wire.NSEC{}
	lines := [][2]string{
		{"example.", "NS SOA MX RRSIG NSEC DNSKEY"},
		{"a.example.", "NS DS RRSIG NSEC"},
		{"ai.example.", "A HINFO AAAA RRSIG NSEC"},
		{"b.example.", "NS RRSIG NSEC"},
		{"ns1.example.", "A RRSIG NSEC"},
		{"ns2.example.", "A RRSIG NSEC"},
		{"*.w.example.", "MX RRSIG NSEC"},
		{"x.w.example.", "MX RRSIG NSEC"},
		{"x.y.w.example.", "MX RRSIG NSEC"},
		{"xx.example.", "A HINFO AAAA RRSIG NSEC"},
	}
	for i, l := range lines {
		zone[l[0]] = wire.NSEC{Owner: name(l[0]), Next: name(lines[(i+1)%len(lines)][0]), Types: types(l[1])}
	}
	return zone
}

// hashedNames is the zone of RFC 5155 appendix A: its names, their hashes with
// salt aabbccdd and 12 iterations, and their types.
func hashedNames() [][3]string {
	return [][3]string{
		{"example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom", "NS SOA MX RRSIG DNSKEY NSEC3PARAM"},
		{"ns1.example.", "2t7b4g4vsa5smi47k61mv5bv1a22bojr", "A RRSIG"},
		{"x.y.w.example.", "2vptu5timamqttgl4luu9kg21e0aor3s", "MX RRSIG"},
		{"a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl", "NS DS RRSIG"},
		{"x.w.example.", "b4um86eghhds6nea196smvmlo4ors995", "MX RRSIG"},
		{"ai.example.", "gjeqe526plbf1g8mklp59enfd789njgi", "A HINFO AAAA RRSIG"},
		{"y.w.example.", "ji6neoaepv8b5o6k4ev33abha8ht9fgc", ""},
		{"w.example.", "k8udemvp1j2f7eg6jebps17vp3n8i58h", ""},
		{"2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.", "kohar7mbb8dc2ce8a9qvl8hon4k53uhi", "A RRSIG"},
		{"ns2.example.", "q04jkcevqvmu85r014c7dkba38o0ji5r", "A RRSIG"},
		{"*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en", "MX RRSIG"},
		{"xx.example.", "t644ebqk9bibcna874givr6joj62mlhv", "A HINFO AAAA RRSIG"},
	}
}

func hashedZone(flags uint8) map[string]wire.NSEC3 {
	zone := map[string]wire.NSEC3{}
	rows := hashedNames()
	for i, r := range rows {
		next, err := base32.HexEncoding.DecodeString(strings.ToUpper(rows[(i+1)%len(rows)][1]))
		if err != nil {
			panic(err)
		}
		zone[r[0]] = wire.NSEC3{
			Owner: name(r[1] + ".example."), Hash: 1, Flags: flags, Iterations: 12, Salt: []byte{0xaa, 0xbb, 0xcc, 0xdd},
			Next: next, Types: types(r[2]),
		}
	}
	return zone
}

func TestHashVectors(t *testing.T) { // RFC 5155 appendix A
	for _, r := range hashedNames() {
		sum := Hash(name(strings.ToUpper(r[0])), []byte{0xaa, 0xbb, 0xcc, 0xdd}, 12)
		if got := HashText(sum[:]); got != r[1] {
			t.Errorf("%s hashes to %s, want %s", r[0], got, r[1])
		}
	}
}

// question is a proof to be looked for, with the records the RFC's server sends.
type question struct {
	what    string
	ask     func(*Set) Proof
	records []string // owners (NSEC) or original names (NSEC3)
	kind    Kind
	failure Failure
	optOut  bool
}

func noData(n, t string) func(*Set) Proof {
	typ, err := wire.ParseType(t)
	if err != nil {
		panic(err)
	}
	return func(s *Set) Proof { return s.NoData(name(n), typ) }
}

func nameError(n string) func(*Set) Proof { return func(s *Set) Proof { return s.NameError(name(n)) } }

func delegation(n string) func(*Set) Proof {
	return func(s *Set) Proof { return s.Delegation(name(n)) }
}

func expansion(n string, labels int) func(*Set) Proof {
	return func(s *Set) Proof { return s.Expansion(name(n), labels) }
}

func TestNSECExamples(t *testing.T) { // RFC 4035 appendix B, and what it does not allow
	rows := []question{
		{"B.2 name error", nameError("ml.example."), []string{"b.example.", "example."}, NameError, "", false},
		{"B.2 without the wildcard", nameError("ml.example."), []string{"b.example."}, NoProof, NoWildcard, false},
		{"B.2 without the name", nameError("ml.example."), []string{"example."}, NoProof, NotCovered, false},
		{"B.3 no data", noData("ns1.example.", "MX"), []string{"ns1.example."}, NoData, "", false},
		{"B.3 the type is there", noData("ns1.example.", "A"), []string{"ns1.example."}, NoProof, BitmapHas, false},
		{"B.5 unsigned delegation", delegation("b.example."), []string{"b.example."}, NoDS, "", false},
		{"B.4 signed delegation is none", delegation("a.example."), []string{"a.example."}, NoProof, BitmapHas, false},
		{"B.6 wildcard", expansion("a.z.w.example.", 2), []string{"x.y.w.example."}, WildcardAway, "", false},
		{"B.6 a closer name exists", expansion("a.z.y.w.example.", 2), []string{"x.y.w.example."}, NoProof, NoEncloser, false},
		{"B.7 wildcard no data", noData("a.z.w.example.", "AAAA"), []string{"x.y.w.example.", "*.w.example."}, WildcardEmpty, "", false},
		{"B.7 the wildcard has it", noData("a.z.w.example.", "MX"), []string{"x.y.w.example.", "*.w.example."}, NoProof, BitmapHas, false},
		{"B.7 no wildcard shown", noData("a.z.w.example.", "AAAA"), []string{"x.y.w.example."}, NoProof, NoWildcard, false},
		{"B.8 the child's apex speaks not for the parent", delegation("example."), []string{"example."}, NoProof, Ancestor, false},
		{"empty non-terminal", noData("y.w.example.", "A"), []string{"x.w.example."}, NoData, "", false},
		{"empty non-terminal is not absent", nameError("y.w.example."), []string{"x.w.example.", "example."}, NoProof, Exists, false},
		{"empty non-terminal is no cut", delegation("y.w.example."), []string{"x.w.example."}, NoCut, "", false},
		{"a host is no cut", delegation("ns1.example."), []string{"ns1.example."}, NoCut, "", false},
		{"no name, no cut", delegation("ml.example."), []string{"b.example.", "example."}, NameError, "", false},
		{"below a delegation nothing is denied", nameError("x.b.example."), []string{"b.example.", "example."}, NoProof, Ancestor, false},
		{"at a delegation only DS is denied", noData("b.example.", "A"), []string{"b.example."}, NoProof, Ancestor, false},
		{"after the last name", nameError("zz.example."), []string{"xx.example.", "example."}, NameError, "", false},
		{"outside the zone", nameError("ml.elsewhere."), []string{"xx.example.", "example."}, NoProof, NotCovered, false},
		{"nothing at all", nameError("ml.example."), nil, NoProof, Missing, false},
	}
	zone := plainZone()
	for _, r := range rows {
		var set []wire.NSEC
		for _, owner := range r.records {
			set = append(set, zone[owner])
		}
		check(t, r, NewSet(name("example."), set, nil, limits(), NewHashes()))
	}
}

func TestNSEC3Examples(t *testing.T) { // RFC 5155 appendix B, and what it does not allow
	rows := []question{
		{"B.1 name error", nameError("a.c.x.w.example."), []string{"example.", "x.w.example.", "a.example."}, NameError, "", true},
		{"B.1 without the encloser", nameError("a.c.x.w.example."), []string{"example.", "a.example."}, NoProof, NoNextCloser, false},
		{"B.1 without the wildcard", nameError("a.c.x.w.example."), []string{"example.", "x.w.example."}, NoProof, NoWildcard, true},
		{"B.2 no data", noData("ns1.example.", "MX"), []string{"ns1.example."}, NoData, "", false},
		{"B.2 the type is there", noData("ns1.example.", "A"), []string{"ns1.example."}, NoProof, BitmapHas, false},
		{"B.2.1 empty non-terminal", noData("y.w.example.", "A"), []string{"y.w.example."}, NoData, "", false},
		{"B.3 opt-out delegation", delegation("c.example."), []string{"a.example.", "example."}, NoDS, "", true},
		{"B.4 wildcard", expansion("a.z.w.example.", 2), []string{"ns2.example."}, WildcardAway, "", true},
		{"B.4 without proof", expansion("a.z.w.example.", 2), []string{"w.example."}, NoProof, NoNextCloser, false},
		{"B.5 wildcard no data", noData("a.z.w.example.", "AAAA"), []string{"w.example.", "ns2.example.", "*.w.example."}, WildcardEmpty, "", true},
		{"B.5 the wildcard has it", noData("a.z.w.example.", "MX"), []string{"w.example.", "ns2.example.", "*.w.example."}, NoProof, BitmapHas, true},
		{"B.6 the child's apex speaks not for the parent", delegation("example."), []string{"example."}, NoProof, Ancestor, false},
		{"signed delegation is none", delegation("a.example."), []string{"a.example."}, NoProof, BitmapHas, false},
		{"below a delegation nothing is denied", nameError("q.a.example."), []string{"a.example.", "example.", "xx.example."}, NoProof, Ancestor, false},
		{"an existing name is not absent", nameError("ns1.example."), []string{"ns1.example.", "example."}, NoProof, Exists, false},
		{"no encloser", nameError("ml.example."), []string{"ns1.example."}, NoProof, NoEncloser, false},
	}
	for flags := range uint8(2) {
		zone := hashedZone(flags)
		for _, r := range rows {
			var set []wire.NSEC3
			for _, owner := range r.records {
				set = append(set, zone[owner])
			}
			r.optOut = r.optOut && flags == 1
			if flags == 0 && r.kind == NoDS { // without opt-out the name simply is not there, and the wildcard must be denied
				r.kind, r.failure = NoProof, NoWildcard
			}
			check(t, r, NewSet(name("example."), nil, set, limits(), NewHashes()))
		}
	}
}

func check(t *testing.T, r question, s *Set) {
	t.Helper()
	p := r.ask(s)
	if p.Kind != r.kind || p.Failure != r.failure || p.OptOut != r.optOut {
		t.Errorf("%s: %q, failure %q, opt-out %v; want %q, %q, %v", r.what, p.Kind, p.Failure, p.OptOut, r.kind, r.failure, r.optOut)
	}
	if p.Kind != NoProof && len(p.Covered) == 0 {
		t.Errorf("%s: nothing to draw", r.what)
	}
}

func TestCompactDenial(t *testing.T) { // RFC 9824 3
	n := wire.NSEC{Owner: name("no.example."), Next: name(`\000.no.example.`), Types: types("RRSIG NSEC NXNAME")}
	s := NewSet(name("example."), []wire.NSEC{n}, nil, limits(), NewHashes())
	if p := s.NoData(name("no.example."), wire.TypeTLSA); p.Kind != CompactAbsent {
		t.Errorf("%+v", p)
	}
	if p := s.Delegation(name("no.example.")); p.Kind != NoCut {
		t.Errorf("%+v", p)
	}
}

func TestDNAMECoversNothingBelow(t *testing.T) { // RFC 6840 4.1
	n := wire.NSEC{Owner: name("d.example."), Next: name("e.example."), Types: types("DNAME RRSIG NSEC")}
	s := NewSet(name("example."), []wire.NSEC{n}, nil, limits(), NewHashes())
	if p := s.NameError(name("x.d.example.")); p.Failure != Ancestor {
		t.Errorf("%+v", p)
	}
}

// TestRootHasNoParent: the root's own record says that it has no DS; there is no
// parent that could (RFC 6840 4.4 is about a cut).
func TestRootHasNoParent(t *testing.T) {
	n := wire.NSEC{Owner: wire.Root(), Next: name("aaa."), Types: types("NS SOA RRSIG NSEC DNSKEY")}
	s := NewSet(wire.Root(), []wire.NSEC{n}, nil, limits(), NewHashes())
	if p := s.Delegation(wire.Root()); p.Kind != NoData {
		t.Errorf("%+v", p)
	}
}

func TestNSEC3Refused(t *testing.T) {
	ask := func(alter func(*wire.NSEC3), l Limits) Proof {
		n := hashedZone(0)["ns1.example."]
		alter(&n)
		return NewSet(name("example."), nil, []wire.NSEC3{n}, l, NewHashes()).NoData(name("ns1.example."), wire.TypeMX)
	}
	rows := []struct {
		what    string
		alter   func(*wire.NSEC3)
		failure Failure
	}{
		{"hash algorithm 2", func(n *wire.NSEC3) { n.Hash = 2 }, UnknownHash},
		{"flag 2", func(n *wire.NSEC3) { n.Flags = 2 }, UnknownHash},
		{"151 iterations", func(n *wire.NSEC3) { n.Iterations = 151 }, Iterations},
		{"65535 iterations", func(n *wire.NSEC3) { n.Iterations = 65535 }, Iterations},
		{"owner is no hash", func(n *wire.NSEC3) { n.Owner = name("ns1.example.") }, UnknownHash},
		{"next hash is short", func(n *wire.NSEC3) { n.Next = n.Next[:19] }, UnknownHash},
		{"another zone", func(n *wire.NSEC3) { n.Owner, _ = n.Owner.Replace(name("example."), name("sub.example.")) }, Missing},
	}
	for _, r := range rows {
		if p := ask(r.alter, limits()); p.Kind != NoProof || p.Failure != r.failure || p.Hashes != 0 {
			t.Errorf("%s: %+v", r.what, p)
		}
	}
	if p := ask(func(*wire.NSEC3) {}, Limits{Iterations: 150, Hashes: 0}); p.Failure != Exhausted {
		t.Errorf("no hash allowed: %+v", p)
	}
	for _, iterations := range []uint16{0, 50, 150} { // allowed, though the hash is another one then
		if p := ask(func(n *wire.NSEC3) { n.Iterations = iterations }, limits()); p.Failure == Iterations || p.Hashes == 0 {
			t.Errorf("%d iterations: %+v", iterations, p)
		}
	}
}

// A name of 120 labels in a zone without its encloser costs the limit, no more.
func TestHashWorkIsBounded(t *testing.T) {
	long := name(strings.Repeat("a.", 118) + "example.")
	var set []wire.NSEC3
	for _, n := range hashedZone(0) {
		set = append(set, n)
	}
	set = slices.DeleteFunc(set, func(n wire.NSEC3) bool { return n.Types.Has(wire.TypeSOA) })
	p := NewSet(name("example."), nil, set, limits(), NewHashes()).NameError(long)
	if p.Kind != NoProof || p.Failure != Exhausted || p.Hashes > limits().Hashes {
		t.Errorf("%+v", p)
	}
}

// Covering against brute force: a ring of names, canonically sorted.
func TestCoversEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		label := rapid.StringMatching(`[a-c]{1,2}(\.[a-c]{1,2})?`)
		zone := name("z.")
		names := []wire.Name{zone}
		for _, l := range rapid.SliceOfN(label, 1, 8).Draw(t, "names") {
			names = append(names, name(l+".z."))
		}
		slices.SortFunc(names, wire.Compare)
		names = slices.Compact(names)
		asked := name(rapid.StringMatching(`[a-c]{1,2}(\.[a-c]{1,2}){0,2}`).Draw(t, "asked") + ".z.")
		gap := -1 // the last owner before the name
		for i, n := range names {
			if wire.Compare(n, asked) < 0 {
				gap = i
			}
		}
		exists := slices.Contains(names, asked)
		for i, n := range names {
			got := Covers(wire.NSEC{Owner: n, Next: names[(i+1)%len(names)]}, zone, asked)
			if want := i == gap && !exists; got != want {
				t.Fatalf("%v: NSEC of %s covers %s: %v, want %v", names, n, asked, got, want)
			}
		}
	})
}

// Hashed gaps against brute force: exactly one gap of a ring holds a hash that
// is no member, and none holds a member.
func TestBetweenEqualsBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ring := rapid.SliceOfNDistinct(rapid.Uint8(), 1, 6, rapid.ID[uint8]).Draw(t, "ring")
		slices.Sort(ring)
		asked := rapid.Uint8().Draw(t, "asked")
		held := 0
		for i, owner := range ring {
			next := ring[(i+1)%len(ring)]
			got := between([]byte{owner}, []byte{asked}, []byte{next})
			want := false
			for step := owner + 1; step != next; step++ { // walk the ring
				want = want || step == asked
			}
			if got != want {
				t.Fatalf("between(%d, %d, %d) = %v", owner, asked, next, got)
			}
			if got {
				held++
			}
		}
		if member := bytes.IndexByte(ring, asked) >= 0; (held == 1) == member {
			t.Fatalf("%d in %v: %d gaps", asked, ring, held)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	n := name("_25._tcp.mx1.example.org.")
	for b.Loop() {
		Hash(n, []byte{1, 2, 3, 4}, 50)
	}
}
