package feed

import (
	"crypto/tls"
	"crypto/x509"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
)

// Mark says who speaks in a line of a conversation.
type Mark string

// The marks. Trouble is drawn with the sign for broken.
const (
	Client  Mark = "C"
	Server  Mark = "S"
	TLS     Mark = "T"
	Trouble Mark = "X"
)

// Said is one line of a conversation.
type Said struct {
	Item evidence.ID
	At   time.Duration
	Mark Mark
	Text string // escaped

	Words   text.Phrase      // says Text, which is its only value; empty: Text as it is
	Failure evidence.Failure // what went wrong, in front of Text, its detail
}

// In says the line in a language. What was said on the line, and the names of
// messages of TLS (RFC 8446 4), are the same in all.
func (s Said) In(b *text.Book) string {
	said := s.Text
	if s.Failure != "" {
		said = rules.FailureWords(b, s.Failure)
		if s.Text != "" {
			said += ": " + s.Text
		}
	}
	if s.Words != "" {
		return b.Say(s.Words, said)
	}
	return said
}

// Session is one connection to a mail server.
type Session struct {
	ID   evidence.ID
	Host string // as the chain names it: without final dot
	Addr netip.AddrPort
	Look string // empty for the ordinary session
	Said []Said
	Done bool // the handshake has ended

	hello, flight, cert bool // what has been told of it
}

// Aside tells whether the session was held beside the one that the verdict rests
// on. The look of the tap is its second half.
func (s *Session) Aside() bool { return s.Look != "" && s.Look != evidence.LookTap }

// asks tells whether the session only asks what the server has: a refusal is an
// answer then, and no trouble.
func (s *Session) asks() bool {
	switch s.Look {
	case evidence.LookRSA, evidence.LookECDSA, evidence.LookNoSNI, evidence.LookOld:
		return true
	}
	return false
}

// Talk is every conversation of a check, in the order of the connections.
type Talk struct{ Sessions []*Session }

// Fold adds the items that belong to conversations.
func (t *Talk) Fold(items []evidence.Item) {
	for i := range items {
		it := &items[i]
		switch {
		case it.Dial != nil:
			t.dial(it)
		case it.Line != nil:
			if s := t.find(it.Line.Session); s != nil {
				s.line(it)
			}
		case it.TLS != nil:
			if s := t.find(it.TLS.Session); s != nil {
				s.handshake(it)
			}
		}
	}
}

// find searches from the end: live lines belong to the newest sessions.
func (t *Talk) find(id evidence.ID) *Session {
	for i := len(t.Sessions) - 1; i >= 0; i-- {
		if t.Sessions[i].ID == id {
			return t.Sessions[i]
		}
	}
	return nil
}

// Hosts lists the mail servers in the order in which they were contacted.
func (t *Talk) Hosts() []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range t.Sessions {
		if !seen[s.Host] {
			seen[s.Host] = true
			out = append(out, s.Host)
		}
	}
	return out
}

// Of gives the sessions with a host: the ordinary ones, then those held beside
// them, each in the order of the connections.
func (t *Talk) Of(host string) []*Session {
	var out, beside []*Session
	for _, s := range t.Sessions {
		switch {
		case s.Host != host:
		case s.Aside():
			beside = append(beside, s)
		default:
			out = append(out, s)
		}
	}
	return append(out, beside...)
}

// Newest is the host of the newest ordinary session; empty for none.
func (t *Talk) Newest() string {
	for _, s := range slices.Backward(t.Sessions) {
		if !s.Aside() {
			return s.Host
		}
	}
	return ""
}

func (t *Talk) dial(it *evidence.Item) {
	d := it.Dial
	s := &Session{ID: it.ID, Host: strings.TrimSuffix(d.Host, "."), Addr: d.Address, Look: d.Look}
	t.Sessions = append(t.Sessions, s)
	s.tell(it, Said{Mark: Client, Text: d.Address.String(), Words: text.Phrase("[in a conversation] connect %s")})
	if d.Failure != "" {
		s.tell(it, failed(d.Failure, d.Detail))
	}
}

