package starttls

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/lab"
	"danewalk/probe/wire"
)

// hostileHost is the mail server of the lab that misbehaves.
const hostileHost = "mx1.example.nl"

// hostileProbe holds a session with a server of the lab that has the faults.
func hostileProbe(t *testing.T, memory *lab.Memory, faults ...string) (evidence.Case, time.Duration) {
	t.Helper()
	w, err := lab.Parse("hostile", []byte("target: example.nl\n"+strings.Join(faults, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.Start(lab.Options{Memory: memory})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	log := evidence.NewLog(nil)
	log.Add(evidence.Item{Step: &evidence.Step{Name: "smtp"}})
	o := collect.Options{EHLO: "probe.example.com", Now: r.Now, Network: func(ctx context.Context, network, address string) (net.Conn, error) {
		return r.Dial(ctx, network, address)
	}}
	began := time.Now()
	Probe(t.Context(), o, wire.MustName(hostileHost), netip.MustParseAddr("198.18.12.25"), hostileHost, log)
	return log.Case(), time.Since(began)
}

// TestHostileServers: whatever a server does, the session ends within the limit
// of the place where it does it, and the evidence says what happened there.
func TestHostileServers(t *testing.T) {
	lim := collect.DefaultLimits()
	memory := lab.NewMemory()
	const ( // a reply or a handshake cost nothing in the lab; what pours, pours for moments
		atOnce = 3 * time.Second
	)
	for _, tc := range []struct {
		faults string
		ends   string // the end of the transcript
		within time.Duration
	}{
		{"fault smtp mx1.example.nl endless-banner", "limit    reply-lines 100\nbanner   S 220-mx1. !too-long\nlimit    session-bytes 262144", atOnce},
		{"fault smtp mx1.example.nl endless-line", "banner   S 22022022022022022022... 4096 (cut) !too-long\nlimit    session-bytes 262144", atOnce},
		{"fault smtp mx1.example.nl endless-reply", "limit    reply-lines 100\nehlo     S 250-X-AND-SO !too-long\nlimit    session-bytes 262144", atOnce},
		{"fault smtp mx1.example.nl many-lines", "limit    reply-lines 100\nehlo-tls S 250-X !too-long\nlimit    session-bytes 262144", atOnce},
		{"fault smtp mx1.example.nl drip", "banner   S 220 mx1.example.nl ESMTP ESMTP !timeout", lim.Reply},
		{"fault smtp mx1.example.nl drip-ehlo", "ehlo     S 250 !timeout", lim.Reply},
		{"fault smtp mx1.example.nl http", "banner   S HTTP/1.1 408 Request Timeout", atOnce},
		{"fault smtp mx1.example.nl hostile-replies", "quit     S 221 2.0.0 bye", atOnce},
		{"fault smtp mx1.example.nl injects", "quit     S 221 2.0.0 bye", atOnce},
		{"fault smtp mx1.example.nl injects-late", "tls      failed sni=mx1.example.nl !malformed", atOnce},
		{"fault tls mx1.example.nl drip", "tls      failed sni=mx1.example.nl !timeout", lim.TLS},
		{"fault tls mx1.example.nl stalls", "tls      failed sni=mx1.example.nl !timeout", lim.TLS},
		{"fault tls mx1.example.nl alert-flood", "tls      failed sni=mx1.example.nl !malformed", atOnce},
		{"fault tls mx1.example.nl empty-records", "tls      failed sni=mx1.example.nl !malformed", atOnce},
		{"fault tls mx1.example.nl wrong-length", "tls      failed sni=mx1.example.nl !malformed", atOnce},
		{"fault tls mx1.example.nl huge-message", "tls      failed sni=mx1.example.nl !too-long", atOnce},
		{"fault tls mx1.example.nl hello-request", "tls      failed sni=mx1.example.nl !protocol", atOnce},
		{"fault tls mx1.example.nl renegotiates", "tls      done sni=mx1.example.nl TLS 1.2 chain=2\nehlo-tls C EHLO probe.example.com\nehlo-tls S !protocol", atOnce},
		{"set certificate mx1.example.nl long-chain", "quit     S 221 2.0.0 bye", atOnce},
		{"set certificate mx1.example.nl large", "quit     S 221 2.0.0 bye", atOnce},
		{"set certificate mx1.example.nl huge", "limit    chain-bytes 102400\ntls      failed sni=mx1.example.nl TLS 1.3 chain=0 !too-long", atOnce},
		{"set certificate mx1.example.nl huge\nset tls mx1.example.nl 1.2", "limit    chain-bytes 102400\ntls      failed sni=mx1.example.nl TLS 1.2 !too-long", atOnce},
		{"set certificate mx1.example.nl giant", "tls      failed sni=mx1.example.nl TLS 1.3 !too-long", atOnce},
	} {
		t.Run(strings.TrimPrefix(tc.faults, "fault "), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				before := allocated()
				c, took := hostileProbe(t, memory, tc.faults)
				cost := allocated() - before
				if got := transcript(c); !strings.HasSuffix(got, tc.ends+"\n") {
					t.Errorf("does not end with %q:\n%s", tc.ends, got[max(0, len(got)-2000):])
				}
				if took > tc.within {
					t.Errorf("took %v, the limit is %v", took, tc.within)
				}
				if n := len(c.Items); n > 250 {
					t.Errorf("%d items", n)
				}
				t.Logf("%v, %d KiB kept, %d KiB allocated in all", took, kept(c)>>10, cost>>10)
				if n := kept(c); n > 256<<10 || cost > 16<<20 {
					t.Errorf("%d KiB of evidence, %d KiB allocated, with the server's own", n>>10, cost>>10)
				}
			})
		})
	}
}

// allocated is what was allocated since the beginning of the program.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// kept counts the octets that the evidence holds on to.
func kept(c evidence.Case) int {
	n := 0
	for _, it := range c.Items {
		if it.Line != nil {
			n += len(it.Line.Text) + len(it.Line.Detail)
		}
		if it.TLS != nil {
			for _, der := range it.TLS.Chain {
				n += len(der)
			}
		}
	}
	return n
}

// TestHostileText: what a server says is shown without a rune that drives a
// terminal or deceives a reader, in the log and in every way of printing it.
func TestHostileText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := hostileProbe(t, lab.NewMemory(), "fault smtp mx1.example.nl hostile-replies")
		seen := 0
		for _, it := range c.Items {
			if it.Line == nil || it.Line.Client {
				continue
			}
			for _, shown := range []string{it.Line.Text.String(), fmt.Sprint(it.Line.Text), fmt.Sprintf("%s|%v|%q", it.Line.Text, it.Line.Text, it.Line.Text), it.Line.Detail.String()} {
				if strings.ContainsFunc(shown, func(r rune) bool {
					return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u202e' || r == '\u2066' || r == '\u200b' || r == 0xe0041 || r == '\ufffd'
				}) {
					t.Errorf("%q", shown)
				}
			}
			if strings.Contains(it.Line.Text.String(), `\x00\x1b]52`) {
				seen++
			}
		}
		if seen < 3 {
			t.Errorf("%d hostile lines", seen)
		}
	})
}
