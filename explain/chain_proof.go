package explain

import (
	"slices"
	"strings"

	"danewalk/explain/text"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// proofPoints draws a proof of non-existence in words: which gap or which list of
// types shows it, and what follows.
func (t *teller) proofPoints(name wire.Name, typ wire.Type, p *denial.Proof) []Point {
	if p == nil {
		return nil
	}
	out := []Point{t.proofHead(p)}
	for _, s := range p.Covered {
		out = append(out, Point{Part: PartProof, Label: t.say("[a label] proof"), Text: t.spanWords(s, typ, p), State: spanState(p)})
	}
	if p.Kind == denial.NoProof {
		why := WhyNoProof(t.b(), p.Failure)
		state := Broken
		if p.Failure == denial.Iterations {
			state = Open
		}
		return append(out, Point{Part: PartProof, Label: t.say("[a label] proof"), Text: why.Text + " (" + why.Source + ")", State: state})
	}
	return append(out, Point{Label: t.say("[a label] so"), Text: t.conclusion(name, typ, p), State: spanState(p)})
}

// spanState: an opt-out gap proves that nothing is signed there, no more.
func spanState(p *denial.Proof) State {
	switch {
	case p.Kind == denial.NoProof:
		return ""
	case p.OptOut:
		return Open
	}
	return OK
}

// proofHead names the kind of proof and, for NSEC3, its parameters.
func (t *teller) proofHead(p *denial.Proof) Point {
	said := t.say("NSEC: signed gaps between the names (RFC 4034 4)")
	switch {
	case p.Kind == denial.CompactAbsent:
		said = t.say("compact denial (RFC 9824): a record made for this very name")
	case p.Failure == denial.Missing:
		said = t.say("[a proof] none")
	case p.NSEC3:
		said = t.say("NSEC3: signed gaps between hashes of the names (RFC 5155)") + "\n" + strings.Join(t.parameters(p), ", ")
	}
	return Point{Part: PartProof, Label: t.say("[a label] proof"), Text: said}
}

// parameters names those of an NSEC3.
func (t *teller) parameters(p *denial.Proof) []string {
	rounds, salt := t.say("no extra iterations"), t.say("no salt")
	if p.Iterations > 0 {
		rounds = t.b().Count(p.Iterations, "1 extra iteration", "%d extra iterations")
	}
	if len(p.Salt) > 0 {
		salt = t.say("salt %x", p.Salt)
	}
	switch {
	case p.Kind == denial.NoProof:
		return []string{rounds, salt}
	case p.OptOut:
		return []string{rounds, salt, t.say("opt-out")}
	}
	return []string{rounds, salt, t.say("no opt-out")}
}

// spanWords says what one NSEC or NSEC3 shows.
func (t *teller) spanWords(s denial.Span, typ wire.Type, p *denial.Proof) string {
	if p.NSEC3 {
		return t.hashWords(s, typ, p)
	}
	name := s.Name.Show()
	if s.Types != "" {
		return t.matchWords(s, typ, p)
	}
	gap := t.gapWords(s.Owner.Show(), strings.TrimSuffix(s.Next, "."), s)
	switch {
	case s.Role == "wildcard":
		return t.say("%s, so no wildcard %s could stand for it", gap, name)
	case p.Encloser == s.Name:
		return t.say("%[1]s, and the next name is below %[2]s: it exists, but has no records of its own", gap, name)
	}
	return t.say("%s, so %s does not exist", gap, name)
}

// gapWords names the gap of an NSEC. The last one of a zone points back to the
// first name (RFC 4034 4.1.1).
func (t *teller) gapWords(owner, next string, s denial.Span) string {
	if n, err := wire.ParseName(s.Next); err == nil && wire.Compare(n, s.Owner) <= 0 {
		return t.say("no name after %s, the last one of the zone", owner)
	}
	return t.say("no name between %s and %s", owner, next)
}

// matchWords says what the list of types at a name shows.
func (t *teller) matchWords(s denial.Span, typ wire.Type, p *denial.Proof) string {
	if p.Kind == denial.CompactAbsent {
		return t.say("it lists the types %s: NXNAME says that the name does not exist", s.Types)
	}
	words := t.say("%s exists and has the types %s", s.Name.Show(), s.Types)
	if s.Role == "wildcard" {
		words = t.say("the wildcard %s would stand for it and has the types %s", s.Name.Show(), s.Types)
	}
	switch {
	case p.Failure == denial.BitmapHas:
		return t.say("%s: what was asked for is, or may be, among them", words)
	case p.Failure != "":
		return words
	}
	return t.say("%s: no %s among them", words, typ.String())
}

// hashWords says what one NSEC3 shows (RFC 5155 8).
func (t *teller) hashWords(s denial.Span, typ wire.Type, p *denial.Proof) string {
	roles := map[string]text.Phrase{
		"encloser": "closest encloser %s", "next-closer": "next closer name %s", "wildcard": "wildcard %s",
	}
	name := s.Name.Show()
	if role, ok := roles[s.Role]; ok {
		name = t.say(role, name)
	}
	lines := []string{name, t.say("has the hash %s", s.Hash)}
	switch {
	case s.Types == "":
		so := t.say("so it does not exist")
		switch {
		case s.Role == "next-closer" && p.OptOut:
			so = t.say("in an opt-out gap: if it exists, it is not signed")
		case s.Role == "wildcard":
			so = t.say("so no wildcard stands for it")
		}
		lines = append(lines, t.say("which lies between %s", strings.ToLower(s.Owner.Label(0))), t.say("[between two] and %s", s.Next), so)
	case s.Role == "encloser":
		lines = append(lines, t.say("which is in the list: it exists"))
	case p.Failure == "":
		lines = append(lines, t.say("which is in the list: it exists, with the types %s: no %s among them", s.Types, typ.String()))
	default:
		lines = append(lines, t.say("which is in the list: it exists, with the types %s", s.Types))
	}
	return strings.Join(lines, "\n")
}

// conclusion says what the proof comes to.
func (t *teller) conclusion(name wire.Name, typ wire.Type, p *denial.Proof) string {
	who := name.Show()
	switch p.Kind {
	case denial.NameError, denial.CompactAbsent:
		if p.OptOut {
			return t.say("nothing signed is at %s: that it does not exist is not proven (RFC 5155 6)", who)
		}
		return t.say("%s does not exist", who)
	case denial.NoDS:
		if p.OptOut {
			return t.say("%s has no signed key entry (DS): the zone is unsigned (RFC 5155 6)", who)
		}
		return t.say("%s is delegated without key entry (DS): the zone is unsigned", who)
	case denial.NoCut:
		return t.say("no zone begins at %s", who)
	case denial.WildcardEmpty:
		return t.say("a wildcard stands for %s, and it has no %s record (RFC 4035 3.1.3.4)", who, typ.String())
	}
	if p.OptOut {
		return t.say("nothing signed is at %s: that there is no %s record is not proven (RFC 5155 6)", who, typ.String())
	}
	return t.say("%s has no %s record", who, typ.String())
}

// expansionPoints tells that an answer was made from a wildcard, and why that was
// right.
func (t *teller) expansionPoints(name wire.Name, p *denial.Proof) []Point {
	if p == nil {
		return nil
	}
	if p.Kind != denial.WildcardAway {
		return t.proofPoints(name, 0, p)
	}
	made := t.say("made from %s (RFC 4592); so there must be a proof that the exact name does not exist:", p.Wildcard.Show())
	out := []Point{{Label: t.say("[a label] wildcard"), Text: made}, t.proofHead(p)}
	for _, s := range p.Covered {
		out = append(out, Point{Part: PartProof, Label: t.say("[a label] proof"), Text: t.spanWords(s, 0, p), State: spanState(p)})
	}
	return out
}

// lookupsOf returns the lookups that a diagnosis rests on.
func lookupsOf(d *Diagnosis) []*dnssec.Lookup {
	r := d.Report
	out := []*dnssec.Lookup{r.Resolve, r.MX.Lookup}
	for i := range r.Hosts {
		h := &r.Hosts[i]
		out = append(out, h.A, h.AAAA, h.CNAME)
		out = append(out, h.Lookups...)
	}
	return slices.DeleteFunc(out, func(l *dnssec.Lookup) bool { return l == nil })
}
