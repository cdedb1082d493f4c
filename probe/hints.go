package probe

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"strings"

	"danewalk/probe/wire"
)

// Where the addresses of the root servers come from, and of which day they are.
const (
	HintsSource  = "https://www.internic.net/domain/named.root"
	HintsEdition = "2026-07-22"
)

// RootHints returns the addresses of the root servers, of HintsEdition. They are a
// place to begin only: what they say is judged like all else.
func RootHints() []Hint {
	var hints []Hint
	for _, h := range []struct{ letter, v4, v6 string }{
		{"a", "198.41.0.4", "2001:503:ba3e::2:30"},
		{"b", "170.247.170.2", "2801:1b8:10::b"},
		{"c", "192.33.4.12", "2001:500:2::c"},
		{"d", "199.7.91.13", "2001:500:2d::d"},
		{"e", "192.203.230.10", "2001:500:a8::e"},
		{"f", "192.5.5.241", "2001:500:2f::f"},
		{"g", "192.112.36.4", "2001:500:12::d0d"},
		{"h", "198.97.190.53", "2001:500:1::53"},
		{"i", "192.36.148.17", "2001:7fe::53"},
		{"j", "192.58.128.30", "2001:503:c27::2:30"},
		{"k", "193.0.14.129", "2001:7fd::1"},
		{"l", "199.7.83.42", "2001:500:9f::42"},
		{"m", "202.12.27.33", "2001:dc3::35"},
	} {
		name := wire.MustName(h.letter + ".root-servers.net")
		for _, addr := range []string{h.v4, h.v6} {
			hints = append(hints, Hint{Name: name, Addr: netip.MustParseAddr(addr)})
		}
	}
	return hints
}

// maxHintLine bounds a line of a hints file; records of this kind have under 600 octets.
const maxHintLine = 64 << 10

// ParseHints reads a file in the form of named.root: NS records of the root and
// the addresses of those names. TTL and class may be missing; other records are
// skipped. It is an error if no root server with an address is in it.
func ParseHints(r io.Reader) ([]Hint, error) {
	servers := map[wire.Name]bool{}
	var all []Hint
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxHintLine)
	owner := ""
	for n := 1; lines.Scan(); n++ {
		text, _, _ := strings.Cut(lines.Text(), ";")
		fields := strings.Fields(text)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "$") {
			continue
		}
		if text[0] != ' ' && text[0] != '\t' { // else the owner of the line before (RFC 1035 5.1)
			owner, fields = fields[0], fields[1:]
		}
		if err := readHint(owner, fields, servers, &all); err != nil {
			return nil, fmt.Errorf("root hints, line %d: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("root hints: %w", err)
	}
	var hints []Hint
	for _, h := range all {
		if servers[h.Name] {
			hints = append(hints, h)
		}
	}
	if len(hints) == 0 {
		return nil, fmt.Errorf("root hints: no name server of the root with an address\nhint: the file has the form of %s", HintsSource)
	}
	return hints, nil
}

// readHint takes the fields of a line after the owner.
func readHint(owner string, fields []string, servers map[wire.Name]bool, all *[]Hint) error {
	for len(fields) > 0 && (isNumber(fields[0]) || strings.EqualFold(fields[0], "IN")) {
		fields = fields[1:]
	}
	if len(fields) < 2 {
		return nil
	}
	name, err := wire.ParseName(owner)
	if err != nil {
		return err
	}
	switch strings.ToUpper(fields[0]) {
	case "NS":
		server, err := wire.ParseName(fields[1])
		if err != nil {
			return err
		}
		if name.IsRoot() {
			servers[server] = true
		}
	case "A", "AAAA":
		addr, err := netip.ParseAddr(fields[1])
		if err != nil || addr.Zone() != "" {
			return fmt.Errorf("%q is not an address", fields[1])
		}
		*all = append(*all, Hint{Name: name, Addr: addr})
	}
	return nil
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }
