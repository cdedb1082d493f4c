package steps

import (
	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// none is the answer where none of the choices is right.
const none = -1

// ask is what the class may guess before the step is revealed.
func (r row) ask() Question {
	words, choices := r.asked(r.kind, r.parent(), r.self())
	switch r.kind {
	case Anchor:
		if r.zone == nil && r.state == explain.Unknown {
			break
		}
		return r.question(words, choices, r.sealedOrNot(1))
	case Zone:
		return r.question(words, choices, r.sealedOrNot(2))
	case MX, Name:
		return r.question(words, choices, r.lookupAnswer())
	case HostZone, Address:
		return r.question(words, choices, r.gateAnswer())
	case TLSA:
		return r.question(words, choices, r.tlsaAnswer())
	case Match:
		if r.record() != "" {
			return r.question(words, choices, r.yesNo(2))
		}
	case Connect, STARTTLS, Handshake:
		return r.question(words, choices, r.yesNo(1))
	case Sum:
		return r.question(words, choices, r.sumAnswer())
	case Break:
		return r.askBreak()
	case Result:
		return r.question(words, choices, r.verdictAnswer())
	}
	return Question{Answer: none}
}

// asked is the question of a kind of step and its choices, whatever comes of it.
func (c *course) asked(k Kind, parent, self string) (string, []text.Phrase) {
	believed := []text.Phrase{"yes, it is signed", "nobody knows: it need not be signed", "no: it should be signed, and the proof fails"}
	switch k {
	case Anchor:
		return c.say("Is the key the right one?"), []text.Phrase{"yes, the chain can begin", "no, nothing below can be believed"}
	case Zone:
		return c.say("What does %s say about %s?", parent, self),
			[]text.Phrase{"here is its fingerprint, and it fits", "it has none: it is not signed", "here is its fingerprint, but the proof fails"}
	case MX, Name, Address:
		return c.say("Can the answer be believed?"), believed
	case HostZone:
		return c.say("Is this way sealed to its end?"),
			[]text.Phrase{"yes, each zone vouches for the next one", "no: from one zone on nothing is signed", "no: on the way a proof fails"}
	case TLSA:
		return c.say("What does a sender find?"),
			[]text.Phrase{"a signed record with the key", "no record that counts: no DANE here", "the lookup fails: it must stop here"}
	case Match:
		return c.say("What happens?"),
			[]text.Phrase{"it is the key, and the mail is sent", "it is another key, and the mail is sent all the same", "it is another key, and no mail is sent here"}
	case Connect, STARTTLS, Handshake:
		return c.say("Does it work?"), []text.Phrase{"[a guess] yes", "[a guess] no"}
	case Sum:
		return c.say("What does a sender do here that checks DANE?"),
			[]text.Phrase{"it delivers, because the key fits", "it delivers without DANE", "it does not deliver here"}
	case Result:
		return c.say("What becomes of the mail?"),
			[]text.Phrase{"it is delivered, and protected", "it is delivered now, but something endangers it", "it is delivered without protection", "[the mail] it waits"}
	}
	return "", nil
}

// question asks only where something came out: not what was not looked at.
func (r row) question(words string, choices []text.Phrase, answer int) Question {
	switch r.state {
	case explain.Skipped:
		if r.kind != Result && r.kind != Break {
			return Question{Answer: none}
		}
	case explain.Waiting, explain.Running:
		if r.kind != Result {
			return Question{Answer: none}
		}
	}
	q := Question{Text: words, Answer: answer}
	for _, p := range choices {
		q.Choices = append(q.Choices, r.say(p))
	}
	return q
}

// sealedOrNot is the answer about a zone: sealed, unsigned, or, as choice number
// bad, broken.
func (r row) sealedOrNot(bad int) int {
	switch {
	case r.zone == nil || r.zone.Inherits:
		return none
	case r.zone.Status == dnssec.Secure:
		return 0
	case r.zone.Reason == dnssec.UnsignedDelegation:
		return 1
	case r.zone.Status == dnssec.Bogus && r.state == explain.Broken:
		return bad
	}
	return none
}

func (r row) lookupAnswer() int {
	switch {
	case r.doomed():
		return 2
	case r.lookup == nil || r.state == explain.Unknown:
		return none
	case r.lookup.Status == dnssec.Secure:
		return 0
	case r.lookup.Status == dnssec.Insecure:
		return 1
	case r.lookup.Status == dnssec.Bogus && r.state == explain.Broken:
		return 2
	}
	return none
}

// gateAnswer is about what leads to a mail server.
func (r row) gateAnswer() int {
	if r.kind == Address && r.host != nil && r.host.Gate == mail.GateNoAddress {
		return none
	}
	if r.kind == Address && r.state == explain.Warning && r.genuine() { // what colours the row is no matter of the signature
		return 0
	}
	switch r.state {
	case explain.OK:
		return 0
	case explain.Open:
		return 1
	case explain.Broken:
		return 2
	}
	return none
}

func (r row) tlsaAnswer() int {
	if r.doomed() {
		return 2
	}
	if r.host == nil || r.state == explain.Unknown {
		return none
	}
	switch r.host.Mode {
	case mail.ModeDANE:
		return 0
	case mail.ModeNone:
		return 1
	case mail.ModeUnreachable:
		return 2
	}
	return none
}

// yesNo is the answer about a step of the conversation.
func (r row) yesNo(bad int) int {
	switch r.state {
	case explain.OK:
		return 0
	case explain.Broken:
		return bad
	}
	return none
}

func (r row) sumAnswer() int {
	if r.host == nil || r.state == explain.Unknown {
		return none
	}
	switch r.host.Outcome {
	case mail.OutcomePass:
		return 0
	case mail.OutcomeUnprotected:
		return 1
	case mail.OutcomeFail:
		if !r.host.TakesMail() {
			return 2
		}
	}
	return none
}

func (r row) verdictAnswer() int {
	switch r.d.Verdict {
	case mail.Protected:
		return 0
	case mail.AtRisk:
		return 1
	case mail.NotProtected:
		return 2
	case mail.Blocked:
		return 3
	}
	return none
}
