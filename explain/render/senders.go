package render

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/delivery"
	"danewalk/explain/sender"
	"danewalk/probe/evidence"
)

// senders writes what becomes of mail, one line a sender; what the line has no
// room for stands below.
func (p *printer) senders(d *explain.Diagnosis) {
	list := delivery.Views(d)
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
		p.pair(fmt.Sprintf("  %s  %s", pad(p.say(v.Name), named), delivery.Becomes(p.words, v)), strings.Join(p.beside(v), "; "))
	}
}

// beside is what qualifies a result, for those who read the report.
func (p *printer) beside(v sender.View) []string { return delivery.Beside(p.words, v, p.audience()) }

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
	for _, v := range delivery.Views(d) {
		s := senderJSON{
			Sender: string(v.Sender), Name: d.Words.Say(v.Name), Fate: fateOf(v.Fate), Mixed: v.Mixed, Unseen: v.Unseen, Code: v.Code, Text: v.Text,
			GivesUp: int64(v.GivesUp.Seconds()), Why: string(v.Why), Certainty: string(v.Certainty), Source: delivery.Source(d.Words, v), Steps: []trialJSON{},
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

func fateOf(f sender.Fate) string {
	if f == sender.Pending {
		return "pending"
	}
	return string(f)
}
