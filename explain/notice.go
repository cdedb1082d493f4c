package explain

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/rules"
	"danewalk/explain/text"
)

// Notice is a text to forward about a finding: a paragraph for the person whose
// mail is concerned, and one for those who can mend it, with records, times, the
// sections of the standards and how to verify it. It blames nobody. i is an index
// into Findings; -1 stands for the break, or where there is none for the whole.
func Notice(d *Diagnosis, i int) string {
	b := d.Words
	if i < 0 {
		i = d.Break
	}
	name := d.Domain
	if d.Unicode != "" {
		name = d.Unicode + " (" + d.Domain + ")"
	}
	out := []string{b.Say("About mail to %s, as seen on %s:", name, fix.Moment(d.At)), ""}
	if i < 0 || i >= len(d.Findings) {
		out = append(out, paragraph(d.Answers[Helpdesk], "what"), "", unquote(d.Copy[Helpdesk]))
		return strings.Join(out, "\n") + "\n"
	}
	f := d.Findings[i]
	out = append(out, forUser(b, f), "")
	return strings.Join(append(out, forAdmin(b, f)...), "\n") + "\n"
}

// forUser is the first paragraph: the answer in sentences.
func forUser(b *text.Book, f Explained) string {
	said := []string{paragraph(f.Answers[Helpdesk], "what")}
	if who := paragraph(f.Answers[Helpdesk], "who"); who != "" {
		said = append(said, b.Say("Who fixes it: %s", who))
	}
	if notices := paragraph(f.Answers[Helpdesk], "notices"); notices != "" {
		said = append(said, b.Say("Who notices: %s", notices))
	}
	return strings.Join(said, " ")
}

// forAdmin is the second paragraph: what somebody needs who can mend it.
func forAdmin(b *text.Book, f Explained) []string {
	seen := b.Say("Seen: %s (%s), at %s.", f.Title, string(f.Code), f.Subject)
	out := []string{addressee(b, f.Finding) + ":", seen}
	if say := unquote(paragraph(f.Answers[Helpdesk], "say")); say != "" {
		out = []string{addressee(b, f.Finding) + ": " + say, seen}
	}
	add := func(label string, lines []string) {
		if len(lines) == 0 {
			return
		}
		out = append(out, label)
		for _, line := range lines {
			out = append(out, "  "+line)
		}
	}
	add(b.Say("Expected:"), paras(f.Answers[Expert], "expert.expected"))
	add(b.Say("Presented:"), paras(f.Answers[Expert], "expert.presented"))
	add(b.Say("To do:"), f.Fix)
	add(b.Say("Records and commands:"), paras(f.Answers[Expert], "expert.fix"))
	add(b.Say("Order and times")+":", f.Order)
	if f.Wait != "" && len(f.Order) == 0 {
		add(b.Say("Takes effect:"), []string{f.Wait})
	}
	if f.Otherwise != "" {
		add(b.Say("If nobody acts")+":", []string{f.Otherwise})
	}
	add(b.Say("How to verify:"), paras(f.Answers[Expert], "expert.reproduce"))
	if rule, ok := rules.Find(f.Code); ok && len(rule.RFC) > 0 {
		out = append(out, b.Say("Standards: %s", strings.Join(rule.RFC, ", ")))
	}
	return out
}

// addressee says for whom the second paragraph is.
func addressee(b *text.Book, f finding.Finding) string {
	whom := map[finding.Owner]text.Phrase{
		finding.OwnerRegistrant: "For the holder of %s", finding.OwnerRegistrar: "For the registrar of %s", finding.OwnerRegistry: "For the registry of %s",
		finding.OwnerDNS: "For the DNS operator of %s", finding.OwnerMail: "For the mail operator of %s",
	}
	if p, ok := whom[f.Owner]; ok && f.OwnerOf != "" {
		return b.Say(p, f.OwnerOf)
	}
	switch f.Owner {
	case finding.OwnerUs:
		return b.Say("For those who run the network from which this was seen")
	case finding.OwnerSender:
		return b.Say("For those who run the sending mail server")
	case finding.OwnerNobody:
		return b.Say("For information")
	}
	return b.Say("For those who run it")
}

// paras are the paragraphs of a part of an answer.
func paras(blocks []Block, part string) []string {
	i := slices.IndexFunc(blocks, func(b Block) bool { return b.Part == part })
	if i < 0 {
		return nil
	}
	return blocks[i].Paras
}

// paragraph joins some parts of an answer.
func paragraph(blocks []Block, parts ...string) string {
	var said []string
	for _, part := range parts {
		said = append(said, paras(blocks, part)...)
	}
	return strings.Join(said, " ")
}

// unquote takes the quotation marks off a sentence that is meant to be said.
func unquote(s string) string { return strings.Trim(s, "\"„“”") }
