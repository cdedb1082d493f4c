package evidence

import (
	"encoding/json"
	"fmt"
	"html/template"
	"strings"
	"testing"
	texttemplate "text/template"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// hostile draws text as an attacker would write it: any bytes, and runes of
// the classes that drive terminals or deceive readers.
func hostile() *rapid.Generator[string] {
	nasty := []string{
		"\x1b[2J", "\x1b]0;title\x07", "\u009b31m", "\r", "\b", "\a", "\x00", "\x7f", "\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\ufeff",
		"\U000e0041", "\u0301", "\u00ad", "\u034f", "\u115f", "\u1160", "\u3164", "\uffa0", "\u2800", "\u00a0", "\u3000", "\u2028", "\ufe0f", "\ue000",
		"\U0001f1e9", "\U0001f3fd", "\uff9e", "\u11a8", "\u180e", "\U0001d159", "\xff", "\xc3", "\xed\xa0\x80", `\x1b`, `\`, "…", "a", "é", "日本", "\ufffd",
	}
	return rapid.OneOf(
		rapid.String(),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }),
		rapid.Map(rapid.SliceOf(rapid.SampledFrom(nasty)), func(s []string) string { return strings.Join(s, "") }),
	)
}

// deceives states in the words of Unicode what must never come out.
func deceives(r rune) bool {
	return unicode.In(r, unicode.C, unicode.M, unicode.Zl, unicode.Zp, unicode.Bidi_Control, unicode.Join_Control,
		unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, unicode.Regional_Indicator) ||
		unicode.Is(unicode.Zs, r) && r != ' ' || !unicode.IsGraphic(r)
}

func mustBeSafe(t interface{ Fatalf(string, ...any) }, s string) {
	if !utf8.ValidString(s) {
		t.Fatalf("not UTF-8: %q", s)
	}
	for _, r := range s {
		if deceives(r) {
			t.Fatalf("%U came out in %q", r, s)
		}
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"220 mx1 ESMTP":         "220 mx1 ESMTP",
		"\x1b[31mred":           `\x1b[31mred`,
		"a\r\nb\tc\x7f":         `a\x0d\x0ab\x09c\x7f`,
		"\u009b31m":             `\x9b31m`, // C1, written as UTF-8
		"\x9b31m":               `\x9b31m`, // C1, as a byte
		"evil\u202etxt.exe":     `evil\u{202e}txt.exe`,
		"zero\u200bwidth":       `zero\u{200b}width`,
		"e\u0301":               `e\u{301}`,
		"braille\u2800":         `braille\u{2800}`,
		"note\U0001d159":        `note\u{1d159}`,
		"blank\U00013441":       `blank\u{13441}`,
		"nbsp\u00a0":            `nbsp\u{a0}`,
		"tag\U000e0041":         `tag\u{e0041}`,
		"bad\xffutf8":           `bad\xffutf8`,
		"surrogate\xed\xa0\x80": `surrogate\xed\xa0\x80`,
		"Grüße, 日本 ✓ …":         "Grüße, 日本 ✓ …",
		`back\slash`:            `back\slash`,
	} {
		if got := Escape(in, WildMax); got != want {
			t.Errorf("%q became %s, want %s", in, got, want)
		}
	}
}

func TestEscapeCutsWithASign(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"abcdef", 6, "abcdef"},
		{"abcdef", 5, "abcd…"},
		{"abcdef", 1, "…"},
		{"a", 1, "a"},
		{"abc", 0, ""},
		{"abc", -1, ""},
		{"ab\x1b", 6, `ab\x1b`},
		{"ab\x1b", 5, "ab…"},
		{"ab\x1bc", 6, "ab…"}, // an escape is never cut in half
	} {
		if got := Escape(c.in, c.limit); got != c.want {
			t.Errorf("Escape(%q, %d) = %s, want %s", c.in, c.limit, got, c.want)
		}
	}
}

// Whatever goes in: nothing deceiving comes out, not more than the limit, and
// escaping again changes nothing.
func TestEscapeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := hostile().Draw(t, "text")
		limit := rapid.IntRange(-1, 60).Draw(t, "limit")
		out := Escape(in, limit)
		mustBeSafe(t, out)
		if n := utf8.RuneCountInString(out); n > max(0, limit) {
			t.Fatalf("%d runes came out, limit %d", n, limit)
		}
		if again := Escape(out, limit); again != out {
			t.Fatalf("%q, again %q", out, again)
		}
	})
}

func TestEveryRuneIsUnsafeOrHarmless(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unsafeRune(r) && deceives(r) {
			t.Fatalf("%U is let through", r)
		}
		if unsafeRune(r) && unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Han, unicode.Hiragana) && unicode.IsLetter(r) {
			t.Fatalf("the letter %c is escaped", r)
		}
	}
}

// All verbs of fmt print the safe text, alone and inside values.
func TestEveryVerbEscapes(t *testing.T) {
	type record struct {
		Text Wild
		Deep struct{ List []Wild }
		Map  map[Wild]Wild
		Ptr  *Wild
	}
	rapid.Check(t, func(t *rapid.T) {
		w := Wild(hostile().Draw(t, "text"))
		for _, verb := range []string{"%s", "%v", "%q", "%x", "%X", "%+v", "%#v", "%d", "%10s", "%-10s", "%.3s", "%+q", "%#q", "% x", "%t", "%08v"} {
			mustBeSafe(t, fmt.Sprintf(verb, w))
			mustBeSafe(t, fmt.Sprintf(verb, &w))
		}
		mustBeSafe(t, fmt.Sprint(w, w))
		mustBeSafe(t, strings.TrimSuffix(fmt.Sprintln(w), "\n"))
		mustBeSafe(t, fmt.Errorf("server said %s: %w", w, fmt.Errorf("%v", w)).Error())
		r := record{Text: w, Map: map[Wild]Wild{w: w}, Ptr: &w}
		r.Deep.List = []Wild{w}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			mustBeSafe(t, fmt.Sprintf(verb, r))
			mustBeSafe(t, fmt.Sprintf(verb, []any{w, r}))
		}
		it := Item{Line: &Line{Text: w, Detail: w}}
		mustBeSafe(t, fmt.Sprintf("%v %+v %#v", *it.Line, *it.Line, *it.Line))
	})
}

func TestWidthAndPrecision(t *testing.T) {
	for _, c := range []struct{ verb, want string }{
		{"%s", `a\x1b`}, {"%8s", `   a\x1b`}, {"%-8s", `a\x1b   `}, {"%.1s", "…"}, {"%2s", `a\x1b`}, {"%q", `"a\\x1b"`},
	} {
		if got := fmt.Sprintf(c.verb, Wild("a\x1b")); got != c.want {
			t.Errorf("%s gave %q, want %q", c.verb, got, c.want)
		}
	}
	if got := fmt.Sprintf("%v", Wild(strings.Repeat("x", 10*WildMax))); utf8.RuneCountInString(got) != WildMax || !strings.HasSuffix(got, "…") {
		t.Errorf("%d runes", utf8.RuneCountInString(got))
	}
}

func TestTemplatesEscape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := Wild(hostile().Draw(t, "text"))
		var plain, html strings.Builder
		if err := texttemplate.Must(texttemplate.New("").Parse("{{.}} {{printf \"%s\" .}}")).Execute(&plain, w); err != nil {
			t.Fatalf("%v", err)
		}
		if err := template.Must(template.New("").Parse("{{.}}")).Execute(&html, w); err != nil {
			t.Fatalf("%v", err)
		}
		mustBeSafe(t, plain.String())
		mustBeSafe(t, html.String())
	})
}

// A saved case loads with the same bytes, and its file is safe to print.
func TestWildThroughJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := Line{Text: Wild(hostile().Draw(t, "text")), Detail: Wild(hostile().Draw(t, "detail"))}
		saved, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		mustBeSafe(t, string(saved))
		var out Line
		if err := json.Unmarshal(saved, &out); err != nil || out != in {
			t.Fatalf("%q became %q, %v", in.Text.Raw(), out.Text.Raw(), err)
		}
		again, err := json.Marshal(out)
		if err != nil || string(again) != string(saved) {
			t.Fatalf("%s\n%s", saved, again)
		}
	})
	for _, bad := range []string{`"\\xzz"`, `"\\x+1"`, `7`, `"`} {
		var w Wild
		if err := json.Unmarshal([]byte(bad), &w); err == nil {
			t.Errorf("%s was read as %q", bad, w.Raw())
		}
	}
}

func FuzzWild(f *testing.F) {
	for _, s := range []string{"220 mx1 ESMTP", "\x1b]0;x\x07", "\u202eexe", "\xff\xc3", `\x5c`, "e\u0301", "\u009b", "…"} {
		f.Add(s, 10)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit %= 1000
		out := Escape(s, limit)
		mustBeSafe(t, out)
		if utf8.RuneCountInString(out) > max(0, limit) || Escape(out, limit) != out {
			t.Fatalf("%q with limit %d became %q", s, limit, out)
		}
		saved, err := json.Marshal(Wild(s))
		if err != nil {
			t.Fatal(err)
		}
		var back Wild
		if err := json.Unmarshal(saved, &back); err != nil || back.Raw() != s {
			t.Fatalf("%q became %q, %v", s, back.Raw(), err)
		}
		mustBeSafe(t, fmt.Sprintf("%v%+v%q%x", Wild(s), struct{ W Wild }{Wild(s)}, Wild(s), Wild(s)))
	})
}

// What is passed without the tables is what the tables pass.
func TestUsualRunesAreSafe(t *testing.T) {
	for r := range rune(0x110000) {
		if usual(r) && odd(r) {
			t.Errorf("%U", r)
		}
	}
}
