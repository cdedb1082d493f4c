package app

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"danewalk/tui/screen"
	"danewalk/tui/theme"
)

// TestCopySaysWhatWasDone: what the footer says after y, depending on who takes a
// text; the plain text comes where nobody does.
func TestCopySaysWhatWasDone(t *testing.T) {
	for _, c := range []struct {
		name   string
		took   []string
		deaf   bool
		none   bool // there is no service
		long   bool
		shows  string
		opened bool
	}{
		{name: "a terminal", shows: "copied for helpdesk: sent to the terminal (OSC 52)"},
		{name: "no service", none: true, shows: "sent to the terminal (OSC 52)"},
		{name: "tmux", took: []string{"tmux"}, shows: "sent to the terminal (OSC 52), tmux buffer"},
		{name: "a console with X", deaf: true, took: []string{"xclip"}, shows: "copied for helpdesk: xclip"},
		{name: "a console", deaf: true, shows: "not copied: nothing here takes it", opened: true},
		{name: "a console, no service", deaf: true, none: true, shows: "not copied: nothing here takes it", opened: true},
		{name: "too long", long: true, shows: "not copied: too long for the terminal", opened: true},
		{name: "too long, with a program", long: true, took: []string{"wl-copy"}, shows: "wl-copy; too long for the terminal (OSC 52)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var got []string
				o := newHouse(t).options()
				o.NoOSC52 = c.deaf
				if !c.none {
					o.Copy = func(_ context.Context, text string) []string {
						got = append(got, text)
						return c.took
					}
				}
				d := drive(t, o)
				d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
				d.keys("tab", "enter")
				e := screen.Effect{Do: screen.DoCopy, Name: "copied for helpdesk", Text: "a text"}
				if c.long {
					e.Text = strings.Repeat("x", mostOSC52)
				}
				below := len(d.stack)
				d.run(d.do(e))
				d.shows(c.shows)
				if opened := len(d.stack) > below; opened != c.opened {
					t.Errorf("the plain text is shown: %v", opened)
				}
				if c.opened {
					d.shows("What y copies")
					if d.View().MouseMode != 0 {
						t.Error("the mouse is not the terminal's")
					}
				}
				if !c.none && (len(got) != 1 || got[0] != e.Text) {
					t.Errorf("the programs got %d texts", len(got))
				}
			})
		})
	}
}

// A text is sent to the terminal by the program loop; the service that hangs
// holds up neither that nor the keys.
func TestCopyDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newHouse(t).options()
		free := make(chan struct{})
		o.Copy = func(ctx context.Context, _ string) []string {
			select {
			case <-free:
			case <-ctx.Done():
			}
			return []string{"xsel"}
		}
		d := steer(t, o)
		d.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		cmd := d.do(screen.Effect{Do: screen.DoCopy, Name: "copied", Text: "a text"})
		d.keys("tab") // the loop goes on
		if strings.Contains(d.top().Message(), "copied") {
			t.Error("it says that it is copied before it is")
		}
		close(free)
		d.run(cmd)
		if got := d.top().Message(); got != "copied: sent to the terminal (OSC 52), xsel" {
			t.Errorf("%q", got)
		}
	})
}

// What nobody took is not shown over another screen than the one it came from.
func TestCopyOfAScreenThatWasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newHouse(t).options()
		o.NoOSC52 = true
		d := drive(t, o)
		d.keys("tab", "enter")
		cmd := d.do(screen.Effect{Do: screen.DoCopy, Text: "a text"})
		d.keys("esc", "esc")
		below := len(d.stack)
		d.run(cmd)
		if len(d.stack) != below || !strings.Contains(d.top().Message(), "not copied") {
			t.Errorf("%d screens, %q", len(d.stack), d.top().Message())
		}
	})
}

func TestSelectMode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, mouse := range []bool{true, false} {
			o := newHouse(t).options()
			o.Look = screen.Look{Theme: theme.New(theme.Options{}), Mouse: mouse}
			d := drive(t, o)
			d.keys("tab", "enter")
			on := d.View().MouseMode
			if (on != 0) != mouse {
				t.Fatalf("mouse wanted %v, mode %v", mouse, on)
			}
			d.keys("m")
			if d.View().MouseMode != 0 {
				t.Error("the mouse is not released")
			}
			d.shows("select mode")
			d.keys("?") // what is above it is as always
			if d.View().MouseMode != on {
				t.Error("the mouse is off in the help")
			}
			d.keys("esc", "m")
			if d.View().MouseMode != on {
				t.Errorf("mode %v after select mode, before it %v", d.View().MouseMode, on)
			}
		}
	})
}
