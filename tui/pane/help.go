package pane

import (
	"strings"

	"danewalk/explain"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// HelpRow is a key of this place with one sentence; Why says why it does
// nothing at the moment.
type HelpRow struct{ Keys, Sentence, Why string }

// Help gives the help of a place: its keys, and how to read the signs.
func Help(th *theme.Theme, b *lang.Book, rows []HelpRow, w int) Content {
	out := Content{Title: b.Say("[a title] HELP"), Info: text(theme.Plain, b.Say("Esc closes")), Cursor: -1, Focused: true, Keys: "j/k", Words: b}
	column := 0
	for _, r := range rows {
		column = max(column, width(r.Keys))
	}
	column = min(column, max(4, w/3))
	for _, r := range rows {
		sentence, token := r.Sentence, theme.Plain
		if r.Why != "" {
			sentence, token = sentence+" ("+r.Why+")", theme.Faint
		}
		head := Line{{" ", theme.Plain}, {r.Keys, theme.Key}}.cutTo(th, column+1)
		for _, s := range wrap(th, sentence, w-column-4) {
			gap := strings.Repeat(" ", max(1, column+3-head.width(th)))
			out.Body = append(out.Body, append(head, Span{gap + s, token}))
			head = Line{}
		}
	}
	out.Body = append(out.Body, Line{}, text(theme.Strong, " "+b.Say("HOW TO READ THE CHAIN")))
	return legendLines(th, b, out, w)
}

// legendLines adds the signs with their words, and the sentence about lines.
func legendLines(th *theme.Theme, b *lang.Book, out Content, w int) Content {
	states := []explain.State{
		explain.OK, explain.Open, explain.Warning, explain.Broken, explain.Unknown, explain.Running, explain.Waiting, explain.Skipped,
	}
	for _, s := range states {
		m := th.State(b, s)
		out.Body = append(out.Body, Line{{" ", theme.Plain}, {m.Sign, m.Token}, {" " + m.Word, theme.Plain}})
	}
	for _, l := range []struct {
		seal explain.Seal
		word lang.Phrase
	}{
		{explain.Sealed, lang.Phrase("double line: sealed, the next step is vouched for")},
		{explain.Unseal, lang.Phrase("single line: open, nothing protects the next step")},
		{explain.Cut, lang.Phrase("cross: cut, the chain is broken here")},
	} {
		for i, s := range wrap(th, b.Say(l.word), w-5) {
			sign := th.Signs.Branch[l.seal]
			if i > 0 {
				sign = "  "
			}
			out.Body = append(out.Body, Line{{" ", theme.Plain}, {sign, th.Seal(l.seal)}, {" " + s, theme.Plain}})
		}
	}
	for _, word := range []lang.Phrase{"BREAK: the first link that is broken", "HERE: protection ends, and nothing is broken"} {
		for _, s := range wrap(th, b.Say(word), w-2) {
			out.Body = append(out.Body, Line{{" " + s, theme.Plain}})
		}
	}
	return out
}
