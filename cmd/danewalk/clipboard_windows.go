package main

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// apart starts a program without the console of ours.
func apart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: windows.CREATE_NO_WINDOW}
}
