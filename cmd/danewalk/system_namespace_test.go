//go:build system && linux

package main_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	startupLimit  = 20 * time.Second       // a name server that signs a dozen records needs well under one second
	shutdownLimit = 5 * time.Second        // then the process is killed
	probePause    = 100 * time.Millisecond // between two questions to a server that is starting
	probeLimit    = 3 * time.Second        // for one question to a server that is starting
	logTail       = 12                     // lines of a server's log that a failed test shows
)

// netNamespace is a network of its own: one loopback interface that carries
// every address of the world. Nothing in it can reach, or be reached by,
// anything outside, so ports 53 and 25 are free and public-looking addresses harmless.
type netNamespace struct {
	name string
}

// newNetNamespace makes a namespace whose loopback interface has the given
// addresses, and removes it, with every process left in it, when the test ends.
func newNetNamespace(t *testing.T, addresses []string) *netNamespace {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatal("the system tests need root\nhint: they make a network namespace and listen on ports 25 and 53; run them with sudo or in a container")
	}
	random := make([]byte, 4)
	rand.Read(random)
	n := &netNamespace{name: fmt.Sprintf("danewalk-%d-%s", os.Getpid(), hex.EncodeToString(random))}
	mustRun(t, exec.Command("ip", "netns", "add", n.name))
	t.Cleanup(func() { n.remove(t) })

	var batch strings.Builder
	batch.WriteString("link set lo up\n")
	for _, a := range addresses {
		if strings.Contains(a, ":") {
			fmt.Fprintf(&batch, "addr add %s/128 dev lo nodad\n", a)
		} else {
			fmt.Fprintf(&batch, "addr add %s/32 dev lo\n", a)
		}
	}
	setup := n.command(t.Context(), "ip", "-batch", "-")
	setup.Stdin = strings.NewReader(batch.String())
	mustRun(t, setup)
	return n
}

// command is a program that will run inside the namespace.
func (n *netNamespace) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, "nsenter", append([]string{"--net=/run/netns/" + n.name, program}, args...)...)
}

// commandSeeing is a program inside the namespace that sees other files in place
// of some of the machine's own: its resolv.conf, its passwd. Nobody else sees them.
func (n *netNamespace) commandSeeing(ctx context.Context, files map[string]string, program string, args ...string) *exec.Cmd {
	script := "set -e; "
	for _, own := range slices.Sorted(maps.Keys(files)) {
		script += fmt.Sprintf("mount --bind '%s' '%s'; ", files[own], own)
	}
	all := []string{"--net=/run/netns/" + n.name, "unshare", "--mount", "--propagation", "private", "sh", "-c", script + `exec "$@"`, "sh", program}
	return exec.CommandContext(ctx, "nsenter", append(all, args...)...)
}

// remove kills what is left in the namespace and deletes it. Only processes of
// this test can be in it. Postfix' own end a moment after their master.
func (n *netNamespace) remove(t *testing.T) {
	tick, limit := time.NewTicker(probePause), time.After(shutdownLimit)
	defer tick.Stop()
	left := n.processes(t)
	for waiting := true; waiting && len(left) > 0; left = n.processes(t) {
		select {
		case <-tick.C:
		case <-limit:
			waiting = false
		}
	}
	for _, pid := range left {
		t.Logf("process %d outlived its server, killed", pid)
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended meanwhile
	}
	if out, err := bothOutputs(exec.Command("ip", "netns", "delete", n.name), toolLimit); err != nil {
		t.Errorf("delete namespace %s: %v\n%s", n.name, err, out)
	}
}

// processes lists what runs in the namespace.
func (n *netNamespace) processes(t *testing.T) (pids []int) {
	out, err := bothOutputs(exec.Command("ip", "netns", "pids", n.name), toolLimit)
	if err != nil {
		t.Errorf("list processes of %s: %v\n%s", n.name, err, out)
		return nil
	}
	for field := range strings.FieldsSeq(out) {
		pid, err := strconv.Atoi(field)
		if err != nil {
			t.Errorf("list processes of %s: %v", n.name, err)
			continue
		}
		pids = append(pids, pid)
	}
	return pids
}

// server is a running name server or mail server.
type server struct {
	name    string
	logFile string
	ended   chan struct{} // closed when the process has ended
}

// startServer starts a server that stays in the foreground and ends with SIGTERM:
// when the test ends, and also when the test's process dies before that (save
// Postfix, which loses that setting as it changes its user).
func startServer(t *testing.T, dir, name string, cmd *exec.Cmd) *server {
	t.Helper()
	s := &server{name: name, logFile: filepath.Join(dir, name+".log"), ended: make(chan struct{})}
	log, err := os.Create(s.logFile)
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	started := make(chan error)
	go func() {
		// Linux sends Pdeathsig when the starting thread ends, so that thread must wait too.
		runtime.LockOSThread()
		defer close(s.ended)
		defer log.Close()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended is in the log
		}
	}()
	if err := <-started; err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	t.Cleanup(func() { s.stop(t, cmd) })
	return s
}

func (s *server) stop(t *testing.T, cmd *exec.Cmd) {
	if err := cmd.Cancel(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Errorf("stop %s: %v", s.name, err)
	}
	select {
	case <-s.ended:
	case <-time.After(shutdownLimit):
		t.Errorf("%s did not end within %v, killed", s.name, shutdownLimit)
		_ = cmd.Process.Kill() // it may have ended meanwhile
		<-s.ended
	}
	if t.Failed() {
		t.Logf("end of the log of %s:\n%s", s.name, lastLines(s.log(), logTail))
	}
}

func (s *server) log() string {
	text, err := os.ReadFile(s.logFile)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// lastLines keeps a failure readable: the whole log has hundreds of lines.
func lastLines(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// await asks until the server answers as wanted, it ends, or the limit passes.
func (s *server) await(t *testing.T, what string, probe func(context.Context) error) {
	t.Helper()
	s.awaitWithin(t, startupLimit, what, probe)
}

func (s *server) awaitWithin(t *testing.T, limit time.Duration, what string, probe func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(probePause)
	defer tick.Stop()
	for {
		try, cancelTry := context.WithTimeout(ctx, probeLimit)
		err := probe(try)
		cancelTry()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-s.ended:
			t.Fatalf("%s ended while it should have started\n%s", s.name, s.log())
		case <-ctx.Done():
			t.Fatalf("%s: no %s within %v: %v\n%s", s.name, what, limit, err, s.log())
		}
	}
}

// needPrograms fails the test when a program of the distribution is missing.
func needPrograms(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Fatalf("%v\nhint: apt-get install knot knot-dnsutils knot-dnssecutils nsd ldnsutils unbound unbound-host bind9-dnsutils bind9-utils postfix openssl iproute2, with /usr/sbin in PATH; .ci/run does it", err)
		}
	}
}
