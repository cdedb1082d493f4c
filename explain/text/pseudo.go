package text

import (
	"regexp"
	"strings"
	"text/template/parse"
)

// Pseudo returns the words of a language that nobody speaks, for tests: every
// phrase and text that can be translated is written in wide letters. What still
// stands in ASCII letters came from the network, or was forgotten.
func Pseudo() *Book {
	return &Book{language: "qps", pseudo: true, phrases: map[Phrase]string{}, entries: map[file]loaded{}, missing: map[Phrase]bool{}}
}

// pseudoFormat writes a phrase in wide letters, and leaves its verbs.
func pseudoFormat(s string) string {
	var b strings.Builder
	at := 0
	for _, span := range regexp.MustCompile(verb).FindAllStringIndex(s, -1) {
		b.WriteString(wide(s[at:span[0]]))
		b.WriteString(s[span[0]:span[1]])
		at = span[1]
	}
	return b.String() + wide(s[at:])
}

// wide replaces ASCII letters by their full-width forms.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' {
			return r - '!' + '！'
		}
		return r
	}, s)
}

// pseudo returns the entry with the text of its templates in wide letters.
func (e Entry) pseudo() (Entry, error) {
	out := newEntry(e.Name)
	for part, src := range e.parts {
		t, err := parseTemplate(part, src)
		if err != nil {
			return Entry{}, err
		}
		if t.root != nil {
			widen(t.root)
			src = t.root.String()
		}
		out.parts[part] = src
	}
	return out, nil
}

// pseudo is the term in wide letters.
func (t Term) pseudo() Term {
	for _, list := range []*[]string{&t.Names, &t.Lesson} {
		said := make([]string, len(*list))
		for i, s := range *list {
			said[i] = wide(s)
		}
		*list = said
	}
	t.Meaning = wide(t.Meaning)
	return t
}

func widen(list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			n.Text = []byte(wide(string(n.Text)))
		case *parse.IfNode:
			widen(n.List)
			widen(n.ElseList)
		}
	}
}
