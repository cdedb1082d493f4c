//go:build !unix && !windows

package main

import "os/exec"

// apart does nothing: this system has neither sessions nor consoles.
func apart(*exec.Cmd) {}
