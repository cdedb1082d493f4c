package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
)

// dnssecIndeterminate: whether a zone is signed cannot be found out, because the
// question for its DS gets no usable answer.
func dnssecIndeterminate() Rule {
	return Rule{
		Code: "dnssec.indeterminate", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 4035 4.3", "RFC 7672 2.1.1"},
		Causes: []finding.Code{
			"local.no-dns", "local.udp-fragments-dropped", "local.tcp53-blocked", "dns.ns-unreachable", "dns.lame-delegation", "dns.edns-broken",
			"dns.tcp-unsupported", "dns.glue-wrong",
		},
		Detect: detectDnssecIndeterminate,
	}
}

func detectDnssecIndeterminate(c *Case) []finding.Finding {
	if !c.Report.Complete || !c.Report.Reached {
		return nil
	}
	out := c.faultFindings(func(p Place, f *finding.Finding) {
		f.Weight = finding.Fatal // RFC 7672 2.1.1: for mail it is a failed lookup, not an unsigned domain
		f.Args["servers"] = serverList(p.words, p.results())
		f.Args["child"], f.Args["size"] = p.Fault.Name.Show(), ""
	}, dnssec.DSUnavailable)
	out = append(out, c.uncheckable()...)
	return slices.DeleteFunc(out, func(f finding.Finding) bool { return c.ownFailures(f.Evidence) })
}

// uncheckable finds answers whose only signature is by a key of a size that is
// not used here, in a zone that has other keys too: it is not shown to be wrong,
// and "unsigned" it would be for whoever strips the other signatures.
func (c *Case) uncheckable() []finding.Finding {
	var out []finding.Finding
	for _, p := range c.Faults(dnssec.UnsupportedKeySize) {
		if !p.fails() {
			continue
		}
		f := p.Finding()
		f.Weight, f.Args["partial"], f.Args["size"] = finding.Fatal, "", "yes"
		f.Args["servers"], f.Args["child"] = serverList(p.words, p.results()), p.Fault.Name.Show()
		out = append(out, f)
	}
	return out
}

// fails tells whether senders that check do not take what this place decides.
func (p Place) fails() bool {
	if p.Own() {
		return p.Zone.Status.Fails()
	}
	return p.Lookup != nil && p.Lookup.Status.Fails()
}
