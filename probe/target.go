package probe

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// maxTyped is more than any address has (RFC 5321 4.5.3.1: 64 + 1 + 255), with
// room for a URL around it.
const maxTyped = 2048

// ParseTarget reads what a person typed: a domain, an e-mail address (also with
// a quoted local part, or with an address literal), or either of them inside a
// mailto: or web address. Names in other scripts become A-labels. The error has
// one line that says what is wrong, and a hint.
func ParseTarget(text string) (Target, error) {
	typed := strings.TrimSpace(text)
	if typed == "" {
		return Target{}, wrong(typed, "nothing to check")
	}
	if !utf8.ValidString(typed) {
		return Target{}, wrong(typed, "not text in UTF-8")
	}
	if len(typed) > maxTyped {
		return Target{}, wrong(evidence.Escape(typed, 64), "too long for a domain or an e-mail address")
	}
	rest := unwrap(typed)
	if at := afterLocalPart(rest); at > 0 {
		if several(rest[:at-1]) {
			return Target{}, wrong(typed, "this is more than one address")
		}
		rest = rest[at:]
		if strings.HasPrefix(rest, "[") {
			return literal(typed, rest)
		}
	} else if at < 0 {
		return Target{}, wrong(typed, "there is nothing before the @, or its quotes are not closed")
	}
	rest, err := withoutPort(rest)
	if err != nil {
		return Target{}, wrong(typed, err.Error())
	}
	name, err := domain(rest)
	if err != nil {
		return Target{}, wrong(typed, err.Error())
	}
	return Target{Typed: typed, Domain: name}, nil
}

// wrong makes the error for a person.
func wrong(typed, why string) error {
	return fmt.Errorf("%q: %s\nhint: type a domain (example.org) or an e-mail address (anna@example.org)",
		evidence.Escape(typed, evidence.WildMax), why)
}

// unwrap takes off what surrounds a domain or address in a mail program or a
// browser: <...>, mailto:, a scheme, path, query and port.
func unwrap(s string) string {
	if open := strings.LastIndexByte(s, '<'); open >= 0 && strings.HasSuffix(s, ">") {
		s = s[open+1 : len(s)-1]
	}
	if len(s) >= 7 && strings.EqualFold(s[:7], "mailto:") {
		s, _, _ = strings.Cut(s[7:], "?")
		return s
	}
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || strings.ContainsAny(scheme, "@\"./") {
		return s
	}
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	if host, port, ok := strings.Cut(rest, ":"); ok && isNumber(port) {
		rest = host
	}
	return rest
}

// withoutPort takes the port of mail off a server, as logs write it. Another one is
// another question, which is not answered as if it were this one.
func withoutPort(s string) (string, error) {
	host, port, ok := strings.Cut(s, ":")
	switch {
	case !ok || host == "" || port == "" || !isNumber(port):
		return s, nil
	case port != "25":
		return "", fmt.Errorf("--port %s asks for that port of a server; here it is about port 25", port)
	}
	return host, nil
}

// afterLocalPart returns where the domain of an e-mail address begins, 0 when
// there is no local part, and -1 when it is broken (RFC 5321 4.1.2).
func afterLocalPart(s string) int {
	if !strings.HasPrefix(s, `"`) {
		at := strings.LastIndexByte(s, '@')
		if at == 0 {
			return -1
		}
		return at + 1
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			if i+1 < len(s) && s[i+1] == '@' {
				return i + 2
			}
			return -1
		}
	}
	return -1
}

// several tells whether there is another address before the last @: of two, none is
// checked as if it were both.
func several(local string) bool {
	return !strings.HasPrefix(local, `"`) && strings.Contains(local, "@") && strings.ContainsAny(local, " \t,;")
}

// literal reads an address literal (RFC 5321 4.1.3).
func literal(typed, s string) (Target, error) {
	inner, ok := strings.CutSuffix(s[1:], "]")
	six := len(inner) >= 5 && strings.EqualFold(inner[:5], "IPv6:")
	if six {
		inner = inner[5:]
	}
	addr, err := netip.ParseAddr(inner)
	if !ok || err != nil || addr.Zone() != "" || addr.Is4() == six {
		return Target{}, wrong(typed, "not an address literal: they look like [192.0.2.1] or [IPv6:2001:db8::1]")
	}
	return Target{Typed: typed, Literal: addr}, nil
}

// domain reads a domain name in any script.
func domain(s string) (wire.Name, error) {
	if _, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return wire.Name{}, errors.New("an IP address has no mail domain")
	}
	s, complete := strings.CutSuffix(s, ".")
	if s == "" {
		return wire.Name{}, errors.New("there is no domain")
	}
	ascii, err := toASCII(s)
	if err != nil {
		return wire.Name{}, err
	}
	if strings.ContainsAny(ascii, " \t\n") {
		return wire.Name{}, errors.New("spaces cannot be in a domain name")
	}
	for _, c := range []byte(ascii) {
		if !isHostByte(c) {
			return wire.Name{}, fmt.Errorf("%q cannot be in a domain name", string(rune(c)))
		}
	}
	name, err := wire.ParseName(ascii)
	if err != nil { // RFC 1035 2.3.4: all that is left to be wrong are the lengths
		return wire.Name{}, errors.New("a part between dots has 1 to 63 octets, the whole at most 255")
	}
	if name.Labels() < 2 && !complete {
		// A top-level domain can have mail servers, but a single word is a slip.
		return wire.Name{}, errors.New("a single word is no domain; add a final dot if a top-level domain is meant")
	}
	return name, nil
}

// toASCII converts to A-labels, label by label: labels with an underscore are
// no host names, but domains with them exist, and mail is sent to them.
func toASCII(s string) (string, error) {
	s = strings.NewReplacer("\u3002", ".", "\uff0e", ".", "\uff61", ".").Replace(s) // UTS #46 2.3
	labels := strings.Split(s, ".")
	for i, label := range labels {
		if label == "" {
			return "", errors.New("two dots with nothing between them")
		}
		if isASCII(label) && !strings.HasPrefix(strings.ToLower(label), "xn--") {
			labels[i] = strings.ToLower(label)
			continue
		}
		a, err := idna.Lookup.ToASCII(label)
		if err != nil {
			return "", fmt.Errorf("%q is not allowed in a domain name", evidence.Escape(label, evidence.WildMax))
		}
		labels[i] = a
	}
	return strings.Join(labels, "."), nil
}

func isASCII(s string) bool {
	for _, c := range []byte(s) {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

func isHostByte(c byte) bool {
	return c == '-' || c == '_' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')
}
