package wire

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
)

// Limits on names (RFC 1035 2.3.4).
const (
	maxNameOctets  = 255
	maxLabelOctets = 63
	maxLabels      = 127 // labels of one octet, with their length octets, in 254
)

// ErrName says that a text or a run of bytes is not a domain name.
var ErrName = errors.New("not a domain name")

// Name is a domain name: wire form, ASCII letters in lower case (RFC 4343).
// The zero Name is the absence of a name; Root is the name of the root. Names
// compare with ==.
type Name struct{ wire string }

// Root is the name of the root zone.
func Root() Name { return Name{"\x00"} }

// ParseName reads presentation form ("mx1.example.org", final dot optional,
// \. and \DDD escapes). IDNA is the caller's business.
func ParseName(text string) (Name, error) {
	if text == "" {
		return Name{}, fmt.Errorf("%w: empty", ErrName)
	}
	if text == "." {
		return Root(), nil
	}
	var out, label []byte
	flush := func() error {
		if len(label) == 0 || len(label) > maxLabelOctets {
			return fmt.Errorf("%w: a label has %d octets (1 to %d are allowed)", ErrName, len(label), maxLabelOctets)
		}
		out = append(append(out, byte(len(label))), label...)
		label = label[:0]
		return nil
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '.':
			if err := flush(); err != nil {
				return Name{}, err
			}
		case '\\':
			b, n, err := unescape(text[i:])
			if err != nil {
				return Name{}, err
			}
			label = append(label, lower(b))
			i += n - 1
		default:
			label = append(label, lower(c))
		}
	}
	if len(label) > 0 {
		if err := flush(); err != nil {
			return Name{}, err
		}
	}
	if len(out)+1 > maxNameOctets {
		return Name{}, fmt.Errorf("%w: %d octets (at most %d)", ErrName, len(out)+1, maxNameOctets)
	}
	return Name{string(append(out, 0))}, nil
}

// MustName is ParseName for names that are constants of the program.
func MustName(text string) Name {
	n, err := ParseName(text)
	if err != nil {
		panic(err)
	}
	return n
}

func unescape(s string) (b byte, n int, err error) {
	if len(s) >= 4 && isDigit(s[1]) && isDigit(s[2]) && isDigit(s[3]) {
		v := int(s[1]-'0')*100 + int(s[2]-'0')*10 + int(s[3]-'0')
		if v > 255 {
			return 0, 0, fmt.Errorf("%w: escape %q", ErrName, s[:4])
		}
		return byte(v), 4, nil
	}
	if len(s) < 2 || isDigit(s[1]) {
		return 0, 0, fmt.Errorf("%w: unfinished escape", ErrName)
	}
	return s[1], 2, nil
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// nameFromWire makes a Name of uncompressed wire form.
func nameFromWire(w []byte) Name { return Name{string(lowered(w))} }

// lowered returns a copy in lower case of octets that are labels with their
// length octets: those are below 64 and never a letter.
func lowered(w []byte) []byte {
	low := make([]byte, len(w))
	for i, c := range w {
		low[i] = lower(c)
	}
	return low
}

// IsZero tells whether there is no name at all.
func (n Name) IsZero() bool { return n.wire == "" }

// IsRoot tells whether the name is the root.
func (n Name) IsRoot() bool { return n.wire == "\x00" }

// Wire returns the name in canonical wire form (RFC 4034 6.2).
func (n Name) Wire() []byte { return []byte(n.wire) }

// String returns presentation form with the final dot; everything that is not
// a plain host name character is escaped with its number (RFC 1035 5.1). So the
// text is safe to print, and within a command that people paste it means nothing
// to a shell and names no file.
func (n Name) String() string {
	if n.IsZero() {
		return ""
	}
	if n.IsRoot() {
		return "."
	}
	b := make([]byte, 0, len(n.wire))
	for w := n.wire; len(w) > 1; w = w[1+w[0]:] {
		for i := 1; i <= int(w[0]); i++ {
			switch c := w[i]; {
			case c == '.' || c == '\\':
				b = append(b, '\\', c)
			case !plain(c):
				b = fmt.Appendf(b, `\%03d`, c)
			default:
				b = append(b, c)
			}
		}
		b = append(b, '.')
	}
	return string(b)
}

// plain tells whether an octet stands for itself: in names of hosts, and "_" and
// "*" of the DNS.
func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || isDigit(c) || c == '-' || c == '_' || c == '*'
}

// Show returns presentation form without the final dot, "." for the root: the
// form people write.
func (n Name) Show() string {
	if n.IsZero() || n.IsRoot() {
		return n.String()
	}
	return strings.TrimSuffix(n.String(), ".")
}

// MarshalText gives String, so that names are plain text in JSON.
func (n Name) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText is the inverse of MarshalText.
func (n *Name) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*n = Name{}
		return nil
	}
	parsed, err := ParseName(string(text))
	*n = parsed
	return err
}

// labels returns the labels from the left, without the root's empty one.
func (n Name) labels() []string {
	var out []string
	for w := n.wire; len(w) > 1; w = w[1+w[0]:] {
		out = append(out, w[1:1+w[0]])
	}
	return out
}

// Labels counts the labels; the root has none.
func (n Name) Labels() int {
	count := 0
	for w := n.wire; len(w) > 1; w = w[1+w[0]:] {
		count++
	}
	return count
}

// Label returns label i from the left, as bytes; "" past the end.
func (n Name) Label(i int) string {
	if ls := n.labels(); i >= 0 && i < len(ls) {
		return ls[i]
	}
	return ""
}

// Parent returns the name without its left-most label; the root's parent is
// the zero Name.
func (n Name) Parent() Name {
	if n.IsZero() || n.IsRoot() {
		return Name{}
	}
	return Name{n.wire[1+n.wire[0]:]}
}

