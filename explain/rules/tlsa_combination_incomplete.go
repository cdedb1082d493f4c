package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaCombinationIncomplete: of the records of one usage, selector and matching type none matches, while another kind does.
func tlsaCombinationIncomplete() Rule {
	return Rule{
		Code: "tlsa.combination-incomplete", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 8"},
		Detect: detectTlsaCombinationIncomplete,
	}
}

func detectTlsaCombinationIncomplete(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeDANE) {
		if len(failing(h)) > 0 {
			continue // the failed comparison is told by its own rule
		}
		for _, a := range passing(h) {
			idle := idleKinds(h, a)
			if len(idle) == 0 {
				continue
			}
			f := c.tlsaFinding(h, idle...)
			f.Evidence = append(f.Evidence, sessionIDs(h)...)
			k := kindOf(idle[0])
			f.Args["kind"] = fmt.Sprintf("%d %d %d", k.usage, k.selector, k.matching)
			f.Args["right"] = h.Records[a.Match.By].TLSA.String()
			out = append(out, f)
			break
		}
	}
	return out
}

// kind is a combination of parameters. Senders need not know all of them, so
// each that is published must be complete by itself (RFC 7671 8).
type kind struct{ usage, selector, matching uint8 }

func kindOf(r tlsa.Record) kind { return kind{r.TLSA.Usage, r.TLSA.Selector, r.TLSA.Matching} }

// idleKinds returns the usable records of the kinds of which none fits the
// certificate at an address. Root keys have a rule of their own.
func idleKinds(h *mail.Host, a *mail.Address) (idle []tlsa.Record) {
	fits := map[kind]bool{}
	for _, t := range a.Match.Attempts {
		if t.Matched || t.Would {
			fits[kindOf(h.Records[t.Record])] = true
		}
	}
	for _, r := range h.Records {
		if r.Problem == "" && !fits[kindOf(r)] && !isRootPin(r) {
			idle = append(idle, r)
		}
	}
	return idle
}
