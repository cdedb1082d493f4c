package exhibit

import (
	"strings"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
)

// raw writes a version as dig does, or as octets; the others who said the same get
// a command each.
func (w *writer) raw(v *Version) {
	for i, r := range v.Replies {
		x := r.Exchange
		switch {
		case x == nil && i == 0:
			w.add(Row{Level: 1, State: explain.Skipped, Text: w.say("the message is not at hand: %s", whom(w.b, r))})
		case x == nil:
		case i == 0 && w.form == OctetForm:
			w.octets(x, v.Guilty)
		case i == 0:
			w.dig(x, v.Guilty)
		default:
			if i == 1 {
				w.heading(1, w.say("others that said the same"))
			}
			w.add(Row{Kind: Verbatim, Level: 1, Text: Command(x), copied: Command(x)})
		}
	}
}

func (w *writer) dig(x *evidence.Exchange, guilty bool) {
	lines, _ := Dig(x)
	for i, l := range lines {
		w.add(Row{Kind: Verbatim, Level: 1, Text: l, Guilty: guilty && i == 0, copied: strings.TrimPrefix(l, "; <<>> ")})
	}
}

// octets writes the two messages of an exchange.
func (w *writer) octets(x *evidence.Exchange, guilty bool) {
	w.add(Row{Kind: Verbatim, Level: 1, Guilty: guilty, Text: "; <<>> " + Command(x), copied: Command(x)})
	for i, m := range [][]byte{x.Question, x.Answer} {
		if len(m) == 0 {
			continue
		}
		label := []string{w.say("question, %d octets", len(m)), w.say("answer, %d octets", len(m))}[i]
		w.heading(1, label)
		w.add(Row{Kind: Octets, Level: 1, Octets: m[:min(len(m), maxOctets)]})
		w.rest(1, len(m)-maxOctets, text.Phrase("1 more octet is not shown"), text.Phrase("%d more octets are not shown"))
	}
}
