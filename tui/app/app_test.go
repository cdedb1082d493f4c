package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/teatest/v2"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/tui/feed"
	"danewalk/tui/internal/sample"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
)

// faked is a check that goes as far as it is told to.
type faked struct {
	t     *testing.T
	log   *evidence.Log
	items []evidence.Item
	stops int
	ended chan struct{} // the screen knows that it has come to its end
}

func newCheck(t *testing.T) *faked {
	t.Helper()
	items, err := sample.Items()
	if err != nil {
		t.Fatal(err)
	}
	return &faked{t: t, log: evidence.NewLog(nil), items: items, ended: make(chan struct{}, 1)}
}

// advance adds the next n items.
func (c *faked) advance(n int) {
	for _, it := range c.items[:n] {
		it.ID = 0
		c.log.Add(it)
	}
	c.items = c.items[n:]
}

func (c *faked) finish() {
	c.advance(len(c.items))
	c.log.Close()
}

func (c *faked) options() Options {
	s := c.session()
	return Options{First: &s, Look: screen.Look{Theme: theme.New(theme.Options{}), Mouse: true}}
}

func (c *faked) session() Session {
	diagnose := sample.Diagnose(len(c.items))
	return Session{
		Log: c.log, Diagnose: func(e evidence.Case, _ *text.Book) *explain.Diagnosis { return diagnose(e) },
		Stop: func() { c.stops++; c.log.Close() },
		Keep: func(*explain.Diagnosis) (string, error) { c.ended <- struct{}{}; return "", nil },
	}
}

// start runs the program in a terminal of the test.
func start(t *testing.T, o Options, w, h int) *teatest.TestModel {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	return teatest.NewTestModel(t, New(ctx, o), teatest.WithInitialTermSize(w, h),
		teatest.WithProgramOptions(tea.WithColorProfile(colorprofile.ASCII)))
}

func waitFor(t *testing.T, m *teatest.TestModel, word string) {
	t.Helper()
	teatest.WaitFor(t, m.Output(), func(b []byte) bool { return strings.Contains(ansi.Strip(string(b)), word) },
		teatest.WithDuration(10*time.Second), teatest.WithCheckInterval(5*time.Millisecond))
}

// waitForEnd waits until the check has ended on the screen, too: its verdict is
// there a moment before.
func (c *faked) waitForEnd() {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(10 * time.Second):
		c.t.Fatal("the check does not end")
	}
}

func final(t *testing.T, m *teatest.TestModel) *App {
	t.Helper()
	return m.FinalModel(t, teatest.WithFinalTimeout(10*time.Second)).(*App)
}

// interrupted tells whether the last check was.
func interrupted(a *App) bool {
	left := a.Left()
	return left[len(left)-1].Interrupted
}

func TestLiveCheckUntilItsVerdict(t *testing.T) {
	c := newCheck(t)
	m := start(t, c.options(), 80, 24)
	waitFor(t, m, "CHECKING")
	c.advance(10)
	waitFor(t, m, "example.org")
	c.finish()
	waitFor(t, m, "RISK")
	c.waitForEnd()
	m.Type("q")
	a := final(t, m)
	if interrupted(a) || a.Walk().Running() || a.Walk().Diagnosis().Verdict != mail.AtRisk {
		t.Errorf("interrupted %v, running %v, verdict %v", interrupted(a), a.Walk().Running(), a.Walk().Diagnosis().Verdict)
	}
}

