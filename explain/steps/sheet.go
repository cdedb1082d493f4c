package steps

import (
	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// Sheet are the questions about a check for a class that has seen nothing of it. It
// is made of what was asked for and of nothing that was found: two checks of one
// domain have the same sheet, whatever came of them. So it knows neither where zones
// begin, nor which mail servers there are; it asks about every label of the name, and
// once about a mail server, whatever its name.
func Sheet(d *explain.Diagnosis) []Step {
	if d == nil || d.Domain == "" {
		return nil
	}
	s := sheet{course: newCourse(&explain.Diagnosis{Domain: d.Domain, Words: d.Words}), port: row{course: &course{d: d}}.port()}
	kind := mail.MXRecords
	if d.Report != nil {
		kind = d.Report.MX.Kind // of the domain, of a server that was named, or of an address
	}
	if kind != mail.MXLiteral {
		s.zones(d.Domain)
		if kind != mail.MXDirect {
			s.add(MX, s.say("MX mail servers"), s.say("Which servers take the mail for %s? Its zone must sign the answer (MX).", d.Domain), "mx")
		}
		s.server()
	}
	s.talk(kind != mail.MXLiteral)
	s.add(Break, s.say("[a step] The end of the chain"), s.say("Where does the chain break, if it does, and who must act?"), "chain")
	s.add(Result, s.say("[a step] The result"), s.say("That was the last step. What does a sender do that checks DANE?"))
	return s.out
}

// sheet collects questions.
type sheet struct {
	*course
	port         int
	parent, self string // of the zone that is asked about
}

// add adds a step of which nothing is known, with its terms.
func (s *sheet) add(k Kind, title, now string, terms ...string) {
	out := Step{Kind: k, Title: title, State: explain.Unknown, Seal: explain.Pending, Now: []string{now}, Ask: Question{Answer: none}}
	if k == Host {
		out.State = ""
	}
	var choices []text.Phrase
	out.Ask.Text, choices = s.asked(k, s.parent, s.self)
	for _, c := range choices {
		out.Ask.Choices = append(out.Ask.Choices, s.say(c))
	}
	for _, id := range terms {
		if t, ok := (row{course: s.course}).term(id); ok {
			out.Words = append(out.Words, Word{Term: t})
		}
	}
	s.out = append(s.out, out)
}

// zones asks about each label from the root down.
func (s *sheet) zones(domain string) {
	s.self = s.say("[a zone in a sentence] the root")
	s.add(Anchor, s.self, s.say("The chain begins at %s.", s.self), "trust-anchor")
	name, err := wire.ParseName(domain)
	if err != nil { // what was asked for is a name
		return
	}
	for i := range name.Labels() {
		s.parent, s.self = s.self, name.Suffix(i+1).Show()
		s.add(Zone, s.self, s.say("Does %s vouch for %s? It would keep a fingerprint (DS) of a key of %s, and sign it.", s.parent, s.self, s.self), "ds")
	}
}

// server asks what the DNS says about a mail server.
func (s *sheet) server() {
	s.add(Host, s.say("[a step] Each mail server"), s.say("Each mail server needs a chain of its own. Answer from here on for each of them."), "mail-server")
	s.add(HostZone, s.say("[a step] the zones above the mail server"), s.say("If it lies in another part of the DNS, each zone on the way needs a seal of its own."), "delegation")
	s.add(Address, s.say("address"), s.say("Where is it? Only if its address is signed may a sender look for a TLSA record."), "signed")
	s.add(TLSA, s.say("TLSA record"), s.say("Which key must it show? A TLSA record would say it."), "tlsa")
}

// talk asks about the conversation.
func (s *sheet) talk(dane bool) {
	s.add(Connect, s.say("connect port %d", s.port), s.say("A sender connects to port %d. Does somebody answer?", s.port), "sender")
	s.add(STARTTLS, "STARTTLS", s.say("So far all is plain text. Does the server offer to encrypt (STARTTLS)?"), "starttls")
	s.add(Handshake, s.say("TLS handshake"), s.say("Both sides try to agree on keys (TLS). If they do, the server shows its certificate."), "certificate")
	if dane {
		s.add(Match, s.say("certificate match"), s.say("DNS says which key we must see. Is it the key of the certificate?"), "fingerprint")
	}
	s.add(Sum, s.say("[a step] What it comes to"), s.say("That was the way to the mail server."), "dane")
}
