package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"danewalk/explain/rules"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// Point is one thing that was checked, in words: one idea each.
type Point struct {
	Label string // "DS", "key", "signature"
	Text  string // "\n" begins a new line
	State State  // what came of it; empty for a bare fact
	Exact bool   // a record: shown as it is written
}

// Station is one stop on the way from the root: a zone, an alias or the answer.
// Its points stand in the order in which a validator checks them.
type Station struct {
	Title  string
	Status string // as judged: "secure"
	State  State
	Seal   Seal
	Sign   string   // "BREAK" or "HERE" where the chain ends; empty elsewhere
	Why    Sentence // what ends it
	At     string   // the RRset that shows it; empty where that is the title
	Points []Point
}

// Stations tells the way to the answer of a lookup, from the root down. Where an
// alias leads elsewhere, the zones on the way to its target follow it. It is
// empty for a diagnosis without a lookup.
func Stations(d *Diagnosis) []Station {
	l := d.Report.Resolve
	if l == nil {
		return nil
	}
	t := teller{d: d, used: usedKeys(d), seen: map[wire.Name]bool{}}
	name := l.Name
	t.zonesTo(wire.Holder(name, l.Type))
	for _, a := range l.Aliases {
		t.alias(a)
		name = a.To
		t.zonesTo(wire.Holder(name, l.Type))
	}
	t.answer(l)
	return t.out
}

// teller collects stations.
type teller struct {
	d    *Diagnosis
	used map[keyUse]bool
	seen map[wire.Name]bool
	out  []Station
}

// zonesTo adds the zones on the way to a name that were not told yet.
func (t *teller) zonesTo(name wire.Name) {
	start := t.start(name)
	for _, z := range t.d.Report.Zones {
		if !name.Under(z.Name) || t.seen[z.Name] {
			continue
		}
		t.seen[z.Name] = true
		if start.Below(z.Name) && z.Status != dnssec.Secure {
			t.out = append(t.out, Station{
				Title: zoneName(z.Name), Status: "not needed", State: Skipped,
				Points: []Point{{Text: "the chain starts below, at the trust anchor for " + start.Show() + " (RFC 4035 5)"}},
			})
			continue
		}
		t.out = append(t.out, t.zone(z))
	}
}

// start is the zone where the chain to a name starts: the deepest one with a trust
// anchor that was used; the root if there is none.
func (t *teller) start(name wire.Name) wire.Name {
	start := wire.Root()
	for _, z := range t.d.Report.Zones {
		if z.Anchor != nil && name.Under(z.Name) && z.Name.Below(start) {
			start = z.Name
		}
	}
	return start
}

// zone tells one zone.
func (t *teller) zone(z *dnssec.Zone) Station {
	s := Station{Title: zoneName(z.Name), Status: z.Status.String(), State: zoneState(t.d, z.Status, z.Inherits)}
	for _, l := range t.d.Links {
		if l.ID == rules.LinkZone(z.Name) {
			s.State = l.State
		}
	}
	s.Seal = seal(s.State)
	if z.Status != dnssec.Secure && z.Status != dnssec.NotJudged && !z.Inherits {
		s.end(z.Fault, z.Name, wire.TypeDNSKEY)
	}
	if z.Inherits && z.Status.Fails() {
		s.Status = "not verified"
	}
	if z.Inherits {
		s.Points = append(s.Points, Point{Text: zoneNote(z), State: s.State})
	}
	s.Points = append(s.Points, t.zonePoints(z)...)
	return s
}

// end marks the station as the one where the chain ends. What our own side spoils
// is no break of somebody else's.
func (s *Station) end(f dnssec.Fault, name wire.Name, typ wire.Type) {
	s.Sign, s.Why = Link{State: s.State}.Sign(), Why(f.Reason)
	if s.State != Open && !f.Name.IsZero() && (f.Name != name || f.Type != typ) {
		s.At = f.Name.Show() + " " + f.Type.String()
	}
}

// alias tells one alias. Its own status is shown, not that of the whole.
func (t *teller) alias(a dnssec.Alias) {
	kind := "CNAME"
	if a.DNAME {
		kind = "DNAME"
	}
	s := Station{Title: a.From.Show() + " is an alias", Status: a.Status.String(), State: zoneState(t.d, a.Status, t.unproven(a.Zone))}
	s.Seal = seal(s.State)
	if a.Status != dnssec.Secure && a.Status != dnssec.NotJudged && !t.unproven(a.Zone) {
		s.end(dnssec.Fault{Reason: a.Reason}, a.From, wire.TypeCNAME)
	}
	s.Points = append(s.Points, Point{Label: "leads to", Text: a.To.Show() + "\nby a " + kind + " of the zone " + zoneWords(a.Zone)})
	if a.DNAME {
		s.Points = append(s.Points, Point{Label: "computed", Text: "the alias was computed from the DNAME; it needs no signature of its own (RFC 6672 5.3.1)"})
	}
	if a.Used != nil {
		s.Points = append(s.Points, t.signature(*a.Used))
	}
	s.Points = append(s.Points, expansionPoints(a.From, a.Proof)...)
	t.out = append(t.out, s)
}

