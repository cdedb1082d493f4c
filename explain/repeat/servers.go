package repeat

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/probe/evidence"
)

// Server is an address that answered at one time and not at another.
type Server struct {
	Name    string // without final dot; empty: a resolver
	Address netip.Addr
	Mail    bool  // a mail server, else one of names
	Asked   []int // how often in each run that counts; for a mail server: sessions
	Failed  []int // how often without an answer that can be used
	How     []Trouble
	Times   Times
}

// Trouble is how an answer that can be used did not come.
type Trouble struct {
	Failure evidence.Failure // nothing came, or nothing that can be read
	Said    string           // what the server said instead: "SERVFAIL", "421 4.3.2 too busy"
}

// place is a server at one address.
type place struct {
	addr netip.Addr
	name string
	mail bool
}

// count is what one run asked a server.
type count struct {
	asked, failed int
	how           []Trouble
	times         []time.Duration
}

// tallies count questions and silence, by server and run.
type tallies struct {
	order []place
	of    map[place][]count // by the number of the run
}

// tally counts what was asked in the runs that count.
func tally(runs []Run, good []int) tallies {
	t := tallies{of: map[place][]count{}}
	for _, i := range good {
		sessions := troubles(runs[i].Case)
		for _, it := range runs[i].Case.Items {
			switch {
			case it.Query != nil && !it.Query.Plain: // that try is made because there was silence before
				q := it.Query
				t.add(len(runs), i, place{q.Server.Addr(), q.ServerName, false}, troubleOf(q), q.RTT)
			case it.Dial != nil && (it.Dial.Look == "" || it.Dial.Look == evidence.LookAgain): // the other ones are odd on purpose
				t.add(len(runs), i, place{it.Dial.Address.Addr(), it.Dial.Host, true}, sessions[it.ID], it.Dial.RTT)
			}
		}
	}
	return t
}

// The response code in the header of a DNS message (RFC 1035 4.1.1).
const (
	flagsLow = 3 // octet
	rcodeOf  = 0x0f
	servfail = 2
)

// troubleOf is what went wrong with a question. SERVFAIL is trouble of the server;
// other codes are answers.
func troubleOf(q *evidence.Exchange) Trouble {
	if q.Failure == "" && len(q.Answer) > flagsLow && q.Answer[flagsLow]&rcodeOf == servfail {
		return Trouble{Said: "SERVFAIL"}
	}
	return Trouble{Failure: q.Failure}
}

// troubles are the first thing that went wrong in each session with a mail server
// until TLS stood.
func troubles(c evidence.Case) map[evidence.ID]Trouble {
	out := map[evidence.ID]Trouble{}
	note := func(session evidence.ID, t Trouble) {
		if out[session] == (Trouble{}) {
			out[session] = t
		}
	}
	for _, it := range c.Items {
		switch {
		case it.Dial != nil:
			note(it.ID, Trouble{Failure: it.Dial.Failure})
		case it.Line != nil && !it.Line.Client && (it.Line.Phase == evidence.PhaseBanner || it.Line.Phase == evidence.PhaseEHLO || it.Line.Phase == evidence.PhaseSTARTTLS):
			switch said := it.Line.Text.String(); {
			case it.Line.Failure != "":
				note(it.Line.Session, Trouble{Failure: it.Line.Failure})
			case strings.HasPrefix(said, "4") || strings.HasPrefix(said, "5"): // RFC 5321 4.2.1
				note(it.Line.Session, Trouble{Said: said})
			}
		case it.TLS != nil && it.TLS.Stage == evidence.StageFailed:
			note(it.TLS.Session, Trouble{Failure: it.TLS.Failure})
		}
	}
	return out
}

// add counts one question. What our own side ended or could not do is none.
func (t *tallies) add(runs, run int, p place, how Trouble, took time.Duration) {
	if f := how.Failure; f == evidence.Cancelled || f == evidence.Unreachable || f == evidence.Forbidden {
		return
	}
	p.name = strings.TrimSuffix(p.name, ".")
	if t.of[p] == nil {
		t.of[p] = make([]count, runs)
		t.order = append(t.order, p)
	}
	c := &t.of[p][run]
	c.asked++
	if how == (Trouble{}) {
		c.times = append(c.times, took)
		return
	}
	c.failed++
	if !slices.Contains(c.how, how) {
		c.how = append(c.how, how)
	}
}

// A run is hazy if so many servers were silent in it, and such a part of all.
const (
	hazyLeast = 3
	hazyPart  = 3 // a third
)

// hazy tells whether so many servers were silent in a run that did answer in
// others that the way to them is the likelier cause.
func (t tallies) hazy(run int) bool {
	silent, all := map[netip.Addr]bool{}, map[netip.Addr]bool{}
	for p, counts := range t.of {
		if counts[run].asked == 0 {
			continue
		}
		all[p.addr] = true
		if counts[run].failed > 0 && answers(counts) {
			silent[p.addr] = true
		}
	}
	return len(silent) >= hazyLeast && len(silent)*hazyPart >= len(all)
}

// answers tells whether a server answered all questions of some run.
func answers(counts []count) bool {
	return slices.ContainsFunc(counts, func(c count) bool { return c.asked > 0 && c.failed == 0 })
}

// variance is how far the parts of failed questions of two runs are apart, in
// hundredths, if neither is zero: the same fault does not meet exactly as many
// questions every time.
const variance = 25

// varies tells whether a server failed more in one run than in another. One that
// fails the same way each time stands in the chain.
func varies(counts []count) bool {
	least, most := 101, -1
	for _, c := range counts {
		if c.asked > 0 {
			part := (100*c.failed + c.asked - 1) / c.asked // rounded up: one of many is not none
			least, most = min(least, part), max(most, part)
		}
	}
	return most > 0 && (least == 0 || most-least >= variance)
}

// mostServers is how many unsteady servers are listed, the worst first: if more
// are, the list is not what helps.
const mostServers = 8

// unsteady lists the servers that were silent in some runs and not in others. Runs
// in which the way is the likelier cause count against nobody.
func (t tallies) unsteady(good []int) []Server {
	clear := slices.DeleteFunc(slices.Clone(good), t.hazy)
	var out []Server
	for _, p := range t.order {
		s := Server{Name: p.name, Address: p.addr, Mail: p.mail}
		var seen []count
		var took []time.Duration
		for _, i := range clear {
			c := t.of[p][i]
			seen, took = append(seen, c), append(took, c.times...)
			s.Asked, s.Failed = append(s.Asked, c.asked), append(s.Failed, c.failed)
			for _, f := range c.how {
				if !slices.Contains(s.How, f) {
					s.How = append(s.How, f)
				}
			}
		}
		if varies(seen) {
			s.Times = timesOf(took)
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b Server) int { return cmp.Compare(sum(b.Failed), sum(a.Failed)) })
	return out[:min(len(out), mostServers)]
}

func sum(all []int) (n int) {
	for _, x := range all {
		n += x
	}
	return n
}
