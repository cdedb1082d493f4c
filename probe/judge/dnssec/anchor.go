package dnssec

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"danewalk/probe/wire"
)

// maxAnchors bounds a file of anchors: more is no list of anchors.
const maxAnchors = 1000

// maxAnchorLine bounds a line of such a file, octets; the largest DNSKEY record
// has under 100 KiB in base64.
const maxAnchorLine = 1 << 20

// ParseAnchors reads trust anchors: DS and DNSKEY records at any name in zone
// file form (comments, parentheses, TTL and class as usual; other types are an
// error), or root-anchors.xml (RFC 9718). Validity times in XML are kept in the
// anchor. source is the name of the file, for messages.
func ParseAnchors(data []byte, source string) ([]Anchor, error) {
	var anchors []Anchor
	var err error
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))), []byte("<")) {
		anchors, err = anchorsXML(data, source)
	} else {
		anchors, err = anchorLines(data, source)
	}
	if err != nil {
		return nil, err
	}
	if len(anchors) == 0 {
		return nil, fmt.Errorf("%s: no trust anchor in it\nhint: DS or DNSKEY records in zone file form, or root-anchors.xml", source)
	}
	return anchors, nil
}

// anchorLines reads zone file records. Records may span lines in parentheses.
func anchorLines(data []byte, source string) ([]Anchor, error) {
	var anchors []Anchor
	sc := bufio.NewScanner(bytes.NewReader(data))
	sc.Buffer(nil, maxAnchorLine)
	var record strings.Builder
	number, depth := 0, 0
	for sc.Scan() {
		number++
		line := stripComment(sc.Text())
		record.WriteString(line + " ")
		depth += strings.Count(line, "(") - strings.Count(line, ")")
		if depth > 0 {
			continue
		}
		text := strings.TrimSpace(record.String())
		record.Reset()
		depth = 0
		if text == "" || strings.HasPrefix(text, "$") { // directives carry no anchor
			continue
		}
		a, err := anchorLine(text, source)
		if err != nil {
			return nil, fmt.Errorf("%s line %d: %w\nhint: write each anchor as `zone DS tag algorithm digest-type digest` or as a DNSKEY record", source, number, err)
		}
		if anchors = append(anchors, a); len(anchors) > maxAnchors {
			return nil, fmt.Errorf("%s: more than %d trust anchors", source, maxAnchors)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", source, err)
	}
	if depth > 0 {
		return nil, fmt.Errorf("%s: parenthesis never closed", source)
	}
	return anchors, nil
}

// stripComment removes a comment. DS and DNSKEY records have no quoted strings.
func stripComment(line string) string {
	text, _, _ := strings.Cut(line, ";")
	return text
}

func anchorLine(text, source string) (Anchor, error) {
	rr, err := wire.RRFromText(text)
	if err != nil {
		return Anchor{}, errors.New("not a record in zone file form")
	}
	a := Anchor{Zone: rr.Name, Source: source}
	switch rr.Type {
	case wire.TypeDS:
		ds, err := rr.DS()
		if err != nil {
			return Anchor{}, err
		}
		a.DS = &ds
	case wire.TypeDNSKEY:
		key, err := rr.DNSKEY()
		if err != nil {
			return Anchor{}, err
		}
		if !key.IsZone() || key.IsRevoked() {
			return Anchor{}, errors.New("the DNSKEY is revoked or no zone key (flags 256 or 257, protocol 3)")
		}
		a.DNSKEY = &key
	default:
		return Anchor{}, fmt.Errorf("a %s record is no trust anchor", rr.Type)
	}
	return a, nil
}

// trustAnchorXML is root-anchors.xml (RFC 9718 2). Unknown elements are ignored.
type trustAnchorXML struct {
	XMLName xml.Name       `xml:"TrustAnchor"`
	Zone    string         `xml:"Zone"`
	Digests []keyDigestXML `xml:"KeyDigest"`
}

type keyDigestXML struct {
	ID         string `xml:"id,attr"`
	ValidFrom  string `xml:"validFrom,attr"`
	ValidUntil string `xml:"validUntil,attr"`
	KeyTag     uint16 `xml:"KeyTag"`
	Algorithm  uint8  `xml:"Algorithm"`
	DigestType uint8  `xml:"DigestType"`
	Digest     string `xml:"Digest"`
	PublicKey  string `xml:"PublicKey"`
	Flags      uint16 `xml:"Flags"`
}

func anchorsXML(data []byte, source string) ([]Anchor, error) {
	var doc trustAnchorXML
	if err := xml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w\nhint: expected the form of root-anchors.xml (RFC 9718)", source, err)
	}
	zone, err := wire.ParseName(strings.TrimSpace(doc.Zone))
	if err != nil {
		return nil, fmt.Errorf("%s: zone: %w", source, err)
	}
	var anchors []Anchor
	for _, k := range doc.Digests {
		a, err := k.anchor(zone, source)
		if err != nil {
			return nil, fmt.Errorf("%s: key %s: %w", source, k.ID, err)
		}
		if anchors = append(anchors, a); len(anchors) > maxAnchors {
			return nil, fmt.Errorf("%s: more than %d trust anchors", source, maxAnchors)
		}
	}
	return anchors, nil
}

