package explain

import (
	"slices"
	"strings"

	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// namesFacts tells the reference identifiers of a host, where a record asks for
// one (RFC 7672 3.2.2).
func namesFacts(h *mail.Host) []Fact {
	const usageTA = 2
	if !slices.ContainsFunc(h.Records, func(r tlsa.Record) bool { return r.Active() && r.TLSA.Usage == usageTA }) {
		return nil
	}
	var names []string
	for _, n := range h.Names {
		names = append(names, n.Show())
	}
	return []Fact{{"a name accepted under usage 2", strings.Join(names, " or ")}}
}

// unicodeFacts tells how a name is written in its own script.
func unicodeFacts(n wire.Name) []Fact {
	if u := Unicode(n.Show()); u != "" {
		return []Fact{{"written as", u}}
	}
	return nil
}
