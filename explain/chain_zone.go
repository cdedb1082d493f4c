package explain

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
	out = append(out, dsPoints(z)...)
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
		return append(out, serverPoints(z.DSLookup.Servers, "DS answer")...)
	}
	if z.DSLookup != nil {
		out = append(out, differing(z.DSLookup.Servers, "DS answer")...)
	}
	return append(out, serverPoints(z.KeySets, "key answer")...)
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
		p := Point{Label: "anchor", Text: fmt.Sprintf("key %d, %s: %s\n", tag, algorithmName(algorithm), evidence.Escape(a.Source, evidence.WildMax))}
		key := slices.IndexFunc(z.Keys, func(k dnssec.Key) bool { return k.Tag == tag && k.DNSKEY.Algorithm == algorithm })
		switch {
		case !a.ValidAt(t.d.At):
			p.Text += "not to be used at this moment: " + anchorTimes(a)
		case z.Anchor != nil && sameKey(*z.Anchor, a):
			p.State, p.Text = OK, p.Text+"the zone signs its keys with this key: the chain starts here"
		case key >= 0 && z.Keys[key].Entry && z.Keys[key].Signs:
			p.State, p.Text = OK, p.Text+"the zone signs its keys with this key too"
		case key >= 0:
			p.Text += "published by the zone, but it does not sign the keys"
		case len(z.Keys) == 0:
			p.Text += "the zone gave no keys to compare it with"
		default:
			p.Text += "not among the keys of the zone"
		}
		out = append(out, p)
	}
	return out
}

// anchorTimes says when an anchor may be used (RFC 9718 2.1.2).
func anchorTimes(a dnssec.Anchor) string {
	var words []string
	if !a.From.IsZero() {
		words = append(words, "from "+minute(a.From))
	}
	if !a.Until.IsZero() {
		words = append(words, "until "+minute(a.Until))
	}
	return strings.Join(words, " ") + " UTC (RFC 9718 2.1.2)"
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
	parent := zoneWords(z.Parent.Name)
	p := Point{Label: "delegation", State: Unknown}
	switch {
	case l.Outcome == dnssec.Found && l.Status == dnssec.Secure:
		p.State, p.Text = OK, parent+" says: signed, with these key entries (DS)"
		return []Point{p}
	case z.Reason == dnssec.UnsignedDelegation:
		p.State, p.Text = Open, "unsigned: "+parent+" proves that there is no key entry (DS)"
	case z.Reason == dnssec.OptOutDelegation:
		p.State, p.Text = Open, "unsigned: it lies in an opt-out gap of "+parent
	case l.Status == dnssec.Bogus:
		p.State, p.Text = Broken, "what "+parent+" says about key entries (DS) does not validate"
	default:
		p.Text = parent + " did not say whether this zone is signed"
	}
	out := append([]Point{p}, proofPoints(z.Name, wire.TypeDS, l.Proof)...)
	if l.Outcome != dnssec.Found {
		for _, sig := range AnswerSignatures(l) {
			out = append(out, t.signature(sig))
		}
	}
	return out
}

// dsPoints tells what became of every key entry.
func dsPoints(z *dnssec.Zone) []Point {
	var out []Point
	for _, l := range z.DS {
		state, word := dsWord(l)
		out = append(out, Point{
			Label: "DS", State: state,
			Text: fmt.Sprintf("key %d, %s, %s\n%s", l.DS.Tag, algorithmName(l.DS.Algorithm), DigestName(l.DS.DigestType), word),
		})
	}
	return out
}

// dsWord says what became of a key entry. One that fits no key is no fault beside
// one that does (RFC 6840 5.11).
func dsWord(l dnssec.DSLink) (State, string) {
	switch {
	case l.Ignored:
		return Skipped, "ignored: SHA-1 beside a stronger digest (RFC 4509 3)"
	case l.Reason == dnssec.UnsupportedAlgorithm:
		return Skipped, "ignored: its signature algorithm cannot be checked here (RFC 4035 5.2)"
	case l.Reason == dnssec.SHA1Unsupported:
		return Skipped, "ignored: signatures with SHA-1 are not trusted (RFC 9905 2)"
	case !l.Supported:
		return Skipped, "ignored: its digest cannot be computed here (RFC 6840 5.2)"
	case l.Signs:
		return OK, fmt.Sprintf("fits key %d, which signs the keys", l.DS.Tag)
	case l.Matches && l.Reason != "":
		return Broken, fmt.Sprintf("fits key %d, but: %s", l.DS.Tag, reasonNote(l.Reason))
	case l.Matches:
		return Unknown, fmt.Sprintf("fits key %d", l.DS.Tag)
	case l.Reason == dnssec.WorkLimit:
		return Unknown, "not looked at: there are too many"
	case l.TagOnly:
		return Broken, "the zone has a key with this number, but its fingerprint differs"
	case l.Reason == dnssec.DSMismatch:
		return Broken, "fits no key of the zone: left over from an old key, or for one to come"
	case l.Reason != "":
		return Broken, reasonNote(l.Reason)
	}
	return Unknown, "not compared with the keys"
}

