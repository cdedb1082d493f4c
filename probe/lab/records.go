package lab

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// tlsaSource says what a TLSA record is made from.
type tlsaSource struct {
	usage, selector, matching uint8
	what                      string // leaf, next, ca ...
	host                      wire.Name
	cut                       int // octets to keep; 0: all
}

// text adds a record in zone file form: OWNER [TTL] [IN] TYPE DATA. Names are
// complete; "@" as owner is the apex.
func (d *design) text(z *zone, line string) error {
	r, err := d.parseRecord(z, line)
	if err != nil {
		return err
	}
	if owner := nameOf(r.rr.Header().Name); !owner.Under(z.apex) {
		return fmt.Errorf("%s is not in the zone %s", owner.Show(), z.apex.Show())
	}
	z.put(r)
	return nil
}

// parseRecord reads one record.
func (d *design) parseRecord(z *zone, line string) (record, error) {
	words := strings.Fields(line)
	if len(words) < 3 {
		return record{}, fmt.Errorf("%q is not a record; hint: OWNER [TTL] TYPE DATA", line)
	}
	if words[0] == "@" {
		words[0] = z.apex.String()
	}
	ttl, rest := z.ttl, words[1:]
	if n, err := strconv.ParseUint(rest[0], 10, 31); err == nil {
		ttl, rest = uint32(n), rest[1:]
	}
	if len(rest) > 0 && strings.EqualFold(rest[0], "IN") {
		rest = rest[1:]
	}
	if len(rest) < 2 {
		return record{}, fmt.Errorf("%q is not a record; hint: OWNER [TTL] TYPE DATA", line)
	}
	owner, err := wire.ParseName(words[0])
	if err != nil {
		return record{}, err
	}
	if strings.EqualFold(rest[0], "TLSA") {
		source, err := d.parseTLSA(rest[1:], hostOfOwner(owner))
		return tlsaRecord(owner, ttl, source), err
	}
	return parseOther(owner, ttl, rest)
}

// parseOther reads a record by the dns package, with the root as origin. A
// quoted text keeps its spaces only as far as single ones go.
func parseOther(owner wire.Name, ttl uint32, rest []string) (record, error) {
	line := fmt.Sprintf("%s %d IN %s\n", owner, ttl, strings.Join(rest, " "))
	parser := dns.NewZoneParser(strings.NewReader(line), ".", "")
	rr, ok := parser.Next()
	if !ok || parser.Err() != nil {
		return record{}, fmt.Errorf("%q does not parse as a record", strings.TrimSpace(line))
	}
	switch rr.Header().Rrtype {
	case dns.TypeSOA, dns.TypeDS, dns.TypeDNSKEY, dns.TypeRRSIG, dns.TypeNSEC, dns.TypeNSEC3, dns.TypeNSEC3PARAM:
		return record{}, fmt.Errorf("%s records are made by the lab; hint: use a fault", dns.TypeToString[rr.Header().Rrtype])
	}
	return record{rr: rr}, nil
}

// hostOfOwner strips _port._proto.
func hostOfOwner(owner wire.Name) wire.Name {
	if strings.HasPrefix(owner.Label(0), "_") && strings.HasPrefix(owner.Label(1), "_") {
		return owner.Parent().Parent()
	}
	return owner
}

// parseTLSA reads "USAGE SELECTOR MATCHING SOURCE".
func (d *design) parseTLSA(words []string, host wire.Name) (tlsaSource, error) {
	if len(words) != 4 {
		return tlsaSource{}, errors.New("TLSA data is USAGE SELECTOR MATCHING SOURCE")
	}
	var numbers [3]uint8
	for i := range numbers {
		n, err := strconv.ParseUint(words[i], 10, 8)
		if err != nil {
			return tlsaSource{}, fmt.Errorf("%q is not a number up to 255", words[i])
		}
		numbers[i] = uint8(n)
	}
	s := tlsaSource{usage: numbers[0], selector: numbers[1], matching: numbers[2], host: host}
	what, cut, isCut := strings.Cut(words[3], "/")
	if isCut {
		n, err := strconv.ParseUint(cut, 10, 16)
		if err != nil || n == 0 {
			return s, fmt.Errorf("%q is not a number of octets", cut)
		}
		s.cut = int(n)
	}
	what, other, isOther := strings.Cut(what, "@")
	if isOther {
		name, err := wire.ParseName(other)
		if err != nil {
			return s, err
		}
		s.host = name
	}
	s.what = what
	return s, d.checkSource(s)
}

func (d *design) checkSource(s tlsaSource) error {
	switch s.what {
	case "leaf", "rsa", "next", "pem", "cert", "key":
		if d.hosts[s.host] == nil {
			return fmt.Errorf("there is no mail host %s; hint: %s@HOST", s.host.Show(), s.what)
		}
		return nil
	case "ca", "root", "other", "empty":
		return nil
	}
	if _, err := hex.DecodeString(s.what); err != nil {
		return fmt.Errorf("unknown source %q; hint: leaf next rsa ca root other empty pem cert key, or hexadecimal", s.what)
	}
	return nil
}

func tlsaRecord(owner wire.Name, ttl uint32, s tlsaSource) record {
	return record{rr: &dns.TLSA{Hdr: header(owner, dns.TypeTLSA, ttl)}, tlsa: &s}
}

// resolve returns the record with its data.
func (d *design) resolve(r record) (dns.RR, error) {
	if r.tlsa == nil {
		return dns.Copy(r.rr), nil
	}
	s := *r.tlsa
	data, err := d.sourceData(s)
	if err != nil {
		return nil, err
	}
	if s.cut > 0 && s.cut < len(data) {
		data = data[:s.cut]
	}
	return &dns.TLSA{
		Hdr: *r.rr.Header(), Usage: s.usage, Selector: s.selector, MatchingType: s.matching, Certificate: hex.EncodeToString(data),
	}, nil
}
