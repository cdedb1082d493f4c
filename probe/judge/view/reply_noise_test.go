package view

import (
	"testing"

	"danewalk/probe/evidence"
)

// TestNoiseInReply: a line without a code makes a reply unreadable only when it
// is the first one.
func TestNoiseInReply(t *testing.T) {
	for _, tc := range []struct {
		lines []evidence.Wild
		code  int
		done  bool
	}{
		{[]evidence.Wild{"SSH-2.0-x"}, 0, true},
		{[]evidence.Wild{"250-mx", "noise", "250 STARTTLS"}, 250, true},
		{[]evidence.Wild{"250-mx", "noise"}, 0, false},
	} {
		var r reading
		for i, l := range tc.lines {
			r.add(evidence.ID(i+1), 0, l)
		}
		if got := r.reply(); got.Code != tc.code || r.done != tc.done || len(got.Lines) != len(tc.lines) {
			t.Errorf("%q: code %d, done %v", tc.lines, got.Code, r.done)
		}
	}
}
