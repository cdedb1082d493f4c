package explain_test

import (
	"path"
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/wire"
)

// Nobody delivers mail to the port where people read it: in no world does a report
// about such a port speak of that, in any language. The world is that of port 25;
// only its words are asked for again.
func TestOtherPortsDeliverNothing(t *testing.T) {
	t.Parallel()
	inEveryWorld(t, func(t *testing.T, d *explain.Diagnosis) {
		if !oneIn(3, path.Base(t.Name())) || d.Report.Resolve != nil || len(d.Report.Hosts) == 0 || d.Break >= 0 && beside(d.Findings[d.Break]) {
			return
		}
		for _, language := range text.Languages() {
			if name := path.Base(t.Name()); language != text.English {
				if !sampled(name) {
					break
				}
				d = inLanguage(t, name, language)
			}
			deliversNothing(t, explain.AtPort(d, 993))
		}
	})
}

func deliversNothing(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	delivering := explain.Delivering(d.Words.Language())
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
			t.Errorf("%s: %d lines of 42 cells:%s", about, lines, unfolded(blocks))
		}
	}
	if delivering(d.Headline) {
		t.Errorf("headline %q", d.Headline)
	}
	headlineFits(t, d)
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
}

// beside tells whether a finding is about the way that mail takes to a domain.
func beside(f explain.Explained) bool {
	c := f.Code
	group, _, _ := strings.Cut(string(c), ".")
	return f.Layer == finding.LayerBeside || strings.HasSuffix(f.Subject, " MX") || group == "exo" || strings.HasPrefix(string(c), "tlsa.wrong-owner") || group == "mx" && !slices.Contains([]finding.Code{"mx.host-no-address", "mx.unreachable"}, c)
}

// What a text says of delivering is known in every language, and what is right at
// any port is left alone.
func TestDelivering(t *testing.T) {
	for language, words := range map[string]struct{ yes, no []string }{
		text.English: {[]string{"Senders wait.", "The mail is queued.", "Nobody can deliver."}, []string{"The mail server is down.", "Ask the mail operator.", "It is mail.example.org."}},
		text.German: {
			[]string{"Vorsichtige Absender warten.", "Die E-Mail kommt an.", "Er stellt die Nachricht nicht zu.", "Nicht zustellbar.", "In der Warteschlange.", "Der MX-Eintrag fehlt."},
			[]string{"Der Mailserver antwortet nicht.", "Fragen Sie den Mail-Betreiber.", "Er heißt mail.example.org.", "Das stellt niemand fest."},
		},
		text.Dutch: {
			[]string{"Voorzichtige verzenders wachten.", "De mail komt aan.", "Niemand bezorgt.", "Onbestelbaar.", "In de wachtrij."},
			[]string{"De mailserver antwoordt niet.", "Vraag de mailserverbeheerder.", "Hij heet mail.example.org."},
		},
	} {
		delivering := explain.Delivering(language)
		for _, s := range words.yes {
			if !delivering(s) {
				t.Errorf("%s: %q is not about delivering", language, s)
			}
		}
		for _, s := range words.no {
			if delivering(s) {
				t.Errorf("%s: %q is about delivering", language, s)
			}
		}
	}
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