func TestFirstFrameBeforeAnyAnswer(t *testing.T) {
	m := start(t, newCheck(t).options(), 80, 24) // nothing ever comes
	waitFor(t, m, "CHAIN OF TRUST")
	m.Send(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	m.Send(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
	if a := final(t, m); !interrupted(a) {
		t.Error("Ctrl+C twice is not an interruption")
	}
}

func TestStopAndQuit(t *testing.T) {
	c := newCheck(t)
	m := start(t, c.options(), 80, 24)
	c.advance(5)
	waitFor(t, m, "CHECKING")
	m.Type("q")
	waitFor(t, m, "Stop it and quit?")
	m.Type("y")
	if a := final(t, m); !interrupted(a) || c.stops != 1 {
		t.Errorf("interrupted %v, stopped %d times", interrupted(a), c.stops)
	}
}

func TestCopyGoesToTheClipboardOfTheTerminal(t *testing.T) {
	c := newCheck(t)
	c.finish()
	m := start(t, c.options(), 80, 24)
	waitFor(t, m, "RISK")
	c.waitForEnd()
	m.Type("y")
	var seen bytes.Buffer
	teatest.WaitFor(t, io.TeeReader(m.Output(), &seen), func(b []byte) bool { return bytes.Contains(b, []byte("\x1b]52;c;")) },
		teatest.WithDuration(10*time.Second), teatest.WithCheckInterval(5*time.Millisecond))
	m.Type("q")
	final(t, m)
}

func TestAgainStartsOver(t *testing.T) {
	c := newCheck(t)
	c.finish()
	next := newCheck(t)
	o := c.options()
	o.First.Again = func() (Session, error) { return next.session(), nil }
	m := start(t, o, 80, 24)
	waitFor(t, m, "RISK")
	c.waitForEnd()
	m.Type("r")
	waitFor(t, m, "CHECKING")
	next.finish()
	waitFor(t, m, "RISK")
	next.waitForEnd()
	m.Type("q")
	if a := final(t, m); a.runs != 2 || a.Walk().Running() {
		t.Errorf("run %d, running %v", a.runs, a.Walk().Running())
	}
}

// model makes a model without a program, to feed it messages by hand.
func model(t *testing.T) *App {
	t.Helper()
	a := New(t.Context(), newCheck(t).options())
	a.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	return a
}

func TestStaleResultsAreDropped(t *testing.T) {
	a := model(t)
	a.Update(resultMsg(feed.Result{Run: 1, Seen: 9, Diagnosis: &explain.Diagnosis{Domain: "new.example"}}))
	a.Update(resultMsg(feed.Result{Run: 1, Seen: 4, Diagnosis: &explain.Diagnosis{Domain: "old.example"}}))
	a.Update(resultMsg(feed.Result{Run: 5, Seen: 99, Diagnosis: &explain.Diagnosis{Domain: "other.example"}}))
	if got := a.Walk().Diagnosis().Domain; got != "new.example" {
		t.Errorf("the screen shows %s", got)
	}
}

func TestLateBatchOfAnOldRunIsDropped(t *testing.T) {
	a := model(t)
	a.Update(batchMsg(feed.Batch{Run: 3, Items: make([]evidence.Item, 2)}))
	if a.last().cursor != 0 {
		t.Errorf("the cursor moved to %d", a.last().cursor)
	}
}

func TestToastGoesAway(t *testing.T) {
	a := model(t)
	a.Update(tea.KeyPressMsg{Code: 'r', Text: "r"})
	if a.Walk().Message() == "" {
		t.Fatal("no message")
	}
	a.Update(toastMsg{a.toasts - 1})
	if a.Walk().Message() == "" {
		t.Error("the timer of an older message took it away")
	}
	a.Update(toastMsg{a.toasts})
	if m := a.Walk().Message(); m != "" {
		t.Errorf("%q stays", m)
	}
}

func TestMouseIsReleased(t *testing.T) {
	a := model(t)
	if a.View().MouseMode != tea.MouseModeCellMotion {
		t.Error("the mouse is off at the start")
	}
	a.Update(tea.KeyPressMsg{Code: 'm', Text: "m"})
	if a.View().MouseMode != tea.MouseModeNone {
		t.Error("m does not release the mouse")
	}
	if v := a.View(); !v.AltScreen || v.BackgroundColor != nil {
		t.Error("the screen must be an alternate one with the background of the terminal")
	}
}

func TestContextEndsTheProgram(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out := &firstWrite{seen: make(chan struct{})}
	go func() {
		<-out.seen
		cancel()
	}()
	a, err := Run(ctx, newCheck(t).options(), Terminal{Input: new(bytes.Buffer), Output: out, Width: 80, Height: 24})
	if err != nil || !interrupted(a) {
		t.Errorf("error %v, interrupted %v", err, interrupted(a))
	}
}

// A signal ends the context of the program, and nothing else must hear it: the
// result would depend on who is first.
func TestSignalInterrupts(t *testing.T) {
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		ctx, stop := signal.NotifyContext(t.Context(), syscall.SIGTERM)
		defer stop()
		out := &firstWrite{seen: make(chan struct{})}
		go func() {
			<-out.seen
			if self.Signal(syscall.SIGTERM) != nil { // not on this system
				stop()
			}
		}()
		ended := make(chan error)
		go func() {
			a, err := Run(ctx, newCheck(t).options(), Terminal{Input: new(bytes.Buffer), Output: out, Width: 80, Height: 24})
			if err == nil && !interrupted(a) {
				err = errors.New("not interrupted")
			}
			ended <- err
		}()
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("the program does not end")
		}
	}
}

