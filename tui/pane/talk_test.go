package pane

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"danewalk/probe/evidence"
	"danewalk/tui/feed"
)

// What is shown while nobody scrolls is the ordinary session, not what was held
// beside it later.
func TestTalkShowsTheOrdinarySession(t *testing.T) {
	at := netip.MustParseAddrPort("192.0.2.25:25")
	talk := Talk{Host: "mx.example.org"}
	for _, look := range []string{"", evidence.LookRSA, evidence.LookECDSA, evidence.LookNoSNI, evidence.LookOld, evidence.LookSmall, evidence.LookAgain} {
		talk.Sessions = append(talk.Sessions, &feed.Session{
			Host: "mx.example.org", Addr: at, Look: look, Said: []feed.Said{{Mark: feed.Client, Text: "connect"}, {Mark: feed.Server, Text: "said to " + look}},
		})
	}
	c := talk.Content(plainTheme, 60)
	if c.Point != 2 {
		t.Errorf("points at line %d", c.Point)
	}
	var lines []string
	for _, l := range c.Body {
		lines = append(lines, ansi.Strip(l.Draw(plainTheme, 60)))
	}
	all := strings.Join(lines, "\n")
	for _, s := range talk.Sessions[1:] {
		heading, reply := strings.Index(all, "second look: "), strings.Index(all, "said to "+s.Look)
		if heading < 0 || reply < heading {
			t.Errorf("%s has no heading of its own", s.Look)
		}
		if s.Look != evidence.LookAgain && !strings.Contains(all, "second look: "+s.Look) {
			t.Errorf("%s is not named", s.Look)
		}
	}
	talk.Sessions = talk.Sessions[:1]
	if c := talk.Content(plainTheme, 60); c.Point != 0 {
		t.Errorf("points at line %d although nothing was held beside", c.Point)
	}
}
