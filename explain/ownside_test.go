package explain_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe"
	"danewalk/probe/collect"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab/rig"
)

// smtpWay changes the way to mail servers.
type smtpWay func(collect.DialFunc) collect.DialFunc

// failing is a way on which our own side fails, as a broken proxy does.
func failingWay(err error) smtpWay {
	return func(collect.DialFunc) collect.DialFunc {
		return func(context.Context, string, string) (net.Conn, error) { return nil, err }
	}
}

// stingy is a proxy that reports success at once and hangs up: ssh -D does so when
// the far side cannot connect.
func stingy(collect.DialFunc) collect.DialFunc {
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		_ = far.Close()
		return near, nil
	}
}

// onlyIPv4 is a proxy without IPv6.
func onlyIPv4(next collect.DialFunc) collect.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasPrefix(address, "[") {
			return nil, fmt.Errorf("proxy: network unreachable: %w", os.ErrPermission)
		}
		return next(ctx, network, address)
	}
}

// ourSide are the ways in which our own network can fail the mail servers of
// healthy domains, all of them alike.
func ourSide() map[string]struct {
	faults string
	way    smtpWay // through a proxy; nil: none
} {
	type side = struct {
		faults string
		way    smtpWay
	}
	out := map[string]side{
		"nothing":                {},
		"port 25 is silent":      {faults: "fault local port25-blocked"},
		"port 25 is refused":     {faults: "fault local port25-rejected"},
		"port 25 over IPv6":      {faults: "fault local port25-ipv6"},
		"no IPv6":                {faults: "fault local no-ipv6"},
		"no IPv6, no port 25":    {faults: "fault local no-ipv6\nfault local port25-blocked"},
		"TLS is intercepted":     {faults: "fault local tls-intercepted"},
		"the proxy is down":      {way: failingWay(fmt.Errorf("proxy: dial: connection refused: %w", os.ErrPermission))},
		"the proxy says nothing": {way: failingWay(fmt.Errorf("proxy: nobody answered there: %w", os.ErrDeadlineExceeded))},
		"the proxy is odd":       {way: failingWay(errors.New("proxy: odd"))},
		"the proxy hangs up":     {way: stingy},
		"the proxy has no IPv6":  {way: onlyIPv4},
		"no port 443":            {faults: "fault local port443-blocked"},
	}
	for _, how := range []string{"no-greeting", "closes", "greeting-blocked", "greeting-554", "greeting-421", "ehlo-550", "ehlo-504", "ehlo-451", "no-starttls", "starttls-stripped"} {
		out["every server: "+how] = side{faults: "fault local mail " + how}
	}
	return out
}

// TestOurSideBlamesNobody: whatever our own network does to the mail servers of a
// healthy domain, with a control server named or, where one operator's servers
// alone show it, without: nobody else is at fault, and the verdict is that of the
// healthy domain or none.
func TestOurSideBlamesNobody(t *testing.T) {
	// What one operator's servers alone cannot tell from a fault of their own.
	needsControl := map[string]bool{
		"port 25 over IPv6": true, "TLS is intercepted": true, "every server: no-starttls": true,
		"every server: no-greeting": true, "every server: closes": true,
		"every server: greeting-554": true, "every server: greeting-421": true, "every server: ehlo-550": true, "every server: ehlo-504": true, "every server: ehlo-451": true,
	}
	for about, side := range ourSide() {
		for target, control := range map[string]string{"example.org": "mx1.example.nl", "example.nl": "mx1.example.net"} {
			for _, controls := range []string{"", "control: " + control} {
				if controls == "" && needsControl[about] {
					continue
				}
				t.Run(about+"/"+target+"/"+controls, func(t *testing.T) {
					t.Parallel()
					d := ownSideOf(t, "target: "+target+"\n"+controls+"\n"+side.faults, side.way)
					if d.Verdict != mail.Protected && d.Verdict != mail.CannotTell {
						t.Errorf("verdict %s", d.Verdict)
					}
					if about == "nothing" && d.Verdict != mail.Protected {
						t.Errorf("verdict %s of a healthy domain", d.Verdict)
					}
					blamesNobody(t, d)
				})
			}
		}
	}
}

// ownSideOf checks a world whose mail servers are reached by a way.
func ownSideOf(t *testing.T, text string, way smtpWay) *explain.Diagnosis {
	t.Helper()
	files := fstest.MapFS{"w.lab": {Data: []byte("title: t\nstory: s\n" + text + "\n")}}
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		r, err = rig.Check(t.Context(), files, "w", inTests(), func(o *probe.Options) {
			if way != nil {
				o.SMTP, o.Proxy = way(o.Network), "socks5://192.0.2.1:1080"
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	return explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks})
}

// blamesNobody checks that every finding by which mail is lost, late, or less
// protected than it was follows from our own side.
func blamesNobody(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	for i, f := range d.Findings {
		switch f.Weight {
		case finding.Fatal, finding.Risk, finding.Lost:
		default:
			continue
		}
		for f.CausedByIndex > 0 {
			f = d.Findings[f.CausedByIndex-1]
		}
		if f.Weight != finding.Local {
			t.Errorf("%s %s %s: nobody but our own side is at fault", d.Findings[i].Weight, d.Findings[i].Code, d.Findings[i].Subject)
		}
	}
}

// TestNoMailServerIsHeard: a network that drops port 25 makes nobody wait for
// longer than the limit on silence after the DNS is done, and with what a control
// shows the answer is certain.
func TestNoMailServerIsHeard(t *testing.T) {
	for _, control := range []string{"", "control: mx1.example.nl"} {
		t.Run(control, func(t *testing.T) {
			d := ownSideOf(t, "target: example.org\n"+control+"\nfault local port25-blocked", nil)
			if d.Took > 6*time.Second {
				t.Errorf("it took %s", d.Took)
			}
			if d.Verdict != mail.CannotTell || d.Break < 0 || d.Findings[d.Break].Code != "local.port25-blocked" {
				t.Fatalf("verdict %s, break %d", d.Verdict, d.Break)
			}
			certain := strings.Contains(d.Findings[d.Break].Who, "mx1.example.nl")
			if certain != (control != "") {
				t.Errorf("who: %s", d.Findings[d.Break].Who)
			}
		})
	}
}
