package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// columns is the width of the console behind a file; zero if there is none. The
// input side of a console has no width of its own and counts as 80.
func columns(f *os.File) int {
	var mode uint32
	if windows.GetConsoleMode(windows.Handle(f.Fd()), &mode) != nil {
		return 0
	}
	var info windows.ConsoleScreenBufferInfo
	if windows.GetConsoleScreenBufferInfo(windows.Handle(f.Fd()), &info) != nil {
		return 80
	}
	return max(1, int(info.Window.Right-info.Window.Left)+1)
}
