package screen

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/tui/layout"
)

// Do is something that a screen cannot do itself.
type Do int

// What can be asked for.
const (
	Nothing Do = iota
	DoQuit
	DoInterrupt // quit as after Ctrl+C
	DoStop
	DoStopAndQuit
	DoRestart
	DoCopy
	DoRedraw
	DoSuspend
)

// Effect is what a key asks of the program.
type Effect struct {
	Do   Do
	Text string // what to copy
}

// Key handles a key by its name.
func (w *Walk) Key(key string) Effect {
	w.toast = ""
	a := actionOf(key)
	if w.asking {
		return w.asked(key, a)
	}
	if e, done := w.always(a); done {
		return e
	}
	if w.help {
		w.inHelp(a)
		return Effect{}
	}
	return w.act(a)
}

// asked handles the answer to "stop and quit?".
func (w *Walk) asked(key string, a Action) Effect {
	w.asking = false
	switch {
	case key != "y" && a != Open && a != Quit && a != Break:
		return Effect{}
	case !w.running: // it has ended meanwhile
		return Effect{Do: DoQuit}
	}
	return Effect{Do: DoStopAndQuit}
}

// always handles what is the same everywhere.
func (w *Walk) always(a Action) (Effect, bool) {
	switch a {
	case Quit:
		if w.running {
			w.asking = true
			return Effect{}, true
		}
		return Effect{Do: DoQuit}, true
	case Break:
		if w.running && !w.stopped {
			w.stopped, w.toast = true, "stopping; Ctrl+C again quits"
			return Effect{Do: DoStop}, true
		}
		return Effect{Do: DoInterrupt}, true
	case Redraw:
		return Effect{Do: DoRedraw}, true
	case Suspend:
		return Effect{Do: DoSuspend}, true
	case Help:
		w.help, w.helpScroll = !w.help, 0
		return Effect{}, true
	case Mouse:
		w.mouse = !w.mouse
		w.toast = "mouse off: the terminal selects text now"
		if w.mouse {
			w.toast = "mouse on"
		}
		return Effect{}, true
	}
	return Effect{}, false
}

func (w *Walk) inHelp(a Action) {
	r, _ := w.plan().Find(layout.Solo)
	switch a {
	case Back, Open:
		w.help = false
	case Up:
		w.helpScroll--
	case Down:
		w.helpScroll++
	case PageUp:
		w.helpScroll -= max(1, r.H-3)
	case PageDown:
		w.helpScroll += max(1, r.H-3)
	case Home:
		w.helpScroll = 0
	case End:
		w.helpScroll = 1 << 20
	}
	w.helpScroll = w.clampHelp(r)
}

func (w *Walk) act(a Action) Effect {
	switch a {
	case Up, Down, PageUp, PageDown, Home, End:
		w.move(a)
	case Left:
		w.left()
	case Right, Open:
		w.open(a)
	case Back:
		w.back()
	case NextPane:
		w.cycle(1)
	case PrevPane:
		w.cycle(-1)
	case Next:
		w.jump(1)
	case Prev:
		w.jump(-1)
	case Audience:
		w.nextAudience()
	case Zoom:
		w.zoomed = !w.zoomed
		w.follow()
	case View1, View2, View3, View4:
		w.show(View(1 + slices.Index([]Action{View1, View2, View3, View4}, a)))
	case PrevHost:
		w.nextHost(-1)
	case NextHost:
		w.nextHost(1)
	case Copy:
		return w.copy()
	case Again, Stop:
		return w.run(a)
	}
	return Effect{}
}

// run handles what starts and stops checks.
func (w *Walk) run(a Action) Effect {
	if why := w.disabled(a); why != "" {
		w.toast = why
		return Effect{}
	}
	if a == Stop {
		w.toast = "stopping"
		return Effect{Do: DoStop}
	}
	return Effect{Do: DoRestart}
}

// copy asks for what the copy key copies.
func (w *Walk) copy() Effect {
	s := w.copyText()
	if s == "" {
		w.toast = "nothing to copy yet"
		return Effect{}
	}
	w.toast = fmt.Sprintf("copied for %s: sent to the terminal (OSC 52)", w.Audience)
	return Effect{Do: DoCopy, Text: s}
}

// copyText is the text for a ticket: what the finding shown says, else what is
// known of the selected link, else of the whole.
func (w *Walk) copyText() string {
	d := w.diagnosis
	if d == nil {
		return ""
	}
	s := ""
	if f := w.shown(); f != nil {
		if s = f.Copy[w.Audience]; w.Audience == explain.Helpdesk {
			s = explain.Notice(d, w.indexOf(f))
		}
		if s == "" {
			s = plain(words(f, w.Audience))
		}
	} else if l := w.selected(); l != nil {
		s = d.Domain + ": " + l.Label + ": " + w.th.State(l.State).Word + "\n" + l.Note + "\n"
		for _, f := range l.Facts {
			s += f.Label + ": " + f.Value + "\n"
		}
	} else if s = d.Copy[w.Audience]; s == "" {
		s = plain(d.Answers[w.Audience])
	}
	lines := strings.Split(strings.TrimSpace(s), "\n")
	for i := range lines {
		lines[i] = w.th.Text(lines[i])
	}
	return strings.Join(lines, "\n")
}

// indexOf is the place of a finding in the diagnosis.
func (w *Walk) indexOf(f *explain.Explained) int {
	for i := range w.diagnosis.Findings {
		if &w.diagnosis.Findings[i] == f {
			return i
		}
	}
	return -1
}

// plain writes blocks as text.
func plain(blocks []explain.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		b.WriteString(block.Heading + ":\n" + strings.Join(block.Paras, "\n") + "\n")
	}
	return b.String()
}

func (w *Walk) nextAudience() {
	order := []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert}
	w.Audience = order[(slices.Index(order, w.Audience)+1)%len(order)]
	w.scroll[OnSlot], w.held[OnSlot] = 0, false
	w.toast = "words for: " + string(w.Audience)
}

// show chooses a view. Where the view has a pane of its own, that pane gets the
// keyboard; else it takes the place of the answer.
func (w *Walk) show(v View) {
	own := map[View]Focus{TalkView: OnTalk, TimingView: OnTiming}
	if f, ok := own[v]; ok && w.onScreen(f) {
		w.focus = f
		w.follow()
		return
	}
	w.view, w.focus = v, OnSlot
	w.scroll[OnSlot], w.held[OnSlot] = 0, false
	w.follow()
}

// nextHost shows the conversation with another mail server.
func (w *Walk) nextHost(step int) {
	hosts := w.talk.Hosts()
	if len(hosts) < 2 {
		w.toast = w.disabled(NextHost)
		return
	}
	at := slices.Index(hosts, w.talkHost())
	w.host = hosts[(at+step+len(hosts))%len(hosts)]
	w.toast = "conversation with " + w.host
	w.scroll[OnTalk], w.held[OnTalk] = 0, false
	if !w.onScreen(OnTalk) {
		w.show(TalkView)
	}
	w.follow()
}
