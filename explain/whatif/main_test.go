package whatif_test

import (
	"os"
	"runtime/debug"
	"testing"

	"danewalk/probe/judge/dnssec"
	"danewalk/probe/lab"
)

// memory is what worlds need only once: keys and certificates. checks are the
// signatures that were verified.
var (
	memory = lab.NewMemory()
	checks = dnssec.NewMemo()
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // these tests make garbage fast, and their heap is small
	debug.SetMemoryLimit(2 << 30)
	os.Exit(m.Run())
}
