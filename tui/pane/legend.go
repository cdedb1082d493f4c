package pane

import (
	"danewalk/explain"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// legend tells how to read the chain: the signs with their words, and the sentence
// about lines.
func legend(th *theme.Theme, b *lang.Book, w int) (out []Line) {
	states := []explain.State{
		explain.OK, explain.Open, explain.Warning, explain.Broken, explain.Unknown, explain.Running, explain.Waiting, explain.Skipped,
	}
	out = append(out, text(theme.Strong, " "+b.Say("HOW TO READ THE CHAIN")))
	for _, s := range states {
		m := th.State(b, s)
		out = append(out, Line{{" ", theme.Plain}, {m.Sign, m.Token}, {" " + m.Word, theme.Plain}})
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
			out = append(out, Line{{" ", theme.Plain}, {sign, th.Seal(l.seal)}, {" " + s, theme.Plain}})
		}
	}
	for _, word := range []lang.Phrase{"BREAK: the first link that is broken", "HERE: protection ends or cannot be told, and nothing is known to be broken"} {
		for _, s := range wrap(th, b.Say(word), w-2) {
			out = append(out, Line{{" " + s, theme.Plain}})
		}
	}
	return out
}
