package policy

import (
	"slices"
	"strings"

	"danewalk/probe/wire"
)

// walkLabels: a name of more labels is cut to this many in the second step of
// the tree walk (RFC 9989 4.10).
const walkLabels = 7

func dmarcVersion() version { return version{word: "v=DMARC1", tag: true} }

// dmarc finds the record that counts for mail from the domain: its own, or that
// of its organisation above, or of the registry above that (RFC 9989 4.10.1).
func (r reader) dmarc(domain wire.Name) DMARC {
	own := r.dmarcAt(domain)
	if own.TXT.Presence != Absent {
		return own
	}
	best, below := own, own.TXT.Name
	for _, name := range above(domain) {
		d, organisation := r.dmarcAt(name), below
		below = d.TXT.Name
		if d.TXT.Presence == NotKnown || d.TXT.Presence == Withheld {
			own.TXT.Presence = d.TXT.Presence // what stands there may count
			return own
		}
		if d.TXT.Presence != Published || len(d.TXT.Problems) > 0 && d.TXT.Problems[0].Kind == "two-records" {
			continue // RFC 9989 4.10: several are discarded
		}
		if d.psd == "y" { // a registry's: the organisation is one label below, and if that has none, this counts
			if best.TXT.Presence != Published || best.TXT.Name != organisation {
				best = d
			}
			break
		}
		best = d // the fewest labels win
		if d.psd == "n" {
			break
		}
	}
	if best.TXT.Name != own.TXT.Name && best.sub != "" {
		best.Policy = best.sub // RFC 9989 4.7: sp is for domains below
	}
	return best
}

// Monitors tells whether forged mail is only counted. A policy that is tested is
// applied one level lower: reject as quarantine, quarantine as none (RFC 9989 4.7).
func (d DMARC) Monitors() bool {
	return d.Policy == "" || d.Policy == "none" || d.Testing && d.Policy == "quarantine"
}

// above lists the domains above a name, in the order of the tree walk, down to
// one label.
func above(name wire.Name) (out []wire.Name) {
	up := name.Parent()
	if name.Labels() > walkLabels+1 {
		up = name.Suffix(walkLabels)
	}
	for ; up.Labels() >= 1; up = up.Parent() {
		out = append(out, up)
	}
	return out
}

// dmarcAt judges the record at one domain.
func (r reader) dmarcAt(domain wire.Name) DMARC {
	name, err := domain.Prepend("_dmarc")
	rec, found := r.look(name, err)
	var d DMARC
	if text, ok := rec.choose(found, dmarcVersion()); ok {
		d = dmarcRecord(text)
		rec.Problems = d.TXT.Problems
	}
	d.TXT = rec
	return d
}

// dmarcRecord reads a record that begins with the version (RFC 9989 4.7). Unknown
// tags are ignored; a missing p reads as none.
func dmarcRecord(text string) DMARC {
	var d DMARC
	var ps problems
	ts, whole := tags(text)
	if !whole {
		ps.add("too-many-tags", "")
	}
	for _, t := range ts {
		if !t.OK {
			ps.add("bad-tag", strings.Trim(t.Name+"="+t.Value, "="))
			continue
		}
		d.tag(t, &ps)
	}
	d.TXT.Problems = ps
	return d
}

// tag takes in one tag. The first of a name counts.
func (d *DMARC) tag(t tag, ps *problems) {
	word := strings.ToLower(t.Value)
	one := func(into *string, of ...string) {
		switch {
		case !slices.Contains(of, word):
			ps.add("bad-"+strings.ToLower(t.Name), t.Value)
		case *into == "":
			*into = word
		}
	}
	var none string
	switch strings.ToLower(t.Name) {
	case "p":
		one(&d.Policy, "none", "quarantine", "reject")
	case "sp":
		one(&d.sub, "none", "quarantine", "reject")
	case "np":
		one(&none, "none", "quarantine", "reject")
	case "psd":
		one(&d.psd, "y", "n", "u")
	case "t":
		one(&none, "y", "n")
		d.Testing = word == "y"
	case "adkim", "aspf":
		one(&none, "r", "s")
	case "pct", "rf", "ri": // RFC 9989 removed them
		if name := strings.ToLower(t.Name); !slices.Contains(d.Deprecated, name) {
			d.Deprecated = append(d.Deprecated, name)
		}
	case "rua", "ruf":
		d.addresses(t, ps)
	}
}

// addresses reads rua or ruf: URIs, of which only mailto is defined. A size
// behind "!" was removed by RFC 9989.
func (d *DMARC) addresses(t tag, ps *problems) {
	for uri := range strings.SplitSeq(t.Value, ",") {
		uri = strings.Trim(uri, " \t")
		plain, _, sized := strings.Cut(uri, "!")
		if sized && !slices.Contains(d.Deprecated, "!size") {
			d.Deprecated = append(d.Deprecated, "!size")
		}
		if scheme, _, ok := strings.Cut(plain, ":"); ok && tagName(scheme) && !strings.EqualFold(scheme, "mailto") {
			continue // another scheme is not known, which is no mistake
		}
		if _, ok := mailDomain(plain); !ok {
			ps.add("bad-"+strings.ToLower(t.Name), uri)
		}
	}
}