func TestTerminalWithoutSize(t *testing.T) {
	for in, want := range map[tea.WindowSizeMsg]tea.WindowSizeMsg{
		{}:                       {Width: 80, Height: 24},
		{Width: 132}:             {Width: 132, Height: 24},
		{Height: 50}:             {Width: 80, Height: 50},
		{Width: 1, Height: 1}:    {Width: 1, Height: 1},
		{Width: 200, Height: 50}: {Width: 200, Height: 50},
	} {
		if got := sized(nil, in); got != tea.Msg(want) {
			t.Errorf("%v became %v, want %v", in, got, want)
		}
	}
	if key := (tea.KeyPressMsg{Code: 'q'}); sized(nil, key) != tea.Msg(key) {
		t.Error("a key is no size")
	}
}

// Pressed twice, r starts one run: a run that nobody follows cannot be stopped.
func TestAgainTwiceStartsOneRun(t *testing.T) {
	a, starts := model(t), 0
	a.last().Again = func() (Session, error) { starts++; return Session{Log: evidence.NewLog(nil)}, nil }
	again := func() tea.Cmd { return a.do(screen.Effect{Do: screen.DoRestart}) }
	first := again()
	if second := again(); second != nil {
		t.Error("a second run begins before the first one has")
	}
	a.Update(first())
	a.last().Again = func() (Session, error) { return Session{}, nil }
	if third := again(); starts != 1 || third == nil {
		t.Errorf("%d runs; a later one is refused: %v", starts, third == nil)
	}
}

// firstWrite tells when a frame was written: something after the setup codes.
type firstWrite struct {
	once sync.Once
	seen chan struct{}
}

func (w *firstWrite) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("danewalk")) {
		w.once.Do(func() { close(w.seen) })
	}
	return len(p), nil
}

// From Run to the first frame at the terminal; the limit is 100 ms.
func BenchmarkFirstFrame(b *testing.B) {
	th := theme.New(theme.Options{})
	for b.Loop() {
		ctx, cancel := context.WithCancel(b.Context())
		out := &firstWrite{seen: make(chan struct{})}
		began := time.Now()
		go func() {
			<-out.seen
			b.ReportMetric(float64(time.Since(began).Microseconds())/1000, "ms/frame")
			cancel()
		}()
		_, err := Run(ctx, Options{First: &Session{Log: evidence.NewLog(nil)}, Look: screen.Look{Theme: th}}, Terminal{Input: new(bytes.Buffer), Output: out, Width: 200, Height: 50})
		cancel()
		if err != nil {
			b.Fatal(err)
		}
	}
}
