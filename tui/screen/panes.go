package screen

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
	"danewalk/tui/command"
	"danewalk/tui/feed"
	"danewalk/tui/layout"
	"danewalk/tui/pane"
)

// content gives what a pane shows in w x h cells, with the keys that scroll it.
func (w *Walk) content(f Focus, width, height int) pane.Content {
	c := w.contentOf(f, width, height)
	c.Keys, c.Way = w.scrollKeys(command.InWalk), w.key(command.NextPane)
	return c
}

func (w *Walk) contentOf(f Focus, width, height int) pane.Content {
	focused := f == w.focus
	switch f {
	case OnChain:
		c, _ := w.chain().Content(w.th, width, height)
		return c
	case OnTalk:
		return w.talkPane(focused).Content(w.th, width)
	case OnTiming:
		return w.timing(focused).Content(w.th, width).Content
	}
	switch w.view {
	case RecordsView:
		return w.records(focused, width)
	case TalkView:
		return w.talkPane(focused).Content(w.th, width)
	case TimingView:
		return w.timing(focused).Content(w.th, width).Content
	case ServersView:
		return w.servers(focused).Content(w.th, width).Content
	}
	return w.answer(focused).Content(w.th, width, height)
}

func (w *Walk) chain() pane.Chain {
	c := pane.Chain{Rows: w.rows(), Counts: w.counts(), Sel: w.sel, Now: w.elapsed, Focused: w.focus == OnChain, Bare: w.bare, Words: w.book}
	return c
}

// counts tells how many links are in which state, good ones first.
func (w *Walk) counts() []pane.Count {
	n := map[explain.State]int{}
	for _, l := range w.links() {
		n[l.State]++
	}
	var out []pane.Count
	for _, s := range []explain.State{explain.OK, explain.Broken, explain.Warning, explain.Open, explain.Unknown} {
		if n[s] > 0 {
			out = append(out, pane.Count{State: s, N: n[s]})
		}
	}
	return out
}

// answer is the words of the finding shown, of the selected link, or of the
// whole diagnosis.
func (w *Walk) answer(focused bool) pane.Answer {
	a := pane.Answer{Audience: w.Audience, Focused: focused, Link: w.selected(), Senders: w.senders(), Words: w.book}
	a.Keys = pane.AnswerKeys{Audience: w.key(command.Audience), Copy: w.key(command.Copy), Next: w.key(command.NextProblem)}
	d := w.diagnosis
	if d == nil {
		a.Blocks = []explain.Block{{Heading: w.book.Say("[a heading] What is happening"), Paras: []string{w.book.Say("The first question is on its way. Answers appear here as they come.")}}}
		return a
	}
	f := w.shown()
	switch {
	case f != nil:
		a.Blocks, a.Copy = blocksOf(w.book, f, w.Audience), w.copyText()
		if f.ConsequenceOf >= 0 && f.ConsequenceOf < len(d.Findings) {
			a.Cause = d.Findings[f.ConsequenceOf].Title
		}
		a.Also = w.also()
	case a.Link == nil:
		a.Blocks, a.Copy = d.Answers[w.Audience], d.Copy[w.Audience]
	}
	if m := w.meanwhile(); m != nil && (f != nil || a.Link == nil) {
		if m.Answers != nil && f == nil {
			a.Blocks, a.Copy = m.Answers[w.Audience], m.Copy[w.Audience]
		} else {
			a.Blocks = append(slices.Clone(a.Blocks), m.Waiting)
		}
	}
	if len(w.became) > 0 && !w.moved {
		a.Blocks = w.pasted(a.Blocks, f)
	}
	return a
}

