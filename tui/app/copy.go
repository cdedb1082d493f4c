package app

import (
	"cmp"
	"encoding/base64"
	"strings"

	tea "charm.land/bubbletea/v2"

	"danewalk/tui/screen"
)

// mostOSC52 is how many octets of base64 a terminal takes: xterm, and those who
// learned from it, drop a longer sequence without a word.
const mostOSC52 = 74_000

// copiedMsg tells who took a text.
type copiedMsg struct {
	screen.Effect
	of   screen.Screen // that asked for it
	sent bool          // to the terminal
	took []string      // the programs
}

// copy sends a text to the terminal and to the programs that keep a clipboard.
func (a *App) copy(e screen.Effect) tea.Cmd {
	done := copiedMsg{Effect: e, of: a.top(), sent: !a.o.NoOSC52 && base64.StdEncoding.EncodedLen(len(e.Text)) <= mostOSC52}
	ctx, give := a.ctx, a.o.Copy
	finish := func() tea.Msg {
		if give != nil {
			done.took = give(ctx, e.Text)
		}
		return done
	}
	if !done.sent {
		return finish
	}
	return tea.Batch(tea.SetClipboard(e.Text), finish)
}

// copied says what was done with a text. What nobody took is shown, to be selected
// by hand.
func (a *App) copied(msg copiedMsg) tea.Cmd {
	book := a.o.Look.Book
	var ways []string
	if msg.sent {
		ways = append(ways, book.Say("sent to the terminal (OSC 52)"))
	}
	for _, name := range msg.took {
		if name == "tmux" {
			name = book.Say("tmux buffer")
		}
		ways = append(ways, name)
	}
	long := !msg.sent && !a.o.NoOSC52
	switch said := cmp.Or(msg.Name, book.Say("copied")) + ": " + strings.Join(ways, ", "); {
	case len(ways) > 0 && long:
		a.top().Toast(said + "; " + book.Say("too long for the terminal (OSC 52)"))
		return nil
	case len(ways) > 0:
		a.top().Toast(said)
		return nil
	}
	said := book.Say("not copied: nothing here takes it; select the text with the terminal")
	if long {
		said = book.Say("not copied: too long for the terminal; select the text with it")
	}
	var cmd tea.Cmd
	if a.top() == msg.of {
		if s := screen.PlainOf(a.o.Look, msg.of, msg.Text); s != nil {
			cmd = a.push(s)
		}
	}
	a.top().Toast(said)
	return cmd
}
