package sender

import (
	"crypto/rsa"
	"crypto/x509"

	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// Conditions of a handshake that senders do not hold alike: which of its
// certificates a server shows, and whether there is a common version at all, is
// for the ClientHello to decide (RFC 8446 4.2.3, 4.4.2.2; RFC 5246 7.4.2).
const (
	MatchOnlyECDSA Condition = "certificate-matches-ecdsa-only" // the server has an RSA key too, and no record fits that
	MatchOnlyRSA   Condition = "certificate-matches-rsa-only"
	OnlyOldTLS     Condition = "tls-only-old-versions"      // TLS 1.1 or older (RFC 8996)
	OpenOldTLS     Condition = "open-tls-only-old-versions" // ... where no certificate is asked for by DANE
	OpenNoCipher   Condition = "open-no-shared-cipher"      // the server finds nothing to use, and TLS is not insisted on
)

// eximKeys is why nobody can say which certificate Exim is shown.
const eximKeys = text.Phrase("depends on the library: OpenSSL asks for ECDSA first, GnuTLS for RSA")

// postfixAnonymous is why nobody can say from here what becomes of mail to a
// server that shares no cipher with us: it may have no certificate at all, and
// Postfix has ciphers for that, which our library lacks.
const postfixAnonymous = text.Phrase("measured: Postfix 3.7 offers anonymous ciphers where no certificate is asked for")

// alertHandshakeFailure is what a server sends that finds nothing to use in a
// ClientHello (RFC 5246 7.2.2, RFC 8446 6.2).
const alertHandshakeFailure = 40

func noCipher(h *evidence.Handshake) bool {
	return h != nil && h.Failure == evidence.TLSAlert && h.Alert == alertHandshakeFailure+1
}

// byKey is the condition of an address whose server has keys of two kinds, of
// which the records fit one, and only one.
func byKey(h *mail.Host, a *mail.Address) (Condition, bool) {
	if a.Leaf == nil {
		return "", false
	}
	others := a.Covered(h)
	if a.Outcome == mail.OutcomePass {
		others = a.Uncovered(h)
	}
	for _, c := range others {
		switch {
		case c.Leaf == nil || isRSA(c.Leaf) == isRSA(a.Leaf): // differs for another reason
		case isRSA(c.Leaf) == c.Match.Matched:
			return MatchOnlyRSA, true
		default:
			return MatchOnlyECDSA, true
		}
	}
	return "", false
}

func isRSA(c *x509.Certificate) bool {
	_, ok := c.PublicKey.(*rsa.PublicKey)
	return ok
}

// tls12 is the version number of TLS 1.2 (RFC 5246 6.2.1).
const tls12 = 0x0303

// onlyOld tells whether the best that a server and we have in common is old.
func onlyOld(s *view.Session) bool {
	return s != nil && s.TLS != nil && s.TLS.Version != 0 && s.TLS.Version < tls12
}

// keysOfPostfix: the ClientHello of OpenSSL names ECDSA before RSA, and from
// OpenSSL 3.0 on TLS 1.1 needs security level 0, which Postfix sets only where it
// does not ask for a certificate.
func keysOfPostfix() map[Condition]cell {
	return map[Condition]cell{
		MatchOnlyECDSA: {prove, "", "", Verified, postfixTried},
		MatchOnlyRSA:   {next, "4.7.5", "Server certificate not verified", Verified, postfixTried},
		OnlyOldTLS:     {next, "4.7.5", "Cannot start TLS: handshake failure", Verified, postfixTried},
		OpenOldTLS:     {encrypt, "", "", Secondary, postfixTried},
		OpenNoCipher:   {unsure, "", "", Assumed, postfixAnonymous},
	}
}

func keysOfExim(text string) map[Condition]cell {
	return map[Condition]cell{
		MatchOnlyECDSA: {unsure, "", text, Assumed, eximKeys},
		MatchOnlyRSA:   {unsure, "", text, Assumed, eximKeys},
		OnlyOldTLS:     {unsure, "", text, Assumed, eximLibrary},
		OpenOldTLS:     {unsure, "", "", Assumed, eximLibrary},
		OpenNoCipher:   {clearText, "", "", Secondary, eximCode},
	}
}

func keysOfExchange() map[Condition]cell {
	return map[Condition]cell{
		MatchOnlyECDSA: {unsure, "4.7.323", exoInvalid, Assumed, exchangeWho},
		MatchOnlyRSA:   {unsure, "4.7.323", exoInvalid, Assumed, exchangeWho},
		OnlyOldTLS:     {unsure, "4.7.321", exoNoTLS, Assumed, exchangeWho},
		OpenOldTLS:     {unsure, "", "", Assumed, exchangeWho},
		OpenNoCipher:   {unsure, "", "", Assumed, exchangeWho},
	}
}
