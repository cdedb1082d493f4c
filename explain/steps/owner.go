package steps

import (
	"slices"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/explain/text"
)

// part is one of those who may have to act at a break, as a class tells them apart:
// owners whose work goes hand in hand are one.
type part int

const (
	partUnknown   part = iota
	partRegistry       // whose zone lies above the domain, or the root
	partDNS            // who holds the domain, its DNS operator, its registrar
	partMail           // who runs the mail servers
	partRecipient      // both of them: where the break is between DNS and mail server
	partUs             // whose network it was seen from
	partWriter         // who typed the address
	partNobody
)

// askBreak asks who must act. Of the three choices one is right: where two of the
// owners may both have to act, they are one choice, or only one of them is there.
func (r row) askBreak() Question {
	f := r.d.Findings[r.d.Break]
	parts := partsOf(f.Finding)
	if len(parts) == 0 || r.link.State == explain.Unknown && f.Owner == finding.OwnerNobody { // that stands for not known, too
		return Question{Answer: none}
	}
	answer := slices.Index(sorted(parts), parts[0])
	ask := text.Phrase("Who must act?")
	if broken := f.Weight == finding.Fatal || f.Weight == finding.Risk || f.Weight == finding.Local; !broken && parts[0] != partNobody {
		ask = text.Phrase("Who can change that?")
	}
	var choices []text.Phrase
	for _, p := range sorted(parts) {
		choices = append(choices, p.words())
	}
	return r.question(r.say(ask), choices, answer)
}

// sorted has the choices in an order that tells nothing.
func sorted(parts []part) []part {
	out := slices.Clone(parts)
	slices.Sort(out)
	return out
}

// partsOf are the choices about a finding, the right one first.
func partsOf(f finding.Finding) []part {
	switch right := partOf(f); right {
	case partDNS, partRegistry:
		if f.Layer >= finding.LayerTLSA { // a record of the DNS about a key of the mail server
			return []part{right, partUs, partWriter}
		}
		return []part{right, partMail, partWriter}
	case partMail:
		if f.Layer == finding.LayerSMTP || f.Layer == finding.LayerTLS {
			return []part{right, partDNS, partWriter}
		}
		return []part{right, partUs, partWriter}
	case partRecipient:
		return []part{right, partUs, partWriter}
	case partUs:
		return []part{right, partDNS, partWriter}
	case partWriter:
		return []part{right, partMail, partUs}
	case partNobody:
		return []part{right, partDNS, partMail}
	}
	return nil
}

// partOf is who must act. Where the catalogue names another one of the other side
// than the finding, and where the finding sums up what lies above, it is both.
func partOf(f finding.Finding) part {
	of := map[finding.Owner]part{
		finding.OwnerDNS: partDNS, finding.OwnerRegistrant: partDNS, finding.OwnerRegistrar: partDNS, finding.OwnerRegistry: partRegistry,
		finding.OwnerMail: partMail, finding.OwnerUs: partUs, finding.OwnerSender: partWriter, finding.OwnerNobody: partNobody,
	}
	right, ok := of[f.Owner]
	if !ok {
		return partUnknown
	}
	rule, known := rules.Find(f.Code)
	usual := of[rule.Owner]
	switch {
	case right != partDNS && right != partMail:
	case f.Layer == finding.LayerDANE,
		known && right != usual && (usual == partDNS || usual == partMail),
		right == partMail && f.OwnerOf != f.Host: // who has a mail server run for them
		return partRecipient
	}
	return right
}

// words name a part to a class.
func (p part) words() text.Phrase {
	return map[part]text.Phrase{
		partRegistry:  text.Phrase("a registry, or whoever runs the root of the DNS"),
		partDNS:       text.Phrase("whoever holds the zone or runs its DNS"),
		partMail:      text.Phrase("whoever runs the mail server"),
		partRecipient: text.Phrase("the other side: whoever runs its DNS or its mail servers"),
		partUs:        text.Phrase("we here: our own computer or network"),
		partWriter:    text.Phrase("the person who wrote the mail"),
		partNobody:    text.Phrase("nobody has to"),
	}[p]
}
