package explain

import (
	"danewalk/explain/text"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Narrator puts single things of a judged case into words, for those who show
// them apart from the way to an answer.
type Narrator struct{ t teller }

// NewNarrator returns the narrator of a diagnosis.
func NewNarrator(d *Diagnosis) *Narrator {
	n := &Narrator{teller{d: d, seen: map[wire.Name]bool{}}}
	if d.Report != nil {
		n.t.used = usedKeys(d)
	}
	return n
}

// DS says what became of a key entry.
func (n *Narrator) DS(l dnssec.DSLink) (State, string) { return n.t.dsWord(l) }

// Key says what a key of a zone is and, on a second line, what it does. The state
// is OK for a key that was proven, else empty.
func (n *Narrator) Key(z *dnssec.Zone, k dnssec.Key) (State, string) {
	p := n.t.key(z, k)
	return p.State, p.Text
}

// SignsData tells whether a valid signature by a key was seen in what was judged,
// those over the keys of a zone left out.
func (n *Narrator) SignsData(zone wire.Name, k dnssec.Key) bool {
	return n.t.used[keyUse{zone, k.DNSKEY.Algorithm, k.Tag}]
}

// Anchors tells every key that we were told to trust at a zone, and which of them
// the zone uses.
func (n *Narrator) Anchors(z *dnssec.Zone) []Point { return n.t.anchorPoints(z) }

// Proof tells a proof about a name and type: each NSEC or NSEC3 that took part,
// and what follows. Nothing without a proof.
func (n *Narrator) Proof(name wire.Name, typ wire.Type, p *denial.Proof) []Point {
	if p != nil && p.Kind == denial.WildcardAway {
		return n.t.expansionPoints(name, p)
	}
	return n.t.proofPoints(name, typ, p)
}

// Server says what one server answered and how that was judged.
func (n *Narrator) Server(r dnssec.ServerResult) (State, string) {
	p := n.t.serverPoint(r)
	return p.State, p.Text
}

// Unproven tells whether a zone was judged and is not secure, so that its
// signatures prove nothing.
func (n *Narrator) Unproven(zone wire.Name) bool { return n.t.unproven(zone) }

// AlgorithmName gives name and number of an algorithm of keys.
func AlgorithmName(b *text.Book, a uint8) string { return algorithmName(b, a) }

// ZoneName names a zone: ". (root)", "example.org".
func ZoneName(b *text.Book, n wire.Name) string { return zoneName(b, n) }

// TroubleWords says what ended a session with a mail server before TLS stood.
func TroubleWords(b *text.Book, t view.Trouble) string { return troubleNote(b, t) }
