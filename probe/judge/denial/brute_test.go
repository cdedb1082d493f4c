package denial

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"danewalk/probe/wire"
)

// world is a zone as a name server sees it: every name with its types. It
// answers what is true about a name by looking at all of them, without any
// proof: the judge of the proofs below.
type world struct {
	apex    wire.Name
	types   map[wire.Name]wire.TypeSet
	optOut  map[wire.Name]bool // unsigned delegations that the NSEC3 chain leaves out
	flagged map[wire.Name]bool // names whose NSEC3 has the opt-out flag
}

// newWorld makes a zone z. from lines such as "b.a NS DS". What lies below a
// delegation or a DNAME is not of the zone and is left out.
func newWorld(lines ...string) *world {
	w := &world{apex: name("z."), types: map[wire.Name]wire.TypeSet{}, optOut: map[wire.Name]bool{}, flagged: map[wire.Name]bool{}}
	w.types[w.apex] = types("NS SOA DNSKEY")
	for _, l := range lines {
		owner, list, _ := strings.Cut(l, " ")
		w.types[name(owner+".z.")] = types(list)
	}
	maps.DeleteFunc(w.types, func(n wire.Name, _ wire.TypeSet) bool { return w.hidden(n) })
	return w
}

// hidden tells whether a delegation or DNAME above the name takes it away.
func (w *world) hidden(n wire.Name) bool {
	for a := n.Parent(); a.Below(w.apex); a = a.Parent() {
		if t := w.types[a]; isDelegation(t) || t.Has(wire.TypeDNAME) {
			return true
		}
	}
	return w.types[w.apex].Has(wire.TypeDNAME) && n != w.apex
}

// exists tells whether the name is in the zone, with types or by a name below it.
func (w *world) exists(n wire.Name) bool {
	for owner := range w.types {
		if owner.Under(n) {
			return true
		}
	}
	return false
}

// encloser returns the closest existing ancestor of a name that does not exist.
func (w *world) encloser(n wire.Name) wire.Name {
	n = n.Parent()
	for !w.exists(n) {
		n = n.Parent()
	}
	return n
}

// standIn returns the wildcard that answers for a name, if there is one.
func (w *world) standIn(n wire.Name) (wire.Name, bool) {
	wild := w.encloser(n).Wildcard()
	return wild, w.exists(wild)
}

// noData tells what a server could truly say about a name and type.
func (w *world) noData(n wire.Name, t wire.Type) Kind {
	if w.hidden(n) || !n.Under(w.apex) {
		return NoProof
	}
	owner, kind := n, NoData
	if !w.exists(n) {
		wild, ok := w.standIn(n)
		if !ok {
			return NoProof
		}
		owner, kind = wild, WildcardEmpty
	}
	if has := w.types[owner]; has.Has(t) || has.Has(wire.TypeCNAME) || isDelegation(has) {
		return NoProof
	}
	return kind
}

func (w *world) nameError(n wire.Name) Kind {
	if w.hidden(n) || !n.Under(w.apex) || w.exists(n) {
		return NoProof
	}
	if _, ok := w.standIn(n); ok {
		return NoProof
	}
	return NameError
}

func (w *world) delegation(n wire.Name) Kind {
	has := w.types[n]
	switch {
	case w.hidden(n) || !n.Below(w.apex): // about its own apex a zone knows nothing
		return NoProof
	case !w.exists(n):
		if w.noData(n, wire.TypeDS) != NoProof {
			return NoCut
		}
		return w.nameError(n)
	case has.Has(wire.TypeDS) || has.Has(wire.TypeCNAME):
		return NoProof
	case isDelegation(has):
		return NoDS
	}
	return NoCut
}

func (w *world) expansion(n wire.Name, labels int) Kind {
	if w.hidden(n) || !n.Below(w.apex) || w.exists(n) || w.encloser(n).Labels() != labels {
		return NoProof
	}
	return WildcardAway
}

// nsec returns the zone's NSEC chain.
func (w *world) nsec() []wire.NSEC {
	owners := slices.SortedFunc(maps.Keys(w.types), wire.Compare)
	var out []wire.NSEC
	for i, o := range owners {
		set := maps.Clone(w.types[o])
		set[wire.TypeRRSIG], set[wire.TypeNSEC] = struct{}{}, struct{}{}
		out = append(out, wire.NSEC{Owner: o, Next: owners[(i+1)%len(owners)], Types: set})
	}
	return out
}

// hashed returns the zone's NSEC3 chain, without the names opted out. A record
// whose gap hides one of those has the flag, as it must.
func (w *world) hashed() []wire.NSEC3 {
	byHash := map[string]wire.Name{}
	for o := range w.types {
		if w.optOut[o] {
			continue
		}
		for n := o; n.Under(w.apex); n = n.Parent() { // with the empty non-terminals
			sum := Hash(n, []byte{1}, 1)
			byHash[string(sum[:])] = n
		}
	}
	hashes := slices.Sorted(maps.Keys(byHash))
	var out []wire.NSEC3
	for i, h := range hashes {
		n := byHash[h]
		set := maps.Clone(w.types[n])
		if set == nil {
			set = wire.TypeSet{}
		}
		r := wire.NSEC3{Owner: name(HashText([]byte(h)) + ".z."), Hash: 1, Iterations: 1, Salt: []byte{1}, Next: []byte(hashes[(i+1)%len(hashes)]), Types: set}
		if w.flagged[n] || w.hides(r) {
			r.Flags = 1
		}
		out = append(out, r)
	}
	return out
}

