package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"regexp"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/tui/command"
	"danewalk/tui/screen"
	"danewalk/tui/theme"
	"danewalk/tui/words"
)

// colours are the only sequences that a frame may have.
var colours = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// deed is one thing that a person, the terminal or the world does.
type deed struct {
	what string
	key  string
	x, y int
}

func (d deed) String() string { return fmt.Sprintf("%s %q %d %d", d.what, d.key, d.x, d.y) }

// deeds draws what happens, with what is likely more often.
func deeds() *rapid.Generator[deed] {
	kinds := []string{"key", "key", "key", "key", "key", "deliver", "deliver", "deliver", "see", "see", "finish", "done", "done", "after", "after", "wait", "paste", "click", "wheel", "size", "ground"}
	named := strings.Fields(`up down left right pgup pgdown home end enter enter enter enter esc tab shift+tab f1 backspace delete ctrl+c ctrl+l
		ctrl+o ctrl+s ctrl+t ctrl+p n N a L L y Y e e d d 1 2 3 4 5 [ ] g g / z r r R R R x space space space + - t b m ? : q`)
	return rapid.Custom(func(t *rapid.T) deed {
		d := deed{what: rapid.SampledFrom(kinds).Draw(t, "what")}
		switch d.what {
		case "key":
			d.key = rapid.SampledFrom(named).Draw(t, "key")
		case "after":
			d.key = rapid.SampledFrom([]string{"r r", "L r", "r", "R", "L L", "R x", "R esc", "r esc", "? q", "e enter", "space +", "Y L", "r L"}).Draw(t, "keys")
		case "paste":
			d.key = rapid.SampledFrom(pastes()).Draw(t, "text")
		case "size":
			d.x, d.y = rapid.IntRange(0, 300).Draw(t, "w"), rapid.IntRange(0, 100).Draw(t, "h")
			if rapid.Bool().Draw(t, "usual") {
				d.x, d.y = 80, 24
			}
		default:
			d.x, d.y = rapid.IntRange(0, 300).Draw(t, "x"), rapid.IntRange(0, 100).Draw(t, "y")
		}
		return d
	})
}

func pastes() []string {
	return []string{
		"example.org", "a.nl\n", "", "\x00\x1b]52;c;x\a", "\u202eevil\u2066", strings.Repeat("x\u0301\U0001f469\u200d\U0001f680", 300), strings.Repeat("line\r\n", 2000),
		"550 5.7.1 <anna@example.org>: TLSA lookup error for mx1.example.net:25\nthe rest\n", "/no/such.case", "\xff\xfe",
	}
}

// disorder is the program with messages that come in any order.
type disorder struct {
	app     *App
	ctx     context.Context
	come    chan brought
	waiting []brought
	started int // commands
	ascii   bool
	german  *text.Book
	mu      sync.Mutex // held by services: several may be at work; who sends a message waits for all of them
	worlds  []*place
	live    []*progress
	owner   map[*explain.Diagnosis]*progress
	wrong   error // the first thing that must not be
	quits   int
	w, h    int
}

// brought is what a command brought; the number makes the order the same each time.
type brought struct {
	number int
	msg    tea.Msg
}

// progress is a check that sees what it is told to see.
type progress struct {
	*place
	log    *evidence.Log
	left   []evidence.Item
	short  bool
	wanted bool // the person stopped it, or left
}

func (p *progress) see(n int) {
	for _, it := range p.left[:min(n, len(p.left))] {
		it.ID = 0
		p.log.Add(it)
	}
	p.left = p.left[min(n, len(p.left)):]
}

func (x *disorder) fail(format string, args ...any) {
	if x.wrong == nil {
		x.wrong = fmt.Errorf(format, args...)
	}
}

// begin begins a check and ends the one under way, as only one may run.
func (x *disorder) begin(at *place) Session {
	x.mu.Lock()
	defer x.mu.Unlock()
	if n := len(x.live); n > 0 {
		if last := x.live[n-1]; !last.log.Closed() {
			if !last.wanted && slices.ContainsFunc(x.app.checks, func(c *check) bool { return c.Log == last.log }) {
				x.fail("a check that nobody stopped is ended by another one")
			}
			last.short = true
			last.log.Close()
		}
	}
	p := &progress{place: at, log: evidence.NewLog(nil), left: at.items}
	x.live = append(x.live, p)
	s := x.session(p)
	s.Again = func() (Session, error) { return x.begin(at), nil }
	s.Stop = func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		p.wanted, p.short = true, !p.log.Closed() || p.short
		p.log.Close()
	}
	s.Keep = func(*explain.Diagnosis) (string, error) { return "/cases/1.case", nil }
	return s
}

