package render_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/render"
	"danewalk/explain/text"
)

func aloud(t rapid.TB, d *explain.Diagnosis, a explain.Audience) []string {
	t.Helper()
	var b bytes.Buffer
	if err := render.Accessible(&b, d, render.Options{Audience: a}); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

// mumbled are short forms that a screen reader makes a word of, and signs that it
// reads by their names, or not at all.
var (
	mumbled = regexp.MustCompile(`(^|[ ("])(TLS|TLSA|MX|SMTP|DNS|STARTTLS|TTL|RFC|DS|RRSIG)([ ,;:.)"]|$)`)
	signs   = regexp.MustCompile(`[^\pL\pN\pM .,;:!?'"()_@-]`)
)

// read checks the lines that are read aloud; the others are to be copied.
func read(t rapid.TB, lines []string, what string, words *text.Book) {
	t.Helper()
	announces := words.Say("Line %d of %d to be copied as it stands:")
	several := announces[strings.LastIndex(announces, "%d")+len("%d"):]
	copied := false
	for _, line := range lines {
		if copied {
			copied = false
			continue
		}
		copied = line == words.Say("The next line is to be copied as it stands.") || strings.HasSuffix(line, several)
		if sign := signs.FindString(line); sign != "" {
			t.Errorf("%s: the sign %q in %q", what, sign, line)
		}
		if word := mumbled.FindString(line); word != "" {
			t.Errorf("%s: %q in %q", what, word, line)
		}
		if !regexp.MustCompile(`[.!?:]["')]*$`).MatchString(line) {
			t.Errorf("%s: no sentence: %q", what, line)
		}
	}
}

// TestReadAloud: in every language the report is sentences without signs, and
// names everything that was found.
func TestReadAloud(t *testing.T) {
	for _, world := range reported() {
		r := walk(t, world)
		for _, language := range text.Languages() {
			words, err := text.NewBook(language)
			if err != nil {
				t.Fatal(err)
			}
			d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots, Words: words})
			for _, a := range []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert} {
				lines := aloud(t, d, a)
				read(t, lines, world+" "+language+" "+string(a), words)
				for _, f := range d.Findings {
					if f.Weight != finding.Good && !slices.Contains(lines, words.Say("Its code is %s.", f.Code)) {
						t.Errorf("%s, %s, %s: nothing of %s", world, language, a, f.Code)
					}
				}
			}
		}
	}
	golden(t, "demo-helpdesk-aloud.txt", untimed(strings.Join(aloud(t, diagnose(t, "demo"), explain.Helpdesk), "\n")+"\n"))
}

// untimed leaves out what depends on how busy the machine is.
func untimed(s string) []byte {
	s = regexp.MustCompile(`, \d+ milliseconds?`).ReplaceAllString(s, "")
	return []byte(regexp.MustCompile(`This took .*`).ReplaceAllString(s, "This took #."))
}

// TestStepsAreCounted: each step of the chain is one line, with its number.
func TestStepsAreCounted(t *testing.T) {
	d := diagnose(t, "demo")
	lines := aloud(t, d, explain.Helpdesk)
	at := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "Step 1 of ") })
	if at < 0 || !strings.Contains(lines[at], "root of the D N S: ok, ") {
		t.Fatalf("the first step is not the root:\n%s", strings.Join(lines, "\n"))
	}
	steps, breaks := 0, 0
	for i, l := range lines {
		if strings.HasPrefix(l, "Step ") {
			steps++
		}
		if l == "Here the chain breaks." {
			breaks++
			if !strings.Contains(lines[i-1], ": BROKEN") {
				t.Errorf("the chain breaks at %q", lines[i-1])
			}
		}
	}
	if steps != len(d.Links) || breaks != 1 {
		t.Errorf("%d steps and %d breaks, want %d and 1", steps, breaks, len(d.Links))
	}
}

// TestWhereTheChainEnds: what is not known to be broken is not said to be.
func TestWhereTheChainEnds(t *testing.T) {
	for world, want := range map[string]string{
		"demo": "Here the chain breaks.", "dnssec-unsigned-domain": "Here the protection ends.", "local-port25-blocked": "From here on nothing can be told.",
	} {
		said := 0
		for _, l := range aloud(t, diagnose(t, world), explain.Helpdesk) {
			if strings.HasPrefix(l, "Here the ") || strings.HasPrefix(l, "From here on") {
				if said++; l != want {
					t.Errorf("%s: %q, want %q", world, l, want)
				}
			}
		}
		if said != 1 {
			t.Errorf("%s: said %d times", world, said)
		}
	}
}

// TestNoSignIsReadAloud: whatever the network says.
func TestNoSignIsReadAloud(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		read(t, aloud(t, poisoned(func() string { return hostile().Draw(t, "text") }), explain.Helpdesk), "hostile", nil)
	})
}

func TestANameReadAloud(t *testing.T) {
	for _, language := range text.Languages() {
		words, err := text.NewBook(language)
		if err != nil {
			t.Fatal(err)
		}
		d := resolve(t, "dnssec-rrsig-expired", "example.org MX", func(o *explain.Options) { o.Words = words })
		lines := aloud(t, d, explain.Expert)
		read(t, lines, language, words)
		if !slices.Contains(lines, words.Say("Its code is %s.", "dnssec.rrsig-expired")) || !slices.Contains(lines, "example.org. 3600 IN MX 10 mx1.example.net.") {
			t.Errorf("%s: something is missing in\n%s", language, strings.Join(lines, "\n"))
		}
	}
}
