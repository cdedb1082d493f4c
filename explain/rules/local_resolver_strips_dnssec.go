package rules

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// localResolverStripsDnssec: the resolver that we ask removes signatures.
func localResolverStripsDnssec() Rule {
	return Rule{
		Code: "local.resolver-strips-dnssec", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 4035 4.1", "RFC 3225 3", "RFC 8027 3.1"},
		Causes: []finding.Code{"local.captive-portal"},
		Detect: detectLocalResolverStripsDnssec,
	}
}

func detectLocalResolverStripsDnssec(c *Case) []finding.Finding {
	if !c.deciding() {
		return c.strippedBeside()
	}
	bare := c.stripped()
	if len(bare) == 0 || (!c.Report.Complete && len(bare) < severalServers) {
		return nil
	}
	f := finding.Finding{Subject: c.Words.Say("resolver %s", bare[0].Server.Addr), Link: LinkZone(wire.Root()), Args: finding.Args{
		"domain": c.Report.Domain.Show(), "resolver": c.resolver(), "deciding": "yes", "count": fmt.Sprint(len(bare)), "edns": "",
	}}
	var asked []string
	for _, a := range bare {
		f.Evidence = append(f.Evidence, a.ID)
		if s := strings.TrimSpace(a.Name.Show() + " " + a.Type.String()); !slices.Contains(asked, s) {
			asked = append(asked, s)
		}
		if a.Msg.EDNS.Present {
			f.Args["edns"] = "yes"
		}
	}
	f.Args["asked"] = c.Words.List(asked)
	return []finding.Finding{f}
}

// strippedBeside is for a resolver that was asked to compare: the name servers
// gave the signatures.
func (c *Case) strippedBeside() []finding.Finding {
	if _, ok := c.concluded(opinion.Strips); !ok {
		return nil
	}
	f := c.resolverFinding(nil)
	f.Args["edns"] = ""
	var asked []string
	f.Evidence = nil
	for _, a := range c.View.Beside().All() {
		if !a.Usable() || !ofRoot(a) {
			continue
		}
		f.Evidence = append(f.Evidence, a.ID)
		asked = append(asked, strings.TrimSpace(a.Name.Show()+" "+a.Type.String()))
		if a.Msg.EDNS.Present {
			f.Args["edns"] = "yes"
		}
	}
	slices.Sort(asked)
	f.Args["asked"], f.Args["count"] = c.Words.List(slices.Compact(asked)), fmt.Sprint(len(f.Evidence))
	return []finding.Finding{f}
}

// stripped returns the answers without any signature to questions whose answers
// are signed always, if a resolver was asked and none of them came with one. A
// resolver that knows DNSSEC passes signatures on to whoever asks with DO=1
// (RFC 4035 3.2.1). No zone may be called unsigned, or broken, for what such a
// resolver says (RFC 4035 4.1).
func (c *Case) stripped() []*view.Answer {
	if c.resolver() == "" || c.rootUnanchored() {
		return nil
	}
	var bare []*view.Answer
	for _, a := range c.View.All() {
		if !a.Resolver || !a.Usable() || !ofRoot(a) {
			continue
		}
		if hasSignature(a) {
			return nil
		}
		bare = append(bare, a)
	}
	return bare
}

// rootUnanchored tells whether the root is taken to be unsigned, because all
// trust anchors are below it.
func (c *Case) rootUnanchored() bool {
	return slices.ContainsFunc(c.Report.Zones, func(z *dnssec.Zone) bool { return z.Name.IsRoot() && z.Reason == dnssec.AboveAnchor })
}

// ofRoot tells whether an answer is of the root zone whatever zones there are:
// about the root itself, or the DS records of a top-level domain.
func ofRoot(a *view.Answer) bool {
	return a.Name.IsRoot() || a.Name.Labels() == 1 && a.Type == wire.TypeDS
}

func hasSignature(a *view.Answer) bool {
	signed := func(s *wire.RRset) bool { return len(s.Sigs) > 0 }
	return slices.ContainsFunc(a.Answer, signed) || slices.ContainsFunc(a.Authority, signed)
}
