package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// zonePoints tells a zone as a validator goes through it: what leads to its keys
// (a trust anchor, or key entries that its parent signed, or the proof that there
// are none), the keys, and who signed them.
func (t *teller) zonePoints(z *dnssec.Zone) []Point {
	out := t.anchorPoints(z)
	out = append(out, t.delegationPoints(z)...)
	out = append(out, t.dsPoints(z)...)
	if z.DSLookup != nil && z.DSLookup.Outcome == dnssec.Found {
		for _, sig := range AnswerSignatures(z.DSLookup) {
			out = append(out, t.signature(sig))
		}
	}
	keys := slices.Clone(z.Keys)
	slices.SortStableFunc(keys, func(a, b dnssec.Key) int { return cmp.Compare(rank(a), rank(b)) })
	for _, k := range keys {
		out = append(out, t.key(z, k))
	}
	for _, sig := range KeySignatures(z) {
		out = append(out, t.signature(sig))
	}
	if z.DSLookup != nil && len(z.DS) == 0 {
		return append(out, t.serverPoints(z.DSLookup.Servers, text.Phrase("they differ in the DS answer:"))...)
	}
	if z.DSLookup != nil {
		out = append(out, t.differing(z.DSLookup.Servers, text.Phrase("they differ in the DS answer:"))...)
	}
	return append(out, t.serverPoints(z.KeySets, text.Phrase("they differ in the key answer:"))...)
}

// anchorPoints tells every key that we were told to trust at the zone, and which
// of them the zone uses. Any one is enough (RFC 4035 5, RFC 6840 5.11).
func (t *teller) anchorPoints(z *dnssec.Zone) []Point {
	var out []Point
	for _, a := range t.d.Policy.Anchors {
		if a.Zone != z.Name || (a.DS == nil && a.DNSKEY == nil) {
			continue
		}
		tag, algorithm := AnchorKey(a)
		p := Point{Label: t.say("anchor"), Text: t.say("key %d, %s: %s", tag, algorithmName(t.b(), algorithm), anchorSource(t.b(), evidence.Escape(a.Source, evidence.WildMax))) + "\n"}
		key := slices.IndexFunc(z.Keys, func(k dnssec.Key) bool { return k.Tag == tag && k.DNSKEY.Algorithm == algorithm })
		switch {
		case !a.ValidAt(t.d.At):
			p.Text += t.say("not to be used at this moment: %s", t.anchorTimes(a))
		case z.Anchor != nil && sameKey(*z.Anchor, a):
			p.State, p.Text = OK, p.Text+t.say("the zone signs its keys with this key: the chain starts here")
		case key >= 0 && z.Keys[key].Entry && z.Keys[key].Signs:
			p.State, p.Text = OK, p.Text+t.say("the zone signs its keys with this key too")
		case key >= 0:
			p.Text += t.say("published by the zone, but it does not sign the keys")
		case len(z.Keys) == 0:
			p.Text += t.say("the zone gave no keys to compare it with")
		default:
			p.Text += t.say("not among the keys of the zone")
		}
		out = append(out, p)
	}
	return out
}

// anchorTimes says when an anchor may be used (RFC 9718 2.1.2).
func (t *teller) anchorTimes(a dnssec.Anchor) string {
	switch {
	case a.Until.IsZero():
		return t.say("from %s UTC (RFC 9718 2.1.2)", minute(a.From))
	case a.From.IsZero():
		return t.say("until %s UTC (RFC 9718 2.1.2)", minute(a.Until))
	}
	return t.say("from %s until %s UTC (RFC 9718 2.1.2)", minute(a.From), minute(a.Until))
}

// AnchorKey returns tag and algorithm of the key that an anchor names.
func AnchorKey(a dnssec.Anchor) (tag uint16, algorithm uint8) {
	if a.DS != nil {
		return a.DS.Tag, a.DS.Algorithm
	}
	return a.DNSKEY.Tag(), a.DNSKEY.Algorithm
}

func sameKey(a, b dnssec.Anchor) bool {
	tagA, algA := AnchorKey(a)
	tagB, algB := AnchorKey(b)
	return tagA == tagB && algA == algB && a.Source == b.Source
}

// delegationPoints tells what the parent says about the security of the zone.
func (t *teller) delegationPoints(z *dnssec.Zone) []Point {
	l := z.DSLookup
	if l == nil || z.Parent == nil {
		return nil
	}
	parent := zoneWords(t.b(), z.Parent.Name)
	p := Point{Label: t.say("delegation"), State: Unknown}
	switch {
	case l.Outcome == dnssec.Found && l.Status == dnssec.Secure:
		p.State, p.Text = OK, t.say("%s says: signed, with these key entries (DS)", parent)
		return []Point{p}
	case z.Reason == dnssec.UnsignedDelegation:
		p.State, p.Text = Open, t.say("unsigned: %s proves that there is no key entry (DS)", parent)
	case z.Reason == dnssec.OptOutDelegation:
		p.State, p.Text = Open, t.say("unsigned: it lies in an opt-out gap of %s", parent)
	case l.Status == dnssec.Bogus:
		p.State, p.Text = Broken, t.say("what %s says about key entries (DS) does not validate", parent)
	default:
		p.Text = t.say("%s did not say whether this zone is signed", parent)
	}
	out := append([]Point{p}, t.proofPoints(z.Name, wire.TypeDS, l.Proof)...)
	if l.Outcome != dnssec.Found {
		for _, sig := range AnswerSignatures(l) {
			out = append(out, t.signature(sig))
		}
	}
	return out
}

