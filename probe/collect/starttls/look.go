package starttls

import (
	"context"
	"crypto/tls"
	"net/netip"
	"slices"
	"strings"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// Look holds one more session with an address, in the way that look names (the
// constants of package evidence), and adds all that happens to log. It ends with
// the handshake and QUIT: what is said within TLS is known. Only LookAgain is
// the ordinary session once more, to its end, and with all that may follow it. An unknown look, too, is held as
// the ordinary session. It returns the ID of the Dial item.
//
// A cancelled ctx ends it at once, without QUIT.
func Look(ctx context.Context, o collect.Options, host wire.Name, addr netip.Addr, sni, look string, log *evidence.Log) evidence.ID {
	if look == evidence.LookNoSNI {
		sni = ""
	}
	p := newProber(o, host, addr, sni, log)
	id, again := p.session(ctx, look)
	p.tap(ctx, again)
	return id
}

// limited tells whether a look ends with the handshake.
func limited(look string) bool {
	return look != "" && look != evidence.LookTap && look != evidence.LookAgain
}

// restrict takes away from our side of the handshake what a look does without.
func restrict(c *tls.Config, look string) {
	switch look {
	case evidence.LookTap:
		c.MaxVersion = tls.VersionTLS12
	case evidence.LookRSA:
		// Up to TLS 1.2 the suite says with which kind of key the server signs
		// (RFC 5246 7.4.2, RFC 8422 2); from TLS 1.3 on the signature algorithms
		// do, which the library does not let us choose.
		c.MaxVersion, c.CipherSuites = tls.VersionTLS12, suitesWith("_RSA_")
	case evidence.LookECDSA:
		c.MaxVersion, c.CipherSuites = tls.VersionTLS12, suitesWith("_ECDSA_")
	case evidence.LookOld:
		c.MaxVersion = tls.VersionTLS11
	case evidence.LookSmall:
		c.CurvePreferences = []tls.CurveID{tls.X25519, tls.CurveP256, tls.CurveP384, tls.CurveP521}
	}
}

// suitesWith lists the suites up to TLS 1.2 that sign with a kind of key. RSA is
// also the kind of those that exchange keys by RSA encryption.
func suitesWith(kind string) []uint16 {
	return slices.DeleteFunc(suites(), func(id uint16) bool { return !strings.Contains(tls.CipherSuiteName(id), kind) })
}
