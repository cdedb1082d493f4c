package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// tlsaDuplicateNamesTtl: the name servers do not agree on the TLSA records.
func tlsaDuplicateNamesTtl() Rule {
	return Rule{
		Code: "tlsa.duplicate-names-ttl", Severity: finding.Info, Layer: finding.LayerTLSA, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 7671 8.1", "RFC 1034 4.3.5"},
		Causes: []finding.Code{"dns.zone-out-of-sync"},
		Detect: detectTlsaDuplicateNamesTtl,
	}
}

func detectTlsaDuplicateNamesTtl(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.withRecords() {
		groups := c.tlsaByServer(h)
		if len(groups) < 2 {
			continue
		}
		f := c.tlsaFinding(h)
		f.Subject = f.Args["owner"] + " TLSA"
		f.Args["fails"], f.Args["bad"], f.Args["zone"] = "", "", f.Args["base"]
		if z := h.TLSA.Zone; z != nil {
			f.Args["zone"] = z.Name.Show()
		}
		var lines []string
		for _, g := range groups {
			f.Evidence = append(f.Evidence, g.ids...)
			lines = append(lines, strings.Join(g.servers, ", ")+": "+g.words(c.Words))
			if c.wouldFail(h, g.set) { // whoever asks this server refuses a server that others accept
				f.Weight, f.Args["fails"], f.Args["bad"] = finding.Risk, "yes", strings.Join(g.servers, ", ")
			}
		}
		f.Args["lines"] = strings.Join(lines, paragraph)
		out = append(out, f)
	}
	return out
}

// serverGroup is the servers that give the same TLSA records.
type serverGroup struct {
	set     *wire.RRset // nil: none
	servers []string
	ids     []evidence.ID
}

func (g serverGroup) words(b *text.Book) string {
	if g.set == nil {
		return b.Say("[of records] none")
	}
	return strings.ReplaceAll(recordLines(tlsa.Parse(g.set)), paragraph, ", ")
}

// tlsaByServer groups the servers of the deciding TLSA lookup by what they
// answer. Servers that gave nothing usable do not count.
func (c *Case) tlsaByServer(h *mail.Host) []serverGroup {
	var out []serverGroup
	for _, s := range h.TLSA.Servers {
		if s.Answer == nil || (s.Outcome != dnssec.Found && s.Outcome != dnssec.Empty && s.Outcome != dnssec.Missing) || !s.Alias.IsZero() {
			continue
		}
		i := slices.IndexFunc(out, func(g serverGroup) bool { return sameRecords(g.set, s.Set) })
		if i < 0 {
			i = len(out)
			out = append(out, serverGroup{set: s.Set})
		}
		out[i].servers = append(out[i].servers, serverName(s))
		out[i].ids = append(out[i].ids, s.Answer.ID)
	}
	return out
}

// sameRecords compares the data of two sets; order and TTL do not matter.
func sameRecords(a, b *wire.RRset) bool {
	return slices.Equal(sortedData(a), sortedData(b))
}

func sortedData(s *wire.RRset) (out []string) {
	if s == nil {
		return nil
	}
	for _, rr := range s.RRs {
		out = append(out, string(rr.RData))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wouldFail tells whether a certificate that passes would not pass with the
// records of this set.
func (c *Case) wouldFail(h *mail.Host, set *wire.RRset) bool {
	other := *h
	other.Records = tlsa.Parse(set)
	if tlsa.Usable(other.Records) == 0 {
		return false
	}
	return slices.ContainsFunc(passing(h), func(a *mail.Address) bool { return !other.Compare(a.ChainDER, c.At).Matched })
}
