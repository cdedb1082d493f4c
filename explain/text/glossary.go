package text

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

//go:embed glossary/*.txt
var glossaryFiles embed.FS

// Term is a word of the glossary.
type Term struct {
	ID      string   // the same in every language: "tlsa"
	Names   []string // how it is called, the usual name first
	Meaning string   // one or two sentences
	Lesson  []string // paragraphs; may be none
	See     []string // IDs of related terms
}

// Glossary returns the terms in the language of the book, in the order of the
// file.
func (b *Book) Glossary() ([]Term, error) {
	language := b.Language()
	if !slices.Contains(Languages(), language) {
		language = English
	}
	list, err := readGlossary(language)
	if b != nil && b.pseudo {
		for i := range list {
			list[i] = list[i].pseudo()
		}
	}
	return list, err
}

// Term finds a term by one of its names: in the language of the book, or else in
// any other. Case, spaces, hyphens and umlauts do not matter: "mta sts" is MTA-STS,
// and "Schluessel" is Schlüssel. What is returned is in the language of the book.
func (b *Book) Term(name string) (Term, bool) {
	own, err := b.Glossary()
	if err != nil {
		return Term{}, false
	}
	find := func(list []Term, is func(Term) bool) (Term, bool) {
		if i := slices.IndexFunc(list, is); i >= 0 {
			return list[i], true
		}
		return Term{}, false
	}
	typed := bare(name)
	called := func(t Term) bool {
		return typed != "" && (bare(t.ID) == typed || slices.ContainsFunc(t.Names, func(n string) bool { return bare(n) == typed }))
	}
	if t, ok := find(own, called); ok {
		return t, true
	}
	for _, language := range Languages() {
		other, err := readGlossary(language)
		if err != nil {
			continue
		}
		if t, ok := find(other, called); ok {
			return find(own, func(o Term) bool { return o.ID == t.ID })
		}
	}
	return Term{}, false
}

// bare is what counts of a name: its letters and digits, in ASCII where they can be.
func bare(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, strings.ToLower(Plain(name)))
}

func readGlossary(language string) ([]Term, error) {
	src, err := glossaryFiles.ReadFile("glossary/" + language + ".txt")
	if err != nil {
		return nil, err
	}
	entry, err := Parse("glossary/"+language+".txt", string(src))
	if err != nil {
		return nil, err
	}
	var out []Term
	for line := range strings.Lines(string(src)) { // the order of the file, which the entry does not keep
		id, ok := strings.CutPrefix(strings.TrimRight(line, " \r\n"), "== ")
		if !ok {
			continue
		}
		id = strings.TrimSuffix(id, " ==")
		t, err := readTerm(id, entry.Source(id))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name, err)
		}
		out = append(out, t)
	}
	if language == English {
		return out, nil
	}
	return related(out)
}

// related copies what belongs together from the English terms, where it stands.
func related(list []Term) ([]Term, error) {
	english, err := readGlossary(English)
	if err != nil {
		return nil, err
	}
	for i, t := range list {
		if at := slices.IndexFunc(english, func(e Term) bool { return e.ID == t.ID }); at >= 0 {
			list[i].See = english[at].See
		}
	}
	return list, nil
}

func readTerm(id, src string) (Term, error) {
	head, rest, _ := strings.Cut(src, "\n")
	t := Term{ID: id}
	for name := range strings.SplitSeq(head, ";") {
		t.Names = append(t.Names, strings.TrimSpace(name))
	}
	var kept []string
	for _, line := range strings.Split(rest, "\n") {
		if list, ok := strings.CutPrefix(line, "see: "); ok {
			t.See = append(t.See, strings.Split(list, ", ")...)
			continue
		}
		kept = append(kept, line)
	}
	paras := Paragraphs(strings.Join(kept, "\n"))
	if len(paras) == 0 {
		return t, fmt.Errorf("the term %q has no meaning", id)
	}
	t.Meaning, t.Lesson = paras[0], paras[1:]
	return t, nil
}
