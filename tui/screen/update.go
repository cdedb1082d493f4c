package screen

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/pane"
)

// Key handles a key by its name.
func (w *Walk) Key(key string) Effect {
	name := w.keys.Find(command.InWalk, key)
	if w.asking {
		return w.asked(key, name)
	}
	if w.find.typing {
		return w.write(key)
	}
	return w.act(name)
}

// asked handles the answer to "stop and quit?".
func (w *Walk) asked(key string, name command.Name) Effect {
	w.asking, w.toast = false, ""
	switch {
	case key == "n": // the question says that it means no, whatever else it may mean
		return Effect{}
	case key != "y" && key != w.yes() && name != command.Open && name != command.Quit && name != command.Break:
		return Effect{}
	case !w.running: // it has ended meanwhile, or the next one of several has not begun
		return Effect{Do: DoQuit}
	}
	return Effect{Do: DoStopAndQuit}
}

// yes is the letter that says yes in the language of the screen; y does in all.
func (b *base) yes() string { return b.book.Say("[a letter] y") }

// The questions about leaving, in as few cells as can be.
const (
	quits = text.Phrase("Quit?  %s yes  n no")
	tells = text.Phrase("Show the answer?  %s yes  n no")
)

// asks is a question with its answers: the short one where the window would cut them
// off.
func (b *base) asks(short text.Phrase, whole string) string {
	const margin = 2 // beside a message of the footer
	if lipgloss.Width(b.th.Text(whole))+margin > b.w {
		return b.book.Say(short, b.yes())
	}
	return whole
}

// Do carries out a command.
func (w *Walk) Do(name command.Name) Effect {
	w.toast, w.asking = "", false
	if w.find.typing {
		w.find.settle()
	}
	switch name {
	case command.Quit:
		if w.Busy() && w.Recorded.IsZero() { // a saved case is only read, and kept already
			w.asking = true
			return Effect{}
		}
		return Effect{Do: DoQuit}
	case command.Break:
		if w.Busy() && !w.stopped {
			w.stopped, w.toast = true, w.book.Say("stopping; %s again quits", w.key(command.Break))
			return Effect{Do: DoStop}
		}
		return Effect{Do: DoInterrupt}
	case command.Up, command.Down, command.PageUp, command.PageDown, command.First, command.Last:
		w.move(name)
	case command.Left:
		w.left()
	case command.Right, command.Open:
		w.open(name)
	case command.Back:
		return w.back()
	case command.NextPane:
		w.cycle(1)
	case command.PrevPane:
		w.cycle(-1)
	case command.Again, command.Repeat, command.Stop:
		return w.run(name)
	default:
		return w.choose(name)
	}
	return Effect{}
}

// choose carries out the commands that say what is shown.
func (w *Walk) choose(name command.Name) Effect {
	switch name {
	case command.NextProblem:
		w.jump(1)
	case command.PrevProblem:
		w.jump(-1)
	case command.Audience:
		return w.nextAudience()
	case command.Playback:
		return w.play()
	case command.Search:
		w.startSearch()
	case command.Zoom:
		w.zoomed = !w.zoomed
		w.follow()
	case command.Answer, command.Records, command.Talk, command.Timing, command.Servers:
		w.show(viewOf(name))
	case command.Form:
		w.nextForm()
	case command.PrevHost:
		w.nextHost(-1)
	case command.NextHost:
		w.nextHost(1)
	case command.Copy:
		return w.copy()
	case command.Export:
		return w.export()
	case command.Plain:
		return Effect{Do: DoPush, Screen: NewPlain(w.look(), w)}
	case command.Glossary:
		return Effect{Do: DoPush, Screen: NewGlossary(w.look(), w)}
	}
	e, _ := w.common(name)
	return e
}

// play shows the finished check step by step.
func (w *Walk) play() Effect {
	if why := w.disabled(command.Playback); why != "" {
		w.toast = why
		return Effect{}
	}
	return Effect{Do: DoPush, Screen: NewPlayback(w.look(), w)}
}

// viewOf is the view that a command shows.
func viewOf(name command.Name) View {
	return map[command.Name]View{command.Answer: AnswerView, command.Records: RecordsView, command.Talk: TalkView, command.Timing: TimingView, command.Servers: ServersView}[name]
}

// run handles what starts and stops checks.
func (w *Walk) run(name command.Name) Effect {
	if why := w.disabled(name); why != "" {
		w.toast = why
		return Effect{}
	}
	if name == command.Stop {
		w.toast = w.stopping()
		return Effect{Do: DoStop}
	}
	if name == command.Repeat {
		return Effect{Do: DoRepeat}
	}
	return Effect{Do: DoRestart}
}

// stopping is what stands there until a check that was stopped has ended.
func (w *Walk) stopping() string { return w.book.Say("stopping") }

// copy asks for what the copy key copies.
func (w *Walk) copy() Effect {
	s, what := w.onCursor()
	if s == "" {
		s, what = w.copyText(), w.book.Say("copied for %s", pane.AudienceWord(w.book, w.Audience))
	}
	if s == "" {
		w.toast = w.book.Say("nothing to copy yet")
		return Effect{}
	}
	return Effect{Do: DoCopy, Text: s, Name: what}
}

// onCursor is what the cursor of the pane stands on, and what that is in words;
// empty where there is none.
func (w *Walk) onCursor() (s, what string) {
	if s := w.recordText(); s != "" {
		return s, w.book.Say("line copied")
	}
	return w.tableText(), w.book.Say("row copied")
}

// copied is what the copy key copies.
func (w *Walk) copied() string {
	if s, _ := w.onCursor(); s != "" {
		return s
	}
	return w.copyText()
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
			s = plain(blocksOf(w.book, f, w.Audience))
		}
	} else if l := w.selected(); l != nil {
		s = d.Domain + ": " + l.Label + ": " + w.th.State(w.book, l.State).Word + "\n" + l.Note + "\n"
		for _, f := range l.Facts {
			s += f.Label + ": " + f.Value + "\n"
		}
	} else if m := w.meanwhile(); m != nil && m.Copy != nil {
		s = m.Copy[w.Audience]
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

// For tells for whom the words are.
func (w *Walk) For(to explain.Audience) {
	if to == w.Audience {
		return
	}
	w.Audience = to
	w.scroll[OnSlot], w.held[OnSlot] = 0, false
}

func (w *Walk) nextAudience() Effect {
	order := []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert}
	w.For(order[(slices.Index(order, w.Audience)+1)%len(order)])
	w.toast = w.book.Say("words for: %s", pane.AudienceWord(w.book, w.Audience))
	return Effect{Do: DoRemember, Name: SettingAudience, Text: string(w.Audience)}
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
	hosts := w.talkHosts()
	if len(hosts) < 2 {
		w.toast = w.disabled(command.NextHost)
		return
	}
	at := slices.Index(hosts, w.talkHost())
	w.host = hosts[(at+step+len(hosts))%len(hosts)]
	w.toast = w.book.Say("conversation with %s", w.host)
	w.scroll[OnTalk], w.held[OnTalk] = 0, false
	if !w.onScreen(OnTalk) {
		w.show(TalkView)
	}
	w.follow()
}
