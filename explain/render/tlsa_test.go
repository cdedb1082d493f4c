package render_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// TestTLSASetForms: text and JSON say the same about sets that never match, also
// about records and certificates that cannot be read.
func TestTLSASetForms(t *testing.T) {
	long := append([]byte{3, 1, 7}, make([]byte, 400)...)
	peer := tlsa.Peer{Chain: tlsa.ReadChain([][]byte{[]byte("no certificate\x1b[2J")}), At: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	for _, tc := range []struct {
		rdata []byte
		want  explain.SetVerdict
		word  string
	}{
		{[]byte{3, 1, 1}, explain.SetUnusable, "unusable   030101"},
		{long, explain.SetUnusable, "(400 octets)"},
		{append([]byte{3, 1, 1}, make([]byte, 32)...), explain.SetMismatch, "no match   3 1 1 0000"},
	} {
		set := explain.CheckTLSA(tlsa.Parse(&wire.RRset{RRs: []wire.RR{{RData: tc.rdata}}}), peer)
		var b strings.Builder
		if err := render.TLSASetText(&b, set, render.Options{Width: 80}); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if !strings.HasPrefix(text, strings.ToUpper(string(tc.want))) || !strings.Contains(text, tc.word) || strings.ContainsRune(text, 0x1b) {
			t.Errorf("%x: %s", tc.rdata[:3], text)
		}
		doc, err := render.TLSASetJSON(set)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Verdict string
			Usage   *int
			Depth   *int
			Records []struct{ Reason string }
		}
		if err := json.Unmarshal(doc, &got); err != nil {
			t.Fatal(err)
		}
		if got.Verdict != string(tc.want) || got.Usage != nil || got.Depth != nil || len(got.Records) != 1 || !strings.HasSuffix(got.Records[0].Reason, ".") {
			t.Errorf("%s", doc)
		}
	}
}
