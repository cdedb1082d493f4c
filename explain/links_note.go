package explain

import (
	"slices"

	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
)

// hostNote says in a few words how a mail server fares.
func hostNote(b *text.Book, h *mail.Host) string {
	words := map[mail.Outcome]text.Phrase{
		mail.OutcomePass: "DANE ok", mail.OutcomeEncrypted: "encrypted, identity unchecked", mail.OutcomeUnprotected: "no DANE",
		mail.OutcomeFail: "DANE broken", mail.OutcomeDown: "does not answer", mail.OutcomeUntested: "not tested",
	}
	w := ""
	if p, ok := words[h.Outcome]; ok {
		w = b.Say(p)
	}
	if h.Outcome == mail.OutcomeFail && slices.ContainsFunc(h.Addresses, func(a mail.Address) bool { return a.Otherwise != mail.OutcomePending }) {
		w = b.Say("DANE fails at times")
	}
	switch {
	case h.Gate == mail.GateFailed:
		w = b.Say("no address: the lookup fails")
	case h.Gate == mail.GateNoAddress:
		w = b.Say("no address")
	case h.TakesMail() && h.Outcome != mail.OutcomePending:
		w = atSome(b, w, h)
	}
	if h.Implicit || w == "" {
		return w
	}
	return b.Say("pref %d, %s", h.Preference, w)
}

// atSome says at how many addresses a host is as its worst one.
func atSome(b *text.Book, words string, h *mail.Host) string {
	n := 0
	for _, a := range h.Addresses {
		if a.Outcome == h.Outcome {
			n++
		}
	}
	return ofAll(b, words, n, len(h.Addresses))
}