// hides tells whether the gap of a record holds a name that was opted out, or an
// empty non-terminal that only such a name makes.
func (w *world) hides(r wire.NSEC3) bool {
	owner, err := r.OwnerHash()
	if err != nil {
		panic(err)
	}
	for o := range w.optOut {
		for n := o; n.Below(w.apex); n = n.Parent() {
			if sum := Hash(n, []byte{1}, 1); between(owner, sum[:], r.Next) {
				return true
			}
		}
	}
	return false
}

// worlds draws zones with delegations, aliases, wildcards and empty
// non-terminals, all close to each other.
func worlds(t *rapid.T) *world {
	label := rapid.StringMatching(`[ab]`)
	var lines []string
	for range rapid.IntRange(0, 7).Draw(t, "names") {
		owner := strings.Join(rapid.SliceOfN(label, 1, 3).Draw(t, "owner"), ".")
		kind := rapid.SampledFrom([]string{"A", "A MX", "CNAME", "NS", "NS DS", "DNAME", "TXT"}).Draw(t, "types")
		if !strings.HasPrefix(kind, "NS") && kind != "DNAME" && rapid.IntRange(0, 2).Draw(t, "wildcard") == 0 {
			owner = "*." + owner
			if rapid.Bool().Draw(t, "at the apex") {
				owner = "*"
			}
		}
		lines = append(lines, owner+" "+kind)
	}
	w := newWorld(lines...)
	for _, n := range slices.SortedFunc(maps.Keys(w.types), wire.Compare) {
		if has := w.types[n]; isDelegation(has) && !has.Has(wire.TypeDS) && rapid.Bool().Draw(t, "opt-out") {
			w.optOut[n] = true
		}
		w.flagged[n] = rapid.Bool().Draw(t, "flag")
	}
	return w
}

func drawName(t *rapid.T) wire.Name {
	labels := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "*", "0"}), 0, 4).Draw(t, "asked")
	return name(strings.Join(append(labels, "z."), "."))
}

// questions asks everything about a name and returns proof and truth of each.
func (w *world) questions(s *Set, n wire.Name, t wire.Type, labels int) []verdict {
	return []verdict{
		{fmt.Sprintf("%s is not of type %s", n, t), n, s.NoData(n, t), w.noData(n, t)},
		{fmt.Sprintf("%s does not exist", n), n, s.NameError(n), w.nameError(n)},
		{fmt.Sprintf("%s has no DS", n), n, s.Delegation(n), w.delegation(n)},
		{fmt.Sprintf("%s was expanded at %d labels", n, labels), n, s.Expansion(n, labels), w.expansion(n, labels)},
	}
}

type verdict struct {
	what  string
	asked wire.Name
	proof Proof
	truth Kind
}

// With all NSEC records of a zone exactly what is true is proven; with some of
// them nothing else is.
func TestNSECProofsEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds(t)
		all := w.nsec()
		some := rapid.SliceOfN(rapid.SampledFrom(all), 0, 4).Draw(t, "some")
		n, typ, labels := drawName(t), rapid.SampledFrom([]wire.Type{wire.TypeA, wire.TypeMX}).Draw(t, "type"), rapid.IntRange(0, 4).Draw(t, "labels")
		for _, v := range w.questions(NewSet(w.apex, all, nil, limits(), NewHashes()), n, typ, labels) {
			if v.proof.Kind != v.truth {
				t.Fatalf("%s: proven %q (%s), true is %q\n%v", v.what, v.proof.Kind, v.proof.Failure, v.truth, w.types)
			}
		}
		for _, v := range w.questions(NewSet(w.apex, some, nil, limits(), NewHashes()), n, typ, labels) {
			if v.proof.Kind != NoProof && v.proof.Kind != v.truth {
				t.Fatalf("%s: some records prove %q, true is %q\n%v\n%v", v.what, v.proof.Kind, v.truth, some, w.types)
			}
		}
	})
}

// The same for NSEC3. A proof that leans on an opt-out gap says so, and only
// such a one may overlook an unsigned delegation.
func TestNSEC3ProofsEqualBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := worlds(t)
		all := w.hashed()
		some := rapid.SliceOfN(rapid.SampledFrom(all), 0, 5).Draw(t, "some")
		n, typ, labels := drawName(t), rapid.SampledFrom([]wire.Type{wire.TypeA, wire.TypeMX}).Draw(t, "type"), rapid.IntRange(1, 4).Draw(t, "labels")
		for _, v := range w.questions(NewSet(w.apex, nil, all, limits(), NewHashes()), n, typ, labels) {
			if !v.proof.OptOut && v.proof.Kind != v.truth && !w.passedOver(n) && !w.half(v) {
				t.Fatalf("%s: proven %q (%s), true is %q\n%v\nopted out %v", v.what, v.proof.Kind, v.proof.Failure, v.truth, w.types, w.optOut)
			}
		}
		for _, v := range w.questions(NewSet(w.apex, nil, some, limits(), NewHashes()), n, typ, labels) {
			if v.proof.Kind != NoProof && !v.proof.OptOut && v.proof.Kind != v.truth && !w.half(v) {
				t.Fatalf("%s: some records prove %q, true is %q\n%v\n%v", v.what, v.proof.Kind, v.truth, some, w.types)
			}
		}
	})
}

