package explain

import (
	"fmt"
	"slices"

	"danewalk/probe/judge/mail"
)

// hostNote says in a few words how a mail server fares.
func hostNote(h *mail.Host) string {
	words := map[mail.Outcome]string{
		mail.OutcomePass: "DANE ok", mail.OutcomeEncrypted: "encrypted, identity unchecked", mail.OutcomeUnprotected: "no DANE",
		mail.OutcomeFail: "DANE broken", mail.OutcomeDown: "does not answer", mail.OutcomeUntested: "not tested",
	}
	w := words[h.Outcome]
	if h.Outcome == mail.OutcomeFail && slices.ContainsFunc(h.Addresses, func(a mail.Address) bool { return a.Otherwise != mail.OutcomePending }) {
		w = "DANE fails at times"
	}
	switch {
	case h.Gate == mail.GateFailed:
		w = "no address: the lookup fails"
	case h.Gate == mail.GateNoAddress:
		w = "no address"
	case h.TakesMail() && h.Outcome != mail.OutcomePending:
		w += atSome(h)
	}
	if h.Implicit || w == "" {
		return w
	}
	return fmt.Sprintf("pref %d, %s", h.Preference, w)
}

// atSome says at how many addresses a host is as its worst one.
func atSome(h *mail.Host) string {
	n := 0
	for _, a := range h.Addresses {
		if a.Outcome == h.Outcome {
			n++
		}
	}
	return ofAll(n, len(h.Addresses))
}
