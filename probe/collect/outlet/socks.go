package outlet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/net/proxy"

	"danewalk/probe/collect"
)

// socksPort is where SOCKS servers listen (RFC 1928 3).
const socksPort = "1080"

// maxCredential is what the negotiation has room for (RFC 1929 2).
const maxCredential = 255

// Proxy is a SOCKS5 proxy (RFC 1928).
type Proxy struct {
	at   string // host and port
	auth *proxy.Auth
}

// ParseProxy reads socks5://[USER:PASSWORD@]HOST[:PORT].
func ParseProxy(s string) (Proxy, error) {
	const hint = "\nhint: write socks5://HOST:PORT, or socks5://USER:PASSWORD@HOST:PORT"
	u, err := url.Parse(s)
	switch {
	case err != nil: // its words would repeat the password
		return Proxy{}, errors.New("the proxy is not understood" + hint)
	case u.Scheme != "socks5" && u.Scheme != "socks5h":
		return Proxy{}, errors.New("the proxy is none of SOCKS5" + hint)
	case u.Hostname() == "", u.Path != "" && u.Path != "/", u.RawQuery != "", u.Fragment != "":
		return Proxy{}, errors.New("the proxy is not understood" + hint)
	}
	port := u.Port()
	if port == "" {
		port = socksPort
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return Proxy{}, fmt.Errorf("the proxy has no valid port\nhint: ports go from 1 to 65535")
	}
	p := Proxy{at: net.JoinHostPort(u.Hostname(), port)}
	if u.User != nil {
		password, _ := u.User.Password()
		if u.User.Username() == "" || len(u.User.Username()) > maxCredential || password == "" || len(password) > maxCredential {
			return Proxy{}, fmt.Errorf("the proxy needs a user and a password of 1 to %d octets each%s", maxCredential, hint)
		}
		p.auth = &proxy.Auth{User: u.User.Username(), Password: password}
	}
	return p, nil
}

// String names the proxy, without user and password.
func (p Proxy) String() string { return "socks5://" + p.at }

// Through connects by way of the proxy; base leads to the proxy itself.
func (p Proxy) Through(base collect.DialFunc) collect.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		way := &toProxy{dial: base, ctx: ctx}
		client, err := proxy.SOCKS5("tcp", p.at, p.auth, way)
		if err != nil {
			return nil, p.ours(err)
		}
		conn, err := client.(proxy.ContextDialer).DialContext(ctx, network, address)
		switch {
		case err == nil:
			return conn, nil
		case errors.Is(context.Cause(ctx), context.Canceled):
			return nil, ctx.Err()
		case way.failed != nil:
			return nil, p.ours(way.failed)
		case !way.agreed(): // a proxy that is silent itself says nothing about mail servers
			return nil, p.ours(err)
		}
		return nil, p.sorted(ctx, err)
	}
}

// toProxy opens the connection to the proxy, and remembers how that failed, or
// how far the proxy came.
type toProxy struct {
	dial   collect.DialFunc
	ctx    context.Context
	failed error
	heard  *heard
}

func (t *toProxy) Dial(network, address string) (net.Conn, error) {
	return t.DialContext(t.ctx, network, address)
}

func (t *toProxy) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := t.dial(ctx, network, address)
	if err != nil {
		t.failed = err
		return nil, err
	}
	t.heard = &heard{Conn: conn}
	return t.heard, nil
}

// agreed tells whether the proxy let us in, so that what came after it was about
// the mail server: it chose a method, and took the password if that was it
// (RFC 1928 3, RFC 1929 2).
func (t *toProxy) agreed() bool {
	if t.heard == nil || len(t.heard.first) < 2 {
		return false
	}
	const methodPassword = 2
	return t.heard.first[1] == 0 || t.heard.first[1] == methodPassword && len(t.heard.first) >= 4 && t.heard.first[3] == 0
}

// heard keeps the first octets that came from the proxy.
type heard struct {
	net.Conn
	first []byte
}

func (h *heard) Read(b []byte) (int, error) {
	n, err := h.Conn.Read(b)
	if room := 8 - len(h.first); room > 0 && n > 0 {
		h.first = append(h.first, b[:min(n, room)]...)
	}
	return n, err
}

// ours is an error of our side of the way.
func (p Proxy) ours(err error) error {
	return fmt.Errorf("proxy %s: %s: %w", p.at, p.words(err), os.ErrPermission)
}

// words are those of an error, without the password.
func (p Proxy) words(err error) string {
	if p.auth == nil {
		return err.Error()
	}
	return strings.ReplaceAll(err.Error(), p.auth.Password, "***")
}

// sorted tells what the proxy said about the mail server from what is between us
// and the proxy. Its replies (RFC 1928 6) have no type in the library, only words.
func (p Proxy) sorted(ctx context.Context, err error) error {
	text := p.words(err)
	said := func(reply string) bool { return strings.HasSuffix(text, "unknown error "+reply) }
	switch {
	case said("connection refused"): // X'05'
		return fmt.Errorf("proxy %s: %w", p.at, syscall.ECONNREFUSED)
	case said("host unreachable"), said("TTL expired"): // X'04', X'06'
		return fmt.Errorf("proxy %s: nobody answered there: %w", p.at, os.ErrDeadlineExceeded)
	case ctx.Err() != nil, errors.Is(err, os.ErrDeadlineExceeded): // it is still trying; the deadline is that of ctx, whichever ends first
		return fmt.Errorf("proxy %s: no answer: %w", p.at, os.ErrDeadlineExceeded)
	}
	return p.ours(err)
}
