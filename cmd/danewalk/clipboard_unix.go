//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// apart starts a program in a session of its own: it has no terminal, the keys of
// ours do not reach it, and at the limit all that it has started ends with it.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
