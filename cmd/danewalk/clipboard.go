package main

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
)

// Limits of what programs are given.
const (
	clipTime = 2 * time.Second        // for each program: an X server behind a dead connection never answers
	clipWait = 100 * time.Millisecond // for what a program leaves behind at its end
	clipMost = 1 << 20                // octets: more is no text for a ticket
)

// clipboard gives texts to the programs of this computer that keep one. The
// terminal itself is asked by the screens (OSC 52).
type clipboard struct {
	env   func(string) string
	goos  string
	limit time.Duration // for each program
	ctx   context.Context
	end   context.CancelFunc
	using sync.RWMutex // read: somebody waits for a program
}

func newClipboard(ctx context.Context, env func(string) string, goos string) *clipboard {
	c := &clipboard{env: env, goos: goos, limit: clipTime}
	c.ctx, c.end = context.WithCancel(ctx)
	return c
}

// close ends the programs that are still at it, and waits for their end.
func (c *clipboard) close() {
	c.end()
	c.using.Lock()
	defer c.using.Unlock()
}

// keeper is a program that takes a text from its standard input.
type keeper struct {
	argv []string
	wide bool // it takes other letters than those of ASCII in UTF-16 only
}

// name is what people know the program by.
func (k keeper) name() string { return strings.TrimSuffix(k.argv[0], ".exe") }

// keepers are the programs to give a text to: of each group the first that takes it.
func (c *clipboard) keepers() [][]keeper {
	var out [][]keeper
	if c.env("TMUX") != "" { // -w hands it on to the terminal outside, from tmux 3.2 on
		out = append(out, []keeper{{argv: []string{"tmux", "load-buffer", "-w", "-"}}, {argv: []string{"tmux", "load-buffer", "-"}}})
	}
	var native []keeper
	away := c.env("SSH_CONNECTION") != "" // the clipboard of a computer where nobody sits
	switch {
	case c.goos == "darwin" && !away:
		native = append(native, keeper{argv: []string{"pbcopy"}})
	case c.goos == "windows" && !away:
		native = append(native, keeper{argv: []string{"clip.exe"}, wide: true})
	}
	if c.env("WAYLAND_DISPLAY") != "" {
		native = append(native, keeper{argv: []string{"wl-copy"}})
	}
	if c.env("DISPLAY") != "" {
		native = append(native, keeper{argv: []string{"xclip", "-selection", "clipboard", "-in"}}, keeper{argv: []string{"xsel", "--clipboard", "--input"}})
	}
	if c.env("WSL_DISTRO_NAME") != "" {
		native = append(native, keeper{argv: []string{"clip.exe"}, wide: true})
	}
	return append(out, native)
}

// deaf tells whether the terminal is known not to take a text for the clipboard:
// consoles without one, GNU screen, which keeps the sequence to itself, and the
// terminal of macOS, which knows none.
func (c *clipboard) deaf() bool {
	term := c.env("TERM")
	for _, bare := range []string{"linux", "dumb", "vt", "cons"} {
		if strings.HasPrefix(term, bare) {
			return true
		}
	}
	return c.env("STY") != "" && c.env("TMUX") == "" || c.env("TERM_PROGRAM") == "Apple_Terminal"
}

// copy gives a text to the programs, all at once, and names those that took it.
func (c *clipboard) copy(ctx context.Context, text string) []string {
	c.using.RLock()
	defer c.using.RUnlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.ctx, cancel)()
	if len(text) > clipMost {
		return nil
	}
	groups := c.keepers()
	took := make([]string, len(groups))
	var all sync.WaitGroup
	for i, group := range groups {
		all.Go(func() {
			for _, k := range group {
				if c.give(ctx, k, text) {
					took[i] = k.name()
					return
				}
			}
		})
	}
	all.Wait()
	return slices.DeleteFunc(took, func(name string) bool { return name == "" })
}

// give starts a program without a shell and tells whether it took the text. It
// has no terminal to write to, and does not outlive the limit; what xclip and
// wl-copy leave behind after they have taken the text serves it to others.
func (c *clipboard) give(ctx context.Context, k keeper, text string) bool {
	path, err := exec.LookPath(k.argv[0])
	if err != nil {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, k.argv[1:]...)
	cmd.Stdin = strings.NewReader(text)
	if k.wide {
		cmd.Stdin = strings.NewReader(wide(text))
	}
	cmd.WaitDelay = clipWait
	apart(cmd)
	return cmd.Run() == nil
}

// wide writes a text as clip.exe understands it: UTF-16, low octet first, unless
// it is all ASCII.
func wide(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }) < 0 {
		return text
	}
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}
