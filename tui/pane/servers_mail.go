package pane

import (
	"strings"

	"danewalk/explain"
	"danewalk/explain/roster"
	"danewalk/tui/theme"
)

// mailServers are the mail servers with their addresses, and below each what is
// held against it.
func (s Servers) mailServers(th *theme.Theme, w int) []serverRow {
	out := []serverRow{{line: Line{{" ", theme.Plain}, {s.Words.Say("MAIL SERVERS"), theme.Strong}}}}
	for _, m := range s.Mail {
		out = append(out, s.mailServer(th, m, w))
	}
	return out
}

// mailServer is one mail server.
func (s Servers) mailServer(th *theme.Theme, m roster.MailServer, w int) serverRow {
	mark := s.mailMark(th, m)
	lead := Line{{" ", theme.Plain}, {mark.Sign, mark.Token}, {" ", theme.Plain}}
	row := serverRow{
		chose: Chosen{Part: ofMail, Row: m.Host}, bad: m.Blame == roster.Guilty, odd: m.Blame != roster.None,
		about: func() []Line { return s.aboutMail(th, m, w) },
	}
	at := lead.width(th)
	for _, l := range wrap(th, strings.TrimSpace(m.Host+" "+strings.Join(m.Addresses, ", ")), w-at-1) {
		if row.line == nil {
			row.line = append(lead, Span{l, theme.Plain})
			continue
		}
		row.below = append(row.below, text(theme.Plain, strings.Repeat(" ", at)+"  "+l))
	}
	row.below = append(row.below, s.because(th, m.Reasons(s.Findings), mark, w)...)
	return row
}

// mailMark is that of its faults; without any, the one of its row in the chain.
func (s Servers) mailMark(th *theme.Theme, m roster.MailServer) theme.Mark {
	if m.Blame != roster.None {
		return s.mark(th, m.Blame, true)
	}
	for _, l := range s.Links {
		if l.ID == m.Link {
			return th.State(s.Words, l.State)
		}
	}
	return th.State(s.Words, explain.Waiting)
}

// aboutMail says what each finding about a mail server means.
func (s Servers) aboutMail(th *theme.Theme, m roster.MailServer, w int) []Line {
	var out []Line
	for _, c := range m.Charges {
		out = append(out, indented(wrap(th, s.Findings[c.Finding].What, w-6), 5)...)
	}
	return out
}
