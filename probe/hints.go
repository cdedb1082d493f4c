package probe

import (
	"bufio"
	"bytes"
	_ "embed" // the hints are a file as InterNIC publishes it
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

//go:embed root/named.root
var namedRoot []byte

// RootHints returns the addresses of the root servers, of HintsEdition. They are a
// place to begin only: what they say is judged like all else.
func RootHints() []Hint {
	hints, err := ParseHints(bytes.NewReader(namedRoot))
	if err != nil {
		panic(err) // our own file: a test reads it
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
