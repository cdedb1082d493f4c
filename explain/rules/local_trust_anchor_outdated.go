package rules

import (
	"cmp"
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/wire"
)

// localTrustAnchorOutdated: the zone of a trust anchor publishes
// and signs with other keys than the anchors we have, or none covers the name.
func localTrustAnchorOutdated() Rule {
	return Rule{
		Code: "local.trust-anchor-outdated", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 4033 2", "RFC 5011 2.3"},
		Detect: detectLocalTrustAnchorOutdated,
	}
}

func detectLocalTrustAnchorOutdated(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, p := range c.Faults(dnssec.AnchorMismatch) {
		if p.Zone != nil && p.Zone.Name.IsRoot() && len(p.Zone.Keys) == 0 && c.View.Resolver() == "" {
			continue // no key at all: that is not what the root says, see local.dns-intercepted
		}
		f := p.Finding()
		f.Owner, f.OwnerOf, f.Subject = finding.OwnerUs, "", c.Words.Say("trust anchor for %s", f.Zone)
		f.Zone = ""
		f.Args["anchored"] = p.Fault.Zone.Show()
		if p.Zone != nil {
			f.Args["anchored"] = p.Zone.Name.Show()
			var tags []string
			for _, k := range p.Zone.Keys {
				if k.DNSKEY.IsSEP() {
					tags = append(tags, fmt.Sprint(k.Tag))
				}
			}
			f.Args["keys"] = c.Words.List(tags)
			f.Evidence = append(f.Evidence, p.Zone.Evidence...)
		}
		if len(f.Evidence) == 0 { // an anchor at a name where no zone begins
			f.Evidence = c.startEvidence()
		}
		if f.Args["keys"] == "" {
			f.Args["keys"] = c.Words.Say("[of key tags] none")
		}
		f.Args["uncovered"] = ""
		out = append(out, f)
	}
	if len(out) == 0 {
		out = c.uncovered()
	}
	for i := range out {
		out[i].Args["resolver"], out[i].Args["dig"] = "", ""
	}
	if len(out) == 0 {
		out = c.onlyOldKey()
	}
	out = append(out, c.resolverAnchor()...)
	for i := range out {
		if _, told := out[i].Args["old"]; !told {
			out[i].Args["old"] = ""
		}
	}
	return out
}

// onlyOldKey is for a file of anchors that has only the older key of the root:
// all is well as long as that key signs, and nothing afterwards.
func (c *Case) onlyOldKey() []finding.Finding {
	if !c.Policy.OnlyOldRootKey() {
		return nil
	}
	keys := dnssec.RootKeys()
	f := finding.Finding{
		Subject: c.Words.Say("trust anchor for %s", "."), Link: LinkZone(wire.Root()), Owner: finding.OwnerUs, Weight: finding.Hygiene, Args: finding.Args{
			"anchored": ".", "uncovered": "", "resolver": "", "dig": "", "old": fmt.Sprint(keys[0].DS.Tag),
			"keys": c.Words.Say("[of key tags] none"), "record": fmt.Sprintf(". IN DS %s", keys[len(keys)-1].DS),
		},
	}
	for _, z := range c.Report.Zones {
		if z.Name.IsRoot() {
			f.Evidence, f.Args["keys"] = z.Evidence, cmp.Or(keyWords(c.Words, z), f.Args["keys"])
		}
	}
	if len(f.Evidence) == 0 {
		f.Evidence = c.startEvidence()
	}
	return []finding.Finding{f}
}

// resolverAnchor is for a resolver that keeps back everything that is secure. We
// judge what it gives with CD=1, so that nothing here depends on its anchor.
func (c *Case) resolverAnchor() []finding.Finding {
	rows, ok := c.concluded(opinion.OldAnchor)
	if !ok {
		return nil
	}
	f := c.resolverFinding(rows)
	f.Subject = c.Words.Say("trust anchor of the resolver %s", f.Args["named"])
	f.Args["anchored"], f.Args["keys"], f.Args["uncovered"] = ".", c.Words.Say("[of key tags] none"), ""
	for _, z := range c.Report.Zones {
		if !z.Name.IsRoot() {
			continue
		}
		var tags []string
		for _, k := range z.Keys {
			if k.DNSKEY.IsSEP() {
				tags = append(tags, fmt.Sprint(k.Tag))
			}
		}
		f.Args["keys"] = cmp.Or(c.Words.List(tags), f.Args["keys"])
	}
	return []finding.Finding{f}
}

// uncovered is for names above which no anchor is configured (RFC 4033 5): the
// built-in anchors cover every name, so it is the person's own choice of them.
func (c *Case) uncovered() []finding.Finding {
	for _, a := range c.Lookups() {
		if a.Lookup.Fault.Reason != dnssec.AboveAnchor && a.Lookup.Reason != dnssec.AboveAnchor {
			continue
		}
		name := a.Lookup.Name.Show()
		return []finding.Finding{{
			Subject: c.Words.Say("trust anchor for %s", name), Link: LinkZone(wire.Root()), Owner: finding.OwnerUs, Evidence: lookupEvidence(a.Lookup),
			Args: finding.Args{"anchored": ".", "keys": c.Words.Say("[of key tags] none"), "uncovered": name},
		}}
	}
	return nil
}
