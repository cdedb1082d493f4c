package pkix

import (
	"crypto/x509"
	"net"
	"slices"
	"strings"
)

// permitted tells whether the names in c are within the name constraints of ca
// (RFC 5280 4.2.1.10). DNS names and addresses are checked; of the other kinds
// of names, only e-mail addresses and URIs can be read at all, and a server
// certificate with them under such a constraint is refused rather than guessed.
func permitted(ca, c *x509.Certificate) bool {
	for _, name := range dnsNames(c) {
		if anyDomain(ca.ExcludedDNSDomains, name) {
			return false
		}
		if len(ca.PermittedDNSDomains) > 0 && !anyDomain(ca.PermittedDNSDomains, name) {
			return false
		}
	}
	for _, ip := range c.IPAddresses {
		if anyRange(ca.ExcludedIPRanges, ip) {
			return false
		}
		if len(ca.PermittedIPRanges) > 0 && !anyRange(ca.PermittedIPRanges, ip) {
			return false
		}
	}
	emails := len(ca.PermittedEmailAddresses) + len(ca.ExcludedEmailAddresses)
	uris := len(ca.PermittedURIDomains) + len(ca.ExcludedURIDomains)
	return (emails == 0 || len(c.EmailAddresses) == 0) && (uris == 0 || len(c.URIs) == 0)
}

// dnsNames returns the DNS names that a certificate stands for: its DNS-IDs, or
// the common name of an end entity without any (RFC 7672 3.2.3).
func dnsNames(c *x509.Certificate) []string {
	if len(c.DNSNames) > 0 || c.IsCA || c.Subject.CommonName == "" {
		return c.DNSNames
	}
	return []string{c.Subject.CommonName}
}

func anyDomain(constraints []string, name string) bool {
	return slices.ContainsFunc(constraints, func(constraint string) bool { return inDomain(constraint, name) })
}

// inDomain tells whether name is the constraint or below it. A leading dot,
// seen in practice, asks for a name below.
func inDomain(constraint, name string) bool {
	constraint, name = strings.ToLower(constraint), strings.ToLower(name)
	if rest, ok := strings.CutPrefix(constraint, "."); ok {
		return strings.HasSuffix(name, "."+rest)
	}
	return constraint == "" || name == constraint || strings.HasSuffix(name, "."+constraint)
}

func anyRange(ranges []*net.IPNet, ip net.IP) bool {
	return slices.ContainsFunc(ranges, func(r *net.IPNet) bool { return r.Contains(ip) })
}
