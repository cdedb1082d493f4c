package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
)

// tlsaFutureKeyOnly: the records fit nothing that is served, and an older copy of
// them does: the record of the key in use was taken away too early.
func tlsaFutureKeyOnly() Rule {
	return Rule{
		Code: "tlsa.future-key-only", Severity: finding.Fatal, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 4", "RFC 7671 8.1"},
		Detect: detectTlsaFutureKeyOnly,
	}
}

func detectTlsaFutureKeyOnly(c *Case) []finding.Finding {
	return c.mismatchOf("tlsa.future-key-only", func(f *finding.Finding, h *mail.Host, a *mail.Address) {
		old, _ := c.olderCopy(h, a)
		f.Args["old"], f.Args["where"] = recordLines(old.records), old.where
		f.Args["some"] = finding.Flag(a.Otherwise != mail.OutcomePending)
		if f.Args["some"] != "" {
			f.Weight = finding.Risk // who asks that server still gets the record that fits
		}
	})
}

// isTooEarly: an older copy of the records fits.
func isTooEarly(c *Case, h *mail.Host, a *mail.Address) bool {
	_, ok := c.olderCopy(h, a)
	return ok
}

// oldRecords is an earlier form of a TLSA RRset, and who still has it.
type oldRecords struct {
	records []tlsa.Record
	where   string
}

// olderCopy finds an earlier form of the records of a host that fits what an
// address shows: on a name server that is behind the others, or in the memory of
// a resolver.
func (c *Case) olderCopy(h *mail.Host, a *mail.Address) (oldRecords, bool) {
	for _, copied := range h.Fits(a, c.At) {
		var at []string
		for _, s := range copied.Servers {
			if c.behind(s) {
				at = append(at, serverLabel(s))
			}
		}
		if len(at) > 0 {
			return oldRecords{copied.Records, c.Words.List(at)}, true
		}
	}
	o := c.Report.Opinion
	if o == nil || h.TLSA == nil || h.Mode != mail.ModeDANE || len(a.ChainDER) == 0 {
		return oldRecords{}, false
	}
	for _, r := range o.Rows {
		if r.Type != h.TLSA.Type || r.Name != h.TLSA.Name || r.Through == nil || !slices.Contains(r.Views, opinion.Stale) {
			continue
		}
		records := tlsa.Parse(r.Through.Set)
		if tlsa.Compare(records, tlsa.Peer{Chain: tlsa.ReadChain(a.ChainDER), Names: h.Names, At: c.At}).Matched {
			return oldRecords{records, c.Words.Say("[at] the resolver %s", o.Resolver)}, true
		}
	}
	return oldRecords{}, false
}

// behind tells whether a name server has an older version of its zone than
// another one (RFC 1982).
func (c *Case) behind(s view.Server) bool {
	for _, t := range c.Report.Servers {
		for _, r := range t.Rows {
			if r.Server.Addr == s.Addr && slices.ContainsFunc(r.Faults, kinds(servers.OutOfSync)) {
				return true
			}
		}
	}
	return false
}
