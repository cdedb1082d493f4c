package rules

import (
	"regexp"
	"strings"

	"danewalk/explain/text"
	"danewalk/probe/judge/tlsa"
)

// GuessWords says what the value of a record turned out to be: the Detail of an
// attempt whose Guess is known. The judge writes it in English, out of few parts,
// so that it can be taken apart and said in another language. What is not known
// here stays as it is: better foreign words than none.
func GuessWords(b *text.Book, detail string) string {
	if b.Language() == text.English {
		return detail
	}
	for _, g := range guesses() {
		m := g.reads().FindStringSubmatch(detail)
		if m == nil {
			continue
		}
		var values []any
		for i, kind := range strings.Fields(g.kinds) {
			values = append(values, guessPart(b, kind, m[i+1]))
		}
		return b.Say(g.say, values...)
	}
	return detail
}

// guess is a form of what the judge says, and the kinds of its values.
type guess struct {
	say   text.Phrase
	kinds string
}

// The kinds of values.
const (
	guessHash  = "hash"  // "SHA-256"
	guessThing = "thing" // what a selector picks
	guessState = "state" // of an issuer
	guessName  = "name"  // of a host, of a certificate, a day: the same in all languages
)

// reads is the expression of a form with groups for its values.
func (g guess) reads() *regexp.Regexp {
	expr := regexp.QuoteMeta(string(g.say))
	for kind := range strings.FieldsSeq(g.kinds) {
		group := "(.+?)"
		if words := guessWordsOf(kind); words != nil {
			var all []string
			for word := range words {
				all = append(all, regexp.QuoteMeta(word))
			}
			group = "(" + strings.Join(all, "|") + ")"
		}
		expr = strings.Replace(expr, "%s", group, 1)
	}
	return regexp.MustCompile("^" + expr + "$")
}

func guessPart(b *text.Book, kind, word string) string {
	if p, ok := guessWordsOf(kind)[word]; ok {
		return b.Say(p)
	}
	return word
}

// guessWordsOf lists the words of a kind; nil if there are no more than names.
func guessWordsOf(kind string) map[string]text.Phrase {
	switch kind {
	case guessHash:
		return map[string]text.Phrase{
			"SHA-256": "SHA-256", "SHA-512": "SHA-512", "SHA-384": "SHA-384", "SHA-1": "SHA-1",
			"SHA-512, cut to 32 octets,": "SHA-512, cut to 32 octets,",
			"SHA-384, cut to 32 octets,": "SHA-384, cut to 32 octets,",
			"the whole":                  "[... of a certificate] the whole",
		}
	case guessThing:
		return map[string]text.Phrase{"certificate": "[of the ...] certificate", "public key": "[of the ...] public key"}
	case guessState:
		return map[string]text.Phrase{
			string(tlsa.IssuerActive): "[of an issuer] active", string(tlsa.IssuerBackup): "[of an issuer] backup", string(tlsa.IssuerRetired): "[of an issuer] retired",
		}
	}
	return nil
}

// guesses lists the forms, the longer ones before those that they end with.
func guesses() []guess {
	return []guess{
		{text.Phrase("%s of nothing"), "hash"},
		{text.Phrase("%s of the %s"), "hash thing"},
		{text.Phrase("%s of the %s, written as hexadecimal twice"), "hash thing"},
		{text.Phrase("%s of the %s, from the end"), "hash thing"},
		{text.Phrase("%s of the %s, as letters and not as octets"), "hash thing"},
		{text.Phrase("%s of the %s, as base64 text"), "hash thing"},
		{text.Phrase("%s of the %s with a line feed behind it"), "hash thing"},
		{text.Phrase("PEM text of the %s"), "thing"},
		{text.Phrase("%s of the PEM text of the %s"), "hash thing"},
		{text.Phrase("%s of the base64 text of the %s"), "hash thing"},
		{text.Phrase("%s of the hexadecimal text of the %s"), "hash thing"},
		{text.Phrase("%s of the digest of the %s"), "hash thing"},
		{text.Phrase("%s of the text of the digest of the %s"), "hash thing"},
		{text.Phrase("%s of the bare key, without its SubjectPublicKeyInfo"), "hash"},
		{text.Phrase("%s of the bare point of the key"), "hash"},
		{text.Phrase("%s of the compressed point of the key"), "hash"},
		{text.Phrase("%s of the RSA key in PKCS#1 form"), "hash"},
		{text.Phrase("%s of the PEM text of the RSA key in PKCS#1 form"), "hash"},
		{text.Phrase("%s of the modulus of the RSA key"), "hash"},
		{text.Phrase("%s of the modulus of the RSA key, as text"), "hash"},
		{text.Phrase("%s of the file with the whole chain"), "hash"},
		{text.Phrase("%s of the file with the authorities of the chain"), "hash"},
		{text.Phrase("certificate signing request of another key"), ""},
		{text.Phrase("certificate signing request of the key"), ""},
		{text.Phrase("%s of the %s of an authority in the chain of %s at %s"), "hash thing name name"},
		{text.Phrase("%s of the %s of an authority in the chain of %s in another session"), "hash thing name"},
		{text.Phrase("%s of the %s of an authority in the chain of %s"), "hash thing name"},
		{text.Phrase("%s of the %s of %s at %s"), "hash thing name name"},
		{text.Phrase("%s of the %s of %s in another session"), "hash thing name"},
		{text.Phrase("%s of the %s of %s"), "hash thing name"},
		{text.Phrase("public key of %s, a root of Let's Encrypt"), "name"},
		{text.Phrase("public key of %s, an issuing CA of Let's Encrypt (%s on %s)"), "name state name"},
		{text.Phrase("an example value of RFC 6698 2.3"), ""},
		{text.Phrase("an example value of a how-to page"), ""},
		{text.Phrase("an example value of a how-to page about Postfix"), ""},
		{text.Phrase("a pattern that somebody typed"), ""},
	}
}
