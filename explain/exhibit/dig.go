package exhibit

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strings"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// Ports of the transports, which dig needs not be told.
const (
	portDNS   = 53
	portTLS   = 853 // RFC 7858 3.1
	portHTTPS = 443 // RFC 8484
)

// Command is the dig command that asks the same question of the same server again,
// in the same way.
func Command(x *evidence.Exchange) string {
	out := []string{"dig", "@" + x.Server.Addr().String()}
	if p := x.Server.Port(); p != usualPort(x.Transport) {
		out = append(out, fmt.Sprintf("-p %d", p))
	}
	name := evidence.Escape(x.Name, evidence.WildMax)
	out = append(out, "-q", quoted(name), "-t", wire.Type(x.Type).String())
	switch {
	case !asksEDNS(x):
		out = append(out, "+noedns")
	default:
		out = append(out, "+dnssec")
	}
	switch {
	case !x.Resolver:
		out = append(out, "+norec")
	case x.Own:
		out = append(out, "+adflag")
	default:
		out = append(out, "+cdflag")
	}
	switch x.Transport {
	case evidence.TCP:
		out = append(out, "+tcp")
	case evidence.TLS:
		out = append(out, "+tls")
	case evidence.HTTPS:
		out = append(out, "+https")
	}
	return strings.Join(out, " ")
}

func usualPort(t evidence.Transport) uint16 {
	switch t {
	case evidence.TLS:
		return portTLS
	case evidence.HTTPS:
		return portHTTPS
	}
	return portDNS
}

// asksEDNS tells whether the question had an OPT record. Where its octets were not
// kept it is as every first try is.
func asksEDNS(x *evidence.Exchange) bool {
	if m, err := wire.Parse(x.Question); err == nil {
		return m.EDNS.Present
	}
	return !x.Plain
}

// quoted protects a name from the shell. A name may hold any octet.
func quoted(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// Dig writes an exchange as dig would show it: header, flags, sections, and who
// was asked. It is the same in every language. At most so many lines come out, and
// how many more there would be.
func Dig(x *evidence.Exchange) (lines []string, left int) {
	w := &digger{}
	w.line("; <<>> %s", Command(x))
	w.answer(x)
	w.line("")
	w.line(";; Query time: %d msec", x.RTT.Milliseconds())
	w.line(";; SERVER: %s#%d(%s) (%s)", x.Server.Addr(), x.Server.Port(), cmp.Or(evidence.Escape(x.ServerName, evidence.WildMax), x.Server.Addr().String()), strings.ToUpper(string(x.Transport)))
	w.line(";; MSG SIZE  rcvd: %d", len(x.Answer))
	if x.Try > 1 {
		w.line(";; TRY: %d", x.Try)
	}
	return w.lines, w.left
}

// digger collects lines, and counts the records that it leaves out.
type digger struct {
	lines []string
	left  int
}

func (w *digger) line(format string, values ...any) {
	w.lines = append(w.lines, fmt.Sprintf(format, values...))
}

// answer writes what came.
func (w *digger) answer(x *evidence.Exchange) {
	if x.Failure != "" {
		w.line(";; no usable answer: %s %s", x.Failure, x.Detail)
	}
	m, err := wire.Parse(x.Answer)
	if m == nil {
		return
	}
	if err != nil {
		w.line(";; WARNING: malformed message: %s", evidence.Escape(err.Error(), evidence.WildMax))
	}
	w.line(";; ->>HEADER<<- opcode: %s, status: %s, id: %d", opcode(m.Opcode), m.Rcode, m.ID)
	w.line(";; flags: %s; QUERY: %d, ANSWER: %d, AUTHORITY: %d, ADDITIONAL: %d", flags(m), count(x.Answer, 0), count(x.Answer, 1), count(x.Answer, 2), count(x.Answer, 3))
	w.edns(m.EDNS)
	if m.Questions > 0 && !m.QName.IsZero() {
		w.line("")
		w.line(";; QUESTION SECTION:")
		w.line(";%s IN %s", m.QName, m.QType)
	}
	for i, section := range [][]wire.RR{m.Answer, m.Authority, m.Additional} {
		w.section([]string{"ANSWER", "AUTHORITY", "ADDITIONAL"}[i], section)
	}
}

// edns writes what the OPT record said (RFC 6891 6.1.2, RFC 8914).
func (w *digger) edns(o wire.EDNS) {
	if !o.Present {
		return
	}
	do := ""
	if o.DO {
		do = " do"
	}
	w.line("")
	w.line(";; OPT PSEUDOSECTION:")
	w.line("; EDNS: version: %d, flags:%s; udp: %d", o.Version, do, o.UDPSize)
	for _, e := range o.Errors[:min(len(o.Errors), maxSignatures)] {
		w.line("; EDE: %d: (%s)", e.Code, e.Text)
	}
}

// section writes the records of a section, as far as the limit goes.
func (w *digger) section(name string, rrs []wire.RR) {
	if len(rrs) == 0 {
		return
	}
	w.line("")
	w.line(";; %s SECTION:", name)
	for i, rr := range rrs {
		if len(w.lines) >= maxLines {
			w.left += len(rrs) - i
			w.line(";; %d more records are not shown", len(rrs)-i)
			return
		}
		w.lines = append(w.lines, rr.Line())
	}
}

// count reads a count of the header (RFC 1035 4.1.1).
func count(msg []byte, section int) uint16 {
	const first = 4 // after ID and flags
	return binary.BigEndian.Uint16(msg[first+2*section:])
}

// opcode names the operation (RFC 1035 4.1.1).
func opcode(o uint8) string {
	if o == 0 {
		return "QUERY"
	}
	return fmt.Sprintf("OPCODE%d", o)
}

// flags lists those that are set, in the order of the header.
func flags(m *wire.Message) string {
	var out []string
	for _, f := range []struct {
		set  bool
		name string
	}{{m.QR, "qr"}, {m.AA, "aa"}, {m.TC, "tc"}, {m.RD, "rd"}, {m.RA, "ra"}, {m.AD, "ad"}, {m.CD, "cd"}} {
		if f.set {
			out = append(out, f.name)
		}
	}
	return strings.Join(out, " ")
}

// address is a server as people read it, with the port where it is not the usual
// one.
func address(a netip.AddrPort) string {
	if a.Port() == portDNS {
		return a.Addr().String()
	}
	return a.String()
}