// failed is the line of what did not work. What danewalk itself broke off is no
// trouble of the server; there, and where nothing came in time, the detail would
// only be how our own program is built.
func failed(f evidence.Failure, detail evidence.Wild) Said {
	switch f {
	case evidence.Cancelled:
		return Said{Mark: Client, Failure: f}
	case evidence.Timeout:
		return Said{Mark: Trouble, Failure: f}
	}
	return Said{Mark: Trouble, Text: detail.String(), Failure: f}
}

func (s *Session) say(it *evidence.Item, m Mark, text string) {
	s.tell(it, Said{Mark: m, Text: text})
}

func (s *Session) tell(it *evidence.Item, said Said) {
	said.Item, said.At = it.ID, it.At
	s.Said = append(s.Said, said)
}

func (s *Session) line(it *evidence.Item) {
	l := it.Line
	mark := Server
	if l.Client {
		mark = Client
	}
	if l.Text != "" || l.Failure == "" {
		said := Said{Mark: mark, Text: l.Text.String()}
		if l.Cut {
			said.Words = text.Phrase("%s ... (cut)")
		}
		s.tell(it, said)
	}
	if l.Failure != "" {
		s.tell(it, failed(l.Failure, l.Detail))
	}
}

// handshake tells a stage. The last one carries everything, so stages that did
// not come by themselves are told from it.
func (s *Session) handshake(it *evidence.Item) {
	h := it.TLS
	if !s.hello && h.SNI != "" {
		s.hello = true
		s.say(it, TLS, "ClientHello  sni="+h.SNI)
	}
	if !s.flight && h.Version != 0 && h.Stage != evidence.StageClientHello {
		s.flight = true
		s.say(it, TLS, "ServerHello  "+parameters(h))
	}
	if !s.cert && len(h.Chain) > 0 {
		s.cert = true
		s.certificate(it)
	}
	switch h.Stage {
	case evidence.StageDone:
		s.Done = true
		s.say(it, TLS, "Finished")
	case evidence.StageFailed:
		s.Done = true
		said := failed(h.Failure, h.Detail)
		said.Words = text.Phrase("handshake: %s")
		if s.asks() && h.Failure == evidence.TLSAlert {
			said.Mark, said.Words = TLS, text.Phrase("refused: %s")
		}
		s.tell(it, said)
	}
}

// parameters names what was agreed on.
func parameters(h *evidence.Handshake) string {
	out := tls.VersionName(h.Version)
	if h.Group != 0 {
		out += " " + tls.CurveID(h.Group).String()
	}
	if h.Suite != 0 {
		out += " " + tls.CipherSuiteName(h.Suite)
	}
	return out
}

func (s *Session) certificate(it *evidence.Item) {
	leaf, err := x509.ParseCertificate(it.TLS.Chain[0])
	if err != nil {
		s.tell(it, Said{Mark: TLS, Words: text.Phrase("Certificate  cannot be parsed: %s"), Text: evidence.Wild(err.Error()).String()})
		return
	}
	name := "CN=" + evidence.Wild(leaf.Subject.CommonName).String()
	if leaf.Subject.CommonName == "" && len(leaf.DNSNames) > 0 {
		name = evidence.Wild(leaf.DNSNames[0]).String()
	}
	s.say(it, TLS, "Certificate  "+name)
	issuer := leaf.Issuer.CommonName
	if issuer == "" && len(leaf.Issuer.Organization) > 0 {
		issuer = leaf.Issuer.Organization[0]
	}
	until := leaf.NotAfter.UTC().Format(time.DateOnly)
	if issuer != "" {
		until += ", " + evidence.Wild(issuer).String()
	}
	s.tell(it, Said{Mark: TLS, Words: text.Phrase("not after %s"), Text: until})
}
