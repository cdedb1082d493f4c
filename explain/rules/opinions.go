package rules

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/wire"
)

// concluded returns the rows of the comparison with a resolver that show
// something about it, and whether it was concluded at all.
func (c *Case) concluded(k opinion.Kind) (rows []opinion.Row, ok bool) {
	o := c.Report.Opinion
	if o == nil || !c.Report.Complete || !slices.Contains(o.Views, k) {
		return nil, false
	}
	for _, r := range o.Rows {
		if slices.Contains(r.Views, k) {
			rows = append(rows, r)
		}
	}
	return rows, true
}

// deciding tells whether what the resolver said is what was judged. Else it was
// asked for comparison only, and what it does is held against nothing.
func (c *Case) deciding() bool { return c.View.Resolver() != "" }

// resolverFinding is a finding about the resolver. Rows are what shows it; where
// there are none, the whole comparison is.
func (c *Case) resolverFinding(rows []opinion.Row) finding.Finding {
	o := c.Report.Opinion
	name := evidence.Escape(o.Resolver, evidence.WildMax)
	f := finding.Finding{
		Subject: "resolver " + name, Link: LinkZone(wire.Root()), Owner: finding.OwnerUs, Weight: finding.Info,
		Args: finding.Args{
			"domain": c.target().Show(), "resolver": resolverAddr(o.Resolver), "named": name, "deciding": finding.Flag(c.deciding()),
			"system": finding.Flag(o.System), "dig": digAt(o.Resolver),
		},
	}
	if f.Args["resolver"] == "" {
		f.Args["resolver"] = name
	}
	shown := rows
	if len(shown) == 0 {
		shown = o.Rows
	}
	for _, r := range shown {
		f.Evidence = append(f.Evidence, r.Evidence...)
	}
	f.Args["asked"], f.Args["about"] = c.Words.List(rowNames(rows)), "the root"
	f.Args["name"], f.Args["type"] = ".", "DNSKEY"
	if len(rows) > 0 {
		f.Args["name"], f.Args["type"] = rows[0].Name.Show(), rows[0].Type.String()
		f.Args["about"] = inquiry(rows[0].Name, rows[0].Type)
	}
	return f
}

// inquiry says what a question is about to somebody who knows mail, not DNS.
func inquiry(name wire.Name, t wire.Type) string {
	of := " of " + name.Show()
	if name.IsRoot() {
		of = " of the root"
	}
	switch t {
	case wire.TypeMX:
		return "the mail servers" + of
	case wire.TypeA, wire.TypeAAAA:
		return "the address" + of
	case wire.TypeTLSA:
		return "the TLSA record" + of
	case wire.TypeDNSKEY, wire.TypeCDNSKEY, wire.TypeDS, wire.TypeCDS:
		return "the signing keys" + of
	}
	return "a record" + of
}

// digAt says how dig is told to ask a resolver.
func digAt(resolver string) string {
	addr := resolverAddr(resolver)
	switch {
	case strings.HasPrefix(resolver, "tls://"):
		return "+tls @" + addr
	case strings.HasPrefix(resolver, "https://"):
		return "+https @" + addr
	}
	return "@" + addr
}

// rowNames are the questions of rows, made-up names as what they are.
func rowNames(rows []opinion.Row) []string {
	var out []string
	for _, r := range rows {
		name := r.Name.Show() + " " + r.Type.String()
		if r.Probe {
			name = "a made-up name"
			if zone := r.Name.Parent(); !zone.IsRoot() {
				name += " in ." + zone.Show()
			}
		}
		out = append(out, name)
	}
	return out
}

// rowData is what the name servers gave, and what the resolver gave, in short.
func rowData(b *text.Book, r opinion.Row) (ours, theirs string) {
	ours = "nothing"
	if r.Ours != nil && r.Ours.Set != nil {
		ours = recordsInShort(b, r.Ours.Set)
	}
	theirs = "nothing"
	if s := r.Set(); s != nil {
		theirs = recordsInShort(b, s)
	}
	return ours, theirs
}

// mostRecords is how many records of a set are written out.
const mostRecords = 3

func recordsInShort(b *text.Book, s *wire.RRset) string {
	var out []string
	for _, rr := range s.RRs {
		if len(out) == mostRecords {
			out = append(out, fmt.Sprintf("%d more", len(s.RRs)-mostRecords))
			break
		}
		out = append(out, shortData(rr))
	}
	slices.Sort(out[:min(len(out), mostRecords)])
	return b.List(out)
}

// longestData is how much of the data of one record is written out.
const longestData = 60

func shortData(rr wire.RR) string {
	text := evidence.Escape(rr.Text(), evidence.WildMax)
	if len(text) > longestData {
		return text[:longestData] + "..."
	}
	return text
}

// resolverAddr is the address in the name of a resolver, whose forms are those of
// evidence.Vantage; empty if it has none.
func resolverAddr(name string) string {
	if _, rest, ok := strings.Cut(name, "://"); ok {
		name, _, _ = strings.Cut(rest, "/")
		if _, host, ok := strings.Cut(name, "@"); ok {
			name = host
		}
	}
	at, err := netip.ParseAddrPort(name)
	if err != nil {
		return ""
	}
	return at.Addr().String()
}
