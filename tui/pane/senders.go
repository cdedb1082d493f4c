package pane

import (
	"strings"

	"danewalk/explain"
	"danewalk/explain/delivery"
	"danewalk/explain/sender"
	lang "danewalk/explain/text"
	"danewalk/tui/theme"
)

// Senders is what becomes of mail, sender by sender, on what was seen.
type Senders struct {
	Views    []sender.View // none: nothing is known
	Audience explain.Audience
	Words    *lang.Book
}

// Lines are a heading and a sender a line, with what qualifies it below; none
// where nothing is known.
func (s Senders) Lines(th *theme.Theme, w int) []Line {
	if len(s.Views) == 0 {
		return nil
	}
	out := []Line{{{" ", theme.Plain}, {s.Words.Say("Who delivers"), theme.Strong}}}
	out = append(out, indented(wrap(th, s.sum(), w-3), 2)...)
	column := 0
	for _, v := range s.Views {
		column = max(column, width(th.Text(s.Words.Say(v.Name))))
	}
	const sign = 4 // a cell, the sign of two cells at most, a cell
	if column+sign+24 > w {
		column = 0 // no room beside the name: below it
	}
	for _, v := range s.Views {
		out = append(out, s.lines(th, v, column, w)...)
	}
	return out
}

// sum counts the senders by what becomes of their mail: what a person needs who
// reads no further.
func (s Senders) sum() string {
	n := map[sender.Fate]int{}
	for _, v := range s.Views {
		switch v.Fate {
		case sender.Encrypted, sender.Clear:
			n[sender.Authenticated]++
		case sender.Pending:
			n[sender.Unknown]++
		default:
			n[v.Fate]++
		}
	}
	var out []string
	for _, part := range []struct {
		fate      sender.Fate
		one, many lang.Phrase
	}{
		{sender.Authenticated, lang.Phrase("[of senders] 1 delivers"), lang.Phrase("[of senders] %d deliver")},
		{sender.Deferred, lang.Phrase("[of senders] 1 waits"), lang.Phrase("[of senders] %d wait")},
		{sender.Bounced, lang.Phrase("[of senders] 1 sends it back at once"), lang.Phrase("[of senders] %d send it back at once")},
		{sender.Unknown, lang.Phrase("[of senders] 1 not known"), lang.Phrase("[of senders] %d not known")},
	} {
		if n[part.fate] > 0 {
			out = append(out, s.Words.Count(n[part.fate], part.one, part.many))
		}
	}
	return s.Words.Say("Of %d kinds of senders: %s.", len(s.Views), strings.Join(out, ", "))
}

func (s Senders) lines(th *theme.Theme, v sender.View, column, w int) []Line {
	m := fateMark(th, s.Words, v.Fate)
	name := s.Words.Say(v.Name)
	head := Line{{"  ", theme.Plain}, {m.Sign, m.Token}, {" " + name, theme.Plain}}
	indent := 2 + width(m.Sign) + 1
	said := delivery.Becomes(s.Words, v)
	var out []Line
	if column == 0 {
		out = append(out, head)
		indent += 2
	} else {
		indent += column + 2
	}
	for i, l := range wrap(th, said, w-indent-1) {
		if i == 0 && column > 0 {
			out = append(out, append(head, Span{strings.Repeat(" ", max(1, indent-head.width(th))) + l, m.Token}))
			continue
		}
		out = append(out, Line{{strings.Repeat(" ", indent), theme.Plain}, {l, m.Token}})
	}
	for _, more := range s.more(v) {
		for _, l := range wrap(th, more, w-indent-1) {
			out = append(out, Line{{strings.Repeat(" ", indent), theme.Plain}, {l, theme.Faint}})
		}
	}
	return out
}

// more is what qualifies a result; experts read on what it rests, too.
func (s Senders) more(v sender.View) []string {
	out := delivery.Beside(s.Words, v, s.Audience)
	if s.Audience != explain.Expert {
		return out
	}
	if v.Certainty == sender.Verified {
		out = append(out, s.Words.Say("behaviour verified"))
	}
	if source := delivery.Source(s.Words, v); source != "" {
		out = append(out, s.Words.Say("source: %s", source))
	}
	return out
}

// fateMark is the sign of what becomes of a mail: the words are the sentence
// beside it.
func fateMark(th *theme.Theme, b *lang.Book, f sender.Fate) theme.Mark {
	switch f {
	case sender.Authenticated:
		return th.State(b, explain.OK)
	case sender.Encrypted, sender.Clear:
		return th.State(b, explain.Open)
	case sender.Deferred:
		m := th.State(b, explain.Broken)
		m.Token = theme.Cut
		return m
	case sender.Bounced:
		m := th.State(b, explain.Broken)
		m.Token = theme.Cut
		return m
	case sender.Pending:
		return th.State(b, explain.Waiting)
	}
	return th.State(b, explain.Unknown)
}