// pasted puts before an answer what became of the faults that a pasted message told
// of. If it is the one that the answer is about, a sentence does.
func (w *Walk) pasted(blocks []explain.Block, f *explain.Explained) []explain.Block {
	if len(w.became) == 1 && f != nil && w.became[0].Because(*f) && len(blocks) > 0 && len(blocks[0].Paras) > 0 && !blocks[0].Code {
		if said, err := w.became[0].Brief(w.book); err == nil && said != "" {
			blocks = slices.Clone(blocks)
			paras := slices.Clone(blocks[0].Paras)
			paras[0] = said + " " + paras[0]
			blocks[0].Paras = paras
			return blocks
		}
	}
	var paras []string
	for _, now := range w.became {
		if said, err := now.Say(w.book); err == nil && said != "" && !slices.Contains(paras, said) {
			paras = append(paras, said)
		}
	}
	if len(paras) == 0 {
		return blocks
	}
	return append([]explain.Block{{Heading: w.book.Say("The message you pasted"), Paras: paras}}, blocks...)
}

// becameOf compares the faults that a pasted message told of with what is found now.
func (w *Walk) becameOf(d *explain.Diagnosis) (out []bounce.Now) {
	if !d.Final {
		return nil
	}
	for _, b := range w.Bounces {
		now := bounce.Compare(b, d)
		same := func(o bounce.Now) bool {
			return o.State == now.State && o.Why == now.Why && o.Sender == now.Sender
		}
		if !slices.ContainsFunc(out, same) {
			out = append(out, now)
		}
	}
	return out
}

// blocksOf are the blocks of a finding, made from its parts where an audience has
// none.
func blocksOf(b *text.Book, f *explain.Explained, to explain.Audience) []explain.Block {
	if blocks := f.Answers[to]; len(blocks) > 0 {
		return blocks
	}
	var out []explain.Block
	add := func(heading string, code bool, paras ...string) {
		if strings.Join(paras, "") != "" {
			out = append(out, explain.Block{Heading: heading, Paras: paras, Code: code})
		}
	}
	add(b.Say("What happened"), false, f.Title, f.What)
	add(b.Say("Who fixes it"), false, f.Who)
	add(b.Say("[a heading] Fix"), true, f.Fix...)
	add(b.Say("When it is seen"), false, f.Wait)
	return out
}

// also are the titles of the other problems at the selected link.
func (w *Walk) also() []string {
	l := w.selected()
	if l == nil {
		return nil
	}
	var out []string
	for n, i := range w.problemsOf(l) {
		if n != w.which {
			out = append(out, w.diagnosis.Findings[i].Title)
		}
	}
	return out
}

func (w *Walk) talkPane(focused bool) pane.Talk {
	host := w.talkHost()
	t := pane.Talk{Host: host, Sessions: w.talk.Of(host), Others: w.otherHosts(), Off: w.noSMTP, Focused: focused, Words: w.book}
	for _, c := range w.contacts() {
		if c.Host == host {
			t.Why, t.Spare = c.Why, c.Spare
		}
	}
	if host == "" && !w.running { // no mail server is known, and none will be
		t.Why = w.book.Say("no mail server was contacted")
	}
	if len(t.Sessions) > 0 {
		t.Host += ":" + w.port()
		t.Remarks = w.remarks(host)
	}
	return t
}

// otherHosts are the keys that lead to other conversations, if there are any.
func (w *Walk) otherHosts() string {
	if len(w.talkHosts()) < 2 {
		return ""
	}
	return strings.TrimSpace(w.key(command.PrevHost) + " " + w.key(command.NextHost))
}

// talkHost is the server whose conversation is shown: the one chosen by hand,
// else that of the selected link, else that of the newest session.
func (w *Walk) talkHost() string {
	hosts := w.talkHosts()
	if slices.Contains(hosts, w.host) {
		return w.host
	}
	if l := w.selected(); l != nil {
		for _, s := range w.talk.Sessions {
			if slices.Contains(l.Sessions, s.ID) {
				return s.Host
			}
		}
		for _, h := range hosts {
			if strings.HasPrefix(l.ID, "host:"+h+".") {
				return h
			}
		}
	}
	if newest := w.talk.Newest(); newest != "" || len(hosts) == 0 {
		return newest
	}
	return hosts[0]
}

