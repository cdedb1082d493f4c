package dnssec

import (
	"danewalk/probe/judge/denial"
	"danewalk/probe/wire"
)

// denials collects the NSEC and NSEC3 records of an answer whose signatures
// validate, and what the others failed by: what was not checked before what is wrong.
func (v *Validator) denials(r *ServerResult, z *Zone) (set *denial.Set, failed checked) {
	var nsec []wire.NSEC
	var nsec3 []wire.NSEC3
	looked := 0
	for _, s := range r.Answer.Authority {
		if (s.Type != wire.TypeNSEC && s.Type != wire.TypeNSEC3) || len(s.RRs) == 0 {
			continue
		}
		if looked == maxDenials {
			failed = checked{status: Indeterminate, reason: WorkLimit}
			break
		}
		looked++
		c := v.check(s, v.rings[z])
		r.Signatures = append(r.Signatures, c.signatures...)
		if c.status != Secure {
			if failed.reason == "" || failed.status == Bogus {
				failed = c
			}
			continue
		}
		for _, rr := range s.RRs {
			if n, err := rr.NSEC(); s.Type == wire.TypeNSEC && err == nil {
				nsec = append(nsec, n)
			}
			if n, err := rr.NSEC3(); s.Type == wire.TypeNSEC3 && err == nil {
				nsec3 = append(nsec3, n)
			}
		}
	}
	return denial.NewSet(z.Name, nsec, nsec3, v.denialLimits(), v.hashes), failed
}

// proveDenial checks a negative answer (RFC 4035 5.4, RFC 5155 8).
func (v *Validator) proveDenial(r *ServerResult, q query, z *Zone) {
	set, failed := v.denials(r, z)
	p := deny(set, q, r.Outcome)
	r.Proof, r.OptOut = &p, p.OptOut
	switch p.Kind {
	case denial.NameError:
		r.Outcome = Missing
	case denial.NoProof:
	default:
		if !hidden(p) {
			r.Outcome = Empty // whatever the response code says: the proof counts
		}
	}
	v.checkSOA(r, z)
	status, why := proofStatus(p)
	switch {
	case status == Bogus && failed.reason != "":
		status, why = failed.status, failed.reason // the record that was needed is there, but does not validate
	}
	v.settle(r, q, z, status, why)
}

// hidden tells whether a proof shows no more than that the name has no DS: the
// gap of an opt-out NSEC3 may hold an unsigned delegation or nothing at all
// (RFC 5155 6), and then the response code is all that is known.
func hidden(p denial.Proof) bool { return p.Kind == denial.NoDS && p.OptOut }

// deny picks the proof that the answer needs. An NXDOMAIN with a proof of NODATA
// is the latter: the response code is not signed (RFC 8020 3 has servers that
// say NXDOMAIN at empty non-terminals).
func deny(set *denial.Set, q query, said Outcome) denial.Proof {
	if q.kind == wire.TypeDS {
		return set.Delegation(q.name)
	}
	if said != Missing {
		return set.NoData(q.name, q.kind)
	}
	p := set.NameError(q.name)
	if p.Kind == denial.NoProof {
		if softer := set.NoData(q.name, q.kind); softer.Kind != denial.NoProof {
			return softer
		}
	}
	return p
}

// proofStatus turns a proof into a status.
func proofStatus(p denial.Proof) (Status, Reason) {
	switch {
	case p.Kind != denial.NoProof && p.OptOut: // RFC 5155 6: unsigned names may hide in the gap
		return Insecure, OptOutDelegation
	case p.Kind != denial.NoProof:
		return Secure, ""
	}
	switch p.Failure {
	case denial.Iterations: // the signature over the NSEC3 was checked first (RFC 9276 3.2)
		return Insecure, InsecureIterations
	case denial.Exhausted:
		return Indeterminate, WorkLimit
	case denial.UnknownHash:
		return Bogus, NSEC3UnknownHash
	case denial.BitmapHas:
		return Bogus, BitmapWrong
	case denial.Missing:
		return Bogus, DenialMissing
	}
	return Bogus, DenialInvalid
}

// checkSOA notes whether the SOA of a negative answer validates. No RFC makes
// the proof depend on it, but Unbound rejects the whole answer.
func (v *Validator) checkSOA(r *ServerResult, z *Zone) {
	for _, s := range r.Answer.Authority {
		if s.Type == wire.TypeSOA && len(s.RRs) > 0 && s.Name == z.Name {
			if c := v.check(s, v.rings[z]); c.status != Secure {
				r.SOA = c.reason
			}
			return
		}
	}
}
