package tlsa

import (
	"encoding/hex"
	"strings"
)

// maxPeriod is the longest repeated pattern, octets, that is taken for a value
// that somebody typed: "0123456789abcdef" over and over has a period of 8.
const maxPeriod = 8

// example is a value that manuals print.
type example struct{ prefix, from string }

// examples lists values that are often copied, by their first octets. No digest
// of a real key begins like one of them by chance.
func examples() []example {
	return []example{
		{"d2abde240d7cd3ee", "an example value of RFC 6698 2.3"},
		{"92003ba34942dc74", "an example value of RFC 6698 2.3"},
		{"01d09d19c2139a46", "an example value of a how-to page"},
		{"8a9a70596e869bed", "an example value of a how-to page"},
		{"c164b2c3f36d068d", "an example value of a how-to page"},
		{"29c8601cb562d00a", "an example value of a how-to page about Postfix"},
		{"22c635348256dc53", "an example value of a how-to page about Postfix"},
	}
}

// Sample tells whether a value comes from a manual or is a repeated pattern, and
// from where. No digest of a real key is either by chance.
func Sample(data []byte) (from string, ok bool) {
	text := hex.EncodeToString(data)
	for _, known := range examples() {
		if strings.HasPrefix(text, known.prefix) {
			return known.from, true
		}
	}
	for period := 1; period <= maxPeriod && 2*period <= len(data); period++ {
		if string(data[period:]) == string(data[:len(data)-period]) {
			return "a pattern that somebody typed", true
		}
	}
	return "", false
}
