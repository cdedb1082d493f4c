package app

import (
	"os"
	"testing"
)

// TestMain leaves out what the library prints when a program falls. It prints at some
// time, in a goroutine that nobody can wait for: a single test could not give the
// standard error back.
func TestMain(m *testing.M) {
	if null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0); err == nil {
		os.Stderr = null
	}
	os.Exit(m.Run())
}
