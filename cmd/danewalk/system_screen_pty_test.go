//go:build system && linux

package main_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// line is a bare terminal line: nothing at its other end interprets or answers what
// the program writes.
type line struct {
	t     *testing.T
	end   *os.File // ours
	cmd   *exec.Cmd
	began time.Time

	mu   sync.Mutex
	said bytes.Buffer
	more chan struct{} // something was said, or all was
	done chan error    // of the process
}

// newLine starts a program at a line that says it has w x h cells.
func newLine(t *testing.T, term *terminal, w, h uint16, args ...string) *line {
	t.Helper()
	end, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	tty := otherEnd(t, end)
	defer tty.Close()
	l := &line{t: t, end: end, more: make(chan struct{}, 1), done: make(chan error, 1)}
	l.size(w, h)
	l.cmd = exec.Command(term.program, args...)
	l.cmd.Stdin, l.cmd.Stdout, l.cmd.Stderr, l.cmd.Env, l.cmd.Dir = tty, tty, tty, term.environment(), term.home
	l.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	l.began = time.Now()
	if err := l.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go l.listen()
	go func() { l.done <- l.cmd.Wait() }()
	t.Cleanup(func() {
		_ = l.cmd.Process.Kill()
		_ = end.Close()
	})
	return l
}

// otherEnd opens the end of a line that the program has: see pts(4).
func otherEnd(t *testing.T, end *os.File) *os.File {
	t.Helper()
	raw, err := end.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	number := -1
	if cerr := raw.Control(func(fd uintptr) {
		if err = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); err == nil {
			number, err = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	}); cerr != nil || err != nil {
		t.Fatal(cerr, err)
	}
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return tty
}

// size tells the program that the window has w x h cells.
func (l *line) size(w, h uint16) {
	l.t.Helper()
	raw, err := l.end.SyscallConn()
	if err != nil {
		l.t.Fatal(err)
	}
	cerr := raw.Control(func(fd uintptr) {
		err = unix.IoctlSetWinsize(int(fd), unix.TIOCSWINSZ, &unix.Winsize{Row: h, Col: w})
	})
	if cerr != nil || err != nil {
		l.t.Fatal(cerr, err)
	}
}

// listen keeps what the program says until it ends.
func (l *line) listen() {
	defer close(l.more)
	buf := make([]byte, 4096)
	for {
		n, err := l.end.Read(buf)
		l.mu.Lock()
		l.said.Write(buf[:n])
		l.mu.Unlock()
		if err != nil { // EIO: the other end is closed
			return
		}
		select {
		case l.more <- struct{}{}:
		default:
		}
	}
}

func (l *line) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}

// waitFor waits until a text was written, and says how long after the start.
func (l *line) waitFor(text string) time.Duration {
	l.t.Helper()
	limit := time.After(screenLimit)
	for !strings.Contains(l.text(), text) {
		select {
		case _, open := <-l.more:
			if !open && !strings.Contains(l.text(), text) {
				l.t.Fatalf("%q was never written; the program has ended\n%q", text, l.text())
			}
		case <-limit:
			l.t.Fatalf("%q was not written in %v\n%q", text, screenLimit, l.text())
		}
	}
	return time.Since(l.began)
}

// exit waits for the end of the program.
func (l *line) exit() int {
	l.t.Helper()
	select {
	case <-l.done:
	case <-time.After(screenLimit):
		l.t.Fatalf("the program does not end\n%q", l.text())
	}
	return l.cmd.ProcessState.ExitCode()
}

func (l *line) write(keys string) {
	l.t.Helper()
	if _, err := l.end.WriteString(keys); err != nil {
		l.t.Fatal(err)
	}
}

// testNoSize: a serial line has no size. It is taken for 80x24.
func testNoSize(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	for _, size := range [][2]uint16{{0, 0}, {0, 24}, {80, 0}, {1, 1}} {
		l := newLine(t, term, size[0], size[1], "open", s.demo)
		if size == [2]uint16{1, 1} {
			l.waitFor("\x1b[?1049h")
			l.size(80, 24)
		}
		l.waitFor("CHAIN OF TRUST")
		l.waitFor("copy answer") // 80 cells are enough for it
		l.write("q")
		if code := l.exit(); code != 1 {
			t.Errorf("%v: exit code %d", size, code)
		}
	}
}

// testMuteTerminal: a terminal that answers no question of the program does not
// make it wait.
func testMuteTerminal(t *testing.T, s *screens) {
	const (
		starts = 7
		limit  = time.Second // a wait for an answer would take longer; what is wanted is 0.2 s, and the machine is busy
	)
	term := s.newTerminal(t, 80, 24)
	for _, c := range []struct {
		name, first string
		args        []string
	}{
		{"start screen", "Is mail to this domain protected", nil},
		{"walk", "CHAIN OF TRUST", []string{"open", s.demo}},
	} {
		var took []time.Duration
		for range starts {
			l := newLine(t, term, 80, 24, c.args...)
			took = append(took, l.waitFor(c.first))
			if strings.Contains(c.name, "walk") {
				l.waitFor("copy answer")
			}
			l.write("\x03")
			l.exit()
		}
		slices.Sort(took)
		t.Logf("%s: the first frame after %v (median of %d), %v at most", c.name, took[starts/2].Round(time.Millisecond), starts, took[starts-1].Round(time.Millisecond))
		if took[starts/2] > limit {
			t.Errorf("%s: the first frame after %v", c.name, took[starts/2])
		}
	}
}
