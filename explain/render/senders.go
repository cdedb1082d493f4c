package render

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/sender"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// views tells what becomes of mail, sender by sender. Where the verdict was
// taken back because our own side spoiled it, so is this.
func views(d *explain.Diagnosis) []sender.View {
	if d.Verdict == mail.CannotTell && d.Report.Verdict != mail.CannotTell {
		return sender.Blind(d.Report)
	}
	return sender.Views(d.Report)
}

// senders writes what becomes of mail, one line a sender; what the line has no
// room for stands below.
func (p *printer) senders(d *explain.Diagnosis) {
	list := views(d)
	if len(list) == 0 {
		return
	}
	p.line("")
	p.line("%s", p.say("Who delivers"))
	named := 0
	for _, v := range list {
		named = max(named, utf8.RuneCountInString(p.say(v.Name)))
	}
	for _, v := range list {
		p.pair(fmt.Sprintf("  %s  %s", pad(p.say(v.Name), named), becomes(p.words, v)), strings.Join(p.beside(v), "; "))
	}
}

// becomes is the fate of a mail as people read it, with code and time.
func becomes(b *text.Book, v sender.View) string {
	switch v.Fate {
	case sender.Authenticated:
		if v.Why == sender.STSMatch {
			return b.Say("delivered, server proven by MTA-STS")
		}
		return b.Say("delivered, server proven")
	case sender.Encrypted:
		return b.Say("delivered, encrypted, server not proven")
	case sender.Clear:
		return b.Say("delivered in clear text")
	case sender.Deferred:
		return b.Say("waits, comes back after %s", span(b, v.GivesUp)) + coded(v)
	case sender.Bounced:
		return b.Say("comes back at once") + coded(v)
	case sender.Pending:
		return b.Say("not known yet")
	}
	return unknown(b, v)
}

// unknown says why nothing can be said: nobody saw it, or nobody knows.
func unknown(b *text.Book, v sender.View) string {
	switch {
	case v.Why == sender.OwnSide:
		return b.Say("cannot be told, our own side is in the way")
	case v.Why == sender.NotSeen:
		return b.Say("[a delivery] cannot be told from here")
	case v.Why == sender.Varies:
		return b.Say("delivered at times: it depends on the path")
	case v.Code != "":
		return b.Say("not known, may be refused: %s", v.Code)
	case v.Certainty == sender.Verified && (v.Why == sender.MXBogus || v.Why == sender.AddressBogus):
		return b.Say("does not validate: not stopped by the DNS")
	case v.Text != "":
		return b.Say("not known, may be refused")
	}
	return b.Say("not known, not documented")
}

func coded(v sender.View) string {
	if v.Code == "" {
		return ""
	}
	return ": " + v.Code
}

// span is a time in the words of mail administrators.
func span(b *text.Book, d time.Duration) string {
	const day = 24 * time.Hour
	if d > day && d%day == 0 {
		return b.Say("[after] %d days", int(d/day))
	}
	return b.Say("[after] %d hours", int(d/time.Hour))
}

// beside is what qualifies a result. Experts read the text of the bounce, too.
func (p *printer) beside(v sender.View) []string {
	var out []string
	if v.Mixed {
		out = append(out, p.say("better if another address is tried first"))
	}
	if v.Unseen {
		out = append(out, p.say("some addresses were not seen from here"))
	}
	if after, ok := failedBefore(v); ok {
		out = append(out, p.say("by %s after %s did not", v.Host.Show(), after))
	}
	if p.audience() != explain.Expert {
		return out
	}
	if v.Text != "" {
		out = append(out, p.quoted(v.Text))
	}
	switch v.Certainty {
	case sender.Secondary:
		out = append(out, p.say("not documented in full"))
	case sender.Assumed:
		out = append(out, p.say("assumed"))
	}
	return out
}

// failedBefore names the first host that does not take the mail which another
// one takes then.
func failedBefore(v sender.View) (string, bool) {
	if v.Fate != sender.Authenticated && v.Fate != sender.Encrypted && v.Fate != sender.Clear {
		return "", false
	}
	for _, s := range v.Steps {
		if s.Host == v.Host {
			return "", false
		}
		if s.Fate == sender.Deferred || s.Fate == sender.Bounced {
			return s.Host.Show(), true
		}
	}
	return "", false
}

type senderJSON struct {
	Sender    string        `json:"sender"`
	Name      string        `json:"name"`
	Fate      string        `json:"fate"`
	Mixed     bool          `json:"mixed"`
	Unseen    bool          `json:"unseen"`
	Host      string        `json:"host,omitempty"`
	Code      string        `json:"code,omitempty"`
	Text      string        `json:"text,omitempty"`
	GivesUp   int64         `json:"givesUpSeconds,omitempty"`
	Why       string        `json:"why"`
	Certainty string        `json:"certainty"`
	Source    string        `json:"source,omitempty"`
	Steps     []trialJSON   `json:"steps"`
	Evidence  []evidence.ID `json:"evidence"`
}

type trialJSON struct {
	Host    string `json:"host"`
	Address string `json:"address,omitempty"`
	Fate    string `json:"fate"`
	Why     string `json:"why"`
}

func sendersOf(d *explain.Diagnosis) []senderJSON {
	out := []senderJSON{}
	for _, v := range views(d) {
		s := senderJSON{
			Sender: string(v.Sender), Name: d.Words.Say(v.Name), Fate: fateOf(v.Fate), Mixed: v.Mixed, Unseen: v.Unseen, Code: v.Code, Text: v.Text,
			GivesUp: int64(v.GivesUp.Seconds()), Why: string(v.Why), Certainty: string(v.Certainty), Source: sourceOf(d.Words, v), Steps: []trialJSON{},
			Evidence: v.Evidence,
		}
		if !v.Host.IsZero() {
			s.Host = v.Host.Show()
		}
		for _, t := range v.Steps {
			s.Steps = append(s.Steps, trialJSON{t.Host.Show(), t.Addr, fateOf(t.Fate), string(t.Why)})
		}
		out = append(out, s)
	}
	return out
}

// sourceOf is where a behaviour is described.
func sourceOf(b *text.Book, v sender.View) string {
	if v.Source == "" {
		return ""
	}
	return b.Say(v.Source)
}

func fateOf(f sender.Fate) string {
	if f == sender.Pending {
		return "pending"
	}
	return string(f)
}