func (x *disorder) session(p *progress) Session {
	return Session{Log: p.log, Diagnose: func(c evidence.Case, book *text.Book) *explain.Diagnosis {
		x.mu.Lock()
		defer x.mu.Unlock()
		d := p.judge(c, book, p.short)
		x.owner[d] = p
		return d
	}}
}

// open opens a saved check.
func (x *disorder) open(path string) (Session, error) {
	if strings.HasPrefix(path, "/no") {
		return Session{}, errors.New("no such file\nhint: name another one")
	}
	at := x.worlds[len(path)%len(x.worlds)]
	p := &progress{place: at, log: evidence.NewLog(nil), left: at.items}
	p.see(len(p.left))
	p.log.Close()
	s := x.session(p)
	s.Recorded, s.Path = time.Date(2026, 11, 21, 22, 4, 0, 0, time.UTC), path
	s.Again = func() (Session, error) { return x.begin(at), nil }
	return s, nil
}

func (x *disorder) options() Options {
	keys, err := command.NewKeys(map[string][]string{"cases": {"ctrl+o"}, "settings": {"ctrl+s"}, "port-25": {"ctrl+t"}})
	if err != nil {
		x.fail("keys: %v", err)
	}
	look := screen.Look{Theme: theme.New(theme.Options{ASCII: x.ascii}), Mouse: true, Keys: keys}
	var past []screen.Past
	for i := range 12 {
		past = append(past, screen.Past{Path: "/cases/" + strings.Repeat("x", i), Domain: "example.org", Typed: "\x1b[2Jevil\u202e", Verdict: mail.AtRisk, Says: "old news", Age: "today"})
	}
	return Options{Look: look, Services: Services{
		Start: func(typed string, _ []bounce.Bounce) (Session, error) {
			if len(typed)%7 == 6 {
				return Session{}, errors.New("\x1b[31mnot now\nhint: later")
			}
			return x.begin(x.worlds[len(typed)%len(x.worlds)]), nil
		},
		Open: x.open,
		Past: func(*text.Book) []screen.Past { return past },
		Settings: func() ([]screen.Setting, string) {
			return []screen.Setting{{Name: "language", Label: "[the setting] language", Value: "en", Choices: []string{"en", "de"}}}, "/config.toml"
		},
		Remember: func(name, value string) (screen.Look, error) {
			if name == screen.SettingLanguage {
				look.Book = nil
				if value == text.German {
					look.Book = x.german
				}
			}
			return look, nil
		},
		Port25: func(context.Context) screen.Words {
			time.Sleep(10 * time.Second) // of the test's own clock
			return func(*text.Book) (string, []explain.Block) { return "port 25", []explain.Block{{Heading: "it is open"}} }
		},
		Export: func(e Export) (string, error) {
			if e.Diagnosis == nil {
				x.fail("an export of nothing")
			}
			return e.Path, nil
		},
		Copy: func(_ context.Context, s string) []string {
			if i := strings.IndexFunc(s, func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsGraphic(r) }); i >= 0 {
				x.fail("copied: %q", s[i:min(len(s), i+20)])
			}
			return []string{"tmux"}[:len(s)%2]
		},
		NoOSC52: x.ascii,
	}}
}

// do starts a command as the library does: in a goroutine of its own.
func (x *disorder) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	x.started++
	number := x.started
	go func() {
		msg := cmd()
		if msg == nil {
			return
		}
		select {
		case x.come <- brought{number, msg}:
		case <-x.ctx.Done():
		}
	}()
}

// send gives a message to the program and looks at what it shows.
func (x *disorder) send(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			x.do(c)
		}
		synctest.Wait()
		return
	case tea.QuitMsg:
		x.quits++
		return
	}
	_, cmd := x.app.Update(msg)
	x.do(cmd)
	synctest.Wait()
	x.honest()
	if len(x.app.stack) > 60 {
		x.fail("%d screens", len(x.app.stack))
	}
}

// gather takes what commands have brought by now.
func (x *disorder) gather() {
	for {
		synctest.Wait()
		select {
		case msg := <-x.come:
			x.waiting = append(x.waiting, msg)
		default:
			slices.SortFunc(x.waiting, func(a, b brought) int { return a.number - b.number })
			return
		}
	}
}

