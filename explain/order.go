package explain

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/wire"
)

// timetable is the order of the steps of a repair with clock times, counted from
// the moment of the check, from the TTLs that were seen. Texts that name the times
// themselves need none.
func timetable(d *Diagnosis, e Explained) (out []string) {
	if at := e.Args["switch"]; at != "" && strings.Contains(strings.Join(e.Fix, " "), at) {
		return nil
	}
	now := slices.IndexFunc(e.Edits, func(x finding.Edit) bool { return !x.Later })
	later := slices.IndexFunc(e.Edits, func(x finding.Edit) bool { return x.Later })
	b := d.Words
	switch ttl := editTTL(d, e); {
	case ttl > 0 && now >= 0 && later >= 0:
		r := fix.Roll(d.At, ttl)
		return []string{
			b.Say("Publish the new record: at once (%s).", r.Clock(r.Publish)),
			b.Say("Remove the old one: from %s on, when every cache and every name server has the new one (twice the TTL of %d s).", r.Clock(r.Switch), ttl),
		}
	case ttl > 0 && now >= 0:
		r := fix.Forget(d.At, ttl)
		return []string{b.Say("Done at once (%s), the change has replaced the old state in every cache at %s (TTL of %d s).", r.Clock(r.Publish), r.Clock(r.Switch), ttl)}
	case ttl > 0 && later >= 0:
		r := fix.Forget(d.At, ttl)
		return []string{b.Say("Removed at once (%s), the record is forgotten in every cache at %s (TTL of %d s).", r.Clock(r.Publish), r.Clock(r.Switch), ttl)}
	}
	if step := signing(d, e); step != "" {
		return []string{step}
	}
	return resigned(d, e)
}

// signing is when the DS record may come, or the signatures go: whoever remembers
// one side of the cut as it was must not be shown the other (RFC 6781 4.3).
func signing(d *Diagnosis, e Explained) string {
	does := func(t fix.Task) bool {
		return slices.ContainsFunc(e.Commands, func(c fix.Command) bool { return c.Task == t })
	}
	switch {
	case does(fix.StartSigning):
		return d.Words.Say("Sign first. Hand in the DS record only when every name server gives signatures and the longest TTL of the zone has passed.")
	case does(fix.GoUnsigned):
		return d.Words.Say("Keep signing until the parent has no DS record any more and its TTL has passed. Only then stop.")
	}
	return ""
}

// editTTL is the TTL that others keep the edited state for, seconds; 0 if it is
// not known, or if the finding is about no record of DNS that was seen.
func editTTL(d *Diagnosis, e Explained) uint32 {
	if len(e.Edits) == 0 {
		return 0
	}
	if z := zoneNamed(d, e.Zone); z != nil && z.DSTTL > 0 && strings.HasPrefix(string(e.Code), "dnssec.") {
		return z.DSTTL
	}
	for _, x := range e.Edits {
		if rr, err := wire.RRFromText(x.Record); err == nil && (x.Later || rr.Type == wire.TypeTLSA || x.Delegation) {
			return rr.TTL
		}
	}
	return 0
}

// resigned is the timetable of a zone that is signed again: resolvers keep a
// failure for some minutes (RFC 2308 7.1, RFC 4035 4.7), and keys for their TTL.
func resigned(d *Diagnosis, e Explained) []string {
	signs := slices.ContainsFunc(e.Commands, func(c fix.Command) bool { return c.Task == fix.SignAgain })
	z := zoneNamed(d, e.Zone)
	if !signs || z == nil || z.KeyTTL == 0 {
		return nil
	}
	r := fix.Forget(d.At, z.KeyTTL)
	return []string{d.Words.Say("Signed again at once (%s), most senders see it within minutes, and all at %s (TTL of the keys, %d s).", r.Clock(r.Publish), r.Clock(r.Switch), z.KeyTTL)}
}

// beyond gives a finding what follows from its repair: commands, times, and what
// happens without it.
func beyond(d *Diagnosis, e *Explained) {
	e.Commands = commands(d, e.Finding)
	e.Order = timetable(d, *e)
	e.Otherwise = otherwise(d, e.Finding)
}

// withFurther puts what follows from a repair into an answer: for experts before
// the part that reproduces the finding, for learners before the words.
func withFurther(d *Diagnosis, e Explained, answers map[Audience][]Block) map[Audience][]Block {
	b := d.Words
	var more, last []Block
	if len(e.Order) > 0 {
		more = append(more, Block{Part: "expert.order", Heading: b.Say("Order and times"), Paras: e.Order})
	}
	if list := notSaid(e.Commands, answers[Expert]); len(list) > 0 {
		more = append(more, Block{Part: "expert.commands", Heading: b.Say("Commands"), Paras: fix.Lines(b, list), Code: true})
	}
	if e.Otherwise != "" {
		last = []Block{{Part: "otherwise", Heading: b.Say("If nobody acts"), Paras: []string{e.Otherwise}}}
	}
	answers[Expert] = inFront(answers[Expert], "expert.reproduce", append(more, last...))
	answers[Learner] = inFront(answers[Learner], "learner.words", last)
	return answers
}

// notSaid leaves out commands that the text of the finding has already.
func notSaid(list []fix.Command, blocks []Block) []fix.Command {
	return slices.DeleteFunc(slices.Clone(list), func(c fix.Command) bool {
		return slices.ContainsFunc(blocks, func(b Block) bool { return b.Code && slices.Contains(b.Paras, c.Line) })
	})
}

// inFront inserts blocks in front of a part, or at the end if there is no such part.
func inFront(blocks []Block, part string, more []Block) []Block {
	at := slices.IndexFunc(blocks, func(b Block) bool { return b.Part == part })
	if at < 0 {
		at = len(blocks)
	}
	return slices.Insert(slices.Clone(blocks), at, more...)
}
