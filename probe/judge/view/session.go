package view

import (
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// joinSessions puts the items of each connection together by the ID of its
// Dial. Items of an unknown session are left out.
func joinSessions(items []evidence.Item) []*Session {
	var sessions []*Session
	byID := map[evidence.ID]*dialogue{}
	var order []*dialogue
	for _, it := range items {
		switch {
		case it.Dial != nil:
			d := newDialogue(it)
			byID[it.ID] = d
			order = append(order, d)
			sessions = append(sessions, d.s)
		case it.Line != nil:
			if d := byID[it.Line.Session]; d != nil {
				d.line(it)
			}
		case it.TLS != nil:
			if d := byID[it.TLS.Session]; d != nil {
				d.handshake(it)
			}
		}
	}
	for _, d := range order {
		d.finish()
	}
	return sessions
}

// dialogue is a session while it is put together.
type dialogue struct {
	s      *Session
	open   map[evidence.Phase]*reading
	broken map[evidence.Phase]evidence.Line // the failure to get a line, per phase
}

func newDialogue(it evidence.Item) *dialogue {
	s := &Session{
		ID: it.ID, Host: optionalName(it.Dial.Host), Addr: it.Dial.Address, Look: it.Dial.Look, Dial: *it.Dial,
		Evidence: []evidence.ID{it.ID}, Begin: max(0, it.At-it.Dial.RTT), Ended: it.At,
	}
	if it.Dial.Failure == "" {
		s.Connected = it.At
	}
	return &dialogue{s: s, open: map[evidence.Phase]*reading{}, broken: map[evidence.Phase]evidence.Line{}}
}

// line adds one line that was sent, received, or did not come.
func (d *dialogue) line(it evidence.Item) {
	d.seen(it.ID, it.At)
	l := *it.Line
	r := d.open[l.Phase]
	if r == nil {
		r = &reading{}
		d.open[l.Phase] = r
	}
	switch {
	case l.Client:
		if r.done {
			r.reset() // the same command once more: the last reply counts
		}
	case l.Failure != "":
		d.broken[l.Phase] = l
	case r.done:
		if l.Phase == evidence.PhaseSTARTTLS {
			d.s.Injected, d.s.Early = true, l.Text // RFC 3207 6: nothing may come between the 220 and the handshake
		}
	default:
		r.add(it.ID, it.At, l.Text)
	}
}

func (d *dialogue) handshake(it evidence.Item) {
	d.seen(it.ID, it.At)
	final := it.TLS.Stage == evidence.StageDone || it.TLS.Stage == evidence.StageFailed
	if final || d.s.TLS == nil || !finished(d.s.TLS) {
		d.s.TLS, d.s.TLSID = it.TLS, it.ID
	}
}

func finished(h *evidence.Handshake) bool {
	return h.Stage == evidence.StageDone || h.Stage == evidence.StageFailed
}

func (d *dialogue) seen(id evidence.ID, at time.Duration) {
	d.s.Evidence = append(d.s.Evidence, id)
	d.s.Ended = max(d.s.Ended, at)
}

// finish fills in the replies and says how far the session came.
func (d *dialogue) finish() {
	s := d.s
	s.Banner, s.EHLO, s.Start = d.reply(evidence.PhaseBanner), d.reply(evidence.PhaseEHLO), d.reply(evidence.PhaseSTARTTLS)
	s.Again, s.Quit = d.reply(evidence.PhaseEHLO2), d.reply(evidence.PhaseQUIT)
	masked := masked(s.Banner)
	if s.EHLO.Code/100 == 2 {
		s.Offers = offers(s.EHLO)
		s.STARTTLS = No
		for _, word := range s.Offers {
			if word == "STARTTLS" {
				s.STARTTLS = Yes
			}
			masked = masked || crossedOut(word)
		}
	}
	s.Mangled = masked
	s.Trouble, s.Detail = d.trouble()
}

func (d *dialogue) reply(p evidence.Phase) Reply {
	if r := d.open[p]; r != nil {
		return r.reply()
	}
	return Reply{}
}

// complete tells whether the last line of the reply came.
func (d *dialogue) complete(p evidence.Phase) bool {
	r := d.open[p]
	return r != nil && r.done
}

// trouble walks the dialogue in order and stops at the first thing that went
// wrong.
func (d *dialogue) trouble() (Trouble, evidence.Wild) {
	if d.s.Dial.Failure != "" {
		return connectTrouble(d.s.Dial.Failure), d.s.Dial.Detail
	}
	steps := []func() (Trouble, evidence.Wild){d.bannerTrouble, d.ehloTrouble, d.offerTrouble, d.startTrouble, d.tlsTrouble, d.lateTrouble}
	if wire.ImplicitTLS(d.s.Addr.Port()) {
		steps = []func() (Trouble, evidence.Wild){d.tlsTrouble, d.lateTrouble} // RFC 8314 3.3: what is said comes after it
	}
	for _, step := range steps {
		if t, detail := step(); t != "" {
			return t, detail
		}
	}
	return "", ""
}

func connectTrouble(f evidence.Failure) Trouble {
	switch f {
	case evidence.Timeout:
		return ConnectTimeout
	case evidence.Refused:
		return ConnectRefused
	case evidence.Unreachable, evidence.Forbidden:
		return ConnectNoRoute
	case evidence.Cancelled:
		return NotFinished
	}
	return ConnectOther
}

// broke says why no complete reply came in a phase: ended when the case simply
// stops there.
func (d *dialogue) broke(p evidence.Phase) (f evidence.Failure, detail evidence.Wild, ended bool) {
	l, ok := d.broken[p]
	if !ok || l.Failure == evidence.Cancelled {
		return "", "", true
	}
	return l.Failure, l.Detail, false
}

func (d *dialogue) bannerTrouble() (Trouble, evidence.Wild) {
	if !d.complete(evidence.PhaseBanner) {
		f, detail, ended := d.broke(evidence.PhaseBanner)
		switch {
		case ended:
			return NotFinished, ""
		case f == evidence.Timeout:
			return BannerTimeout, detail
		case f == evidence.TooLong || f == evidence.Malformed || f == evidence.Protocol:
			return BannerGarbage, detail
		}
		return BannerClosed, detail
	}
	switch d.s.Banner.Code / 100 {
	case 2:
		return "", ""
	case 4:
		return BannerTempfail, d.s.Banner.text()
	case 5:
		return BannerRejected, d.s.Banner.text()
	}
	return BannerGarbage, d.s.Banner.text()
}

func (d *dialogue) ehloTrouble() (Trouble, evidence.Wild) {
	if !d.complete(evidence.PhaseEHLO) {
		if _, detail, ended := d.broke(evidence.PhaseEHLO); !ended {
			return EHLOFailed, detail
		}
		return NotFinished, ""
	}
	switch d.s.EHLO.Code / 100 {
	case 2:
		return "", ""
	case 4:
		return EHLOTempfail, d.s.EHLO.text()
	case 5:
		return EHLORejected, d.s.EHLO.text()
	}
	return EHLOFailed, d.s.EHLO.text()
}

// offerTrouble is about STARTTLS in the EHLO reply. A server that took STARTTLS
// without offering it is taken at its deed.
func (d *dialogue) offerTrouble() (Trouble, evidence.Wild) {
	switch {
	case d.s.STARTTLS == Yes || d.s.Start.Code != 0:
		return "", ""
	case d.s.Mangled:
		return Stripped, d.s.EHLO.text()
	}
	return NoSTARTTLS, d.s.EHLO.text()
}

func (d *dialogue) startTrouble() (Trouble, evidence.Wild) {
	if !d.complete(evidence.PhaseSTARTTLS) {
		if _, detail, ended := d.broke(evidence.PhaseSTARTTLS); !ended {
			return STARTTLSFailed, detail
		}
		return NotFinished, ""
	}
	switch d.s.Start.Code / 100 {
	case 2:
		return "", ""
	case 4, 5:
		return STARTTLSRefused, d.s.Start.text()
	}
	return STARTTLSFailed, d.s.Start.text()
}

func (d *dialogue) tlsTrouble() (Trouble, evidence.Wild) {
	h := d.s.TLS
	switch {
	case h == nil || !finished(h) || h.Failure == evidence.Cancelled:
		return NotFinished, ""
	case h.Stage == evidence.StageFailed:
		return HandshakeFailed, h.Detail
	}
	return "", ""
}

// tls13 is the version number of TLS 1.3 (RFC 8446 4.2.1).
const tls13 = 0x0304

// lateTrouble is a handshake that the server refuses when we hold it for done:
// under TLS 1.3 it looks at the client's certificate last, so its alert comes in
// place of the first reply (RFC 8446 4.4.2.4, 6.2). Where it asked for one, only that
// reply tells that it does without.
func (d *dialogue) lateTrouble() (Trouble, evidence.Wild) {
	first := evidence.PhaseEHLO2
	if wire.ImplicitTLS(d.s.Addr.Port()) {
		first = evidence.PhaseBanner
	}
	if l := d.broken[first]; l.Failure == evidence.TLSAlert {
		return HandshakeFailed, l.Detail
	}
	h := d.s.TLS
	if _, _, ended := d.broke(first); ended && h.AskedCert && h.Version >= tls13 && d.s.listens() && !d.complete(first) {
		return NotFinished, ""
	}
	return "", ""
}

// listens tells whether a session of this kind waits for a reply inside TLS. Most
// second looks end with the handshake.
func (s *Session) listens() bool {
	switch s.Look {
	case "", evidence.LookAgain, evidence.LookControl:
		return true
	}
	return wire.ImplicitTLS(s.Addr.Port())
}
