package bounce_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/rules"
	"danewalk/explain/sender"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// inWorld checks the target of a world.
func inWorld(t *testing.T, name string) *explain.Diagnosis {
	t.Helper()
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		if r, err = rig.Check(t.Context(), rules.Worlds(), name, lab.Options{}, nil); err != nil {
			t.Fatal(err)
		}
	})
	return explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
}

// written is what a sender of a view would write now.
func written(d *explain.Diagnosis, v sender.View) string {
	switch v.Sender {
	case sender.PostfixDANE, sender.PostfixDANEOnly:
		return fmt.Sprintf("Nov 21 12:00:01 mail postfix/smtp[1]: 4Zk1aB2cD3: to=<anna@%s>, relay=none, dsn=%s, status=deferred (%s)", d.Domain, v.Code, v.Text)
	case sender.Exim:
		return fmt.Sprintf("2026-11-21 12:00:00 1rAbCd-0001Xy-Zz == anna@%s R=dnslookup T=remote_smtp defer (-37): %s", d.Domain, v.Text)
	case sender.ExchangeOnline:
		return fmt.Sprintf("anna@%s\nReason: [{LED=450 %s %s};{MSG=};{FQDN=};{IP=};{LRT=}]", d.Domain, v.Code, v.Text)
	}
	return ""
}

// TestBouncesOfWorlds reads what each sender would write in a broken world, and
// holds it against that world, where it is still so, and a healthy one.
func TestBouncesOfWorlds(t *testing.T) {
	healthy := inWorld(t, "healthy-3-1-1")
	read := 0
	for _, world := range []string{
		"tlsa-mismatch", "tlsa-ta-name-mismatch", "smtp-starttls-missing", "smtp-starttls-refused", "tls-handshake-failed", "dnssec-ds-mismatch", "dnssec-rrsig-expired",
		"dnssec-denial-invalid", "tlsa-none", "dnssec-unsigned-domain", "smtp-connect-refused", "mx-dangling-only", "tlsa-usage-pkix",
	} {
		t.Run(world, func(t *testing.T) {
			d := inWorld(t, world)
			for _, v := range sender.Views(d.Report) {
				text := written(d, v)
				if text == "" || v.Text == "" || v.Fate != sender.Deferred && v.Fate != sender.Bounced {
					continue
				}
				r := bounce.Read([]byte(text))
				b := r.Bounces[0]
				if len(r.Bounces) != 1 || b.Domain != d.Domain || b.Kind == bounce.Unknown || b.Kind == bounce.NotAboutDANE {
					t.Errorf("%s: %q is read as %s of %q", v.Name, text, b.Kind, b.Domain)
					continue
				}
				read++
				if now := bounce.Compare(b, d); now.State != bounce.Still {
					t.Errorf("%s: %q, %s, is %s: %s", v.Name, text, b.Kind, now.State, now.Why)
				}
				b.Domain, b.Host = healthy.Domain, ""
				if now := bounce.Compare(b, healthy); now.State != bounce.Fixed {
					t.Errorf("%s: %q, %s, is %s in a healthy world: %s", v.Name, text, b.Kind, now.State, now.Why)
				}
			}
		})
	}
	if read < 15 {
		t.Errorf("%d texts read", read)
	}
}

// TestCompareSays checks that an outcome names what is seen.
func TestCompareSays(t *testing.T) {
	b := bounce.Read([]byte("550 5.7.323 tlsa-invalid")).Bounces[0]
	said, err := bounce.Compare(b, inWorld(t, "tlsa-mismatch")).Say(nil)
	if err != nil || !strings.Contains(said, "mx1.example.nl") || !strings.HasPrefix(said, "Still broken") {
		t.Errorf("%q, %v", said, err)
	}
	b = bounce.Read([]byte("Nov 21 12:00:01 mail postfix/smtp[1]: to=<a@example.nl>, relay=none, dsn=5.2.2, status=bounced (host mx.example.nl[192.0.2.1] said: 552 5.2.2 Mailbox full)")).Bounces[0]
	if now := bounce.Compare(b, inWorld(t, "tlsa-mismatch")); now.State != bounce.NotCompared {
		t.Errorf("a full mailbox is %s", now.State)
	}
}
