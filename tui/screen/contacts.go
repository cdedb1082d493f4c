package screen

import (
	"slices"

	"danewalk/explain"
)

// contacts are the mail servers of the domain, with those not contacted.
func (w *Walk) contacts() []explain.Contact {
	if v := &w.tables; v.contactsOf != w.diagnosis {
		v.contacts, v.contactsOf = explain.Contacts(w.diagnosis), w.diagnosis
	}
	return w.tables.contacts
}

// talkHosts are the mail servers that can be shown: those that were contacted in
// that order, then the others.
func (w *Walk) talkHosts() []string {
	out := w.talk.Hosts()
	for _, c := range w.contacts() {
		if (c.Why != "" || len(c.Spare) > 0) && !slices.Contains(out, c.Host) {
			out = append(out, c.Host)
		}
	}
	return out
}
