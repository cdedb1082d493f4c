package mail

import (
	"net/netip"
	"testing"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
)

// What our own system forbids, and what leaves from a chosen address, is held
// against nobody as long as the other family works.
func TestClosedFamily(t *testing.T) {
	to6 := func(f evidence.Failure, trouble view.Trouble) *view.Session {
		s := &view.Session{Addr: netip.MustParseAddrPort("[2001:db8::25]:25"), Trouble: trouble}
		s.Dial = evidence.Dial{Failure: f}
		return s
	}
	forbidden, dead := to6(evidence.Forbidden, view.ConnectNoRoute), to6(evidence.Unreachable, view.ConnectNoRoute)
	for _, tc := range []struct {
		about  string
		n      network
		source string
		want   string
	}{
		{"forbidden", network{mail6: way{failed: []*view.Session{forbidden}}}, "", ipv6},
		{"one of them is dead", network{mail6: way{failed: []*view.Session{forbidden, dead}}}, "", ""},
		{"the server is dead", network{mail6: way{failed: []*view.Session{dead}}}, "", ""},
		{"from a chosen address", network{mail6: way{failed: []*view.Session{dead}}}, "192.0.2.1, ::1", ipv6},
		{"from a chosen address of the other family", network{mail6: way{failed: []*view.Session{dead}}}, "192.0.2.1", ""},
		{"from a chosen address that reaches another server", network{mail6: way{open: true, failed: []*view.Session{dead}}}, "::1", ""},
		{"nobody was tried over it", network{}, "::1", ""},
	} {
		tc.n.ended, tc.n.mail4.open = true, true
		tc.n.source4, tc.n.source6 = chosen(tc.source)
		if got := tc.n.closedFamily(); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.about, got, tc.want)
		}
	}
}

// A session that breaks off without a word from the server, through a proxy that
// carried none to TLS, says nothing about the server; what the server said does.
func TestCutByTheProxy(t *testing.T) {
	hung := &evidence.Handshake{}
	hung.Failure = evidence.Closed
	alert := &evidence.Handshake{}
	alert.Failure = evidence.TLSAlert
	for _, tc := range []struct {
		about   string
		n       network
		session view.Session
		want    bool
	}{
		{"after EHLO", network{proxied: true}, view.Session{Trouble: view.EHLOFailed}, true},
		{"after STARTTLS", network{proxied: true}, view.Session{Trouble: view.STARTTLSFailed}, true},
		{"in the handshake", network{proxied: true}, view.Session{Trouble: view.HandshakeFailed, TLS: hung}, true},
		{"an alert of the server", network{proxied: true}, view.Session{Trouble: view.HandshakeFailed, TLS: alert}, false},
		{"a refusal of the server", network{proxied: true}, view.Session{Trouble: view.STARTTLSRefused}, false},
		{"the proxy carried another one", network{proxied: true, carried: true}, view.Session{Trouble: view.EHLOFailed}, false},
		{"without a proxy", network{}, view.Session{Trouble: view.EHLOFailed}, false},
	} {
		if got := tc.n.cut(&tc.session); got != tc.want {
			t.Errorf("%s: %v", tc.about, got)
		}
	}
}
