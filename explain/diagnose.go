package explain

import (
	"slices"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/patience"
	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// Diagnose judges a case and explains the result. It works on a growing case
// too: then Final is false and the verdict is mail.Checking until it is certain.
func Diagnose(c evidence.Case, o Options) *Diagnosis {
	c.Complete = c.Complete && !o.Stopped // silence is no evidence when we left early
	v := view.Simulate(c, o.Memo.Answers(), o.Edits)
	rule := policy(v, o)
	report := mail.Judge(v, mail.Policy{Policy: rule, Roots: o.Roots})
	judged := &rules.Case{View: v, Report: report, At: report.At, Policy: rule, Words: o.Words}
	found := rules.Run(judged)
	result := rules.Result{Verdict: verdict(report, found)}
	if i := breakOf(result.Verdict, found); i >= 0 {
		result.Break = &found[i]
	}
	found = rules.Advise(judged, found, result)
	d := &Diagnosis{
		Words: o.Words, Typed: report.Typed.String(), Domain: report.Domain.Show(), At: report.At, Started: report.Started,
		Verdict: result.Verdict, Final: c.Complete, Break: -1, Report: report, Policy: rule, Took: last(c),
		Exchanges: exchanges(c), Zones: judged.ChainZones(), NoSMTP: v.Start().Kind == evidence.KindDomain && !v.Start().Vantage.SMTP,
	}
	d.Stopped, d.Simulated = o.Stopped, len(o.Edits) > 0
	if !d.Final && !d.Stopped {
		d.Pending, d.Patience = patience.Of(c.Items), o.Patience
	}
	if l := v.Start().Literal; l != "" {
		d.Domain = "[" + l + "]"
	}
	if report.Resolve != nil {
		d.Domain = report.Resolve.Name.Show()
	}
	d.Unicode = Unicode(d.Domain)
	d.Findings = explainAll(d, found)
	d.Break = breakOf(d.Verdict, found)
	d.Links = links(d)
	withdraw(d, d.Links)
	if d.Stopped {
		halt(d.Links)
	}
	d.Headline = headline(d)
	d.Answers, d.Copy = general(d)
	return d
}

// halt says of every link that was under way that it is not known.
func halt(links []Link) {
	for i := range links {
		if links[i].State == Running {
			links[i].State = Unknown
		}
	}
}

func last(c evidence.Case) time.Duration {
	var at time.Duration
	for _, it := range c.Items {
		if it.Step == nil { // those are no evidence
			at = max(at, it.At)
		}
	}
	return at
}

func exchanges(c evidence.Case) (n int) {
	for _, it := range c.Items {
		if it.Query != nil {
			n++
		}
	}
	return n
}

// verdict adds to the mail verdict what only the rules know: a domain that
// passes today but has a fault on a path or an approaching date is at risk; so
// is one that takes mail at one server while another one turned us away. And
// what our own side spoiled is held against nobody.
func verdict(r *mail.Report, found []finding.Finding) mail.Verdict {
	endangered := slices.ContainsFunc(found, func(f finding.Finding) bool { return dangerous(f) && root(found, f).Weight != finding.Local })
	passes := slices.ContainsFunc(r.Hosts, func(h mail.Host) bool { return h.Outcome == mail.OutcomePass })
	blind := slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Weight == finding.Local && rules.Blinds(f.Code) })
	switch {
	case r.Verdict == mail.NotProtected && (blind || outOfDate(found)):
		return mail.CannotTell // "not signed" as far as we can see, which is not far
	case (r.Verdict == mail.Blocked || r.Verdict == mail.AtRisk && !endangered) && ourOwn(found):
		return mail.CannotTell
	case endangered && (r.Verdict == mail.Protected || (r.Verdict == mail.CannotTell && passes)):
		return mail.AtRisk
	}
	return r.Verdict
}

// outOfDate tells whether DANE is absent only in what a resolver remembers: no
// fact that stands by itself says so.
func outOfDate(found []finding.Finding) bool {
	stands := func(f finding.Finding) bool {
		return f.Weight == finding.Lost && root(found, f).Weight != finding.Local
	}
	old := func(f finding.Finding) bool { return f.Weight == finding.Local && f.Code == "local.stale-cache" }
	return slices.ContainsFunc(found, old) && !slices.ContainsFunc(found, stands)
}

// dangerous tells whether a finding is one that delivery may fail by.
func dangerous(f finding.Finding) bool { return f.Weight == finding.Fatal || f.Weight == finding.Risk }

// root follows the causes of a finding to the first one.
func root(found []finding.Finding, f finding.Finding) finding.Finding {
	for range found { // a chain of causes is no longer than the list
		if f.CausedByIndex > 0 {
			f = found[f.CausedByIndex-1]
		}
	}
	return f
}

// ourOwn tells whether every fatal finding, or where there is none every one
// that delivery may fail by, follows from one on our own side.
func ourOwn(found []finding.Finding) bool {
	fatal := slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Weight == finding.Fatal })
	ours := false
	for _, f := range found {
		if !dangerous(f) || fatal && f.Weight != finding.Fatal {
			continue
		}
		if root(found, f).Weight != finding.Local {
			return false
		}
		ours = true
	}
	return ours
}

// breakOf returns the first cause that explains the verdict: the first finding,
// from the root down, of a weight that leads to such a verdict and that is not a
// consequence of another one.
func breakOf(v mail.Verdict, found []finding.Finding) int {
	for _, set := range explains(v) {
		for i, f := range found {
			if v == mail.Checking && f.Layer < finding.LayerTLSA {
				continue // another name server may still show that it is not so
			}
			if f.CausedByIndex == 0 && slices.Contains(set, f.Weight) && !aside(f) {
				return i
			}
		}
	}
	return -1
}

// aside tells whether a finding says nothing about a verdict: a fact that is no
// fault explains one only if it says that DANE is not used at all.
func aside(f finding.Finding) bool {
	return f.Advice || f.Weight == finding.Info && f.Code != "tlsa.none" && f.Layer != finding.LayerDANE
}

// explains lists, in order of preference, the sets of weights that explain a
// verdict.
func explains(v mail.Verdict) [][]finding.Severity {
	switch v {
	case mail.Protected:
		return nil
	case mail.AtRisk:
		return [][]finding.Severity{{finding.Fatal, finding.Risk}, {finding.Lost}}
	case mail.Blocked, mail.NoMail:
		return [][]finding.Severity{{finding.Fatal}, {finding.Risk}, {finding.Lost}}
	case mail.NotProtected:
		return [][]finding.Severity{{finding.Fatal, finding.Lost}, {finding.Info}, {finding.Risk}}
	case mail.CannotTell:
		return [][]finding.Severity{{finding.Local}, {finding.Fatal, finding.Risk}, {finding.Lost}}
	case mail.Checking:
		return [][]finding.Severity{{finding.Fatal}}
	}
	return nil
}
