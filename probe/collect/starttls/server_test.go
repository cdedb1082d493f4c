package starttls

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// script is what a mail server says and expects, one step a line:
//
//	S: text      sends a line
//	S> "text"    sends quoted text as it is, in one piece
//	S* 200 text  sends the line so many times
//	C: text      reads a line, which must be this one
//	TLS          the handshake, with the script's configuration
//	wait 31s     is silent
//	close        ends the connection
//	hold         reads and says nothing more until the client goes
//
// When the steps are over, the connection is closed.
type script struct {
	steps string
	tls   *tls.Config
}

// play runs the script on one connection and returns what went wrong with it.
func (s script) play(conn net.Conn) error {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for step := range strings.Lines(s.steps) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(step), " ")
		var err error
		switch verb {
		case "S:":
			_, err = conn.Write([]byte(rest + "\r\n"))
		case "S>":
			var text string
			if text, err = strconv.Unquote(rest); err == nil {
				_, err = conn.Write([]byte(text))
			}
		case "S*":
			times, text, _ := strings.Cut(rest, " ")
			n, _ := strconv.Atoi(times)
			for range n {
				if _, err = conn.Write([]byte(text + "\r\n")); err != nil {
					return nil // the client had enough
				}
			}
		case "C:":
			var got string
			if got, err = in.ReadString('\n'); err == nil && got != rest+"\r\n" {
				err = fmt.Errorf("client said %q, the script has %q", got, rest)
			}
		case "TLS":
			secure := tls.Server(conn, s.tls)
			if err = secure.Handshake(); err != nil {
				return nil // seen from the client's side
			}
			conn, in = secure, bufio.NewReader(secure)
		case "wait":
			var d time.Duration
			if d, err = time.ParseDuration(rest); err == nil {
				<-time.After(d)
			}
		case "close":
			return nil
		case "hold":
			_, _ = in.WriteTo(discard{})
		case "":
		default:
			err = fmt.Errorf("no such step: %q", step)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSpace(step), err)
		}
	}
	return nil
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }
