package text

import (
	"slices"
	"strings"
	"unicode"
)

// Spot is a place in a text where a term of the glossary stands.
type Spot struct {
	Term    Term
	At, End int // octets of the text, from At to before End
}

// Lexicon finds the terms of the glossary in texts of one language.
type Lexicon struct {
	names []called // the longest first
	ends  []string // what may follow a name: a plural, a case
}

// called is one name of a term, as it is looked for.
type called struct {
	term  Term
	name  []rune // folded
	exact string // two capitals only: "AD" is no "ad"
	short bool   // all capitals: of endings it takes a plural s only
}

// Lexicon returns the terms of the glossary in the language of the book.
func (b *Book) Lexicon() (*Lexicon, error) {
	terms, err := b.Glossary()
	if err != nil {
		return nil, err
	}
	l := &Lexicon{ends: map[string][]string{
		German: {"s", "es", "e", "en", "n", "er", "ern"}, Dutch: {"s", "'s", "en", "e"},
	}[b.Language()]}
	if l.ends == nil {
		l.ends = []string{"s", "es"}
	}
	for _, t := range terms {
		for _, n := range t.Names {
			if !everyday(b.Language(), n) {
				l.add(t, n)
			}
			if many, ok := dutchPlural(n); ok && b.Language() == Dutch {
				l.add(t, many)
			}
		}
	}
	slices.SortStableFunc(l.names, func(x, y called) int { return len(y.name) - len(x.name) })
	return l, nil
}

// everyday tells whether a name is also a word with another meaning, so that it
// mostly is not the term where it stands in a sentence.
func everyday(language, name string) bool {
	return slices.Contains(map[string][]string{
		English: {"ending", "holder", "child", "usage"},
		German:  {"Endung", "Inhaber", "Verwendung"},
		Dutch:   {"extensie", "houder", "gebruik", "vergelijking", "uitgever", "veilig", "onveilig"},
	}[language], name)
}

// dutchPlural is the plural of a name whose last vowel is written twice:
// certificaat, certificaten.
func dutchPlural(name string) (string, bool) {
	n := len(name)
	if n < 4 || !strings.ContainsRune("aeou", rune(name[n-2])) || name[n-2] != name[n-3] || strings.ContainsRune("aeiou", rune(name[n-1])) {
		return "", false
	}
	return name[:n-2] + name[n-1:] + "en", true
}

func (l *Lexicon) add(t Term, name string) {
	c := called{term: t, name: folded([]rune(name)), short: name == strings.ToUpper(name)}
	if c.short && len(c.name) <= 2 {
		c.exact = name
	}
	l.names = append(l.names, c)
}

// folded writes letters small and without dots, one for one: Einträge begins as
// Eintrag does.
func folded(s []rune) []rune {
	out := make([]rune, len(s))
	for i, r := range s {
		r = unicode.ToLower(r)
		switch r {
		case 'ä':
			r = 'a'
		case 'ö':
			r = 'o'
		case 'ü':
			r = 'u'
		}
		out[i] = r
	}
	return out
}

// Spots finds the terms in a text, in the order in which they stand: whole words,
// and of several names the longest. The words of a name may stand in two lines. A
// part of a domain name is no term.
func (l *Lexicon) Spots(s string) []Spot {
	raw := []rune(s)
	if len(string(raw)) != len(s) { // not UTF-8: places would be wrong
		return nil
	}
	low := folded(raw)
	at := make([]int, len(raw)+1) // octets
	for i, r := range raw {
		at[i+1] = at[i] + len(string(r))
	}
	var out []Spot
	for i := 0; i < len(raw); {
		if !letter(raw[i]) || i > 0 && letter(raw[i-1]) {
			i++
			continue
		}
		c, end := l.longest(raw, low, i)
		if c == nil || inName(raw, i, end) {
			i++
			continue
		}
		out = append(out, Spot{c.term, at[i], at[end]})
		i = end
	}
	return out
}

// longest is the longest name that stands at a place, and where it ends.
func (l *Lexicon) longest(raw, low []rune, at int) (*called, int) {
	for i := range l.names {
		c := &l.names[i]
		end, ok := c.match(low, at)
		if !ok || c.exact != "" && string(raw[at:end]) != c.exact {
			continue
		}
		if end, ok = l.ended(c, low, end); ok {
			return c, end
		}
	}
	return nil, 0
}

// match tells whether a name stands at a place.
func (c *called) match(low []rune, at int) (end int, ok bool) {
	for _, r := range c.name {
		if r == ' ' {
			from := at
			for at < len(low) && unicode.IsSpace(low[at]) {
				at++
			}
			if at == from {
				return 0, false
			}
			continue
		}
		if at >= len(low) || low[at] != r {
			return 0, false
		}
		at++
	}
	return at, true
}

// ended tells whether the word ends here, perhaps after an ending.
func (l *Lexicon) ended(c *called, low []rune, at int) (end int, ok bool) {
	over := func(i int) bool { return i >= len(low) || !letter(low[i]) }
	if over(at) {
		return at, true
	}
	for _, e := range l.ends {
		n := len([]rune(e))
		if c.short && e != "s" || at+n > len(low) || string(low[at:at+n]) != e {
			continue
		}
		if over(at + n) {
			return at + n, true
		}
	}
	return 0, false
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// inName tells whether a place is within a domain name, an address or a label with
// an underscore.
func inName(raw []rune, from, to int) bool {
	apart := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`=,;:()"'/[]<>„“”«»`, r) }
	for from > 0 && !apart(raw[from-1]) {
		from--
	}
	for to < len(raw) && !apart(raw[to]) {
		to++
	}
	for i := from; i < to; i++ {
		switch raw[i] {
		case '_', '@':
			return true
		case '.':
			if i > from && i+1 < to && letter(raw[i-1]) && (letter(raw[i+1]) || raw[i+1] == '_') {
				return true
			}
		}
	}
	return false
}
