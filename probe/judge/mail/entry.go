package mail

import (
	"crypto/x509"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/upkeep"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Policy is what a case is judged by.
type Policy struct {
	dnssec.Policy
	// Roots are the authorities that a sender with MTA-STS trusts (RFC 8461 3.3,
	// 4.2). Nil: nothing that needs them is judged. DANE does not look at them.
	Roots *x509.CertPool
}

// Judge judges a case, complete or still growing. It is pure: the same view and
// policy give the same report. A policy without a moment is judged at the time
// the check started.
func Judge(v *view.View, rule Policy) *Report {
	p := rule.Policy
	if p.At.IsZero() {
		p.At = v.Start().Wall
	}
	validator := dnssec.New(v, p)
	j := newJudge(v, validator, p.At)
	j.roots = rule.Roots
	r := j.report()
	asked := r.questions()
	r.Servers = servers.Tables(v, validator, asked)
	r.Upkeep = upkeep.Zones(v, validator, asked)
	r.Opinion = opinion.Compare(v, validator, p, asked)
	if r.MX.Kind == MXDirect {
		return r // policies are about a domain and its mail servers
	}
	r.Policies = policy.Judge(v, validator, r.Domain, r.forPolicies(), p.At, rule.Roots)
	return r
}

// questions are the names and types that the verdict rests on, in the order in
// which a sender asks them.
func (r *Report) questions() []dnssec.Question {
	var out []dnssec.Question
	if r.Kind == evidence.KindName && r.Resolve != nil {
		return []dnssec.Question{{Name: r.Resolve.Name, Type: r.Resolve.Type}}
	}
	if r.Domain.IsZero() {
		return nil
	}
	if r.MX.Kind != MXDirect {
		out = append(out, dnssec.Question{Name: r.Domain, Type: wire.TypeMX})
	}
	for _, h := range r.Hosts {
		out = append(out, dnssec.Question{Name: h.Name, Type: wire.TypeA}, dnssec.Question{Name: h.Name, Type: wire.TypeAAAA})
		for _, l := range h.Lookups {
			out = append(out, dnssec.Question{Name: l.Name, Type: l.Type})
		}
	}
	return out
}
