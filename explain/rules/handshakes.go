package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
)

// The alerts that a server can end a handshake with and that say more than that
// it failed (RFC 8446 6.2).
const (
	alertHandshakeFailure     = 40
	alertProtocolVersion      = 70
	alertInsufficientSecurity = 71
	alertUnrecognizedName     = 112
)

// serverAlert is the alert with which the server ended the handshake at an
// address; ok is false when there was none.
func serverAlert(a *mail.Address) (number int, ok bool) {
	h := a.Session.TLS
	if h == nil || h.Failure != evidence.TLSAlert || h.Alert == 0 {
		return 0, false
	}
	return h.Alert - 1, true // kept plus one
}

// noCommon tells whether the server answered our ClientHello with the alert for
// "nothing in it that I can use". After its own hello the same alert means
// something else.
func noCommon(a *mail.Address, alert int) bool {
	switch alert {
	case alertHandshakeFailure, alertProtocolVersion, alertInsufficientSecurity:
		return a.Session.TLS.Version == 0
	}
	return false
}

// handshakes makes a finding for every host with an address where the handshake
// fails in a way. What our own library refused is not the server's fault and
// left to others.
func (c *Case) handshakes(want func(*mail.Address) bool) []finding.Finding {
	return c.shown(StepHandshake, func(f *finding.Finding, h *mail.Host, a *mail.Address) bool {
		s := a.Session
		if s.Trouble != view.HandshakeFailed || s.TLS == nil || s.TLS.Failure == evidence.Protocol || c.throughDeadProxy() || !want(a) {
			return false
		}
		fatalIfRequired(f, h, a)
		f.Args["detail"], f.Args["how"], f.Args["dane"] = s.Detail.String(), endWords(c.Words, a), finding.Flag(required(h))
		f.Args["sni"] = evidence.Escape(s.TLS.SNI, evidence.WildMax)
		return true
	})
}

// endWords says how a handshake ended.
func endWords(b *text.Book, a *mail.Address) string {
	if n, ok := serverAlert(a); ok {
		return b.Say("the server sent the alert %d", n)
	}
	if a.Session.TLS.Stage == evidence.StageDone {
		return b.Say("the server refused it at the end, mostly for want of a client certificate")
	}
	switch a.Session.TLS.Failure {
	case evidence.Closed:
		return b.Say("the server hung up")
	case evidence.Timeout:
		return b.Say("the server fell silent")
	case evidence.Malformed:
		return b.Say("the server sent something that is not TLS")
	}
	return b.Say("the handshake broke off")
}

// certArgs sets what a text about a certificate needs. ee tells that DANE-EE
// authenticated the server, so that names, dates and issuer do not count
// (RFC 7672 3.1.1); checked, that a sender may ask for DANE here.
func certArgs(c *Case, f *finding.Finding, h *mail.Host, a *mail.Address) {
	f.Args["leaf"], f.Args["since"], f.Args["until"] = certName(c.Words, a), fix.Moment(a.Leaf.NotBefore), fix.Moment(a.Leaf.NotAfter)
	f.Args["ago"], f.Args["begins"] = fix.Ago(c.Words, a.Leaf.NotAfter, c.At), fix.Ago(c.Words, a.Leaf.NotBefore, c.At)
	f.Args["ee"], f.Args["checked"] = finding.Flag(byEE(h, a)), finding.Flag(h.Mode != mail.ModeNone)
}

// dateWeight weighs a certificate outside its dates. Usage 3 ignores dates, and
// usage 2 has a rule of its own; where DANE is not in force only senders with
// another policy (MTA-STS) look at them.
func dateWeight(h *mail.Host) finding.Severity {
	if h.Mode == mail.ModeDANE {
		return finding.Info
	}
	return finding.Hygiene
}
