package app

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/tui/feed"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
)

// The largest check that is promised to be fluent: as many mail servers and
// addresses as a check looks at, on a wide screen.
const (
	loadHosts     = 20
	loadAddresses = 8
	loadItems     = 5000 // at least
	loadW, loadH  = 200, 50
	loadDelay     = 20 * time.Millisecond // round-trip time in the lab
	keyEvery      = 15 * time.Millisecond // twice as fast as a keyboard repeats a key that is held
)

// loadWorld is a domain of that size.
func loadWorld() string {
	var b strings.Builder
	fmt.Fprint(&b, "target: example.org\nzone example.org\n    remove example.org MX\n")
	for h := range loadHosts {
		fmt.Fprintf(&b, "    @ MX %d in%d.example.net\n", 10+h, h)
	}
	for h := range loadHosts {
		host, at := fmt.Sprintf("in%d.example.net", h), ""
		fmt.Fprintf(&b, "zone example.net\n    _25._tcp.%s TLSA 3 1 1 leaf\n", host)
		for a := range loadAddresses / 2 {
			v4, v6 := fmt.Sprintf("198.18.%d.%d", 100+h, a+1), fmt.Sprintf("2001:2:0:%d::%d", 100+h, a+1)
			fmt.Fprintf(&b, "    %s A %s\n    %s AAAA %s\n", host, v4, host, v6)
			at += " " + v4 + " " + v6
		}
		fmt.Fprintf(&b, "mailhost %s%s\n", host, at)
	}
	fmt.Fprint(&b, "fault certificate in7.example.net renewed\n")
	return b.String()
}

// loadCase checks that domain in the lab, in virtual time.
func loadCase(b *testing.B) (r rig.Result) {
	b.Helper()
	check := func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var err error
			files := fstest.MapFS{"load.lab": {Data: []byte(loadWorld())}}
			if r, err = rig.Check(t.Context(), files, "load", lab.Options{Delay: loadDelay}, func(o *collect.Options) { o.Beside = rig.Resolver() }); err != nil {
				t.Fatal(err)
			}
		})
	}
	all := func(_, _ string) (bool, error) { return true, nil }
	if !testing.RunTests(all, []testing.InternalTest{{Name: "check", F: check}}) {
		b.Fatal("the check failed")
	}
	addresses := map[string]bool{}
	for _, it := range r.Case.Items {
		if it.Dial != nil {
			addresses[it.Dial.Address.Addr().String()] = true
		}
	}
	if len(r.Case.Items) < loadItems || len(addresses) < loadHosts*loadAddresses {
		b.Fatalf("%d items, %d addresses", len(r.Case.Items), len(addresses))
	}
	return r
}

// pressed is a key that waits to be handled.
type pressed struct {
	tea.KeyPressMsg
	at time.Time
}

// loop is what the program does with messages and commands: one goroutine
// updates and draws, and each command has one of its own.
type loop struct {
	app      *App
	messages chan tea.Msg
	frames   []time.Duration // from key to frame
	done     bool            // the check has ended and was judged
}

func (l *loop) start(c tea.Cmd) {
	if c == nil {
		return
	}
	go func() {
		if m := c(); m != nil {
			l.messages <- m
		}
	}()
}

func (l *loop) handle(m tea.Msg) {
	switch m := m.(type) {
	case tea.BatchMsg:
		for _, c := range m {
			l.start(c)
		}
		return
	case pressed:
		l.update(m.KeyPressMsg)
		l.frames = append(l.frames, time.Since(m.at))
	default:
		l.update(m)
	}
	l.done = !l.app.Walk().Running()
}

func (l *loop) update(m tea.Msg) {
	_, c := l.app.Update(m)
	l.start(c)
	if v := l.app.View(); v.Content == "" {
		panic("an empty frame")
	}
}

// keys are those of all views: moves, the views, problems, servers, zoom, folds,
// forms of records, pages, and a search where there is one.
func keys() (out []tea.KeyPressMsg) {
	named := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "tab": tea.KeyTab, "enter": tea.KeyEnter,
		"pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "home": tea.KeyHome, "end": tea.KeyEnd, "esc": tea.KeyEscape,
	}
	for _, name := range strings.Fields(`1 down down enter down 2 tab down down v down pgdown v tab 3 ] ] [ tab j j
		4 down down enter pgdown down end home 5 down pgdown end up home z 1 z 2 z pgdown end z esc tab n n N n a down
		down left down right down end up up home 4 z down enter down z 5 z down z 3 z pgdown z / m x esc esc`) {
		if code, ok := named[name]; ok {
			out = append(out, tea.KeyPressMsg{Code: code})
			continue
		}
		out = append(out, tea.KeyPressMsg{Code: rune(name[0]), Text: name})
	}
	return out
}

// replay adds the items of a case at the pace at which they came.
func replay(ctx context.Context, c evidence.Case, log *evidence.Log) {
	defer log.Close()
	begin := time.Now()
	for _, it := range c.Items {
		if wait := it.At - time.Since(begin); wait > time.Millisecond {
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return
			}
		}
		it.ID = 0
		log.Add(it)
	}
}