// remarks puts the findings about a server below the lines that show them.
func (w *Walk) remarks(host string) []pane.Remark {
	if w.diagnosis == nil {
		return nil
	}
	var out []pane.Remark
	for i := range w.diagnosis.Findings {
		f := &w.diagnosis.Findings[i]
		step := w.link(f.Link)
		if f.Host != host || !isProblem(f) || f.Weight == finding.Lost || step == nil || step.Depth < 2 || len(step.Sessions) == 0 {
			continue // not about what was said
		}
		for _, s := range w.talk.Of(host) {
			if f.Address != "" && f.Address != s.Addr.Addr().String() {
				continue
			}
			if after := shownAt(f, s); after != 0 {
				out = append(out, pane.Remark{Session: s.ID, After: after, Text: f.Title})
			}
		}
	}
	return out
}

// shownAt is the item of a session that shows a finding: the last one of its
// evidence, and unless the fault is one of SMTP the last one of the handshake.
// Zero: the session does not show it.
func shownAt(f *explain.Explained, s *feed.Session) (after evidence.ID) {
	var handshake evidence.ID
	for _, said := range s.Said {
		if !slices.Contains(f.Evidence, said.Item) {
			continue
		}
		after = said.Item
		if said.Mark == feed.TLS {
			handshake = said.Item
		}
	}
	if f.Layer != finding.LayerSMTP && handshake != 0 {
		return handshake
	}
	return after
}

// verdict is what the second line says.
func (w *Walk) verdict() pane.Verdict {
	v := pane.Verdict{Mark: w.th.Verdict(w.book, ""), Sentence: w.book.Say("asking the root of the DNS ...")}
	if d := w.diagnosis; d != nil {
		v.Mark, v.Sentence = w.th.Verdict(w.book, d.Verdict), d.Headline
		if d.Stopped && d.Verdict == mail.Checking {
			v.Mark = w.th.Stopped(w.book)
		}
		if m := w.meanwhile(); m != nil && m.Headline != "" {
			v.Sentence = m.Headline
		}
	}
	if w.running {
		v.Spinner = string(`|/-\`[w.spin%4])
	}
	return v
}

// focusOf tells which pane an area shows.
func (w *Walk) focusOf(n layout.Name) (Focus, bool) {
	switch n {
	case layout.ChainPane:
		return OnChain, true
	case layout.AnswerPane:
		return OnSlot, true
	case layout.TalkPane:
		return OnTalk, true
	case layout.TimingPane:
		return OnTiming, true
	case layout.Solo:
		return w.focus, true
	}
	return OnChain, false
}

// area is where a pane is on the screen, if it is.
func (w *Walk) area(f Focus) (layout.Rect, bool) {
	for _, a := range w.plan().Areas {
		if on, ok := w.focusOf(a.Name); ok && on == f {
			return a.Rect, true
		}
	}
	return layout.Rect{}, false
}

// onScreen tells whether this layout has a pane of its own for f.
func (w *Walk) onScreen(f Focus) bool {
	plan := layout.Of(w.w, w.h, false)
	switch f {
	case OnTalk:
		return plan.Kind >= layout.Talk
	case OnTiming:
		return plan.Kind == layout.Three
	}
	return true
}

// port is the port of the mail servers that the check is about.
func (w *Walk) port() string {
	if d := w.diagnosis; d != nil && d.Report != nil && d.Report.Port != 0 {
		return fmt.Sprint(d.Report.Port)
	}
	return fmt.Sprint(wire.SMTPPort)
}

// meanwhile is what can be said while the check waits; nil: nothing.
func (w *Walk) meanwhile() *explain.Meanwhile {
	if !w.running {
		return nil
	}
	return w.diagnosis.Meanwhile(w.elapsed)
}
