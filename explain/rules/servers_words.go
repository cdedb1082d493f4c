package rules

import (
	"fmt"
	"slices"
	"strings"

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
		return fmt.Sprintf("%s and %d more", names[0], len(names)-1)
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
			if line := serverLabel(r.Server) + " " + Deed(f); !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	return strings.Join(lines, paragraph)
}

// Deed says a fault as the rest of a sentence about the server.
func Deed(f servers.Fault) string {
	about := questionText(f.Question)
	switch f.Kind {
	case servers.Unreachable:
		return "does not answer"
	case servers.NoUDP:
		return "does not answer over UDP"
	case servers.NoTCP:
		return "does not answer over TCP"
	case servers.TruncatedTCP:
		return "cuts " + about + " short and gives the rest not over TCP"
	case servers.NoEDNS:
		return "does not understand EDNS"
	case servers.Drops:
		return "drops " + about
	case servers.Garbage:
		return "sends nothing that fits " + about
	case servers.Errors:
		return "answers " + f.Rcode.String() + " to " + about
	case servers.ENTDenied:
		return "denies " + f.Question.Name.Show()
	case servers.Lame:
		switch {
		case about == "" && f.Rcode != wire.NoError:
			return "answers " + f.Rcode.String()
		case about == "":
			return "answers without authority"
		}
		return "answers " + about + " without authority"
	case servers.OutOfSync:
		return "has older data for " + about
	case servers.OtherData:
		return "has other data for " + about
	case servers.BogusHere:
		return "gives invalid data for " + about
	case servers.Strips:
		return "gives no signatures for " + about
	}
	return string(f.Kind) + " " + about
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
func how(a *view.Answer) string {
	if a.Class == view.ErrorCode {
		return a.Msg.Rcode.String()
	}
	if a.Failure != "" {
		return string(a.Failure)
	}
	return string(a.Class)
}