// unproven tells whether the chain ends at or above a zone: what it holds is not
// accused again, and none of its signatures proves anything.
func (t *teller) unproven(zone wire.Name) bool {
	i := slices.IndexFunc(t.d.Report.Zones, func(z *dnssec.Zone) bool { return z.Name == zone })
	return i >= 0 && t.d.Report.Zones[i].Status != dnssec.Secure
}

// answer tells the end of the way.
func (t *teller) answer(l *dnssec.Lookup) {
	s := Station{Title: cmp.Or(l.Target, l.Name).Show() + " " + l.Type.String(), Status: l.Status.String(), State: zoneState(t.d, l.Status, false)}
	for _, row := range t.d.Links {
		if row.ID == rules.LinkName {
			s.State = row.State
		}
	}
	s.Seal = seal(s.State)
	above := slices.ContainsFunc(t.out, func(o Station) bool { return o.Sign != "" })
	if l.Status != dnssec.Secure && l.Status != dnssec.NotJudged && !above {
		s.end(l.Fault, l.Target, l.Type)
	}
	if l.Status.Fails() && above {
		s.Points = append(s.Points, Point{Label: "not proven", Text: "the chain is broken above, so nothing here can be checked", State: Unknown})
	}
	s.Points = append(s.Points, t.answerPoints(l)...)
	t.out = append(t.out, s)
}

// answerPoints tells records, signatures, proof and servers of a lookup.
func (t *teller) answerPoints(l *dnssec.Lookup) []Point {
	out := []Point{{Label: "answer", Text: AnswerWords(l)}}
	if l.Set != nil {
		for _, rr := range l.Set.RRs {
			out = append(out, Point{Label: "record", Text: rr.Line(), Exact: true})
		}
		if !l.Status.Fails() {
			out = append(out, Point{Label: "may be kept", Text: fmt.Sprintf("%d s, as TTL and signature allow", l.TTL)})
		}
	}
	if l.Proof != nil && l.Proof.Kind == denial.WildcardAway {
		out = append(out, expansionPoints(cmp.Or(l.Target, l.Name), l.Proof)...)
	} else {
		out = append(out, proofPoints(cmp.Or(l.Target, l.Name), l.Type, l.Proof)...)
	}
	for _, sig := range AnswerSignatures(l) {
		out = append(out, t.signature(sig))
	}
	if r := deciding(l); r != nil && r.SOA != "" {
		out = append(out, Point{Label: "SOA", State: Warning, Text: "the SOA record beside the proof does not validate: " + reasonNote(r.SOA) + "\nno standard asks for it, but some resolvers refuse such an answer"})
	}
	for _, e := range l.EDE {
		out = append(out, Point{Label: "hint", Text: strings.TrimSpace(fmt.Sprintf("of the server: extended error %d %s", e.Code, e.Text))})
	}
	return append(out, serverPoints(l.Servers, "answer")...)
}

// AnswerWords says what a lookup found, with the response code where one came.
func AnswerWords(l *dnssec.Lookup) string {
	if (l.Outcome == dnssec.NotLooked || l.Outcome == dnssec.Unanswer) && l.Rcode == wire.NoError {
		return OutcomeWords(l.Outcome)
	}
	return OutcomeWords(l.Outcome) + " (" + l.Rcode.String() + ")"
}

// AnswerSignatures returns the signatures of the answer that counted, each once:
// the valid ones if there is any, else all that failed.
func AnswerSignatures(l *dnssec.Lookup) []dnssec.Signature {
	if r := deciding(l); r != nil {
		return telling(r.Signatures)
	}
	return nil
}

// deciding returns the answer of a server that gave a lookup its status; nil if
// there is none.
func deciding(l *dnssec.Lookup) *dnssec.ServerResult {
	var best *dnssec.ServerResult
	for i := range l.Servers {
		s := &l.Servers[i]
		if s.Status == l.Status && (best == nil || s.Reason == l.Reason && best.Reason != l.Reason) {
			best = s
		}
	}
	return best
}

