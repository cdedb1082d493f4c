package feed

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/probe/evidence"
)

// Group is the exchanges of one row of the chain, or of what was done beside it.
type Group struct {
	Row        string        // as Place.Row
	Place      Place         // of its first exchange
	Link       *explain.Link // nil: no row of the chain
	List       []*Exchange   // by the time at which they began
	Begin, End time.Duration
	Beside     bool // the verdict does not rest on it, by the rules
}

// Sum is what exchanges of one way come to.
type Sum struct {
	N      int           // exchanges
	Failed int           // that came to nothing
	Again  int           // that repeat one
	Busy   time.Duration // how long at least one of them was under way
}

// Slow is a server by its speed.
type Slow struct {
	Name   string // with final dot; empty for a resolver
	Addr   netip.AddrPort
	Asked  int
	Silent int           // of these without an answer
	Worst  time.Duration // the longest that one of them took
}

// slowest is how many servers are named.
const slowest = 5

// Waterfall is all exchanges of a check, ready to be drawn.
type Waterfall struct {
	Groups   []Group
	Path     []Hop
	OnPath   map[evidence.ID]bool // by Exchange.ID
	End      time.Duration
	Stood    time.Duration // when the verdict stood, or what is known of it so far; zero: not known
	Sums     [HTTP + 1]Sum // by Way
	Critical [HTTP + 1]time.Duration
	Waiting  time.Duration // on the path
	Slow     []Slow        // the slowest first
	Running  []Running     // sessions under way, the oldest first
}

// Waterfall arranges what was folded by the rows of a diagnosis; nil: there is
// none yet.
func (xs *Exchanges) Waterfall(d *explain.Diagnosis) *Waterfall {
	w := &Waterfall{OnPath: map[evidence.ID]bool{}, Groups: xs.groups(d), Path: xs.Path(d)}
	for _, x := range xs.List {
		w.End = max(w.End, x.End)
	}
	for _, h := range w.Path {
		w.OnPath[h.ID] = true
		w.Critical[h.Way] += h.Until - h.Begin
		w.Waiting += h.Wait
		w.Stood = h.Until
	}
	w.Sums = xs.sums()
	w.Slow, w.Running = xs.slow(), xs.Running()
	return w
}

// groups sorts the exchanges into rows, and the rows as the chain has them. Zones
// that only mail servers need come between the trunk and the servers; what was
// done beside comes last.
func (xs *Exchanges) groups(d *explain.Diagnosis) []Group {
	order := map[string]int{} // from 1
	links := map[string]*explain.Link{}
	firstHost := 1 << 20
	if d != nil {
		for i := range d.Links {
			l := &d.Links[i]
			order[l.ID], links[l.ID] = 2*i+2, l // room between two
			if strings.HasPrefix(l.ID, "host:") {
				firstHost = min(firstHost, 2*i+1)
			}
		}
	}
	at := map[string]int{}
	var out []Group
	for _, x := range xs.List {
		row := x.Place.Row()
		i, known := at[row]
		if !known {
			i = len(out)
			at[row] = i
			out = append(out, Group{Row: row, Place: x.Place, Link: links[row], Begin: x.Begin, Beside: beside(x.Place.Step)})
		}
		g := &out[i]
		g.List = append(g.List, x)
		g.Begin, g.End = min(g.Begin, x.Begin), max(g.End, x.End)
	}
	rank := func(g Group) int {
		switch {
		case g.Beside:
			return 1 << 22
		case order[g.Row] > 0:
			return order[g.Row]
		case strings.HasPrefix(g.Row, "host:"):
			return 1 << 21
		}
		return firstHost
	}
	slices.SortStableFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Begin, b.Begin), cmp.Compare(a.Row, b.Row))
	})
	for _, g := range out {
		slices.SortFunc(g.List, func(a, b *Exchange) int { return compare(a.Begin, a, b.Begin, b) })
	}
	return out
}

// beside tells whether a step has no part in the verdict by the rules.
func beside(step string) bool {
	switch step {
	case "look", "control", "policy", "sweep", "beside":
		return true
	}
	return false
}

func (xs *Exchanges) sums() (out [HTTP + 1]Sum) {
	var list [HTTP + 1][]*Exchange
	for _, x := range xs.List {
		s := &out[x.Way]
		s.N++
		if x.Failure != "" {
			s.Failed++
		}
		if x.Query != nil && x.Query.Try > 1 {
			s.Again++
		}
		list[x.Way] = append(list[x.Way], x)
	}
	for w := range list {
		slices.SortFunc(list[w], func(a, b *Exchange) int { return cmp.Compare(a.Begin, b.Begin) })
		out[w].Busy = covered(list[w])
	}
	return out
}

// covered is how much time a list that is sorted by its beginnings covers.
func covered(list []*Exchange) (sum time.Duration) {
	var until time.Duration
	for _, x := range list {
		if x.End > until {
			sum += x.End - max(x.Begin, until)
			until = x.End
		}
	}
	return sum
}

// slow finds the servers that took the longest for one question.
func (xs *Exchanges) slow() []Slow {
	at := map[netip.AddrPort]int{}
	var all []Slow
	for _, x := range xs.List {
		if x.Query == nil {
			continue
		}
		i, known := at[x.Query.Server]
		if !known {
			i = len(all)
			at[x.Query.Server] = i
			all = append(all, Slow{Name: x.Query.ServerName, Addr: x.Query.Server})
		}
		s := &all[i]
		s.Asked++
		if len(x.Query.Answer) == 0 {
			s.Silent++
		}
		s.Worst = max(s.Worst, x.Took())
	}
	slices.SortStableFunc(all, func(a, b Slow) int {
		return cmp.Or(cmp.Compare(b.Worst, a.Worst), cmp.Compare(b.Silent, a.Silent), a.Addr.Compare(b.Addr))
	})
	return all[:min(len(all), slowest)]
}
