// Old servers are to be seen and named, not refused: very large keys and
// signatures with SHA-1 pass through our TLS library as they pass through that
// of most mail servers. Nothing is trusted because of it: the judgement is our
// own.

//go:debug tlsmaxrsasize=16384
//go:debug tlssha1=1

package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"danewalk/explain/text"
)

func main() { os.Exit(runMain()) }

// runMain runs the program on the streams of the process.
func runMain() int {
	ctx, stop := signal.NotifyContext(context.Background(), ends()...)
	defer stop()
	context.AfterFunc(ctx, stop) // the second Ctrl+C ends the program at once
	log.SetOutput(io.Discard)    // net/http would write what a hostile server does across the screen
	p := &program{
		in: os.Stdin, out: os.Stdout, errs: os.Stderr, env: os.Getenv,
		terminal: columns(os.Stdin) > 0 && columns(os.Stdout) > 0,
		width:    columns(os.Stdout),
	}
	return p.run(ctx, os.Args[1:])
}

// ends are the signals that end a check in good order. SIGHUP is left alone
// where it is ignored: under nohup(1).
func ends() []os.Signal {
	out := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		out = append(out, syscall.SIGHUP)
	}
	return out
}

// program is one run of danewalk: where it writes, what it knows of its
// surroundings, and the exit code so far.
type program struct {
	in        io.Reader // of a conversation; nil: nobody answers
	out, errs io.Writer
	env       func(string) string
	terminal  bool       // both standard input and output are terminals
	width     int        // columns of the output; zero when it is not a terminal
	code      int        // of the verdict
	hidden    bool       // a lesson was left before all of it was revealed: the verdict is not told
	book      *text.Book // of the language last asked for
	config    *config    // once it was read
}
