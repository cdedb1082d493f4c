//go:build system && linux

package main_test

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Limits for the tools of other makers. One that hangs must not take the whole run
// with it, and must say its name.
const (
	toolLimit = time.Minute     // a signer with RSA keys of 4096 bits on a busy machine needs a few seconds
	pipeLimit = 2 * time.Second // for the output of a tool that ended while a child of it lives on
)

// errHangs is what a tool gets that did not end by itself.
var errHangs = errors.New("did not end by itself")

// toEnd runs a tool, and kills it when the limit passes.
func toEnd(cmd *exec.Cmd, limit time.Duration) error {
	cmd.WaitDelay = pipeLimit
	if err := cmd.Start(); err != nil {
		return err
	}
	killed := make(chan struct{})
	timer := time.AfterFunc(limit, func() {
		defer close(killed)
		_ = cmd.Process.Kill() // it may have ended meanwhile
	})
	err := cmd.Wait()
	if timer.Stop() {
		return err
	}
	<-killed
	if err == nil {
		return nil // it ended at the very moment
	}
	return errHangs
}

// bothOutputs runs a tool to its end and gives what it wrote to both outputs.
func bothOutputs(cmd *exec.Cmd, limit time.Duration) (string, error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := toEnd(cmd, limit)
	return out.String(), err
}

// mustRun runs a tool to its end and gives its standard output.
func mustRun(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := toEnd(cmd, toolLimit); err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(cmd.Args, " "), err, stdout.Bytes(), stderr.Bytes())
	}
	return stdout.String()
}

// TestSystemLimit holds the limits themselves: a tool that sleeps is killed, and one
// that leaves a child behind with its output open is not waited for.
func TestSystemLimit(t *testing.T) {
	for _, c := range []struct {
		name, script string
		want         error
	}{
		{"hangs", "echo begun; exec sleep 600", errHangs},
		{"leaves a child", "sleep 5 & echo begun", exec.ErrWaitDelay},
		{"ends", "echo begun", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := bothOutputs(exec.Command("sh", "-c", c.script), pipeLimit*3/2)
			if !errors.Is(err, c.want) || out != "begun\n" {
				t.Errorf("%q, %v; want %v", out, err, c.want)
			}
		})
	}
}
