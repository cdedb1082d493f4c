package exhibit

import (
	"bytes"
	"cmp"
	"slices"

	"danewalk/explain"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// question shows a lookup.
func (e *Exhibit) question(l *dnssec.Lookup) Question {
	q := Question{Name: l.Name, Type: l.Type, Lookup: l}
	for _, a := range l.Aliases {
		q.Aliases = append(q.Aliases, e.alias(l, a))
	}
	target := l.Target
	if target.IsZero() {
		target = l.Name
	}
	q.Versions, q.Left = e.versions(l.Servers, target, l.Type, basis{l.Status, l.Reason, l.Set})
	return q
}

// alias shows a step of the way, with its record if an answer with it is at hand.
func (e *Exhibit) alias(l *dnssec.Lookup, a dnssec.Alias) Alias {
	out := Alias{Alias: a}
	typ := wire.TypeCNAME
	if a.DNAME {
		typ = wire.TypeDNAME
	}
	owns := func(rr wire.RR) bool {
		return rr.Type == typ && (rr.Name == a.From || a.DNAME && a.From.Below(rr.Name))
	}
	for _, m := range e.messages(l) {
		if i := slices.IndexFunc(m.Answer, owns); i >= 0 {
			r := record(m.Answer[i])
			out.Record = &r
			break
		}
	}
	if a.Used != nil {
		s := Signature{Signature: *a.Used, Judged: true, Unknown: a.Used.Valid && e.teller.Unproven(a.Used.RRSIG.Signer)}
		s.Guilty = e.accuses() && !a.Used.Valid && a.Status == dnssec.Bogus
		ttl := a.Used.RRSIG.OriginalTTL
		if out.Record != nil {
			ttl = out.Record.RR.TTL
		}
		s.Record = record(a.Used.RRSIG.RR(ttl))
		out.Used = &s
	}
	return out
}

// messages are the answers that a lookup was made of.
func (e *Exhibit) messages(l *dnssec.Lookup) []*wire.Message {
	var out []*wire.Message
	for _, s := range l.Servers {
		if s.Answer != nil && s.Answer.Msg != nil {
			out = append(out, s.Answer.Msg)
		}
	}
	for _, id := range l.Evidence[:min(len(l.Evidence), maxReplies)] {
		if x := e.from(id); x != nil {
			if m, err := wire.Parse(x.Answer); err == nil {
				out = append(out, m)
			}
		}
	}
	return out
}

// basis is what the whole was judged to be, and the records that it gave.
type basis struct {
	status dnssec.Status
	reason dnssec.Reason
	set    *wire.RRset
}

// distance is how far a server's answer is from what the whole was judged to be.
func (b basis) distance(r dnssec.ServerResult) int {
	switch {
	case r.Status != b.status:
		return 3
	case r.Reason != b.reason:
		return 2
	case b.set != nil && (r.Set == nil || !r.Set.SameData(b.set)):
		return 1
	}
	return 0
}

// versions groups what the servers said. The answer that is nearest to the whole
// comes first: it is the one that the judgement rests on.
func (e *Exhibit) versions(results []dnssec.ServerResult, name wire.Name, typ wire.Type, whole basis) (out []Version, left int) {
	var groups [][]dnssec.ServerResult
	for _, r := range inOrder(results) {
		at := slices.IndexFunc(groups, func(g []dnssec.ServerResult) bool { return same(g[0], r) })
		if at < 0 {
			groups = append(groups, nil)
			at = len(groups) - 1
		}
		groups[at] = append(groups[at], r)
	}
	slices.SortStableFunc(groups, func(a, b []dnssec.ServerResult) int { return cmp.Compare(whole.distance(a[0]), whole.distance(b[0])) })
	usual := usualOf(groups)
	for i, g := range groups {
		if i == maxVersions {
			return out, len(groups) - i
		}
		out = append(out, e.version(g, name, typ))
		out[i].Differs = usual >= 0 && i != usual && g[0].Answer.Class != view.Failed
	}
	return out, 0
}

// inOrder are the results of servers that were asked, by their names and addresses.
func inOrder(results []dnssec.ServerResult) []dnssec.ServerResult {
	out := slices.DeleteFunc(slices.Clone(results), func(r dnssec.ServerResult) bool { return r.Answer == nil })
	slices.SortStableFunc(out, func(a, b dnssec.ServerResult) int {
		x, y := a.Answer.Server, b.Answer.Server
		return cmp.Or(wire.Compare(x.Name, y.Name), x.Addr.Compare(y.Addr))
	})
	return out
}

// usualOf is the group that most servers are in, of those that answered; -1 where
// none did. Who is silent differs from nobody.
func usualOf(groups [][]dnssec.ServerResult) int {
	usual := -1
	for i, g := range groups {
		if g[0].Answer.Class != view.Failed && (usual < 0 || len(g) > len(groups[usual])) {
			usual = i
		}
	}
	return usual
}

// same tells whether two servers said the same, and it was judged alike.
func same(a, b dnssec.ServerResult) bool {
	if a.Status != b.Status || a.Reason != b.Reason || a.Outcome != b.Outcome || a.Alias != b.Alias {
		return false
	}
	if a.Answer.Class != b.Answer.Class || a.Answer.Failure != b.Answer.Failure || (a.Set == nil) != (b.Set == nil) {
		return false
	}
	if x, y := a.Answer.Msg, b.Answer.Msg; x != nil && y != nil && x.Rcode != y.Rcode {
		return false
	}
	return a.Set == nil || a.Set.SameData(b.Set)
}

// version shows what a group of servers said, by the answer of the first one.
func (e *Exhibit) version(g []dnssec.ServerResult, name wire.Name, typ wire.Type) Version {
	v := Version{Result: g[0], Guilty: e.guilty(g[0].Status)}
	sets := shown(g[0].Answer)
	for i, s := range sets {
		if i == maxSets {
			v.Left = len(sets) - i
			break
		}
		v.Sets = append(v.Sets, e.set(s, g[0], v.Guilty))
		v.Sets[i].Asked = s.Name == name && s.Type == typ
	}
	if p := g[0].Proof; p != nil {
		v.Denial = &Denial{Name: name, Type: typ, Proof: p, Spans: spans(p, sets), Guilty: v.Guilty && p.Kind == ""}
	}
	for i, r := range g {
		if i == maxReplies {
			break
		}
		v.Replies = append(v.Replies, Reply{Result: r, Answer: r.Answer, Exchange: e.from(r.Answer.ID), Otherwise: i > 0 && otherwise(sets, shown(r.Answer))})
	}
	return v
}

// otherwise tells whether a server sent something else beside the data than what is
// shown, of the first one: servers may sign on their own, and at their own times.
func otherwise(first, own []*wire.RRset) bool {
	return slices.ContainsFunc(first[:min(len(first), maxSets)], func(s *wire.RRset) bool {
		o := wire.Find(own, s.Name, s.Type)
		return o == nil || o.TTL != s.TTL || !s.SameData(o) || !slices.EqualFunc(inLine(s.Sigs), inLine(o.Sigs), equal)
	})
}

// inLine orders signatures: servers need not send them in the same order.
func inLine(sigs []wire.RRSIG) []wire.RRSIG {
	return slices.SortedFunc(slices.Values(sigs), func(a, b wire.RRSIG) int {
		return cmp.Or(cmp.Compare(a.Tag, b.Tag), cmp.Compare(a.Expiration, b.Expiration), bytes.Compare(a.Signature, b.Signature))
	})
}

// guilty tells whether an answer is what is wrong. One that did not come, or could
// not be judged, is so only where the row as a whole is broken by that.
func (e *Exhibit) guilty(s dnssec.Status) bool {
	return e.accuses() && (s == dnssec.Bogus || s == dnssec.Indeterminate && e.Link.State == explain.Broken)
}

// shown picks the sets of an answer that it is about: the answer section, and of
// the authority section what proves something or says where to go.
func shown(a *view.Answer) []*wire.RRset {
	out := slices.Clone(a.Answer)
	for _, s := range a.Authority {
		if a.Class != view.Answered || s.Type == wire.TypeNSEC || s.Type == wire.TypeNSEC3 {
			out = append(out, s)
		}
	}
	return out
}

// set shows a set with its signatures as they were checked.
func (e *Exhibit) set(s *wire.RRset, r dnssec.ServerResult, guilty bool) Set {
	out := Set{Owner: s.Name, Type: s.Type, TTL: s.TTL}
	for i, rr := range s.RRs {
		if i == maxRecords || !e.afford() {
			out.Left = len(s.RRs) - i
			break
		}
		out.Records = append(out.Records, record(rr))
	}
	for i, sig := range s.Sigs {
		if i == maxSignatures || !e.afford() {
			out.LeftSigned = len(s.Sigs) - i
			break
		}
		out.Signatures = append(out.Signatures, e.signature(sig, s.TTL, r))
	}
	spared := slices.ContainsFunc(out.Signatures, func(s Signature) bool { return s.Judged && s.Valid })
	for i := range out.Signatures {
		sig := &out.Signatures[i]
		sig.Spared = spared && sig.Judged && !sig.Valid
		sig.Guilty = guilty && sig.Judged && !sig.Valid && !spared && blamed(sig.Reason)
	}
	return out
}

// afford takes one record from what may be shown behind a row, however many sets
// there are; it tells whether there was one left.
func (e *Exhibit) afford() bool {
	e.spent++
	return e.spent <= maxShown
}

// blamed tells whether a signature itself is wrong: one that we cannot check, or
// did not, is not.
func blamed(r dnssec.Reason) bool {
	switch r {
	case dnssec.UnsupportedAlgorithm, dnssec.UnsupportedKeySize, dnssec.SHA1Unsupported, dnssec.WorkLimit:
		return false
	}
	return true
}

// signature finds how a signature was judged.
func (e *Exhibit) signature(sig wire.RRSIG, ttl uint32, r dnssec.ServerResult) Signature {
	out := Signature{Record: record(sig.RR(ttl))}
	out.RRSIG = sig
	out.Inception, out.Expiration = wire.ValidityOf(sig, e.At)
	for _, s := range r.Signatures {
		if equal(s.RRSIG, sig) {
			out.Signature, out.Judged = s, true
			break
		}
	}
	out.Unknown = out.Valid && e.teller.Unproven(sig.Signer)
	return out
}

func equal(a, b wire.RRSIG) bool {
	return a.Owner == b.Owner && a.Covered == b.Covered && a.Tag == b.Tag && a.Algorithm == b.Algorithm &&
		a.Inception == b.Inception && a.Expiration == b.Expiration && bytes.Equal(a.Signature, b.Signature)
}
