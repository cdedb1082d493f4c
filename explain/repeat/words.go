package repeat

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
)

// Tell says what the runs have in common and what not, without the list of the
// runs themselves: see Line.
func Tell(b *text.Book, r Result) []explain.Block {
	out := []explain.Block{{Heading: b.Say("What came of it"), Paras: summary(b, r)}}
	var differ, slow []explain.Block
	for _, row := range r.Rows {
		block := explain.Block{Heading: row.name(b), Paras: rowWords(b, row)}
		if row.Differs {
			differ = append(differ, block)
		} else {
			slow = append(slow, block)
		}
	}
	out = append(out, under(b.Say("Where the runs differ"), differ)...)
	var servers []explain.Block
	for _, s := range r.Servers {
		servers = append(servers, explain.Block{Heading: named(s.Name, s.Address.String()), Paras: serverWords(b, r, s)})
	}
	out = append(out, under(b.Say("Servers that answered at one time and not at another"), servers)...)
	return append(out, under(b.Say("Slow at times"), slow)...)
}

// under puts blocks below a heading; nothing where there are none.
func under(heading string, list []explain.Block) []explain.Block {
	if len(list) == 0 {
		return nil
	}
	return append([]explain.Block{{Heading: heading}}, list...)
}

// Line is what one run came to, in words: its verdict and why.
func Line(b *text.Book, o Outcome) (word, why string) {
	switch o.Kind {
	case Stopped:
		return b.Say("STOPPED"), b.Say("[a run] before its end; not compared")
	case Own:
		return render.Word(b, o.Verdict), b.Say("[a run] our own network: %s; not compared", o.Why)
	}
	return render.Word(b, o.Verdict), o.Why
}

// Text is the whole result as plain text, for a ticket.
func Text(b *text.Book, r Result) string {
	var out strings.Builder
	line := func(format string, values ...any) { _, _ = fmt.Fprintf(&out, format+"\n", values...) }
	line("%s", b.Say("%s: checked %d times in a row", r.Domain, len(r.Runs)))
	for i, o := range r.Runs {
		word, why := Line(b, o)
		line("  %d. %s  %s (%s)", i+1, word, why, Span(b, o.Took))
	}
	for _, block := range Tell(b, r) {
		line("\n%s", block.Heading)
		for _, p := range block.Paras {
			line("  %s", p)
		}
	}
	return out.String()
}

// summary is what holds for the runs as a whole.
func summary(b *text.Book, r Result) []string {
	counted := r.Counted()
	var out []string
	verdicts := r.Verdicts()
	switch {
	case len(counted) == 0:
		out = append(out, b.Say("No check came to a result that can be compared."))
	case len(counted) == 1:
		out = append(out, b.Say("Only %s came to a result: there is nothing to compare it with.", runWords(b, counted)))
	case len(verdicts) > 1:
		out = append(out, b.Say("The checks did not agree: %s.", verdictWords(b, r)))
		if !slices.Contains(verdicts, mail.Blocked) || !slices.ContainsFunc(verdicts, arrives) {
			break
		}
		out = append(out, b.Say("Who sends mail meets this as \"sometimes it works\": each delivery is a check of its own."))
	case r.Differs():
		out = append(out, b.Say("All %d checks came to the same verdict, %s, but not everything on the way was the same.", len(counted), render.Word(b, verdicts[0])))
	default:
		out = append(out, b.Say("All %d checks came to the same: %s. No row of the chain differed, and no server.", len(counted), render.Word(b, verdicts[0])),
			b.Say("That proves little against faults that are rare: what fails once in a hundred times is mostly not met in %d.", len(counted)))
	}
	return append(out, notes(b, r)...)
}

// arrives tells whether mail is delivered with a verdict, of senders that check too.
func arrives(v mail.Verdict) bool {
	return v == mail.Protected || v == mail.AtRisk || v == mail.NotProtected
}

