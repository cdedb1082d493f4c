package wire

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"danewalk/probe/evidence"
)

// Limits on messages from the network.
const (
	// maxPointers stops loops of compression pointers; 126 labels is the most a name can have.
	maxPointers = 126
	// usualName is a length that few names exceed; longer ones grow.
	usualName = 64
	// maxRData is what the length field of a record can say.
	maxRData = 65535
	// optionEDE is the EDNS option code of extended errors (RFC 8914 2).
	optionEDE = 15
	// MaxRecords per message: a 64 KiB TCP message holds at most about 5900 minimal records.
	MaxRecords = 6000
)

// Reasons why a message is malformed. A Message is returned beside them with
// all that could be read.
var (
	ErrShort    = errors.New("message ends early")
	ErrPointer  = errors.New("compression pointers loop or point forward")
	ErrTrailing = errors.New("bytes after the end of the message")
	ErrRecord   = errors.New("record data does not parse")
	ErrOPT      = errors.New("OPT record twice or outside the additional section")
)

// RR is one record as it came: owner in canonical form, RDATA with compressed
// names expanded and their spelling kept.
type RR struct {
	Name  Name
	Type  Type
	Class uint16
	TTL   uint32
	RData []byte
}

// EDE is an extended DNS error (RFC 8914). A hint, never proof.
type EDE struct {
	Code uint16
	Text evidence.Wild
}

// EDNS is what the OPT record said.
type EDNS struct {
	Present bool
	UDPSize uint16
	Version uint8
	DO      bool
	Errors  []EDE
}

// Message is a parsed DNS message.
type Message struct {
	ID     uint16
	QR     bool
	Opcode uint8
	AA     bool
	TC     bool
	RD     bool
	RA     bool
	AD     bool
	CD     bool
	Rcode  Rcode

	Questions  int // as counted in the header
	QName      Name
	QType      Type
	QClass     uint16
	Answer     []RR
	Authority  []RR
	Additional []RR // without the OPT record
	EDNS       EDNS
	Size       int
}

// Parse reads a message. On error the message holds what was read before the
// fault; it is nil only when there is not even a header.
func Parse(b []byte) (*Message, error) {
	if len(b) < 12 {
		return nil, fmt.Errorf("%w: %d octets", ErrShort, len(b))
	}
	flags := binary.BigEndian.Uint16(b[2:])
	m := &Message{
		ID: binary.BigEndian.Uint16(b), QR: flags&0x8000 != 0, Opcode: uint8(flags >> 11 & 0xf), AA: flags&0x0400 != 0,
		TC: flags&0x0200 != 0, RD: flags&0x0100 != 0, RA: flags&0x0080 != 0, AD: flags&0x0020 != 0, CD: flags&0x0010 != 0,
		Rcode: Rcode(flags & 0xf), Questions: int(binary.BigEndian.Uint16(b[4:])), Size: len(b),
	}
	r := reader{msg: b, off: 12}
	var broken error
	for i := range m.Questions {
		name, err := r.name()
		if err != nil {
			return m, err
		}
		qtype, qclass := r.uint16(), r.uint16()
		if r.short {
			return m, ErrShort
		}
		if i == 0 {
			m.QName, m.QType, m.QClass = name, Type(qtype), qclass
		}
	}
	for i, section := range []*[]RR{&m.Answer, &m.Authority, &m.Additional} {
		count := int(binary.BigEndian.Uint16(b[6+2*i:]))
		fault, err := m.section(&r, section, count)
		if err != nil {
			return m, err
		}
		if broken == nil {
			broken = fault
		}
	}
	if broken != nil {
		return m, broken
	}
	if r.off != len(b) {
		return m, fmt.Errorf("%w: %d", ErrTrailing, len(b)-r.off)
	}
	return m, nil
}

// section reads count records; the count is the sender's claim and nothing is
// allocated for it. The fault is the first one inside a record, after which
// reading went on; err is one that ended it.
func (m *Message) section(r *reader, into *[]RR, count int) (fault, err error) {
	for i := range count {
		if i == MaxRecords {
			return fault, fmt.Errorf("%w: a section claims %d records", ErrShort, count)
		}
		rr, err := r.record()
		if err != nil && !errors.Is(err, ErrRecord) {
			return fault, err
		}
		if rr.Type == TypeOPT {
			if m.EDNS.Present || into != &m.Additional {
				err = ErrOPT // RFC 6891 6.1.1
			} else {
				err = m.opt(rr)
			}
		} else {
			*into = append(*into, rr) // also a broken one, with its bytes as they came
		}
		if fault == nil {
			fault = err
		}
	}
	return fault, nil
}

