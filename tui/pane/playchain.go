package pane

import (
	"strings"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/explain/steps"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// knot is a link of the chain as it is drawn in a row: its name, below it its
// sign, and the line to the next one.
type knot struct {
	label   string
	mark    theme.Mark
	seal    explain.Seal // none while not known
	current bool
	reached bool
}

// Widths of the row of knots.
const (
	lineLong  = 9 // cells of the line between two knots, with the space around it
	lineShort = 3
	nameLong  = 24 // cells of a name
	nameShort = 5
)

// trunk draws the links up to the mail servers: two lines.
func (p Play) trunk(th *theme.Theme, w int) []Line {
	var list []knot
	for i, l := range p.Diagnosis.Links {
		if l.Depth == 0 {
			list = append(list, p.knot(th, i, p.short(l)))
		}
	}
	return chainRow(th, list, w)
}

// server draws the mail server that the step is about: three lines, empty where
// it is about none.
func (p Play) server(th *theme.Theme, w int) []Line {
	top, n, all := p.host()
	if top < 0 {
		if all == 0 {
			return nil
		}
		return make([]Line, 3)
	}
	l := p.Diagnosis.Links[top]
	branch := th.Signs.LastBranch[p.sealOf(rules.LinkMX)]
	if branch == "" {
		branch = "  "
	}
	head := Line{{"    ", theme.Plain}, {branch, th.Seal(p.sealOf(rules.LinkMX))}}
	k := p.knot(th, top, l.Label)
	if k.reached {
		head = append(head, Span{k.mark.Sign, k.mark.Token})
	}
	token := theme.Strong
	if k.current {
		token = theme.Focused
	}
	head = append(head, Span{" ", theme.Plain}, Span{l.Label, token})
	if all > 1 {
		head = append(head, Span{"  " + p.Words.Say("mail server %d of %d", n, all), theme.Faint})
	}
	var list []knot
	for i, c := range p.Diagnosis.Links {
		if c.Parent == l.ID && c.Depth == 2 {
			list = append(list, p.knot(th, i, p.short(c)))
		}
	}
	return append([]Line{head}, chainRow(th, list, w)...)
}

// inServer tells whether the step is about a mail server.
func (p Play) inServer() bool {
	return p.Diagnosis.Links[p.Steps[p.At].Link].Depth > 0
}

// host is the row of the mail server that is shown: that of the step, or in the
// end the last one that was seen. n is its number among all.
func (p Play) host() (at, n, all int) {
	at = -1
	link := p.Steps[p.At].Link
	for i, l := range p.Diagnosis.Links {
		if l.Depth != 1 {
			continue
		}
		all++
		if i <= link && p.inServer() || p.Steps[p.At].Kind == steps.Result {
			at, n = i, all
		}
	}
	return at, n, all
}

// sealOf is the line from a row, as far as it is shown.
func (p Play) sealOf(id string) explain.Seal {
	for i, s := range p.Steps {
		if decides(s) && p.Diagnosis.Links[s.Link].ID == id && (i < p.At || i == p.At && p.Shown) {
			return s.Seal
		}
	}
	return explain.Pending
}

// decides tells whether a step says what comes of its row.
func decides(s steps.Step) bool {
	return s.Decides() && s.Kind != steps.Break && s.Kind != steps.Result
}

// knot makes the knot of a row.
func (p Play) knot(th *theme.Theme, row int, label string) knot {
	k := knot{label: label, seal: explain.Pending, mark: theme.Mark{Sign: strings.TrimSpace(th.Signs.Waiting), Token: theme.Faint}}
	now := p.Steps[p.At]
	k.current = now.Link == row && now.Kind != steps.Result
	for i, s := range p.Steps {
		if s.Link != row || !decides(s) || i > p.At {
			continue
		}
		k.reached, k.mark = true, p.mark(th, i)
		if i < p.At || p.Shown {
			k.seal = s.Seal
		}
	}
	if now.Kind == steps.Result && p.Shown { // what later steps showed counts now
		l := p.Diagnosis.Links[row]
		k.mark, k.seal = th.State(p.Words, l.State), l.Seal
	}
	return k
}

// short is the name of a row where there is little room.
func (p Play) short(l explain.Link) string {
	words := map[string]lang.Phrase{
		rules.StepZone: "[short] zone", rules.StepAddress: "[short] address", rules.StepTLSA: "[short] TLSA", rules.StepConnect: "[short] connect",
		rules.StepSTARTTLS: "[short] STARTTLS", rules.StepHandshake: "[short] TLS", rules.StepMatch: "[short] match",
	}
	switch {
	case l.ID == rules.LinkMX:
		return p.Words.Say("[short] MX")
	case l.ID == "zone:.":
		return "."
	case l.Depth == 2:
		if phrase, ok := words[l.ID[strings.LastIndex(l.ID, "/")+1:]]; ok {
			return p.Words.Say(phrase)
		}
	}
	return l.Label
}

// chainRow draws knots in a row of w cells: their names with the lines between
// them, and below them their signs. What does not fit is cut at the side that the
// current one is farther from.
func chainRow(th *theme.Theme, list []knot, w int) []Line {
	const margin = 4
	room := max(1, w-margin)
	name, line := nameLong, lineLong
	for rowWidth(th, list, name, line) > room && line > lineShort {
		line--
	}
	for rowWidth(th, list, name, line) > room && name > nameShort {
		name--
	}
	lead := ""
	for len(list) > 1 && rowWidth(th, list, name, line) > room {
		if at := currentKnot(list); at > len(list)/2 || at < 0 {
			list, lead = list[1:], cutSign
			continue
		}
		list = list[:len(list)-1]
	}
	upper, lower := Line{{pad(lead, margin), theme.Plain}}, Line{{pad("", margin), theme.Plain}}
	for i, k := range list {
		label := text(theme.Plain, k.label).cutTo(th, name)
		cells := max(label.width(th), width(k.mark.Sign))
		label[0].Token = k.token()
		gap := (cells - width(k.mark.Sign)) / 2
		upper = append(append(upper, label...), Span{pad("", cells-label.width(th)), theme.Plain})
		lower = append(lower, Span{pad("", gap), theme.Plain}, Span{k.mark.Sign, k.mark.Token}, Span{pad("", cells-gap-width(k.mark.Sign)), theme.Plain})
		if i < len(list)-1 {
			upper = append(upper, between(th, k.seal, line)...)
			lower = append(lower, Span{pad("", line), theme.Plain})
		}
	}
	return []Line{upper, lower}
}

func (k knot) token() theme.Token {
	switch {
	case k.current:
		return theme.Focused
	case k.reached:
		return theme.Plain
	}
	return theme.Faint
}

func currentKnot(list []knot) int {
	for i, k := range list {
		if k.current {
			return i
		}
	}
	return -1
}

func rowWidth(th *theme.Theme, list []knot, name, line int) (n int) {
	for _, k := range list {
		n += max(min(width(th.Text(k.label)), name), width(k.mark.Sign))
	}
	return n + line*max(0, len(list)-1)
}

// between is the line from a knot to the next one: double, single, cut, or none.
func between(th *theme.Theme, s explain.Seal, n int) Line {
	sign := map[explain.Seal]string{explain.Sealed: th.Signs.Bar, explain.Unseal: th.Signs.Rule}[s]
	switch {
	case s == explain.Cut:
		cross := strings.TrimSpace(th.Signs.Trunk[explain.Cut])
		left := (n - width(cross)) / 2
		return Line{{pad("", left), theme.Plain}, {cross, theme.Cut}, {pad("", n-left-width(cross)), theme.Plain}}
	case sign == "":
		return Line{{pad("", n), theme.Plain}}
	}
	return Line{{" ", theme.Plain}, {strings.Repeat(sign, n-2), th.Seal(s)}, {" ", theme.Plain}}
}

// pad fills a text of plain characters to n cells.
func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-len(s))) }