func (k keyDigestXML) anchor(zone wire.Name, source string) (Anchor, error) {
	a := Anchor{Zone: zone, Source: source + " " + k.ID}
	var err error
	if a.From, err = xmlTime(k.ValidFrom); err != nil {
		return a, err
	}
	if a.Until, err = xmlTime(k.ValidUntil); err != nil {
		return a, err
	}
	digest, err := hex.DecodeString(strings.Join(strings.Fields(k.Digest), ""))
	if err != nil || len(digest) == 0 {
		return a, errors.New("digest is not hexadecimal")
	}
	ds := wire.DS{Tag: k.KeyTag, Algorithm: k.Algorithm, DigestType: k.DigestType, Digest: digest}
	if k.PublicKey != "" {
		if err := k.check(zone, ds); err != nil {
			return a, err
		}
	}
	a.DS = &ds
	return a, nil
}

// check compares the public key, where it is given, with the digest: a file that
// contradicts itself must not be trusted.
func (k keyDigestXML) check(zone wire.Name, ds wire.DS) error {
	key, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(k.PublicKey), ""))
	if err != nil {
		return errors.New("public key is not base64")
	}
	flags := k.Flags
	if flags == 0 {
		flags = 257 // RFC 9718 2.1.2: a KSK
	}
	made, ok := wire.DNSKEY{Flags: flags, Protocol: wire.ProtocolDNSSEC, Algorithm: k.Algorithm, Key: key}.DS(zone, ds.DigestType)
	if ok && (made.Tag != ds.Tag || !bytes.Equal(made.Digest, ds.Digest)) {
		return errors.New("public key and digest do not belong together")
	}
	return nil
}

// xmlTime reads xsd:dateTime; no text is the zero time.
func xmlTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}, fmt.Errorf("time %q is not RFC 3339", s)
	}
	return t, nil
}

// ValidAt tells whether the anchor may be used at a moment (RFC 9718 2.1.2).
func (a Anchor) ValidAt(at time.Time) bool {
	return (a.From.IsZero() || !at.Before(a.From)) && (a.Until.IsZero() || at.Before(a.Until))
}

// negated tells whether a negative trust anchor is configured at a name.
func (p Policy) negated(at wire.Name) bool { return slices.Contains(p.Negative, at) }

// mentions tells whether the person configured anything at a name: a zone there
// is judged even where the parent denies it, as on an internal network.
func (p Policy) mentions(at wire.Name) bool { return p.negated(at) || len(p.anchorsAt(at)) > 0 }

// exempt returns the negative trust anchor that a question in a zone falls
// under though no zone begins there: at or above the name, and below the apex.
// What is at or above the apex is in the status of the zone already, and an
// anchor nearer to the name has made a zone of its own (RFC 7646 2).
func (p Policy) exempt(q query, z *Zone) (wire.Name, bool) {
	for _, n := range p.Negative {
		if n.Below(z.Name) && holder(q).Under(n) {
			return n, true
		}
	}
	return wire.Name{}, false
}

// anchorsAt returns the anchors configured at a zone that are valid.
func (p Policy) anchorsAt(zone wire.Name) []Anchor {
	return slices.DeleteFunc(slices.Clone(p.Anchors), func(a Anchor) bool {
		return a.Zone != zone || !a.ValidAt(p.At) || (a.DS == nil && a.DNSKEY == nil)
	})
}
