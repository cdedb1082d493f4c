package rig_test

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// looksAt runs a world that checks example.nl and tells what each session with
// its mail server over IPv4 came to, in order.
func looksAt(t *testing.T, memory *lab.Memory, changes ...string) string {
	t.Helper()
	var out []string
	synctest.Test(t, func(t *testing.T) {
		world := "target: example.nl\n" + strings.Join(changes, "\n") + "\n"
		r, err := rig.Check(t.Context(), fstest.MapFS{"w.lab": {Data: []byte(world)}}, "w", lab.Options{Delay: 20 * time.Millisecond, Memory: memory}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, it := range r.Case.Items {
			if it.Dial != nil && it.Dial.Address.Addr().String() == "198.18.12.25" {
				out = append(out, outcome(r.Case.Items, it))
			}
		}
	})
	return strings.Join(out, ", ")
}

// outcome is a session in short: its look, and the version and kind of key, the
// failure of the handshake, or the last reply.
func outcome(items []evidence.Item, dial evidence.Item) string {
	name, came := dial.Dial.Look, "-"
	if name == "" {
		name = "ordinary"
	}
	for _, it := range items {
		switch {
		case it.Line != nil && it.Line.Session == dial.ID && !it.Line.Client && it.Line.Phase != evidence.PhaseQUIT && !strings.Contains(came, "1."):
			came = it.Line.Text.String()[:3]
		case it.TLS != nil && it.TLS.Session == dial.ID && it.TLS.Stage == evidence.StageFailed:
			came = string(it.TLS.Failure)
			if it.TLS.Alert > 0 {
				came = fmt.Sprint("alert ", it.TLS.Alert-1)
			}
		case it.TLS != nil && it.TLS.Session == dial.ID && it.TLS.Stage == evidence.StageDone:
			came = fmt.Sprintf("1.%d", it.TLS.Version-tls.VersionTLS10)
		}
	}
	return name + " " + came
}

// Every way in which a mail server of the lab may choose, and what the looks of a
// check see of it.
func TestLooksInTheLab(t *testing.T) {
	memory := lab.NewMemory()
	for _, tt := range []struct {
		changes []string
		want    string
	}{
		{nil, "ordinary 1.3, rsa alert 40, ecdsa 1.2, no-sni 1.3, old alert 70"},
		{[]string{"set certificate mx1.example.nl also-rsa"}, "ordinary 1.3, rsa 1.2, ecdsa 1.2, no-sni 1.3, old alert 70"},
		{[]string{"set tls mx1.example.nl 1.3"}, "ordinary 1.3, rsa alert 70, ecdsa alert 70, no-sni 1.3, old alert 70"},
		{[]string{"set tls mx1.example.nl 1.2"}, "ordinary 1.2, rsa alert 40, no-sni 1.2, old alert 70"},
		{[]string{"set tls mx1.example.nl 1.1"}, "ordinary 1.1, rsa alert 40, no-sni 1.1"},
		{[]string{"set tls mx1.example.nl old"}, "ordinary 1.3, rsa alert 40, ecdsa 1.2, no-sni 1.3, old 1.1"},
		{[]string{"set tls mx1.example.nl rsa-exchange", "set certificate mx1.example.nl rsa"}, "ordinary 1.2, ecdsa alert 40, no-sni 1.2, old alert 70"},
		{[]string{"fault tls mx1.example.nl needs-sni"}, "ordinary 1.3, rsa alert 40, ecdsa 1.2, no-sni alert 109, old alert 70"},
		{[]string{"fault tls mx1.example.nl reject-sni"}, "ordinary alert 112, no-mlkem alert 112, no-sni 1.3, again alert 112"},
		{[]string{"fault tls mx1.example.nl large-closes"}, "ordinary closed, no-mlkem 1.3, rsa alert 40, ecdsa 1.2, again closed"},
		{[]string{"fault tls mx1.example.nl large-dropped"}, "ordinary timeout, no-mlkem 1.3, rsa alert 40, ecdsa 1.2, again cancelled"},
		{[]string{"fault smtp mx1.example.nl busy 1"}, "ordinary 421, again 1.3"},
		{[]string{"fault smtp mx1.example.nl limit 2"}, "ordinary 1.3, rsa alert 40, ecdsa 421"},
		{[]string{"fault smtp mx1.example.nl starttls-from 2"}, "ordinary 250, again 1.3"},
		{[]string{"fault smtp mx1.example.nl no-starttls"}, "ordinary 250, again 250"},
		{[]string{"fault smtp mx1.example.nl greylist-greeting"}, "ordinary 450, again 450"},
		{[]string{"fault smtp mx1.example.nl greylist-ehlo"}, "ordinary 451, again 451"},
		{[]string{"fault smtp mx1.example.nl greylist-starttls"}, "ordinary 450, again 450"},
		{[]string{"fault smtp mx1.example.nl greeting-554"}, "ordinary 554"},
		{[]string{"fault smtp mx1.example.nl refused"}, "ordinary -"},
		{
			[]string{"fault certificate mx1.example.nl negative-serial"},
			"ordinary protocol, tls1.2-tap protocol, rsa alert 40, no-sni protocol, old alert 70",
		},
	} {
		if got := looksAt(t, memory, tt.changes...); got != tt.want {
			t.Errorf("%q:\n got %s\nwant %s", tt.changes, got, tt.want)
		}
	}
	if t.Failed() {
		return
	}
	six := looksAt(t, memory, "fault certificate mx1.example.nl negative-serial also-rsa")
	if n := len(slices.Collect(strings.SplitSeq(six, ", "))); n > 6 {
		t.Errorf("%d sessions: %s", n, six)
	}
}
