package screen

import (
	"strings"
	"testing"
	"time"

	"danewalk/explain"
	"danewalk/probe/judge/mail"
	"danewalk/tui/theme"
)

// A network that blocks port 25 makes the person wait: after a while the verdict
// line says why, but only when everything else is done.
func TestTheVerdictLineSaysWhyNothingMoves(t *testing.T) {
	link := func(id string, depth int, s explain.State) explain.Link {
		return explain.Link{ID: id, Depth: depth, State: s, Took: 100 * time.Millisecond}
	}
	rows := []struct {
		what    string
		connect explain.State
		tlsa    explain.State
		after   time.Duration
		says    bool
	}{
		{"silent for long", explain.Waiting, explain.OK, 6 * time.Second, true},
		{"silent, but not for long", explain.Waiting, explain.OK, time.Second, false},
		{"TLSA is not known yet", explain.Waiting, explain.Running, 6 * time.Second, false},
		{"a server was reached", explain.OK, explain.OK, 6 * time.Second, false},
		{"a server refused", explain.Broken, explain.OK, 6 * time.Second, false},
	}
	for _, r := range rows {
		w := NewWalk(theme.New(theme.Options{}), Options{})
		w.Resize(120, 36)
		w.diagnosis = &explain.Diagnosis{
			Verdict: mail.Checking, Headline: "No problem found so far", Break: -1,
			Links: []explain.Link{
				link("zone:.", 0, explain.OK), link("mx", 0, explain.OK), link("host:mx.example.", 1, explain.Running),
				link("host:mx.example./address", 2, explain.OK), link("host:mx.example./tlsa", 2, r.tlsa),
				link("host:mx.example./connect", 2, r.connect),
			},
		}
		w.elapsed = r.after
		if got := strings.Contains(w.verdict().Sentence, "port 25"); got != r.says {
			t.Errorf("%s: %q", r.what, w.verdict().Sentence)
		}
	}
}
