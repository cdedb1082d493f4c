package screen

import (
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
	"danewalk/tui/words"
)

// asked is what a text in the field asks for.
type asked struct {
	name    string // what will be checked, as people read it
	message bool   // it is to be read
	whyNot  string
}

// askedFor reads what stands in the field. It asks nobody.
func askedFor(book *text.Book, typed string) asked {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return asked{}
	}
	t, err := probe.ParseTarget(typed)
	switch {
	case err != nil && isMessage(typed):
		return asked{message: true}
	case err != nil:
		return asked{whyNot: words.WhyNot(book, err)}
	case t.Literal.IsValid():
		return asked{name: t.Literal.String()}
	}
	name := strings.TrimSuffix(t.Domain.String(), ".")
	if u := explain.Unicode(name); u != "" {
		name = u + " (" + name + ")" // what is asked for, and how the DNS knows it
	}
	return asked{name: name}
}

// isMessage tells whether a text is one about mail that could not be delivered.
func isMessage(s string) bool {
	return strings.ContainsAny(s, " \n") && bounce.Read([]byte(s)).Recognised()
}

// content is what the screen shows in w x h cells.
func (s *Start) content(w, h int) *pane.Page {
	page := pane.NewPage(s.th, w)
	roomy := h >= 17 // lines with everything and one saved case
	gap := 0
	if roomy {
		gap = 1
		page.Blank(1)
		page.Say(2, theme.Strong, s.book.Say("Is mail to this domain protected, and if not, where does it break?"))
		page.Blank(1)
	}
	if roomy {
		page.Say(2, theme.Plain, s.book.Say("Type a domain, an e-mail address, a mail server - or paste a bounce message"))
	} else {
		page.Say(2, theme.Plain, s.book.Say("Domain, address, server or bounce:"))
	}
	page.Box(1, s.sel == 0, s.field.before, s.field.after)
	s.will(page)
	page.Blank(gap)
	s.listPast(page, gap, h)
	page.Say(2, theme.Title, s.book.Say("MORE"))
	for i, o := range s.others() {
		n := len(s.listed()) + 1 + i
		page.Choose(n+1, s.sel == n, s.book.Say(o.words))
	}
	return page
}

// will says what Enter will do.
func (s *Start) will(page *pane.Page) {
	starts := ""
	if s.sel == 0 {
		starts = s.book.Say("%s starts", s.keys.Of(s.At(), "open"))
	}
	switch a := askedFor(s.book, s.field.text()); {
	case strings.TrimSpace(s.field.text()) == "":
		page.Blank(1)
	case a.message:
		page.Two(4, theme.Plain, s.book.Say("will read: a message about mail that was not delivered"), starts)
	case a.whyNot != "":
		page.Two(4, theme.Faint, s.book.Say("not yet: %s", a.whyNot), "")
	default:
		page.Two(4, theme.Plain, s.book.Say("will check: %s", a.name), starts)
	}
}

// listPast lists the saved cases: as many as there is room for, and those around
// the chosen one.
func (s *Start) listPast(page *pane.Page, gap, h int) {
	list := s.listed()
	if len(s.past) == 0 {
		return
	}
	search := ""
	switch key := s.keys.Of(command.InText, command.Search); {
	case s.searches():
		search = "/" + s.search + "_  " + s.book.Say("%d of %d", len(list), len(s.past))
	case s.inPast():
		search = s.book.Say("type to search")
	case key != "" && (s.sel > 0 || s.field.text() == ""):
		search = key + " " + s.book.Say("[key] search")
	}
	page.Two(2, theme.Title, s.book.Say("RECENT"), search)
	room := max(h-page.Rows()-gap-1-len(s.others()), 1)
	first := min(max(s.sel-room, 0), max(len(list)-room, 0))
	shown := list[first:min(first+room, len(list))]
	for i, p := range shown {
		page.Found(first+i+2, nameColumn(shown, page.Wide()), s.markOf(p), p.Domain, p.Says, p.Age)
	}
	if len(list) == 0 {
		page.Say(4, theme.Faint, s.book.Say("nothing found"))
	}
	page.Blank(gap)
}

// nameColumn is how wide the column of the domains is.
func nameColumn(list []Past, w int) int {
	longest := 8
	for _, p := range list {
		longest = max(longest, len([]rune(p.Domain)))
	}
	return min(longest, max(w/3, 8))
}

// markOf is the mark of a saved case; one that did not come to a verdict has that
// of a check that was stopped.
func (b *base) markOf(p Past) theme.Mark {
	if slices.Contains([]string{"", "checking"}, string(p.Verdict)) {
		return b.th.Stopped(b.book)
	}
	return b.th.Verdict(b.book, p.Verdict)
}
