package pane

import (
	"fmt"
	"strings"
	"time"

	"danewalk/explain/rules"
	lang "danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
	"danewalk/tui/feed"
	"danewalk/tui/theme"
)

// bar is a stretch of time on a scale from zero to all, in w cells.
func bar(begin, end, all time.Duration, w int, sign string, token theme.Token) Line {
	from, n := stretch(begin, end, all, w)
	if n == 0 {
		return nil
	}
	return Line{{strings.Repeat(" ", from), theme.Plain}, {strings.Repeat(firstCell(sign), n), token}}
}

// firstCell is the first rune of a sign: bars and rings are drawn cell by cell.
func firstCell(sign string) string {
	for _, r := range sign {
		return string(r)
	}
	return " "
}

// stretch is where on a scale a stretch of time lies: at least one cell.
func stretch(begin, end, all time.Duration, w int) (from, n int) {
	if w < 1 || all <= 0 {
		return 0, 0
	}
	scale := float64(w) / float64(all)
	from = min(max(int(float64(begin)*scale), 0), w-1)
	return from, min(max(int(float64(end)*scale)-from, 1), w-from)
}

// exchangeRow is one bar with its name, time and outcome.
func (t Timing) exchangeRow(th *theme.Theme, r timingRow, c columns) Line {
	x, token := r.x, theme.Plain
	all := t.Fall.End
	end := x.End
	if r.hop != nil {
		all, end = t.Fall.Stood, r.hop.Until
	}
	critical := r.hop != nil || t.Fall.OnPath[x.ID]
	sign := firstCell(th.Signs.Rule)
	if critical {
		sign, token = firstCell(th.Signs.Bar), theme.Strong
	}
	label := Line{{"   ", theme.Plain}}
	if x.Failure != "" {
		token = theme.Cut
		label = Line{{" ", theme.Plain}, {padLeft(th.Signs.Broken, 1), theme.Cut}, {" ", theme.Plain}}
	}
	label = append(label, Span{t.exchangeName(x), theme.Plain})
	out := cells(th, label, c.label+1)
	out = append(out, cells(th, text(theme.Faint, t.exchangeServer(x)), c.server)...)
	outcome, bad := t.outcome(x, c.outcome)
	outToken := theme.Plain
	if bad {
		outToken = theme.Cut
	}
	out = append(out, cells(th, text(outToken, outcome), c.outcome)...)
	out = append(out, Span{padLeft(span(t.Words, end-x.Begin), tookCell-1) + " ", theme.Plain})
	b := bar(x.Begin, end, all, c.bar, sign, token)
	if x.Way == feed.SMTP && len(b) == 2 {
		b[1].Text = phased(x, all, c.bar, sign, end)
	}
	return append(out, b...)
}

// phased is the bar of a session: each phase begins with its letter where there
// is room.
func phased(x *feed.Exchange, all time.Duration, w int, sign string, end time.Duration) string {
	from, n := stretch(x.Begin, end, all, w)
	out := make([]string, n)
	for i := range out {
		out[i] = sign
	}
	for _, p := range x.Phases {
		at, _ := stretch(p.Begin, p.End, all, w)
		if at -= from; at >= 0 && at < n && out[at] == sign && p.Begin < end && n > 1 {
			out[at] = phaseLetter(p.Name)
		}
	}
	return strings.Join(out, "")
}

// phaseLetter is the letter of a phase in a bar.
func phaseLetter(name string) string {
	letters := map[string]string{
		feed.PhaseConnect: "c", string(evidence.PhaseBanner): "b", string(evidence.PhaseEHLO): "e", string(evidence.PhaseSTARTTLS): "s",
		feed.PhaseTLS: "t", string(evidence.PhaseEHLO2): "e", string(evidence.PhaseQUIT): "q",
	}
	if l, ok := letters[name]; ok {
		return l
	}
	return "-"
}

// phaseWord is a phase of a session as people read it: where the protocol has a
// word for it, that.
func phaseWord(b *lang.Book, name string) string {
	switch name {
	case feed.PhaseConnect:
		return b.Say("[of a session] connecting")
	case string(evidence.PhaseBanner):
		return b.Say("[of a session] greeting")
	}
	return strings.ToUpper(strings.TrimSuffix(name, "-tls")) // the second EHLO too
}

// exchangeName is what was asked.
func (t Timing) exchangeName(x *feed.Exchange) string {
	switch {
	case x.Dial != nil:
		out := "SMTP " + x.Dial.Address.Addr().String()
		if x.Aside() {
			out += " " + x.Dial.Look
		}
		return out
	case x.Fetch != nil:
		return "HTTPS " + dotless(x.Fetch.Host)
	}
	out := wire.Type(x.Query.Type).String() + " " + dotless(x.Query.Name)
	if x.Query.Try > 1 {
		out = t.Words.Say("[a try] %d: %s", x.Query.Try, out)
	}
	return out
}

// exchangeServer is who was asked.
func (t Timing) exchangeServer(x *feed.Exchange) string {
	switch {
	case x.Dial != nil:
		return dotless(x.Dial.Host)
	case x.Fetch != nil:
		return x.Fetch.Address.String()
	}
	return string(x.Query.Transport) + " " + serverName(x.Query.ServerName, x.Query.Server.Addr().String())
}

