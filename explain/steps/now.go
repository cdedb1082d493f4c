package steps

import (
	"danewalk/explain"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// now says what is done in a step. It may use what the steps before have shown,
// and nothing else.
func (r row) now() []string {
	switch r.kind {
	case Anchor:
		return r.nowAnchor()
	case Zone:
		return []string{r.say("Does %s vouch for %s? It would keep a fingerprint (DS) of a key of %s, and sign it.", r.parent(), r.self(), r.self())}
	case Below:
		return r.nowBelow()
	case MX:
		return r.nowMX()
	case Name:
		return []string{r.say("The question itself: %s. Its zone must sign the answer.", r.link.Label)}
	case Host:
		return r.nowHost()
	case HostZone:
		return []string{r.say("%s lies in another part of the DNS (%s). Each zone on the way needs a seal of its own.", r.serverName(), r.link.Label)}
	case Address:
		return []string{r.say("Where is %s? Only if its address is signed may a sender look for a TLSA record.", r.serverName())}
	case TLSA:
		ask := []string{r.say("Which key must %s show? A TLSA record at %s would say it.", r.serverName(), r.base())}
		if r.state != explain.Skipped && r.serverName() != r.d.Domain {
			ask = append(ask, r.say("It stands at the name of the server, not at that of the mail domain."))
		}
		return ask
	case Break:
		return []string{r.breaks()}
	case Result:
		return []string{r.say("That was the last step. What does a sender do that checks DANE?")}
	}
	return r.nowTalk()
}

func (r row) nowAnchor() []string {
	keys := r.keys()
	if len(keys) == 0 {
		if r.zone == nil {
			return []string{r.say("Everything begins at the root of the DNS, with a key that is believed because it is built in.")}
		}
		return []string{r.say("The way begins at %s. We were told of no key to trust there.", r.self())}
	}
	list := r.d.Words.Count(len(keys), "We trust 1 key without proof, number %s.", "We trust %d keys without proof, numbers %s.", r.some(keys))
	ask := r.say("Does the zone sign its keys with this one?")
	if len(keys) > 1 {
		ask = r.say("Does the zone sign its keys with one of them?")
	}
	return []string{r.say("The chain begins at %s.", r.self()), list, ask}
}

func (r row) nowBelow() []string {
	switch {
	case r.zone == nil:
		return []string{r.link.Label}
	case r.zone.Reason == dnssec.NegativeAnchor:
		return []string{r.say("You asked not to check signatures here: %s.", r.self())}
	case r.parent() == "":
		return []string{r.self()}
	}
	return []string{r.say("%s comes next. %s is not sealed, so its word proves nothing.", r.self(), r.capital(r.parent()))}
}

func (r row) nowMX() []string {
	if r.d.Report == nil {
		return []string{r.say("Which servers take the mail for %s? Its zone must sign the answer (MX).", r.d.Domain)}
	}
	switch kind := r.d.Report.MX.Kind; {
	case kind == mail.MXDirect:
		return []string{r.say("The server itself was named, with port %d: nobody has to be asked for the mail servers.", r.port())}
	case kind == mail.MXLiteral:
		return []string{r.say("The mail address holds a bare IP address instead of a name: %s.", r.literal())}
	case r.d.Report.Apex != nil && r.d.Report.Apex.Status != dnssec.Secure:
		return []string{r.say("Which servers take the mail for %s? Nobody vouches for the zone that answers (MX).", r.d.Domain)}
	}
	return []string{r.say("Which servers take the mail for %s? Its zone must sign the answer (MX).", r.d.Domain)}
}

func (r row) nowHost() []string {
	next := r.say("The mail server %s comes next. It needs a chain of its own.", r.link.Label)
	if r.host == nil || r.d.Report.MX.Kind != mail.MXRecords {
		return []string{next}
	}
	return []string{next, r.say("Its place in the MX answer is %d: a sender tries small numbers first.", r.host.Preference)}
}

// nowTalk is about the steps of the conversation.
func (r row) nowTalk() []string {
	if words := r.wouldBe(); words != "" {
		return []string{words}
	}
	switch r.kind {
	case Connect:
		if list := r.addresses(); len(list) > 0 {
			return []string{r.say("A sender connects to port %d of %s. Does somebody answer?", r.port(), r.some(list))}
		}
		return []string{r.say("A sender would connect to port %d. It needs an address for that.", r.port())}
	case STARTTLS:
		return []string{r.say("So far all is plain text. Does the server offer to encrypt (STARTTLS)?"), r.insists()}
	case Handshake:
		return []string{r.say("Both sides try to agree on keys (TLS). If they do, the server shows its certificate.")}
	case Match:
		if rec := r.record(); rec != "" {
			return []string{r.say("DNS says which key we must see: %s. Is it the key of the certificate?", rec)}
		}
		return []string{r.say("A sender compares the certificate with the TLSA records. None counts here.")}
	case Sum:
		return []string{r.say("That was the way to %s.", r.link.Label)}
	}
	return []string{r.link.Label}
}

// wouldBe is about a step that the conversation did not get to: it did not happen.
func (r row) wouldBe() string {
	if r.state != explain.Skipped {
		return ""
	}
	switch r.kind {
	case STARTTLS:
		return r.say("Next, the server would be asked to encrypt (STARTTLS).")
	case Handshake:
		return r.say("Next, both sides would agree on keys (TLS), and the server would show its certificate.")
	case Match:
		if rec := r.record(); rec != "" {
			return r.say("Next, the key of the certificate would be compared with the one in the DNS: %s.", rec)
		}
	}
	return ""
}

// insists says what a sender would do without encryption, which the TLSA step has
// shown (RFC 7672 2.2).
func (r row) insists() string {
	if r.host == nil {
		return ""
	}
	switch r.host.Mode {
	case mail.ModeDANE, mail.ModeEncryptOnly:
		return r.say("With signed TLSA records a sender insists on it.")
	case mail.ModeNone:
		return r.say("Without DANE a sender goes on in plain text if need be.")
	}
	return ""
}

// breaks says that the chain ends here.
func (r row) breaks() string {
	switch r.link.State {
	case explain.Open, explain.Skipped:
		return r.say("Here the protection ends: %s.", r.title(Break, r.at))
	case explain.Unknown:
		return r.say("From here on nothing can be told: %s.", r.title(Break, r.at))
	case explain.Broken:
		return r.say("Here the chain breaks: %s.", r.title(Break, r.at))
	}
	if r.d.Verdict == mail.NoMail {
		return r.say("Here is why no mail arrives: %s.", r.title(Break, r.at))
	}
	return r.say("Here is what endangers the mail: %s.", r.title(Break, r.at))
}
