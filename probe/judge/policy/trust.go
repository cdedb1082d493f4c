package policy

import (
	"crypto/x509"
	"errors"
	"strings"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// maxChain bounds the certificates that are looked at.
const maxChain = 16

// trustIn holds a chain as sent against public authorities at a moment (RFC 5280
// 6), and its first certificate against a name (RFC 6125, RFC 8461 4.2: DNS-IDs
// only). Without roots nothing is said.
func trustIn(chain [][]byte, name wire.Name, at time.Time, roots *x509.CertPool) Trust {
	var t Trust
	for i, der := range chain[:min(len(chain), maxChain)] {
		c, err := x509.ParseCertificate(der)
		if err != nil && i == 0 { // others may read it: our library is strict
			return Trust{Why: "unreadable", Detail: evidence.Wild(err.Error())}
		}
		if err == nil {
			t.Chain = append(t.Chain, c)
		}
	}
	if len(t.Chain) == 0 {
		return t
	}
	t.Leaf = t.Chain[0]
	if roots == nil {
		return t
	}
	between := x509.NewCertPool()
	for _, c := range t.Chain[1:] {
		between.AddCert(c)
	}
	_, err := t.Leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at})
	if err == nil {
		err = t.Leaf.VerifyHostname(strings.TrimSuffix(name.String(), "."))
	}
	if _, ours := errors.AsType[x509.SystemRootsError](err); ours {
		return t // this computer has no list of authorities
	}
	if err != nil && len(chain) > maxChain {
		t.Why = "too-long" // the path may be in what we did not look at
		return t
	}
	t.Checked = true
	if err != nil {
		t.Why, t.Detail = whyNot(err, at), evidence.Wild(err.Error())
		return t
	}
	t.OK = true
	return t
}

// whyNot is the class of an error of package x509.
func whyNot(err error, at time.Time) string {
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		if invalid.Cert != nil && at.Before(invalid.Cert.NotBefore) {
			return "not-yet-valid"
		}
		return "expired"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "name"
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "untrusted"
	}
	return "other"
}
