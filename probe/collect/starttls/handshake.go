package starttls

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	"danewalk/probe/evidence"
)

// relaxedLegacy marks a handshake that a modern sender would not have made.
const relaxedLegacy = "legacy"

// handshake is one TLS handshake under way. What is known of it grows in seen;
// every stage is added to the log as it is reached.
type handshake struct {
	*dialogue
	began   time.Time
	seen    evidence.Handshake
	started bool // our ClientHello went out
	listed  bool // the chain came, and is in seen
	tooMany bool // it was longer than the limits
	alert   int  // fatal or closing alert seen in clear, plus one
	parser  tapParser
}

// handshake runs TLS over the connection. A nil result means that it failed;
// again then tells that our own library gave up over something that it could
// not read, and that the tap may see more under TLS 1.2.
func (d *dialogue) handshake() (secure *tls.Conn, again bool) {
	h := &handshake{dialogue: d, began: d.now(), seen: evidence.Handshake{Session: d.id, SNI: d.sni}}
	h.listen()
	defer h.deafen()
	conn := tls.Client(d.tap, h.config())
	err := d.tap.SetDeadline(time.Now().Add(d.limits.TLS)) // one clock: of two that end together, either may be the first
	if err == nil {
		err = conn.HandshakeContext(d.ctx)
	}
	h.established(conn.ConnectionState())
	if err == nil {
		h.stage(evidence.StageDone)
		return conn, false
	}
	again = h.failed(err)
	return nil, again
}

// config is our side of the handshake.
//
// Nothing is verified here: which certificate is right is said by the TLSA
// records and not by the authorities of this machine (RFC 7672 3.1), and a
// handshake that ended at a wrong one would leave nothing to explain. For the
// same reason old versions and suites are offered: a server that knows nothing
// better is seen and named, instead of "handshake failed". No ALPN is offered,
// as SMTP has none in use.
func (h *handshake) config() *tls.Config {
	c := &tls.Config{
		ServerName:            h.sni,
		InsecureSkipVerify:    true,
		MinVersion:            tls.VersionTLS10,
		CipherSuites:          suites(),
		VerifyPeerCertificate: h.certificates,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			h.seen.AskedCert = true
			return &tls.Certificate{}, nil // we have none and say so (RFC 8446 4.4.2)
		},
	}
	restrict(c, h.look)
	return c
}

// suites lists all that the library can do up to TLS 1.2, the good ones first.
func suites() []uint16 {
	var ids []uint16
	for _, s := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		ids = append(ids, s.ID)
	}
	return ids
}

// listen connects the tap with the stages.
func (h *handshake) listen() {
	h.parser = tapParser{
		maxCerts: h.limits.ChainCerts,
		maxBytes: h.limits.ChainBytes,
		onHello: func(sh serverHello) {
			h.seen.Version, h.seen.Suite, h.seen.Group = sh.version, sh.suite, sh.group
			h.stage(evidence.StageServerHello)
		},
		onGroup: func(group uint16) { h.seen.Group = group },
		onChain: func(der [][]byte, cut bool) { h.chain(der, cut) },
		onAlert: func(code uint8) { h.alert = int(code) + 1 },
	}
	h.tap.onRead = h.parser.feed
	h.tap.onWrite = func(b []byte) {
		if !h.started && len(b) > 5 && b[0] == recordHandshake && b[5] == helloClient {
			h.started = true
			h.stage(evidence.StageClientHello)
		}
	}
}

func (h *handshake) deafen() { h.tap.onRead, h.tap.onWrite = nil, nil }

// certificates is called by the library once it has the chain, decrypted.
func (h *handshake) certificates(raw [][]byte, _ [][]*x509.Certificate) error {
	size, n, whole := 0, 0, 0
	for i, der := range raw {
		if whole += len(der); i == n && n < h.limits.ChainCerts && whole <= h.limits.ChainBytes {
			size, n = whole, n+1
		}
	}
	if !h.listed { // else the tap was faster
		h.chain(raw[:n], n < len(raw))
	}
	if whole > h.limits.ChainBytes && size < whole {
		return errChainBytes
	}
	return nil
}

