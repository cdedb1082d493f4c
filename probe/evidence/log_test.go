package evidence

import (
	"context"
	"encoding/json"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func line(text string) Item { return Item{Line: &Line{Text: Wild(text)}} }

func TestLogNumbersAndTimes(t *testing.T) {
	now := time.Unix(1700000000, 0)
	l := NewLog(func() time.Time { return now })
	now = now.Add(time.Second)
	first := l.Add(line("a"))
	now = now.Add(time.Second)
	second := l.Add(Item{Line: &Line{Text: "b"}, At: time.Minute, ID: 77})
	items := l.Case().Items
	if first != 1 || second != 2 || items[0].ID != 1 || items[1].ID != 2 {
		t.Errorf("ids %d, %d, items %v", first, second, items)
	}
	if items[0].At != time.Second || items[1].At != time.Minute {
		t.Errorf("times %s, %s", items[0].At, items[1].At)
	}
}

func TestNextWaitsForItemsPastTheCursor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLog(nil)
		l.Add(line("a"))
		l.Add(line("b"))
		if batch, ok := l.Next(t.Context(), 0); !ok || len(batch) != 2 {
			t.Fatalf("%v, %v", batch, ok)
		}
		if batch, ok := l.Next(t.Context(), 1); !ok || len(batch) != 1 || batch[0].ID != 2 {
			t.Fatalf("%v, %v", batch, ok)
		}
		if batch, ok := l.Next(t.Context(), -5); !ok || len(batch) != 2 {
			t.Fatalf("cursor before the beginning: %v, %v", batch, ok)
		}
		got := make(chan []Item)
		go func() {
			batch, _ := l.Next(t.Context(), 2)
			got <- batch
		}()
		synctest.Wait()
		select {
		case batch := <-got:
			t.Fatalf("did not wait: %v", batch)
		default:
		}
		l.Add(line("c"))
		if batch := <-got; len(batch) != 1 || batch[0].ID != 3 {
			t.Fatalf("%v", batch)
		}
	})
}

func TestNextEnds(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(*Log, context.CancelFunc)
	}{
		{"closed", func(l *Log, _ context.CancelFunc) { l.Close() }},
		{"cancelled", func(_ *Log, cancel context.CancelFunc) { cancel() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := NewLog(nil)
				l.Add(line("a"))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				ended := make(chan bool)
				go func() {
					_, ok := l.Next(ctx, 1)
					ended <- ok
				}()
				synctest.Wait()
				c.end(l, cancel)
				if ok := <-ended; ok {
					t.Error("more was promised")
				}
				if batch, ok := l.Next(ctx, 0); !ok || len(batch) != 1 {
					t.Errorf("what is there must still be readable: %v, %v", batch, ok)
				}
			})
		})
	}
}

func TestAddAfterClose(t *testing.T) {
	l := NewLog(nil)
	l.Add(line("a"))
	if l.Closed() || l.Case().Complete {
		t.Error("closed too early")
	}
	l.Close()
	l.Close()
	if id := l.Add(line("late")); id != 0 || len(l.Case().Items) != 1 || !l.Closed() || !l.Case().Complete {
		t.Errorf("id %d, case %+v", id, l.Case())
	}
}

// A snapshot never changes, and appending to it never reaches the log.
func TestSnapshotsAreApart(t *testing.T) {
	l := NewLog(nil)
	l.Add(line("a"))
	before := l.Case()
	l.Add(line("b"))
	if len(before.Items) != 1 || len(l.Case().Items) != 2 {
		t.Fatalf("%d and %d items", len(before.Items), len(l.Case().Items))
	}
	l.Add(line("c"))
	snapshot := l.Case().Items
	batch, _ := l.Next(t.Context(), 1)
	mine, ours := append(snapshot, line("mine")), append(batch, line("ours"))
	l.Add(line("d"))
	if got := l.Case().Items[3].Line.Text; got != "d" || mine[3].Line.Text != "mine" || ours[2].Line.Text != "ours" {
		t.Errorf("the log holds %s, the copies %s and %s", got, mine[3].Line.Text, ours[2].Line.Text)
	}
}