// outcome is what came of it, in a word or two that fit into w cells.
func (t Timing) outcome(x *feed.Exchange, w int) (said string, bad bool) {
	switch {
	case w < 1:
		return "", false
	case x.Failure != "":
		return rules.FailureWords(t.Words, x.Failure), true
	case x.Fetch != nil:
		return fmt.Sprint(x.Fetch.Status), false
	case x.Dial != nil && !x.Over:
		return "...", false
	case x.Dial != nil:
		return phaseWord(t.Words, x.Phases[len(x.Phases)-1].Name), false
	}
	a := x.Answer()
	switch {
	case a == nil:
		return "", false
	case a.Class == view.ErrorCode:
		return a.Msg.Rcode.String(), true
	case a.Class == view.Failed:
		return rules.FailureWords(t.Words, a.Failure), true
	}
	return rules.ClassWords(t.Words, a.Class), false
}

// about tells all of the chosen row, below it.
func (t Timing) about(th *theme.Theme, r timingRow, w int) []timingRow {
	if r.x == nil {
		return nil
	}
	var said []string
	switch {
	case r.x.Query != nil:
		said = t.aboutQuery(r.x)
	case r.x.Dial != nil:
		said = t.aboutSession(r.x)
	default:
		said = t.aboutFetch(r.x)
	}
	if why := t.why(r); why != "" {
		said = append(said, why)
	}
	var out []timingRow
	for _, s := range said {
		for _, l := range indented(wrap(th, s, w-6), 5) {
			out = append(out, timingRow{line: l})
		}
	}
	return out
}

// fromTo is when it was, and where it is on record.
func (t Timing) fromTo(x *feed.Exchange) string {
	return t.Words.Say("from %s to %s, %s; item %d", span(t.Words, x.Begin), span(t.Words, x.End), span(t.Words, x.Took()), int(x.ID))
}

func (t Timing) aboutQuery(x *feed.Exchange) []string {
	b, q := t.Words, x.Query
	asked := dotless(q.Name) + " " + wire.Type(q.Type).String() + " " + b.Say("at %s", serverName(q.ServerName, q.Server.String())) + ", " + strings.ToUpper(string(q.Transport))
	if q.Zone != "" {
		asked += ", " + b.Say("zone %s", dotless(q.Zone))
	}
	if q.Try > 1 {
		asked += ", " + b.Say("try %d", q.Try)
	}
	out := []string{asked, t.fromTo(x)}
	said, _ := t.outcome(x, 1)
	if a := x.Answer(); a != nil && a.Msg != nil {
		said += ": " + a.Msg.Rcode.String() + ", " + b.Count(len(a.Msg.Answer), "1 record", "%d records")
		if a.Msg.AA {
			said += ", AA"
		}
		if a.Msg.TC {
			said += ", TC"
		}
		for _, e := range a.Msg.EDNS.Errors {
			said += ", " + extendedError(e)
		}
		said += ", " + b.Say("%d octets", a.Msg.Size)
	}
	if q.Detail != "" {
		said += ": " + q.Detail.String()
	}
	return append(out, said)
}

func (t Timing) aboutSession(x *feed.Exchange) []string {
	var phases []string
	for _, p := range x.Phases {
		phases = append(phases, phaseWord(t.Words, p.Name)+" "+span(t.Words, p.End-p.Begin))
	}
	out := []string{dotless(x.Dial.Host) + " " + x.Dial.Address.String(), t.fromTo(x), strings.Join(phases, ", ")}
	if x.Failure != "" {
		said := rules.FailureWords(t.Words, x.Failure)
		if x.Dial.Detail != "" {
			said += ": " + x.Dial.Detail.String()
		}
		out = append(out, said)
	}
	return out
}

func (t Timing) aboutFetch(x *feed.Exchange) []string {
	said := string(x.Fetch.Stage)
	if x.Fetch.Status != 0 {
		said += fmt.Sprintf(", %d", x.Fetch.Status)
	}
	if x.Failure != "" {
		said += ", " + rules.FailureWords(t.Words, x.Failure)
	}
	return []string{x.Fetch.URL + " " + x.Fetch.Address.String(), t.fromTo(x), said}
}

// why says what it had to wait for, if the verdict had to wait for it.
func (t Timing) why(r timingRow) string {
	for i := range t.Fall.Path {
		h := &t.Fall.Path[i]
		if h.ID != r.x.ID {
			continue
		}
		b := t.Words
		words := map[feed.Reason]string{
			feed.AtOnce: b.Say("could begin at once"), feed.ForTry: b.Say("had to wait for the try before it"),
			feed.ForZone: b.Say("had to wait until the zone was known"), feed.ForAddress: b.Say("had to wait until the server's address was known"),
			feed.ForName: b.Say("had to wait until the name was known"), feed.ForSession: b.Say("had to wait for the session before it"),
		}
		out := b.Say("the verdict waited for this") + "; " + words[h.Reason]
		if h.Wait >= time.Millisecond {
			out += ", " + b.Say("and %s more", span(b, h.Wait))
		}
		return out
	}
	return ""
}
