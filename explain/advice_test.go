package explain_test

import (
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/sender"
	"danewalk/probe/evidence"
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

// TestWhatIsSaidOfSendersStays: while a check is running, a fate of mail is told
// only if nothing that comes later can change it: not a second look that is shown
// another certificate, not a policy that is read at last.
func TestWhatIsSaidOfSendersStays(t *testing.T) {
	for _, world := range []string{
		"demo", "null-mx", "dnssec-ds-mismatch", "tlsa-dual-cert-half-covered", "tls-large-clienthello-intolerant", "name-common-only", "smtp-starttls-selective",
	} {
		t.Run(world, func(t *testing.T) {
			t.Parallel()
			r := check(t, world)
			o := judgedBy(t, r)
			final := map[sender.ID]sender.View{}
			for _, v := range sender.Views(explain.Diagnose(r.Case, o).Report) {
				final[v.Sender] = v
			}
			const parts = 8
			for part := 1; part < parts; part++ {
				early := explain.Diagnose(evidence.Case{Items: r.Case.Items[:len(r.Case.Items)*part/parts]}, o)
				for _, f := range early.Findings {
					if f.Advice {
						t.Errorf("advice before the end: %s", f.Code)
					}
				}
				for _, v := range sender.Views(early.Report) {
					if end := final[v.Sender]; v.Fate != sender.Pending && v.Fate != end.Fate {
						t.Errorf("%s after %d/%d: %s (%s), in the end %s (%s)", v.Sender, part, parts, v.Fate, v.Why, end.Fate, end.Why)
					}
				}
			}
		})
	}
}