// opt reads the OPT pseudo record (RFC 6891 6.1.2).
func (m *Message) opt(rr RR) error {
	m.EDNS.Present = true
	m.EDNS.UDPSize = rr.Class
	m.EDNS.Version = uint8(rr.TTL >> 16)
	m.EDNS.DO = rr.TTL&0x8000 != 0
	m.Rcode |= Rcode(rr.TTL>>24) << 4
	d := rr.RData
	for len(d) >= 4 {
		code, n := binary.BigEndian.Uint16(d), int(binary.BigEndian.Uint16(d[2:]))
		if len(d) < 4+n {
			break
		}
		if code == optionEDE && n >= 2 { // RFC 8914 2: the text may end in a NUL that is not part of it
			text := bytes.TrimSuffix(d[6:4+n], []byte{0})
			m.EDNS.Errors = append(m.EDNS.Errors, EDE{binary.BigEndian.Uint16(d[4:]), evidence.Wild(text)})
		}
		d = d[4+n:]
	}
	if len(d) > 0 || !rr.Name.IsRoot() {
		return fmt.Errorf("%w: OPT", ErrRecord)
	}
	return nil
}

// reader walks over a message.
type reader struct {
	msg   []byte
	off   int
	short bool
}

func (r *reader) uint16() uint16 {
	if r.off+2 > len(r.msg) {
		r.short = true
		return 0
	}
	v := binary.BigEndian.Uint16(r.msg[r.off:])
	r.off += 2
	return v
}

func (r *reader) uint32() uint32 { return uint32(r.uint16())<<16 | uint32(r.uint16()) }

func (r *reader) name() (Name, error) {
	raw, next, err := expand(r.msg, r.off)
	if err != nil {
		return Name{}, err
	}
	r.off = next
	return nameFromWire(raw), nil
}

func (r *reader) record() (RR, error) {
	name, err := r.name()
	if err != nil {
		return RR{}, err
	}
	rr := RR{Name: name, Type: Type(r.uint16()), Class: r.uint16(), TTL: r.uint32()}
	n := int(r.uint16())
	if r.short || r.off+n > len(r.msg) {
		return RR{}, ErrShort
	}
	start := r.off
	r.off += n
	rr.RData, err = expandRData(r.msg, start, start+n, rr.Type)
	if err != nil {
		rr.RData = bytes.Clone(r.msg[start : start+n])
		return rr, fmt.Errorf("%w: %s %s: %w", ErrRecord, rr.Name, rr.Type, err)
	}
	return rr, nil
}

// expand reads a possibly compressed name at off and returns it uncompressed,
// with its spelling, and the offset behind it (RFC 1035 4.1.4). A pointer must
// lead to before the run of labels that it ends, so no loop is possible.
func expand(msg []byte, off int) (raw []byte, next int, err error) {
	raw = make([]byte, 0, usualName)
	next = -1
	run := off
	for hops := 0; ; {
		if off >= len(msg) {
			return nil, 0, ErrShort
		}
		c := int(msg[off])
		switch {
		case c == 0:
			if next < 0 {
				next = off + 1
			}
			return append(raw, 0), next, nil
		case c <= maxLabelOctets:
			if off+1+c > len(msg) {
				return nil, 0, ErrShort
			}
			raw = append(raw, msg[off:off+1+c]...)
			if len(raw)+1 > maxNameOctets {
				return nil, 0, fmt.Errorf("%w: over %d octets", ErrName, maxNameOctets)
			}
			off += 1 + c
		case c >= 0xc0:
			if off+1 >= len(msg) {
				return nil, 0, ErrShort
			}
			if next < 0 {
				next = off + 2
			}
			off = (c&0x3f)<<8 | int(msg[off+1])
			if hops++; hops > maxPointers || off >= run {
				return nil, 0, ErrPointer
			}
			run = off
		default:
			return nil, 0, fmt.Errorf("%w: label type %#x", ErrName, c&0xc0)
		}
	}
}