// deliver gives one of the messages that wait to the program.
func (x *disorder) deliver(which int) bool {
	x.gather()
	if len(x.waiting) == 0 {
		return false
	}
	i := which % len(x.waiting)
	msg := x.waiting[i].msg
	x.waiting = slices.Delete(x.waiting, i, i+1)
	x.send(msg)
	return true
}

func (x *disorder) act(d deed) {
	switch d.what {
	case "key":
		x.key(d.key)
	case "paste":
		x.send(tea.PasteMsg{Content: d.key})
	case "click":
		x.send(tea.MouseClickMsg{X: d.x % max(x.w, 1), Y: d.y % max(x.h, 1), Button: tea.MouseLeft})
	case "wheel":
		button := tea.MouseWheelUp
		if d.x%2 == 0 {
			button = tea.MouseWheelDown
		}
		x.send(tea.MouseWheelMsg{X: d.x % max(x.w, 1), Y: d.y % max(x.h, 1), Button: button})
	case "size":
		x.w, x.h = d.x, d.y
		x.send(tea.WindowSizeMsg{Width: d.x, Height: d.y})
	case "ground":
		x.send(tea.BackgroundColorMsg{})
	case "deliver":
		for i := range 1 + d.y%8 {
			x.deliver(d.x + i)
		}
	case "see", "finish", "done", "after":
		if n := len(x.live); n > 0 {
			p := x.live[n-1]
			if p.see(1 + d.x*len(p.items)/600); d.what != "see" {
				p.see(len(p.left))
				p.log.Close()
			}
		}
		if d.what == "done" || d.what == "after" {
			x.rest(time.Duration(d.y) * 100 * time.Millisecond)
		}
		for _, key := range strings.Fields(d.key) {
			x.key(key)
		}
	case "wait":
		time.Sleep(time.Duration(d.x*d.x) * 100 * time.Microsecond)
	}
}

// key presses a key by its name.
func (x *disorder) key(name string) {
	codes := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "tab": tea.KeyTab, "enter": tea.KeyEnter, "f1": tea.KeyF1,
		"pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "home": tea.KeyHome, "end": tea.KeyEnd, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "space": tea.KeySpace,
	}
	msg := tea.KeyPressMsg{Text: name}
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		msg = tea.KeyPressMsg{Code: rune(rest[0]), Mod: tea.ModCtrl}
	} else if rest, ok := strings.CutPrefix(name, "shift+"); ok {
		msg = tea.KeyPressMsg{Code: codes[rest], Mod: tea.ModShift}
	} else if code, ok := codes[name]; ok {
		msg = tea.KeyPressMsg{Code: code}
	}
	x.send(msg)
}

// look checks the frame: as large as the window, and nothing in it that drives a
// terminal or deceives a reader.
func (x *disorder) look() {
	view := x.app.View()
	lines := strings.Split(view.Content, "\n")
	if x.w < 1 || x.h < 1 {
		if view.Content != "" {
			x.fail("a frame without a window: %q", view.Content)
		}
		return
	}
	if len(lines) != x.h {
		x.fail("%dx%d: %d lines", x.w, x.h, len(lines))
	}
	for y, l := range lines {
		if got := ansi.StringWidth(l); got != x.w {
			x.fail("%dx%d: line %d is %d cells wide: %q", x.w, x.h, y, got, l)
		}
		for _, r := range ansi.Strip(l) {
			if !unicode.IsGraphic(r) || unicode.Is(unicode.M, r) || x.ascii && r > 0x7e {
				x.fail("line %d holds %U: %q", y, r, l)
			}
		}
		if strings.Contains(colours.ReplaceAllString(l, ""), "\x1b") {
			x.fail("line %d drives the terminal: %q", y, l)
		}
	}
	if strings.IndexFunc(view.WindowTitle, unicode.IsControl) >= 0 {
		x.fail("title %q", view.WindowTitle)
	}
}

// honest checks that a walk shows a diagnosis of its own run, and none better than
// what was seen allows.
func (x *disorder) honest() {
	for _, c := range x.app.checks {
		d := c.walk.Diagnosis()
		if d == nil {
			continue
		}
		p := x.owner[d]
		if p == nil || p.log != c.Log {
			x.fail("the walk shows the result of another run")
			continue
		}
		if d.Verdict != mail.Protected {
			continue
		}
		if now := p.judge(p.log.Case(), nil, p.short); now.Verdict != mail.Protected {
			x.fail("the walk says %s, and all that was seen %s", d.Verdict, now.Verdict)
		}
	}
}

