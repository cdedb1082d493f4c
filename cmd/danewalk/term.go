package main

import (
	"fmt"
	"strings"

	"danewalk/explain/text"
)

// termWidth is how wide a lesson is written: lines of this length are read with
// ease.
const termWidth = 78

// listTerms lists the terms of the glossary.
func (p *program) listTerms(book *text.Book) error {
	terms, err := book.Glossary()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(p.out, "\n%s\n", book.Say("Terms")); err != nil {
		return err
	}
	for _, t := range terms {
		if _, err := fmt.Fprintf(p.out, "%-32s %s\n", t.Names[0], t.Meaning); err != nil {
			return err
		}
	}
	return nil
}

// explainTerm prints the lesson of a term.
func (p *program) explainTerm(book *text.Book, t text.Term) error {
	out := []string{strings.Join(t.Names, ", ")}
	for _, para := range append([]string{t.Meaning}, t.Lesson...) {
		out = append(out, "")
		out = append(out, folded(para, termWidth)...)
	}
	var related []string
	for _, id := range t.See {
		if other, ok := book.Term(id); ok {
			related = append(related, other.Names[0])
		}
	}
	if len(related) > 0 {
		out = append(out, "")
		out = append(out, folded(book.Say("See also: %s", strings.Join(related, ", ")), termWidth)...)
	}
	_, err := fmt.Fprintln(p.out, strings.Join(out, "\n"))
	return err
}

// folded breaks a paragraph into lines.
func folded(s string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
