package wire

import "net/netip"

// SpecialPurpose tells why no sender outside can reach an address (RFC 6890, RFC 6598,
// RFC 4193): one word, or empty for a public address. The benchmarking range
// 198.18.0.0/15 (RFC 2544) is taken as public, because laboratories of mail
// servers use it.
func SpecialPurpose(a netip.Addr) string {
	a = a.Unmap()
	switch {
	case a.IsUnspecified():
		return "unspecified"
	case a.IsLoopback():
		return "loopback"
	case a.IsPrivate(): // RFC 1918, and RFC 4193 unique local addresses
		return "private"
	case a.IsLinkLocalUnicast():
		return "link-local"
	case a.IsMulticast():
		return "multicast"
	}
	for _, r := range specialRanges() {
		if netip.MustParsePrefix(r.prefix).Contains(a) {
			return r.word
		}
	}
	return ""
}

// specialRange is an entry of the IANA special-purpose address registries.
type specialRange struct{ prefix, word string }

// specialRanges lists what package netip has no method for.
func specialRanges() []specialRange {
	return []specialRange{
		{"0.0.0.0/8", "this-network"},
		{"100.64.0.0/10", "carrier-nat"}, // RFC 6598
		{"127.0.0.0/8", "loopback"},
		{"192.0.2.0/24", "documentation"}, // RFC 5737
		{"198.51.100.0/24", "documentation"},
		{"203.0.113.0/24", "documentation"},
		{"240.0.0.0/4", "reserved"},
		{"100::/64", "discard"},            // RFC 6666
		{"2001:db8::/32", "documentation"}, // RFC 3849
		{"3fff::/20", "documentation"},     // RFC 9637
		{"fec0::/10", "site-local"},
	}
}
