package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/explain/text"
)

// section is a part of a text under its heading.
type section struct {
	heading text.Phrase
	part    string
}

// sectionsFor are the parts of a failure mode that an audience reads.
func sectionsFor(a explain.Audience) []section {
	switch a {
	case explain.Learner:
		return []section{
			{text.Phrase("Where we are"), "learner.where"},
			{text.Phrase("Why it breaks"), "learner.why"},
			{text.Phrase("Try it"), "learner.try"},
			{text.Phrase("Words"), "learner.words"},
		}
	case explain.Expert:
		return []section{
			{text.Phrase("Expected"), "expert.expected"},
			{text.Phrase("Presented"), "expert.presented"},
			{text.Phrase("Steps"), "fix"},
			{text.Phrase("Fix"), "expert.fix"},
			{text.Phrase("Reproduce"), "expert.reproduce"},
		}
	}
	return []section{
		{text.Phrase("What happened"), "what"},
		{text.Phrase("Who fixes it"), "who"},
		{text.Phrase("Who notices"), "notices"},
		{text.Phrase("What to say"), "say"},
		{text.Phrase("How to fix it"), "fix"},
	}
}

func (p *program) explainCommand() *cobra.Command {
	var o options
	c := &cobra.Command{
		Use:   "explain [CODE|TERM]",
		Short: "Explain a finding by its code, or a term of the glossary",
		Long: `Explain what a finding means, who fixes it, and how. Values that only a check
knows stand in angle brackets. A term such as "TLSA" or "chain of trust" is
explained from the glossary, in whichever of the languages it is typed. Without
CODE or TERM, all codes and terms are listed.

  fatal    senders that check cannot deliver (fatal*: in some cases only)
  risk     delivery is at risk: for some senders, on some paths, or soon
  lost     mail flows, protection is lost
  hygiene  worth tidying      info   nothing to do
  local    on your own side   ok     all is well`,
		Example: `  danewalk explain tlsa.mismatch
  danewalk explain dnssec.rrsig-expired --audience learner
  danewalk explain chain of trust --language de
  danewalk explain`,
		RunE: func(_ *cobra.Command, args []string) error {
			if err := p.check(&o); err != nil {
				return err
			}
			words, err := p.words(&o)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return p.listCodes(words)
			}
			typed := strings.Join(args, " ")
			if t, ok := words.Term(typed); ok {
				return p.explainTerm(words, t)
			}
			return p.explain(&o, words, codeOf(typed))
		},
	}
	o.bindAudience(c.Flags())
	c.ValidArgsFunction = completeCodes
	offerValues(c)
	return c
}

// codeOf is the code that somebody typed: in any case, and with spaces where the
// code has a dot and hyphens.
func codeOf(typed string) finding.Code {
	code := strings.Join(strings.Fields(strings.ToLower(typed)), "-")
	if !strings.Contains(code, ".") {
		code = strings.Replace(code, "-", ".", 1)
	}
	if _, ok := rules.Find(finding.Code(code)); ok {
		return finding.Code(code)
	}
	return finding.Code(typed)
}

func (p *program) listCodes(book *text.Book) error {
	for _, r := range rules.All() {
		words, err := wordsOf(book, r.Code)
		if err != nil {
			return err
		}
		title, err := general(words, "title")
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(p.out, "%-32s %-8s %s\n", r.Code, r.Severity, title); err != nil {
			return err
		}
	}
	return p.listTerms(book)
}

func (p *program) explain(o *options, book *text.Book, code finding.Code) error {
	rule, ok := rules.Find(code)
	if !ok {
		return usagef(nearCodes(code), "unknown code or term %q", code)
	}
	words, err := wordsOf(book, code)
	if err != nil {
		return err
	}
	title, err := general(words, "title")
	if err != nil {
		return err
	}
	out := []string{fmt.Sprintf("%s  (%s)", code, rule.Severity), title}
	for _, s := range sectionsFor(explain.Audience(o.audience)) {
		if !words.Has(s.part) {
			continue
		}
		filled, err := general(words, s.part)
		if err != nil {
			return err
		}
		out = append(out, "", book.Say(s.heading))
		for line := range strings.Lines(filled) {
			out = append(out, "  "+strings.TrimSpace(line))
		}
	}
	if len(rule.RFC) > 0 {
		out = append(out, "", book.Say("Source: %s", strings.Join(rule.RFC, ", ")))
	}
	for _, line := range out {
		if _, err := fmt.Fprintln(p.out, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}

func wordsOf(book *text.Book, code finding.Code) (text.Entry, error) {
	return book.Load(rules.Texts(), "", rules.Stem(code))
}

// general fills a part without a case: each value that only a check knows is
// its own name in angle brackets.
func general(words text.Entry, part string) (string, error) {
	args := typical()
	missing := regexp.MustCompile(`map has no entry for key "([^"]+)"`)
	for {
		filled, err := words.Fill(part, args)
		if err == nil {
			return filled, nil
		}
		key := missing.FindStringSubmatch(err.Error())
		if key == nil || args[key[1]] != "" {
			return "", err
		}
		args[key[1]] = placeholder(words, key[1])
	}
}

// typical is the most frequent case of what a text says in several ways: all
// servers are concerned, DANE is in force, and no registry is at fault.
func typical() map[string]string {
	return map[string]string{
		"dane": "yes", "only": "yes", "blocks": "yes", "skipped": "yes", "partial": "", "partly": "", "registry": "", "others": "",
		"strict": "", "port": "25", "starttls": "-starttls smtp ", "operator": "DNS operator of <zone>", "where": "<zone>",
		"registryFix":     "Nobody but the operator of <zone> can repair this: tell them if they do not know yet, then wait.",
		"registryCommand": "BIND: rndc nta -l 1h <zone>\nUnbound: unbound-control insecure_add <zone>",
	}
}

// placeholder stands for a value that only a check knows. One that a text asks
// for, because it is not always there, is left away.
func placeholder(words text.Entry, key string) string {
	asked := regexp.MustCompile(`if \.` + key + `\}\}`)
	if slices.ContainsFunc(words.Parts(), func(part string) bool { return asked.MatchString(words.Source(part)) }) {
		return ""
	}
	return "<" + key + ">"
}

// nearCodes is a hint with the codes that are most like the one typed.
func nearCodes(code finding.Code) string {
	const all = "danewalk explain lists all codes and terms"
	if strings.TrimSpace(string(code)) == "" {
		return all
	}
	group, name, _ := strings.Cut(strings.ToLower(string(code)), ".")
	var near []string
	for _, r := range rules.All() {
		g, n, _ := strings.Cut(string(r.Code), ".")
		if g == group || name != "" && strings.Contains(n, name) || name == "" && strings.Contains(n, group) {
			near = append(near, string(r.Code))
		}
	}
	if len(near) == 0 {
		return all
	}
	slices.SortFunc(near, func(a, b string) int {
		return cmp.Or(alike(b, string(code))-alike(a, string(code)), strings.Compare(a, b))
	})
	const most = 6
	if len(near) > most {
		near = append(near[:most], "...")
	}
	return "codes like it: " + strings.Join(near, ", ")
}

// alike counts the letters that two codes have in common from the start.
func alike(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}
