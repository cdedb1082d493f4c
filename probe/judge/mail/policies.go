package mail

import "danewalk/probe/judge/policy"

// forPolicies is what policies are held against: each mail server with what its
// ordinary sessions showed.
func (r *Report) forPolicies() []policy.Host {
	var out []policy.Host
	for _, h := range r.Hosts {
		p := policy.Host{Name: h.Name}
		for _, a := range h.Addresses {
			encrypted := len(a.ChainDER) > 0
			clear := a.Talk == OutcomeUnprotected || a.Talk == OutcomeFail
			p.Addresses = append(p.Addresses, policy.Address{Addr: a.Addr.String(), Seen: encrypted || clear, TLS: encrypted, ChainDER: a.ChainDER})
		}
		out = append(out, p)
	}
	return out
}
