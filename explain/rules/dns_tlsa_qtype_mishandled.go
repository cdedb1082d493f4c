package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// dnsTlsaQtypeMishandled: name servers answer questions, but not those for TLSA.
func dnsTlsaQtypeMishandled() Rule {
	return Rule{
		Code: "dns.tlsa-qtype-mishandled", Severity: finding.FatalIf, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC: []string{"RFC 7672 2.1.2", "RFC 7672 2.2.2", "RFC 3597 3"}, Causes: []finding.Code{"dns.ns-unreachable", "dns.lame-delegation"},
		Detect: detectDnsTlsaQtypeMishandled,
	}
}

func detectDnsTlsaQtypeMishandled(c *Case) []finding.Finding {
	var out []finding.Finding
	for i := range c.Report.Hosts {
		h := &c.Report.Hosts[i]
		name, err := wire.TLSAName(h.Name, wire.SMTPPort)
		if err != nil || !c.Report.Complete || h.Gate != mail.GateSecure {
			continue // RFC 7672 2.2.2: of an insecure host the answer must not even be looked at
		}
		f := c.HostFinding(h, StepTLSA)
		var bad, fine []string
		answers := c.View.Answers(name, wire.TypeTLSA)
		answered := slices.ContainsFunc(answers, (*view.Answer).Usable)
		for _, a := range answers {
			switch {
			case a.Resolver: // it hides which server fails, and may be what fails itself
			case a.Class == view.Referral || a.Server.Zone.Labels() <= 1 || !c.otherwiseFine(a):
			case answered && a.Class == view.Failed && !c.silentToType(a): // may be chance
			case refusesType(a):
				bad = append(bad, a.Server.Addr.Addr().String())
				f.Evidence = append(f.Evidence, a.Tries...)
				f.Zone = a.Server.Zone.Show()
				f.Args["how"], f.Args["does"], f.Args["at"] = how(a), does(a), a.Server.Addr.Addr().String()
			default:
				fine = append(fine, a.Server.Addr.Addr().String())
			}
		}
		if len(bad) == 0 {
			continue
		}
		f.Weight = finding.Fatal
		if len(fine) > 0 {
			f.Weight = finding.Risk
		}
		f.Owner, f.OwnerOf, f.Subject, f.Host, f.Depth = finding.OwnerDNS, f.Zone, f.Zone, "", wire.MustName(f.Zone).Labels()
		f.Args["host"], f.Args["servers"], f.Args["name"] = h.Name.Show(), fix.List(bad), name.Show()
		out = append(out, f)
	}
	return out
}

// otherwiseFine tells whether the server answers other questions of the zone.
func (c *Case) otherwiseFine(tlsa *view.Answer) bool {
	return slices.ContainsFunc(c.View.All(), func(a *view.Answer) bool {
		return a.Server == tlsa.Server && a.Type != wire.TypeTLSA && a.Usable()
	})
}

// refusesType tells whether an answer is an error or silence.
func refusesType(a *view.Answer) bool {
	return a.Class == view.Failed && a.Failure != evidence.Cancelled || a.Class == view.ErrorCode || a.Class == view.Lame
}

// silentToType tells whether a server gave nothing to every TLSA question that
// it was asked, and to more than one: datagrams get lost.
func (c *Case) silentToType(tlsa *view.Answer) bool {
	asked := 0
	for _, a := range c.View.All() {
		if a.Server != tlsa.Server || a.Type != wire.TypeTLSA || a.Failure == evidence.Cancelled {
			continue
		}
		if a.Class != view.Failed {
			return false
		}
		asked++
	}
	return asked > 1
}

// does says in plain words what a server makes of the question: "do not answer".
func does(a *view.Answer) string {
	if a.Class == view.Failed && a.Failure == evidence.Timeout {
		return "do not answer"
	}
	return "answer " + how(a) + " to"
}

// how says what came instead of an answer.
func how(a *view.Answer) string {
	if a.Class == view.ErrorCode {
		return a.Msg.Rcode.String()
	}
	if a.Failure != "" {
		return string(a.Failure)
	}
	return string(a.Class)
}
