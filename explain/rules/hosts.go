package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// HostDepth orders the hosts of a report as senders try them.
func (c *Case) HostDepth(h *mail.Host) int {
	for i := range c.Report.Hosts {
		if c.Report.Hosts[i].Name == h.Name {
			return i
		}
	}
	return len(c.Report.Hosts)
}

// HostFinding makes a finding about a mail server.
func (c *Case) HostFinding(h *mail.Host, step string, ids ...evidence.ID) finding.Finding {
	return finding.Finding{
		Host: h.Name.Show(), Subject: h.Name.Show(), Link: LinkHost(h.Name, step), Depth: c.HostDepth(h), Owner: finding.OwnerMail,
		OwnerOf: h.Name.Show(), Evidence: ids, Args: finding.Args{"domain": c.Report.Domain.Show()},
	}
}

// AddressFinding makes a finding about one address of a mail server.
func (c *Case) AddressFinding(h *mail.Host, a *mail.Address, step string) finding.Finding {
	f := c.HostFinding(h, step)
	f.Address = a.Addr.String()
	if len(h.Addresses) > 1 {
		f.Subject = h.Name.Show() + " " + f.Address
	}
	if a.Session != nil {
		f.Evidence = a.Session.Evidence
	}
	return f
}

// domainFinding makes a finding about the domain as a whole, on the evidence of
// the hosts named.
func (c *Case) domainFinding(hs []*mail.Host) finding.Finding {
	domain := c.Report.Domain.Show()
	f := finding.Finding{Subject: domain, Link: LinkMX, OwnerOf: domain, Args: finding.Args{"domain": domain}}
	if l := c.Report.MX.Lookup; l != nil {
		f.Evidence = append(f.Evidence, l.Evidence...)
	}
	for _, h := range hs {
		f.Evidence = append(f.Evidence, hostEvidence(h)...)
	}
	return f
}

// ByHost makes one finding of many addresses: rows of one code at one host with
// the same words become one, its subject the host, the addresses an argument,
// and "partly" tells that the host has others.
func ByHost(fs []finding.Finding, total func(host string) int) []finding.Finding {
	var out []finding.Finding
	for _, f := range fs {
		i := slices.IndexFunc(out, func(o finding.Finding) bool { return o.Host == f.Host })
		if i < 0 {
			f.Args["addresses"] = f.Address
			out = append(out, f)
			continue
		}
		o := &out[i]
		o.Args["addresses"] += ", " + f.Address
		o.Evidence = append(slices.Clone(o.Evidence), f.Evidence...)
	}
	for i := range out {
		n := strings.Count(out[i].Args["addresses"], ",") + 1
		out[i].Args["partly"] = finding.Flag(n < total(out[i].Host))
		switch {
		case n > 1 && n == total(out[i].Host):
			out[i].Subject, out[i].Address = out[i].Host, ""
		case n > 1:
			out[i].Subject, out[i].Address = out[i].Host+" "+out[i].Args["addresses"], ""
		}
	}
	return out
}

// Addresses counts the addresses of a host by name.
func (c *Case) Addresses(host string) int {
	for i := range c.Report.Hosts {
		if c.Report.Hosts[i].Name.Show() == host {
			return len(c.Report.Hosts[i].Addresses)
		}
	}
	return 0
}

// OtherHostsPass tells whether a host beside h passes the DANE check, or takes
// mail without it: then mail arrives, late perhaps.
func (c *Case) OtherHostsPass(h *mail.Host) bool {
	return slices.ContainsFunc(c.Report.Hosts, func(o mail.Host) bool { return o.Name != h.Name && o.TakesMail() })
}

// hostSplit sorts the mail servers into those where a DANE sender does not
// deliver at any address, and the others that take its mail at one at least.
// Servers that could not be tested count on neither side.
func (c *Case) hostSplit() (failing, passing []*mail.Host) {
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		switch {
		case h.TakesMail():
			passing = append(passing, h)
		case h.Outcome == mail.OutcomeFail:
			failing = append(failing, h)
		}
	}
	return failing, passing
}

// dnsFails tells whether every one of the hosts fails because a lookup failed.
func dnsFails(hs []*mail.Host) bool {
	for _, h := range hs {
		if h.Mode != mail.ModeUnreachable && h.Gate != mail.GateFailed {
			return false
		}
	}
	return true
}

// hostsInMode returns the hosts for which DANE asks one of the modes.
func (c *Case) hostsInMode(modes ...mail.Mode) (out []*mail.Host) {
	for i := range c.Report.Hosts {
		if h := &c.Report.Hosts[i]; slices.Contains(modes, h.Mode) {
			out = append(out, h)
		}
	}
	return out
}

// hostList joins the names of hosts.
func hostList(b *text.Book, hs []*mail.Host) string {
	var names []string
	for _, h := range hs {
		names = append(names, h.Name.Show())
	}
	return b.List(names)
}

// hostEvidence is what the outcome of a host rests on.
func hostEvidence(h *mail.Host) (ids []evidence.ID) {
	ids = append(ids, h.Evidence...)
	if h.TLSA != nil {
		ids = append(ids, h.TLSA.Evidence...)
	}
	for i := range h.Addresses {
		if s := h.Addresses[i].Session; s != nil {
			ids = append(ids, s.ID)
		}
	}
	return ids
}
