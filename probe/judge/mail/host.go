package mail

import (
	"slices"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// host judges one mail server: addresses first, TLSA second, connections last.
func (j *judge) host(m MX, h Host) Host {
	h.A, h.AAAA = j.Lookup(h.Name, wire.TypeA), j.Lookup(h.Name, wire.TypeAAAA)
	j.gate(&h)
	j.policy(&h)
	h.Names = references(m, h)
	j.addresses(&h)
	h.Outcome = j.outcome(&h)
	h.Evidence = evidenceOf(&h)
	return h
}

// gate decides from the addresses whether TLSA is asked (RFC 7672 2.2.2). Each
// family stands for itself: a broken AAAA denial must not hide a good A.
func (j *judge) gate(h *Host) {
	var have, bad, open *dnssec.Lookup
	for _, l := range []*dnssec.Lookup{h.A, h.AAAA} {
		switch s := j.state(l); {
		case s == known && found(l):
			if have == nil || have.Status != dnssec.Secure {
				have = l
			}
		case s == failed:
			bad = l
		case s == pending || s == untested && !j.off(l):
			open = l
		}
	}
	switch {
	case have == nil && open != nil: // undecided
	case have == nil && bad != nil:
		h.Gate, h.Failing = GateFailed, bad.Fault
	case have == nil:
		h.Gate = GateNoAddress
	case len(have.Aliases) == 0:
		h.Gate = gateOf(have)
		h.Candidates = onlyIf(have.Status == dnssec.Secure, h.Name)
	default:
		j.aliasGate(h, have)
	}
}

// off tells whether the family was excluded by the person.
func (j *judge) off(l *dnssec.Lookup) bool {
	if l == nil {
		return false
	}
	v := j.start.Vantage
	return l.Type == wire.TypeA && !v.IPv4 && v.IPv6 || l.Type == wire.TypeAAAA && !v.IPv6 && v.IPv4
}

func gateOf(l *dnssec.Lookup) Gate {
	if l.Status == dnssec.Secure {
		return GateSecure
	}
	return GateInsecure
}

func onlyIf(yes bool, n wire.Name) []wire.Name {
	if yes {
		return []wire.Name{n}
	}
	return nil
}

// aliasGate applies the rules for a host name that is an alias: securely
// expanded, then as written; names in between never (RFC 7672 2.2.2, 2.2.3). If
// only the end of the alias is insecure, the name as written may still do.
func (j *judge) aliasGate(h *Host, have *dnssec.Lookup) {
	h.Alias = true
	if have.Status == dnssec.Secure {
		h.Gate = GateSecure
		h.Candidates = []wire.Name{have.Target, h.Name}
		if have.Target.IsZero() || have.Target == h.Name {
			h.Candidates = h.Candidates[1:]
		}
		return
	}
	h.CNAME = j.Lookup(h.Name, wire.TypeCNAME)
	status := dnssec.NotJudged
	switch j.state(h.CNAME) {
	case known:
		status = h.CNAME.Status
	case failed:
		h.Gate, h.Failing = GateFailed, h.CNAME.Fault
		return
	case pending:
		return
	case untested: // not asked: the alias was judged on the way all the same
		status = have.Aliases[0].Status
	}
	h.Gate = GateInsecure
	if status == dnssec.Secure {
		h.Gate = GateSecure
		h.Candidates = []wire.Name{h.Name}
	}
}

// policy looks for the TLSA records in force and what they ask of a connection
// (RFC 7672 2.2, 2.2.3).
func (j *judge) policy(h *Host) {
	switch h.Gate {
	case GateSecure:
	case GateInsecure:
		h.Mode = ModeNone
		j.showUnused(h)
		return
	default:
		return
	}
	for _, base := range h.Candidates {
		owner, err := wire.TLSAName(base, int(j.port()))
		if err != nil {
			continue // too long a name for a TLSA record below it
		}
		l := j.Lookup(owner, wire.TypeTLSA)
		h.Lookups = append(h.Lookups, l)
		switch j.state(l) {
		case pending, untested:
			return
		case failed: // RFC 7672 2.1.2, 2.2.3: no further candidate, the host is unusable
			h.Base, h.TLSA, h.Mode, h.Failing = base, l, ModeUnreachable, l.Fault
			return
		}
		switch {
		case found(l) && l.Status == dnssec.Secure:
			// The base stays, even if the TLSA name itself is an alias.
			h.Base, h.TLSA = base, l
			h.Records = j.read(l.Set)
			h.Mode = modeOf(h.Records)
			return
		case found(l):
			h.Unused = l
		}
	}
	h.Mode = ModeNone
}

// read reads a secure TLSA RRset. Clients at other ports than 25 are programs of
// people, which know the public authorities (RFC 7673 4).
func (j *judge) read(set *wire.RRset) []tlsa.Record {
	if j.port() != wire.SMTPPort {
		return tlsa.ParsePublic(set)
	}
	return tlsa.Parse(set)
}

// modeOf tells what a secure TLSA RRset asks for (RFC 7672 2.2).
func modeOf(records []tlsa.Record) Mode {
	if tlsa.Usable(records) > 0 {
		return ModeDANE
	}
	return ModeEncryptOnly // never a fallback to public certificate authorities
}

// showUnused keeps a TLSA answer of an insecure host for the person to see. A
// sender does not even ask for it, so its failure means nothing.
func (j *judge) showUnused(h *Host) {
	owner, err := wire.TLSAName(h.Name, int(j.port()))
	if err != nil {
		return
	}
	if l := j.Lookup(owner, wire.TypeTLSA); found(l) {
		h.Unused = l
	}
}

// references lists the names that the certificate may carry under usage 2
// (RFC 7672 3.2.2): the base domain; the domain of the mail, as written and as
// expanded, if the way from it to the host is secure.
func references(m MX, h Host) []wire.Name {
	if h.Base.IsZero() {
		return nil
	}
	names := []wire.Name{h.Base}
	add := func(n wire.Name) {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	switch {
	case h.Implicit:
		add(h.Name) // the base may be what the domain is an alias of
	case m.Secure:
		for _, n := range m.NextHop {
			add(n)
		}
	}
	return names
}

// TakesMail tells whether a DANE sender can deliver at one address of the host.
// Senders try them all (RFC 5321 5.1), so what the others do is not the end.
func (h *Host) TakesMail() bool {
	return slices.ContainsFunc(h.Addresses, func(a Address) bool {
		return a.Outcome == OutcomePass || a.Outcome == OutcomeEncrypted || a.Outcome == OutcomeUnprotected || a.Otherwise != OutcomePending
	})
}
