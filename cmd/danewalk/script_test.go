package main

import (
	"encoding/json"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// exits runs a command and checks its exit code exactly: "exits 64 danewalk".
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		ended, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = ended.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// oneLine checks that the last output is one line, and nothing else.
func oneLine(ts *testscript.TestScript, _ bool, args []string) {
	out := ts.ReadFile("stdout")
	if strings.Count(out, "\n") != 1 || !strings.HasSuffix(out, "\n") {
		ts.Fatalf("%d lines, want one", strings.Count(out, "\n"))
	}
}

// jsonHas checks a value of the JSON document on the last output, by its path:
// "jsonhas verdict at-risk", "jsonhas hosts.0.name mx1.example.net"; a star at
// the end stands for the rest. Without a value it checks that there is one; with ! that there is none.
func jsonHas(ts *testscript.TestScript, neg bool, args []string) {
	var value any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &value))
	ok := true
	for step := range strings.SplitSeq(args[0], ".") {
		switch v := value.(type) {
		case map[string]any:
			value, ok = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			ts.Check(err)
			if ok = i < len(v); ok {
				value = v[i]
			}
		default:
			ok = false
		}
		if !ok {
			break
		}
	}
	if ok == neg {
		ts.Fatalf("%s: there is %v, not wanted %v", args[0], ok, neg)
	}
	if len(args) == 1 || neg {
		return
	}
	text, err := json.Marshal(value)
	ts.Check(err)
	prefix, open := strings.CutSuffix(args[1], "*")
	if got := strings.Trim(string(text), `"`); got != args[1] && !(open && strings.HasPrefix(got, prefix)) {
		ts.Fatalf("%s is %s, want %s", args[0], got, args[1])
	}
}

// complains checks the last error: two lines, the first begins with the
// program's name and holds the text, the second is a hint.
func complains(ts *testscript.TestScript, _ bool, args []string) {
	lines := strings.Split(strings.TrimSuffix(ts.ReadFile("stderr"), "\n"), "\n")
	if len(lines) != 2 || !strings.HasPrefix(lines[0], "danewalk: ") || !strings.HasPrefix(lines[1], "hint: ") || len(lines[1]) < 10 {
		ts.Fatalf("not one line and a hint: %q", lines)
	}
	if len(args) > 0 && !strings.Contains(lines[0], args[0]) {
		ts.Fatalf("%q does not say %q", lines[0], args[0])
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("also printed: %q", out)
	}
}
