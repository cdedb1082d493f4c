package roster

import (
	"slices"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// MailServer is a mail server with what is held against it, or an address of it.
type MailServer struct {
	Host      string // as the chain names it: without final dot
	Addresses []string
	Blame     Blame
	Charges   []MailCharge // the worst first
	Link      string       // its row of the chain
}

// MailCharge is a finding about a mail server.
type MailCharge struct {
	Blame   Blame
	Finding int // as in Diagnosis.Findings
}

// MailServers are the mail servers of a diagnosis, in the order in which a sender
// tries them.
func MailServers(d *explain.Diagnosis) []MailServer {
	if d == nil || d.Report == nil {
		return nil
	}
	c := &court{findings: d.Findings}
	var out []MailServer
	for i := range d.Report.Hosts {
		h := &d.Report.Hosts[i]
		m := MailServer{Host: h.Name.Show(), Link: rules.LinkHost(h.Name, "")}
		for _, a := range h.Addresses {
			m.Addresses = append(m.Addresses, a.Addr.String())
		}
		for k := range d.Findings {
			if b := c.atMailServer(k, h); b != None {
				m.Charges = append(m.Charges, MailCharge{b, k})
				m.Blame = max(m.Blame, b)
			}
		}
		slices.SortStableFunc(m.Charges, func(a, b MailCharge) int { return int(b.Blame) - int(a.Blame) })
		out = append(out, m)
	}
	return out
}

// atMailServer tells what a finding means for a mail server; None: it is about
// another one, or about none.
func (c *court) atMailServer(i int, h *mail.Host) Blame {
	f := &c.findings[i]
	switch {
	case f.Advice, f.Layer == finding.LayerDANE, f.Layer == finding.LayerBeside:
		return None // about the domain, or what others do
	case c.ours(i):
		if f.Weight == finding.Local && (f.Host == h.Name.Show() || shownBy(f, h)) {
			return Doubt
		}
		return None
	case f.Host != h.Name.Show(), !endangers(f.Weight) && f.Weight != finding.Hygiene:
		return None
	}
	return c.weigh(i, func(root int) bool { return c.findings[root].Host == f.Host })
}

// shownBy tells whether a session with a mail server shows a finding.
func shownBy(f *explain.Explained, h *mail.Host) bool {
	return slices.ContainsFunc(h.Addresses, func(a mail.Address) bool {
		return a.Session != nil && slices.ContainsFunc(a.Session.Evidence, func(id evidence.ID) bool { return slices.Contains(f.Evidence, id) })
	})
}

// Reasons says what is wrong with a mail server, with the address where it is about
// one of several.
func (m MailServer) Reasons(findings []explain.Explained) []string {
	var out []string
	for _, c := range m.Charges {
		f := &findings[c.Finding]
		said := f.Title
		if f.Address != "" && len(m.Addresses) > 1 {
			said = f.Address + ": " + said
		}
		if !slices.Contains(out, said) {
			out = append(out, said)
		}
	}
	return out
}