// half tells whether a proof is that of an expansion from a parent which is not
// there, or is a cut. With NSEC3 it shows only that the next closer name is not
// there; that the parent exists is what a signature with so many labels says
// (RFC 5155 8.8), and here nobody made one.
func (w *world) half(v verdict) bool {
	return v.proof.Kind == WildcardAway && (w.hidden(v.asked) || !w.exists(v.proof.Encloser))
}

// passedOver tells whether the name is at, below or above a delegation that the
// chain leaves out: nothing certain can be said there.
func (w *world) passedOver(n wire.Name) bool {
	for o := range w.optOut {
		if n.Under(o) || o.Under(n) {
			return true
		}
	}
	return false
}

// fixedWorld has one of everything.
func fixedWorld() *world {
	w := newWorld("a A", "*.a A", "b NS", "c NS DS", "d DNAME", "x.e.f MX", "g CNAME", "h NS", "*.w TXT")
	w.optOut[name("h.z.")] = true
	return w
}

// Proofs out of arbitrary octets: no panic, bounded work, and something to draw.
// Proofs out of a choice of a zone's own records: only what is true.
func FuzzProofs(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3}, `q.a.z.`, uint16(1), uint8(2), []byte("\x01b\x01z\x00\x00\x01\x40"))
	f.Add([]byte{255, 7}, `_tcp.x.e.f.z.`, uint16(52), uint8(1), []byte("\x01\x00\x00\x01\x01\x01\x14aaaaaaaaaaaaaaaaaaaa\x00\x01\x40"))
	f.Add([]byte{0, 0, 0, 0}, `b.z.`, uint16(43), uint8(9), []byte{})
	f.Fuzz(func(t *testing.T, chosen []byte, asked string, typ uint16, labels uint8, rdata []byte) {
		n, err := wire.ParseName(asked)
		if err != nil {
			return
		}
		w := fixedWorld()
		plain, hashed := w.nsec(), w.hashed()
		var nsec []wire.NSEC
		var nsec3 []wire.NSEC3
		for _, c := range chosen {
			nsec = append(nsec, plain[int(c)%len(plain)])
			nsec3 = append(nsec3, hashed[int(c)%len(hashed)])
		}
		for _, s := range []*Set{NewSet(w.apex, nsec, nil, limits(), NewHashes()), NewSet(w.apex, nil, nsec3, limits(), NewHashes())} {
			for _, v := range w.questions(s, n, wire.Type(typ), int(labels)) {
				bounded(t, v.proof)
				if v.proof.Kind != NoProof && !v.proof.OptOut && v.proof.Kind != v.truth && !w.half(v) && plainType(typ) {
					t.Fatalf("%s: %q is proven, true is %q: %+v", v.what, v.proof.Kind, v.truth, v.proof)
				}
			}
		}
		// A record that no signer would make, at the name, below and beside it.
		wild := wire.RR{Name: n, Type: wire.TypeNSEC, Class: wire.ClassIN, RData: rdata}
		if r, err := wild.NSEC(); err == nil {
			nsec = append(nsec, r)
		}
		if r, err := wild.NSEC3(); err == nil {
			nsec3 = append(nsec3, r)
		}
		for _, v := range w.questions(NewSet(w.apex, nsec, nsec3, limits(), NewHashes()), n, wire.Type(typ), int(labels)) {
			bounded(t, v.proof)
		}
	})
}

// plainType tells whether a type is one that the zone's own bitmaps are complete
// about: the types of the proof itself are not among the zone's types here.
func plainType(typ uint16) bool {
	return !slices.Contains([]wire.Type{wire.TypeRRSIG, wire.TypeNSEC, wire.TypeNSEC3, wire.TypeDS}, wire.Type(typ))
}

func bounded(t *testing.T, p Proof) {
	t.Helper()
	if p.Hashes > limits().Hashes {
		t.Fatalf("%d hashes", p.Hashes)
	}
	if (p.Kind == NoProof) == (p.Failure == "") {
		t.Fatalf("a proof is one or fails: %+v", p)
	}
	if p.Kind != NoProof && len(p.Covered) == 0 {
		t.Fatalf("nothing to draw: %+v", p)
	}
	for _, s := range p.Covered {
		if s.Owner.IsZero() || bytes.ContainsAny([]byte(s.Next), "\x00\n\x1b") {
			t.Fatalf("span %+v", s)
		}
	}
}
