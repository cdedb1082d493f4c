package explain_test

import (
	"testing"

	"golang.org/x/net/idna"
	"pgregory.net/rapid"

	"danewalk/explain"
)

func TestUnicode(t *testing.T) {
	for name, want := range map[string]string{
		"xn--bcher-kva.example.":                 "bücher.example",
		"mx1.xn--bcher-kva.example":              "mx1.bücher.example",
		"XN--BCHER-KVA.example":                  "bücher.example",
		"_25._tcp.mx.xn--bcher-kva.example":      "_25._tcp.mx.bücher.example",
		"xn--e1afmkfd.xn--80akhbyknj4f":          "пример.испытание",
		"xn--r8jz45g.xn--zckzah":                 "例え.テスト", // Han and Hiragana are written together
		"xn--mgbh0fb.xn--kgbechtv":               "مثال.إختبار",
		"example.org":                            "",
		".":                                      "",
		"":                                       "",
		"xn--pypal-4ve.example":                  "", // one Cyrillic letter among Latin ones
		"xn--a.example":                          "", // no punycode
		"xn--\\255.example":                      "",
		"xn--.example":                           "",
		"xn--0.example":                          "",
		"xn--bcher-kva.xn--pypal-4ve.example":    "bücher.xn--pypal-4ve.example",
		"xn--a-ecp.example":                      "", // U+202E, which turns text around, is no letter
		"xn--xn---epa.xn--bcher-kva\\032example": "",
	} {
		if got := explain.Unicode(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// What is shown stands for the name that is shown beside it, and for no other.
func TestUnicodeComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		label := rapid.StringMatching(`(xn--)?[a-z0-9-]{1,20}`).Draw(t, "label")
		u := explain.Unicode(label + ".example")
		if u == "" {
			return
		}
		if back, err := idna.Lookup.ToASCII(u); err != nil || back != label+".example" {
			t.Fatalf("%s is shown as %q, which is %s, %v", label, u, back, err)
		}
	})
}
