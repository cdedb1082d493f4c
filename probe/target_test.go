package probe

import (
	"strings"
	"testing"
)

func TestParseTarget(t *testing.T) {
	for text, want := range map[string]string{
		"example.org":                    "example.org.",
		" example.org. ":                 "example.org.",
		"EXAMPLE.org":                    "example.org.",
		"anna@example.org":               "example.org.",
		"Anna.Lee+tag@Example.ORG":       "example.org.",
		`"anna lee"@example.org`:         "example.org.",
		`"a@b\" c"@example.org`:          "example.org.",
		"anna@sub@example.org":           "example.org.",
		"Anna <anna@example.org>":        "example.org.",
		"<anna@example.org>":             "example.org.",
		"mailto:anna@example.org":        "example.org.",
		"MAILTO:anna@example.org?cc=b@c": "example.org.",
		"https://example.org/path?q=a@b": "example.org.",
		"https://example.org:8443":       "example.org.",
		"https://anna@example.org/":      "example.org.",
		"smtp://mx.example.org:25":       "mx.example.org.",
		"mx.example.org:25":              "mx.example.org.",
		"bücher.example":                 "xn--bcher-kva.example.",
		"BÜCHER.example":                 "xn--bcher-kva.example.",
		"xn--bcher-kva.example":          "xn--bcher-kva.example.",
		"bücher。example":                 "xn--bcher-kva.example.",
		"anna@bücher.example":            "xn--bcher-kva.example.",
		"faß.example":                    "xn--fa-hia.example.",    // not "fass": a name of its own since IDNA2008 (RFC 5894 7.2)
		"p\u0430ypal.example":            "xn--pypal-4ve.example.", // mixes scripts, but somebody may own it; shown as it is
		"xn--pypal-4ve.example":          "xn--pypal-4ve.example.",
		"i❤.example":                     "xn--i-7iq.example.",
		"例え.テスト":                         "xn--r8jz45g.xn--zckzah.",
		"_dmarc.example.org":             "_dmarc.example.org.",
		"a_b.bücher.example":             "a_b.xn--bcher-kva.example.",
		"-odd-.example.org":              "-odd-.example.org.",
		"org.":                           "org.",
		"1.2.3.example":                  "1.2.3.example.",
		"user@[192.0.2.1]":               "192.0.2.1",
		"user@[IPv6:2001:db8::1]":        "2001:db8::1",
		`"a b"@[ipv6:2001:db8::1]`:       "2001:db8::1",
	} {
		got, err := ParseTarget(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		shown := got.Domain.String()
		if got.Literal.IsValid() {
			shown += got.Literal.String()
		}
		if shown != want || got.Typed != strings.TrimSpace(text) || !got.Name.IsZero() {
			t.Errorf("%q: %+v, want %s", text, got, want)
		}
	}
}

func TestParseTargetRefuses(t *testing.T) {
	for text, say := range map[string]string{
		"":                                 "nothing",
		"   ":                              "nothing",
		".":                                "no domain",
		"@":                                "before the @",
		"@example.org":                     "before the @",
		"anna@":                            "no domain",
		`"anna@example.org`:                "quotes",
		`"anna"example.org`:                "quotes",
		"192.0.2.1":                        "IP address",
		"2001:db8::1":                      "IP address",
		"[192.0.2.1]":                      "IP address",
		"anna@192.0.2.1":                   "IP address",
		"anna@[192.0.2.1":                  "literal",
		"anna@[2001:db8::1]":               "literal",
		"anna@[IPv6:192.0.2.1]":            "literal",
		"anna@[IPv6:fe80::1%eth0]":         "literal",
		"\xbc.org":                         "UTF-8",
		"word":                             "single word",
		"anna@localhost":                   "single word",
		"a..example.org":                   "two dots",
		".example.org":                     "two dots",
		"exa mple.org":                     "spaces cannot be in",
		"Hallo, meine Mail":                "spaces cannot be in",
		"a@example.org, b@example.com":     "more than one",
		"a@example.org b@example.com":      "more than one",
		"example.org;rm":                   "cannot be in",
		"exam\x1b[31mple.org":              "cannot be in",
		"a\u202eb.example":                 "not allowed",
		"xn--a.example":                    "not allowed",
		"xn--0.example":                    "not allowed", // no punycode
		"xn--xn---epa.example":             "not allowed", // an A-label of what looks like an A-label
		"xn--.example":                     "octets",
		"אa.example":                       "not allowed", // from right to left and from left to right (RFC 5893 2)
		"https://":                         "no domain",
		"mx.example.org:465":               "--port 465",
		"mx.example.org:":                  "cannot be",
		strings.Repeat("a", 64) + ".org":   "63",
		strings.Repeat("abc.", 70) + "org": "octets",
		strings.Repeat("a", 3000):          "too long",
	} {
		_, err := ParseTarget(text)
		if err == nil {
			t.Errorf("%q was taken", text)
			continue
		}
		lines := strings.Split(err.Error(), "\n")
		if len(lines) != 2 || !strings.Contains(lines[0], say) || !strings.HasPrefix(lines[1], "hint: ") {
			t.Errorf("%q: %q, want %q", text, err, say)
		}
		if strings.ContainsAny(err.Error(), "\x1b\u202e") {
			t.Errorf("%q: the error is not escaped", text)
		}
	}
}

// What is taken is one thing: a domain or an address; and its domain, typed
// again, is the same domain.
func FuzzParseTarget(f *testing.F) {
	for _, s := range []string{"example.org", `"a@b"@example.org`, "user@[IPv6:::1]", "mailto:a@bücher.example", "https://a.b:1/", "<a@b.c>", "\x00.\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParseTarget(text)
		if err != nil {
			if strings.Count(err.Error(), "\n") != 1 {
				t.Errorf("error is not one line and a hint: %q", err)
			}
			return
		}
		if got.Literal.IsValid() == !got.Domain.IsZero() {
			t.Fatalf("%q: %+v", text, got)
		}
		if got.Literal.IsValid() {
			return
		}
		again, err := ParseTarget(got.Domain.String())
		if err != nil || again.Domain != got.Domain {
			t.Errorf("%q gives %s, which gives %s, %v", text, got.Domain, again.Domain, err)
		}
	})
}