// dsPoints tells what became of every key entry.
func (t *teller) dsPoints(z *dnssec.Zone) []Point {
	var out []Point
	for _, l := range z.DS {
		state, word := t.dsWord(l)
		out = append(out, Point{
			Label: "DS", State: state,
			Text: t.say("key %d, %s, %s", l.DS.Tag, algorithmName(t.b(), l.DS.Algorithm), DigestName(t.b(), l.DS.DigestType)) + "\n" + word,
		})
	}
	return out
}

// dsWord says what became of a key entry. One that fits no key is no fault beside
// one that does (RFC 6840 5.11).
func (t *teller) dsWord(l dnssec.DSLink) (State, string) {
	switch {
	case l.Ignored:
		return Skipped, t.say("ignored: SHA-1 beside a stronger digest (RFC 4509 3)")
	case l.Reason == dnssec.UnsupportedAlgorithm:
		return Skipped, t.say("ignored: its signature algorithm cannot be checked here (RFC 4035 5.2)")
	case l.Reason == dnssec.SHA1Unsupported:
		return Skipped, t.say("ignored: signatures with SHA-1 are not trusted (RFC 9905 2)")
	case !l.Supported:
		return Skipped, t.say("ignored: its digest cannot be computed here (RFC 6840 5.2)")
	case l.Signs:
		return OK, t.say("fits key %d, which signs the keys", l.DS.Tag)
	case l.Matches && l.Reason != "":
		return Broken, t.say("fits key %d, but: %s", l.DS.Tag, reasonNote(t.b(), l.Reason))
	case l.Matches:
		return Unknown, t.say("fits key %d", l.DS.Tag)
	case l.Reason == dnssec.WorkLimit:
		return Unknown, t.say("not looked at: there are too many")
	case l.TagOnly:
		return Broken, t.say("the zone has a key with this number, but its fingerprint differs")
	case l.Reason == dnssec.DSMismatch:
		return Broken, t.say("fits no key of the zone: left over from an old key, or for one to come")
	case l.Reason != "":
		return Broken, reasonNote(t.b(), l.Reason)
	}
	return Unknown, t.say("not compared with the keys")
}

// key tells one key and what it does.
func (t *teller) key(z *dnssec.Zone, k dnssec.Key) Point {
	first := fmt.Sprintf("%d, %s, %s", k.Tag, KeyRole(z, k), algorithmName(t.b(), k.DNSKEY.Algorithm))
	if bits := keyBits(k); bits > 0 {
		first += ", " + t.say("%d bit", bits)
	}
	p := Point{Label: t.say("[a label] key")}
	var does []string
	if k.DNSKEY.IsRevoked() {
		does = append(does, t.say("revoked (RFC 5011 2.1)"))
	}
	if !k.DNSKEY.IsZone() {
		does = append(does, t.say("no key of a zone: flags or protocol are wrong (RFC 4034 2.1)"))
	}
	if k.Entry {
		does = append(does, t.say("entry point"))
	}
	if k.Signs {
		does = append(does, t.say("signs the keys"))
	}
	if t.used[keyUse{z.Name, k.DNSKEY.Algorithm, k.Tag}] {
		does = append(does, t.say("signs data"))
	}
	if len(does) == 0 {
		does = append(does, t.say("no valid signature by it was seen"))
	}
	if k.Trusted && len(does) > 0 && !k.DNSKEY.IsRevoked() {
		p.State = OK
	}
	p.Text = first + "\n" + strings.Join(does, ", ")
	return p
}

// rank puts the keys that the chain goes through first.
func rank(k dnssec.Key) int {
	switch {
	case k.Entry:
		return 0
	case k.Signs:
		return 1
	}
	return 2
}

// KeyRole names the part that a key plays: KSK for keys, ZSK for data, CSK for
// both. The flag SEP is only a hint (RFC 4034 2.1.1): where all keys have it, or
// none, one key does both.
func KeyRole(z *dnssec.Zone, k dnssec.Key) string {
	other := slices.ContainsFunc(z.Keys, func(o dnssec.Key) bool {
		return o.DNSKEY.IsZone() && o.DNSKEY.Algorithm == k.DNSKEY.Algorithm && o.DNSKEY.IsSEP() != k.DNSKEY.IsSEP()
	})
	switch {
	case !other || k.Entry && !k.DNSKEY.IsSEP():
		return "CSK"
	case k.DNSKEY.IsSEP():
		return "KSK"
	}
	return "ZSK"
}

