package steps

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// seen says what came of a step.
func (r row) seen() []string {
	switch r.kind {
	case Host:
		return nil
	case Break:
		return r.seenBreak()
	case Result:
		return r.seenResult()
	}
	switch r.state {
	case explain.Waiting, explain.Running:
		return []string{r.say("The check ended before this was known.")}
	case explain.Unknown:
		if r.doomed() {
			return []string{r.note()}
		}
		switch {
		case r.link.Note == "":
			return []string{r.say("Nothing was seen of it.")}
		case r.kind == Sum, r.link.Note == r.say("cannot be told from here"):
			return []string{r.say("It cannot be told from here") + "."}
		}
		return []string{r.said(r.say("It cannot be told from here"))}
	case explain.Skipped:
		if r.kind == MX { // what was asked for in its place was said before
			return []string{r.note()}
		}
		return []string{r.said(r.say("This was not checked"))}
	}
	out := r.meaning()
	for _, f := range r.raising() {
		if !r.early(f.Title) && r.at != r.broken {
			out = append(out, r.say("But: %s.", f.Title))
			break // one idea a step; the walk lists all
		}
	}
	return out
}

// said adds what the row says about itself to a sentence.
func (r row) said(head string) string {
	if r.link.Note == "" || r.early(r.link.Note) {
		return head + "."
	}
	return head + ": " + r.link.Note + "."
}

// meaning says what the state of a row means for the one who checks.
func (r row) meaning() []string {
	switch r.kind {
	case Anchor, Zone:
		return r.meansZone()
	case HostZone:
		if r.state == explain.OK {
			return []string{r.say("Every zone on this way is sealed.")}
		}
		return r.perState(map[explain.State]text.Phrase{explain.Open: text.Phrase("This way is not sealed to its end")})
	case MX, Name:
		return r.meansLookup()
	case Address:
		signed := text.Phrase("The address is signed, so a TLSA record counts")
		if r.genuine() {
			return []string{r.said(r.say(signed))}
		}
		return r.perState(map[explain.State]text.Phrase{explain.OK: signed, explain.Open: text.Phrase("A TLSA record must not be used")})
	case TLSA:
		return r.meansTLSA()
	case Connect:
		return r.perState(map[explain.State]text.Phrase{explain.OK: text.Phrase("The server answers"), explain.Warning: text.Phrase("The server answers")})
	case STARTTLS:
		return r.perState(map[explain.State]text.Phrase{explain.OK: text.Phrase("[it is offered] Yes")})
	case Handshake:
		return r.meansHandshake()
	case Match:
		return r.meansMatch()
	case Sum:
		return r.meansSum()
	}
	return []string{r.note()}
}

// perState says the sentence of the state, with what the row says of itself; a
// state without one has only that.
func (r row) perState(words map[explain.State]text.Phrase) []string {
	p, ok := words[r.state]
	if !ok {
		return []string{r.note()}
	}
	return []string{r.said(r.say(p))}
}

// note is what the row says about itself, as a sentence.
func (r row) note() string {
	if r.link.Note == "" || r.early(r.link.Note) {
		return ""
	}
	return r.capital(r.link.Note) + "."
}

// meansZone says why a zone is sealed, or why not.
func (r row) meansZone() []string {
	switch {
	case r.zone == nil || r.zone.Inherits:
		return []string{r.note()}
	case r.zone.Status == dnssec.Secure && r.kind == Anchor && len(r.zone.DS) == 0:
		return []string{r.said(r.say("Yes, what it signs is genuine")), r.say("Every signature is checked here. The word of a resolver (AD) would prove nothing.")}
	case r.zone.Status == dnssec.Secure:
		return []string{r.said(r.say("Yes, %s is sealed", r.self()))}
	}
	out := []string{explain.Why(r.d.Words, r.zone.Reason).Text}
	switch {
	case r.zone.Status == dnssec.Insecure: // RFC 4033 5: insecure is not bogus
		out = append(out, r.say("Unsigned is no error: the answers are used, but nobody vouches for them."))
	case r.zone.Status == dnssec.Bogus && r.state == explain.Broken: // RFC 4035 5.5
		out = append(out, r.say("That is not the same as unsigned: a resolver that checks refuses it (SERVFAIL)."))
	}
	return out
}

// meansLookup says what a signature is worth, and what it is not: the answer can be
// read by everybody.
func (r row) meansLookup() []string {
	if r.lookup == nil {
		return []string{r.note()}
	}
	out := []string{r.note()}
	if list := r.servers(); len(list) > 0 && !r.lookup.Status.Fails() {
		out = append(out, r.some(list)+".")
	}
	switch r.lookup.Status {
	case dnssec.Secure:
		if r.kind == MX && r.state == explain.OK {
			out = append(out, r.say("Signed is not secret: everybody can read it, and nobody can change it unseen."))
		}
	case dnssec.Insecure:
		out = append(out, r.say("Somebody on the way could have written another answer."))
	case dnssec.Bogus, dnssec.Indeterminate:
		out = append(out, explain.Why(r.d.Words, r.lookup.Reason).Text)
	}
	return out
}