// Suffix returns the name made of the right-most count labels: the whole name
// if it has no more, the root for none.
func (n Name) Suffix(count int) Name {
	w := n.wire
	for surplus := n.Labels() - max(0, count); surplus > 0; surplus-- {
		w = w[1+w[0]:]
	}
	return Name{w}
}

// Under tells whether the name is equal to zone or below it. The comparison is
// by label: ample.com. is not under example.com.'s suffix text.
func (n Name) Under(zone Name) bool {
	return !n.IsZero() && !zone.IsZero() && n.Suffix(zone.Labels()) == zone
}

// Below tells whether the name is strictly below zone.
func (n Name) Below(zone Name) bool { return n != zone && n.Under(zone) }

// Prepend returns the name with labels put in front, left-most first.
func (n Name) Prepend(labels ...string) (Name, error) {
	if n.IsZero() {
		return Name{}, fmt.Errorf("%w: no name to put labels in front of", ErrName)
	}
	var out []byte
	for _, l := range labels {
		if len(l) == 0 || len(l) > maxLabelOctets {
			return Name{}, fmt.Errorf("%w: a label has %d octets", ErrName, len(l))
		}
		out = append(append(out, byte(len(l))), l...)
	}
	if len(out)+len(n.wire) > maxNameOctets {
		return Name{}, fmt.Errorf("%w: too long", ErrName)
	}
	return Name{string(lowered(out)) + n.wire}, nil
}

// Replace substitutes the suffix from by to, as a DNAME does: for names below
// from only, never for from itself (RFC 6672 2.2, 2.3).
func (n Name) Replace(from, to Name) (Name, error) {
	if !n.Below(from) || to.IsZero() {
		return Name{}, fmt.Errorf("%w: %s is not below %s", ErrName, n, from)
	}
	head := n.wire[:len(n.wire)-len(from.wire)]
	if len(head)+len(to.wire) > maxNameOctets {
		return Name{}, fmt.Errorf("%w: too long after substitution", ErrName)
	}
	return Name{head + to.wire}, nil
}

// Wildcard returns *.n, or the zero Name when there is no room for the label.
func (n Name) Wildcard() Name {
	w, err := n.Prepend("*")
	if err != nil {
		return Name{}
	}
	return w
}

// IsWildcard tells whether the left-most label is "*" (RFC 4592 2.1.1).
func (n Name) IsWildcard() bool { return strings.HasPrefix(n.wire, "\x01*") }

// CommonAncestor returns the longest name that both are under; the zero Name
// when one of them is.
func CommonAncestor(a, b Name) Name {
	for !a.IsZero() && !b.IsZero() && !b.Under(a) {
		a = a.Parent()
	}
	if b.IsZero() {
		return Name{}
	}
	return a
}

// Compare orders names canonically: by label from the right, as unsigned
// octets of the lower-case form (RFC 4034 6.1). The zero Name comes first.
func Compare(a, b Name) int {
	var atA, atB [maxLabels]uint8
	nA, nB := a.offsets(&atA), b.offsets(&atB)
	for i := 1; i <= nA && i <= nB; i++ {
		if c := strings.Compare(a.labelAt(atA[nA-i]), b.labelAt(atB[nB-i])); c != 0 {
			return c
		}
	}
	if nA != nB {
		return cmp.Compare(nA, nB)
	}
	return cmp.Compare(len(a.wire), len(b.wire)) // equal, or the zero Name beside the root
}

// offsets notes where each label begins and returns how many there are.
func (n Name) offsets(at *[maxLabels]uint8) int {
	count := 0
	for off := 0; off < len(n.wire)-1; off += 1 + int(n.wire[off]) {
		at[count] = uint8(off)
		count++
	}
	return count
}

func (n Name) labelAt(off uint8) string {
	start := int(off) + 1
	return n.wire[start : start+int(n.wire[off])]
}

// Holder returns a name in the zone that holds the records of a question: DS
// records are the parent's (RFC 4035 3.1.4.1), all others the name's own.
func Holder(name Name, t Type) Name {
	if t == TypeDS && !name.IsRoot() {
		return name.Parent()
	}
	return name
}

// SMTPPort is where mail servers take mail from each other, and the port in the
// owner name of their TLSA records (RFC 5321 4.5.4.2, RFC 7672 2.2.3).
const SMTPPort = 25

// ImplicitTLS tells whether TLS begins with the first octet at a port of mail:
// submission, IMAP and POP3 (RFC 8314 3.3). At all others STARTTLS comes first.
func ImplicitTLS(port uint16) bool { return port == 465 || port == 993 || port == 995 }

// TLSAName returns _port._tcp.host, the owner of a TLSA record for SMTP
// (RFC 7672 2.2.3).
func TLSAName(host Name, port int) (Name, error) {
	return host.Prepend(fmt.Sprintf("_%d", port), "_tcp")
}

// StrayPorts are the ports under which people publish what belongs to port 25:
// those of web servers and of mail submission (RFC 8314 3.3, RFC 6409 3.1).
func StrayPorts() [3]int { return [3]int{443, 465, 587} }

// DoubledTLSAName returns the owner of TLSA records for SMTP that a form makes
// of a complete name which it takes for a relative one: with the zone behind it
// once more. The error is ErrName, also for a zone that is not the host's.
func DoubledTLSAName(host, zone Name) (Name, error) {
	if zone.IsRoot() || !host.Under(zone) {
		return Name{}, fmt.Errorf("%w: %s is not the zone of %s", ErrName, zone, host)
	}
	twice, err := zone.Prepend(host.labels()...)
	if err != nil {
		return Name{}, err
	}
	return TLSAName(twice, SMTPPort)
}
