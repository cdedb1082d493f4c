package render_test

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/render"
	"danewalk/explain/text"
	"danewalk/explain/tlsrpt"
	"danewalk/probe/judge/mail"
)

func books(t *testing.T) (out []*text.Book) {
	t.Helper()
	for _, language := range text.Languages() {
		b, err := text.NewBook(language)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

// TestVerdictsAreShort: a verdict has room in the narrowest bar, in every language,
// and no two are alike.
func TestVerdictsAreShort(t *testing.T) {
	for _, b := range books(t) {
		seen := map[string]bool{}
		for _, v := range []mail.Verdict{mail.Protected, mail.AtRisk, mail.Blocked, mail.NotProtected, mail.CannotTell, mail.NoMail, mail.Checking} {
			word := render.Word(b, v)
			if n := utf8.RuneCountInString(word); n > 20 || n < 4 || word != strings.ToUpper(word) || seen[word] {
				t.Errorf("%s, %s: %q", b.Language(), v, word)
			}
			seen[word] = true
		}
		stopped := render.WordOf(&explain.Diagnosis{Stopped: true, Verdict: mail.Checking, Words: b})
		if seen[stopped] || utf8.RuneCountInString(stopped) > 20 {
			t.Errorf("%s: %q", b.Language(), stopped)
		}
	}
}

// copied are the lines of a diagnosis that are never broken.
func copied(d *explain.Diagnosis) map[string]bool {
	out := map[string]bool{}
	for _, f := range d.Findings {
		for _, blocks := range f.Answers {
			for _, b := range blocks {
				for _, p := range b.Paras {
					if b.Code {
						out[p] = true
					}
				}
			}
		}
	}
	return out
}

// TestTextFitsInEveryLanguage: German is longer than English, and the screen is not.
func TestTextFitsInEveryLanguage(t *testing.T) {
	for _, world := range []string{"demo", "healthy-3-1-1", "dns-zone-out-of-sync", "tls-sni-dependent-cert", "mtasts-policy-syntax", "dns-servfail-unexplained", "half-covered-usual"} {
		r := walk(t, world)
		for _, words := range books(t) {
			d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Words: words})
			whole := copied(d)
			for _, a := range []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert} {
				var b bytes.Buffer
				if err := render.Text(&b, d, render.Options{Audience: a}); err != nil {
					t.Fatal(err)
				}
				for line := range strings.Lines(b.String()) {
					line = strings.TrimSuffix(line, "\n")
					if n := utf8.RuneCountInString(line); n > 80 && !whole[strings.TrimSpace(line)] {
						t.Errorf("%s, %s, %s: %d columns: %s", world, words.Language(), a, n, line)
					}
				}
			}
		}
	}
}

// plain are words in a language of which all that can be translated is written in
// wide letters: nobody thought of them.
var plain = regexp.MustCompile(`\b[a-z]{3,} [a-z]{2,}\b`)

// TestNothingIsLeftInEnglish looks at every report in a language that nobody speaks.
func TestNothingIsLeftInEnglish(t *testing.T) {
	for _, world := range []string{"demo", "dnssec-cds-mismatch", "mtasts-policy-syntax", "dns-servfail-unexplained", "dns-zone-out-of-sync", "local-port25-blocked", "tlsa-all-unusable"} {
		r := walk(t, world)
		d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Words: text.Pseudo()})
		whole := copied(d)
		for _, write := range []func(io.Writer, *explain.Diagnosis, render.Options) error{render.Text, render.Markdown, render.Accessible} {
			var b bytes.Buffer
			if err := write(&b, d, render.Options{Audience: explain.Learner, Width: 200}); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				line = strings.TrimSpace(line)
				if found := plain.FindString(strings.ReplaceAll(line, "key of the lab root", "")); found != "" && !whole[line] {
					t.Errorf("%s: %q in %q", world, found, line)
				}
			}
		}
	}
}

// TestBouncesAndReportsSpeakTheLanguage: these have no diagnosis to take it from.
func TestBouncesAndReportsSpeakTheLanguage(t *testing.T) {
	words := text.Pseudo()
	o := render.Options{Audience: explain.Expert, Width: 200, Words: words}
	read := bounce.Read([]byte("<a@example.org>: delivery temporarily suspended: TLSA lookup error for mx1.example.net:25 (in reply to nothing)"))
	list, err := tlsrpt.Read("x.json", []byte(`{"organization-name":"ACME","date-range":{"start-datetime":"2026-11-20T00:00:00Z","end-datetime":"2026-11-20T23:59:59Z"},
		"contact-info":"x","report-id":"1","policies":[{"policy":{"policy-type":"tlsa","policy-domain":"mx1.example.net"},
		"summary":{"total-successful-session-count":1,"total-failure-session-count":2},"failure-details":[{"result-type":"tlsa-invalid","failed-session-count":2}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	sum := tlsrpt.Sum(list)
	var b bytes.Buffer
	for _, err := range []error{
		render.BounceText(&b, read, o), render.BounceAsks(&b, []string{"example.org"}, []string{"example.net"}, true, o),
		render.ReportText(&b, sum, list, o), render.ReportAsks(&b, []string{"example.org"}, nil, false, o),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for line := range strings.Lines(b.String()) {
		if found := plain.FindString(strings.ReplaceAll(line, "lookup error for", "")); found != "" {
			t.Errorf("%q in %q", found, line)
		}
	}
	for _, write := range []func() ([]byte, error){
		func() ([]byte, error) { return render.BounceJSON(words, read, nil, nil, nil) },
		func() ([]byte, error) { return render.ReportJSON(words, sum, list, nil, nil, nil) },
	} {
		doc, err := write()
		if err != nil || !json.Valid(doc) || !strings.Contains(string(doc), `"title":"Ｔ`) {
			t.Errorf("%v: %s", err, doc)
		}
	}
}
