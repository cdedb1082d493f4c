package explain

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// proofPoints draws a proof of non-existence in words: which gap or which list of
// types shows it, and what follows.
func proofPoints(name wire.Name, typ wire.Type, p *denial.Proof) []Point {
	if p == nil {
		return nil
	}
	out := []Point{proofHead(p)}
	for _, s := range p.Covered {
		out = append(out, Point{Label: "proof", Text: spanWords(s, typ, p), State: spanState(p)})
	}
	if p.Kind == denial.NoProof {
		why := WhyNoProof(p.Failure)
		state := Broken
		if p.Failure == denial.Iterations {
			state = Open
		}
		return append(out, Point{Label: "proof", Text: why.Text + " (" + why.Source + ")", State: state})
	}
	return append(out, Point{Label: "so", Text: conclusion(name, typ, p), State: spanState(p)})
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
func proofHead(p *denial.Proof) Point {
	text := "NSEC: signed gaps between the names (RFC 4034 4)"
	switch {
	case p.Kind == denial.CompactAbsent:
		text = "compact denial (RFC 9824): a record made for this very name"
	case p.Failure == denial.Missing:
		text = "none"
	case p.NSEC3:
		salt := "no salt"
		if len(p.Salt) > 0 {
			salt = fmt.Sprintf("salt %x", p.Salt)
		}
		text = "NSEC3: signed gaps between hashes of the names (RFC 5155)\n" + count(p.Iterations, "extra iteration") + ", " + salt
		if p.Kind != denial.NoProof {
			text += ", " + optOutWord(p)
		}
		if p.Iterations == 0 {
			text = strings.Replace(text, "0 extra iterations", "no extra iterations", 1)
		}
	}
	return Point{Label: "proof", Text: text}
}

func optOutWord(p *denial.Proof) string {
	if p.OptOut {
		return "opt-out"
	}
	return "no opt-out"
}

// spanWords says what one NSEC or NSEC3 shows.
func spanWords(s denial.Span, typ wire.Type, p *denial.Proof) string {
	if p.NSEC3 {
		return hashWords(s, typ, p)
	}
	name := s.Name.Show()
	if s.Types != "" {
		return matchWords(s, typ, p)
	}
	gap := gapWords(s.Owner.Show(), strings.TrimSuffix(s.Next, "."), s)
	switch {
	case s.Role == "wildcard":
		return gap + ", so no wildcard " + name + " could stand for it"
	case p.Encloser == s.Name:
		return gap + ", and the next name is below " + name + ": it exists, but has no records of its own"
	}
	return gap + ", so " + name + " does not exist"
}

// gapWords names the gap of an NSEC. The last one of a zone points back to the
// first name (RFC 4034 4.1.1).
func gapWords(owner, next string, s denial.Span) string {
	if n, err := wire.ParseName(s.Next); err == nil && wire.Compare(n, s.Owner) <= 0 {
		return "no name after " + owner + ", the last one of the zone"
	}
	return "no name between " + owner + " and " + next
}

// matchWords says what the list of types at a name shows.
func matchWords(s denial.Span, typ wire.Type, p *denial.Proof) string {
	who := s.Name.Show() + " exists"
	if s.Role == "wildcard" {
		who = "the wildcard " + s.Name.Show() + " would stand for it"
	}
	if p.Kind == denial.CompactAbsent {
		return "it lists the types " + s.Types + ": NXNAME says that the name does not exist"
	}
	words := who + " and has the types " + s.Types
	switch {
	case p.Failure == denial.BitmapHas:
		return words + ": what was asked for is, or may be, among them"
	case p.Failure != "":
		return words
	}
	return words + ": no " + typ.String() + " among them"
}

// hashWords says what one NSEC3 shows (RFC 5155 8).
func hashWords(s denial.Span, typ wire.Type, p *denial.Proof) string {
	name := s.Name.Show()
	role := map[string]string{
		"match": "", "encloser": "closest encloser ", "next-closer": "next closer name ", "wildcard": "wildcard ", "cover": "",
	}[s.Role]
	hash := role + name + "\nhas the hash " + s.Hash
	if s.Types == "" {
		gap := "\nwhich lies between " + strings.ToLower(s.Owner.Label(0)) + "\nand " + s.Next
		if s.Role == "next-closer" && p.OptOut {
			return hash + gap + "\nin an opt-out gap: if it exists, it is not signed"
		}
		if s.Role == "wildcard" {
			return hash + gap + "\nso no wildcard stands for it"
		}
		return hash + gap + "\nso it does not exist"
	}
	hash += "\nwhich is in the list: it exists"
	if s.Role == "encloser" {
		return hash
	}
	hash += ", with the types " + s.Types
	if p.Failure == "" {
		hash += ": no " + typ.String() + " among them"
	}
	return hash
}

// conclusion says what the proof comes to.
func conclusion(name wire.Name, typ wire.Type, p *denial.Proof) string {
	who := name.Show()
	switch p.Kind {
	case denial.NameError, denial.CompactAbsent:
		if p.OptOut {
			return "nothing signed is at " + who + ": that it does not exist is not proven (RFC 5155 6)"
		}
		return who + " does not exist"
	case denial.NoDS:
		if p.OptOut {
			return who + " has no signed key entry (DS): the zone is unsigned (RFC 5155 6)"
		}
		return who + " is delegated without key entry (DS): the zone is unsigned"
	case denial.NoCut:
		return "no zone begins at " + who
	case denial.WildcardEmpty:
		return "a wildcard stands for " + who + ", and it has no " + typ.String() + " record (RFC 4035 3.1.3.4)"
	}
	if p.OptOut {
		return "nothing signed is at " + who + ": that there is no " + typ.String() + " record is not proven (RFC 5155 6)"
	}
	return who + " has no " + typ.String() + " record"
}

// expansionPoints tells that an answer was made from a wildcard, and why that was
// right.
func expansionPoints(name wire.Name, p *denial.Proof) []Point {
	if p == nil {
		return nil
	}
	if p.Kind != denial.WildcardAway {
		return proofPoints(name, 0, p)
	}
	out := []Point{{Label: "wildcard", Text: "made from " + p.Wildcard.Show() + " (RFC 4592); so there must be a proof that the exact name does not exist:"}, proofHead(p)}
	for _, s := range p.Covered {
		out = append(out, Point{Label: "proof", Text: spanWords(s, 0, p), State: spanState(p)})
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
