package mail

import (
	"crypto/x509"
	"net/netip"
	"slices"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// facts is what this judgement reads of a case besides the DNS.
type facts interface {
	Start() evidence.Start
	Complete() bool
	All() []*view.Answer
	Opinions() []*view.Answer
	Sessions() []*view.Session
	Limits() []evidence.Limit
}

// lookups is the validated DNS.
type lookups interface {
	Lookup(wire.Name, wire.Type) *dnssec.Lookup
	Zone(wire.Name) *dnssec.Zone
	Zones() []*dnssec.Zone
}

// judge is one judgement of one case.
type judge struct {
	facts
	lookups
	at       time.Time
	complete bool
	start    evidence.Start
	net      network
	sessions map[place][]*view.Session
	chains   *[]shownChain  // of all sessions; nil until somebody asks
	roots    *x509.CertPool // as in Policy
}

// place is where a session was held.
type place struct {
	host wire.Name
	addr netip.Addr
}

func newJudge(f facts, l lookups, at time.Time) *judge {
	j := &judge{facts: f, lookups: l, at: at, complete: f.Complete(), start: f.Start(), sessions: map[place][]*view.Session{}}
	for _, s := range f.Sessions() {
		if s.Look == evidence.LookControl {
			continue // not of this domain, even where its servers were named as controls
		}
		at := place{s.Host, s.Addr.Addr().Unmap()}
		j.sessions[at] = append(j.sessions[at], s)
	}
	j.net = observe(f)
	return j
}

// report judges the whole case.
func (j *judge) report() *Report {
	r := &Report{
		Kind: j.start.Kind, Typed: j.start.Typed, At: j.at, Started: j.start.Wall, Complete: j.complete,
		Reached: j.net.reached, SMTPOpen: j.net.smtp, Limits: j.Limits(), Controls: j.net.controls,
		Closed: j.net.closedFamily(), Port: j.port(),
	}
	if j.start.Literal != "" {
		r.MX.Kind = MXLiteral // RFC 7672 2.2: no name, so nothing to look up
		r.Verdict = NotProtected
		return r
	}
	name, err := wire.ParseName(j.start.Name)
	if err != nil { // no Start item yet, or a damaged case
		r.Verdict = j.unknown()
		return r
	}
	r.Domain = name
	if j.start.Kind == evidence.KindName {
		r.Resolve = j.Lookup(name, wire.Type(j.start.Type))
		r.Verdict = j.resolved(r.Resolve)
	} else {
		r.MX, r.Hosts = j.mx(name)
		j.unswapped(r)
		r.Verdict = j.verdict(r)
	}
	r.Apex, r.Zones = j.Zone(name), j.Zones()
	return r
}

// unknown is the verdict when there is nothing to judge.
func (j *judge) unknown() Verdict {
	if j.complete {
		return CannotTell
	}
	return Checking
}

// state is what a lookup means for the decision.
type state uint8

const (
	pending  state = iota // the case is still growing
	known                 // secure or insecure: it can be used
	failed                // a sender's lookup fails too (RFC 7672 2.1.1)
	untested              // we did not or could not ask; says nothing about the domain
)

// state tells what a lookup means for the decision.
func (j *judge) state(l *dnssec.Lookup) state {
	switch {
	case l != nil && (l.Status == dnssec.Secure || l.Status == dnssec.Insecure) && settled(l.Outcome) && !j.madeByResolver(l):
		return known
	case !j.complete:
		return pending
	case l == nil || !l.Status.Fails() || j.ours(l) || len(GaveUp(j.All(), l)) > 0:
		return untested
	}
	return failed // also a name that was not asked, in a zone that nobody can validate
}

func settled(o dnssec.Outcome) bool {
	return o == dnssec.Found || o == dnssec.Empty || o == dnssec.Missing
}

// ours tells whether a failing lookup may be due to our own side: our limits,
// our network, or a root zone that does not fit our anchors or clock, which
// would break the whole internet and not this domain.
func (j *judge) ours(l *dnssec.Lookup) bool {
	switch l.Reason {
	case dnssec.NotAsked, dnssec.WorkLimit, dnssec.AnchorMismatch, dnssec.AboveAnchor:
		return true
	}
	if !j.net.usable || l.Fault.Zone.IsRoot() && !j.chosen(l.Fault.Reason) {
		return true
	}
	return l.Status == dnssec.Indeterminate && (silentHere(l) || CutShort(j.All(), l.Fault)) || j.resolverFilters(l) || Contradicts(j.All(), j.Opinions(), l.Fault)
}

// chosenMoment is how far the moment of judgement may lie from that of the check
// before it was clearly chosen by the person and not read from a clock.
const chosenMoment = time.Hour

// chosen tells whether a signature does not fit the time because the person
// asked for a judgement at another moment: then it is no fault of our clock.
func (j *judge) chosen(r dnssec.Reason) bool {
	return (r == dnssec.SigExpired || r == dnssec.SigNotYetValid) && Chosen(j.at, j.start.Wall)
}

// Chosen tells whether the person asked for a judgement at another moment than
// that of the check.
func Chosen(at, started time.Time) bool { return at.Sub(started).Abs() > chosenMoment }

// silentHere tells whether every server of a failed lookup failed in a way that
// our own system reported or caused.
func silentHere(l *dnssec.Lookup) bool {
	return len(l.Servers) > 0 && !slices.ContainsFunc(l.Servers, func(s dnssec.ServerResult) bool { return s.Answer == nil || !failedHere(s.Answer) })
}

// CutShort tells the same of the question that made a lookup fail, which may be
// another one: the keys of a zone above that we did not wait for. What servers of
// other zones said, such as the referral to this one, does not count.
func CutShort(all []*view.Answer, f dnssec.Fault) bool {
	asked := false
	for _, a := range all {
		if a.Name != f.Name || a.Type != f.Type || !a.Server.Zone.IsZero() && a.Server.Zone != f.Zone {
			continue
		}
		if !failedHere(a) {
			return false
		}
		asked = true
	}
	return asked
}

// failedHere tells whether an exchange failed in a way that our own system
// reported or caused.
func failedHere(a *view.Answer) bool {
	if a.Class != view.Failed {
		return false
	}
	switch a.Failure {
	case evidence.Unreachable, evidence.Forbidden, evidence.Cancelled:
		return true
	}
	return false
}

// found tells whether a known lookup has records.
func found(l *dnssec.Lookup) bool {
	return l != nil && l.Outcome == dnssec.Found && l.Set != nil && len(l.Set.RRs) > 0
}
