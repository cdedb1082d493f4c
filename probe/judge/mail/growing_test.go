package mail_test

import (
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// TestVerdictIsSaidOnce: over the items of a real check, as they came, the
// verdict is Checking, then the final one, and never another in between.
func TestVerdictIsSaidOnce(t *testing.T) {
	const often = 3 // judge after so many items: the steps between are small enough to catch a change of mind
	for name, c := range map[string]struct {
		target, fault string
		want          mail.Verdict
	}{
		"healthy":        {"example.org", "", mail.Protected},
		"renewed":        {"example.org", "fault certificate mx2.example.net renewed", mail.AtRisk},
		"blocked":        {"example.nl", "fault certificate mx1.example.nl renewed", mail.Blocked},
		"port25-blocked": {"example.org", "fault local port25-blocked", mail.CannotTell},
		"null-mx":        {"example.org", "set null-mx example.org", mail.NoMail},
		"mx-servfail":    {"example.org", "fault answer example.org MX servfail", mail.Blocked},
	} {
		t.Run(name, func(t *testing.T) {
			world := "title: t\nstory: s\ntarget: " + c.target + "\n" + c.fault + "\n"
			files := fstest.MapFS{"world.lab": {Data: []byte(world)}}
			var r rig.Result
			synctest.Test(t, func(t *testing.T) {
				var err error
				if r, err = rig.Check(t.Context(), files, "world", lab.Options{Delay: 20 * time.Millisecond}, nil); err != nil {
					t.Fatal(err)
				}
			})
			memo := dnssec.NewMemo()
			judge := func(n int, complete bool) mail.Verdict {
				seen := evidence.Case{Items: r.Case.Items[:n], Complete: complete}
				return mail.Judge(view.New(seen), mail.Policy{Policy: dnssec.Policy{Anchors: r.Anchors, Memo: memo}}).Verdict
			}
			for n := 0; n < len(r.Case.Items); n += often {
				if v := judge(n, false); v != mail.Checking && v != c.want {
					t.Fatalf("after %d of %d items: %s, in the end %s", n, len(r.Case.Items), v, c.want)
				}
			}
			if v := judge(len(r.Case.Items), true); v != c.want {
				t.Errorf("%s, want %s", v, c.want)
			}
		})
	}
}
