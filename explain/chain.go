package explain

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// Point is one thing that was checked, in words: one idea each.
type Point struct {
	Part  string // what kind of point it is: "proof"; the same in every language; empty where none is like it
	Label string // "DS", "key", "signature"
	Text  string // "\n" begins a new line
	State State  // what came of it; empty for a bare fact
	Exact bool   // a record: shown as it is written
}

// The parts of a station of which several points may follow each other.
const (
	PartProof   = "proof"
	PartRecord  = "record"
	PartServers = "servers"
)

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
				Title: zoneName(t.b(), z.Name), Status: t.say("not needed"), State: Skipped,
				Points: []Point{{Text: t.say("the chain starts below, at the trust anchor for %s (RFC 4035 5)", start.Show())}},
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
	s := Station{Title: zoneName(t.b(), z.Name), Status: StatusWords(t.b(), z.Status), State: zoneState(t.d, z.Status, z.Inherits)}
	for _, l := range t.d.Links {
		if l.ID == rules.LinkZone(z.Name) {
			s.State = l.State
		}
	}
	s.Seal = seal(s.State)
	if z.Status != dnssec.Secure && z.Status != dnssec.NotJudged && !z.Inherits {
		t.end(&s, z.Fault, z.Name, wire.TypeDNSKEY)
	}
	if z.Inherits && z.Status.Fails() {
		s.Status = t.say("not verified")
	}
	if z.Inherits {
		s.Points = append(s.Points, Point{Text: zoneNote(t.b(), z), State: s.State})
	}
	s.Points = append(s.Points, t.zonePoints(z)...)
	return s
}

// end marks the station as the one where the chain ends. What our own side spoils
// is no break of somebody else's.
func (t *teller) end(s *Station, f dnssec.Fault, name wire.Name, typ wire.Type) {
	s.Sign, s.Why = Link{State: s.State}.Sign(t.b()), Why(t.b(), f.Reason)
	if s.State != Open && !f.Name.IsZero() && (f.Name != name || f.Type != typ) {
		s.At = f.Name.Show() + " " + f.Type.String()
	}
}

// b is the words of the diagnosis.
func (t *teller) b() *text.Book { return t.d.Words }

func (t *teller) say(p text.Phrase, values ...any) string { return t.d.Words.Say(p, values...) }

// alias tells one alias. Its own status is shown, not that of the whole.
func (t *teller) alias(a dnssec.Alias) {
	kind := "CNAME"
	if a.DNAME {
		kind = "DNAME"
	}
	s := Station{Title: t.say("%s is an alias", a.From.Show()), Status: StatusWords(t.b(), a.Status), State: zoneState(t.d, a.Status, t.unproven(a.Zone))}
	s.Seal = seal(s.State)
	if a.Status != dnssec.Secure && a.Status != dnssec.NotJudged && !t.unproven(a.Zone) {
		t.end(&s, dnssec.Fault{Reason: a.Reason}, a.From, wire.TypeCNAME)
	}
	s.Points = append(s.Points, Point{Label: t.say("leads to"), Text: a.To.Show() + "\n" + t.say("by a %s of the zone %s", kind, zoneWords(t.b(), a.Zone))})
	if a.DNAME {
		s.Points = append(s.Points, Point{Label: t.say("computed"), Text: t.say("the alias was computed from the DNAME; it needs no signature of its own (RFC 6672 5.3.1)")})
	}
	if a.Used != nil {
		s.Points = append(s.Points, t.signature(*a.Used))
	}
	s.Points = append(s.Points, t.expansionPoints(a.From, a.Proof)...)
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
	s := Station{Title: cmp.Or(l.Target, l.Name).Show() + " " + l.Type.String(), Status: StatusWords(t.b(), l.Status), State: zoneState(t.d, l.Status, false)}
	for _, row := range t.d.Links {
		if row.ID == rules.LinkName {
			s.State = row.State
		}
	}
	s.Seal = seal(s.State)
	above := slices.ContainsFunc(t.out, func(o Station) bool { return o.Sign != "" })
	if l.Status != dnssec.Secure && l.Status != dnssec.NotJudged && !above {
		t.end(&s, l.Fault, l.Target, l.Type)
	}
	if l.Status.Fails() && above {
		s.Points = append(s.Points, Point{Label: t.say("not proven"), Text: t.say("the chain is broken above, so nothing here can be checked"), State: Unknown})
	}
	s.Points = append(s.Points, t.answerPoints(l)...)
	t.out = append(t.out, s)
}

