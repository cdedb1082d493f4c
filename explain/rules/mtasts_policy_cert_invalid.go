package rules

import (
	"danewalk/explain/finding"
	"danewalk/probe/judge/policy"
)

// mtastsPolicyCertInvalid: the certificate of the policy host does not prove that it is the policy host.
func mtastsPolicyCertInvalid() Rule {
	return Rule{
		Code: "mtasts.policy-cert-invalid", Severity: finding.Risk, Layer: finding.LayerBeside, Owner: finding.OwnerMail, Advice: true,
		RFC:    []string{"RFC 8461 3.3", "RFC 6125 6", "RFC 5280 6"},
		Causes: []finding.Code{"local.tls-intercepted", "local.clock-wrong"},
		Detect: detectMtastsPolicyCertInvalid,
	}
}

func detectMtastsPolicyCertInvalid(c *Case) []finding.Finding {
	p := c.policies()
	if p == nil || p.STS.Trouble != policy.FetchCertificate {
		return nil
	}
	if len(c.Report.Swapped) > 0 {
		return nil // what replaces certificates near us replaces this one too
	}
	f := c.stsFinding(p.STS)
	f.Weight = finding.Lost // RFC 8461 3.3: the policy is not accepted, and mail flows
	t := p.STS.Trust
	f.Args["why"], f.Args["detail"] = trustWords(c.Words, t), t.Detail.String()
	f.Args["unknown"] = finding.Flag(t.Why == "untrusted") // or somebody near us shows a certificate of his own
	return []finding.Finding{f}
}
