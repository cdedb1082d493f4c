package dnssec

import (
	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// judge judges what one server said about a name and type that zone z holds.
func (v *Validator) judge(a *view.Answer, q query, z *Zone) ServerResult {
	r := ServerResult{Answer: a}
	negative, exempt := v.policy.exempt(q, z)
	if !a.Usable() && a.Class != view.Referral {
		r.Outcome = Unanswer
		v.settle(&r, q, z, Indeterminate, LookupFailed)
		if z.Status != Secure && z.Status != Insecure && !exempt { // the first broken link counts; NotJudged too
			r.Status, r.Reason, r.Fault = z.Status, z.Reason, z.Fault
		}
		return r
	}
	readAnswer(&r, q)
	switch {
	case exempt:
		v.settle(&r, query{negative, wire.TypeDS}, z, Insecure, NegativeAnchor)
	case z.Status == Secure && a.Simulated:
		v.assume(&r, q, z)
	case z.Status == Secure:
		v.prove(&r, q, z)
	case z.Status == Insecure: // nothing here can be checked, and nothing need be (RFC 4035 4.3)
		r.Status, r.Reason, r.Fault = Insecure, z.Reason, z.Fault
	default:
		r.Status, r.Reason, r.Fault = z.Status, z.Reason, z.Fault
	}
	return r
}

// settle sets status, reason and fault.
func (v *Validator) settle(r *ServerResult, q query, z *Zone, s Status, why Reason) {
	r.Status, r.Reason = s, why
	r.Fault = Fault{}
	if s != Secure {
		r.Fault = Fault{Reason: why, Zone: z.Name, Name: q.name, Type: q.kind, Evidence: []evidence.ID{r.Answer.ID}}
	}
}

// readAnswer finds the records for the question, or the alias that stands in
// for them, without judging them.
func readAnswer(r *ServerResult, q query) {
	a := r.Answer
	r.Set = wire.Find(a.Answer, q.name, q.kind)
	if r.Set == nil && q.kind == wire.TypeDS {
		r.Set = wire.Find(a.Authority, q.name, wire.TypeDS) // of a referral
	}
	r.DNAME = closestDNAME(a.Answer, q.name)
	alias := wire.Find(a.Answer, q.name, wire.TypeCNAME)
	switch {
	case r.Set != nil:
		r.Outcome = Found
	case alias != nil && q.kind != wire.TypeCNAME:
		r.Outcome, r.Set = Found, alias
	case r.DNAME != nil:
		r.Outcome, r.Set = Found, r.DNAME
	case a.Msg.Rcode == wire.NXDomain:
		r.Outcome = Missing
	default:
		r.Outcome = Empty
	}
	if r.Outcome != Found || r.Set.Type == q.kind {
		return
	}
	if r.DNAME != nil {
		r.Alias, _ = synthesize(r.DNAME, q.name)
	} else if target, err := r.Set.RRs[0].Target(); err == nil && len(r.Set.RRs) == 1 { // RFC 2181 10.1: one name, one alias
		r.Alias = target
	}
}

// closestDNAME returns the DNAME set nearest above the name.
func closestDNAME(sets []*wire.RRset, name wire.Name) *wire.RRset {
	var best *wire.RRset
	for _, s := range sets {
		if s.Type == wire.TypeDNAME && len(s.RRs) > 0 && name.Below(s.Name) && (best == nil || s.Name.Below(best.Name)) {
			best = s
		}
	}
	return best
}

// synthesize computes the target that a DNAME gives a name (RFC 6672 2.2).
func synthesize(dname *wire.RRset, name wire.Name) (wire.Name, bool) {
	to, err := dname.RRs[0].Target()
	if err != nil || len(dname.RRs) != 1 {
		return wire.Name{}, false // RFC 6672 2.4: a DNAME is alone at its name
	}
	target, err := name.Replace(dname.Name, to)
	return target, err == nil
}

// prove judges an answer from a secure zone.
func (v *Validator) prove(r *ServerResult, q query, z *Zone) {
	switch {
	case r.Outcome != Found:
		v.proveDenial(r, q, z)
	case r.DNAME != nil && (r.Set == r.DNAME || r.Set.Type == wire.TypeCNAME):
		v.proveDNAME(r, q, z)
	default:
		v.provePositive(r, q, z)
	}
	if r.Status == Bogus {
		v.reconsider(r, q, z)
	}
}

// provePositive checks the signatures of the records, and for a wildcard that
// the name itself does not exist (RFC 4035 5.3.4, RFC 5155 8.8).
func (v *Validator) provePositive(r *ServerResult, q query, z *Zone) {
	c := v.check(r.Set, v.rings[z])
	r.Signatures, r.Wildcard = c.signatures, c.wildcard
	v.settle(r, query{q.name, r.Set.Type}, z, c.status, c.reason)
	if c.status != Secure || !c.wildcard {
		return
	}
	set, failed := v.denials(r, z)
	p := set.Expansion(q.name, c.labels)
	r.Proof, r.OptOut = &p, p.OptOut
	status, why := proofStatus(p)
	switch {
	case status == Bogus && failed.status != Bogus && failed.reason != "": // the proof is there, and we cannot check it
		status, why = failed.status, failed.reason
	case status == Bogus:
		why = WildcardUnproven
	}
	v.settle(r, query{q.name, r.Set.Type}, z, status, why)
}

// proveDNAME checks the DNAME and computes the CNAME, whose missing signature
// does not matter (RFC 6672 5.3.1).
func (v *Validator) proveDNAME(r *ServerResult, q query, z *Zone) {
	c := v.check(r.DNAME, v.rings[z])
	r.Signatures = c.signatures
	at := query{r.DNAME.Name, wire.TypeDNAME}
	v.settle(r, at, z, c.status, c.reason)
	if c.status != Secure {
		return
	}
	want, ok := synthesize(r.DNAME, q.name)
	if !ok {
		v.settle(r, at, z, Bogus, DNAMEMismatch)
		return
	}
	if r.Set.Type != wire.TypeCNAME {
		return
	}
	got, err := r.Set.RRs[0].Target()
	if err != nil || got != want || len(r.Set.RRs) != 1 {
		v.settle(r, query{q.name, wire.TypeCNAME}, z, Bogus, DNAMEMismatch)
	}
}

// reconsider asks whether a failure may come from a zone cut that the evidence
// does not show yet: without signature, or signed by a zone between z and the
// name. Then nobody is accused before the DS question is answered.
func (v *Validator) reconsider(r *ServerResult, q query, z *Zone) {
	if r.Reason != SigMissing && r.Reason != DenialMissing && r.Reason != SigWrongSigner {
		return
	}
	for _, s := range r.Signatures {
		signer := s.RRSIG.Signer
		if signer.Below(z.Name) && holder(q).Under(signer) && !v.delegationKnown(signer, z) {
			v.open(r, query{signer, wire.TypeDS}, z)
			return
		}
	}
	if r.Answer.SOA() == z.Name {
		return // a denial of z itself hides no cut
	}
	for n := holder(q).Labels(); n > z.Name.Labels(); n-- {
		c := q.name.Suffix(n)
		if v.view.Complete() && len(v.view.Answers(c, wire.TypeDS)) == 0 {
			continue // nothing suggested to ask
		}
		ds := query{c, wire.TypeDS}
		if !v.delegationKnown(c, z) {
			v.open(r, ds, z)
			return
		}
		if d := v.lookupIn(z, ds); d.Status == Insecure { // nothing shows that no unsigned zone begins here (RFC 9276 3.2)
			v.settle(r, ds, z, Insecure, d.Reason)
			return
		}
	}
}

// open makes a result one that awaits a DS answer.
func (v *Validator) open(r *ServerResult, ds query, z *Zone) {
	switch {
	case !v.view.Complete():
		v.settle(r, ds, z, NotJudged, NotAsked)
	case len(v.view.Answers(ds.name, ds.kind)) > 0:
		v.settle(r, ds, z, Indeterminate, DSUnavailable)
	default:
		v.settle(r, ds, z, Indeterminate, NotAsked)
	}
}

// holder is the name whose zone holds the records of a question.
func holder(q query) wire.Name { return wire.Holder(q.name, q.kind) }
