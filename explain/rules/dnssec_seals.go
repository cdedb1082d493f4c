package rules

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// sealed is one RRset that the chain relies on, at one server, with the
// signature that keeps it valid longest there.
type sealed struct {
	Set      string // "example.org MX"
	Zone     wire.Name
	Sig      dnssec.Signature
	Server   string
	Link     string
	Depth    int
	Evidence evidence.ID
}

// left is how long the signature still holds.
func (s sealed) left(at time.Time) time.Duration { return s.Sig.Expiration.Sub(at) }

// lifetime is how long the signature holds in all.
func (s sealed) lifetime() time.Duration { return s.Sig.Expiration.Sub(s.Sig.Inception) }

// source is a question whose answers the chain relies on.
type source struct {
	results []dnssec.ServerResult
	zone    wire.Name // whose records they are
	link    string
	question
}

type question struct {
	name wire.Name
	kind wire.Type
}

// sources are the questions that decide: keys and DS of every secure zone of the
// chain, and every lookup of MX, addresses and TLSA.
func (c *Case) sources() []source { return c.facts.sources.get(c.findSources) }

func (c *Case) findSources() []source {
	var out []source
	seen := map[question]bool{}
	add := func(results []dnssec.ServerResult, zone wire.Name, link string, q question) {
		if !seen[q] {
			seen[q] = true
			out = append(out, source{results, zone, link, q})
		}
	}
	for _, z := range c.SecureZones() {
		add(z.KeySets, z.Name, c.ZoneLink(z.Name), question{z.Name, wire.TypeDNSKEY})
	}
	for _, z := range c.ChainZones() {
		if l := z.DSLookup; l != nil && z.Parent != nil && z.Parent.Status == dnssec.Secure {
			add(l.Servers, z.Parent.Name, c.ZoneLink(z.Name), question{l.Name, l.Type})
		}
	}
	for _, a := range c.Lookups() {
		if z := a.Lookup.Zone; z != nil && z.Status == dnssec.Secure {
			add(a.Lookup.Servers, z.Name, a.Link, question{a.Lookup.Name, a.Lookup.Type})
		}
	}
	return out
}

// seals returns every RRset that the chain relies on, once for each server that
// proves it. A server that fails is not among them: others answer for it.
func (c *Case) seals() []sealed { return c.facts.seals.get(c.findSeals) }

func (c *Case) findSeals() []sealed {
	var out []sealed
	for _, s := range c.sources() {
		for _, r := range s.results {
			if r.Answer == nil || r.Status.Fails() || r.Status == dnssec.NotJudged {
				continue
			}
			for _, sig := range longest(r.Signatures) {
				out = append(out, sealed{
					Set: sig.RRSIG.Owner.Show() + " " + sig.RRSIG.Covered.String(), Zone: s.zone, Sig: sig, Server: serverName(r),
					Link: s.link, Depth: c.zoneDepth(s.zone), Evidence: r.Answer.ID,
				})
			}
		}
	}
	return out
}

// longest keeps, for each RRset, the valid signature that ends last: one is
// enough (RFC 6840 5.4).
func longest(sigs []dnssec.Signature) []dnssec.Signature {
	var out []dnssec.Signature
	for _, s := range sigs {
		if !s.Valid {
			continue
		}
		same := func(o dnssec.Signature) bool {
			return o.RRSIG.Owner == s.RRSIG.Owner && o.RRSIG.Covered == s.RRSIG.Covered
		}
		if i := slices.IndexFunc(out, same); i < 0 {
			out = append(out, s)
		} else if s.Expiration.After(out[i].Expiration) {
			out[i] = s
		}
	}
	return out
}

// sealFindings makes one finding a zone of the seals chosen: the RRset is the
// subject if it is the only one, else the zone. The first in order is the one
// that the words are about; the arguments are set, ends, left, lifetime, server
// and sets.
func (c *Case) sealFindings(chosen []sealed, order func(a, b sealed) int) []finding.Finding {
	slices.SortStableFunc(chosen, func(a, b sealed) int {
		return cmp.Or(cmp.Compare(a.Depth, b.Depth), cmp.Compare(a.Zone.String(), b.Zone.String()), order(a, b))
	})
	var out []finding.Finding
	for len(chosen) > 0 {
		n := slices.IndexFunc(chosen, func(s sealed) bool { return s.Zone != chosen[0].Zone })
		if n < 0 {
			n = len(chosen)
		}
		out = append(out, c.sealFinding(chosen[:n]))
		chosen = chosen[n:]
	}
	return out
}

func (c *Case) sealFinding(group []sealed) finding.Finding {
	first := group[0]
	var sets []string
	var ids []evidence.ID
	for _, s := range group {
		if !slices.Contains(sets, s.Set) {
			sets = append(sets, s.Set)
		}
		if !slices.Contains(ids, s.Evidence) {
			ids = append(ids, s.Evidence)
		}
	}
	f := finding.Finding{
		Zone: first.Zone.Show(), Subject: first.Zone.Show(), Link: first.Link, Depth: first.Depth, Owner: ownerOfZone(first.Zone),
		OwnerOf: first.Zone.Show(), Evidence: ids, Args: finding.Args{},
	}
	if len(sets) == 1 {
		f.Subject = sets[0]
	}
	zoneArgs(c.Words, f.Args, first.Zone)
	f.Args["rrset"], f.Args["sets"], f.Args["server"] = first.Set, strings.Join(sets, ", "), first.Server
	f.Args["starts"], f.Args["ends"] = fix.Moment(first.Sig.Inception), fix.Moment(first.Sig.Expiration)
	f.Args["left"] = fix.Ago(c.Words, first.Sig.Expiration, c.At)
	f.Args["lifetime"] = fix.Duration(c.Words, uint32(first.lifetime()/time.Second))
	return f
}
