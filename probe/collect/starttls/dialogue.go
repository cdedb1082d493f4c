package starttls

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// codeClosing says that the server ends the session: no QUIT is due after it
// (RFC 5321 3.8).
const codeClosing = 421

// dialogue is one session under way.
type dialogue struct {
	*prober
	ctx  context.Context // of the session; its end closes the connection
	id   evidence.ID
	look string
	tap  *tap
	conn net.Conn // the tap, later TLS over it
	in   *bufio.Reader
}

func newDialogue(ctx context.Context, p *prober, conn net.Conn, id evidence.ID, look string) *dialogue {
	d := &dialogue{prober: p, ctx: ctx, id: id, look: look, tap: &tap{Conn: conn, left: p.limits.SessionBytes}}
	d.use(d.tap)
	return d
}

// use makes conn the connection that lines are read from and written to.
func (d *dialogue) use(conn net.Conn) {
	d.conn, d.in = conn, bufio.NewReaderSize(conn, 1<<12)
}

// run leads the session to its end. Each step goes on only from a place where
// the protocol allows it; everything said on the way is in the log already.
func (d *dialogue) run() (again bool) {
	if wire.ImplicitTLS(d.addr.Port()) {
		return d.implicit()
	}
	banner, ok := d.reply(evidence.PhaseBanner)
	if !ok || banner.code == 0 {
		return false // silent, gone, or not SMTP at all
	}
	if !banner.positive() { // RFC 5321 3.1: after a refusal a client says QUIT
		d.quit(banner)
		return false
	}
	hello, ok := d.command(evidence.PhaseEHLO, "EHLO "+d.ourName())
	if !ok {
		return false
	}
	if !hello.positive() || !hello.offers("STARTTLS") {
		d.quit(hello)
		return false
	}
	ready, ok := d.command(evidence.PhaseSTARTTLS, "STARTTLS")
	if !ok {
		return false
	}
	if !ready.positive() {
		d.quit(ready)
		return false
	}
	d.dropInjected()
	secure, again := d.handshake()
	if secure == nil {
		return again // RFC 3207 4: no way back to clear text
	}
	d.inside(secure)
	return false
}

// inside goes on within TLS: EHLO once more, then QUIT. Looks only say QUIT.
func (d *dialogue) inside(secure *tls.Conn) {
	d.use(secure)
	if limited(d.look) {
		if d.quit(reply{}) {
			_ = secure.Close()
		}
		return
	}
	if hello, ok := d.command(evidence.PhaseEHLO2, "EHLO "+d.ourName()); ok && d.quit(hello) {
		_ = secure.Close() // says close_notify (RFC 8446 6.1)
	}
}

// quit ends the session politely, unless the server has ended it already.
func (d *dialogue) quit(last reply) (ok bool) {
	if last.code == codeClosing {
		return false
	}
	_, ok = d.command(evidence.PhaseQUIT, "QUIT")
	return ok
}

// command sends one line and reads the reply.
func (d *dialogue) command(phase evidence.Phase, text string) (reply, bool) {
	began := d.now()
	err := d.conn.SetDeadline(time.Now().Add(d.limits.Reply))
	if err == nil {
		_, err = d.conn.Write([]byte(text + "\r\n"))
	}
	line := evidence.Line{Client: true, Phase: phase, Text: evidence.Wild(text)}
	if err != nil {
		line.Failure, line.Detail, line.Wait = classify(d.ctx, err), evidence.Wild(err.Error()), d.now().Sub(began)
	}
	d.add(line)
	if err != nil && line.Failure != evidence.Closed {
		return reply{}, false
	}
	rep, ok := d.reply(phase) // a server that has gone may have said why: a 421, or an alert
	return rep, ok && err == nil
}

// reply reads one reply. All of it must come within the limit: a server that
// sends a line every now and then would hold us for ever.
func (d *dialogue) reply(phase evidence.Phase) (reply, bool) {
	began := d.now()
	if err := d.conn.SetDeadline(time.Now().Add(d.limits.Reply)); err != nil {
		d.add(evidence.Line{Phase: phase, Failure: classify(d.ctx, err), Detail: evidence.Wild(err.Error())})
		return reply{}, false
	}
	lim := bounds{octets: d.limits.LineOctets, lines: d.limits.ReplyLines}
	rep, rest, err := readReply(d.in, lim, func(l rawLine) {
		d.add(evidence.Line{Phase: phase, Text: evidence.Wild(l.text), Cut: l.cut, Wait: d.now().Sub(began)})
	})
	if rep.long {
		d.limit("reply-lines", d.limits.ReplyLines)
	}
	if err == nil {
		return rep, true
	}
	d.add(evidence.Line{
		Phase: phase, Text: evidence.Wild(rest.text), Cut: rest.cut, Wait: d.now().Sub(began),
		Failure: classify(d.ctx, err), Detail: evidence.Wild(err.Error()),
	})
	d.limitReached(err)
	return rep, false
}

func (d *dialogue) add(line evidence.Line) {
	line.Session = d.id
	d.log.Add(evidence.Item{Line: &line})
}

// limitReached adds a Limit item when the error is that of a limit.
func (d *dialogue) limitReached(err error) {
	if errors.Is(err, errSessionBytes) {
		d.limit("session-bytes", d.limits.SessionBytes)
	}
}

func (d *dialogue) limit(name string, value int) {
	d.log.Add(evidence.Item{Limit: &evidence.Limit{Name: name, Where: d.addr.String(), Value: value}})
}

// dropInjected takes what came in clear text behind the answer to STARTTLS. It
// must not be read as if it had come within TLS: someone on the way may have
// put it there (RFC 3207 4.2 has us forget all that was said before).
func (d *dialogue) dropInjected() {
	n := d.in.Buffered()
	if n == 0 {
		return
	}
	early, _ := d.in.Peek(n)
	d.add(evidence.Line{
		Phase: evidence.PhaseSTARTTLS, Text: evidence.Wild(early[:min(n, d.limits.LineOctets)]), Cut: n > d.limits.LineOctets,
		Detail: evidence.Wild(fmt.Sprintf("%d bytes in clear text after the 220 reply, before TLS; not used", n)),
	})
}

// ourName is what we call ourselves: the configured name, or the address
// literal that RFC 5321 4.1.3 wants of a client without a name.
func (d *dialogue) ourName() string {
	if plainWord(d.ehlo) {
		return d.ehlo
	}
	local := d.tap.LocalAddr()
	if local == nil {
		return fallbackEHLO
	}
	at, err := netip.ParseAddrPort(local.String())
	if err != nil {
		return fallbackEHLO
	}
	ip := at.Addr().Unmap().WithZone("")
	if ip.Is6() {
		return "[IPv6:" + ip.String() + "]"
	}
	return "[" + ip.String() + "]"
}

// plainWord tells whether s can stand in an EHLO line without ending it.
func plainWord(s string) bool {
	return s != "" && len(s) <= 255 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}
