package mail

import (
	"danewalk/probe/evidence"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/view"
)

// forPolicies is what policies are held against: each mail server with what its
// ordinary sessions showed.
func (r *Report) forPolicies() []policy.Host {
	var out []policy.Host
	for _, h := range r.Hosts {
		p := policy.Host{Name: h.Name}
		for _, a := range h.Addresses {
			encrypted := len(a.ChainDER) > 0
			clear := (a.Talk == OutcomeUnprotected || a.Talk == OutcomeFail) && !a.nearUs() && !a.Sometimes()
			if len(r.Swapped) > 0 {
				encrypted, clear = false, false // what was seen is not the server's
			}
			p.Addresses = append(p.Addresses, policy.Address{Addr: a.Addr.String(), Seen: encrypted || clear, TLS: encrypted, ChainDER: a.ChainDER, Cut: encrypted && a.shown().TLS.Cut})
		}
		out = append(out, p)
	}
	return out
}

// nearUs tells whether TLS may have failed for something on our side: a box that
// removes STARTTLS, or a library of ours that refuses what others take.
func (a *Address) nearUs() bool {
	if a.Trouble == view.HandshakeFailed && a.Session != nil && a.Session.TLS != nil {
		return a.Session.TLS.Failure == evidence.Protocol
	}
	return a.Trouble == view.Stripped
}
