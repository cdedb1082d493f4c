package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
)

// layout says where the names in the RDATA of a type are: octets before the
// first name, how many names follow, and whether they are lower-cased in
// canonical form. A negative prefix means character strings come first (NAPTR).
type layout struct {
	prefix int
	names  int
	lower  bool // RFC 4034 6.2 as corrected by RFC 6840 5.1
}

// layoutOf covers the types whose names a sender may compress or whose names
// are lower-cased. All others are opaque (RFC 3597 4).
func layoutOf(t Type) (layout, bool) {
	switch t {
	case TypeNS, 3, 4, TypeCNAME, 7, 8, 9, TypePTR, TypeDNAME: // MD MF MB MG MR
		return layout{0, 1, true}, true
	case TypeSOA, 14, 17: // MINFO RP
		return layout{0, 2, true}, true
	case TypeMX, 18, 21, 36: // AFSDB RT KX
		return layout{2, 1, true}, true
	case 26: // PX
		return layout{2, 2, true}, true
	case TypeSRV:
		return layout{6, 1, true}, true
	case 24, TypeRRSIG: // SIG
		return layout{18, 1, true}, true
	case 35: // NAPTR
		return layout{-4, 1, true}, true
	case TypeNSEC, 30: // NXT is lower-cased, NSEC is not (RFC 6840 5.1)
		return layout{0, 1, t == 30}, true
	}
	return layout{}, false
}

// prefixLen returns the number of octets before the first name.
func (l layout) prefixLen(rdata []byte) (int, error) {
	n := l.prefix
	if n < 0 {
		n = -n
		for range 3 { // NAPTR: flags, services, regexp (RFC 3403 4.1)
			if n >= len(rdata) {
				return 0, errRDataShort
			}
			n += 1 + int(rdata[n])
		}
	}
	if n > len(rdata) {
		return 0, errRDataShort
	}
	return n, nil
}

// expandRData returns the RDATA at msg[start:end] with its names uncompressed.
// What follows the names is kept as it is: the typed views judge it. Empty
// RDATA has no names.
func expandRData(msg []byte, start, end int, t Type) ([]byte, error) {
	l, ok := layoutOf(t)
	if !ok || start == end {
		return bytes.Clone(msg[start:end]), nil
	}
	n, err := l.prefixLen(msg[start:end])
	if err != nil {
		return nil, err
	}
	out := bytes.Clone(msg[start : start+n])
	off := start + n
	for range l.names {
		raw, next, err := expand(msg[:end], off)
		if err != nil {
			return nil, inRData(err)
		}
		out, off = append(out, raw...), next
	}
	if len(out)+end-off > maxRData {
		return nil, fmt.Errorf("over %d octets when expanded", maxRData)
	}
	return append(out, msg[off:end]...), nil
}

// errRDataShort is for data that ends early inside a message that does not.
var errRDataShort = errors.New("data ends early")

// inRData keeps a fault of one record apart from a fault of the message.
func inRData(err error) error {
	if errors.Is(err, ErrShort) {
		return errRDataShort
	}
	return err
}

// CanonicalRData returns the RDATA of a record as signatures cover it: names of
// the old types in lower case, all else as it came (RFC 4034 6.2, RFC 6840 5.1).
func CanonicalRData(rr RR) []byte { return bytes.Clone(canonicalRData(rr.Type, rr.RData)) }

// canonicalRData is CanonicalRData that may return rdata itself.
func canonicalRData(t Type, rdata []byte) []byte {
	l, ok := layoutOf(t)
	if !ok || !l.lower {
		return rdata
	}
	start, err := l.prefixLen(rdata)
	if err != nil {
		return rdata
	}
	end := start
	for range l.names {
		_, next, err := nameAt(rdata, end)
		if err != nil {
			return rdata // does not parse: no name to lower
		}
		end = next
	}
	out := bytes.Clone(rdata)
	copy(out[start:end], lowered(rdata[start:end]))
	return out
}

// nameAt reads an uncompressed name in RDATA. A pointer is refused: here it
// could only lead to octets that are no name.
func nameAt(rdata []byte, off int) (Name, int, error) {
	for next := off; next < len(rdata); next += 1 + int(rdata[next]) {
		if rdata[next] > maxLabelOctets {
			return Name{}, 0, fmt.Errorf("%w: label type %#x in a name", ErrRecord, rdata[next]&0xc0)
		}
		if rdata[next] == 0 {
			break
		}
	}
	raw, next, err := expand(rdata, off)
	if err != nil {
		return Name{}, 0, fmt.Errorf("%w: %w", ErrRecord, inRData(err))
	}
	return nameFromWire(raw), next, nil
}

// Target returns the name in an NS, CNAME, DNAME or PTR record.
func (rr RR) Target() (Name, error) {
	n, next, err := nameAt(rr.RData, 0)
	if err == nil && next != len(rr.RData) {
		err = fmt.Errorf("%w: %s has trailing octets", ErrRecord, rr.Type)
	}
	return n, err
}

// Addr returns the address of an A or AAAA record.
func (rr RR) Addr() (netip.Addr, error) {
	a, ok := netip.AddrFromSlice(rr.RData)
	if !ok || (rr.Type != TypeA && rr.Type != TypeAAAA) || a.Is4() != (rr.Type == TypeA) {
		return netip.Addr{}, fmt.Errorf("%w: %s has %d octets", ErrRecord, rr.Type, len(rr.RData))
	}
	return a, nil
}

// MX is a mail exchange record.
type MX struct {
	Preference uint16
	Host       Name
}

// MX reads an MX record.
func (rr RR) MX() (MX, error) {
	if len(rr.RData) < 3 {
		return MX{}, fmt.Errorf("%w: MX", ErrRecord)
	}
	host, next, err := nameAt(rr.RData, 2)
	if err == nil && next != len(rr.RData) {
		err = fmt.Errorf("%w: MX has trailing octets", ErrRecord)
	}
	return MX{binary.BigEndian.Uint16(rr.RData), host}, err
}

// SOA is a start of authority record, without the mailbox.
type SOA struct {
	MName                                   Name
	Serial, Refresh, Retry, Expire, Minimum uint32 // seconds, except the serial
}

// SOA reads an SOA record.
func (rr RR) SOA() (SOA, error) {
	mname, off, err := nameAt(rr.RData, 0)
	if err != nil {
		return SOA{}, err
	}
	_, off, err = nameAt(rr.RData, off)
	if err != nil {
		return SOA{}, err
	}
	d := rr.RData[off:]
	if len(d) != 20 {
		return SOA{}, fmt.Errorf("%w: SOA", ErrRecord)
	}
	u := func(i int) uint32 { return binary.BigEndian.Uint32(d[4*i:]) }
	return SOA{mname, u(0), u(1), u(2), u(3), u(4)}, nil
}

// TLSA is a TLSA record (RFC 6698 2.1).
type TLSA struct {
	Usage, Selector, Matching uint8
	Data                      []byte
}

// TLSA reads a TLSA record; at least one octet of data must follow the three
// parameters (RFC 6698 4.1).
func (rr RR) TLSA() (TLSA, error) {
	if len(rr.RData) < 4 {
		return TLSA{}, fmt.Errorf("%w: TLSA has %d octets", ErrRecord, len(rr.RData))
	}
	return TLSA{rr.RData[0], rr.RData[1], rr.RData[2], bytes.Clone(rr.RData[3:])}, nil
}

// String returns the presentation form, digest in lower-case hexadecimal.
func (t TLSA) String() string {
	return fmt.Sprintf("%d %d %d %x", t.Usage, t.Selector, t.Matching, t.Data)
}