// key tells one key and what it does.
func (t *teller) key(z *dnssec.Zone, k dnssec.Key) Point {
	words := []string{fmt.Sprintf("%d, %s, %s", k.Tag, KeyRole(z, k), algorithmName(k.DNSKEY.Algorithm))}
	if bits := keyBits(k); bits > 0 {
		words[0] += fmt.Sprintf(", %d bit", bits)
	}
	p := Point{Label: "key"}
	var does []string
	if k.DNSKEY.IsRevoked() {
		does = append(does, "revoked (RFC 5011 2.1)")
	}
	if !k.DNSKEY.IsZone() {
		does = append(does, "no key of a zone: flags or protocol are wrong (RFC 4034 2.1)")
	}
	if k.Entry {
		does = append(does, "entry point")
	}
	if k.Signs {
		does = append(does, "signs the keys")
	}
	if t.used[keyUse{z.Name, k.DNSKEY.Algorithm, k.Tag}] {
		does = append(does, "signs data")
	}
	if len(does) == 0 {
		does = append(does, "no valid signature by it was seen")
	}
	if k.Trusted && len(does) > 0 && !k.DNSKEY.IsRevoked() {
		p.State = OK
	}
	p.Text = strings.Join(append(words, strings.Join(does, ", ")), "\n")
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
func algorithmName(a uint8) string {
	name := wire.AlgorithmName(a)
	if strings.HasPrefix(name, "algorithm ") {
		return name
	}
	return fmt.Sprintf("%s (%d)", name, a)
}

// DigestName names a digest type of DS records (IANA registry).
func DigestName(t uint8) string {
	names := map[uint8]string{1: "SHA-1", 2: "SHA-256", 3: "GOST R 34.11-94", 4: "SHA-384", 5: "GOST R 34.11-2012", 6: "SM3"}
	if s, ok := names[t]; ok {
		return fmt.Sprintf("%s (%d)", s, t)
	}
	return fmt.Sprintf("digest type %d", t)
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
func serverPoints(results []dnssec.ServerResult, what string) []Point {
	if len(results) < 2 {
		return nil
	}
	if out := differing(results, what); len(out) > 0 {
		return out
	}
	if results[0].Outcome == dnssec.Unanswer {
		return []Point{{Label: "servers", Text: fmt.Sprintf("none of the %d addresses that were asked gave a usable answer", len(results)), State: Unknown}}
	}
	return []Point{{Label: "servers", Text: fmt.Sprintf("all %d addresses that were asked agree", len(results))}}
}

// differing tells every server's word, if they differ.
func differing(results []dnssec.ServerResult, what string) []Point {
	same := func(a, b dnssec.ServerResult) bool {
		return a.Status == b.Status && a.Outcome == b.Outcome && (a.Set == nil) == (b.Set == nil) && (a.Set == nil || a.Set.SameData(b.Set))
	}
	agree := !slices.ContainsFunc(results, func(r dnssec.ServerResult) bool { return !same(r, results[0]) })
	if agree {
		return nil
	}
	out := []Point{{Label: "servers", Text: "they differ in the " + what + ":", State: Warning}}
	told := slices.DeleteFunc(slices.Clone(results), func(r dnssec.ServerResult) bool { return r.Answer == nil })
	slices.SortStableFunc(told, func(a, b dnssec.ServerResult) int {
		x, y := a.Answer.Server, b.Answer.Server
		return cmp.Or(wire.Compare(x.Name, y.Name), x.Addr.Compare(y.Addr))
	})
	for _, r := range told {
		out = append(out, serverPoint(r))
	}
	return out
}

// serverPoint tells one server's word.
func serverPoint(r dnssec.ServerResult) Point {
	p := Point{Label: "servers", State: Unknown}
	word := OutcomeWords(r.Outcome)
	switch {
	case r.Answer.Failure != "":
		word = string(r.Answer.Failure)
	case r.Answer.Class == view.ErrorCode && r.Answer.Msg != nil:
		word = r.Answer.Msg.Rcode.String()
	case r.Answer.Class == view.Lame || r.Answer.Class == view.Truncated:
		word = string(r.Answer.Class)
	case r.Set != nil:
		word = count(len(r.Set.RRs), "record")
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
		word += ", " + reasonNote(r.Reason)
	}
	p.Text = strings.TrimSpace(r.Answer.Server.Name.Show()+" "+r.Answer.Server.Addr.Addr().String()) + "\n" + word
	return p
}
