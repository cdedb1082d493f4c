package operator

import (
	"strings"

	"danewalk/probe/wire"
)

// Classify tells who runs a mail server, by its name. The longest entry of the
// table that the name is at or below counts.
func Classify(host wire.Name) Operator {
	var best row
	depth := 0
	whole := host.Show()
	for _, r := range table() {
		if !strings.HasSuffix(whole, r.suffix) {
			continue // reading the suffix as a name costs more than this look
		}
		suffix, err := wire.ParseName(r.suffix)
		if err != nil || suffix.Labels() <= depth || !host.Under(suffix) || r.head != "" && host.Label(0) != r.head {
			continue
		}
		best, depth = r, suffix.Labels()
	}
	o := Operator{Kind: best.kind, Name: best.name}
	above := host.Labels() - depth
	switch {
	case o.Kind == ExchangeLegacy && above == 1:
		o.Token = shown(host.Label(0))
	case o.Kind == ExchangeDNSSEC && above == 2:
		o.Token, o.Subzone = shown(host.Label(0)), shown(host.Label(1))
	}
	return o
}

// shown is a label if it is a plain host name's, so that it can be printed as it is
// (RFC 1123 2.1); else nothing.
func shown(label string) string {
	if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	return label
}