// meansHandshake says what encryption alone is worth: nobody is known by it yet.
func (r row) meansHandshake() []string {
	out := r.perState(map[explain.State]text.Phrase{
		explain.OK: text.Phrase("It is encrypted now, and the certificate came"), explain.Warning: text.Phrase("It is encrypted now, and the certificate came"),
	})
	if r.state == explain.OK || r.state == explain.Warning {
		out = append(out, r.say("Encryption alone does not say with whom: anybody can encrypt."))
	}
	return out
}

// meansMatch says whether the certificate is the one that was announced, and what
// did not count for it (RFC 7672 3.1.1).
func (r row) meansMatch() []string {
	switch r.state {
	case explain.OK:
		out := []string{r.said(r.say("It really is %s", r.serverName()))}
		if r.onlyKeys() {
			out = append(out, r.say("The record vouches for the key. No certificate authority has to."))
		}
		return out
	case explain.Broken:
		out := r.perState(map[explain.State]text.Phrase{explain.Broken: text.Phrase("A sender that checks DANE does not deliver here")})
		if len(r.raising()) == 0 || r.at == r.broken { // else the fault is said here, and one idea is enough
			out = append(out, r.say("One that does not check notices nothing: a test mail that arrives proves little."))
		}
		return out
	}
	return r.perState(nil)
}

// meansTLSA says what the TLSA lookup asks of a sender (RFC 7672 2.1, 2.2).
func (r row) meansTLSA() []string {
	if r.host == nil {
		return []string{r.note()}
	}
	switch r.host.Mode {
	case mail.ModeDANE:
		found := r.note()
		if rec := r.record(); rec != "" {
			found = r.d.Words.Count(r.actives(), "A signed record is there: %s.", "%d signed records are there, first %s. One that fits is enough.", rec)
		}
		return []string{found, r.say("A sender that checks DANE insists on a key that is listed.")}
	case mail.ModeEncryptOnly:
		return []string{r.note(), r.say("A sender must encrypt, and has no key to compare.")}
	case mail.ModeUnreachable:
		return []string{r.note(), r.say("That is not the same as none: a sender that checks must stop here.")}
	case mail.ModeNone:
		return []string{r.note(), r.say("The sender goes on without DANE.")}
	}
	return []string{r.note()}
}

// meansSum says what a mail server comes to for a sender that checks.
func (r row) meansSum() []string {
	if r.host == nil {
		return []string{r.note()}
	}
	if mx := r.d.Report.MX; r.host.Outcome == mail.OutcomePass && !mx.Secure && mx.Kind != mail.MXDirect { // RFC 7672 2.2.1
		return []string{r.say("Senders that check DANE deliver here. But nobody vouches that this is where the mail belongs.")}
	}
	words := map[mail.Outcome]text.Phrase{
		mail.OutcomePass:        text.Phrase("Senders that check DANE deliver here, and know that it is the right server."),
		mail.OutcomeEncrypted:   text.Phrase("Senders deliver here encrypted, and nobody knows whether it is the right server."),
		mail.OutcomeUnprotected: text.Phrase("Senders deliver here without DANE."),
		mail.OutcomeDown:        text.Phrase("Nobody can deliver here."),
	}
	if r.host.Outcome == mail.OutcomeFail && !r.host.TakesMail() {
		return []string{r.say("Senders that check DANE do not deliver here.")}
	}
	if (r.host.Outcome == mail.OutcomeFail || r.host.Outcome == mail.OutcomeDown) && r.host.TakesMail() {
		return []string{r.said(r.say("A sender gets through here, but not on every way or at every time"))}
	}
	if p, ok := words[r.host.Outcome]; ok && (r.host.Outcome != mail.OutcomeDown || !r.host.TakesMail()) {
		return []string{r.say(p)}
	}
	return []string{r.note()}
}

// seenBreak says what is wrong and who acts, unless the words name what is still
// to come.
func (r row) seenBreak() []string {
	f := r.d.Findings[r.d.Break]
	out := []string{}
	for _, s := range []string{f.What, r.who()} {
		if r.late || !r.early(s) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		out = append(out, r.note())
	}
	return out
}

// seenResult is the verdict in a sentence.
func (r row) seenResult() []string {
	out := []string{r.d.Headline}
	if !strings.HasSuffix(r.d.Headline, ".") {
		out[0] += "."
	}
	if r.d.Break >= 0 {
		out = append(out, r.who())
	}
	return out
}

// who says who must act.
func (r row) who() string {
	if who := r.d.Findings[r.d.Break].Who; who != "" {
		return r.say("Who fixes it") + ": " + who
	}
	return ""
}

// capital begins a sentence, but leaves names as they are.
func (r row) capital(s string) string {
	word, _, _ := strings.Cut(s, " ")
	if strings.Contains(word, ".") {
		return s
	}
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}
