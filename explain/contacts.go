package explain

import (
	"maps"
	"net/netip"
	"slices"

	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// The limits of the walk that leave a mail server or an address out, as
// evidence.Limit names them.
const (
	limitHosts     = "hosts"
	limitAddresses = "addresses"
)

// strangersListed is how many addresses of one mail server are listed that only some
// name servers give: the answers of a hostile one hold hundreds.
const strangersListed = 20

// Contact is a mail server that mail goes to, and why it, or an address of it, was
// not contacted.
type Contact struct {
	Host  string // as the chain names it: without final dot
	Why   string // in words; empty: it was contacted, or some address of it, or will be
	Spare []SpareAddress
}

// SpareAddress is an address of a mail server that was not contacted.
type SpareAddress struct {
	Addr string
	Why  string // in words
}

// Contacts lists every mail server of the domain, in the order in which a sender
// tries them. While a check runs, what was not contacted may still be.
func Contacts(d *Diagnosis) []Contact {
	if d == nil || d.Report == nil {
		return nil
	}
	var out []Contact
	for i := range d.Report.Hosts {
		h := &d.Report.Hosts[i]
		c := Contact{Host: h.Name.Show()}
		met := false
		for j := range h.Addresses {
			if a := &h.Addresses[j]; a.Session != nil || len(a.Looks) > 0 {
				met = true
			} else if why := d.notContacted(h, a); why != "" {
				c.Spare = append(c.Spare, SpareAddress{a.Addr.String(), why})
			}
		}
		why := d.Words.Say("not contacted: only some of the name servers give this address")
		strange := elsewhere(d, h)
		for _, a := range strange[:min(len(strange), strangersListed)] {
			c.Spare = append(c.Spare, SpareAddress{a.String(), why})
		}
		if more := len(strange) - strangersListed; more > 0 {
			c.Spare = append(c.Spare, SpareAddress{d.Words.Say("and %d more", more), why})
		}
		if !met {
			c.Why = d.notMet(h)
		}
		out = append(out, c)
	}
	return out
}

// elsewhere are the addresses of a mail server that only some of the name servers
// give, and not the one whose answer was followed. A sender may get them.
func elsewhere(d *Diagnosis, h *mail.Host) (out []netip.Addr) {
	for _, t := range d.Report.Servers {
		for i, q := range t.Columns {
			if q.Name != h.Name || q.Type != wire.TypeA && q.Type != wire.TypeAAAA {
				continue
			}
			given, answers := map[netip.Addr]int{}, 0
			for _, r := range t.Rows {
				if c := r.Cells[i]; c.Asked && c.Answer != nil && !c.Status.Fails() && c.Set != nil {
					answers++
					for _, rr := range c.Set.RRs {
						if a, err := rr.Addr(); err == nil {
							given[a.Unmap()]++
						}
					}
				}
			}
			for _, a := range slices.SortedFunc(maps.Keys(given), netip.Addr.Compare) {
				if given[a] < answers && !slices.ContainsFunc(h.Addresses, func(known mail.Address) bool { return known.Addr == a }) {
					out = append(out, a)
				}
			}
		}
	}
	return out
}

// notMet says why a mail server was not contacted at all.
func (d *Diagnosis) notMet(h *mail.Host) string {
	b := d.Words
	switch {
	case d.NoSMTP, len(h.Addresses) > 0:
		return "" // nobody is; or each address has its own reason
	case h.Gate == mail.GateFailed:
		return b.Say("not contacted: the lookup of its address fails")
	case h.Gate == mail.GateNoAddress:
		return b.Say("not contacted: it has no address")
	case d.limited(limitHosts, h.Name):
		return b.Say("not contacted: danewalk contacts no more mail servers in one check")
	}
	return d.notReached()
}

// notContacted says why an address was not contacted; empty: it may still be.
func (d *Diagnosis) notContacted(h *mail.Host, a *mail.Address) string {
	b := d.Words
	switch {
	case a.Special != "":
		return b.Say("not contacted: nobody outside can reach such an address (%s)", rules.SpecialWords(b, a.Special))
	case d.NoSMTP:
		return b.Say("not contacted")
	case d.limited(limitAddresses, h.Name):
		return b.Say("not contacted: danewalk contacts no more addresses of one mail server")
	}
	return d.notReached()
}

// notReached says that the check ended before; empty: it goes on.
func (d *Diagnosis) notReached() string {
	switch {
	case d.Stopped:
		return d.Words.Say("not contacted: the check was stopped before")
	case d.OutOfTime() > 0:
		return d.Words.Say("not contacted: the time for the check was up before")
	case d.Final:
		return d.Words.Say("not contacted")
	}
	return ""
}

// limited tells whether a limit of the walk left something of a mail server out.
// That on mail servers is noted for the first of them that was one too many.
func (d *Diagnosis) limited(limit string, host wire.Name) bool {
	return slices.ContainsFunc(d.Report.Limits, func(l evidence.Limit) bool {
		return l.Name == limit && (limit == limitHosts || l.Where == host.String())
	})
}
