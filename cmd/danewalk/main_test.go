package main

import (
	"runtime/debug"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets scripts call danewalk: the test binary plays the program.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // these tests make garbage fast, and their heap is small
	testscript.Main(m, map[string]func(){"danewalk": main})
}

// TestScripts runs the scripts: each is a session at a shell without a
// terminal and without network.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("LANG", "C.UTF-8")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":    exits,
			"oneline":  oneLine,
			"jsonhas":  jsonHas,
			"complain": complains,
		},
		RequireExplicitExec: true,
	})
}
