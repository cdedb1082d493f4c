package wire

import (
	"fmt"
	"strconv"
	"strings"
)

// Type is a record type.
type Type uint16

// The types that danewalk reads.
const (
	TypeA          Type = 1
	TypeNS         Type = 2
	TypeCNAME      Type = 5
	TypeSOA        Type = 6
	TypePTR        Type = 12
	TypeMX         Type = 15
	TypeTXT        Type = 16
	TypeAAAA       Type = 28
	TypeSRV        Type = 33
	TypeDNAME      Type = 39
	TypeOPT        Type = 41
	TypeDS         Type = 43
	TypeRRSIG      Type = 46
	TypeNSEC       Type = 47
	TypeDNSKEY     Type = 48
	TypeNSEC3      Type = 50
	TypeNSEC3PARAM Type = 51
	TypeTLSA       Type = 52
	TypeCDS        Type = 59
	TypeCDNSKEY    Type = 60
	TypeNXNAME     Type = 128 // RFC 9824: a type that exists in bitmaps only
	TypeANY        Type = 255
	TypeCAA        Type = 257
)

// ClassIN is the only class in use.
const ClassIN uint16 = 1

// mnemonic is a type with its name in zone files (IANA registry).
type mnemonic struct {
	t    Type
	text string
}

func mnemonics() [41]mnemonic {
	return [...]mnemonic{
		{TypeA, "A"},
		{TypeNS, "NS"},
		{TypeCNAME, "CNAME"},
		{TypeSOA, "SOA"},
		{TypePTR, "PTR"},
		{TypeMX, "MX"},
		{TypeTXT, "TXT"},
		{TypeAAAA, "AAAA"},
		{TypeSRV, "SRV"},
		{TypeDNAME, "DNAME"},
		{TypeOPT, "OPT"},
		{TypeDS, "DS"},
		{TypeRRSIG, "RRSIG"},
		{TypeNSEC, "NSEC"},
		{TypeDNSKEY, "DNSKEY"},
		{TypeNSEC3, "NSEC3"},
		{TypeNSEC3PARAM, "NSEC3PARAM"},
		{TypeTLSA, "TLSA"},
		{TypeCDS, "CDS"},
		{TypeCDNSKEY, "CDNSKEY"},
		{TypeNXNAME, "NXNAME"},
		{TypeANY, "ANY"},
		{TypeCAA, "CAA"},
		{13, "HINFO"},
		{17, "RP"},
		{18, "AFSDB"},
		{29, "LOC"},
		{35, "NAPTR"},
		{36, "KX"},
		{37, "CERT"},
		{44, "SSHFP"},
		{53, "SMIMEA"},
		{61, "OPENPGPKEY"},
		{62, "CSYNC"},
		{63, "ZONEMD"},
		{64, "SVCB"},
		{65, "HTTPS"},
		{99, "SPF"},
		{108, "EUI48"},
		{109, "EUI64"},
		{256, "URI"},
	}
}

// String returns the mnemonic, or TYPEnnn (RFC 3597 5).
func (t Type) String() string {
	for _, m := range mnemonics() {
		if m.t == t {
			return m.text
		}
	}
	return "TYPE" + strconv.Itoa(int(t))
}

// ParseType reads a mnemonic or TYPEnnn, in either case.
func ParseType(s string) (Type, error) {
	up := strings.ToUpper(s)
	for _, m := range mnemonics() {
		if m.text == up {
			return m.t, nil
		}
	}
	if rest, ok := strings.CutPrefix(up, "TYPE"); ok {
		if n, err := strconv.ParseUint(rest, 10, 16); err == nil && n > 0 {
			return Type(n), nil
		}
	}
	return 0, fmt.Errorf("unknown record type %q", s)
}

// Rcode is a response code, with the extended bits of EDNS (RFC 6891 6.1.3).
type Rcode uint16

// The response codes that danewalk tells apart.
const (
	NoError  Rcode = 0
	FormErr  Rcode = 1
	ServFail Rcode = 2
	NXDomain Rcode = 3
	NotImp   Rcode = 4
	Refused  Rcode = 5
	YXDomain Rcode = 6 // a name too long after DNAME substitution (RFC 6672 2.2)
	NotAuth  Rcode = 9
	BadVers  Rcode = 16
)

// String returns the mnemonic, or RCODEnn.
func (r Rcode) String() string {
	switch r {
	case NoError:
		return "NOERROR"
	case FormErr:
		return "FORMERR"
	case ServFail:
		return "SERVFAIL"
	case NXDomain:
		return "NXDOMAIN"
	case NotImp:
		return "NOTIMP"
	case Refused:
		return "REFUSED"
	case YXDomain:
		return "YXDOMAIN"
	case NotAuth:
		return "NOTAUTH"
	case BadVers:
		return "BADVERS"
	}
	return "RCODE" + strconv.Itoa(int(r))
}

// TypeSet is a set of types, as in an NSEC bitmap.
type TypeSet map[Type]struct{}

// Has tells whether t is in the set.
func (s TypeSet) Has(t Type) bool { _, ok := s[t]; return ok }

// AlgorithmName returns the mnemonic of a DNSSEC key algorithm (IANA registry).
func AlgorithmName(a uint8) string {
	names := map[uint8]string{
		1: "RSAMD5", 3: "DSA", 5: "RSASHA1", 6: "DSA-NSEC3-SHA1", 7: "RSASHA1-NSEC3-SHA1", 8: "RSASHA256", 10: "RSASHA512",
		12: "ECC-GOST", 13: "ECDSAP256SHA256", 14: "ECDSAP384SHA384", 15: "ED25519", 16: "ED448", 17: "SM2SM3", 23: "ECC-GOST12",
	}
	if s, ok := names[a]; ok {
		return s
	}
	return "algorithm " + strconv.Itoa(int(a))
}
