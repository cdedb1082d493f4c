package explain_test

import (
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/sender"
	"danewalk/probe/judge/mail"
)

// TestAdviceIsNoPartOfTheResult: advice is never the break, weighs nothing,
// explains nothing, and is silent where nothing can be told from here.
func TestAdviceIsNoPartOfTheResult(t *testing.T) {
	inEveryWorld(t, func(t *testing.T, d *explain.Diagnosis) {
		for i, f := range d.Findings {
			if !f.Advice || f.Layer == finding.LayerBeside { // those are no advice to anybody about the result
				continue
			}
			if i == d.Break || f.Weight != finding.Info || f.ConsequenceOf >= 0 {
				t.Errorf("%s: break %v, weight %s, follows from %d", f.Code, i == d.Break, f.Weight, f.ConsequenceOf)
			}
			if d.Verdict == mail.CannotTell || d.Verdict == mail.Checking || d.Verdict == mail.NoMail {
				t.Errorf("%s beside the verdict %s", f.Code, d.Verdict)
			}
			for _, g := range d.Findings {
				if g.ConsequenceOf == i {
					t.Errorf("%s follows from the advice %s", g.Code, f.Code)
				}
			}
		}
	})
}

// TestWhatExchangeOnlineIsSaidToWriteIsWhatItsViewSays: the codes in the words
// are those of the sender view, and there are none where its mail arrives.
func TestWhatExchangeOnlineIsSaidToWriteIsWhatItsViewSays(t *testing.T) {
	inEveryWorld(t, func(t *testing.T, d *explain.Diagnosis) {
		var bounce, mode *explain.Explained
		for i := range d.Findings {
			switch d.Findings[i].Code {
			case "exo.outbound-bounce":
				bounce = &d.Findings[i]
			case "exo.outbound-mode":
				mode = &d.Findings[i]
			}
		}
		for _, v := range sender.Views(d.Report) {
			held := v.Fate == sender.Deferred || v.Fate == sender.Bounced
			switch v.Sender {
			case sender.ExchangeOnline:
				if bounce != nil && (!held || !strings.Contains(bounce.What, v.Code)) {
					t.Errorf("%q, and the view is %s %s", bounce.What, v.Fate, v.Code)
				}
				if mode != nil && !held {
					t.Errorf("a way around, and the view is %s", v.Fate)
				}
			case sender.ExchangeNone:
				if mode != nil && (held || v.Fate == sender.Unknown) {
					t.Errorf("a way around that does not help: %s", v.Fate)
				}
			}
		}
	})
}
