//go:build system && linux

package main_test

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Times of the tests at a terminal.
const (
	screenLimit = 20 * time.Second      // for one thing to appear, on a machine with much else to do
	screenPause = 10 * time.Millisecond // between two looks at the screen
)

// terminal is a terminal of tmux, with a server of its own, and the home folder of
// the person who sits there.
type terminal struct {
	t       *testing.T
	program string
	socket  string
	home    string
	env     []string // beside those of every terminal
	w, h    int
}

// newTerminal makes a terminal. Its server ends with the test.
func (s *screens) newTerminal(t *testing.T, w, h int) *terminal {
	t.Helper()
	dir, err := os.MkdirTemp("", "dw") // a short path: that of a socket has 108 octets at most
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, program: s.program, socket: filepath.Join(dir, "s"), home: t.TempDir(), w: w, h: h}
	term.tmux("-f", "/dev/null", "start-server", ";", "set", "-g", "exit-empty", "off", ";", "set", "-g", "status", "off",
		";", "set", "-g", "remain-on-exit", "on", ";", "set", "-s", "set-clipboard", "on", ";", "set", "-s", "escape-time", "0")
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the last screen:\n%s", term.screen())
		}
		_, _ = term.ask("kill-server")
		_ = os.RemoveAll(dir)
	})
	return term
}

// ask gives tmux a command.
func (term *terminal) ask(args ...string) (string, error) {
	cmd := exec.Command("tmux", append([]string{"-S", term.socket}, args...)...)
	cmd.Env = append(os.Environ(), "TMUX=", "LC_ALL=C.UTF-8")
	return bothOutputs(cmd, toolLimit)
}

// tmux gives tmux a command that must succeed.
func (term *terminal) tmux(args ...string) string {
	term.t.Helper()
	out, err := term.ask(args...)
	if err != nil {
		term.t.Fatalf("tmux %q: %v\n%s", args, err, out)
	}
	return out
}

// environment is that of a person with a home folder of their own, and with as
// little else as can be.
func (term *terminal) environment() []string {
	return append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + term.home, "LANG=C.UTF-8", "TERM=xterm-256color", "PS1=ready> ", "HISTFILE=/dev/null",
		"XDG_CONFIG_HOME=" + filepath.Join(term.home, "config"), "XDG_STATE_HOME=" + filepath.Join(term.home, "state"),
		"XDG_DATA_HOME=" + filepath.Join(term.home, "data"),
	}, term.env...)
}

// run starts danewalk in the terminal, in place of what was there.
func (term *terminal) run(args ...string) {
	term.t.Helper()
	term.command(append([]string{term.program}, args...)...)
}

// shell starts a shell in the terminal, which does not stop danewalk when it ends.
func (term *terminal) shell() {
	term.t.Helper()
	term.env = append(term.env, "DANEWALK="+term.program)
	term.command("bash", "--norc", "--noprofile", "-i")
	term.waitFor("ready>")
}

func (term *terminal) command(args ...string) {
	term.t.Helper()
	line := []string{"env", "-i"}
	line = append(append(line, term.environment()...), args...)
	for i := range line {
		line[i] = "'" + strings.ReplaceAll(line[i], "'", `'\''`) + "'"
	}
	_ = os.Remove(term.exitFile())
	shell := fmt.Sprintf("cd %s; %s; echo $? >%s.new; mv %[3]s.new %[3]s", term.home, strings.Join(line, " "), term.exitFile())
	if _, err := term.ask("has-session", "-t", "t"); err != nil {
		term.tmux("new-session", "-d", "-s", "t", "-x", strconv.Itoa(term.w), "-y", strconv.Itoa(term.h), shell)
		return
	}
	term.tmux("clear-history", "-t", "t", ";", "respawn-pane", "-k", "-t", "t", shell)
	term.resize(term.w, term.h)
}

// screen is what the terminal shows.
func (term *terminal) screen() string {
	out, _ := term.ask("capture-pane", "-p", "-t", "t")
	return out
}

// styled is what the terminal shows, with the sequences for colours and the like.
func (term *terminal) styled() string { return term.tmux("capture-pane", "-p", "-e", "-t", "t") }

// scrollback is what the terminal shows and what has left it at the top, with the
// lines that it folded as they were written.
func (term *terminal) scrollback() string {
	return term.tmux("capture-pane", "-p", "-J", "-S", "-", "-t", "t")
}

// value is what tmux knows of the terminal: "alternate_on", "cursor_flag", ...
func (term *terminal) value(name string) string {
	return strings.TrimSpace(term.tmux("display", "-p", "-t", "t", "#{"+name+"}"))
}

// until waits for a condition. What is waited for stands in the failure.
func (term *terminal) until(what string, ok func() bool) {
	term.t.Helper()
	tick := time.NewTicker(screenPause)
	defer tick.Stop()
	for end := time.Now().Add(screenLimit); ; <-tick.C {
		if ok() {
			return
		}
		if time.Now().After(end) {
			term.t.Fatalf("waited %v for %s", screenLimit, what)
		}
	}
}

