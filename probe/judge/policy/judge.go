package policy

import (
	"crypto/x509"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Judge reads and judges the policies of a domain with these mail servers at a
// moment. It is nil where no policy was to be read. Roots are the authorities
// that HTTPS and MTA-STS trust; nil: nothing is said about trust. On a growing
// case nothing counts as absent.
func Judge(v *view.View, validator *dnssec.Validator, domain wire.Name, hosts []Host, at time.Time, roots *x509.CertPool) *Result {
	start := v.Start()
	if !start.Vantage.Policies || start.Kind == evidence.KindName || start.Literal != "" || domain.IsZero() || domain.IsRoot() {
		return nil
	}
	r := reader{v, validator}
	out := &Result{STS: r.sts(domain, at, roots), Report: r.report(domain), DMARC: r.dmarc(domain), SPF: r.spf(domain)}
	out.STS.hold(hosts, at, roots)
	return out
}
