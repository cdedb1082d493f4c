package repeat

import (
	"cmp"
	"slices"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// Run is one check: what was seen, and what was made of it.
type Run struct {
	Case      evidence.Case
	Diagnosis *explain.Diagnosis
}

// Result is what several checks of one domain have in common, and what not.
type Result struct {
	Domain  string
	Planned int // how many were asked for
	Runs    []Outcome
	Rows    []Row    // that differ, or are slow at times, in the order of the chain
	Servers []Server // that answered at one time and not at another
	Puts    bool     // a mail server put us off in the words of greylisting, or found that we come too often
}

// Kind is what a run is good for.
type Kind int

// The kinds of runs. Only those that count are compared.
const (
	Counts  Kind = iota
	Stopped      // before its end
	Own          // our own side failed: it says nothing about others
)

// Outcome is what one run came to.
type Outcome struct {
	Kind    Kind
	Verdict mail.Verdict
	Why     string // the headline; of an own failure its title
	Took    time.Duration
	Hazy    bool // so many servers were silent at once that the way there is the likelier cause
}

// Row is a row of the chain that was not the same in all runs that count, or that
// was slow in one.
type Row struct {
	ID      string // of the link
	Label   string
	Host    string // the mail server it belongs to; empty: none
	Seen    []Seen // what it was, the most frequent first
	Differs bool
	Times   Times
}

// Seen is one of the things that a row was.
type Seen struct {
	Runs  []int         // in which, from 1
	State explain.State // empty: there was no such row
	What  string        // the title of the finding, else the note of the row
	Who   []string      // who said it: server and address
}

// Times sums up measurements. Nothing was measured where N is zero.
type Times struct {
	N                int
	Min, Median, Max time.Duration
}

// compared is the greatest number of runs that are looked at; more are not made.
const compared = 20

// Of compares runs, of which so many were planned.
func Of(runs []Run, planned int) Result {
	runs = slices.DeleteFunc(slices.Clone(runs), func(r Run) bool { return r.Diagnosis == nil })
	runs = runs[:min(len(runs), compared)]
	out := Result{Planned: max(planned, len(runs))}
	var good []int
	for i, r := range runs {
		out.Domain = cmp.Or(out.Domain, r.Diagnosis.Domain, r.Diagnosis.Typed)
		o := outcome(r.Diagnosis)
		if o.Kind == Counts {
			good = append(good, i)
		}
		out.Runs = append(out.Runs, o)
	}
	tallies := tally(runs, good)
	for _, i := range good {
		out.Runs[i].Hazy = tallies.hazy(i)
		out.Puts = out.Puts || putOff(runs[i].Diagnosis)
	}
	out.Rows = rows(runs, good)
	out.Servers = tallies.unsteady(good)
	return out
}

// Counted are the runs that are compared, from 1.
func (r Result) Counted() []int {
	var out []int
	for i, o := range r.Runs {
		if o.Kind == Counts {
			out = append(out, i+1)
		}
	}
	return out
}

// Differs tells whether anything was not the same in all runs that count: the
// verdict, a row of the chain, or a server. Times alone are no difference.
func (r Result) Differs() bool {
	return len(r.Verdicts()) > 1 || len(r.Servers) > 0 || slices.ContainsFunc(r.Rows, func(row Row) bool { return row.Differs })
}

// Verdicts are those of the runs that count, each once.
func (r Result) Verdicts() []mail.Verdict {
	var out []mail.Verdict
	for _, o := range r.Runs {
		if o.Kind == Counts && !slices.Contains(out, o.Verdict) {
			out = append(out, o.Verdict)
		}
	}
	return out
}

func outcome(d *explain.Diagnosis) Outcome {
	o := Outcome{Verdict: d.Verdict, Why: d.Headline, Took: d.Took}
	switch own := ownSide(d); {
	case d.Stopped || !d.Final:
		o.Kind = Stopped
	case own != nil:
		o.Kind, o.Why = Own, own.Title
	}
	return o
}

// ownSide returns the fault of our own side that took a run its result; nil if it
// has one.
func ownSide(d *explain.Diagnosis) *explain.Explained {
	if d.Report != nil && d.Report.Resolve != nil {
		return explain.OwnSide(d)
	}
	if d.Verdict == mail.CannotTell && d.Break >= 0 && d.Break < len(d.Findings) && d.Findings[d.Break].Weight == finding.Local {
		return &d.Findings[d.Break]
	}
	return nil
}

// putOff tells whether a mail server of a run wanted us to come back later.
func putOff(d *explain.Diagnosis) bool {
	return slices.ContainsFunc(d.Findings, func(f explain.Explained) bool {
		return f.Code == "smtp.greylisting" || f.Code == "smtp.rate-limited"
	})
}

// timesOf sums up measurements, of which zero is none.
func timesOf(all []time.Duration) Times {
	all = slices.DeleteFunc(slices.Clone(all), func(d time.Duration) bool { return d <= 0 })
	slices.Sort(all)
	n := len(all)
	if n == 0 {
		return Times{}
	}
	return Times{N: n, Min: all[0], Median: (all[(n-1)/2] + all[n/2]) / 2, Max: all[n-1]}
}

// When a time is worth a line. A person notices a second; below that, something is
// odd if it took many times as long as it mostly does, beyond what networks do.
const (
	slowAlways = time.Second
	slowFactor = 5
	slowLeast  = 300 * time.Millisecond
)

func (t Times) slow() bool {
	return t.Max >= slowAlways || t.N > 1 && t.Max-t.Median >= slowLeast && t.Max >= slowFactor*t.Median
}
