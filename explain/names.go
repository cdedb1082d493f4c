package explain

import (
	"slices"

	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// namesFacts tells the reference identifiers of a host, where a record asks for
// one (RFC 7672 3.2.2).
func namesFacts(b *text.Book, h *mail.Host) []Fact {
	const usageTA = 2
	if !slices.ContainsFunc(h.Records, func(r tlsa.Record) bool { return r.Active() && r.TLSA.Usage == usageTA }) {
		return nil
	}
	var names []string
	for _, n := range h.Names {
		names = append(names, n.Show())
	}
	return []Fact{{b.Say("a name accepted under usage 2"), either(b, names)}}
}

// unicodeFacts tells how a name is written in its own script.
func unicodeFacts(b *text.Book, n wire.Name) []Fact {
	if u := Unicode(n.Show()); u != "" {
		return []Fact{{b.Say("written as"), u}}
	}
	return nil
}

// either joins words of which one is meant: "a", "a or b", "a or b or c".
func either(b *text.Book, words []string) (out string) {
	for i, w := range words {
		if i == 0 {
			out = w
			continue
		}
		out = b.Say("%s or %s", out, w)
	}
	return out
}
