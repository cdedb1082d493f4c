package wire

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // RFC 4034 5.1.4 defines digest type 1; the policy decides what it is worth
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"fmt"
)

// Flags of a DNSKEY (RFC 4034 2.1.1, RFC 5011 7).
const (
	flagZone   = 0x0100
	flagSEP    = 0x0001
	flagRevoke = 0x0080
)

// ProtocolDNSSEC is the one protocol that a DNSKEY may be for (RFC 4034 2.1.2).
const ProtocolDNSSEC = 3

// DNSKEY is a public key of a zone (RFC 4034 2).
type DNSKEY struct {
	Flags     uint16
	Protocol  uint8
	Algorithm uint8
	Key       []byte
}

// DNSKEY reads a DNSKEY or CDNSKEY record.
func (rr RR) DNSKEY() (DNSKEY, error) { return ParseDNSKEY(rr.RData) }

// ParseDNSKEY reads DNSKEY RDATA.
func ParseDNSKEY(d []byte) (DNSKEY, error) {
	if len(d) < 4 {
		return DNSKEY{}, fmt.Errorf("%w: DNSKEY has %d octets", ErrRecord, len(d))
	}
	return DNSKEY{binary.BigEndian.Uint16(d), d[2], d[3], bytes.Clone(d[4:])}, nil
}

// IsZone tells whether the key may sign zone data: zone flag set, protocol 3
// (RFC 4034 2.1.1, 2.1.2).
func (k DNSKEY) IsZone() bool { return k.Flags&flagZone != 0 && k.Protocol == ProtocolDNSSEC }

// AsZoneKey returns the key with the zone flag, the right protocol, and not
// revoked: what it was before something about it was changed or damaged.
func (k DNSKEY) AsZoneKey() DNSKEY {
	k.Flags, k.Protocol = k.Flags&^flagRevoke|flagZone, ProtocolDNSSEC
	return k
}

// IsSEP tells whether the secure entry point flag is set. It has no meaning for
// validation (RFC 4034 2.1.1).
func (k DNSKEY) IsSEP() bool { return k.Flags&flagSEP != 0 }

// IsRevoked tells whether the key is revoked (RFC 5011 2.1).
func (k DNSKEY) IsRevoked() bool { return k.Flags&flagRevoke != 0 }

// RData returns the record data of the key.
func (k DNSKEY) RData() []byte {
	head := binary.BigEndian.AppendUint16(make([]byte, 0, 4+len(k.Key)), k.Flags)
	return append(append(head, k.Protocol, k.Algorithm), k.Key...)
}

// Equal tells whether two keys have the same RDATA.
func (k DNSKEY) Equal(o DNSKEY) bool {
	return k.Flags == o.Flags && k.Protocol == o.Protocol && k.Algorithm == o.Algorithm && bytes.Equal(k.Key, o.Key)
}

// Tag computes the key tag (RFC 4034 appendix B; B.1 for algorithm 1). Tags are
// not unique.
func (k DNSKEY) Tag() uint16 {
	if k.Algorithm == 1 {
		if n := len(k.Key); n >= 3 {
			return binary.BigEndian.Uint16(k.Key[n-3:])
		}
		return 0
	}
	sum := uint32(k.Flags) + uint32(k.Protocol)<<8 + uint32(k.Algorithm)
	for i, b := range k.Key {
		if i&1 == 0 {
			sum += uint32(b) << 8
		} else {
			sum += uint32(b)
		}
	}
	return uint16(sum + sum>>16)
}

// DS is a delegation signer record (RFC 4034 5).
type DS struct {
	Tag        uint16
	Algorithm  uint8
	DigestType uint8
	Digest     []byte
}

// String returns the presentation form, digest in lower-case hexadecimal.
func (d DS) String() string {
	return fmt.Sprintf("%d %d %d %x", d.Tag, d.Algorithm, d.DigestType, d.Digest)
}

// DS reads a DS or CDS record.
func (rr RR) DS() (DS, error) {
	d := rr.RData
	if len(d) < 5 {
		return DS{}, fmt.Errorf("%w: DS has %d octets", ErrRecord, len(d))
	}
	return DS{binary.BigEndian.Uint16(d), d[2], d[3], bytes.Clone(d[4:])}, nil
}

// Digest types of DS records that are computed here (RFC 4034, 4509, 6605).
// GOST (3, 5) and SM3 (6) are not.
const (
	DigestSHA1   uint8 = 1
	DigestSHA256 uint8 = 2
	DigestSHA384 uint8 = 4
)

// DS computes the delegation signer record of a key: a digest over the
// canonical owner name and the key's RDATA (RFC 4034 5.1.4). ok is false for a
// digest type that is not known here.
func (k DNSKEY) DS(owner Name, digestType uint8) (ds DS, ok bool) {
	data := append(owner.Wire(), k.RData()...)
	ds = DS{Tag: k.Tag(), Algorithm: k.Algorithm, DigestType: digestType}
	switch digestType {
	case DigestSHA1:
		sum := sha1.Sum(data) //nolint:gosec // see import
		ds.Digest = sum[:]
	case DigestSHA256:
		sum := sha256.Sum256(data)
		ds.Digest = sum[:]
	case DigestSHA384:
		sum := sha512.Sum384(data)
		ds.Digest = sum[:]
	default:
		return DS{}, false
	}
	return ds, true
}

