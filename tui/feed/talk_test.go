package feed

import (
	"crypto/tls"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"danewalk/probe/evidence"
)

// fold gives a session as its lines.
func fold(t *testing.T, items ...evidence.Item) []string {
	t.Helper()
	dial := evidence.Item{ID: 1, Dial: &evidence.Dial{Host: "mx.example.org.", Address: netip.MustParseAddrPort("192.0.2.25:25")}}
	var talk Talk
	for i, it := range append([]evidence.Item{dial}, items...) {
		it.ID = evidence.ID(i + 1)
		talk.Fold([]evidence.Item{it})
	}
	var out []string
	for _, s := range talk.Of("mx.example.org") {
		for _, said := range s.Said {
			out = append(out, string(said.Mark)+" "+said.In(nil))
		}
	}
	return out
}

func said(client bool, s string) evidence.Item {
	return evidence.Item{Line: &evidence.Line{Session: 1, Client: client, Text: evidence.Wild(s)}}
}

func shake(h evidence.Handshake) evidence.Item {
	h.Session, h.SNI = 1, "mx.example.org"
	return evidence.Item{TLS: &h}
}

func TestConversation(t *testing.T) {
	got := fold(t,
		said(false, "220 mx.example.org ESMTP"),
		said(true, "STARTTLS"),
		shake(evidence.Handshake{Stage: evidence.StageClientHello}),
		shake(evidence.Handshake{Stage: evidence.StageServerHello, Version: tls.VersionTLS13, Group: uint16(tls.X25519)}),
		shake(evidence.Handshake{Stage: evidence.StageDone, Version: tls.VersionTLS13, Group: uint16(tls.X25519), Chain: [][]byte{{0x30, 0x01}}}),
		said(true, "QUIT"),
		evidence.Item{Line: &evidence.Line{Session: 99, Text: "of another session"}},
	)
	want := []string{
		"C connect 192.0.2.25:25", "S 220 mx.example.org ESMTP", "C STARTTLS", "T ClientHello  sni=mx.example.org",
		"T ServerHello  TLS 1.3 X25519", "T Certificate  cannot be parsed:", "T Finished", "C QUIT",
	}
	for i := range got {
		if i == 5 {
			got[i] = got[i][:min(len(got[i]), len(want[5]))] // the rest is the reason of the parser
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The last stage carries everything: without the live ones the lines are the same.
func TestConversationFromTheLastStageAlone(t *testing.T) {
	done := shake(evidence.Handshake{Stage: evidence.StageDone, Version: tls.VersionTLS12, Suite: tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256})
	want := []string{
		"C connect 192.0.2.25:25", "T ClientHello  sni=mx.example.org",
		"T ServerHello  TLS 1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "T Finished",
	}
	if diff := cmp.Diff(want, fold(t, done)); diff != "" {
		t.Error(diff)
	}
}

func TestTroubleIsToldApart(t *testing.T) {
	for name, c := range map[string]struct {
		item evidence.Item
		want string
	}{
		"silence":          {evidence.Item{Line: &evidence.Line{Session: 1, Failure: evidence.Timeout, Detail: "i/o timeout"}}, "X timeout"},
		"our own end":      {evidence.Item{Line: &evidence.Line{Session: 1, Failure: evidence.Cancelled, Detail: "use of closed network connection"}}, "C cancelled"},
		"closed in a line": {evidence.Item{Line: &evidence.Line{Session: 1, Text: "220 mx", Failure: evidence.Closed, Detail: "EOF"}}, "X closed: EOF"},
		"no handshake":     {shake(evidence.Handshake{Stage: evidence.StageFailed, Failure: evidence.TLSAlert, Detail: "handshake failure"}), "X handshake: tls-alert: handshake failure"},
		"a long line":      {evidence.Item{Line: &evidence.Line{Session: 1, Text: "220 mx", Cut: true}}, "S 220 mx ... (cut)"},
		"a second dial":    {evidence.Item{Dial: &evidence.Dial{Host: "mx.example.org.", Failure: evidence.Refused}}, "X refused"},
	} {
		got := fold(t, c.item)
		if got[len(got)-1] != c.want {
			t.Errorf("%s: %q, want %q at the end", name, got, c.want)
		}
	}
}

func TestBannerCannotDriveTheTerminal(t *testing.T) {
	got := strings.Join(fold(t, said(false, "220 \x1b]0;owned\a mx\u202e")), " ")
	if strings.ContainsAny(got, "\x1b\a\u202e") {
		t.Errorf("%q", got)
	}
}

// Second looks stand behind the ordinary sessions, and what a server refuses them
// is an answer, not trouble.
func TestLooksStandAside(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.25:25")
	items := []evidence.Item{
		{Dial: &evidence.Dial{Host: "mx.example.org.", Address: at}},
		{Dial: &evidence.Dial{Host: "mx.example.org.", Address: at, Look: evidence.LookTap}},
		{Dial: &evidence.Dial{Host: "mx.example.org.", Address: at, Look: evidence.LookECDSA}},
		{TLS: &evidence.Handshake{Session: 3, Stage: evidence.StageFailed, Failure: evidence.TLSAlert, Detail: "handshake failure"}},
		{Dial: &evidence.Dial{Host: "mx.example.org.", Address: at}},
		{Dial: &evidence.Dial{Host: "mx.example.net.", Address: at, Look: evidence.LookControl}},
		{TLS: &evidence.Handshake{Session: 6, Stage: evidence.StageFailed, Failure: evidence.TLSAlert, Detail: "internal error"}},
	}
	var talk Talk
	for i := range items {
		items[i].ID = evidence.ID(i + 1)
	}
	talk.Fold(items)
	var order []evidence.ID
	for _, s := range talk.Of("mx.example.org") {
		order = append(order, s.ID)
	}
	if diff := cmp.Diff([]evidence.ID{1, 2, 5, 3}, order); diff != "" {
		t.Error(diff)
	}
	if got := talk.Newest(); got != "mx.example.org" {
		t.Errorf("the newest ordinary session is with %q", got)
	}
	for id, want := range map[evidence.ID]Said{
		3: {Mark: TLS, Text: "refused: tls-alert: handshake failure"},
		6: {Mark: Trouble, Text: "handshake: tls-alert: internal error"},
	} {
		said := talk.find(id).Said
		if last := said[len(said)-1]; last.Mark != want.Mark || last.In(nil) != want.Text {
			t.Errorf("session %d ends with %q %q", id, last.Mark, last.In(nil))
		}
	}
}