// chain takes the certificates, in the order sent.
func (h *handshake) chain(der [][]byte, cut bool) {
	h.tooMany, h.listed = cut, true
	h.seen.Chain, h.seen.Cut = der, cut
	h.seen.Unparsed = slices.ContainsFunc(der, func(one []byte) bool {
		_, err := x509.ParseCertificate(one)
		return err != nil
	})
	if h.look == evidence.LookTap && h.seen.Unparsed {
		h.seen.Relaxed = evidence.LookTap
	}
	h.stage(evidence.StageCertificate)
}

// established takes what the library agreed on with the server.
func (h *handshake) established(cs tls.ConnectionState) {
	if !cs.HandshakeComplete {
		return
	}
	h.seen.Version, h.seen.Suite, h.seen.Group = cs.Version, cs.CipherSuite, uint16(cs.CurveID)
	insecure := slices.ContainsFunc(tls.InsecureCipherSuites(), func(s *tls.CipherSuite) bool { return s.ID == cs.CipherSuite })
	if h.seen.Relaxed == "" && (cs.Version < tls.VersionTLS12 || insecure) {
		h.seen.Relaxed = relaxedLegacy
	}
}

// failed records the end of a handshake, and whether a second look is due.
func (h *handshake) failed(err error) (again bool) {
	h.seen.Detail = evidence.Wild(err.Error())
	h.seen.Failure = classify(h.ctx, err)
	if h.seen.Failure == evidence.TLSAlert {
		h.seen.Alert = alertOf(err)
	}
	if h.alert > 0 && h.seen.Failure != evidence.Cancelled { // the tap saw it, however the library put it
		h.seen.Failure, h.seen.Alert = evidence.TLSAlert, h.alert
	}
	if f := theirs(err); f != "" {
		h.seen.Failure = f
	}
	// What is left over is our own library's refusal. The tap has the chain
	// already up to TLS 1.2; under TLS 1.3 it is worth another session.
	ours := h.seen.Failure == evidence.Protocol
	h.seen.Unparsed = h.seen.Unparsed || ours && unreadable(err)
	h.stage(evidence.StageFailed)
	h.limitReached(err)
	return ours && h.seen.Version == tls.VersionTLS13 && h.seen.Chain == nil && (h.look == "" || h.look == evidence.LookAgain)
}

// unreadable tells whether the library ended the handshake because it cannot
// read a certificate or its key. It has no typed error for that, so the words
// decide; they decide about the explanation only, not about the second look.
func unreadable(err error) bool {
	return slices.ContainsFunc([]string{
		"failed to parse certificate", // a negative serial number, a broken extension
		"unsupported type of public key",
		"containing RSA key larger than",
	}, func(words string) bool { return strings.Contains(err.Error(), words) })
}

// stage adds what is known by now.
func (h *handshake) stage(s evidence.Stage) {
	it := h.seen
	it.Stage, it.Took = s, h.now().Sub(h.began)
	h.log.Add(evidence.Item{TLS: &it})
	switch {
	case s != evidence.StageCertificate || !h.tooMany:
	case len(h.seen.Chain) >= h.limits.ChainCerts:
		h.limit("chain", h.limits.ChainCerts)
	default:
		h.limit("chain-bytes", h.limits.ChainBytes)
	}
}

// alertOf gives the number of the alert that an error reports, plus one. The
// library keeps the type of such an error to itself, but names the same alert
// in the same words.
func alertOf(err error) int {
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Err == nil {
		return 0
	}
	for n := range 256 {
		if tls.AlertError(n).Error() == op.Err.Error() {
			return n + 1
		}
	}
	return 0
}

// serverName is the name as it goes into the ClientHello: without final dot
// (RFC 6066 3).
//
// A name that is no host name (RFC 6066 3: ASCII, A-labels) is not sent: it has
// octets that are written with a backslash, or white space.
func serverName(sni string) string {
	if !plainWord(sni) || strings.Contains(sni, `\`) {
		return ""
	}
	return strings.TrimSuffix(sni, ".")
}
