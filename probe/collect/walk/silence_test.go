package walk

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
)

// answering is a network of mail servers: how long each address takes to answer,
// and with what. An address that is not in it is silent.
type answering map[string]struct {
	after time.Duration
	err   error
}

func (a answering) dial(ctx context.Context, _, address string) (net.Conn, error) {
	how, ok := a[address]
	if !ok {
		how.after = time.Hour
	}
	select {
	case <-time.After(how.after):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if how.err != nil {
		return nil, how.err
	}
	near, far := net.Pipe()
	_ = far.Close()
	return near, nil
}

func TestSilence(t *testing.T) {
	const limit = 10 * time.Second // of a connection
	ours := fmt.Errorf("proxy: %w", os.ErrPermission)
	for _, tc := range []struct {
		about  string
		net    answering
		ends   time.Duration // of the attempt at the silent address
		class  evidence.Failure
		limits int
	}{
		{"nobody is heard", answering{}, 5 * time.Second, evidence.Timeout, 1},
		{"another server takes the connection", answering{"b": {after: 4 * time.Second}}, limit, evidence.Timeout, 0},
		{"another server refuses", answering{"b": {after: time.Second, err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}}, limit, evidence.Timeout, 0},
		{"another one has no route: nobody was heard", answering{"b": {err: os.NewSyscallError("connect", syscall.ENETUNREACH)}}, 5 * time.Second, evidence.Timeout, 1},
		{"our own proxy is down: nobody was heard", answering{"b": {err: ours}}, 5 * time.Second, evidence.Timeout, 1},
		{"the other one answers too late", answering{"b": {after: 6 * time.Second}}, 5 * time.Second, evidence.Timeout, 1},
		{"it answers in time", answering{"a": {after: 4900 * time.Millisecond}}, 4900 * time.Millisecond, "", 0},
		{"our own proxy fails for it", answering{"a": {after: time.Second, err: ours}}, time.Second, evidence.Forbidden, 1},
	} {
		t.Run(tc.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				log := evidence.NewLog(nil)
				o := collect.Options{SMTP: tc.net.dial}.WithDefaults()
				dial := listening(o, "example.org.", log)
				other := make(chan struct{})
				go func() {
					defer close(other)
					ctx, cancel := context.WithTimeout(t.Context(), limit)
					defer cancel()
					_, _ = dial(ctx, "tcp", "b")
				}()
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				began := time.Now()
				_, err := dial(ctx, "tcp", "a")
				if took := time.Since(began); took != tc.ends || evidence.Classify(err) != tc.class {
					t.Errorf("%v after %s, want %q after %s", err, took, tc.class, tc.ends)
				}
				<-other
				limits := 0
				for _, it := range log.Case().Items {
					if it.Limit != nil && it.Limit.Name == limitSilence && it.Limit.Value == 5 && it.Limit.Where == "example.org." {
						limits++
					}
				}
				if limits != tc.limits {
					t.Errorf("%d limits on record, want %d", limits, tc.limits)
				}
			})
		})
	}
}

// A check that the person ends is no silence of anybody.
func TestSilenceIsNotCancelling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := evidence.NewLog(nil)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := listening(collect.Options{SMTP: answering{}.dial}.WithDefaults(), "", log)(ctx, "tcp", "a")
		if !errors.Is(err, context.Canceled) || len(log.Case().Items) != 0 {
			t.Errorf("%v, %d items", err, len(log.Case().Items))
		}
	})
}
