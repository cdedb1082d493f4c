package policy

import (
	"slices"
	"strings"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Limits on TXT records.
const (
	maxText    = 16 << 10 // octets of one record; SPF and DMARC records beyond a few hundred are rare
	maxRecords = 64       // of one name
)

// reader looks up records in one judged case.
type reader struct {
	view      *view.View
	validator *dnssec.Validator
}

// texts are the TXT records of a set, the strings of each joined without
// anything between them (RFC 8461 3.1, RFC 7208 3.3).
func texts(set *wire.RRset) (out []string) {
	if set == nil {
		return nil
	}
	for _, rr := range set.RRs {
		if s, ok := joined(rr.RData); ok && len(out) < maxRecords {
			out = append(out, s)
		}
	}
	return out
}

// joined reads the character-strings of TXT data (RFC 1035 3.3.14); ok is false
// when they do not fill it exactly.
func joined(data []byte) (text string, ok bool) {
	var b strings.Builder
	for len(data) > 0 {
		n := int(data[0])
		if n >= len(data) {
			return "", false
		}
		if b.Len()+n <= maxText {
			b.Write(data[1 : 1+n])
		}
		data = data[1+n:]
	}
	return b.String(), true
}

// look makes a record of a lookup, without its text, and returns all texts that
// were found.
func (r reader) look(name wire.Name, err error) (Record, []string) {
	if err != nil {
		return Record{}, nil // too long to exist
	}
	l := r.validator.Lookup(name, wire.TypeTXT)
	rec := Record{Name: name, Lookup: l, Evidence: seen(l)}
	switch presence, found := presenceOf(l), texts(l.Set); {
	case presence == Absent && !r.view.Complete():
		return rec, nil // another name server may still have it
	case presence == Published:
		rec.Presence = Absent // until one of them is what was looked for
		if !r.view.Complete() {
			rec.Presence = NotKnown
		}
		return rec, found
	default:
		rec.Presence = presence
	}
	return rec, nil
}

// presenceOf is what a lookup says about records of any content.
func presenceOf(l *dnssec.Lookup) Presence {
	switch {
	case l == nil || l.Reason == dnssec.NotAsked:
		return NotKnown
	case l.Status == dnssec.Bogus:
		return Withheld // RFC 4035 4.3: a validating resolver says SERVFAIL
	case l.Status != dnssec.Secure && l.Status != dnssec.Insecure:
		return NotKnown
	case l.Outcome == dnssec.Found:
		return Published
	case l.Outcome == dnssec.Empty, l.Outcome == dnssec.Missing:
		return Absent
	}
	return NotKnown
}

// seen lists what a lookup rests on.
func seen(l *dnssec.Lookup) []evidence.ID {
	if l == nil {
		return nil
	}
	ids := slices.Concat(l.Evidence, l.Fault.Evidence)
	if len(l.Evidence) == 0 {
		for _, s := range l.Servers {
			if s.Answer != nil {
				ids = append(ids, s.Answer.Tries...)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// version tells how records are recognised.
type version struct {
	word string // "v=STSv1"
	end  string // characters that may follow it
	last bool   // nothing may follow, too
	fold bool   // in any case: what an ABNF has in plain quotes (RFC 5234 2.3)
	// tag is a version that is a tag like others: space around it and a "v" in
	// either case are fine, the value is what it is (RFC 9989 4.7).
	tag bool
}

// is tells whether a record begins with the version, as senders compare it.
func (v version) is(text string) bool {
	if v.tag {
		first, _, _ := strings.Cut(text, ";")
		name, value, _ := strings.Cut(first, "=")
		return strings.EqualFold(strings.Trim(name, " \t")+"=", v.word[:2]) && strings.Trim(value, " \t") == v.word[2:]
	}
	rest, ok := strings.CutPrefix(text, v.word)
	if !ok && v.fold && len(text) >= len(v.word) && strings.EqualFold(text[:len(v.word)], v.word) {
		rest, ok = text[len(v.word):], true
	}
	return ok && (rest == "" && v.last || rest != "" && strings.ContainsRune(v.end, rune(rest[0])))
}

// resembles tells whether a record was meant to be one: quoting, space and upper
// case do not hide it from a person.
func (v version) resembles(text string) bool {
	start := strings.TrimLeft(text, " \t\"'\\")
	plain := strings.NewReplacer(" ", "", "\t", "").Replace(start[:min(len(start), len(v.word)+8)])
	if len(plain) < len(v.word) || !strings.EqualFold(plain[:len(v.word)], v.word) {
		return false
	}
	return len(plain) == len(v.word) || !alphanumeric(plain[len(v.word)])
}

// choose keeps the one record of a version. Records of other kinds are no
// matter; two are as good as none; one that only resembles it is told.
func (rec *Record) choose(found []string, v version) (text string, ok bool) {
	ours := slices.DeleteFunc(slices.Clone(found), func(s string) bool { return !v.is(s) })
	like := slices.DeleteFunc(slices.Clone(found), func(s string) bool { return v.is(s) || !v.resembles(s) })
	var ps problems
	switch {
	case len(ours) == 0 && len(like) == 0:
		return "", false
	case len(ours) == 0:
		rec.Text = evidence.Wild(like[0])
		ps.add("bad-version", like[0])
	case len(ours) > 1: // RFC 8461 3.1, RFC 8460 3, RFC 9989 4.10, RFC 7208 4.5
		slices.Sort(ours)
		for _, s := range ours {
			ps.add("two-records", s)
		}
	default:
		rec.Text, text, ok = evidence.Wild(ours[0]), ours[0], true
	}
	rec.Presence, rec.Problems = Published, ps
	return text, ok
}
