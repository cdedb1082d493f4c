package text

import (
	"strings"
	"unicode"
)

// Plain writes the letters and signs of our languages in ASCII: "prüft" is
// "prueft". Names keep theirs, for bücher.example is another domain than
// buecher.example; what remains is up to the caller.
func Plain(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return s
	}
	signs := strings.NewReplacer("„", `"`, "“", `"`, "”", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'", "‚", "'", "–", "-", "—", "-", "\u00a0", " ")
	letters := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ß", "ss",
		"é", "e", "è", "e", "ë", "e", "ê", "e", "ï", "i", "É", "E", "Ë", "E", "Ï", "I",
		"á", "a", "à", "a", "â", "a", "í", "i", "î", "i", "ó", "o", "ò", "o", "ô", "o", "ú", "u", "û", "u", "ç", "c", "Á", "A", "Í", "I", "Ó", "O", "Ú", "U")
	words := strings.Split(signs.Replace(s), " ")
	for i, w := range words {
		switch {
		case isName(w):
		case w == strings.ToUpper(w):
			words[i] = strings.ToUpper(letters.Replace(w))
		default:
			words[i] = letters.Replace(w)
		}
	}
	return strings.Join(words, " ")
}

// isName tells whether a word is a domain name, an address or part of one: a dot
// or an @ stands between letters.
func isName(w string) bool {
	i := strings.IndexAny(strings.TrimRight(w, ".,;:!?)\"'"), ".@")
	return i >= 0 && i < len(w)-1
}