// rest lets everything come that is under way.
func (x *disorder) rest(length time.Duration) {
	for range 3 {
		time.Sleep(length / 3) // of the test's own clock
		for n := 0; n < 200 && x.deliver(0); n++ {
		}
	}
}

// settled checks what must be true when nothing is under way.
func (x *disorder) settled() {
	for _, c := range x.app.checks {
		p := x.owner[c.walk.Diagnosis()]
		if p == nil {
			if len(c.Log.Case().Items) > 0 {
				x.fail("nothing is said of what was seen")
			}
			continue
		}
		if p.log.Closed() && c.walk.Running() && !c.restarting {
			x.fail("the check has ended, and its walk goes on")
		}
		if p.short && !p.wanted {
			x.fail("the check was ended, and nobody stopped it")
		}
		d := c.walk.Diagnosis()
		if now := p.judge(p.log.Case(), x.app.o.Look.Book, p.short); d.Verdict != now.Verdict || d.Headline != now.Headline {
			x.fail("the walk says %s, %q, and of all that was seen is to be said %s, %q", d.Verdict, d.Headline, now.Verdict, now.Headline)
		}
	}
}

// home presses Esc until the first screen is there.
func (x *disorder) home() {
	first, quits := x.app.stack[0], x.quits
	for range 8*len(x.app.stack) + 16 {
		x.key("esc")
		for n := 0; n < 50 && x.deliver(0); n++ {
		}
	}
	if len(x.app.stack) != 1 || x.app.top() != first {
		x.fail("Esc does not lead to the first screen, but to %T of %d", x.app.top(), len(x.app.stack))
	}
	if x.quits != quits {
		x.fail("Esc quits")
	}
}

// run does everything that was drawn, and what a person does who has enough.
func (x *disorder) run(list []deed) {
	var now deed
	defer func() {
		if fault := recover(); fault != nil {
			x.fail("after %s: %v\n%s", now, fault, debug.Stack())
		}
	}()
	x.do(x.app.Init())
	for i := 0; i < len(list) && x.wrong == nil; i++ {
		now = list[i]
		x.act(now)
		if x.w*x.h < 200*60 || i%4 == 0 {
			x.look()
		}
	}
	if x.wrong == nil {
		x.rest(3 * time.Second)
		x.settled()
		x.look()
		x.home()
		x.look()
	}
}

// ordinary keeps an ordinary run short; -rapid.checks asks for more.
func ordinary(t *testing.T, checks int) {
	t.Helper()
	const name = "rapid.checks"
	usual := flag.Lookup(name).Value.String()
	if usual != flag.Lookup(name).DefValue {
		return
	}
	if err := flag.Set(name, strconv.Itoa(checks)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set(name, usual) })
}

// TestDisorder: whatever a person, a terminal and a world do, in whatever order
// messages come, the program does not fall, every frame is whole and harmless, and
// nothing is said that was not seen.
func TestDisorder(t *testing.T) {
	worlds := places(t)
	german, err := text.NewBook(text.German, words.Files())
	if err != nil {
		t.Fatal(err)
	}
	ordinary(t, 20)
	rapid.Check(t, func(rt *rapid.T) {
		list := rapid.SliceOfN(deeds(), 20, 120).Draw(rt, "deeds")
		ascii, first := rapid.Bool().Draw(rt, "ascii"), rapid.IntRange(-3, len(worlds)-1).Draw(rt, "first")
		var wrong error
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer func() {
				cancel()
				time.Sleep(time.Hour) // of the test's own clock: by then all commands must have ended, or the test fails
			}()
			x := &disorder{ctx: ctx, come: make(chan brought, 1<<12), ascii: ascii, german: german, worlds: worlds, owner: map[*explain.Diagnosis]*progress{}}
			o := x.options()
			if first >= 0 {
				s := x.begin(worlds[first])
				o.First = &s
			}
			x.app = New(ctx, o)
			x.w, x.h = 80, 24
			x.send(tea.WindowSizeMsg{Width: 80, Height: 24})
			x.run(list)
			wrong = x.wrong
			for _, p := range x.live {
				p.log.Close()
			}
		})
		if wrong != nil {
			rt.Fatal(wrong)
		}
	})
}
