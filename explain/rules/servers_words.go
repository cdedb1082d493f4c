package rules

import (
	"slices"
	"strings"

	"danewalk/explain/text"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// names are the names of the accused servers, each once.
func (a accused) names() []string {
	var out []string
	for _, r := range a.rows {
		if n := r.Server.Name.Show(); !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// manyNames is how many servers are named in a sentence before they are counted.
const manyNames = 2

// culprits names the accused in few words: "ns1.example.org", with its address
// if another one of the same name is in order, or "ns1.example.org and 2 more".
func (a accused) culprits() string {
	names := a.names()
	if len(names) > manyNames {
		return a.words.Say("%s and %d more", names[0], len(names)-1)
	}
	return a.words.List(a.called())
}

// called names all of them: by name alone if every address of it is meant.
func (a accused) called() []string {
	names := a.names()
	for i, n := range names {
		if addrs := a.partly(n); len(addrs) > 0 {
			names[i] = n + " (" + a.words.List(addrs) + ")"
		}
	}
	return names
}

// partly returns the accused addresses of a server of which others are in order.
func (a accused) partly(name string) (addrs []string) {
	of := func(r servers.Row) bool { return r.Asked > 0 && r.Server.Name.Show() == name }
	for _, r := range a.rows {
		if of(r) {
			addrs = append(addrs, r.Server.Addr.Addr().String())
		}
	}
	every := 0
	for _, r := range a.table.Rows {
		if of(r) {
			every++
		}
	}
	if len(addrs) == every {
		return nil
	}
	return addrs
}

// does lists what each server does, one a paragraph: "ns2.example.net
// (198.18.11.2) does not answer _25._tcp.mx1.example.net TLSA".
func (a accused) does() string {
	var lines []string
	for _, r := range a.rows {
		for _, f := range r.Faults {
			if line := serverLabel(r.Server) + " " + Deed(a.words, f); !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, paragraph)
}

// Deed says a fault as the rest of a sentence whose subject is the server.
func Deed(b *text.Book, f servers.Fault) string {
	about := questionText(f.Question)
	switch f.Kind {
	case servers.Unreachable:
		return b.Say("does not answer")
	case servers.NoUDP:
		return b.Say("does not answer over UDP")
	case servers.NoTCP:
		return b.Say("does not answer over TCP")
	case servers.TruncatedTCP:
		return b.Say("cuts %s short and gives the rest not over TCP", about)
	case servers.NoEDNS:
		return b.Say("does not understand EDNS")
	case servers.Drops:
		return b.Say("drops %s", about)
	case servers.Garbage:
		return b.Say("sends nothing that fits %s", about)
	case servers.Errors:
		return b.Say("answers %s to %s", f.Rcode, about)
	case servers.ENTDenied:
		return b.Say("denies %s", f.Question.Name.Show())
	case servers.Lame:
		return lameDeed(b, f, about)
	case servers.OutOfSync:
		return b.Say("has older data for %s", about)
	case servers.OtherData:
		return b.Say("has other data for %s", about)
	case servers.BogusHere:
		return b.Say("gives invalid data for %s", about)
	case servers.Strips:
		return b.Say("gives no signatures for %s", about)
	}
	return string(f.Kind) + " " + about
}

// lameDeed says what a server does that is listed for the zone and does not speak
// for it.
func lameDeed(b *text.Book, f servers.Fault, about string) string {
	switch {
	case about == "" && f.Rcode != wire.NoError:
		return b.Say("answers %s", f.Rcode)
	case about == "":
		return b.Say("answers without authority")
	}
	return b.Say("answers %s without authority", about)
}

// questionText is "example.org MX", empty for none.
func questionText(q servers.Question) string {
	if q.Name.IsZero() {
		return ""
	}
	return q.Name.Show() + " " + q.Type.String()
}

// serverLabel names a server for a person: "ns1.example.org (192.0.2.1)".
func serverLabel(s view.Server) string {
	if s.Name.IsZero() || s.Name.IsRoot() {
		return s.Addr.Addr().String()
	}
	return s.Name.Show() + " (" + s.Addr.Addr().String() + ")"
}

// how says what came instead of an answer.
func how(b *text.Book, a *view.Answer) string {
	switch {
	case a.Class == view.ErrorCode:
		return a.Msg.Rcode.String()
	case a.Failure != "":
		return FailureWords(b, a.Failure)
	}
	return ClassWords(b, a.Class)
}
