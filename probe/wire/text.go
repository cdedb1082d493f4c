package wire

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"danewalk/probe/evidence"
)

// maxText is how many runes of a record are shown: the longest keys and
// signatures in use (RSA, 4096 bits) fit twice.
const maxText = 4 * evidence.WildMax

// Text returns the presentation form of the RDATA, escaped for a terminal. Data
// that does not parse, or of a type without a form of its own, is shown in the
// generic form (RFC 3597 5). The text is for people: nothing is verified over it.
func (rr RR) Text() string { return rr.text(maxText) }

// text is Text with so many runes at most.
func (rr RR) text(most int) string {
	parsed, _, err := dns.UnpackRR(packed(rr), 0)
	if err != nil {
		return generic(rr.RData, most)
	}
	text, ok := strings.CutPrefix(parsed.String(), parsed.Header().String())
	if !ok || len(rr.RData) == 0 {
		return generic(rr.RData, most)
	}
	return evidence.Escape(text, most)
}

// Line returns the whole record as one line of a zone file, escaped.
func (rr RR) Line() string { return rr.line(maxText) }

// WholeLine is Line without the limit on its length: to be copied into a zone,
// not to be shown. The longest is that of 65535 octets of text, four characters
// each.
func (rr RR) WholeLine() string { return rr.line(4*maxRData + maxText) }

func (rr RR) line(most int) string {
	class := "IN"
	if rr.Class != ClassIN {
		class = "CLASS" + strconv.Itoa(int(rr.Class)) // RFC 3597 5
	}
	ttl := strconv.FormatUint(uint64(rr.TTL), 10)
	return strings.Join([]string{rr.Name.String(), ttl, class, rr.Type.String(), rr.text(most)}, " ")
}

// RRFromText reads one record in zone file form, for tests and trust anchor
// files. Directives ($INCLUDE and the like) are refused: a file of anchors must
// not make us read other files. Names without final dot are taken as complete;
// a missing TTL is 3600 seconds. The error is ErrRecord, or says what is wrong.
func RRFromText(line string) (RR, error) {
	if strings.HasPrefix(strings.TrimSpace(line), "$") {
		return RR{}, fmt.Errorf("%w: a directive is not a record", ErrRecord)
	}
	zp := dns.NewZoneParser(strings.NewReader(line+"\n"), ".", "")
	zp.SetDefaultTTL(3600)
	parsed, ok := zp.Next()
	if err := zp.Err(); err != nil {
		return RR{}, err
	}
	if !ok {
		return RR{}, fmt.Errorf("%w: no record in the text", ErrRecord)
	}
	if _, more := zp.Next(); more || zp.Err() != nil {
		return RR{}, fmt.Errorf("%w: more than one record in the text", ErrRecord)
	}
	buf := make([]byte, dns.MaxMsgSize)
	n, err := dns.PackRR(parsed, buf, 0, nil, false)
	if err != nil {
		return RR{}, err
	}
	r := reader{msg: buf[:n]}
	return r.record()
}

// packed returns the record in uncompressed wire form.
func packed(rr RR) []byte {
	out := rr.Name.Wire()
	out = binary.BigEndian.AppendUint16(out, uint16(rr.Type))
	out = binary.BigEndian.AppendUint16(out, rr.Class)
	out = binary.BigEndian.AppendUint32(out, rr.TTL)
	out = binary.BigEndian.AppendUint16(out, uint16(len(rr.RData)))
	return append(out, rr.RData...)
}

// generic is the form for data that does not parse (RFC 3597 5).
func generic(rdata []byte, most int) string {
	return evidence.Escape(strings.TrimSpace(fmt.Sprintf(`\# %d %x`, len(rdata), rdata)), most)
}
