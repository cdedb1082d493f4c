package rules

import (
	"fmt"
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// dnsDomainOnHold: the registry is taking the domain out, though its name servers
// still answer. Once all servers of the registry deny the name nothing in the DNS
// tells that from a name which never existed; in the time before, those with the
// newer list deny it and those with the older one still delegate.
func dnsDomainOnHold() Rule {
	return Rule{
		Code: "dns.domain-on-hold", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 8020 2", "RFC 1982 3.2", "RFC 5731 2.3"},
		Causes: []finding.Code{"local.dns-intercepted"},
		Detect: detectDnsDomainOnHold,
	}
}

func detectDnsDomainOnHold(c *Case) []finding.Finding {
	if !c.Report.Complete {
		return nil
	}
	var out []finding.Finding
	for _, t := range c.Report.Servers {
		if t.Zone.Labels() != 1 || !c.target().Below(t.Zone) {
			continue
		}
		domain := c.target().Suffix(2)
		deny, delegate := c.denying(t, domain), c.delegating(t, domain)
		alive := c.answersWell(domain, func(view.Server) bool { return true })
		if !alive || !allNewer(deny.rows, delegate.rows) {
			continue
		}
		f := finding.Finding{
			Subject: domain.Show(), Zone: t.Zone.Show(), OwnerOf: domain.Show(), Link: c.ZoneLink(domain), Depth: t.Zone.Labels(),
			Weight: finding.Risk, Evidence: append(deny.ids, delegate.ids...),
		}
		if c.Report.MX.Kind == mail.MXNXDomain {
			f.Weight = finding.Fatal
		}
		f.Args = finding.Args{
			"domain": domain.Show(), "registry": operator(c.Words, t.Zone), "deny": rowLabels(c.Words, deny.rows), "delegate": rowLabels(c.Words, delegate.rows),
			"new": fmt.Sprint(deny.rows[0].Serial), "old": fmt.Sprint(delegate.rows[0].Serial), "at": deny.rows[0].Server.Addr.Addr().String(),
		}
		out = append(out, f)
	}
	return out
}

// registryRows are the servers of a registry that say one thing, and what shows it.
type registryRows struct {
	rows []servers.Row
	ids  []evidence.ID
}

// denying are the servers that deny the domain with a proof that holds.
func (c *Case) denying(t servers.Table, domain wire.Name) (out registryRows) {
	var results []dnssec.ServerResult
	if l := c.Report.MX.Lookup; l != nil {
		results = append(results, l.Servers...)
	}
	for _, z := range c.Report.Zones {
		if z.Name == domain && z.DSLookup != nil {
			results = append(results, z.DSLookup.Servers...)
		}
	}
	for _, row := range t.Rows {
		i := slices.IndexFunc(results, func(r dnssec.ServerResult) bool {
			return r.Answer != nil && r.Answer.Server == row.Server && r.Outcome == dnssec.Missing && !r.Status.Fails()
		})
		if i >= 0 {
			out.rows, out.ids = append(out.rows, row), append(out.ids, results[i].Answer.ID)
		}
	}
	return out
}

// delegating are the servers that still refer to the domain's own.
func (c *Case) delegating(t servers.Table, domain wire.Name) (out registryRows) {
	for _, row := range t.Rows {
		i := slices.IndexFunc(c.View.Referrals(domain), func(a *view.Answer) bool { return a.Server == row.Server })
		if i >= 0 {
			out.rows, out.ids = append(out.rows, row), append(out.ids, c.View.Referrals(domain)[i].ID)
		}
	}
	return out
}

// allNewer tells whether both sides exist and every server of the first has a
// later version of the zone than every one of the second.
func allNewer(first, second []servers.Row) bool {
	for _, a := range first {
		for _, b := range second {
			if !a.HasSerial || !b.HasSerial || !servers.Newer(a.Serial, b.Serial) {
				return false
			}
		}
	}
	return len(first) > 0 && len(second) > 0
}

// rowLabels names the servers of rows.
func rowLabels(b *text.Book, rows []servers.Row) string {
	var out []string
	for _, r := range rows {
		out = append(out, serverLabel(r.Server))
	}
	return b.List(out)
}
