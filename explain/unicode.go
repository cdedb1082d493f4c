package explain

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"danewalk/probe/evidence"
)

// Unicode returns a name with its labels in their own scripts (U-labels, RFC
// 5890 2.3.2.1), safe to print; empty where that would show nothing new, or
// would deceive. DNS and certificates know A-labels only (RFC 7671 9, RFC 6125
// 6.4.2), so it stands beside the name and never in its place.
func Unicode(name string) string {
	name = strings.TrimSuffix(name, ".")
	if evidence.Escape(name, evidence.WildMax) != name {
		return "" // no name in presentation form
	}
	labels := strings.Split(name, ".")
	changed := false
	for i, label := range labels {
		if u, ok := uLabel(label); ok {
			labels[i], changed = u, true
		}
	}
	if !changed {
		return ""
	}
	return strings.Join(labels, ".")
}

// uLabel is the U-label of an A-label. There is none for what is not valid
// (RFC 5891 5.4), what would not come back the same, and what mixes scripts: a
// Cyrillic letter among Latin ones is there to be taken for another. Nor is there
// one with marks that terminals do not show reliably.
func uLabel(label string) (string, bool) {
	if len(label) < 4 || !strings.EqualFold(label[:4], "xn--") {
		return "", false
	}
	u, err := idna.Lookup.ToUnicode(label)
	if err != nil {
		return "", false
	}
	back, err := idna.Lookup.ToASCII(u)
	if err != nil || !strings.EqualFold(back, label) || !oneScript(u) || evidence.Escape(u, evidence.WildMax) != u {
		return "", false
	}
	return u, true
}

// oneScript tells whether the letters of a label are of one script, or of a set
// that one language is written with (UTS #39 5.2, "highly restrictive").
func oneScript(label string) bool {
	found := map[string]bool{}
	for _, r := range label {
		if s := scriptOf(r); s != "" {
			found[s] = true
		}
	}
	if len(found) <= 1 {
		return true
	}
	for _, together := range [][]string{
		{"Latin", "Han", "Hiragana", "Katakana"}, {"Latin", "Han", "Bopomofo"}, {"Latin", "Han", "Hangul"},
	} {
		rest := len(found)
		for _, s := range together {
			if found[s] {
				rest--
			}
		}
		if rest == 0 {
			return true
		}
	}
	return false
}

// scriptOf names the script of a rune; empty for digits, hyphens and marks that
// every script uses.
func scriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, r) {
			return name
		}
	}
	return ""
}