// keyBits is the size of a key: of the modulus, or of the curve.
func keyBits(k dnssec.Key) int {
	switch k.DNSKEY.Algorithm {
	case 13, 15: // RFC 6605, RFC 8080
		return 256
	case 14:
		return 384
	case 16:
		return 456
	}
	return k.Bits
}

// algorithmName gives name and number.
func algorithmName(b *text.Book, a uint8) string {
	name := wire.AlgorithmName(a)
	if strings.HasPrefix(name, "algorithm ") {
		return b.Say("algorithm %d", a)
	}
	return fmt.Sprintf("%s (%d)", name, a)
}

// DigestName names a digest type of DS records (IANA registry).
func DigestName(b *text.Book, t uint8) string {
	names := map[uint8]string{1: "SHA-1", 2: "SHA-256", 3: "GOST R 34.11-94", 4: "SHA-384", 5: "GOST R 34.11-2012", 6: "SM3"}
	if s, ok := names[t]; ok {
		return fmt.Sprintf("%s (%d)", s, t)
	}
	return b.Say("digest type %d", t)
}

// KeySignatures returns the signatures over the keys that counted: of the first
// answer that has the status of the zone, for all servers were judged alike.
func KeySignatures(z *dnssec.Zone) []dnssec.Signature {
	for _, s := range z.KeySets {
		if s.Status == z.Status && s.Reason == z.Reason {
			return telling(s.Signatures)
		}
	}
	if len(z.KeySets) > 0 {
		return telling(z.KeySets[0].Signatures)
	}
	return nil
}

// serverPoints tells what the servers said: one line if they agree, one each if
// they differ.
func (t *teller) serverPoints(results []dnssec.ServerResult, differ text.Phrase) []Point {
	if len(results) < 2 {
		return nil
	}
	if out := t.differing(results, differ); len(out) > 0 {
		return out
	}
	if results[0].Outcome == dnssec.Unanswer {
		return []Point{{Part: PartServers, Label: t.say("[a label] servers"), Text: t.say("none of the %d addresses that were asked gave a usable answer", len(results)), State: Unknown}}
	}
	return []Point{{Part: PartServers, Label: t.say("[a label] servers"), Text: t.say("all %d addresses that were asked agree", len(results))}}
}

// differing tells every server's word, if they differ.
func (t *teller) differing(results []dnssec.ServerResult, differ text.Phrase) []Point {
	same := func(a, b dnssec.ServerResult) bool {
		return a.Status == b.Status && a.Outcome == b.Outcome && (a.Set == nil) == (b.Set == nil) && (a.Set == nil || a.Set.SameData(b.Set))
	}
	agree := !slices.ContainsFunc(results, func(r dnssec.ServerResult) bool { return !same(r, results[0]) })
	if agree {
		return nil
	}
	out := []Point{{Part: PartServers, Label: t.say("[a label] servers"), Text: t.say(differ), State: Warning}}
	told := slices.DeleteFunc(slices.Clone(results), func(r dnssec.ServerResult) bool { return r.Answer == nil })
	slices.SortStableFunc(told, func(a, b dnssec.ServerResult) int {
		x, y := a.Answer.Server, b.Answer.Server
		return cmp.Or(wire.Compare(x.Name, y.Name), x.Addr.Compare(y.Addr))
	})
	for _, r := range told {
		out = append(out, t.serverPoint(r))
	}
	return out
}

// serverPoint tells one server's word.
func (t *teller) serverPoint(r dnssec.ServerResult) Point {
	p := Point{Part: PartServers, Label: t.say("[a label] servers"), State: Unknown}
	word := OutcomeWords(t.b(), r.Outcome)
	switch {
	case r.Answer.Failure != "":
		word = rules.FailureWords(t.b(), r.Answer.Failure)
	case r.Answer.Class == view.ErrorCode && r.Answer.Msg != nil:
		word = r.Answer.Msg.Rcode.String()
	case r.Answer.Class == view.Lame || r.Answer.Class == view.Truncated:
		word = rules.ClassWords(t.b(), r.Answer.Class)
	case r.Set != nil:
		word = t.b().Count(len(r.Set.RRs), "1 record", "%d records")
	}
	switch r.Status {
	case dnssec.Secure:
		p.State = OK
	case dnssec.Insecure:
		p.State = Open
	case dnssec.Bogus:
		p.State = Broken
	}
	if r.Reason != "" && r.Reason != dnssec.LookupFailed {
		word += ", " + reasonNote(t.b(), r.Reason)
	}
	p.Text = strings.TrimSpace(r.Answer.Server.Name.Show()+" "+r.Answer.Server.Addr.Addr().String()) + "\n" + word
	return p
}
