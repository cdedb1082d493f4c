package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/servers"
	"danewalk/probe/wire"
)

// dnsZoneOutOfSync: name servers hold different versions of the zone, and the difference concerns mail.
func dnsZoneOutOfSync() Rule {
	return Rule{
		Code: "dns.zone-out-of-sync", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 1034 4.3.5", "RFC 2182 3", "RFC 1982 3.2"}, Causes: []finding.Code{"dns.domain-on-hold", "tlsa.future-key-only"},
		Detect: detectDnsZoneOutOfSync,
	}
}

func detectDnsZoneOutOfSync(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, a := range c.accuse(kinds(servers.OutOfSync, servers.OtherData)) {
		for i, q := range a.table.Columns {
			about := a.keep(func(f servers.Fault) bool { return f.Question == q })
			if len(about.rows) == 0 {
				continue
			}
			f := c.accusedFinding(about)
			f.Subject, f.Link = questionText(q), c.questionLink(a.zone.Name, q)
			f.Args["rrset"], f.Args["about"] = f.Subject, plainly(c.Words, q)
			lines := dataGroups(c.Words, about.table, i)
			f.Args["behind"], f.Args["serials"] = "", ""
			if old := about.keep(kinds(servers.OutOfSync)); len(old.rows) > 0 {
				f.Args["behind"], f.Args["serials"] = old.culprits(), old.serials()
				lines = append(lines, c.Words.Say("%s: serial %s", f.Args["behind"], f.Args["serials"]))
			}
			f.Args["groups"] = strings.Join(lines, paragraph)
			f.Weight = differenceWeight(about, q)
			f.Args["harmless"] = finding.Flag(f.Weight != finding.Risk)
			out = append(out, f)
		}
	}
	return out
}

// plainly names a question for people who need not know the types of the
// signature chain.
func plainly(b *text.Book, q servers.Question) string {
	switch q.Type {
	case wire.TypeDS:
		return b.Say("the key entry of %s", q.Name.Show())
	case wire.TypeDNSKEY:
		return b.Say("the keys of %s", q.Name.Show())
	}
	return questionText(q)
}

// differenceWeight is what a difference means. Servers that spread load give
// other addresses at every question, with one version of the zone: no fault. NS
// records that differ lead nobody astray by themselves, nor do keys that are only
// announced.
func differenceWeight(a accused, q servers.Question) finding.Severity {
	address := q.Type == wire.TypeA || q.Type == wire.TypeAAAA
	switch {
	case address && !a.has(servers.OutOfSync), a.high() && q.Type != wire.TypeDS:
		return finding.Info
	case q.Type == wire.TypeNS, q.Type == wire.TypeDNSKEY && a.keysFit():
		return finding.Hygiene
	}
	return finding.Risk
}

// serials compares versions: "2026112100 instead of 2026112101".
func (a accused) serials() string {
	old := a.rows[0]
	newest := old
	for _, r := range a.table.Rows {
		if r.HasSerial && servers.Newer(r.Serial, newest.Serial) {
			newest = r
		}
	}
	return a.words.Say("%d instead of %d", old.Serial, newest.Serial)
}

// dataGroups groups the servers by the data they gave to a question, the largest
// group first.
func dataGroups(b *text.Book, t *servers.Table, column int) (lines []string) {
	type group struct {
		like servers.Cell
		accused
	}
	var gs []group
	for _, r := range t.Rows {
		cell := r.Cells[column]
		if !cell.Asked || !cell.Answer.Usable() {
			continue
		}
		i := slices.IndexFunc(gs, func(g group) bool { return sameData(g.like, cell) })
		if i < 0 {
			gs, i = append(gs, group{cell, accused{table: t, words: b}}), len(gs)
		}
		gs[i].rows = append(gs[i].rows, r)
	}
	slices.SortStableFunc(gs, func(a, b group) int { return len(b.rows) - len(a.rows) })
	for _, g := range gs {
		what := b.Say("no such record")
		if s := g.like.Set; s != nil && len(s.RRs) > 0 {
			what = b.Say("%d records, first %s", len(s.RRs), s.RRs[0].Text())
			if len(s.RRs) == 1 {
				what = s.RRs[0].Text()
			}
		}
		lines = append(lines, b.List(g.called())+": "+what)
	}
	return lines
}

func sameData(a, b servers.Cell) bool {
	if a.Set == nil || b.Set == nil {
		return a.Set == nil && b.Set == nil
	}
	return a.Set.SameData(b.Set)
}
