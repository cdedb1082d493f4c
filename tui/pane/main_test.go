package pane

import (
	"os"
	"runtime/debug"
	"testing"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // these tests make garbage fast, and their heap is small
	debug.SetMemoryLimit(2 << 30)
	os.Exit(m.Run())
}
