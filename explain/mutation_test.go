package explain_test

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// asked is a name and type that mail depends on, and where it matters of whom.
type asked struct {
	name wire.Name
	kind wire.Type
	zone string
	own  bool
}

// told is what a lookup amounts to, without what may change: TTLs, the case of
// names, which server said it.
type told struct {
	status  dnssec.Status
	outcome dnssec.Outcome
	target  wire.Name
	data    string
}

// subject is a healthy case whose DNS answers are damaged one by one.
type subject struct {
	read    *view.Memo
	items   []evidence.Item
	answers []int // positions of items with a DNS answer
	policy  dnssec.Policy
	asked   []asked
	before  map[asked]told
}

// newSubject runs a world and judges every lookup that mail depends on.
func newSubject(t *testing.T, world string) *subject {
	t.Helper()
	r := check(t, world)
	s := &subject{read: view.NewMemo(), policy: dnssec.Policy{Anchors: r.Anchors, At: r.Case.Start().Wall, Memo: checks}, before: map[asked]told{}}
	first := map[asked]evidence.Exchange{}
	for _, it := range r.Case.Items {
		if it.Start != nil || it.Turn != nil {
			s.items = append(s.items, it)
		}
		if it.Query == nil || len(it.Query.Answer) == 0 {
			continue
		}
		// Only the first server of a zone that was asked: another one must not make
		// good what is damaged.
		a := asked{wire.MustName(it.Query.Name), wire.Type(it.Query.Type), it.Query.Zone, it.Query.Own}
		if x, ok := first[a]; ok && x.Server != it.Query.Server {
			continue
		}
		first[a] = *it.Query
		s.answers = append(s.answers, len(s.items))
		s.items = append(s.items, it)
	}
	v := dnssec.New(view.New(evidence.Case{Items: s.items, Complete: true}), s.policy)
	for _, it := range s.items {
		if it.Query == nil {
			continue
		}
		a := asked{name: wire.MustName(it.Query.Name), kind: wire.Type(it.Query.Type)}
		mails := a.kind == wire.TypeMX || a.kind == wire.TypeA || a.kind == wire.TypeAAAA || a.kind == wire.TypeTLSA
		if _, again := s.before[a]; again || !mails {
			continue
		}
		s.asked = append(s.asked, a)
		s.before[a] = tell(v.Lookup(a.name, a.kind))
	}
	return s
}

func tell(l *dnssec.Lookup) told {
	out := told{status: l.Status, outcome: l.Outcome, target: l.Target}
	if l.Set != nil {
		var b strings.Builder
		for _, rr := range l.Set.RRs {
			fmt.Fprintf(&b, "%s %x\n", rr.Name, wire.CanonicalRData(rr))
		}
		out.data = b.String()
	}
	return out
}

// damage changes one answer and judges again: what is secure now must be what
// was secure before, and what was secure must not look unsigned.
func (s *subject) damage(random *rand.Rand) error {
	at := s.answers[random.IntN(len(s.answers))]
	before := s.items[at].Query
	damaged, how := mutate(random, before.Answer, s.items[s.answers[random.IntN(len(s.answers))]].Query.Answer)
	x := *before
	x.Answer = damaged
	items := slices.Clone(s.items)
	items[at].Query = &x
	v := dnssec.New(view.Again(evidence.Case{Items: items, Complete: true}, s.read), s.policy)
	for _, a := range s.asked {
		now := tell(v.Lookup(a.name, a.kind))
		downgraded := now.status == dnssec.Insecure && s.before[a].status == dnssec.Secure
		if now.status == dnssec.Secure && now != s.before[a] || downgraded {
			return fmt.Errorf("%s of the answer to %s %s (item %d): %s %s is %+v, was %+v\n%x\n%x", how,
				before.Name, wire.Type(before.Type), items[at].ID, a.name, a.kind, now, s.before[a], before.Answer, damaged)
		}
	}
	return nil
}

