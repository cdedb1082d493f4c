package explain_test

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/wire"
)

// Nobody delivers mail to the port where people read it: in no world does a report
// about such a port speak of that. The world is that of port 25; only its words are
// asked for again.
func TestOtherPortsDeliverNothing(t *testing.T) {
	delivering := explain.Delivering(text.English)
	inEveryWorld(t, func(t *testing.T, d *explain.Diagnosis) {
		if d.Report.Resolve != nil || len(d.Report.Hosts) == 0 || d.Break >= 0 && beside(d.Findings[d.Break]) {
			return
		}
		d = explain.AtPort(d, 993)
		helpdesk := func(about string, blocks []explain.Block) {
			lines := 0
			for _, b := range blocks {
				lines++
				for _, p := range b.Paras {
					lines += wrapped(p, 42)
					if delivering(p) {
						t.Errorf("%s, %s: %q", about, b.Heading, p)
					}
				}
			}
			if lines > 18 {
				t.Errorf("%s: %d lines of 42 cells: %v", about, lines, blocks)
			}
		}
		if delivering(d.Headline) {
			t.Errorf("headline %q", d.Headline)
		}
		helpdesk("verdict", d.Answers[explain.Helpdesk])
		for _, f := range d.Findings {
			if beside(f) {
				continue // such findings belong to the domain, and are not made about a port
			}
			helpdesk(string(f.Code), f.Answers[explain.Helpdesk])
			if f.What == "" || f.Who == "" || strings.Contains(f.What, "  ") {
				t.Errorf("%s: what %q, who %q", f.Code, f.What, f.Who)
			}
		}
	})
}

// beside tells whether a finding is about the way that mail takes to a domain.
func beside(f explain.Explained) bool {
	c := f.Code
	group, _, _ := strings.Cut(string(c), ".")
	return f.Layer == finding.LayerBeside || strings.HasSuffix(f.Subject, " MX") || group == "exo" || strings.HasPrefix(string(c), "tlsa.wrong-owner") || group == "mx" && !slices.Contains([]finding.Code{"mx.host-no-address", "mx.unreachable"}, c)
}

// Every file about other ports is about something that there is.
func TestOtherPortWords(t *testing.T) {
	delivering := explain.Delivering(text.English)
	for _, name := range []string{"port-submission", "port-submission-mismatch", "port-imap-pkix"} {
		d := diagnosed(t, name)
		if d.Report.Port == wire.SMTPPort {
			t.Fatal(name)
		}
		if delivering(d.Headline) || !strings.Contains(d.Headline, "mx1.example.nl") {
			t.Errorf("%s: %s", name, d.Headline)
		}
	}
	for _, stem := range explain.OtherPortStems() {
		if !explain.KnowsStem(stem) {
			t.Errorf("otherport/%s.txt is about nothing", stem)
		}
	}
}
