package bounce

import (
	"os"
	"runtime/debug"
	"testing"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // these tests make garbage fast, and their heap is small
	os.Exit(m.Run())
}
