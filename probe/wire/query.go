package wire

import (
	"strings"

	"github.com/miekg/dns"

	"danewalk/probe/evidence"
)

// UDPSize is the EDNS buffer size we announce: it avoids IP fragments on every
// usual path (RFC 9715, DNS flag day 2020).
const UDPSize = 1232

// Question says what to ask and how.
type Question struct {
	ID       uint16
	Name     Name
	Type     Type
	Resolver bool // ask a resolver: RD=1 CD=1 (RFC 4035 3.2.2); else an authoritative server: RD=0
	NoEDNS   bool // for the second look at servers that mishandle EDNS
}

// NewQuery packs a question with EDNS and DO=1 (RFC 3225).
func NewQuery(q Question) ([]byte, error) {
	m := new(dns.Msg)
	m.SetQuestion(q.Name.String(), uint16(q.Type))
	m.Id = q.ID
	m.RecursionDesired = q.Resolver
	m.CheckingDisabled = q.Resolver
	if !q.NoEDNS {
		m.SetEdns0(UDPSize, true)
	}
	return m.Pack()
}

// Text returns the presentation form of the RDATA, escaped for a terminal.
func (rr RR) Text() string {
	raw := packed(rr)
	parsed, _, err := dns.UnpackRR(raw, 0)
	if err != nil {
		return generic(rr.RData)
	}
	text := parsed.String()
	head := parsed.Header().String()
	return evidence.Escape(strings.TrimPrefix(text, head), evidence.WildMax*4)
}

// Line returns the whole record as one line of a zone file, escaped.
func (rr RR) Line() string {
	return rr.Name.String() + " " + itoa(rr.TTL) + " IN " + rr.Type.String() + " " + rr.Text()
}

// RRFromText reads one record in zone file form, for tests and trust anchor files.
func RRFromText(line string) (RR, error) {
	parsed, err := dns.NewRR(line)
	if err != nil {
		return RR{}, err
	}
	if parsed == nil {
		return RR{}, ErrRecord
	}
	buf := make([]byte, dns.MaxMsgSize)
	n, err := dns.PackRR(parsed, buf, 0, nil, false)
	if err != nil {
		return RR{}, err
	}
	r := reader{msg: buf[:n]}
	return r.record()
}
