package starttls

import (
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strings"

	"danewalk/probe/evidence"
)

// errChainBytes says that the certificates are longer than senders accept.
var errChainBytes = errors.New("chain of certificates is longer than OpenSSL accepts")

// Alerts that our library sends when what came is no TLS at all (RFC 8446 6.2).
const (
	alertUnexpectedMessage = 10
	alertBadRecordMAC      = 20
	alertRecordOverflow    = 22
)

// theirs names the fault when our library ended the handshake over something
// that no library accepts: records that are none, messages out of order or
// without end, empty records or warnings in a flood. Empty for all else: the
// library is strict, and its refusal alone proves nothing about the server.
func theirs(err error) evidence.Failure {
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return evidence.Malformed
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "local error" {
		switch alertOf(err) - 1 {
		case alertUnexpectedMessage, alertBadRecordMAC, alertRecordOverflow:
			return evidence.Malformed
		}
	}
	says := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(err.Error(), w) })
	}
	switch {
	case says("too many ignored records", "too many non-advancing records", "oversized record"):
		return evidence.Malformed
	case says("bytes exceeds maximum of"): // a certificate message over 256 KiB, any other over 64 KiB
		return evidence.TooLong
	}
	return ""
}
