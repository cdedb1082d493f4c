package rules

import (
	"fmt"

	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// tlsaCaBackupMissing: an issuer of a CA is named, and its siblings, which may issue the next certificate, are not.
func tlsaCaBackupMissing() Rule {
	return Rule{
		Code: "tlsa.ca-backup-missing", Severity: finding.Risk, Layer: finding.LayerTLSA, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7671 5.2"},
		Detect: detectTlsaCaBackupMissing,
	}
}

func detectTlsaCaBackupMissing(c *Case) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.hostsInMode(mail.ModeDANE) {
		missing, which := missingIssuers(h)
		if len(missing) == 0 {
			continue
		}
		f := c.tlsaFinding(h, which...)
		if matchesEE(h) || len(failing(h)) > 0 {
			f.Weight = finding.Hygiene // the server is known by its own key, whoever issues the next certificate
		}
		f.Args["ca"], f.Args["asof"] = "", tlsa.IssuersAsOf
		var names []string
		for _, ca := range missing {
			names = append(names, ca.Name)
			f.Args["missing"] += fmt.Sprintf("%s. %s IN TLSA 2 1 1 %s\n", c.tlsaOwner(h.Base), f.Args["ttl"], ca.SPKI)
		}
		f.Args["names"] = c.Words.List(names)
		first, _ := tlsa.IssuerOf(which[0].TLSA)
		f.Args["ca"] = first.Name
		out = append(out, f)
	}
	return out
}

// missingIssuers returns the active and backup issuers of the kinds that a host
// names in part, and the records that name the others.
func missingIssuers(h *mail.Host) (missing []tlsa.Issuer, which []tlsa.Record) {
	have, kinds := map[string]bool{}, map[string]bool{}
	for _, r := range h.Records {
		ca, ok := tlsa.IssuerOf(r.TLSA)
		if !ok || !r.Active() || r.TLSA.Usage != usageTA || (ca.State != tlsa.IssuerActive && ca.State != tlsa.IssuerBackup) {
			continue
		}
		have[ca.Name], kinds[ca.Kind] = true, true
		which = append(which, r)
	}
	for _, ca := range tlsa.Issuers() {
		if kinds[ca.Kind] && !have[ca.Name] && (ca.State == tlsa.IssuerActive || ca.State == tlsa.IssuerBackup) {
			missing = append(missing, ca)
		}
	}
	return missing, which
}

// matchesEE tells whether every passing address passes by a record of usage 3.
func matchesEE(h *mail.Host) bool {
	for _, a := range passing(h) {
		if !byEE(h, a) {
			return false
		}
	}
	return len(passing(h)) > 0
}

// byEE tells whether a record of usage 3 matches at an address.
func byEE(h *mail.Host, a *mail.Address) bool {
	for _, t := range a.Match.Attempts {
		if t.Matched && h.Records[t.Record].TLSA.Usage == usageEE {
			return true
		}
	}
	return false
}