// RRSIG is a signature over an RRset (RFC 4034 3). Times are seconds since
// 1970 modulo 2^32.
type RRSIG struct {
	Owner       Name
	Covered     Type
	Algorithm   uint8
	Labels      uint8
	OriginalTTL uint32
	Expiration  uint32
	Inception   uint32
	Tag         uint16
	Signer      Name
	Signature   []byte
}

// head returns the RDATA without the signature, the signer in canonical form
// (RFC 4034 3.1.8.1).
func (s RRSIG) head() []byte {
	out := binary.BigEndian.AppendUint16(nil, uint16(s.Covered))
	out = append(out, s.Algorithm, s.Labels)
	out = binary.BigEndian.AppendUint32(out, s.OriginalTTL)
	out = binary.BigEndian.AppendUint32(out, s.Expiration)
	out = binary.BigEndian.AppendUint32(out, s.Inception)
	out = binary.BigEndian.AppendUint16(out, s.Tag)
	return append(out, s.Signer.wire...)
}

// RR returns the signature as a record. The TTL is that of the set it covers
// (RFC 4034 3), which the caller knows; the signer's name is in canonical form.
func (s RRSIG) RR(ttl uint32) RR {
	return RR{Name: s.Owner, Type: TypeRRSIG, Class: ClassIN, TTL: ttl, RData: append(s.head(), s.Signature...)}
}

// RRSIG reads an RRSIG record.
func (rr RR) RRSIG() (RRSIG, error) {
	d := rr.RData
	if len(d) < 19 {
		return RRSIG{}, fmt.Errorf("%w: RRSIG has %d octets", ErrRecord, len(d))
	}
	signer, off, err := nameAt(d, 18)
	if err != nil {
		return RRSIG{}, err
	}
	return RRSIG{
		Owner: rr.Name, Covered: Type(binary.BigEndian.Uint16(d)), Algorithm: d[2], Labels: d[3],
		OriginalTTL: binary.BigEndian.Uint32(d[4:]), Expiration: binary.BigEndian.Uint32(d[8:]),
		Inception: binary.BigEndian.Uint32(d[12:]), Tag: binary.BigEndian.Uint16(d[16:]),
		Signer: signer, Signature: bytes.Clone(d[off:]),
	}, nil
}

// NSEC says that no name lies between its owner and Next (RFC 4034 4).
type NSEC struct {
	Owner, Next Name
	Types       TypeSet
}

// NSEC reads an NSEC record.
func (rr RR) NSEC() (NSEC, error) {
	next, off, err := nameAt(rr.RData, 0)
	if err != nil {
		return NSEC{}, err
	}
	types, err := bitmap(rr.RData[off:])
	return NSEC{rr.Name, next, types}, err
}

// NSEC3 is the hashed form of NSEC (RFC 5155 3). Owner is the whole owner
// name; its first label is the hash in base32hex.
type NSEC3 struct {
	Owner      Name
	Hash       uint8
	Flags      uint8
	Iterations uint16
	Salt       []byte
	Next       []byte // hash of the next name, raw
	Types      TypeSet
}

// OptOut tells whether unsigned delegations may exist in the gap (RFC 5155 6).
func (n NSEC3) OptOut() bool { return n.Flags&1 != 0 }

// NSEC3 reads an NSEC3 record.
func (rr RR) NSEC3() (NSEC3, error) {
	d := rr.RData
	if len(d) < 6 {
		return NSEC3{}, fmt.Errorf("%w: NSEC3 has %d octets", ErrRecord, len(d))
	}
	n := NSEC3{Owner: rr.Name, Hash: d[0], Flags: d[1], Iterations: binary.BigEndian.Uint16(d[2:])}
	saltLen := int(d[4])
	if len(d) < 6+saltLen {
		return NSEC3{}, fmt.Errorf("%w: NSEC3 salt", ErrRecord)
	}
	n.Salt = bytes.Clone(d[5 : 5+saltLen])
	d = d[5+saltLen:]
	nextLen := int(d[0])
	if nextLen == 0 || len(d) < 1+nextLen {
		return NSEC3{}, fmt.Errorf("%w: NSEC3 next hash", ErrRecord)
	}
	n.Next = bytes.Clone(d[1 : 1+nextLen])
	var err error
	n.Types, err = bitmap(d[1+nextLen:])
	return n, err
}

// bitmap reads type bit maps (RFC 4034 4.1.2).
func bitmap(d []byte) (TypeSet, error) {
	set := TypeSet{}
	last := -1
	for len(d) > 0 {
		if len(d) < 3 || int(d[0]) <= last || d[1] == 0 || d[1] > 32 || len(d) < 2+int(d[1]) {
			return set, fmt.Errorf("%w: type bit map", ErrRecord)
		}
		last = int(d[0])
		for i, octet := range d[2 : 2+int(d[1])] {
			for bit := range 8 {
				if octet&(0x80>>bit) != 0 {
					set[Type(last<<8|i<<3|bit)] = struct{}{}
				}
			}
		}
		d = d[2+int(d[1]):]
	}
	return set, nil
}
