package exhibit

import (
	"crypto/tls"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/fix"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// mailServer writes what was seen at each address of a mail server.
func (w *writer) mailServer(m *MailServer) {
	if len(m.Sessions) == 0 {
		w.add(Row{Level: 0, State: explain.Skipped, Text: w.say("no address to connect to")})
	}
	for i := range m.Sessions {
		w.session(m, &m.Sessions[i])
	}
}

// session writes one address.
func (w *writer) session(m *MailServer, s *Session) {
	a := s.Address
	said := ""
	if len(m.Sessions) > 1 { // one alone is told by the note of the row
		said = factOf(w.e.Link, a.Addr.String())
	}
	w.heading(0, m.Host.Name.Show()+" "+a.Addr.String(), said)
	if a.Session == nil {
		w.add(Row{Level: 1, State: explain.Skipped, Text: w.say("not tried")})
		return
	}
	if w.form != Readable {
		w.rawChains(m.Host, s)
		return
	}
	switch m.Step {
	case rules.StepConnect:
		w.connection(a.Session)
	case rules.StepSTARTTLS:
		w.starttls(a.Session)
	case rules.StepHandshake:
		w.handshake(a.Session)
	}
	if m.Step != rules.StepMatch {
		w.trouble(a)
	}
	if m.Step == rules.StepConnect || m.Step == rules.StepSTARTTLS || m.Step == rules.StepHandshake && w.e.part {
		return
	}
	for i := range s.Chains {
		c := &s.Chains[i]
		if len(s.Chains) > 1 {
			w.heading(1, w.say("chain %d of %d", i+1, len(s.Chains)), strings.Join(rules.Clients(w.b, c.Shown), ", "))
		}
		if m.Step == rules.StepMatch {
			w.comparison(m.Host, c)
		}
		for n := range c.Certs {
			w.cert(m.Host, &c.Certs[n])
		}
		w.rest(1, c.Left, text.Phrase("1 more certificate is not shown"), text.Phrase("%d more certificates are not shown"))
	}
}

// factOf is what the row of the chain says of an address.
func factOf(l explain.Link, label string) string {
	for _, f := range l.Facts {
		if f.Label == label {
			return f.Value
		}
	}
	return ""
}

// connection writes how the server was reached.
func (w *writer) connection(s *view.Session) {
	w.fact(1, w.say("[a label] connection"), fmt.Sprintf("%s, %d ms", s.Addr, s.Dial.RTT.Milliseconds()))
	if len(s.Banner.Lines) > 0 {
		w.fact(1, w.say("[a label] greeting"), s.Banner.Lines[0].String())
	}
}

// starttls writes what the server offers, and what it says to STARTTLS.
func (w *writer) starttls(s *view.Session) {
	w.fact(1, w.say("[a label] offers"), strings.Join(s.Offers, " "))
	if len(s.Start.Lines) > 0 {
		w.fact(1, "STARTTLS", s.Start.Lines[len(s.Start.Lines)-1].String())
	}
}

// trouble writes what ended a session before TLS stood. Whether that is a fault of
// the server only its judgement says: our own network may have done it.
func (w *writer) trouble(a *mail.Address) {
	s := a.Session
	if s.Trouble == "" || s.Trouble == view.NotFinished {
		return
	}
	row := Row{Level: 1, State: explain.Unknown, Label: w.say("[a label] ended by"), Text: explain.TroubleWords(w.b, s.Trouble)}
	if s.Detail != "" {
		row.Text += ": " + s.Detail.String()
	}
	switch a.Talk {
	case mail.OutcomeFail, mail.OutcomeDown:
		row.State, row.Guilty = w.e.state(explain.Broken), w.e.accuses()
	case mail.OutcomeUnprotected:
		row.State = explain.Open
	}
	w.add(row)
}

// handshake writes the facts of TLS.
func (w *writer) handshake(s *view.Session) {
	h := s.TLS
	if h == nil {
		w.add(Row{Level: 1, State: explain.Skipped, Text: w.say("no TLS handshake took place")})
		return
	}
	sni := safe(h.SNI)
	if sni == "" {
		sni = w.say("[of a server name] none sent")
	}
	w.fact(1, "SNI", sni)
	if h.Version != 0 {
		w.fact(1, "TLS", tls.VersionName(h.Version))
		w.fact(1, w.say("[a label] cipher suite"), tls.CipherSuiteName(h.Suite))
	}
	if h.Group != 0 {
		w.fact(1, w.say("[a label] key exchange"), tls.CurveID(h.Group).String())
	}
	if h.Took > 0 {
		w.fact(1, w.say("[a label] took"), fmt.Sprintf("%d ms", h.Took.Milliseconds()))
	}
	if h.AskedCert {
		w.fact(1, w.say("[a label] asks"), w.say("for a certificate of the client"))
	}
	if h.Cut {
		w.add(Row{Level: 1, State: explain.Skipped, Text: w.say("more certificates came than are kept")})
	}
}

// comparison writes each TLSA record held against a chain (RFC 7672 3).
func (w *writer) comparison(h *mail.Host, c *Chain) {
	if len(h.Records) == 0 || len(c.Shown.Match.Attempts) != len(h.Records) {
		return
	}
	w.heading(1, w.say("TLSA records and this chain"))
	peer := tlsa.Peer{Chain: tlsa.ReadChain(c.Shown.ChainDER), Names: h.Names, At: w.e.At}
	set := explain.TLSASet{Records: h.Records, Match: c.Shown.Match, Peer: peer, Words: w.b}
	for i, r := range h.Records {
		if i == maxRecords {
			w.rest(1, len(h.Records)-i, text.Phrase("1 more record is not shown"), text.Phrase("%d more records are not shown"))
			return
		}
		var rr []wire.RR
		line := hex.EncodeToString(r.Raw)
		if l := h.TLSA; l != nil && l.Set != nil && r.Index < len(l.Set.RRs) {
			rr, line = []wire.RR{l.Set.RRs[r.Index]}, l.Set.RRs[r.Index].Line()
		}
		a := c.Shown.Match.Attempts[i]
		state, guilty := w.recordState(r, a, c)
		w.add(Row{Kind: ZoneLine, Level: 1, Text: line, Guilty: guilty, records: rr})
		for n, s := range set.Says(i) {
			said := Row{Level: 1, State: state, Guilty: guilty, Text: s.Text, records: rr}
			if s.Source != "" {
				said.Text += " (" + s.Source + ")"
			}
			if n > 0 {
				said.Level, said.State = 2, ""
			}
			w.add(said)
		}
	}
}

// recordState marks a record: one that fits, one that takes no part, or one that
// does not fit. Only where none fits is that a fault (RFC 7672 3.1).
func (w *writer) recordState(r tlsa.Record, a tlsa.Attempt, c *Chain) (explain.State, bool) {
	switch {
	case a.Matched:
		return explain.OK, false
	case a.Why == tlsa.NotTried || a.Why == tlsa.ChainInvalid && a.Reason.Ours():
		return explain.Unknown, false
	case !r.Active() || c.Shown.Match.Matched:
		return explain.Skipped, false
	case !c.Guilty:
		return explain.Unknown, false
	}
	return explain.Broken, true
}

// cert writes a certificate, with the TLSA record that would name it.
func (w *writer) cert(h *mail.Host, c *Cert) {
	title := w.say("certificate %d: issuer", c.Depth)
	usage := uint8(2)
	if c.Depth == 0 {
		title, usage = w.say("certificate 0: the server's own"), 3
	}
	w.heading(1, title)
	if !c.Parsed {
		w.add(Row{Level: 1, State: explain.Unknown, Text: w.say("cannot be read; its bytes are compared all the same")})
	}
	w.fact(1, w.say("[a label] subject"), c.Subject)
	names := strings.Join(c.Names, ", ")
	if c.Left > 0 {
		names += ", " + w.say("and %d more", c.Left)
	}
	w.fact(1, w.say("[a label] names"), names)
	w.fact(1, w.say("[a label] issuer"), c.Issuer)
	if c.Parsed {
		w.dates(c)
	}
	w.fact(1, w.say("[a label] key"), c.Key)
	w.fact(1, w.say("[a label] signed with"), c.Signed)
	if c.SPKI != "" {
		w.digest(h, usage, c.SPKI)
	}
}

// dates writes from when to when a certificate is valid. To DANE-EE they mean
// nothing (RFC 7672 3.1.1), so that a date that is past is a remark.
func (w *writer) dates(c *Cert) {
	left, state := w.say("%s left", explain.Length(w.b, c.NotAfter.Sub(w.e.At))), explain.State("")
	switch {
	case w.e.At.After(c.NotAfter):
		left, state = w.say("expired %s ago", explain.Length(w.b, w.e.At.Sub(c.NotAfter))), explain.Warning
	case w.e.At.Before(c.NotBefore):
		left, state = w.say("begins in %s", explain.Length(w.b, c.NotBefore.Sub(w.e.At))), explain.Warning
	}
	from, to := c.NotBefore.Format(time.DateOnly), c.NotAfter.Format(time.DateOnly)
	w.add(Row{Level: 1, State: state, Label: w.say("[a label] valid"), Text: w.say("%s to %s, %s", from, to, left)})
}

// digest writes the value that a TLSA record for a certificate has, and copies
// the whole record (RFC 7671 5.1, 5.2).
func (w *writer) digest(h *mail.Host, usage uint8, spki string) {
	r := Row{Level: 1, Label: fmt.Sprintf("%d 1 1", usage), Text: spki}
	base := h.Base
	if base.IsZero() {
		base = h.Name
	}
	if raw, err := hex.DecodeString(spki); err == nil {
		r.copied = fix.TLSA(base, w.e.d.Report.Port, 0, usage, 1, 1, raw)
	}
	w.add(r)
}

// rawChains writes certificates as PEM, or their octets, and the command that
// shows them again.
func (w *writer) rawChains(h *mail.Host, s *Session) {
	again := fmt.Sprintf("openssl s_client -starttls smtp -connect %s -servername %s -showcerts", s.Address.Session.Addr, quoted(h.Name.Show()))
	if wire.ImplicitTLS(s.Address.Session.Addr.Port()) {
		again = strings.Replace(again, "-starttls smtp ", "", 1)
	}
	w.add(Row{Kind: Verbatim, Level: 1, Text: again, copied: again})
	for i := range s.Chains {
		for depth, der := range s.Chains[i].Shown.ChainDER {
			if depth == maxCerts {
				break
			}
			w.heading(1, w.say("certificate %d, %d octets", depth, len(der)))
			w.der(der)
		}
	}
}

func (w *writer) der(der []byte) {
	if w.form == OctetForm {
		w.add(Row{Kind: Octets, Level: 1, Octets: der[:min(len(der), maxOctets)]})
		w.rest(1, len(der)-maxOctets, text.Phrase("1 more octet is not shown"), text.Phrase("%d more octets are not shown"))
		return
	}
	text := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	if len(text) > maxCopied {
		text = ""
	}
	w.add(Row{Kind: Verbatim, Level: 1, Text: "-----BEGIN CERTIFICATE-----", copied: text})
	w.add(Row{Kind: Base64, Level: 1, Octets: der, copied: text})
	w.add(Row{Kind: Verbatim, Level: 1, Text: "-----END CERTIFICATE-----", copied: text})
}
