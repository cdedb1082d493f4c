package policy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"time"
)

// handshake runs TLS over the connection, and keeps version and chain.
//
// Nothing is verified here: the judge does that, for the moment of the check and
// with the authorities that it is given. TLS 1.2 is the oldest version allowed
// (RFC 8461 3.3 and RFC 9325 3.1.1).
func (f *fetch) handshake() (*tls.Conn, error) {
	conn := tls.Client(f.raw, &tls.Config{
		ServerName:            f.serverName(),
		InsecureSkipVerify:    true,
		MinVersion:            tls.VersionTLS12,
		NextProtos:            []string{"http/1.1"},
		VerifyPeerCertificate: f.certificates,
	})
	ctx, cancel := context.WithTimeout(f.ctx, min(f.o.Limits.TLS, time.Until(f.until)))
	defer cancel()
	err := conn.HandshakeContext(ctx)
	f.seen.Version = conn.ConnectionState().Version
	return conn, err
}

// certificates takes the chain, in the order sent, as far as the limits go.
func (f *fetch) certificates(raw [][]byte, _ [][]*x509.Certificate) error {
	size := 0
	for n, der := range raw {
		if size += len(der); n >= f.o.Limits.ChainCerts || size > f.o.Limits.ChainBytes {
			break
		}
		f.seen.Chain = append(f.seen.Chain, der)
	}
	return nil
}