// Many collectors write, many readers follow: every reader sees every item
// once, in the order of the IDs, and the items of one writer in its order.
func TestConcurrentAddersAndReaders(t *testing.T) {
	const writers, each, readers = 8, 50, 3
	l := NewLog(nil)
	var writing, reading sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			for i := range each {
				l.Add(Item{Step: &Step{Name: strconv.Itoa(w), Subject: strconv.Itoa(i)}})
			}
		})
	}
	seen := make([][]Item, readers)
	for r := range readers {
		reading.Go(func() {
			for {
				batch, ok := l.Next(t.Context(), len(seen[r]))
				if !ok {
					return
				}
				seen[r] = append(seen[r], batch...)
			}
		})
	}
	writing.Wait()
	l.Close()
	reading.Wait()
	for r, items := range seen {
		if len(items) != writers*each {
			t.Fatalf("reader %d saw %d items", r, len(items))
		}
		next := map[string]int{}
		var last time.Duration
		for i, it := range items {
			if it.ID != ID(i+1) || it.Step.Subject != strconv.Itoa(next[it.Step.Name]) || it.At < last {
				t.Fatalf("reader %d, item %d: %+v", r, i, it)
			}
			next[it.Step.Name]++
			last = it.At
		}
	}
}

func TestCaseStartAndSteps(t *testing.T) {
	l := NewLog(nil)
	if got := l.Case().Start(); got != (Start{}) {
		t.Errorf("start of nothing: %+v", got)
	}
	l.Add(Item{Step: &Step{Name: "root"}})
	l.Add(Item{Start: &Start{Kind: KindDomain, Name: "example.org."}})
	l.Add(line("a"))
	l.Close()
	c := l.Case()
	if got := c.Start(); got.Name != "example.org." || got.Kind != KindDomain {
		t.Errorf("start %+v", got)
	}
	less := c.WithoutSteps()
	if len(less.Items) != 2 || less.Items[0].ID != 2 || !less.Complete || len(c.Items) != 3 || c.Items[0].Step == nil {
		t.Errorf("without steps: %+v, before: %+v", less, c)
	}
}

// An item is plain JSON and loads as the same value.
func TestItemThroughJSON(t *testing.T) {
	for _, it := range []Item{
		{ID: 1, Start: &Start{Kind: KindName, Typed: "\x1bx", Name: "a.", Type: 52, Wall: time.Unix(1, 0).UTC(), Vantage: Vantage{IPv4: true, Hints: 13}}},
		{ID: 2, Parent: 1, At: 5, Query: &Exchange{Transport: UDP, Try: 1, Name: "a.", Type: 1, Question: []byte{1}, Answer: []byte{0, 255}, Failure: Malformed, RTT: 7}},
		{ID: 3, TLS: &Handshake{Session: 2, Stage: StageDone, Chain: [][]byte{{1}, {2}}, Detail: "\xff"}},
		{ID: 4, Line: &Line{Session: 2, Phase: PhaseBanner, Text: "220 \u202e\\", Cut: true}},
		{ID: 5, Limit: &Limit{Name: "queries", Where: "a.", Value: 600}},
		{ID: 6, HTTP: &Fetch{URL: "https://a/", Body: []byte("x")}},
		{ID: 7, Dial: &Dial{Host: "a.", Failure: Timeout}},
		{ID: 8, Step: &Step{Name: "mx", Ends: 1}},
	} {
		saved, err := json.Marshal(it)
		if err != nil {
			t.Fatal(err)
		}
		var back Item
		if err := json.Unmarshal(saved, &back); err != nil || !reflect.DeepEqual(it, back) {
			t.Errorf("%s loads as %+v, %v", saved, back, err)
		}
	}
}
