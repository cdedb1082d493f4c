package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/servers"
	"danewalk/probe/wire"
)

// dnsNsSomeUnreachable: some name servers of a zone do not answer.
func dnsNsSomeUnreachable() Rule {
	return Rule{
		Code: "dns.ns-some-unreachable", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 2182 3.1"}, Causes: []finding.Code{"local.ipv6-broken", "dns.glue-wrong"},
		Detect: detectDnsNsSomeUnreachable,
	}
}

func detectDnsNsSomeUnreachable(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, a := range c.accuse(kinds(servers.Unreachable, servers.NoUDP, servers.Drops, servers.Garbage, servers.Errors)) {
		if a.has(servers.Unreachable) && a.keep(kinds(servers.Unreachable)).all() {
			continue // dns.ns-unreachable
		}
		// A question that nobody answers is a lookup that fails, with a code of its
		// own; so are dropped TLSA questions.
		a = a.keep(func(f servers.Fault) bool {
			return kinds(servers.Unreachable, servers.NoUDP)(f) || needed(f.Question) && f.Question.Type != wire.TypeTLSA && a.answered(f.Question)
		})
		if len(a.rows) == 0 {
			continue
		}
		f := c.accusedFinding(a)
		f.Args["does"], f.Args["errors"] = a.does(), a.onlyErrors()
		f.Args["question"] = finding.Flag(len(a.keep(kinds(servers.Unreachable, servers.NoUDP)).rows) == 0)
		if a.high() || len(a.keep(kinds(servers.Unreachable, servers.NoUDP, servers.Drops, servers.Errors)).rows) == 0 {
			// Messages that do not fit may be forged by somebody else; a registry
			// watches its servers itself.
			f.Weight = finding.Info
		}
		out = append(out, f)
	}
	return out
}

// onlyErrors names the response codes, if errors are all that the accused are
// accused of: such a server is not silent.
func (a accused) onlyErrors() string {
	var codes []string
	for _, r := range a.rows {
		for _, f := range r.Faults {
			if f.Kind != servers.Errors {
				return ""
			}
			if code := f.Rcode.String(); !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return a.words.List(codes)
}
