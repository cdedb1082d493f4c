package dnssec

import (
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Lookup judges a name and type as a resolver would find them: through aliases,
// with the weakest link as the status of the whole (RFC 7672 2.1.3). The result
// is remembered; it must not be changed.
func (v *Validator) Lookup(name wire.Name, t wire.Type) *Lookup {
	q := query{name, t}
	if l, ok := v.lookups[q]; ok {
		return l
	}
	z := v.Zone(holder(q))
	if t == wire.TypeDS {
		return v.lookupIn(z, q)
	}
	l := v.follows(q, z)
	v.lookups[q] = l
	return l
}

// lookupIn judges one name and type of a zone without following aliases.
func (v *Validator) lookupIn(z *Zone, q query) *Lookup {
	if l, ok := v.lookups[q]; ok {
		return l
	}
	l := &Lookup{Name: q.name, Type: q.kind, Target: q.name, Status: Secure}
	r := v.step(q, z, nil)
	v.conclude(l, q, r)
	v.lookups[q] = l
	return l
}

// follows goes along the aliases.
func (v *Validator) follows(q query, z *Zone) *Lookup {
	l := &Lookup{Name: q.name, Type: q.kind, Target: q.name, Status: Secure}
	seen := map[wire.Name]bool{}
	var carried []*view.Answer
	for {
		seen[q.name] = true
		r := v.step(q, z, carried)
		best, ok := r.pick()
		if !ok || best.Alias.IsZero() || q.kind == wire.TypeCNAME {
			v.conclude(l, q, r)
			return l
		}
		l.alias(q, z, best)
		if seen[best.Alias] || len(l.Aliases) > v.policy.Limits.Aliases {
			l.Outcome, l.Zone, l.Servers = Unanswer, z, r.results
			l.merge(Indeterminate, Fault{Reason: AliasLoop, Zone: z.Name, Name: q.name, Type: best.Set.Type, Evidence: l.Evidence})
			return l
		}
		for _, s := range r.results {
			if s.Alias == best.Alias {
				carried = append(carried, s.Answer)
			}
		}
		q.name = best.Alias
		l.Target = q.name
		z = v.Zone(q.name)
	}
}

// alias adds a link to the lookup.
func (l *Lookup) alias(q query, z *Zone, r ServerResult) {
	l.Aliases = append(l.Aliases, Alias{
		From: q.name, To: r.Alias, DNAME: r.DNAME != nil, Status: r.Status, Reason: r.Reason, Zone: z.Name,
		Used: usedSignature(r), Proof: r.Proof,
	})
	fault := r.Fault
	if r.Status == Insecure {
		fault.Reason = InsecureAlias // RFC 7672 2.1.3: everything after it is insecure
	}
	l.merge(r.Status, fault)
	l.wildcard(r)
	l.times(r.Answer)
	l.Evidence = append(l.Evidence, r.Answer.ID)
}

// merge keeps the weakest status, with the first fault of that weight.
func (l *Lookup) merge(s Status, f Fault) {
	if weight(s) < weight(l.Status) {
		return
	}
	if weight(s) == weight(l.Status) && l.Reason != "" {
		return
	}
	l.Status, l.Reason, l.Fault = s, f.Reason, f
}

// weight orders statuses from the strongest link to the weakest.
func weight(s Status) int {
	return slices.Index([]Status{Secure, Insecure, NotJudged, Indeterminate, Bogus}, s)
}

func (l *Lookup) wildcard(r ServerResult) {
	l.Wildcard = l.Wildcard || r.Wildcard
	l.OptOut = l.OptOut || r.OptOut
}

func (l *Lookup) times(a *view.Answer) {
	if l.End == 0 || a.Began() < l.Begin {
		l.Begin = a.Began()
	}
	l.End = max(l.End, a.At)
}

// conclude fills in what was found at the end of the aliases.
func (v *Validator) conclude(l *Lookup, q query, r found) {
	l.Zone, l.Servers = r.zone, r.results
	best, ok := r.pick()
	if !ok {
		l.Outcome = NotLooked
		if z := r.zone; v.fails(z, q) {
			l.merge(z.Status, z.Fault) // whatever the answer, nobody can validate it
			return
		}
		l.merge(NotJudged, Fault{Reason: NotAsked, Zone: r.zone.Name, Name: q.name, Type: q.kind})
		return
	}
	l.Outcome = best.Outcome
	switch {
	case best.Outcome != Found:
	case best.Set.Type == q.kind:
		l.Set = best.Set
	case q.kind == wire.TypeDS || q.kind == wire.TypeCNAME:
		l.Outcome = Empty // an alias: no records of its own
	default: // an alias that leads nowhere
		l.Outcome = Unanswer
		if !best.Status.Fails() {
			best.Status, best.Fault = Indeterminate, Fault{
				Reason: LookupFailed, Zone: r.zone.Name, Name: q.name, Type: best.Set.Type, Evidence: []evidence.ID{best.Answer.ID},
			}
		}
	}
	l.Proof = best.Proof
	l.wildcard(best)
	l.times(best.Answer)
	l.Evidence = distinct(append(l.Evidence, best.Answer.ID))
	l.merge(best.Status, best.Fault)
	if m := best.Answer.Msg; m != nil {
		l.Rcode, l.EDE = m.Rcode, m.EDNS.Errors
	}
	l.Used = usedSignature(best)
	l.TTL = v.allowedTTL(l.Set, l.Used)
}

// usedSignature picks the signature that counted, or that explains the failure.
func usedSignature(r ServerResult) *Signature {
	var used *Signature
	for i := range r.Signatures {
		s := &r.Signatures[i]
		switch {
		case s.Valid:
			return s
		case used == nil || (s.Reason == r.Reason && used.Reason != r.Reason):
			used = s
		}
	}
	return used
}

// allowedTTL is the time a set may be kept: the smallest of its TTL, the signed
// one, and what is left of the signature (RFC 4035 5.3.3). Seconds.
func (v *Validator) allowedTTL(set *wire.RRset, sig *Signature) uint32 {
	if set == nil {
		return 0
	}
	ttl := set.TTL
	if sig == nil || !sig.Valid {
		return ttl
	}
	left := int64(sig.Expiration.Sub(v.policy.At).Seconds())
	return uint32(min(int64(ttl), int64(sig.RRSIG.OriginalTTL), max(0, left)))
}

// found is what every server said about one name and type.
type found struct {
	zone    *Zone
	results []ServerResult
}

// step judges the answers of every server to one question, in the zone that
// holds it. carried are answers that came with an alias before it.
func (v *Validator) step(q query, z *Zone, carried []*view.Answer) found {
	f := found{zone: z}
	usable := false
	for _, a := range v.relevant(q, z) {
		f.results = append(f.results, v.judge(a, q, z))
		usable = usable || a.Usable()
	}
	if !usable {
		for _, a := range carried {
			if carries(a, q.name) {
				f.results = append(f.results, v.judge(a, q, z))
				usable = true
			}
		}
	}
	if !usable {
		v.explainSilence(&f, q, z)
	}
	return f
}

// explainSilence is for a question that no server of the zone answered. While
// the case grows, another server may still answer. When it ends, failures of
// other servers on the way are the explanation.
func (v *Validator) explainSilence(f *found, q query, z *Zone) {
	if !v.view.Complete() {
		for i := range f.results {
			f.results[i].Status, f.results[i].Reason, f.results[i].Fault.Reason = NotJudged, NotAsked, NotAsked
		}
		return
	}
	if len(f.results) > 0 {
		return
	}
	for _, a := range v.view.Answers(q.name, q.kind) {
		r := ServerResult{Answer: a, Outcome: Unanswer}
		v.settle(&r, q, z, Indeterminate, LookupFailed)
		if v.fails(z, q) {
			r.Status, r.Reason, r.Fault = z.Status, z.Reason, z.Fault
		}
		f.results = append(f.results, r)
	}
}

// fails tells whether nobody can validate anything about a question, because of
// a broken or open link above it: the first one counts.
func (v *Validator) fails(z *Zone, q query) bool {
	_, exempt := v.policy.exempt(q, z)
	return !exempt && (z.Status == Bogus || z.Status == Indeterminate)
}

// relevant returns the answers that say something about a question in zone z:
// those of its servers or of a resolver, and of servers above it which also
// serve z. Servers of z that failed are among them.
func (v *Validator) relevant(q query, z *Zone) []*view.Answer {
	var out []*view.Answer
	for _, a := range v.view.Answers(q.name, q.kind) {
		if q.kind == wire.TypeDS && fromChild(a, q.name) {
			continue
		}
		if speaks(a, z) {
			out = append(out, a)
		}
	}
	if q.kind != wire.TypeDS {
		return out
	}
	return v.withReferrals(out, q.name)
}

// withReferrals adds the referrals that carry DS or a denial, once per server
// that gave no usable answer to the DS question itself.
func (v *Validator) withReferrals(out []*view.Answer, child wire.Name) []*view.Answer {
	told := map[view.Server]bool{}
	for _, a := range out {
		told[a.Server] = told[a.Server] || a.Usable()
	}
	for _, a := range v.view.Referrals(child) {
		if !told[a.Server] && !fromChild(a, child) && informs(a, child) {
			told[a.Server] = true
			out = append(out, a)
		}
	}
	return out
}

// speaks tells whether an answer is one about data of zone z.
func speaks(a *view.Answer, z *Zone) bool {
	own := a.Resolver || a.Server.Zone.IsZero() || a.Server.Zone == z.Name
	switch {
	case a.Class == view.Referral:
		return false
	case own || !a.Usable():
		return own
	case a.Server.Zone.Below(z.Name):
		return true // the collector thought it was deeper than the evidence shows
	}
	return a.Class == view.Answered || a.SOA().Under(z.Name)
}

// fromChild tells whether an answer to a DS question is the child's, which does
// not know (RFC 4035 3.1.4.1).
func fromChild(a *view.Answer, child wire.Name) bool {
	if child.IsRoot() {
		return false
	}
	if !a.Resolver && a.Server.Zone.Under(child) {
		return true
	}
	return a.Class == view.NoData && a.SOA().Under(child)
}

// informs tells whether a referral says anything about DS.
func informs(a *view.Answer, child wire.Name) bool {
	for _, s := range a.Authority {
		switch {
		case s.Type == wire.TypeDS && s.Name == child && len(s.RRs) > 0:
			return true
		case (s.Type == wire.TypeNSEC || s.Type == wire.TypeNSEC3) && len(s.RRs) > 0:
			return true
		}
	}
	return false
}

// carries tells whether an answer to another question also answers for name:
// with records, an alias, or a denial by the zone that holds it. An
// authoritative server is believed for its own zone only.
func carries(a *view.Answer, name wire.Name) bool {
	if !a.Resolver && !a.Server.Zone.IsZero() && !name.Under(a.Server.Zone) {
		return false
	}
	for _, s := range a.Answer {
		if len(s.RRs) > 0 && (s.Name == name || (s.Type == wire.TypeDNAME && name.Below(s.Name))) {
			return true
		}
	}
	return name.Under(a.SOA())
}
