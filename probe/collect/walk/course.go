package walk

import (
	"crypto/tls"
	"strings"

	"danewalk/probe/evidence"
)

// end is how far a session came. It decides about further sessions only, never
// about the server: that is for the judges.
type end int

const (
	endOther   end = iota // no connection, or broken off before TLS, or what is no mail server
	endTurned             // put off with a 4xx reply
	endRefused            // turned away with a 5xx reply
	endPlain              // no STARTTLS offered
	endFailed             // the handshake failed
	endTLS                // certificates were shown
)

// course is what a session tells about whether to hold another one.
type course struct {
	look   string
	end    end
	bye    bool   // the server closed the channel by 421 (RFC 5321 3.8)
	shown  string // the look that would show the same: the kind of key, if the suite tells it
	old    bool   // TLS 1.1 or older
	closed bool   // we ended it ourselves
}

// welcome tells whether one more session is no burden after this one.
func (c course) welcome() bool { return !c.bye && !c.closed && (c.end == endTLS || c.end == endFailed) }

// courseOf reads the session whose Dial item has the id. When our own library
// ended it over a certificate, the look of the tap that followed is its end.
func courseOf(items []evidence.Item, id evidence.ID) course {
	if id < 1 || int(id) > len(items) || items[id-1].Dial == nil {
		return course{}
	}
	dial := items[id-1].Dial
	r := reader{course: course{look: dial.Look, closed: dial.Failure == evidence.Cancelled}}
	if dial.Failure != "" {
		return r.course
	}
	for _, it := range items[id:] {
		switch {
		case it.Line != nil && it.Line.Session == id:
			r.line(it.Line)
		case it.TLS != nil && it.TLS.Session == id:
			r.handshake(it.TLS)
		case it.Dial != nil && it.Dial.Look == evidence.LookTap && it.Dial.Address == dial.Address && it.Dial.Host == dial.Host && r.ours:
			tap := courseOf(items, it.ID)
			r.course.shown, r.course.bye, r.course.closed = tap.shown, r.course.bye || tap.bye, r.course.closed || tap.closed
		}
	}
	return r.finish()
}

// reader follows a session.
type reader struct {
	course
	phase evidence.Phase // of the last reply
	code  byte           // its first digit
	begun bool           // STARTTLS was sent
	tls   bool           // the handshake has ended
	ours  bool           // by our own library
}

func (r *reader) line(l *evidence.Line) {
	r.closed = r.closed || l.Failure == evidence.Cancelled
	switch text := l.Text.String(); {
	case l.Client:
		r.begun = r.begun || l.Phase == evidence.PhaseSTARTTLS
	case l.Phase == evidence.PhaseQUIT: // the farewell says nothing about how far it came
	case l.Failure == "" && len(text) >= 3:
		r.phase, r.code = l.Phase, text[0]
		r.bye = r.bye || strings.HasPrefix(text, "421")
	}
}

func (r *reader) handshake(h *evidence.Handshake) {
	switch h.Stage {
	case evidence.StageDone:
		r.tls, r.end = true, endTLS
	case evidence.StageFailed:
		r.tls = true
		r.failed(h)
	default:
		return
	}
	r.old = h.Version != 0 && h.Version < tls.VersionTLS12
	if h.Version != 0 && h.Version <= tls.VersionTLS12 {
		switch name := tls.CipherSuiteName(h.Suite); { // RFC 5246 A.5, RFC 8422 6
		case strings.Contains(name, "_ECDSA_"):
			r.shown = evidence.LookECDSA
		case strings.Contains(name, "_RSA_"):
			r.shown = evidence.LookRSA
		}
	}
}

func (r *reader) failed(h *evidence.Handshake) {
	switch h.Failure {
	case evidence.Cancelled:
		r.closed = true
	case evidence.Protocol: // our own library gave up: what the server has was shown, or will be
		r.ours, r.end = true, endTLS
	case evidence.TLSAlert, evidence.Timeout, evidence.Closed, evidence.Refused:
		r.end = endFailed
	}
}

// finish says how far a session came that did not reach TLS.
func (r *reader) finish() course {
	switch {
	case r.tls, r.closed:
	case r.code == '4':
		r.end = endTurned
	case r.code == '5':
		r.end = endRefused
	case r.code == '2' && r.phase == evidence.PhaseEHLO && !r.begun:
		r.end = endPlain
	}
	if r.closed {
		r.end = endOther
	}
	return r.course
}
