package rules

import (
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
		Subject: c.Words.Say("resolver %s", name), Link: LinkZone(wire.Root()), Owner: finding.OwnerUs, Weight: finding.Info,
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
	f.Args["asked"], f.Args["about"] = c.Words.List(rowNames(c.Words, rows)), c.Words.Say("the root")
	f.Args["name"], f.Args["type"] = ".", "DNSKEY"
	if len(rows) > 0 {
		f.Args["name"], f.Args["type"] = rows[0].Name.Show(), rows[0].Type.String()
		f.Args["about"] = inquiry(c.Words, rows[0].Name, rows[0].Type)
	}
	return f
}

// inquiry says what a question is about to somebody who knows mail, not DNS.
func inquiry(b *text.Book, name wire.Name, t wire.Type) string {
	what := text.Phrase("a record of %s")
	switch t {
	case wire.TypeMX:
		what = text.Phrase("the mail servers of %s")
	case wire.TypeA, wire.TypeAAAA:
		what = text.Phrase("the address of %s")
	case wire.TypeTLSA:
		what = text.Phrase("the TLSA record of %s")
	case wire.TypeDNSKEY, wire.TypeCDNSKEY, wire.TypeDS, wire.TypeCDS:
		if name.IsRoot() {
			return b.Say("the signing keys of the root")
		}
		what = text.Phrase("the signing keys of %s")
	}
	if name.IsRoot() {
		return b.Say("a record of the root")
	}
	return b.Say(what, name.Show())
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
func rowNames(b *text.Book, rows []opinion.Row) []string {
	var out []string
	for _, r := range rows {
		name := r.Name.Show() + " " + r.Type.String()
		if r.Probe {
			name = b.Say("a made-up name")
			if zone := r.Name.Parent(); !zone.IsRoot() {
				name = b.Say("a made-up name in .%s", zone.Show())
			}
		}
		out = append(out, name)
	}
	return out
}

// rowData is what the name servers gave, and what the resolver gave, in short.
func rowData(b *text.Book, r opinion.Row) (ours, theirs string) {
	ours = b.Say("[of records] nothing")
	if r.Ours != nil && r.Ours.Set != nil {
		ours = recordsInShort(b, r.Ours.Set)
	}
	theirs = b.Say("[of records] nothing")
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
			out = append(out, b.Say("[records] %d more", len(s.RRs)-mostRecords))
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
