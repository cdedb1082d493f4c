package tlsa

import (
	"crypto/x509"
	"strings"

	"danewalk/probe/wire"
)

// minWildcardLabels is how many labels must follow the "*": a certificate for a
// whole top-level domain is no identity, and OpenSSL refuses it as well.
const minWildcardLabels = 2

// Identifiers returns the names that a certificate presents: its DNS-IDs, or
// the common name if there is no DNS-ID at all (RFC 7672 3.2.3).
func Identifiers(c *x509.Certificate) []string {
	switch {
	case c == nil:
		return nil
	case len(c.DNSNames) > 0:
		return c.DNSNames
	case c.Subject.CommonName != "":
		return []string{c.Subject.CommonName}
	}
	return nil
}

// NameFits tells whether a certificate presents one of the reference
// identifiers (RFC 7672 3.2.2, 3.2.3).
//
// Names in other scripts are compared as A-labels (RFC 6125 6.4.2, RFC 5280 7.2).
// A certificate with a U-label, octets beyond ASCII, presents no name at all:
// nothing is converted, and an MX record that holds such octets is no help.
func NameFits(c *x509.Certificate, references []wire.Name) bool {
	for _, presented := range Identifiers(c) {
		name, err := wire.ParseName(presented)
		if err != nil || strings.HasSuffix(presented, ".") || strings.Contains(presented, `\`) || !isASCII(presented) {
			continue // a DNS-ID is a plain host name (RFC 5280 4.2.1.6)
		}
		for _, ref := range references {
			if presents(name, ref) {
				return true
			}
		}
	}
	return false
}

// presents compares one name of a certificate with one reference identifier. A
// wildcard must be the whole left-most label and stands for exactly one label.
func presents(name, ref wire.Name) bool {
	if name == ref {
		return !name.IsWildcard() && !ref.IsRoot()
	}
	return name.IsWildcard() && name.Labels() > minWildcardLabels && !ref.IsZero() && !ref.IsRoot() &&
		ref.Labels() == name.Labels() && ref.Parent() == name.Parent()
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 })
}
