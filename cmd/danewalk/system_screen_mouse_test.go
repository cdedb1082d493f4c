//go:build system && linux

package main_test

import (
	"fmt"
	"strings"
	"testing"
)

// testMouse clicks on what can be clicked, and turns the wheel.
func testMouse(t *testing.T, s *screens) {
	term := s.newTerminal(t, 120, 36)
	term.open(s)
	if got := term.value("mouse_sgr_flag"); got != "1" {
		t.Fatal("the program does not ask for the mouse")
	}
	t.Run("a step of the chain", func(t *testing.T) {
		term := term.of(t)
		term.click("STARTTLS")
		term.waitFor("STARTTLS: ok")
	})
	t.Run("a mail server, twice: its steps", func(t *testing.T) {
		term := term.of(t)
		term.click("mx1.example.net ►")
		term.waitFor("mx1.example.net: ok")
		term.click("mx1.example.net ►")
		term.waitGone("mx1.example.net ►")
	})
	t.Run("a view", func(t *testing.T) {
		term := term.of(t)
		term.click("5 Servers")
		term.waitFor("NAME SERVERS")
		term.click("1 Answer")
		term.waitFor(" ANSWER ")
	})
	t.Run("a word of the footer", func(t *testing.T) {
		term := term.of(t)
		term.uncopy()
		term.click("copy answer")
		if text := term.copied(); text == "" {
			t.Error("nothing was copied")
		}
		term.waitFor("copied")
		term.press("1") // takes the message away
		term.waitFor("z zoom")
		term.click("z zoom")
		term.waitGone("CHAIN OF TRUST")
		term.press("z")
		term.waitFor("CHAIN OF TRUST")
	})
	t.Run("the wheel", func(t *testing.T) {
		term := term.of(t)
		x, y := term.find("CONVERSATION")
		for range 40 {
			term.mouse(wheelUp, x, y+3)
		}
		term.waitFor("S  220 mx1.example.net")
		for range 60 {
			term.mouse(wheelDown, x, y+3)
		}
		term.waitFor("-- end, ")
		term.waitGone("S  220 mx1.example.net")
	})
	t.Run("outside of everything", func(t *testing.T) {
		term := term.of(t)
		for _, at := range [][2]int{{0, 0}, {119, 35}, {500, 500}, {56, 10}, {119, 2}} {
			term.mouse(buttonLeft, at[0], at[1])
			term.mouse(wheelDown, at[0], at[1])
		}
		term.press("L")
		term.waitFor("VERTRAUENSKETTE")
	})
}

// testResizeStorm changes the size of the window faster than it can be drawn, from
// a cell to more than any screen has. Then the screen is right again.
func testResizeStorm(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	term.open(s)
	calm := term.screen()
	var storm []string
	for round := range 12 {
		for _, size := range [][2]int{{1, 1}, {300, 100}, {40, 10}, {2, 90}, {250, 2}, {60, 20}, {120 - round, 36}, {19, 5 + round}, {200, 50}, {80, 1}, {1, 24}} {
			storm = append(storm, ";", "resize-window", "-t", "t", "-x", fmt.Sprint(size[0]), "-y", fmt.Sprint(size[1]))
		}
	}
	term.tmux(storm[1:]...)
	term.resize(300, 100)
	term.waitFor("CHAIN OF TRUST", "ANSWER", "TIMING")
	term.resize(40, 10)
	term.until("the small screen", func() bool {
		lines := strings.Split(strings.TrimSpace(term.screen()), "\n")
		return len(lines) <= 10 && strings.Contains(lines[0], "AT RISK") || strings.Contains(lines[min(1, len(lines)-1)], "AT RISK")
	})
	term.resize(80, 24)
	term.until("the screen as it was before", func() bool { return term.screen() == calm })
	term.press("q")
	if code := term.exit(); code != 1 {
		t.Errorf("exit code %d", code)
	}
}

// testResizeAtStart changes the size of the window while the program starts, as
// window managers do that place a window after they have opened it.
func testResizeAtStart(t *testing.T, s *screens) {
	term := s.newTerminal(t, 80, 24)
	for range 8 {
		term.w, term.h = 40, 5
		term.run("open", s.demo)
		term.resize(80, 24)
		term.waitFor("CHAIN OF TRUST", "copy answer")
	}
}
