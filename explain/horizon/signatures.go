package horizon

import (
	"fmt"
	"slices"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// questions are what every server said to the questions that the verdict rests on: the key and DS sets of the secure zones of the chain, and every
// lookup of MX, addresses and TLSA in one.
func questions(d *explain.Diagnosis) [][]dnssec.ServerResult {
	var out [][]dnssec.ServerResult
	for _, z := range d.Zones {
		if z.Status == dnssec.Secure {
			out = append(out, z.KeySets)
		}
		if l := z.DSLookup; l != nil && z.Parent != nil && z.Parent.Status == dnssec.Secure {
			out = append(out, l.Servers)
		}
	}
	add := func(list ...*dnssec.Lookup) {
		for _, l := range list {
			if l != nil && l.Zone != nil && l.Zone.Status == dnssec.Secure {
				out = append(out, l.Servers)
			}
		}
	}
	add(d.Report.Resolve, d.Report.MX.Lookup)
	for i := range d.Report.Hosts {
		h := &d.Report.Hosts[i]
		add(h.A, h.AAAA, h.CNAME)
		add(h.Lookups...)
	}
	return out
}

// rrset is a set of records by owner and type.
type rrset struct {
	owner wire.Name
	kind  wire.Type
}

// hold is how long an RRset holds: at each server the signature that ends last
// counts, since one is enough (RFC 6840 5.4), and of the servers the first to end,
// since a sender may be sent to any.
type hold struct {
	set rrset
	sig dnssec.Signature
	ids []evidence.ID
}

// holds returns the RRsets of the questions in the order met, each once. What a
// server gives that does not validate is left out: that is a fault of today.
func holds(list [][]dnssec.ServerResult) []hold {
	var out []hold
	index := map[rrset]int{}
	for _, results := range list {
		for _, r := range results {
			if r.Answer == nil || r.Status.Fails() || r.Status == dnssec.NotJudged {
				continue
			}
			for set, sig := range longest(r.Signatures) {
				i, known := index[set]
				if !known {
					i = len(out)
					index[set] = i
					out = append(out, hold{set: set, sig: sig})
				}
				if sig.Expiration.Before(out[i].sig.Expiration) {
					out[i].sig = sig
				}
				out[i].ids = append(out[i].ids, r.Answer.ID)
			}
		}
	}
	return out
}

// longest is, of each RRset, the valid signature that ends last.
func longest(sigs []dnssec.Signature) map[rrset]dnssec.Signature {
	out := map[rrset]dnssec.Signature{}
	for _, s := range sigs {
		set := rrset{s.RRSIG.Owner, s.RRSIG.Covered}
		if old, known := out[set]; s.Valid && (!known || s.Expiration.After(old.Expiration)) {
			out[set] = s
		}
	}
	return out
}

// signatures makes one event of all signatures of a zone by the same key, and joins
// the keys whose signatures end together.
func signatures(d *explain.Diagnosis) []Event {
	type maker struct {
		signer wire.Name
		tag    uint16
	}
	first := map[maker]time.Time{}
	all := holds(questions(d))
	for _, h := range all {
		m := maker{h.sig.RRSIG.Signer, h.sig.RRSIG.Tag}
		if end, known := first[m]; !known || h.sig.Expiration.Before(end) {
			first[m] = h.sig.Expiration
		}
	}
	type batch struct {
		signer wire.Name
		end    time.Time
	}
	groups := map[batch][]hold{}
	var order []batch
	for _, h := range all {
		signer := h.sig.RRSIG.Signer
		b := batch{signer, first[maker{signer, h.sig.RRSIG.Tag}]}
		if groups[b] == nil {
			order = append(order, b)
		}
		groups[b] = append(groups[b], h)
	}
	var out []Event
	for _, b := range order {
		out = append(out, signature(d.Words, b.signer, groups[b], d.At))
	}
	return out
}

func signature(b *text.Book, zone wire.Name, group []hold, at time.Time) Event {
	slices.SortStableFunc(group, func(a, b hold) int { return a.sig.Expiration.Compare(b.sig.Expiration) })
	first, last := group[0].sig, group[len(group)-1].sig
	e := Event{
		Kind: Signature, At: first.Expiration, Last: last.Expiration, Where: []string{place(zone)}, Automatic: true,
		Owner: ownerOfZone(zone), OwnerOf: place(zone), Severity: finding.Fatal,
	}
	var tags []string
	for _, h := range group {
		// The one with the least time to spare decides when to look.
		if due := rules.RenewedBy(h.sig); e.Check.IsZero() || due.Before(e.Check) {
			e.Check = due
		}
		e.Sets = append(e.Sets, h.set.owner.Show()+" "+h.set.kind.String())
		e.Evidence = append(e.Evidence, h.ids...)
		if tag := fmt.Sprint(h.sig.RRSIG.Tag); !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	slices.Sort(e.Sets)
	slices.Sort(tags)
	e.Args = finding.Args{"tag": b.List(tags), "several": finding.Flag(len(tags) > 1), "overdue": finding.Flag(!e.Check.After(at))}
	return e
}

// root is how events name the root: the same in every language, like other names.
// In sentences it is a phrase.
const root = "the DNS root"

// place is a zone as it is shown.
func place(zone wire.Name) string {
	if zone.IsRoot() {
		return root
	}
	return zone.Show()
}