// notes are what must be known beside it.
func notes(b *text.Book, r Result) []string {
	var own, hazy []int
	for i, o := range r.Runs {
		switch {
		case o.Kind == Own:
			own = append(own, i+1)
		case o.Hazy:
			hazy = append(hazy, i+1)
		}
	}
	var out []string
	if len(r.Runs) < r.Planned {
		out = append(out, b.Say("%d of %d checks were made, then it was stopped.", len(r.Runs), r.Planned))
	}
	if len(own) > 0 {
		out = append(out, b.Say("Our own side failed in %s: that says nothing about others.", runWords(b, own)))
	}
	if len(hazy) > 0 {
		out = append(out, b.Say("Many servers were silent at once in %s: the network between is the likelier cause, and no server is named for it.", runWords(b, hazy)))
	}
	if r.Puts {
		out = append(out, b.Say("A mail server put us off for a while (greylisting, or a limit on how often one may come). That is no fault: senders come back later."))
	}
	return out
}

// verdictWords says which verdict came in which runs.
func verdictWords(b *text.Book, r Result) string {
	var out []string
	for _, v := range r.Verdicts() {
		var in []int
		for i, o := range r.Runs {
			if o.Kind == Counts && o.Verdict == v {
				in = append(in, i+1)
			}
		}
		out = append(out, b.Say("[a verdict and where] %s in %s", render.Word(b, v), runWords(b, in)))
	}
	return strings.Join(out, "; ")
}

// runWords names runs: "run 2", "runs 1, 3 and 5".
func runWords(b *text.Book, runs []int) string {
	var out []string
	for _, n := range runs {
		out = append(out, strconv.Itoa(n))
	}
	if len(out) == 1 {
		return b.Say("run %s", out[0])
	}
	return b.Say("runs %s", b.List(out))
}

func (r Row) name(b *text.Book) string {
	if r.Host == "" {
		return r.Label
	}
	return b.Say("[a mail server and a step] %s: %s", r.Host, r.Label)
}

// rowWords says what a row was in which runs, who said so, and how long it took.
func rowWords(b *text.Book, r Row) []string {
	var out []string
	for _, s := range r.Seen {
		if !r.Differs {
			break
		}
		state := b.Say("[a row] not there")
		if s.State != "" {
			state = render.StateWord(b, s.State)
		}
		said := b.Say("[runs and a state] %s: %s", runWords(b, s.Runs), state)
		if s.What != "" && s.State != explain.OK {
			said = b.Say("[a state and why] %s, %s", said, s.What)
		}
		if len(s.Who) > 0 {
			said += " " + b.Say("[where it was seen] (seen at %s)", b.List(s.Who))
		}
		out = append(out, said)
	}
	if t := timeWords(b, r.Times); t != "" {
		out = append(out, t)
	}
	return out
}

// serverWords says when a server did not answer, how, and how long answers took.
func serverWords(b *text.Book, r Result, s Server) []string {
	clear := r.clear()
	var out, how []string
	for i, failed := range s.Failed {
		if failed == 0 || i >= len(clear) {
			continue
		}
		run := runWords(b, clear[i:i+1])
		if s.Mail {
			out = append(out, b.Say("%s: %d of %d sessions failed", run, failed, s.Asked[i]))
		} else {
			out = append(out, b.Say("%s: %d of %d questions failed", run, failed, s.Asked[i]))
		}
	}
	for _, t := range s.How {
		if t.Said != "" {
			how = append(how, b.Say("[a quotation] \"%s\"", t.Said))
		} else {
			how = append(how, rules.FailureWords(b, t.Failure))
		}
	}
	out = append(out, b.Say("What came instead: %s.", strings.Join(how, "; ")))
	if t := timeWords(b, s.Times); t != "" {
		out = append(out, t)
	}
	return out
}

// clear are the runs that the servers are judged by, from 1.
func (r Result) clear() []int {
	var out []int
	for _, n := range r.Counted() {
		if !r.Runs[n-1].Hazy {
			out = append(out, n)
		}
	}
	return out
}

func timeWords(b *text.Book, t Times) string {
	if t.N == 0 {
		return ""
	}
	return b.Say("time: %s at least, %s in the middle, %s at most", Span(b, t.Min), Span(b, t.Median), Span(b, t.Max))
}

// Span is a time as people compare it: milliseconds, or tenths of a second.
func Span(b *text.Book, d time.Duration) string {
	if d < time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
	}
	return b.Decimal(strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s")
}
