package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaNoRolloverRecord: there is one usable record only, so the next key needs a change of the DNS first.
func tlsaNoRolloverRecord() Rule {
	return Rule{
		Code: "tlsa.no-rollover-record", Severity: finding.Hygiene, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 8.1", "RFC 7672 5"},
		Detect: detectTlsaNoRolloverRecord,
	}
}

func detectTlsaNoRolloverRecord(c *Case) []finding.Finding {
	if !c.Report.Complete {
		return nil // until the certificate was compared, something worse may come
	}
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeDANE) {
		if tlsa.Usable(h.Records) != 1 || len(failing(h)) > 0 {
			continue
		}
		f := c.tlsaFinding(h, h.Records...)
		f.Weight = finding.Info // a healthy server has one record, and nothing is wrong
		f.Args["next"] = fmt.Sprintf("%s. %s IN TLSA 3 1 1 <%s>", c.tlsaOwner(h.Base), f.Args["ttl"], c.Words.Say("SHA-256 of the next public key"))
		out = append(out, f)
	}
	return out
}