// walked drives the program through a check while keys are pressed, and for some
// keys after it.
func walked(b *testing.B, r rig.Result, words *text.Book) (live, after []time.Duration) {
	b.Helper()
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	log, o := evidence.NewLog(nil), explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: dnssec.NewMemo()}
	session := Session{Log: log, Diagnose: func(c evidence.Case, book *text.Book) *explain.Diagnosis {
		o := o
		o.Words = book
		return explain.Diagnose(c, o)
	}}
	l := &loop{
		app:      New(ctx, Options{First: &session, Look: screen.Look{Theme: theme.New(theme.Options{}), Book: words}}),
		messages: make(chan tea.Msg, 1<<10),
	}
	l.handle(tea.WindowSizeMsg{Width: loadW, Height: loadH})
	l.start(l.app.Init())
	go replay(ctx, r.Case, log)
	list := keys()
	next := 0
	key := func() pressed {
		next++
		return pressed{list[(next-1)%len(list)], time.Now()}
	}
	go func() { // the keyboard waits for nobody
		tick := time.NewTicker(keyEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				l.messages <- key()
			case <-ctx.Done():
				return
			}
		}
	}()
	for !l.done {
		l.handle(<-l.messages)
	}
	live, l.frames = l.frames, nil
	for range 4 * len(list) {
		l.handle(<-l.messages)
	}
	if d := l.app.Walk().Diagnosis(); d == nil || !d.Final || d.Break < 0 || len(d.Report.Hosts) != loadHosts {
		b.Fatal("the diagnosis is not that of the world")
	}
	return live, l.frames
}

// BenchmarkKeyToFrame measures the time from a key to the frame that answers it,
// in a large check that runs and is judged in the background meanwhile.
func BenchmarkKeyToFrame(b *testing.B) {
	german, err := text.NewBook(text.German)
	if err != nil {
		b.Fatal(err)
	}
	r := loadCase(b)
	for _, cores := range []int{1, 2} {
		b.Run(fmt.Sprintf("cores=%d", cores), func(b *testing.B) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
			var live, after []time.Duration
			before := resident(b)
			for b.Loop() {
				running, ended := walked(b, r, german)
				live, after = append(live, running...), append(after, ended...)
			}
			report(b, "live", live)
			report(b, "ended", after)
			b.ReportMetric(float64(len(r.Case.Items)), "items")
			b.ReportMetric(resident(b), "MiB-most")
			b.ReportMetric(before, "MiB-before")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func report(b *testing.B, phase string, frames []time.Duration) {
	b.Helper()
	slices.Sort(frames)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	b.ReportMetric(ms(frames[len(frames)/2]), phase+"-p50-ms")
	b.ReportMetric(ms(frames[len(frames)*99/100]), phase+"-p99-ms")
	b.ReportMetric(ms(frames[len(frames)-1]), phase+"-max-ms")
	b.ReportMetric(float64(len(frames)), phase+"-keys")
}

// resident is the most memory that the process has had since it was asked last,
// in MiB; zero where the system does not tell.
func resident(b *testing.B) (mib float64) {
	b.Helper()
	status, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.Atoi(strings.Fields(rest)[0])
			if err != nil {
				b.Fatal(err)
			}
			mib = float64(kib) / 1024
		}
	}
	runtime.GC()
	const forgetPeak = "5" // proc(5): clear_refs
	_ = os.WriteFile("/proc/self/clear_refs", []byte(forgetPeak), 0)
	return mib
}

// ended is the program with the whole check on its screen.
func ended(b *testing.B, r rig.Result) *App {
	b.Helper()
	a := New(b.Context(), Options{First: &Session{Log: evidence.NewLog(nil)}, Look: screen.Look{Theme: theme.New(theme.Options{})}})
	a.Update(tea.WindowSizeMsg{Width: loadW, Height: loadH})
	a.Update(batchMsg(feed.Batch{Run: 1, Items: r.Case.Items, Closed: true}))
	d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
	a.Update(resultMsg(feed.Result{Run: 1, Seen: len(r.Case.Items), Diagnosis: d}))
	return a
}

// BenchmarkFrame measures one frame of each view.
func BenchmarkFrame(b *testing.B) {
	a := ended(b, loadCase(b))
	for _, view := range "12345" {
		a.Update(tea.KeyPressMsg{Code: view, Text: string(view)})
		b.Run(string(view), func(b *testing.B) {
			for b.Loop() {
				a.View()
			}
		})
	}
}

// BenchmarkMove measures a step of the cursor and its frame, in the chain with
// all mail servers.
func BenchmarkMove(b *testing.B) {
	a := ended(b, loadCase(b))
	keys := []tea.KeyPressMsg{{Code: tea.KeyDown}, {Code: tea.KeyUp}}
	for i := 0; b.Loop(); i++ {
		a.Update(keys[i%2])
		a.View()
	}
}

// BenchmarkBatches measures what a thousand batches take, each with its frame.
func BenchmarkBatches(b *testing.B) {
	const batches = 1000
	r := loadCase(b)
	for b.Loop() {
		a := New(b.Context(), Options{First: &Session{Log: evidence.NewLog(nil)}, Look: screen.Look{Theme: theme.New(theme.Options{})}})
		a.Update(tea.WindowSizeMsg{Width: loadW, Height: loadH})
		d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
		a.Update(resultMsg(feed.Result{Run: 1, Seen: len(r.Case.Items), Diagnosis: d}))
		for n := range batches {
			from, to := n*len(r.Case.Items)/batches, (n+1)*len(r.Case.Items)/batches
			a.Update(batchMsg(feed.Batch{Run: 1, Items: r.Case.Items[from:to]}))
			a.View()
		}
	}
}

// BenchmarkBackground measures a diagnosis of the whole check, the first and one
// that follows.
func BenchmarkBackground(b *testing.B) {
	r := loadCase(b)
	o := explain.Options{Anchors: r.Anchors, Roots: r.Roots}
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			explain.Diagnose(r.Case, o)
		}
	})
	b.Run("again", func(b *testing.B) {
		o.Memo = dnssec.NewMemo()
		for b.Loop() {
			explain.Diagnose(r.Case, o)
		}
	})
}
