package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// localNoDns: not one DNS answer came, nothing but errors of the
// resolver, or from some moment on none any more.
func localNoDns() Rule {
	return Rule{
		Code: "local.no-dns", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 7672 2.1.1"},
		Detect: detectLocalNoDns,
	}
}

func detectLocalNoDns(c *Case) []finding.Finding {
	if t := c.View.Turned(); t != nil && len(c.strangers()) == 0 && c.Report.Reached {
		return c.port53Closed(t)
	}
	useless := c.resolver() != "" && !slices.ContainsFunc(c.View.All(), (*view.Answer).Usable)
	var silent []evidence.ID
	if c.Report.Complete && c.Report.Reached && c.resolver() == "" {
		silent = c.wentSilent()
	}
	gaveUp := c.gaveUp()
	if c.Report.Reached && !useless && len(silent)+len(gaveUp) == 0 || !c.Report.Complete || c.Report.MX.Kind == mail.MXLiteral {
		return nil
	}
	f := finding.Finding{Subject: c.Words.Say("DNS from this computer"), Link: LinkZone(wire.Root()), Args: finding.Args{
		"domain": c.Report.Domain.Show(), "resolver": c.resolver(), "errors": "", "partly": "", "turned": "", "checked": "", "untrusted": "", "gaveup": "",
	}}
	if len(gaveUp) > 0 && !useless {
		f.Args["gaveup"], f.Args["partly"], f.Evidence = "yes", "yes", gaveUp
		return []finding.Finding{f}
	}
	if len(silent) > 0 {
		f.Args["partly"], f.Evidence = "yes", silent
		return []finding.Finding{f}
	}
	if c.Report.Reached {
		f.Args["errors"] = "yes" // from a resolver to every question, also about the root
	}
	for _, a := range c.View.All() {
		f.Evidence = append(f.Evidence, a.Tries...)
		if it, _ := c.View.Item(a.ID); a.Failure == evidence.Untrusted && it.Query != nil {
			f.Args["untrusted"] = it.Query.Detail.String() // RFC 8310 5
		}
	}
	if len(f.Evidence) == 0 {
		f.Evidence = c.startEvidence()
	}
	return []finding.Finding{f}
}

// gaveUp returns the tries in which the resolver failed at what decides, if it
// failed at everything after that.
func (c *Case) gaveUp() (ids []evidence.ID) {
	if !c.Report.Complete || c.resolver() == "" {
		return nil
	}
	for _, asked := range c.Lookups() {
		if asked.Lookup.Status.Fails() {
			ids = append(ids, mail.GaveUp(c.View.All(), asked.Lookup)...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// port53Closed is about a check that turned to a resolver because no name server
// could be reached. Whether that harms depends on the resolver: answers that
// validate from the root down are as good as those of the name servers.
func (c *Case) port53Closed(t *evidence.Turn) []finding.Finding {
	f := finding.Finding{Subject: c.Words.Say("DNS from this computer"), Link: LinkZone(wire.Root()), Args: finding.Args{
		"domain": c.Report.Domain.Show(), "resolver": evidence.Escape(t.Resolver, evidence.WildMax), "errors": "", "partly": "", "turned": "yes", "checked": "", "untrusted": "", "gaveup": "",
	}}
	if c.validated() {
		f.Args["checked"], f.Weight = "yes", finding.Info
	} else if !c.Report.Complete {
		return nil
	}
	for _, a := range c.View.Beside().All() {
		f.Evidence = append(f.Evidence, a.Tries...)
	}
	if len(f.Evidence) == 0 {
		f.Evidence = c.startEvidence()
	}
	return []finding.Finding{f}
}

// validated tells whether the root validates, so that what comes through a
// resolver was not taken on trust.
func (c *Case) validated() bool { return c.zone(wire.Root()).Status == dnssec.Secure }

// strangers returns what answered in the name of the root servers, before the
// check turned to a resolver, and was not they: without authority, or as a
// resolver.
func (c *Case) strangers() (ids []evidence.ID) {
	for _, a := range c.View.Beside().All() {
		root := a.Server.Zone.IsRoot() && !a.Resolver && a.Msg != nil
		real := a.Msg != nil && (a.Usable() && a.Msg.AA || a.Class == view.Referral && !a.Msg.RA)
		if root && !real {
			ids = append(ids, a.ID)
		}
	}
	return ids
}