// telling leaves out failed signatures over a set that another one vouches for.
func telling(sigs []dnssec.Signature) []dnssec.Signature {
	return slices.DeleteFunc(slices.Clone(sigs), func(s dnssec.Signature) bool {
		return !s.Valid && slices.ContainsFunc(sigs, func(o dnssec.Signature) bool {
			return o.Valid && o.RRSIG.Owner == s.RRSIG.Owner && o.RRSIG.Covered == s.RRSIG.Covered
		})
	})
}

// signature tells one signature: over what, by which key, from when to when.
func (t *teller) signature(s dnssec.Signature) Point {
	state := OK
	word := Remaining(s, t.d.At)
	switch r := s.Reason; {
	case s.Valid && t.unproven(s.RRSIG.Signer):
		state, word = Unknown, word+"\nit fits the key, but nothing proves the key"
	case s.Valid:
	case r == dnssec.SigExpired || r == dnssec.SigNotYetValid:
		state = Broken
	case r == dnssec.UnsupportedAlgorithm || r == dnssec.UnsupportedKeySize || r == dnssec.SHA1Unsupported:
		state, word = Skipped, word+"\nnot checked: "+algorithmName(s.RRSIG.Algorithm)+" does not count here"
	case r == dnssec.WorkLimit:
		state, word = Unknown, word+"\nnot checked: there are too many"
	default:
		state, word = Broken, reasonNote(r)
	}
	return Point{
		Label: "signature", State: state,
		Text: fmt.Sprintf("over %s by key %d of %s\n%s to %s UTC: %s", signedSet(s), s.RRSIG.Tag, zoneWords(s.RRSIG.Signer), minute(s.Inception), minute(s.Expiration), word),
	}
}

// signedSet names what a signature covers. The owner of an NSEC3 is a hash, which
// the proof shows.
func signedSet(s dnssec.Signature) string {
	if s.RRSIG.Covered == wire.TypeNSEC3 {
		return "NSEC3 " + HashShort(s.RRSIG.Owner.Label(0))
	}
	return s.RRSIG.Owner.Show() + " " + s.RRSIG.Covered.String()
}

// HashShort abbreviates a hash where it is only mentioned.
func HashShort(hash string) string {
	if len(hash) <= 12 {
		return hash
	}
	return hash[:8] + "..."
}

// zoneWords names a zone within a sentence.
func zoneWords(n wire.Name) string {
	if n.IsRoot() {
		return "the root"
	}
	return n.Show()
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// Remaining says how long a signature is still valid at a moment, or since when
// it is not, or when it begins.
func Remaining(s dnssec.Signature, at time.Time) string {
	switch {
	case at.Before(s.Inception):
		return "begins in " + Length(s.Inception.Sub(at))
	case at.After(s.Expiration):
		return "expired " + Length(at.Sub(s.Expiration)) + " ago"
	}
	return Length(s.Expiration.Sub(at)) + " left"
}

// Length says a duration with two units at most: "11 d 4 h".
func Length(d time.Duration) string {
	const day = 24 * time.Hour
	pair := func(big time.Duration, a string, small time.Duration, b string) string {
		if rest := d % big / small; rest > 0 {
			return fmt.Sprintf("%d %s %d %s", d/big, a, rest, b)
		}
		return fmt.Sprintf("%d %s", d/big, a)
	}
	switch {
	case d >= day:
		return pair(day, "d", time.Hour, "h")
	case d >= time.Hour:
		return pair(time.Hour, "h", time.Minute, "min")
	case d >= time.Minute:
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	return fmt.Sprintf("%d s", d/time.Second)
}

// keyUse is a key of a zone that made a valid signature.
type keyUse struct {
	zone      wire.Name
	algorithm uint8
	tag       uint16
}

// usedKeys collects the keys by which a valid signature was seen in anything
// that was judged on the way.
func usedKeys(d *Diagnosis) map[keyUse]bool {
	used := map[keyUse]bool{}
	take := func(results []dnssec.ServerResult) {
		for _, r := range results {
			for _, s := range r.Signatures {
				if s.Valid {
					used[keyUse{s.RRSIG.Signer, s.RRSIG.Algorithm, s.RRSIG.Tag}] = true
				}
			}
		}
	}
	for _, z := range d.Report.Zones {
		if z.DSLookup != nil {
			take(z.DSLookup.Servers)
		}
	}
	for _, l := range lookupsOf(d) {
		take(l.Servers)
		for _, a := range l.Aliases {
			if a.Used != nil && a.Used.Valid {
				used[keyUse{a.Used.RRSIG.Signer, a.Used.RRSIG.Algorithm, a.Used.RRSIG.Tag}] = true
			}
		}
	}
	return used
}
