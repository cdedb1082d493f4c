package mail

import (
	"slices"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
)

// tally counts what senders find at the hosts of a domain.
type tally struct {
	pending  bool
	pass     int // authenticated
	open     int // delivered without authentication: DANE does not apply, or no usable record
	fail     int // a DANE sender does not deliver
	down     int // nobody delivers
	untested int
	broken   int // a lookup of one address family fails while the other works
	none     int // hosts to which DANE provably does not apply
}

// count adds up hosts and addresses. A host counts through its addresses where
// it has any, because some senders reach it over one and some over another.
func (j *judge) count(hosts []Host) tally {
	var t tally
	for i := range hosts {
		h := &hosts[i]
		if h.Mode == ModeNone {
			t.none++
		}
		if h.Gate == GateSecure || h.Gate == GateInsecure {
			if j.state(h.A) == failed || j.state(h.AAAA) == failed {
				t.broken++
			}
		}
		if len(h.Addresses) == 0 {
			t.add(h.Outcome)
			continue
		}
		if h.Outcome == OutcomeUntested || h.Outcome == OutcomePending {
			t.add(h.Outcome) // also for addresses that we do not know of
		}
		for _, a := range h.Addresses {
			if !j.excluded(a) {
				t.add(a.Outcome)
				t.some(a.Otherwise)
			}
		}
	}
	return t
}

func (t *tally) add(o Outcome) {
	switch o {
	case OutcomePending:
		t.pending = true
	case OutcomePass:
		t.pass++
	case OutcomeEncrypted, OutcomeUnprotected:
		t.open++
	case OutcomeFail:
		t.fail++
	case OutcomeDown:
		t.down++
	case OutcomeUntested:
		t.untested++
	}
}

// some adds what some senders find beside the outcome of an address.
func (t *tally) some(o Outcome) {
	if o != OutcomePending {
		t.add(o)
	}
}

// verdict gives the one word about the domain, as senders behave.
func (j *judge) verdict(r *Report) Verdict {
	switch r.MX.Kind {
	case MXPending:
		return Checking
	case MXNull, MXNXDomain:
		return NoMail // RFC 7505 4.1; proven or not, senders bounce
	case MXNoAddress:
		return Blocked
	case MXFailed:
		if j.state(r.MX.Lookup) == untested {
			return CannotTell
		}
		return Blocked // the mail waits and then bounces (RFC 7672 2.1.2)
	}
	t := j.count(r.Hosts)
	switch {
	case t.pending:
		return Checking
	case t.pass+t.open > 0:
		return delivered(t, r.MX.Secure)
	case t.untested == 0 && r.Lenient():
		return AtRisk
	}
	return nothingDelivered(t, r.MX.Secure)
}

// Lenient tells whether what stops mail is DANE at servers that unsigned MX
// records name. Applying it there is a choice (RFC 7672 2.2.1): some senders
// refuse, others deliver.
func (r *Report) Lenient() bool {
	return !r.MX.Secure && slices.ContainsFunc(r.Hosts, func(h Host) bool {
		return h.Gate == GateSecure && slices.ContainsFunc(h.Addresses, Address.refused)
	})
}

// refused tells whether DANE alone stands between a sender and this address: it
// takes mail, with TLS or without.
func (a Address) refused() bool {
	if a.Outcome != OutcomeFail || a.Special != "" {
		return false
	}
	switch a.Trouble {
	case view.NoSTARTTLS, view.STARTTLSRefused:
		return true // in clear text
	}
	return a.Talk == OutcomePass || a.Talk == OutcomeUnprotected
}

// nothingDelivered is for a domain where no delivery was seen to work.
func nothingDelivered(t tally, secure bool) Verdict {
	switch {
	case t.untested == 0:
		return Blocked
	case t.fail+t.down == 0 && (!secure || t.none > 0):
		// Whether mail flows could not be seen. That DANE is not in force, or not
		// for every server, is proven by the DNS alone.
		return NotProtected
	}
	return CannotTell
}

// delivered is for a domain with at least one delivery that works.
func delivered(t tally, secure bool) Verdict {
	switch {
	case t.fail > 0, secure && t.pass > 0 && t.down+t.broken > 0:
		return AtRisk
	case t.open > 0 || !secure:
		return NotProtected
	case t.untested > 0:
		return CannotTell
	}
	return Protected
}

// resolved is the verdict of a check of one name: the four states of RFC 4035
// 4.3 in the words of the other checks.
func (j *judge) resolved(l *dnssec.Lookup) Verdict {
	switch j.state(l) {
	case pending:
		return Checking
	case untested:
		return CannotTell
	case failed:
		return Blocked
	}
	if l.Status == dnssec.Secure {
		return Protected
	}
	return NotProtected
}
