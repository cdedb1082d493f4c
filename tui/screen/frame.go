package screen

import (
	"strings"

	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
)

// Lines is the whole frame: as many lines as the window has rows, each exactly
// as wide as the window.
func (w *Walk) Lines() []string {
	if w.w < 1 || w.h < 1 {
		return nil
	}
	w.laid = nil
	w.settled()
	plan := w.plan()
	rows := make([]strings.Builder, w.h)
	for _, a := range plan.Areas {
		for i, line := range w.draw(plan.Kind, a) {
			rows[a.Y+i].WriteString(line)
		}
	}
	w.laid = nil
	out := make([]string, w.h)
	for i := range rows {
		out[i] = rows[i].String()
	}
	return out
}

// draw gives the lines of one area.
func (w *Walk) draw(kind layout.Kind, a layout.Area) []string {
	switch a.Name {
	case layout.TitleBar:
		line, _ := pane.TitleBar(w.th, w.Place(), w.note(), w.tabs(), w.short(), a.W)
		return []string{line}
	case layout.VerdictBar:
		bar, rule := w.verdict().Bar(w.th, a.W)
		return []string{bar, rule}
	case layout.Footer:
		line, _ := pane.Footer(w.th, w.footer(), w.corners(), w.Message(), a.W)
		return []string{line}
	case layout.Rule:
		return []string{pane.RuleLine(w.th, a.W)}
	case layout.Divider:
		out := make([]string, a.H)
		for i := range out {
			out[i] = pane.DividerCell(w.th)
		}
		return out
	case layout.Solo:
		if kind == layout.Verdict {
			return w.alone(a)
		}
	}
	f, _ := w.focusOf(a.Name)
	c, ok := w.laid[f] // just made, to see what is in sight
	if !ok {
		c = w.content(f, a.W, a.H)
	}
	return w.marked(f, c, a.W).Render(w.th, a.W, a.H, w.scroll[f])
}

// alone is the verdict without panes; a message takes its last line.
func (w *Walk) alone(a layout.Area) []string {
	out := w.verdict().Alone(w.th, w.corner(command.InWalk), a.W, a.H)
	if m := w.Message(); m != "" {
		out[len(out)-1], _ = pane.Footer(w.th, nil, w.corner(command.InWalk), m, a.W)
	}
	return out
}

// views are the commands that show a view, in their order.
func views() []command.Name {
	return []command.Name{command.Answer, command.Records, command.Talk, command.Timing, command.Servers}
}

// short is what the title says where the views have no room: their keys.
func (w *Walk) short() []pane.Hint {
	var all []string
	inRow := true // the keys lie side by side
	for i, name := range views() {
		all = append(all, w.key(name))
		inRow = inRow && len(all[i]) == 1 && all[i][0] == all[0][0]+byte(i)
	}
	keys := strings.Join(all, " ")
	if inRow {
		keys = all[0] + "-" + all[len(all)-1]
	}
	return append([]pane.Hint{{Key: keys, Word: w.book.Say("[keys of all] views")}}, w.hints(command.InWalk, command.Help)...)
}

func (w *Walk) tabs() []pane.Tab {
	words := map[command.Name]text.Phrase{
		command.Answer: "[a view] Answer", command.Records: "[a view] Records", command.Talk: "[a view] Talk", command.Timing: "[a view] Timing",
		command.Servers: "[a view] Servers",
	}
	var out []pane.Tab
	for _, name := range views() {
		out = append(out, pane.Tab{Key: w.key(name), Word: w.book.Say(words[name]), Active: viewOf(name) == w.view})
	}
	return out
}

// Message is what the footer says in place of its keys.
func (w *Walk) Message() string {
	switch {
	case w.asking && w.round.pausing:
		return w.asks(quits, w.book.Say("%d of %d checks done. Quit without the others?  %s yes  n no", w.round.now, w.round.of, w.yes()))
	case w.asking && !w.running:
		return w.asks(quits, w.book.Say("The check has ended. Quit?  %s yes  n no", w.yes()))
	case w.asking:
		return w.asks(quits, w.book.Say("The check is still running. Stop it and quit?  %s yes  n no", w.yes()))
	case w.toast != "":
		return w.toast
	case w.find.typing:
		return w.find.line(w.book, w.th, w.searched())
	}
	return ""
}

// corners is what the footer shows at its right end: while a text is written, what
// ends that.
func (w *Walk) corners() []pane.Hint {
	if w.find.typing {
		return w.find.corner(&w.base, command.InWalk)
	}
	return w.corner(command.InWalk)
}

// footer are the keys that are most useful now.
func (w *Walk) footer() []pane.Hint {
	if w.bare {
		return w.bareHints()
	}
	if w.find.on {
		return w.find.hints(&w.base, command.InWalk, w.searched())
	}
	var out []pane.Hint
	add := func(when bool, name command.Name) {
		if when {
			out = append(out, w.hints(command.InWalk, name)...)
		}
	}
	alone := w.focus != OnChain && (w.zoomed || layout.Of(w.w, w.h, false).Kind == layout.One)
	add(alone, command.Back)
	add(w.running, command.Stop)
	add(len(w.problems()) > 0, command.NextProblem)
	add(!w.running, command.Copy)
	add(w.onRecords(), command.Form)
	add(!w.onRecords(), command.Audience)
	add(w.focus == OnChain, command.Open)
	add(w.disabled(command.Again) == "", command.Again)
	add(!alone, command.NextPane)
	if h, ok := w.hint(command.InWalk, command.PrevHost); ok && len(w.talkHosts()) > 1 {
		out = append(out, pane.Hint{Key: w.otherHosts(), Word: h.Word})
	}
	add(true, command.Zoom)
	add(true, command.Language)
	add(true, command.Mouse)
	return out
}
