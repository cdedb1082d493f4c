package spoken

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/tui/feed"
)

// written is an output that is read while it is written.
type written struct {
	mu  sync.Mutex
	all bytes.Buffer
	at  int // how much was wanted so far
}

func (w *written) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.all.Write(b)
}

// want waits until nothing happens any more and takes what must have been written
// since the last time; more may follow it.
func (w *written) want(t *testing.T, s string) {
	t.Helper()
	time.Sleep(feed.BatchTime) // of the bubble: the batch that is being gathered
	synctest.Wait()
	w.mu.Lock()
	defer w.mu.Unlock()
	got := w.all.String()[w.at:]
	if !strings.HasPrefix(got, s) {
		t.Fatalf("written: %q, want %q", got, s)
	}
	w.at += len(s)
}
