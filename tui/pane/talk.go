package pane

import (
	"fmt"
	"strings"
	"time"

	"danewalk/explain"
	lang "danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/tui/feed"
	"danewalk/tui/theme"
)

// Talk is the conversation with one mail server.
type Talk struct {
	Host     string
	Sessions []*feed.Session
	Remarks  []Remark // what is wrong, at the place where it shows
	Others   string   // the keys that lead to other mail servers; empty: there are none
	Why      string   // why the mail server was not contacted; empty: it was, or may still be
	Spare    []explain.SpareAddress
	Off      bool // mail servers are not contacted in this check
	Focused  bool
	Words    *lang.Book
}

// Remark is a judgement put below the line that shows it.
type Remark struct {
	Session evidence.ID
	After   evidence.ID // item of the session
	Text    string
}

// timesFrom is the width from which a conversation shows times.
const timesFrom = 56

// Content gives the lines of the conversation for a pane w cells wide.
func (t Talk) Content(th *theme.Theme, w int) Content {
	out := Content{Title: t.title(), Info: t.legend(th, w), Cursor: -1, Focused: t.Focused, Words: t.Words}
	ordinary := 0 // the last line of what the verdict rests on
	for i, s := range t.Sessions {
		if i > 0 {
			out.Body = append(out.Body, Line{})
		}
		if s.Look != "" {
			out.Body = append(out.Body, text(theme.Faint, " "+lookWords(t.Words, s.Look)))
		}
		lines, remark := t.session(th, s, w)
		if remark > 0 && out.Point == 0 {
			out.Point = len(out.Body) + remark
		}
		out.Body = append(out.Body, lines...)
		if !s.Aside() {
			ordinary = len(out.Body)
		}
	}
	if out.Point == 0 && ordinary < len(out.Body) {
		out.Point = ordinary
	}
	out.Body = append(out.Body, t.silent(th, w, len(out.Body) > 0)...)
	return out
}

// silent tells of those that nobody spoke with, and why.
func (t Talk) silent(th *theme.Theme, w int, below bool) []Line {
	var said []string
	switch {
	case below:
	case t.Off:
		said = append(said, t.Words.Say("mail servers are not contacted in this check"))
	case t.Why != "":
		said = append(said, t.Why)
	case len(t.Spare) == 0:
		said = append(said, t.Words.Say("no mail server has been contacted yet"))
	}
	for _, a := range t.Spare {
		said = append(said, a.Addr+": "+a.Why)
	}
	var out []Line
	if below && len(said) > 0 {
		out = append(out, Line{})
	}
	for _, s := range said {
		for i, l := range wrap(th, s, w-2) {
			lead := " "
			if i > 0 {
				lead = "  "
			}
			out = append(out, text(theme.Faint, lead+l))
		}
	}
	return out
}

// lookWords says why a session was held that is not the ordinary one.
func lookWords(b *lang.Book, look string) string {
	switch look {
	case evidence.LookControl:
		return b.Say("a server to compare with")
	case evidence.LookAgain:
		return b.Say("second look: once more")
	case evidence.LookRSA:
		return b.Say("second look: rsa, with RSA keys only")
	case evidence.LookECDSA:
		return b.Say("second look: ecdsa, with ECDSA keys only")
	case evidence.LookNoSNI:
		return b.Say("second look: no-sni, without server name")
	case evidence.LookOld:
		return b.Say("second look: old, TLS 1.1 at most")
	case evidence.LookSmall:
		return b.Say("second look: no-mlkem, a small ClientHello")
	}
	return b.Say("second look: %s", look)
}

func (t Talk) title() string { return t.Words.Say("[a title] CONVERSATION") }

// legend names the mail server and the marks, as far as there is room.
func (t Talk) legend(th *theme.Theme, w int) Line {
	marks := "  C " + t.Words.Say("[who speaks] client") + "  S " + t.Words.Say("[who speaks] server") + "  T TLS"
	other := ""
	if t.Others != "" {
		other = " " + t.Others
	}
	room := w - len(" ") - width(th.Text(t.title())) - len("  ") - 1
	for _, s := range []string{t.Host + other + marks, t.Host + marks, t.Host + other} {
		if width(th.Text(s)) <= room {
			return text(theme.Plain, s)
		}
	}
	return text(theme.Plain, t.Host).cutTo(th, max(0, room))
}

// session gives the lines of one session, and the number of the line, from 1,
// that ends the first remark.
func (t Talk) session(th *theme.Theme, s *feed.Session, w int) (out []Line, remark int) {
	for i, said := range s.Said {
		out = append(out, saidLines(th, t.Words, said, w)...)
		if i+1 < len(s.Said) && s.Said[i+1].Item == said.Item {
			continue
		}
		for _, r := range t.Remarks {
			if r.Session != s.ID || r.After != said.Item {
				continue
			}
			out = append(out, saidLines(th, t.Words, feed.Said{Mark: feed.Trouble, Text: r.Text}, w)...)
			if remark == 0 {
				remark = len(out)
			}
		}
	}
	return out, remark
}

// saidLines gives a line of a conversation, wrapped behind its mark.
func saidLines(th *theme.Theme, b *lang.Book, s feed.Said, w int) []Line {
	mark, token := string(s.Mark), theme.Server
	switch s.Mark {
	case feed.Client:
		token = theme.Client
	case feed.TLS:
		token = theme.TLS
	case feed.Trouble:
		mark, token = th.Signs.Broken, theme.Cut
	}
	lead := " " + mark + strings.Repeat(" ", max(1, 3-width(mark)))
	room := w - width(lead)
	stamp := ""
	if w >= timesFrom && s.At > 0 {
		stamp = b.Decimal(clock(s.At))
		room -= len(stamp) + 2
	}
	var out []Line
	for i, piece := range wrap(th, s.In(b), room) {
		if i == 0 {
			out = append(out, spread(th, Line{{lead, token}, {piece, token}}, text(theme.Faint, stamp+" "), w))
			continue
		}
		out = append(out, Line{{strings.Repeat(" ", width(lead)), theme.Plain}, {piece, token}})
	}
	if len(out) == 0 {
		out = append(out, Line{{lead, token}})
	}
	return out
}

// clock writes the time since the start of the check.
func clock(d time.Duration) string {
	return fmt.Sprintf("%d.%03d s", d/time.Second, d%time.Second/time.Millisecond)
}
