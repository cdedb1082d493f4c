package mail

import (
	"cmp"
	"slices"
	"strings"

	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// mx judges which servers take mail for a domain, and each of them.
func (j *judge) mx(domain wire.Name) (MX, []Host) {
	if j.port() != wire.SMTPPort {
		return j.direct(domain)
	}
	m := MX{Lookup: j.Lookup(domain, wire.TypeMX)}
	switch j.state(m.Lookup) {
	case pending:
		return m, nil
	case failed, untested:
		m.Kind = MXFailed // RFC 7672 2.1.2: the mail is delayed
		return m, nil
	}
	l := m.Lookup
	m.Secure = l.Status == dnssec.Secure
	m.NextHop = nextHop(domain, l)
	switch {
	case found(l):
		return j.records(m)
	case l.Outcome == dnssec.Missing, l.Proof != nil && l.Proof.Kind == denial.CompactAbsent:
		m.Kind = MXNXDomain // RFC 9824: NXNAME is an NXDOMAIN in the clothes of NODATA
		return m, nil
	}
	return j.implicit(m, domain)
}

// nextHop lists the domain as asked, and as expanded if it is an alias.
func nextHop(domain wire.Name, l *dnssec.Lookup) []wire.Name {
	if len(l.Aliases) == 0 || l.Target.IsZero() || l.Target == domain {
		return []wire.Name{domain}
	}
	return []wire.Name{domain, l.Target}
}

// records judges the hosts of an MX RRset.
func (j *judge) records(m MX) (MX, []Host) {
	var list []wire.MX
	null := false
	for _, rr := range m.Lookup.Set.RRs {
		mx, err := rr.MX()
		switch {
		case err != nil:
		case mx.Host.IsRoot():
			null = true // RFC 7505 3
		default:
			list = append(list, mx)
		}
	}
	switch {
	case len(list) == 0 && null:
		m.Kind = MXNull
		return m, nil
	case len(list) == 0:
		m.Kind = MXFailed // nothing in the RRset can be read
		return m, nil
	}
	m.Kind, m.NullToo = MXRecords, null
	var hosts []Host
	for _, mx := range inOrder(list) {
		if likeAddress(mx.Host) {
			m.AddrLike = append(m.AddrLike, mx.Host)
		}
		hosts = append(hosts, j.host(m, Host{Name: mx.Host, Preference: mx.Preference}))
	}
	return m, hosts
}

// inOrder sorts by preference, then name, and keeps each host once, where a
// sender meets it first. RFC 5321 5.1 has equal preferences tried at random.
func inOrder(list []wire.MX) []wire.MX {
	slices.SortStableFunc(list, func(a, b wire.MX) int {
		return cmp.Or(cmp.Compare(a.Preference, b.Preference), wire.Compare(a.Host, b.Host))
	})
	seen := map[wire.Name]bool{}
	return slices.DeleteFunc(list, func(mx wire.MX) bool {
		again := seen[mx.Host]
		seen[mx.Host] = true
		return again
	})
}

// implicit judges a domain without MX: it is its own and only host
// (RFC 5321 5.1, RFC 7672 2.2.2).
func (j *judge) implicit(m MX, domain wire.Name) (MX, []Host) {
	h := j.host(m, Host{Name: domain, Implicit: true})
	m.Kind = MXImplicit
	if h.Gate == GateNoAddress {
		m.Kind = MXNoAddress
	}
	return m, []Host{h}
}

// direct judges a server that was asked for by its own name, at another port than
// the one where mail servers take mail from each other: no MX leads there, and no
// name but its own is expected of it (RFC 6186 3, RFC 7673 4).
func (j *judge) direct(name wire.Name) (MX, []Host) {
	m := MX{Kind: MXDirect, Secure: true, NextHop: []wire.Name{name}}
	return m, []Host{j.host(m, Host{Name: name, Implicit: true, Roots: j.roots})}
}

// likeAddress tells whether an MX target is an address written as a name
// (RFC 5321 5.1 asks for a host name).
func likeAddress(n wire.Name) bool {
	text := strings.Trim(n.Show(), "[]")
	if strings.Contains(text, ":") {
		return true
	}
	digits := strings.Trim(text, "0123456789.") == ""
	return digits && n.Labels() == 4
}
