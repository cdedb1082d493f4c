package sender

import (
	"slices"
	"strings"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Views tells what becomes of mail from each modelled sender. It is nil where no
// mail is asked about: for a single name, for an address literal, which has no MX
// (RFC 7672 2.2), and for another port than 25, where no mail server delivers.
func Views(r *mail.Report) []View {
	if r.Kind == evidence.KindName || r.MX.Kind == mail.MXLiteral || r.MX.Kind == mail.MXDirect || r.Domain.IsZero() {
		return nil
	}
	var out []View
	seen := seenBy(r)
	for _, m := range models() {
		w := walk{report: r, model: m}
		v := sum(w.groups(), r.Complete)
		v.Sender, v.Name = m.ID, m.Name
		if v.Fate == Deferred || v.Fate == Unknown {
			v.GivesUp = m.Gives
		}
		v.Evidence = seen
		out = append(out, v)
	}
	return out
}

// Blind is Views where our own side spoiled what was seen: nothing is held
// against anybody.
func Blind(r *mail.Report) []View {
	out := Views(r)
	for i, v := range out {
		out[i] = View{Sender: v.Sender, Name: v.Name, Fate: Unknown, Why: OwnSide, Certainty: Verified, Evidence: v.Evidence}
	}
	return out
}

// seenBy lists what a view rests on, in the order seen.
func seenBy(r *mail.Report) []evidence.ID {
	ids := []evidence.ID{}
	if r.MX.Lookup != nil {
		ids = append(ids, r.MX.Lookup.Evidence...)
	}
	for _, h := range r.Hosts {
		ids = append(ids, h.Evidence...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// walk follows one sender through one report.
type walk struct {
	report *mail.Report
	model  model
}

// attempt is a step and what could come of it.
type attempt struct {
	Step
	can  []Fate // ways in which it would take the mail
	sure bool   // it takes the mail in the one way, or does not: nothing is open
	cell cell
}

// groups returns the attempts, those of one preference together: among them the
// order is anybody's (RFC 5321 5.1).
func (w walk) groups() [][]attempt {
	if why, decided := domainCondition(w.report); decided {
		return [][]attempt{{w.atOnce(why, w.report.Domain)}}
	}
	var out [][]attempt
	for i := range w.report.Hosts {
		h := &w.report.Hosts[i]
		if i == 0 || h.Preference != w.report.Hosts[i-1].Preference {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], w.host(h)...)
	}
	return out
}

// domainCondition is what decides before any host is known.
func domainCondition(r *mail.Report) (Condition, bool) {
	switch r.MX.Kind {
	case mail.MXPending:
		return NotSeen, true
	case mail.MXNull:
		return MXNull, true
	case mail.MXNXDomain:
		return MXNXDomain, true
	case mail.MXNoAddress:
		return NoAddress, true
	case mail.MXFailed:
		l := r.MX.Lookup
		switch {
		case r.Verdict == mail.CannotTell || l == nil:
			return NotSeen, true
		case l.Status.Fails() && !forEverybody(l.Reason):
			return MXBogus, true
		}
		return MXLookupFailed, true
	}
	return "", false
}

// forEverybody tells whether a lookup fails without validation too.
func forEverybody(r dnssec.Reason) bool { return r == dnssec.LookupFailed || r == dnssec.AliasLoop }

// hostCondition is what a sender meets at a host before it connects.
func hostCondition(r *mail.Report, h *mail.Host) Condition {
	switch h.Gate {
	case mail.GatePending:
		return NotSeen
	case mail.GateNoAddress:
		return NoAddress
	case mail.GateFailed:
		if forEverybody(h.Failing.Reason) {
			return AddressLookupFailed
		}
		return AddressBogus
	}
	// RFC 7672 2.2.1: a host that an unsigned MX record names
	behind := map[mail.Mode]Condition{
		mail.ModeNone: InsecureMX, mail.ModeDANE: InsecureMXUsable, mail.ModeEncryptOnly: InsecureMXUnusable, mail.ModeUnreachable: InsecureMXFailed,
	}
	if r.MX.Secure {
		behind = map[mail.Mode]Condition{
			mail.ModeNone: NoDANE, mail.ModeDANE: TLSAUsable, mail.ModeEncryptOnly: TLSAUnusable, mail.ModeUnreachable: TLSALookupFailed,
		}
	}
	if why, ok := behind[h.Mode]; ok {
		return why
	}
	return NotSeen
}

// host returns the attempts at one host.
func (w walk) host(h *mail.Host) []attempt {
	why := hostCondition(w.report, h)
	if why == NotSeen && h.Gate != mail.GatePending {
		why = w.withoutLooking()
	}
	policy, known := w.model.Answers[why]
	if !known {
		return []attempt{unseen(h.Name, "", delivered())}
	}
	switch policy.Does {
	case next, bounce, unsure:
		return []attempt{w.atOnce(why, h.Name)}
	}
	if w.unlisted(h, policy.Does) {
		return []attempt{w.atOnce(STSNotListed, h.Name)}
	}
	var out []attempt
	for i := range h.Addresses {
		out = append(out, w.address(h, &h.Addresses[i], why, policy))
	}
	if len(out) == 0 || notLooked(h.A) || notLooked(h.AAAA) {
		out = append(out, unseen(h.Name, "", w.possible(policy.Does)))
	}
	return out
}

// withoutLooking is the condition of a host whose TLSA records were not seen,
// for a sender that does the same whatever they are.
func (w walk) withoutLooking() Condition {
	usable, none := TLSAUsable, NoDANE
	if !w.report.MX.Secure {
		usable, none = InsecureMXUsable, InsecureMX
	}
	if w.model.Answers[usable].Does == w.model.Answers[none].Does {
		return none
	}
	return NotSeen
}

// notLooked tells whether the addresses of a family are not known to us, which
// says nothing about others.
func notLooked(l *dnssec.Lookup) bool {
	return l == nil || l.Status == dnssec.NotJudged || l.Reason == dnssec.NotAsked || l.Reason == dnssec.WorkLimit
}

// atOnce is the attempt at something that is given up, or left open, before any
// connection.
func (w walk) atOnce(why Condition, at wire.Name) attempt {
	c, known := w.model.Answers[why]
	if !known {
		return unseen(at, "", delivered())
	}
	a := attempt{Step: Step{Host: at, Fate: c.Does.fate(), Why: why}, sure: true, cell: w.filled(c, at, "")}
	if c.Does == unsure {
		a.can, a.sure = delivered(), false
	}
	return a
}

// address is the attempt at one address, under the policy of its host.
func (w walk) address(h *mail.Host, a *mail.Address, host Condition, policy cell) attempt {
	at := a.Addr.String()
	why := w.underSTS(h, a, w.connection(h, a, policy.Does))
	c, known := w.model.Answers[why]
	if !known {
		out := unseen(h.Name, at, w.possible(policy.Does))
		if why == Varies {
			out.Why = Varies
		}
		return out
	}
	out := attempt{Step: Step{Host: h.Name, Addr: at, Fate: c.Does.fate(), Why: why}, sure: true, cell: w.filled(weaker(c, policy), h.Name, at)}
	switch {
	case c.Does == unsure && policy.Does == goDANE: // the certificate matches: proven, or refused
		out.can, out.sure = []Fate{Authenticated}, false
	case c.Does == unsure && why == OpenOldTLS:
		out.can, out.sure = w.possible(policy.Does), false
	case c.Does == unsure && why == OpenNoCipher: // encrypted without a certificate, or in clear text
		out.can, out.sure = []Fate{Clear, Encrypted}, false
	case c.Does == unsure:
		out.can, out.sure = []Fate{Clear}, false // senders without TLS take clear text or nothing
	case c.Does == prove && policy.Does == goHalf:
		out.Fate, out.Why = Encrypted, host // RFC 7672 2.2.1: anybody could have named this server
	case c.Does == encrypt:
		out.Why = host // says why nothing was proven
	}
	if c.Does == prove || c.Does == encrypt || c.Does == clearText {
		out.can = []Fate{out.Fate}
	}
	return out
}

// weaker keeps the behaviour, with the certainty and source of the statement
// that is known less well.
func weaker(c, policy cell) cell {
	rank := []Certainty{Verified, Secondary, Assumed}
	if slices.Index(rank, policy.Certainty) > slices.Index(rank, c.Certainty) {
		c.Certainty, c.Source = policy.Certainty, policy.Source
	}
	return c
}

// filled puts the names into the text of a behaviour.
func (w walk) filled(c cell, host wire.Name, addr string) cell {
	c.Text = strings.NewReplacer("{domain}", w.report.Domain.Show(), "{host}", host.Show(), "{addr}", addr).Replace(c.Text)
	return c
}

// connection is what a sender meets at an address.
func (w walk) connection(h *mail.Host, a *mail.Address, policy action) Condition {
	if a.Special != "" {
		return Unreachable // whatever was seen from here
	}
	if why, ok := byKey(h, a); ok && a.Talk == mail.OutcomePass && (policy == goDANE || policy == goHalf) {
		return why
	}
	if a.Otherwise != mail.OutcomePending && (policy != goOpen || a.Talk != mail.OutcomePass) {
		return Varies
	}
	if a.Sometimes() && (policy == goOpen || policy == goEncrypt) {
		return Varies
	}
	switch a.Talk {
	case mail.OutcomeDown:
		return downCondition(a.Trouble)
	case mail.OutcomePass:
		if policy == goDANE || policy == goHalf {
			return w.certificate(h, a)
		}
		if onlyOld(a.Session) {
			return OpenOldTLS
		}
		return OpenTLS
	case mail.OutcomeUnprotected, mail.OutcomeFail:
		return noTLS(a, policy)
	}
	return NotSeen
}

func downCondition(t view.Trouble) Condition {
	switch t {
	case view.ConnectRefused:
		return ConnectRefused
	case view.ConnectTimeout, view.ConnectNoRoute, view.ConnectOther:
		return Unreachable
	}
	return TalkFailed
}

// noTLS is for a server that takes mail and gave no TLS to us.
func noTLS(a *mail.Address, policy action) Condition {
	open, must := OpenNoSTARTTLS, NoSTARTTLS
	switch a.Trouble {
	case view.Stripped:
		return NotSeen // by something on the way, probably near us
	case view.STARTTLSRefused, view.STARTTLSFailed:
		open, must = OpenSTARTTLSRefused, STARTTLSRefused
	case view.HandshakeFailed:
		if a.Session != nil && a.Session.TLS != nil && a.Session.TLS.Failure == evidence.Protocol {
			return NotSeen // our own library refused what others may take
		}
		open, must = OpenHandshakeFailed, HandshakeFailed
		if a.Session != nil && noCipher(a.Session.TLS) {
			open = OpenNoCipher
		}
	}
	if policy == goOpen {
		return open
	}
	return must
}

// certificate is what a sender that compares finds.
func (w walk) certificate(h *mail.Host, a *mail.Address) Condition {
	if a.Outcome == mail.OutcomePass && onlyOld(a.Session) {
		return OnlyOldTLS
	}
	switch a.Outcome {
	case mail.OutcomePass:
		return w.matched(a)
	case mail.OutcomeFail:
	default:
		return NotSeen
	}
	why := Mismatch
	for _, t := range a.Match.Attempts {
		switch {
		case t.Record < 0 || t.Record >= len(h.Records) || !h.Records[t.Record].Active():
		case t.Why == tlsa.NameMismatch: // RFC 7672 3.2.2
			return NameMismatch
		case t.Why == tlsa.ChainInvalid && t.Reason == pkix.Expired:
			why = ChainExpired
		}
	}
	return why
}

// matched looks at the dates of a leaf that matched. Under usage 2 they were
// checked; under usage 3 they do not count (RFC 7672 3.1.1), or should not.
func (w walk) matched(a *mail.Address) Condition {
	switch {
	case a.Leaf == nil:
		return agreed(a.Match)
	case w.report.At.After(a.Leaf.NotAfter):
		return MatchExpired
	case w.report.At.Before(a.Leaf.NotBefore):
		return MatchEarly
	}
	return agreed(a.Match)
}
