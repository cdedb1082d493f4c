package policy

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"danewalk/probe/evidence"
)

// exchange sends the request and reads the answer. The steps are made one by
// one instead of by http.Transport, which redials, keeps goroutines, and tells
// neither the stage of a failure nor the error of the connection below it.
func (f *fetch) exchange(conn io.ReadWriter) error {
	request := &http.Request{
		Method: http.MethodGet, URL: f.url, Host: f.serverName(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Close: true,
		Header: http.Header{
			"User-Agent":      {"danewalk/" + f.o.Version},
			"Accept":          {"text/plain"},
			"Accept-Encoding": {"identity"}, // RFC 9110 12.5.3
		},
	}
	if err := request.Write(conn); err != nil {
		return err
	}
	head := &counted{from: conn, left: maxHead, full: errHead}
	answer, err := f.head(bufio.NewReader(head), request)
	if err != nil {
		return head.cause(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil // RFC 8461 3.3: anything else has no policy
	}
	f.seen.Stage = evidence.FetchBody
	if coding := answer.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return refused("compressed as " + clip(coding) + ", which was not asked for")
	}
	head.left = f.raw.left // from here on, the body and the octets of the session are counted
	err = f.body(answer.Body)
	f.long = f.long || errors.Is(err, errRaw) // little policy in many octets
	return err
}

// head reads status and header, past interim answers (RFC 9110 15.2).
func (f *fetch) head(from *bufio.Reader, request *http.Request) (*http.Response, error) {
	for range maxInterim + 1 {
		answer, err := http.ReadResponse(from, request)
		if err != nil {
			return nil, err
		}
		if answer.StatusCode >= 200 || answer.StatusCode == http.StatusSwitchingProtocols {
			f.heads(answer)
			return answer, nil
		}
	}
	return nil, refused(fmt.Sprintf("more than %d interim answers", maxInterim))
}

// heads keeps what the judge wants to know of a header.
func (f *fetch) heads(answer *http.Response) {
	f.seen.Status = answer.StatusCode
	f.seen.Type = evidence.Wild(clip(answer.Header.Get("Content-Type")))
	f.seen.Location = evidence.Wild(clip(answer.Header.Get("Location")))
	if t, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		f.seen.Date = t.UTC()
	}
}

// body reads the policy up to the limit. What came of it is kept whatever
// happens.
func (f *fetch) body(from io.Reader) error {
	most := f.o.Limits.PolicyBytes
	got, err := io.ReadAll(io.LimitReader(from, int64(most)+1))
	if f.long = len(got) > most; f.long {
		got, err = got[:most], errBody
	}
	if len(got) > 0 {
		f.seen.Body = got
	}
	return err
}

// clip cuts a header field.
func clip(field string) string { return field[:min(len(field), maxField)] }

// fail records why the fetch ended where it did.
func (f *fetch) fail(err error) {
	f.seen.Failure, f.seen.Detail = f.classify(err), evidence.Wild(clip(err.Error()))
}

// classify names the class of an error. When the whole check has ended, that is
// the reason, whatever error it came with: it must not be laid on the server.
func (f *fetch) classify(err error) evidence.Failure {
	if _, ok := errors.AsType[refused](err); ok {
		return evidence.Protocol
	}
	switch {
	case f.ctx.Err() != nil:
		return evidence.Cancelled
	case errors.Is(err, errRaw), errors.Is(err, errHead), errors.Is(err, errBody):
		return evidence.TooLong
	case errors.Is(err, context.DeadlineExceeded): // package tls closes the connection then
		return evidence.Timeout
	case f.raw != nil && f.raw.broken != nil: // however TLS or HTTP put it
		err = f.raw.broken
	}
	class := evidence.Classify(err)
	if class == evidence.Protocol && (f.seen.Stage == evidence.FetchHead || f.seen.Stage == evidence.FetchBody) {
		return evidence.Malformed // no typed error says so: what is left is what package http could not read
	}
	return class
}
