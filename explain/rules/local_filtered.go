package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// localFiltered: the resolver that we ask answers other questions, but not one that decides.
func localFiltered() Rule {
	return Rule{
		Code: "local.filtered", Severity: finding.Local, Layer: finding.LayerLocal, Owner: finding.OwnerUs,
		RFC:    []string{"RFC 8914 4.5", "RFC 8914 4.16", "RFC 1035 4.1.1"},
		Causes: []finding.Code{"local.no-dns", "local.tcp53-blocked", "local.resolver-strips-dnssec", "local.captive-portal"},
		Detect: detectLocalFiltered,
	}
}

func detectLocalFiltered(c *Case) []finding.Finding {
	if c.resolver() == "" {
		return c.filteredBeside()
	}
	if !c.Report.Complete || !slices.ContainsFunc(c.View.All(), (*view.Answer).Usable) {
		return nil
	}
	var out []finding.Finding
	for _, asked := range c.Lookups() {
		fault := asked.Lookup.Fault
		if l := asked.Lookup; l.Status == dnssec.Insecure && mail.Invented(c.View.All(), l) {
			fault.Name, fault.Type = l.Name, l.Type // nothing proves it, and the resolver says that it is its own
		} else if !l.Status.Fails() {
			continue
		}
		subject := strings.TrimSpace(fault.Name.Show() + " " + fault.Type.String())
		for _, a := range c.View.Answers(fault.Name, fault.Type) {
			known := slices.ContainsFunc(out, func(f finding.Finding) bool { return f.Subject == subject })
			if known || !mail.Filtered(a) && !mail.Contradicts(c.View.All(), c.View.Opinions(), fault) {
				continue
			}
			zone := c.deepestZone(wire.Holder(fault.Name, fault.Type))
			out = append(out, finding.Finding{
				Subject: subject, Link: asked.Link, Zone: zone.Show(), Evidence: slices.Clone(a.Tries), Args: finding.Args{
					"domain": c.Report.Domain.Show(), "resolver": c.resolver(), "deciding": "yes", "question": subject, "how": how(c.Words, a), "ede": extended(a),
					"name": fault.Name.Show(), "type": fault.Type.String(),
				},
			})
		}
	}
	return out
}

// filteredBeside is for a resolver that was asked to compare: what it keeps back
// the name servers gave, and nothing is held against anybody.
func (c *Case) filteredBeside() []finding.Finding {
	rows, _ := c.concluded(opinion.Filters)
	var out []finding.Finding
	for _, r := range rows {
		a := r.Own
		if a == nil || r.Data != nil && mail.Filtered(r.Data) && !mail.Filtered(a) {
			a = r.Data
		}
		f := c.resolverFinding([]opinion.Row{r})
		f.Subject, f.Link, f.Zone = f.Args["asked"], cmp.Or(c.linkOf(r), f.Link), c.deepestZone(wire.Holder(r.Name, r.Type)).Show()
		f.Args["question"], f.Args["how"], f.Args["ede"] = f.Args["asked"], how(c.Words, a), extended(a)
		if a.Class == view.Answered {
			_, f.Args["how"] = rowData(c.Words, r)
		}
		out = append(out, f)
	}
	return out
}

// filtered tells whether the resolver gave no proper answer to the question that
// a fault is about.
func (c *Case) filtered(f dnssec.Fault) bool {
	return c.resolver() != "" && (slices.ContainsFunc(c.View.Answers(f.Name, f.Type), mail.Filtered) ||
		mail.Contradicts(c.View.All(), c.View.Opinions(), f))
}

// deepestZone returns the deepest zone of the chain that holds a name.
func (c *Case) deepestZone(name wire.Name) wire.Name {
	best := wire.Root()
	for _, z := range c.Report.Zones {
		if name.Under(z.Name) && z.Name.Below(best) {
			best = z.Name
		}
	}
	return best
}

// extended lists the extended errors of an answer (RFC 8914).
func extended(a *view.Answer) string {
	if a.Msg == nil {
		return ""
	}
	var out []string
	for _, e := range a.Msg.EDNS.Errors {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%d %s", e.Code, evidence.Escape(string(e.Text), evidence.WildMax))))
	}
	return strings.Join(out, "; ")
}
