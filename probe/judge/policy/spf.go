package policy

import (
	"net/netip"
	"slices"
	"strings"

	"danewalk/probe/wire"
)

// Limits of SPF.
const (
	spfLookups = 10  // terms that cost a DNS look-up, in all (RFC 7208 4.6.4)
	spfRecords = 32  // records that are followed, each as often as it is included
	spfTerms   = 512 // of one record
)

func spfVersion() version { return version{word: "v=spf1", end: " ", last: true, fold: true} }

// spf judges the sender policy of the domain (RFC 7208).
func (r reader) spf(domain wire.Name) SPF {
	var out SPF
	rec, found := r.look(domain, nil)
	text, ok := rec.choose(found, spfVersion())
	if !ok {
		out.TXT = rec
		return out
	}
	c := spfCount{reader: r, path: []wire.Name{domain}}
	terms, ps := ParseSPF(text)
	c.follow(terms)
	out.Lookups, out.More = c.lookups, c.more
	if c.lookups > spfLookups {
		ps.add("too-many-lookups", "")
	}
	if c.loop != "" {
		ps.add("loop", c.loop)
	}
	rec.Problems = ps
	out.TXT = rec
	return out
}

// SPFTerm is one mechanism or modifier (RFC 7208 4.6.1).
type SPFTerm struct {
	Name     string // in lower case
	Value    string // behind ":" or "="
	Modifier bool
}

// costs tells whether a term takes a DNS look-up (RFC 7208 4.6.4).
func (t SPFTerm) costs() bool {
	if t.Modifier {
		return t.Name == "redirect"
	}
	return slices.Contains([]string{"include", "a", "mx", "ptr", "exists"}, t.Name)
}

// ParseSPF reads the terms of a record that begins with "v=spf1". What cannot be
// read makes the whole record a permanent error (RFC 7208 4.6).
func ParseSPF(text string) ([]SPFTerm, problems) {
	var out []SPFTerm
	var ps problems
	once := map[string]bool{}
	for i, word := range strings.Fields(text) {
		if i == 0 {
			continue
		}
		if len(out) == spfTerms {
			ps.add("too-many-terms", "")
			break
		}
		t, ok := spfTerm(word)
		if !ok || t.Modifier && (t.Name == "redirect" || t.Name == "exp") && once[t.Name] { // RFC 7208 6: once at most
			ps.add("bad-term", word)
			continue
		}
		once[t.Name] = once[t.Name] || t.Modifier
		out = append(out, t)
	}
	return out, ps
}

// spfTerm reads one term: a modifier has "=" behind its name, a mechanism may
// have a sign in front and ":" or "/" behind.
func spfTerm(word string) (SPFTerm, bool) {
	if name, rest, ok := strings.Cut(word, "="); ok && tagName(name) && !('0' <= name[0] && name[0] <= '9') {
		name = strings.ToLower(name)
		known := name == "redirect" || name == "exp"
		return SPFTerm{name, rest, true}, !known || rest != ""
	}
	if word[0] == '+' || word[0] == '-' || word[0] == '~' || word[0] == '?' {
		word = word[1:]
	}
	name, rest := word, ""
	if i := strings.IndexAny(word, ":/"); i >= 0 {
		name, rest = word[:i], word[i:]
	}
	name = strings.ToLower(name)
	argument, hasArgument := strings.CutPrefix(rest, ":")
	t := SPFTerm{Name: name, Value: argument}
	switch name {
	case "all":
		return t, rest == ""
	case "include", "exists":
		return t, hasArgument && argument != "" && !strings.HasPrefix(argument, "/")
	case "a", "mx":
		return t, !hasArgument || argument != ""
	case "ptr":
		return t, rest == "" || hasArgument && argument != ""
	case "ip4", "ip6":
		return t, hasArgument && goodNetwork(argument, name == "ip4")
	}
	return t, false
}

// goodNetwork: an address of the family, with or without a length.
func goodNetwork(s string, four bool) bool {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Addr().Is4() == four
	}
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is4() == four && a.Zone() == ""
}

// spfCount follows the records that a record includes.
type spfCount struct {
	reader  reader
	lookups int
	more    bool
	loop    string
	read    int         // records that were followed; one that is included twice counts twice
	path    []wire.Name // from the domain's record to the one at hand
}

// follow counts the terms of a record, and those of records that it leads to, as
// far as they were collected. Behind "all" nothing is looked at (RFC 7208 5.1).
func (c *spfCount) follow(terms []SPFTerm) {
	end := slices.IndexFunc(terms, func(t SPFTerm) bool { return t.Name == "all" && !t.Modifier })
	for i, t := range terms {
		if !t.costs() || end >= 0 && (i > end || t.Modifier) { // RFC 7208 6.1: redirect does not count beside "all"
			continue
		}
		c.lookups++
		if t.Name == "include" || t.Name == "redirect" {
			c.enter(t.Value)
		}
	}
}

// enter goes on in another domain's record.
func (c *spfCount) enter(target string) {
	name, err := wire.ParseName(target)
	switch {
	case strings.Contains(target, "%") || err != nil: // a macro depends on the message
		c.more = true
		return
	case slices.Contains(c.path, name):
		c.loop = target
		return
	case c.read == spfRecords:
		c.more = true
		return
	}
	c.read++
	c.path = append(c.path, name)
	defer func() { c.path = c.path[:len(c.path)-1] }()
	rec, found := c.reader.look(name, nil)
	text, ok := rec.choose(found, spfVersion())
	if !ok {
		c.more = c.more || rec.Presence == NotKnown || rec.Presence == Withheld
		return
	}
	terms, _ := ParseSPF(text)
	c.follow(terms)
}
