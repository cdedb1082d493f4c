package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// shown makes a finding for every host with an address whose session showed
// something, joined over its addresses. look tells whether it did, and sets
// weight and arguments.
func (c *Case) shown(step string, look func(*finding.Finding, *mail.Host, *mail.Address) bool) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		var here []finding.Finding
		for j := range h.Addresses {
			a := &h.Addresses[j]
			if a.Session == nil {
				continue
			}
			f := c.AddressFinding(h, a, step)
			if look(&f, h, a) {
				here = append(here, f)
			}
		}
		out = append(out, ByHost(here, c.Addresses)...)
	}
	return out
}

// sessionsWith makes a finding for every host with a session that ended in one
// of the troubles. weigh sets the weight and further arguments; it may be nil.
func (c *Case) sessionsWith(step string, weigh func(*finding.Finding, *mail.Host, *mail.Address), troubles ...view.Trouble) []finding.Finding {
	return c.shown(step, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		if !slices.Contains(troubles, a.Session.Trouble) {
			return false
		}
		f.Args["detail"], f.Args["dane"] = a.Session.Detail.String(), finding.Flag(required(h))
		if weigh != nil {
			weigh(f, h, a)
		}
		return f.Weight != unsaid
	})
}

// portArgs gives the texts the port of the mail servers, and what openssl needs to
// begin TLS there.
func (c *Case) portArgs(f *finding.Finding) {
	if f.Args == nil {
		f.Args = finding.Args{}
	}
	port, starttls := c.port(), "-starttls smtp "
	if wire.ImplicitTLS(port) {
		starttls = ""
	}
	for k, v := range map[string]string{"port": fmt.Sprint(port), "starttls": starttls} {
		if _, ok := f.Args[k]; !ok {
			f.Args[k] = v
		}
	}
}

// port is the port of the mail servers that the check is about.
func (c *Case) port() uint16 {
	if c.Report == nil || c.Report.Port == 0 {
		return wire.SMTPPort
	}
	return c.Report.Port
}

// tlsaOwner is the owner name of the TLSA records of a base domain, at the port
// that the check is about, without final dot.
func (c *Case) tlsaOwner(base wire.Name) string {
	return fmt.Sprintf("_%d._tcp.%s", c.port(), base.Show())
}

// unsaid is the weight of a finding that shall not be made: what one address
// shows must not be joined with what another one does not.
const unsaid finding.Severity = "unsaid"

// required tells whether a sender that checks must have TLS at this host: there
// are secure TLSA records, usable or not (RFC 7672 2.2).
func required(h *mail.Host) bool { return h.Mode == mail.ModeDANE || h.Mode == mail.ModeEncryptOnly }

// fatalIfRequired weighs a missing or failing TLS: fatal where DANE demands it,
// a loss of protection where it does not.
func fatalIfRequired(f *finding.Finding, h *mail.Host, _ *mail.Address) {
	f.Weight = finding.Lost
	if required(h) {
		f.Weight = finding.Fatal
	}
}

// down keeps only findings about addresses where nobody can deliver, as far as
// can be told from here.
func (c *Case) down(step string, troubles ...view.Trouble) []finding.Finding {
	return c.sessionsWith(step, func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		f.Weight, f.Args["everybody"] = finding.Risk, ""
		f.Args["controls"], f.Args["family"] = c.Words.List(c.reachedControls()), c.onlyFamily(a)
		if a.Talk != mail.OutcomeDown {
			f.Weight = unsaid // not to be told from here
		} else if c.allDown() {
			f.Weight, f.Args["everybody"] = finding.Fatal, "yes"
		}
	}, troubles...)
}

// allDown tells whether no address of any mail server takes mail.
func (c *Case) allDown() bool {
	for i := range c.Report.Hosts {
		for j := range c.Report.Hosts[i].Addresses {
			if o := c.Report.Hosts[i].Addresses[j].Outcome; o != mail.OutcomeDown {
				return false
			}
		}
	}
	return true
}

// onlyFamily names the address family of an address if no mail server at all was
// reached over it, so that our own network may be the reason; empty otherwise.
func (c *Case) onlyFamily(a *mail.Address) string {
	for _, s := range append(c.ordinary(), c.Report.Controls...) {
		if s.Connected > 0 && overFamily(s, a.Family) {
			return ""
		}
	}
	return a.Family
}
