package screen

import (
	"strings"

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
	plan := w.plan()
	rows := make([]strings.Builder, w.h)
	for _, a := range plan.Areas {
		for i, line := range w.draw(plan.Kind, a) {
			rows[a.Y+i].WriteString(line)
		}
	}
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
		line, _ := pane.TitleBar(w.th, w.Place(), w.note(), w.tabs(), a.W)
		return []string{line}
	case layout.VerdictBar:
		bar, rule := w.verdict().Bar(w.th, a.W)
		return []string{bar, rule}
	case layout.Footer:
		line, _ := pane.Footer(w.th, w.footer(), w.corner(command.InWalk), w.Message(), a.W)
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
	return w.content(f, a.W, a.H).Render(w.th, a.W, a.H, w.scroll[f])
}

// alone is the verdict without panes; a message takes its last line.
func (w *Walk) alone(a layout.Area) []string {
	out := w.verdict().Alone(w.th, a.W, a.H)
	if m := w.Message(); m != "" {
		out[len(out)-1], _ = pane.Footer(w.th, nil, w.corner(command.InWalk), m, a.W)
	}
	return out
}

func (w *Walk) tabs() []pane.Tab {
	out := []pane.Tab{{Key: "1", Word: "Answer"}, {Key: "2", Word: "Records"}, {Key: "3", Word: "Talk"}, {Key: "4", Word: "Timing"}, {Key: "5", Word: "Servers"}}
	out[w.view-1].Active = true
	return out
}

// Message is what the footer says in place of its keys.
func (w *Walk) Message() string {
	switch {
	case w.asking && !w.running:
		return "The check has ended. Quit?  y yes  n no"
	case w.asking:
		return "The check is still running. Stop it and quit?  y yes  n no"
	case w.toast != "":
		return w.toast
	}
	return ""
}

// footer are the keys that are most useful now.
func (w *Walk) footer() []pane.Hint {
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
	if h, ok := w.hint(command.InWalk, command.PrevHost); ok && len(w.talk.Hosts()) > 1 {
		out = append(out, pane.Hint{Key: h.Key + " " + w.keys.Of(command.InWalk, command.NextHost), Word: h.Word})
	}
	add(true, command.Zoom)
	add(true, command.Language)
	add(true, command.Mouse)
	return out
}
