//go:build unix

package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// toolbox is a PATH with programs that are scripts of these tests, each with its
// own folder to write to, and nothing else but the shell's own commands.
func toolbox(t *testing.T, scripts map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for _, name := range []string{"cat", "tail", "cut"} {
		for _, bin := range []string{"/bin", "/usr/bin"} {
			if _, err := os.Stat(filepath.Join(bin, name)); err == nil {
				_ = os.Symlink(filepath.Join(bin, name), filepath.Join(dir, name)) // the second of two is not needed
			}
		}
	}
	for name, script := range scripts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\ncd "+dir+"\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	return dir
}

// takes is a program that keeps what it reads, and how it was called.
const takes = `echo "$@" > "${0##*/}.argv"; cat > "${0##*/}.text"`

func environment(vars ...string) func(string) string {
	return func(name string) string {
		for _, v := range vars {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

func content(t *testing.T, dir, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return ""
	}
	return string(data)
}

// TestClipboardPrograms: who is given the text where, and with which words it is
// called.
func TestClipboardPrograms(t *testing.T) {
	const text = "Grüße\n_25._tcp.mx2.example.net. TLSA 3 1 1 41d7; $(reboot) `id`"
	for _, c := range []struct {
		name  string
		goos  string
		env   []string
		tools map[string]string
		want  []string
		argv  map[string]string
	}{
		{name: "nothing there", goos: "linux", env: []string{"TERM=xterm", "TMUX=x", "DISPLAY=:0", "WAYLAND_DISPLAY=w"}},
		{name: "a program without its surroundings", goos: "linux", tools: map[string]string{"xclip": takes, "wl-copy": takes, "tmux": takes, "pbcopy": takes, "clip.exe": takes}},
		{name: "tmux", goos: "linux", env: []string{"TMUX=/tmp/s,1,0"}, tools: map[string]string{"tmux": takes}, want: []string{"tmux"}, argv: map[string]string{"tmux": "load-buffer -w -"}},
		{name: "an old tmux", goos: "linux", env: []string{"TMUX=x"}, tools: map[string]string{"tmux": `[ "$2" != -w ] || exit 1; ` + takes}, want: []string{"tmux"}, argv: map[string]string{"tmux": "load-buffer -"}},
		{name: "Wayland first", goos: "linux", env: []string{"WAYLAND_DISPLAY=wayland-0", "DISPLAY=:0"}, tools: map[string]string{"wl-copy": takes, "xclip": takes}, want: []string{"wl-copy"}, argv: map[string]string{"wl-copy": ""}},
		{name: "X", goos: "linux", env: []string{"DISPLAY=:0"}, tools: map[string]string{"xclip": takes, "xsel": takes}, want: []string{"xclip"}, argv: map[string]string{"xclip": "-selection clipboard -in"}},
		{name: "xclip without a server, then xsel", goos: "linux", env: []string{"DISPLAY=:0"}, tools: map[string]string{"xclip": "exit 1", "xsel": takes}, want: []string{"xsel"}, argv: map[string]string{"xsel": "--clipboard --input"}},
		{name: "macOS", goos: "darwin", tools: map[string]string{"pbcopy": takes}, want: []string{"pbcopy"}},
		{name: "a Mac far away", goos: "darwin", env: []string{"SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22"}, tools: map[string]string{"pbcopy": takes}},
		{name: "tmux and X", goos: "linux", env: []string{"TMUX=x", "DISPLAY=:0"}, tools: map[string]string{"tmux": takes, "xsel": takes}, want: []string{"tmux", "xsel"}},
		{name: "it fails after it has read", goos: "linux", env: []string{"TMUX=x"}, tools: map[string]string{"tmux": "cat; exit 1"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := toolbox(t, c.tools)
			board := newClipboard(t.Context(), environment(c.env...), c.goos)
			defer board.close()
			if got := board.copy(t.Context(), text); !slices.Equal(got, c.want) {
				t.Errorf("%q took it, want %q", got, c.want)
			}
			for _, name := range c.want {
				if got := content(t, dir, name+".text"); got != text {
					t.Errorf("%s got %q", name, got)
				}
			}
			for name, want := range c.argv {
				if got := strings.TrimSpace(content(t, dir, name+".argv")); got != want {
					t.Errorf("%s was called with %q, want %q", name, got, want)
				}
			}
			for name := range c.tools {
				if !slices.Contains(c.want, name) && content(t, dir, name+".text") != "" {
					t.Errorf("%s was given the text too", name)
				}
			}
		})
	}
}

func TestClipboardOfWindows(t *testing.T) {
	for text, want := range map[string]string{"plain 3 1 1": "plain 3 1 1", "ü€": "\xfc\x00\xac\x20"} {
		dir := toolbox(t, map[string]string{"clip.exe": takes})
		board := newClipboard(t.Context(), environment("WSL_DISTRO_NAME=Debian"), "linux")
		if got := board.copy(t.Context(), text); !slices.Equal(got, []string{"clip"}) || content(t, dir, "clip.exe.text") != want {
			t.Errorf("%q: %q took %q", text, got, content(t, dir, "clip.exe.text"))
		}
		board.close()
	}
}

// opened opens a pipe that scripts hold; reading it ends when all of them are gone.
func opened(t *testing.T, dir string) (held *os.File) {
	t.Helper()
	name := filepath.Join(dir, "held")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	held, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { held.Close() })
	return held
}

// hangs is a program that never ends, and has started another one.
const hangs = `exec 3> held; echo begun >&3; tail -f /dev/null & exec tail -f /dev/null`

// A program that hangs is ended at the limit with all that it has started.
func TestClipboardProgramThatHangs(t *testing.T) {
	dir := toolbox(t, map[string]string{"xclip": hangs, "xsel": takes})
	held := opened(t, dir)
	board := newClipboard(t.Context(), environment("DISPLAY=:0"), "linux")
	defer board.close()
	board.limit = 300 * time.Millisecond
	if got := board.copy(t.Context(), "text"); !slices.Equal(got, []string{"xsel"}) {
		t.Errorf("%q took it", got)
	}
	if said, err := io.ReadAll(held); err != nil || string(said) != "begun\n" { // until the last of them is gone
		t.Errorf("%q, %v", said, err)
	}
}

// When the person leaves, what hangs is ended and waited for.
func TestClipboardEndsWithTheProgram(t *testing.T) {
	dir := toolbox(t, map[string]string{"xclip": hangs})
	held := opened(t, dir)
	board := newClipboard(t.Context(), environment("DISPLAY=:0"), "linux")
	board.limit = time.Hour
	done := make(chan []string)
	go func() { done <- board.copy(t.Context(), "text") }()
	begun := make([]byte, 1)
	for n := 0; n == 0; {
		n, _ = held.Read(begun) // waits for the script; none has opened it yet: end of file
	}
	board.close()
	if took := <-done; len(took) > 0 {
		t.Errorf("%q took it", took)
	}
	if _, err := io.ReadAll(held); err != nil {
		t.Error(err)
	}
	if took := board.copy(t.Context(), "text"); len(took) > 0 {
		t.Errorf("%q took a text after the end", took)
	}
}

// A program leads a session of its own, so that it has no terminal, and what it
// writes goes nowhere.
func TestClipboardProgramHasNoTerminal(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("sessions are read from /proc")
	}
	dir := toolbox(t, map[string]string{"wl-copy": `echo noise; echo noise >&2; cut -d" " -f6 "/proc/$$/stat" > session; echo $$ > pid; cat > text`})
	board := newClipboard(t.Context(), environment("WAYLAND_DISPLAY=w"), "linux")
	defer board.close()
	if took := board.copy(t.Context(), "text"); len(took) != 1 {
		t.Fatalf("%q", took)
	}
	if s, pid := content(t, dir, "session"), content(t, dir, "pid"); s == "" || s != pid {
		t.Errorf("process %q is in the session %q", pid, s)
	}
}

func TestTerminalsWithoutClipboard(t *testing.T) {
	for vars, want := range map[string]bool{
		"TERM=xterm-256color": false, "TERM=linux": true, "TERM=vt220": true, "TERM=screen-256color STY=1.pts": true,
		"TERM=screen-256color TMUX=x": false, "TERM=xterm-256color TERM_PROGRAM=Apple_Terminal": true, "": false,
	} {
		if got := newClipboard(t.Context(), environment(strings.Fields(vars)...), "linux").deaf(); got != want {
			t.Errorf("%q: %v", vars, got)
		}
	}
}

func TestClipboardIsBounded(t *testing.T) {
	toolbox(t, map[string]string{"xsel": takes})
	board := newClipboard(t.Context(), environment("DISPLAY=:0"), "linux")
	defer board.close()
	if took := board.copy(t.Context(), strings.Repeat("x", clipMost+1)); took != nil {
		t.Errorf("%q took it", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if took := board.copy(ctx, "text"); len(took) > 0 {
		t.Errorf("%q took what nobody asks for any more", took)
	}
}