// waitFor waits until all the texts are on the screen.
func (term *terminal) waitFor(texts ...string) {
	term.t.Helper()
	term.until(fmt.Sprintf("%q on the screen", texts), func() bool {
		seen := term.screen()
		return !slices.ContainsFunc(texts, func(s string) bool { return !strings.Contains(seen, s) })
	})
}

// waitGone waits until a text is not on the screen any more.
func (term *terminal) waitGone(text string) {
	term.t.Helper()
	term.until(fmt.Sprintf("%q to leave the screen", text), func() bool { return !strings.Contains(term.screen(), text) })
}

// press presses keys by the names that danewalk has for them.
func (term *terminal) press(keys ...string) {
	term.t.Helper()
	for _, key := range keys {
		if name, ok := tmuxKeys()[key]; ok {
			term.tmux("send-keys", "-t", "t", name)
		} else if letter, ok := strings.CutPrefix(key, "ctrl+"); ok {
			term.tmux("send-keys", "-t", "t", "C-"+letter)
		} else if letter, ok := strings.CutPrefix(key, "shift+"); ok { // as terminals with the Kitty protocol say it
			term.raw(fmt.Sprintf("\x1b[%d;2u", letter[0]))
		} else {
			term.tmux("send-keys", "-t", "t", "-l", key)
		}
	}
}

// tmuxKeys are the names that tmux has for keys.
func tmuxKeys() map[string]string {
	return map[string]string{
		"up": "Up", "down": "Down", "left": "Left", "right": "Right", "pgup": "PPage", "pgdown": "NPage", "home": "Home", "end": "End",
		"enter": "Enter", "esc": "Escape", "tab": "Tab", "shift+tab": "BTab", "space": "Space", "f1": "F1", "backspace": "BSpace",
	}
}

// write types a text as a person would, without Enter.
func (term *terminal) write(text string) { term.tmux("send-keys", "-t", "t", "-l", text) }

// raw sends octets as the terminal would.
func (term *terminal) raw(octets string) {
	term.t.Helper()
	args := []string{"send-keys", "-t", "t", "-H"}
	for i := range len(octets) {
		args = append(args, hex.EncodeToString([]byte{octets[i]}))
	}
	term.tmux(args...)
}

// Buttons of the mouse, as xterm numbers them.
const (
	buttonLeft = 0
	wheelUp    = 64
	wheelDown  = 65
)

// mouse presses a button at a cell and lets it go (SGR 1006 of xterm).
func (term *terminal) mouse(button, x, y int) {
	term.t.Helper()
	report := fmt.Sprintf("\x1b[<%d;%d;%d", button, x+1, y+1)
	if term.raw(report + "M"); button == buttonLeft {
		term.raw(report + "m")
	}
}

// find is the cell in which a text begins on the screen, by cells of one column.
func (term *terminal) find(text string) (x, y int) {
	term.t.Helper()
	for y, line := range strings.Split(term.screen(), "\n") {
		if before, _, ok := strings.Cut(line, text); ok {
			return len([]rune(before)), y
		}
	}
	term.t.Fatalf("%q is not on the screen", text)
	return 0, 0
}

// click clicks on a text.
func (term *terminal) click(text string) {
	term.t.Helper()
	x, y := term.find(text)
	term.mouse(buttonLeft, x, y)
}

// paste pastes a text, marked as pasted if the program has asked for that.
func (term *terminal) paste(text string) {
	term.t.Helper()
	file := filepath.Join(term.home, "pasted")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		term.t.Fatal(err)
	}
	term.tmux("load-buffer", "-b", "pasted", file, ";", "paste-buffer", "-d", "-p", "-b", "pasted", "-t", "t")
}

// resize changes the size of the window.
func (term *terminal) resize(w, h int) {
	term.t.Helper()
	term.tmux("resize-window", "-t", "t", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h))
}

// copied waits for what is in the clipboard of the terminal, which was empty.
func (term *terminal) copied() (text string) {
	term.t.Helper()
	term.until("the clipboard", func() bool {
		var err error
		text, err = term.ask("show-buffer")
		return err == nil && text != ""
	})
	return text
}

// uncopy empties the clipboard.
func (term *terminal) uncopy() {
	for {
		if _, err := term.ask("delete-buffer"); err != nil {
			return
		}
	}
}

// exitFile is where the exit code of the program is written. That of tmux is lost at
// times when it is asked for at the moment of the end (3.3a).
func (term *terminal) exitFile() string { return term.socket + ".exit" }

// exit waits for the end of the program and gives its exit code.
func (term *terminal) exit() (code int) {
	term.t.Helper()
	term.until("the end of the program", func() bool {
		data, err := os.ReadFile(term.exitFile())
		if err != nil {
			return false
		}
		code, err = strconv.Atoi(strings.TrimSpace(string(data)))
		return err == nil
	})
	return code
}
