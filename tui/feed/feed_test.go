package feed

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"danewalk/explain"
	"danewalk/probe/evidence"
)

func line(s string) evidence.Item {
	return evidence.Item{Line: &evidence.Line{Text: evidence.Wild(s)}}
}

func TestNextGathersForAFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := evidence.NewLog(nil)
		go func() {
			log.Add(line("first"))
			time.Sleep(BatchTime / 2) // the fake clock of synctest
			log.Add(line("second"))
			time.Sleep(BatchTime)
			log.Add(line("third"))
			log.Close()
		}()
		var got []string
		cursor := 0
		for {
			b, ok := Next(t.Context(), log, 7, cursor)
			if !ok || b.Run != 7 {
				t.Fatalf("batch %+v, ok %v", b, ok)
			}
			var texts []string
			for _, it := range b.Items {
				texts = append(texts, it.Line.Text.String())
			}
			got = append(got, strings.Join(texts, "+"))
			if cursor += len(b.Items); b.Closed {
				break
			}
		}
		if diff := cmp.Diff([]string{"first+second", "third", ""}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNextEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, ok := Next(ctx, evidence.NewLog(nil), 0, 0); ok {
		t.Error("a batch came out of a log in which nothing is")
	}
}

func TestPacer(t *testing.T) {
	end := evidence.Item{Step: &evidence.Step{Name: "zone", Ends: 1}}
	start := evidence.Item{Step: &evidence.Step{Name: "zone"}}
	batch := func(items ...evidence.Item) Batch { return Batch{Items: items} }
	at := func(d time.Duration) evidence.Item { return evidence.Item{At: d, Line: &evidence.Line{}} }

	t.Run("the end of a step is judged at once", func(t *testing.T) {
		var p Pacer
		if got := p.Batch(batch(start)); got != WaitQuiet {
			t.Errorf("the begin of a step: %v", got)
		}
		if got := p.Batch(batch(start, end)); got != JudgeNow {
			t.Errorf("the end of a step: %v", got)
		}
	})
	t.Run("one at a time", func(t *testing.T) {
		var p Pacer
		p.Batch(batch(end))
		if got := p.Batch(batch(end)); got != Rest {
			t.Errorf("while one is made: %v", got)
		}
		if got := p.Done(); got != JudgeNow {
			t.Errorf("the one that waited: %v", got)
		}
		if got := p.Done(); got != Rest {
			t.Errorf("nothing is left: %v", got)
		}
	})
	t.Run("only the last ticket counts", func(t *testing.T) {
		var p Pacer
		p.Batch(batch(at(1)))
		old := p.Ticket
		p.Batch(batch(at(2)))
		if got := p.Quiet(old); got != Rest {
			t.Errorf("it was not quiet: %v", got)
		}
		if got := p.Quiet(p.Ticket); got != JudgeNow {
			t.Errorf("it was quiet: %v", got)
		}
		p.Done()
		if got := p.Quiet(p.Ticket); got != Rest {
			t.Errorf("nothing new came: %v", got)
		}
	})
	t.Run("a stream without a pause is judged all the same", func(t *testing.T) {
		var p Pacer
		if got := p.Batch(batch(at(staleTime))); got != WaitQuiet {
			t.Errorf("not stale yet: %v", got)
		}
		if got := p.Batch(batch(at(staleTime + 1))); got != JudgeNow {
			t.Errorf("stale: %v", got)
		}
	})
	t.Run("settled after the last diagnosis", func(t *testing.T) {
		var p Pacer
		p.Batch(batch(end))
		p.Batch(Batch{Closed: true})
		if p.Settled() {
			t.Error("settled while one is made")
		}
		if got := p.Done(); got != JudgeNow || p.Settled() {
			t.Errorf("the last one: %v, settled %v", got, p.Settled())
		}
		if p.Done(); !p.Settled() {
			t.Error("not settled")
		}
	})
}

func TestJudgeTellsHowMuchItSaw(t *testing.T) {
	log := evidence.NewLog(nil)
	log.Add(line("a"))
	log.Add(line("b"))
	r := Judge(log, 3, func(c evidence.Case) *explain.Diagnosis {
		return &explain.Diagnosis{Exchanges: len(c.Items)}
	})
	if r.Run != 3 || r.Seen != 2 || r.Diagnosis.Exchanges != 2 {
		t.Errorf("%+v", r)
	}
}
