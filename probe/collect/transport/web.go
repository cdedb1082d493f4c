package transport

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"

	"danewalk/probe/wire"
)

const (
	// mediaType of questions and answers (RFC 8484 6).
	mediaType = "application/dns-message"
	// httpsPort needs no mention in a URL.
	httpsPort = 443
	// maxHeader is far above what servers send beside an answer.
	maxHeader = 64 << 10
	// maxWebConns for servers that speak HTTP/1.1 only, where a connection carries
	// one question at a time. HTTP/2 needs one.
	maxWebConns = 4
)

// newWeb makes the HTTP client for one resolver: no proxy, no redirect, no
// cookies, and no connection to anywhere else.
func (p *private) newWeb() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			DialContext:            func(ctx context.Context, _, _ string) (net.Conn, error) { return p.connect(ctx) },
			TLSClientConfig:        p.tls,
			TLSHandshakeTimeout:    p.limits.DNSTry,
			ForceAttemptHTTP2:      true, // RFC 8484 5.2
			MaxConnsPerHost:        maxWebConns,
			MaxResponseHeaderBytes: maxHeader,
			DisableCompression:     true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// url is where the resolver answers (RFC 8484 3).
func (p *private) url() string {
	host := p.name()
	if a, err := netip.ParseAddr(host); err == nil && a.Is6() {
		host = "[" + host + "]"
	}
	if port := p.to.Addr.Port(); port != httpsPort {
		host = fmt.Sprintf("%s:%d", host, port)
	}
	return (&url.URL{Scheme: "https", Host: host, Path: p.to.Path}).String()
}

// overHTTPS asks with one POST (RFC 8484 4.1).
func (x *exchange) overHTTPS(ctx, within context.Context) *wire.Message {
	raw, err := x.client.private.post(within, x.record.Question)
	if err != nil {
		stage := certificateWords(err)
		if stage == "" {
			stage = webWords(err)
		}
		x.failed(ctx, within, err, stage)
		return nil
	}
	given := false
	return x.finish(ctx, within, func() ([]byte, error) {
		if given {
			return nil, errStranger // there is one message, and it did not fit
		}
		given = true
		return raw, nil
	})
}

// webWords is an error of an HTTP exchange without the URL, which says nothing new.
func webWords(err error) string {
	if u, ok := err.(*url.Error); ok && !u.Timeout() { //nolint:errorlint // only the outermost has the URL
		return u.Err.Error()
	}
	return ""
}

// post sends a question and reads the body of the answer.
func (p *private) post(ctx context.Context, question []byte) ([]byte, error) {
	if err := p.bar(); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url(), bytes.NewReader(question))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", mediaType)
	r.Header.Set("Accept", mediaType)
	r.Header.Set("User-Agent", "danewalk")
	got, err := p.web.Do(r)
	if err != nil {
		return nil, p.judge(err)
	}
	defer func() { _ = got.Body.Close() }()
	if got.StatusCode != http.StatusOK { // RFC 8484 4.2.1; a redirect might lead anywhere
		return nil, fmt.Errorf("HTTP status %d", got.StatusCode)
	}
	if typ, _, err := mime.ParseMediaType(got.Header.Get("Content-Type")); err != nil || typ != mediaType {
		return nil, fmt.Errorf("content type %q instead of %s", got.Header.Get("Content-Type"), mediaType)
	}
	body, err := io.ReadAll(io.LimitReader(got.Body, maxMessage+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxMessage:
		return nil, errTooLong
	}
	return body, nil
}
