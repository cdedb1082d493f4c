package pkix

import (
	"crypto/x509"
	"net"
	"slices"
	"strings"
)

// permitted tells whether the names in c are within the name constraints of ca
// (RFC 5280 4.2.1.10). Constraints on names of kinds other than these four are an
// extension that was not read.
func permitted(ca, c *x509.Certificate) bool {
	for _, name := range dnsNames(c) {
		if !within(name, ca.PermittedDNSDomains, ca.ExcludedDNSDomains, inDomain) {
			return false
		}
	}
	for _, ip := range c.IPAddresses {
		if !within(ip, ca.PermittedIPRanges, ca.ExcludedIPRanges, (*net.IPNet).Contains) {
			return false
		}
	}
	for _, address := range c.EmailAddresses {
		if !within(address, ca.PermittedEmailAddresses, ca.ExcludedEmailAddresses, inMailboxes) {
			return false
		}
	}
	for _, u := range c.URIs {
		if !within(u.Hostname(), ca.PermittedURIDomains, ca.ExcludedURIDomains, inHosts) {
			return false
		}
	}
	return true
}

// within tells whether a name is in no excluded subtree, and in a permitted one
// if there are any.
func within[N, C any](name N, permitted, excluded []C, in func(C, N) bool) bool {
	holds := func(c C) bool { return in(c, name) }
	return !slices.ContainsFunc(excluded, holds) && (len(permitted) == 0 || slices.ContainsFunc(permitted, holds))
}

// inMailboxes tells whether an e-mail address is the constraint, at the host that
// it names, or, with a leading dot, at one below that.
func inMailboxes(constraint, address string) bool {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return false
	}
	if local, host, whole := strings.Cut(constraint, "@"); whole {
		return local == address[:at] && strings.EqualFold(host, address[at+1:])
	}
	return inHosts(constraint, address[at+1:])
}

// inHosts tells whether a host is the one of the constraint or, with a leading
// dot, below it.
func inHosts(constraint, host string) bool {
	constraint, host = strings.ToLower(constraint), strings.ToLower(host)
	if strings.HasPrefix(constraint, ".") {
		return strings.HasSuffix(host, constraint)
	}
	return host == constraint
}

// dnsNames returns the DNS names that a certificate stands for: its DNS-IDs, or
// the common name of an end entity without any (RFC 7672 3.2.3).
func dnsNames(c *x509.Certificate) []string {
	if len(c.DNSNames) > 0 || c.IsCA || c.Subject.CommonName == "" {
		return c.DNSNames
	}
	return []string{c.Subject.CommonName}
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
