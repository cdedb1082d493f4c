package steps

import (
	"fmt"
	"slices"

	"danewalk/explain"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
)

// mostWords is how many terms a step explains.
const mostWords = 2

// words are the terms of the glossary that belong to a step, with what they are
// in this case.
func (r row) words() []Word {
	var out []Word
	add := func(late bool, id, example string) {
		if t, ok := r.term(id); ok && len(out) < mostWords {
			out = append(out, Word{Term: t, Example: example, Late: late})
		}
	}
	switch r.kind {
	case Anchor:
		add(false, "trust-anchor", r.anchor())
	case Zone:
		add(false, "ds", r.entry())
		r.addStatus(add)
	case Below:
		add(false, "chain", "")
	case MX:
		list := r.servers()
		add(false, "mx", r.some(list[:min(1, len(list))]))
	case Name:
		add(false, "rrset", "")
	case Host:
		add(false, "mail-server", "")
	case HostZone:
		add(false, "delegation", "")
	case Address:
		add(false, "signed", "")
	case Break:
		add(false, "chain", "")
	case Result:
		add(false, "dane", "")
	default:
		r.talkWords(add)
	}
	return out
}

// addStatus explains the word for a zone that is not sealed, which tells that it
// is not.
func (r row) addStatus(add func(bool, string, string)) {
	switch {
	case r.zone == nil || r.state == explain.Unknown:
	case r.zone.Status == dnssec.Insecure:
		add(true, "unsigned", r.self())
	case r.zone.Status == dnssec.Bogus:
		add(true, "bogus", r.self())
	}
}

// talkWords are those of the steps from the TLSA record on.
func (r row) talkWords(add func(bool, string, string)) {
	switch r.kind {
	case TLSA:
		add(false, "tlsa", r.record())
		if r.host != nil && r.host.Mode == mail.ModeNone && r.host.Gate == mail.GateInsecure {
			add(true, "unsigned", "")
		}
	case Connect:
		add(false, "sender", "")
	case STARTTLS:
		add(false, "starttls", r.reply())
	case Handshake:
		add(false, "certificate", r.certificate())
	case Match:
		add(false, "fingerprint", r.digest())
		if rec := r.active(); rec != nil {
			add(false, map[uint8]string{2: "dane-ta", 3: "dane-ee"}[rec.TLSA.Usage], r.record())
		}
	case Sum:
		add(false, "dane", "")
	}
}

func (r row) term(id string) (text.Term, bool) {
	if i := slices.IndexFunc(r.terms, func(t text.Term) bool { return t.ID == id }); i >= 0 {
		return r.terms[i], true
	}
	return text.Term{}, false
}

// reply is the answer of the server to STARTTLS.
func (r row) reply() string {
	_, s := r.session()
	if s == nil || s.Start.Code == 0 || len(s.Start.Lines) == 0 {
		return ""
	}
	return s.Start.Lines[0].String()
}

// digest is the value of the record that was compared.
func (r row) digest() string {
	if rec := r.active(); rec != nil {
		return fix.Short(fmt.Sprintf("%x", rec.TLSA.Data))
	}
	return ""
}

// anchor is the key that counted.
func (r row) anchor() string {
	if r.zone == nil || r.zone.Anchor == nil || (r.zone.Anchor.DS == nil && r.zone.Anchor.DNSKEY == nil) {
		return ""
	}
	tag, _ := explain.AnchorKey(*r.zone.Anchor)
	return fmt.Sprint(tag)
}
