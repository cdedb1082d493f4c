package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Plain writes the letters and signs of our languages in ASCII: "prüft" is
// "prueft". Names keep theirs, for bücher.example is another domain than
// buecher.example; what remains is up to the caller.
func Plain(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return s
	}
	words := strings.Split(inASCII(s, plainSign), " ")
	for i, w := range words {
		switch {
		case isName(w):
		case w == strings.ToUpper(w):
			words[i] = strings.ToUpper(inASCII(w, plainLetter))
		default:
			words[i] = inASCII(w, plainLetter)
		}
	}
	return strings.Join(words, " ")
}

// inASCII writes the runes that have a plain form by it.
func inASCII(s string, form func(r rune) string) string {
	var out strings.Builder
	out.Grow(len(s) + 4)
	for i, r := range s {
		if r > unicode.MaxASCII {
			if plain := form(r); plain != "" {
				out.WriteString(plain)
				continue
			}
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		out.WriteString(s[i : i+n]) // as it is, also where it is no UTF-8
	}
	return out.String()
}

// plainSign is the plain form of a sign; empty: it has none.
func plainSign(r rune) string {
	switch r {
	case '„', '“', '”', '«', '»':
		return `"`
	case '‘', '’', '‚':
		return "'"
	case '–', '—':
		return "-"
	case '\u00a0':
		return " "
	}
	return ""
}

// plainLetter is the plain form of a letter of our languages and their loan words;
// empty: it has none.
func plainLetter(r rune) string {
	switch r {
	case 'ä':
		return "ae"
	case 'ö':
		return "oe"
	case 'ü':
		return "ue"
	case 'Ä':
		return "Ae"
	case 'Ö':
		return "Oe"
	case 'Ü':
		return "Ue"
	case 'ß':
		return "ss"
	case 'á', 'à', 'â':
		return "a"
	case 'é', 'è', 'ë', 'ê':
		return "e"
	case 'í', 'ï', 'î':
		return "i"
	case 'ó', 'ò', 'ô':
		return "o"
	case 'ú', 'û':
		return "u"
	case 'ç':
		return "c"
	case 'É', 'Ë':
		return "E"
	case 'Í', 'Ï':
		return "I"
	case 'Á':
		return "A"
	case 'Ó':
		return "O"
	case 'Ú':
		return "U"
	}
	return ""
}

// isName tells whether a word is a domain name, an address or part of one: a dot
// or an @ stands between letters.
func isName(w string) bool {
	i := strings.IndexAny(strings.TrimRight(w, ".,;:!?)\"'"), ".@")
	return i >= 0 && i < len(w)-1
}