// answerPoints tells records, signatures, proof and servers of a lookup.
func (t *teller) answerPoints(l *dnssec.Lookup) []Point {
	out := []Point{{Label: t.say("[a label] answer"), Text: AnswerWords(t.b(), l)}}
	if l.Set != nil {
		for _, rr := range l.Set.RRs {
			out = append(out, Point{Part: PartRecord, Label: t.say("[a label] record"), Text: rr.Line(), Exact: true})
		}
		if !l.Status.Fails() {
			out = append(out, Point{Label: t.say("may be kept"), Text: t.say("%d s, as TTL and signature allow", l.TTL)})
		}
	}
	if l.Proof != nil && l.Proof.Kind == denial.WildcardAway {
		out = append(out, t.expansionPoints(cmp.Or(l.Target, l.Name), l.Proof)...)
	} else {
		out = append(out, t.proofPoints(cmp.Or(l.Target, l.Name), l.Type, l.Proof)...)
	}
	for _, sig := range AnswerSignatures(l) {
		out = append(out, t.signature(sig))
	}
	if r := deciding(l); r != nil && r.SOA != "" {
		out = append(out, Point{Label: "SOA", State: Warning, Text: t.say("the SOA record beside the proof does not validate: %s", reasonNote(t.b(), r.SOA)) + "\n" +
			t.say("no standard asks for it, but some resolvers refuse such an answer")})
	}
	for _, e := range l.EDE {
		out = append(out, Point{Label: t.say("hint"), Text: strings.TrimSpace(t.say("of the server: extended error %d %s", e.Code, e.Text))})
	}
	return append(out, t.serverPoints(l.Servers, text.Phrase("they differ in the answer:"))...)
}

// AnswerWords says what a lookup found, with the response code where one came.
func AnswerWords(b *text.Book, l *dnssec.Lookup) string {
	if (l.Outcome == dnssec.NotLooked || l.Outcome == dnssec.Unanswer) && l.Rcode == wire.NoError {
		return OutcomeWords(b, l.Outcome)
	}
	return OutcomeWords(b, l.Outcome) + " (" + l.Rcode.String() + ")"
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
	word := Remaining(t.b(), s, t.d.At)
	switch r := s.Reason; {
	case s.Valid && t.unproven(s.RRSIG.Signer):
		state, word = Unknown, word+"\n"+t.say("it fits the key, but nothing proves the key")
	case s.Valid:
	case r == dnssec.SigExpired || r == dnssec.SigNotYetValid:
		state = Broken
	case r == dnssec.UnsupportedAlgorithm || r == dnssec.UnsupportedKeySize || r == dnssec.SHA1Unsupported:
		state, word = Skipped, word+"\n"+t.say("not checked: %s does not count here", algorithmName(t.b(), s.RRSIG.Algorithm))
	case r == dnssec.WorkLimit:
		state, word = Unknown, word+"\n"+t.say("not checked: there are too many")
	default:
		state, word = Broken, reasonNote(t.b(), r)
	}
	return Point{
		Label: t.say("signature"), State: state,
		Text: t.say("over %s by key %d of %s", signedSet(s), s.RRSIG.Tag, zoneWords(t.b(), s.RRSIG.Signer)) + "\n" +
			t.say("%s to %s UTC: %s", minute(s.Inception), minute(s.Expiration), word),
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
func zoneWords(b *text.Book, n wire.Name) string {
	if n.IsRoot() {
		return b.Say("[a zone] the root")
	}
	return n.Show()
}

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// Remaining says how long a signature is still valid at a moment, or since when
// it is not, or when it begins.
func Remaining(b *text.Book, s dnssec.Signature, at time.Time) string {
	switch {
	case at.Before(s.Inception):
		return b.Say("begins in %s", Length(b, s.Inception.Sub(at)))
	case at.After(s.Expiration):
		return b.Say("expired %s ago", Length(b, at.Sub(s.Expiration)))
	}
	return b.Say("%s left", Length(b, s.Expiration.Sub(at)))
}

// Length says a duration with two units at most: "11 d 4 h".
func Length(b *text.Book, d time.Duration) string {
	const day = 24 * time.Hour
	days, hours, minutes := int(d/day), int(d%day/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case days > 0 && hours > 0:
		return b.Say("%d d %d h", days, hours)
	case days > 0:
		return b.Say("%d d", days)
	case hours > 0 && minutes > 0:
		return b.Say("%d h %d min", hours, minutes)
	case hours > 0:
		return b.Say("%d h", hours)
	case minutes > 0:
		return b.Say("%d min", minutes)
	}
	return b.Say("%d s", int(d/time.Second))
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
