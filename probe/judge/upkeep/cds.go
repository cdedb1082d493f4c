package upkeep

import (
	"bytes"
	"slices"
	"time"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// algorithmDelete marks the request to remove the DS set (RFC 8078 4).
const algorithmDelete = 0

// compareCDS holds what the child asks for against what the parent has. Only
// requests that the chain of trust proves count (RFC 7344 4.1).
func compareCDS(v *view.View, validator *dnssec.Validator, z *dnssec.Zone) CDS {
	var c CDS
	if z.Status != dnssec.Secure || z.DSLookup == nil {
		return c
	}
	cds, keys := c.request(v, validator, z.Name, wire.TypeCDS), c.request(v, validator, z.Name, wire.TypeCDNSKEY)
	if cds == nil && keys == nil {
		return c
	}
	c.Seen = true
	digests := digestTypes(cds, z)
	fromCDS, noDS := readCDS(cds)
	fromKeys, noKey := readCDNSKEY(keys, z.Name, digests)
	c.Delete = noDS || noKey
	c.Records = union(fromCDS, fromKeys)
	c.Evidence = distinct(append(c.Evidence, z.DSLookup.Evidence...))
	if !v.Complete() {
		return c
	}
	c.Inconsistent = c.Inconsistent || cds != nil && keys != nil && (noDS != noKey || !sameKeys(fromCDS, fromKeys))
	if !c.Delete {
		c.compare(z)
	}
	return c
}

// request looks up one of the two sets; nil unless records come and are secure.
func (c *CDS) request(v *view.View, validator *dnssec.Validator, zone wire.Name, t wire.Type) *wire.RRset {
	if !asked(v, zone, t) {
		return nil
	}
	l := validator.Lookup(zone, t)
	if l.Status != dnssec.Secure || l.Outcome != dnssec.Found || l.Set == nil || len(l.Aliases) > 0 {
		return nil
	}
	c.Lookups = append(c.Lookups, l)
	c.Evidence = append(c.Evidence, l.Evidence...)
	for _, s := range l.Servers {
		if s.Status == dnssec.Secure && (s.Set == nil || !s.Set.SameData(l.Set)) {
			c.Inconsistent = v.Complete()
			c.Evidence = append(c.Evidence, s.Answer.ID)
		}
		for _, sig := range s.Signatures {
			if sig.Valid && sig.Inception.After(c.Since) {
				c.Since = sig.Inception
			}
		}
	}
	return l.Set
}

// readCDS returns the DS records asked for, and whether it asks for none.
func readCDS(set *wire.RRset) (out []wire.DS, none bool) {
	if set == nil {
		return nil, false
	}
	for _, rr := range set.RRs {
		ds, err := rr.DS()
		switch {
		case err != nil:
		case ds.Algorithm == algorithmDelete:
			none = true
		default:
			out = append(out, ds)
		}
	}
	return out, none && len(out) == 0 // RFC 8078 4: it must be alone
}

// readCDNSKEY is readCDS for keys, which the parent digests itself (RFC 7344 3.2).
func readCDNSKEY(set *wire.RRset, zone wire.Name, digests []uint8) (out []wire.DS, none bool) {
	if set == nil {
		return nil, false
	}
	for _, rr := range set.RRs {
		key, err := rr.DNSKEY()
		if err != nil {
			continue
		}
		if key.Algorithm == algorithmDelete {
			none = true
			continue
		}
		for _, t := range digests {
			if ds, ok := key.DS(zone, t); ok {
				out = append(out, ds)
			}
		}
	}
	return out, none && len(out) == 0
}

// digestTypes are those that the child asks for, else those that the parent uses,
// else SHA-256 (RFC 8624 3.3).
func digestTypes(cds *wire.RRset, z *dnssec.Zone) (out []uint8) {
	add := func(t uint8) {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	records, _ := readCDS(cds)
	for _, ds := range records {
		add(ds.DigestType)
	}
	for _, link := range z.DS {
		if len(records) == 0 {
			add(link.DS.DigestType)
		}
	}
	if !slices.ContainsFunc(out, func(t uint8) bool {
		return t == wire.DigestSHA1 || t == wire.DigestSHA256 || t == wire.DigestSHA384
	}) {
		add(wire.DigestSHA256)
	}
	slices.Sort(out)
	return out
}

// compare finds what the parent lacks and what it has too much.
func (c *CDS) compare(z *dnssec.Zone) {
	var have []wire.DS
	for _, link := range z.DS {
		have = append(have, link.DS)
	}
	c.Missing, c.Superfluous = lacking(c.Records, have), lacking(have, c.Records)
}

// lacking returns the records of a that no record of b stands for. A parent may
// choose the digest type (RFC 7344 6.2): another digest of the same key will do.
func lacking(a, b []wire.DS) (out []wire.DS) {
	for _, ds := range a {
		if !slices.ContainsFunc(b, func(o wire.DS) bool { return sameKey(ds, o) }) {
			out = append(out, ds)
		}
	}
	return out
}

// sameKey tells whether two records are about one key, as far as they show it.
func sameKey(a, b wire.DS) bool {
	if a.Tag != b.Tag || a.Algorithm != b.Algorithm {
		return false
	}
	return a.DigestType != b.DigestType || bytes.Equal(a.Digest, b.Digest)
}

// sameKeys tells whether two requests are about the same keys (RFC 7344 4).
func sameKeys(a, b []wire.DS) bool { return len(lacking(a, b)) == 0 && len(lacking(b, a)) == 0 }

// union returns the records of both lists, each once.
func union(a, b []wire.DS) []wire.DS {
	out := slices.Clone(a)
	for _, ds := range b {
		if !slices.ContainsFunc(out, func(o wire.DS) bool { return o.DigestType == ds.DigestType && sameKey(o, ds) }) {
			out = append(out, ds)
		}
	}
	return out
}

// Week is how long a request may stand before the parent is late: parents look
// once a day, and wait out a TTL (RFC 7344 6.1, RFC 8078 3.1).
const Week = 7 * 24 * time.Hour

// Late tells whether a request has been standing unanswered for more than a week.
func (c CDS) Late(at time.Time) bool {
	return c.Differs() && !c.Since.IsZero() && at.Sub(c.Since) > Week
}
