package view

import (
	"cmp"
	"errors"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// readAnswer reads one exchange. ok is false when the item does not even say
// what was asked, as in a damaged case file, or when it was asked without EDNS
// on purpose: such an answer has no signatures, and says nothing about the zone.
func readAnswer(it evidence.Item) (a *Answer, ok bool) {
	if it.Query.Plain {
		return nil, false
	}
	return readExchange(it)
}

// Read reads one exchange by itself, whatever it was for: what came of that one
// try. ok is false for an item that is none, or does not say what was asked.
func Read(it evidence.Item) (a *Answer, ok bool) {
	if it.Query == nil {
		return nil, false
	}
	return readExchange(it)
}

func readExchange(it evidence.Item) (a *Answer, ok bool) {
	x := it.Query
	name, err := wire.ParseName(x.Name)
	if err != nil {
		return nil, false
	}
	a = &Answer{
		ID: it.ID, Tries: []evidence.ID{it.ID}, Resolver: x.Resolver, Own: x.Own, MadeUp: x.MadeUp, Transport: x.Transport,
		Server: Server{Addr: x.Server, Name: optionalName(x.ServerName), Zone: optionalName(x.Zone)},
		Name:   name, Type: wire.Type(x.Type), Failure: x.Failure, At: it.At, RTT: x.RTT,
	}
	if len(x.Answer) > 0 {
		a.parse(x.Answer)
	} else if a.Failure == "" {
		a.Failure = evidence.Timeout // nothing came, and nobody said why
	}
	a.Class = a.classify()
	return a, true
}

// optionalName reads a name of the collector; the zero Name if there is none.
func optionalName(text string) wire.Name {
	name, err := wire.ParseName(text)
	if err != nil {
		return wire.Name{}
	}
	return name
}

// parse reads the message. A fault within one record, or octets behind the
// message, leave the rest usable: signatures tell whether that was harmless.
func (a *Answer) parse(b []byte) {
	m, err := wire.Parse(b)
	if m == nil {
		a.Failure = cmp.Or(a.Failure, evidence.Malformed)
		return
	}
	a.Msg = m
	a.Answer, a.Authority, a.Extra = wire.Group(m.Answer), wire.Group(m.Authority), wire.Group(m.Additional)
	tolerable := err == nil || m.TC || errors.Is(err, wire.ErrTrailing) || errors.Is(err, wire.ErrRecord) || errors.Is(err, wire.ErrOPT)
	switch {
	case !tolerable:
		a.Failure = cmp.Or(a.Failure, evidence.Malformed)
	case !a.answersQuestion():
		a.Failure = cmp.Or(a.Failure, evidence.Mismatch)
	}
}

// answersQuestion tells whether the message is a response to our question
// (RFC 5452 9.1). An error without question section is one: some servers send
// nothing but a header with FORMERR.
func (a *Answer) answersQuestion() bool {
	m := a.Msg
	if !m.QR {
		return false
	}
	if m.Questions == 0 {
		return m.Rcode != wire.NoError && m.Rcode != wire.NXDomain
	}
	return m.Questions == 1 && m.QName == a.Name && m.QType == a.Type && m.QClass == wire.ClassIN
}

// classify decides what the answer amounts to (RFC 2308 2, RFC 9499 "lame").
func (a *Answer) classify() Class {
	m := a.Msg
	switch {
	case a.Failure != "" || m == nil:
		return Failed
	case m.TC:
		return Truncated
	case m.Rcode != wire.NoError && m.Rcode != wire.NXDomain:
		return ErrorCode
	}
	authoritative := m.AA || a.Resolver
	switch {
	case a.hasData() && authoritative:
		return Answered
	case a.hasData():
		return Lame // RFC 9499: answers, but not with authority
	case m.Rcode == wire.NXDomain && authoritative:
		return NXDomain
	case m.Rcode == wire.NXDomain:
		return Lame
	case a.delegation() != nil && (!authoritative || a.refersAway()):
		return Referral
	case authoritative:
		return NoData
	}
	return Lame
}

// hasData tells whether the answer section holds the records asked for, or an
// alias on the way to them.
func (a *Answer) hasData() bool {
	for _, s := range a.Answer {
		if len(s.RRs) == 0 {
			continue
		}
		switch {
		case s.Name == a.Name && (s.Type == a.Type || s.Type == wire.TypeCNAME || a.Type == wire.TypeANY):
			return true
		case s.Type == wire.TypeDNAME && a.Name.Below(s.Name):
			return true
		}
	}
	return false
}

// delegation returns the NS set of a zone below the server's own that holds the
// name. A server that points to its own zone or above it is lame.
func (a *Answer) delegation() *wire.RRset {
	for _, s := range a.Authority {
		if s.Type != wire.TypeNS || len(s.RRs) == 0 || s.Name.IsRoot() || !a.Name.Under(s.Name) {
			continue
		}
		if a.Server.Zone.IsZero() || s.Name.Below(a.Server.Zone) {
			return s
		}
	}
	return nil
}

// refersAway tells whether a message with the AA flag is a referral all the
// same, as some load balancers send it: NS records of a zone below, no SOA, and
// nothing else (RFC 2308 2.2). A DS question is for the parent side of the cut.
func (a *Answer) refersAway() bool {
	below := a.Type != wire.TypeDS || a.Name.Below(a.delegation().Name)
	return !a.Resolver && len(a.Answer) == 0 && a.SOA().IsZero() && below
}

// Child returns the zone that a referral delegates to.
func (a *Answer) Child() (child wire.Name, ok bool) {
	if a.Class != Referral {
		return wire.Name{}, false
	}
	if s := a.delegation(); s != nil {
		return s.Name, true
	}
	return wire.Name{}, false
}

// Usable tells whether the answer says something about the name.
func (a *Answer) Usable() bool {
	return a.Class == Answered || a.Class == NoData || a.Class == NXDomain
}

// SOA returns the owner of the SOA in the authority section: the apex of the
// zone that a negative answer speaks for (RFC 2308 3). The zero Name if none.
func (a *Answer) SOA() wire.Name {
	for _, s := range a.Authority {
		if s.Type == wire.TypeSOA && len(s.RRs) > 0 {
			return s.Name
		}
	}
	return wire.Name{}
}

// Began returns when the question was sent, since the start.
func (a *Answer) Began() time.Duration { return max(0, a.At-a.RTT) }

// worth orders the classes by how much they tell.
func (c Class) worth() int {
	switch c {
	case Answered, NoData, NXDomain, Referral:
		return 3
	case ErrorCode, Lame:
		return 2
	case Truncated:
		return 1
	}
	return 0
}

// replaces tells whether a later try counts instead of an earlier one: if it
// tells at least as much, and does not lose the signatures by a second look
// without EDNS.
func (a *Answer) replaces(old *Answer) bool {
	if a.Class.worth() != old.Class.worth() {
		return a.Class.worth() > old.Class.worth()
	}
	return a.Msg == nil || old.Msg == nil || a.Msg.EDNS.Present || !old.Msg.EDNS.Present
}