// mutate damages a message in one of the ways of the list. other is a message of
// the same case, whose genuine records are put in.
func mutate(random *rand.Rand, message, other []byte) (damaged []byte, how string) {
	out := slices.Clone(message)
	m, err := wire.Parse(message)
	records := 0
	if err == nil {
		records = len(m.Answer) + len(m.Authority)
	}
	kind := random.IntN(11)
	if records == 0 {
		kind = random.IntN(4)
	}
	switch kind {
	case 0, 1, 2:
		bits := 1 + random.IntN(3)
		for range bits {
			i := random.IntN(8 * len(out))
			out[i/8] ^= 1 << (i % 8)
		}
		return out, fmt.Sprintf("%d flipped bits", bits)
	case 3:
		return out[:random.IntN(len(out))], "cut end"
	}
	sections := [][]wire.RR{slices.Clone(m.Answer), slices.Clone(m.Authority), slices.Clone(m.Additional)}
	if o, err := wire.Parse(other); kind >= 8 && err == nil {
		switch kind {
		case 8:
			return pack(message, m, [][]wire.RR{o.Answer, o.Authority, o.Additional}), "records of another answer"
		case 9:
			sections[0], sections[1] = append(sections[0], o.Answer...), append(sections[1], o.Authority...)
			return pack(message, m, sections), "records of another answer added"
		}
		return pack(other, m, [][]wire.RR{o.Answer, o.Authority, o.Additional}), "header and records of another answer"
	}
	from := random.IntN(2)
	if len(sections[from]) == 0 {
		from = 1 - from
	}
	i := random.IntN(len(sections[from]))
	switch rr := sections[from][i]; kind {
	case 4:
		sections[from] = slices.Delete(sections[from], i, i+1)
		how = "dropped record"
	case 5:
		sections[from] = slices.Insert(sections[from], random.IntN(len(sections[from])+1), rr)
		how = "duplicated record"
	case 6:
		random.Shuffle(len(sections[from]), func(a, b int) {
			sections[from][a], sections[from][b] = sections[from][b], sections[from][a]
		})
		how = "shuffled records"
	default:
		sections[from] = slices.Delete(sections[from], i, i+1)
		to := (from + 1 + random.IntN(2)) % 3
		sections[to] = append(sections[to], rr)
		how = "record in another section"
	}
	return pack(message, m, sections), how
}

// pack writes a message with the header and question of another one.
func pack(like []byte, m *wire.Message, sections [][]wire.RR) []byte {
	out := slices.Clone(like[:4])
	opt := 0
	if m.EDNS.Present {
		opt = 1
	}
	for _, n := range []int{1, len(sections[0]), len(sections[1]), len(sections[2]) + opt} {
		out = binary.BigEndian.AppendUint16(out, uint16(n))
	}
	out = append(out, m.QName.Wire()...)
	out = binary.BigEndian.AppendUint16(out, uint16(m.QType))
	out = binary.BigEndian.AppendUint16(out, m.QClass)
	for _, rr := range slices.Concat(sections...) {
		out = append(out, rr.Name.Wire()...)
		out = binary.BigEndian.AppendUint16(out, uint16(rr.Type))
		out = binary.BigEndian.AppendUint16(out, rr.Class)
		out = binary.BigEndian.AppendUint32(out, rr.TTL)
		out = binary.BigEndian.AppendUint16(out, uint16(len(rr.RData)))
		out = append(out, rr.RData...)
	}
	if opt == 1 {
		out = append(out, 0, 0, byte(wire.TypeOPT), 4, 0xd0, 0, 0, 0x80, 0, 0, 0)
	}
	return out
}

// protectedWorlds are the worlds that are healthy.
func protectedWorlds(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, w := range sample(distinct(t)) {
		if w.Expect.Verdict == string(mail.Protected) {
			out = append(out, w.Name)
		}
	}
	return out
}

// Whatever happens to one DNS answer on its way, nothing is secure that was not
// said so: neither other records, nor their absence.
func TestDamagedAnswersAreNeverSecure(t *testing.T) {
	t.Parallel()
	worlds := protectedWorlds(t)
	least := 5 // of the sample
	if allWorlds() {
		least = 60
	}
	if len(worlds) < least {
		t.Fatalf("%d healthy worlds", len(worlds))
	}
	secure := sync.Map{}
	t.Run("each", func(t *testing.T) {
		for _, world := range worlds {
			t.Run(world, func(t *testing.T) {
				t.Parallel()
				s := newSubject(t, world)
				for a, b := range s.before {
					if b.status == dnssec.Secure {
						secure.Store(a.kind, true)
					}
				}
				seed := fnv.New64a()
				_, _ = seed.Write([]byte(world))
				random := rand.New(rand.NewPCG(seed.Sum64(), 1))
				for i := range damages {
					if err := s.damage(random); err != nil {
						t.Fatalf("damage %d: %v", i, err)
					}
				}
			})
		}
	})
	for _, kind := range []wire.Type{wire.TypeMX, wire.TypeA, wire.TypeTLSA} {
		if _, ok := secure.Load(kind); !ok {
			t.Errorf("no %s was secure before: the test shows nothing", kind)
		}
	}
}
