package servers

import (
	"cmp"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

const (
	// sureDatagrams is how many datagrams in vain, at a server that answers over
	// TCP, mean that UDP does not get through: datagrams get lost.
	sureDatagrams = 4
	// sureTries is how many tries of one question must be in vain, one over TCP
	// among them, before a server is said to drop it, though others answer it.
	sureTries = 3
	// sureQuestions of one type without an answer show it as well.
	sureQuestions = 2
)

// faults says what is wrong with one server: first what concerns it as a whole.
// What is not there counts once the case is complete; a wrong answer at once.
func (b *builder) faults(s *sheet, d *draft) {
	if b.complete && d.Asked > 0 {
		d.Faults = b.whole(d)
		if d.has(Unreachable) || d.has(Lame) {
			return
		}
		for i := range s.columns {
			d.Faults = append(d.Faults, b.unanswered(s, d, i)...)
		}
		d.Faults = append(d.Faults, s.outdated(d)...)
	}
	for i := range s.columns {
		d.Faults = append(d.Faults, s.invalid(d, i)...)
	}
	d.Faults = append(d.Faults, s.contradicted(d)...)
}

func (d *draft) has(k Kind) bool {
	return slices.ContainsFunc(d.Faults, func(f Fault) bool { return f.Kind == k })
}

// whole are the faults of the server as such.
func (b *builder) whole(d *draft) []Fault {
	var out []Fault
	r := d.reach
	if ids := d.tries(silent); len(ids) > 0 && d.EDNS != view.No && !slices.ContainsFunc(d.answers, func(a *view.Answer) bool { return !silent(a) }) {
		return []Fault{{Kind: Unreachable, Evidence: ids}}
	}
	if d.Authoritative == view.No && !slices.ContainsFunc(d.answers, talksSense) {
		out = append(out, Fault{Kind: Lame, Evidence: d.tries(NotInCharge), Rcode: d.rcode(NotInCharge)})
	}
	if d.EDNS == view.No {
		out = append(out, Fault{Kind: NoEDNS, Evidence: once(slices.Concat(r.bare, r.ignored, r.plain)...)})
	}
	if d.UDP == view.No && d.TCP == view.Yes && r.udp.asked >= sureDatagrams {
		out = append(out, Fault{Kind: NoUDP, Evidence: once(r.udp.tries...)})
	}
	if d.TCP == view.No && d.UDP == view.Yes && !b.onlyWhereSilent(d) && (!b.lossy || r.tcp.asked >= sureTries) {
		out = append(out, Fault{Kind: NoTCP, Evidence: once(r.tcp.tries...)})
	}
	for _, a := range d.answers {
		if a.Class == view.Truncated {
			out = append(out, Fault{Kind: TruncatedTCP, Question: Question{Name: a.Name, Type: a.Type}, Evidence: once(a.Tries...)})
		}
	}
	slices.SortStableFunc(out, func(a, b Fault) int { return byQuestion(a.Question, b.Question) })
	return out
}

// byQuestion orders questions by name, then type; the zero Question first.
func byQuestion(a, b Question) int {
	return cmp.Or(wire.Compare(a.Name, b.Name), cmp.Compare(a.Type, b.Type))
}

// onlyWhereSilent tells whether TCP was only tried after UDP had failed for a
// question: a question that gets no answer either way says nothing about TCP.
func (b *builder) onlyWhereSilent(d *draft) bool {
	for _, a := range d.answers {
		tcp, failed := false, a.Class == view.Failed
		for _, id := range a.Tries {
			it, ok := b.view.Item(id)
			tcp = tcp || ok && it.Query != nil && it.Query.Transport == evidence.TCP
		}
		if tcp && !failed {
			return false
		}
	}
	return true
}

// silent tells whether a server gave no message that could be used.
func silent(a *view.Answer) bool { return a.Class == view.Failed && !ours(a.Failure) }

// talksSense tells whether a server answers as one in charge, if only with an
// error that is about the question.
func talksSense(a *view.Answer) bool {
	return a.Class != view.Failed && !NotInCharge(a)
}

// tries are those of the answers that are so.
func (d *draft) tries(is func(*view.Answer) bool) (ids []evidence.ID) {
	for _, a := range d.answers {
		if is(a) {
			ids = append(ids, a.Tries...)
		}
	}
	return once(ids...)
}

// rcode is the first response code of the answers that are so.
func (d *draft) rcode(is func(*view.Answer) bool) wire.Rcode {
	for _, a := range d.answers {
		if is(a) {
			return a.Msg.Rcode
		}
	}
	return wire.NoError
}

// unanswered is a question that a server does not answer, though it answers others.
func (b *builder) unanswered(s *sheet, d *draft, i int) []Fault {
	c, q := d.Cells[i], s.columns[i]
	if !c.Asked || !slices.ContainsFunc(d.answers, sensible(q)) {
		return nil
	}
	f := Fault{Question: q, Rcode: c.Rcode, Evidence: once(c.Answer.Tries...)}
	switch {
	case c.Class == view.ErrorCode:
		f.Kind = Errors
	case c.Class == view.Lame:
		f.Kind = Lame
	case silent(c.Answer) && d.EDNS == view.No: // that is why
		return nil
	case silent(c.Answer) && (len(s.keys[i]) == 0 || d.sure(c.Answer, b.lossy)):
		f.Kind = Drops
		if b.noise(c.Answer) {
			f.Kind = Garbage
		}
	default:
		return nil
	}
	return []Fault{f}
}

// noise tells whether something came all the same that was no answer.
func (b *builder) noise(a *view.Answer) bool {
	misfits := []evidence.Failure{evidence.Malformed, evidence.Mismatch, evidence.TooLong, evidence.Protocol}
	return slices.ContainsFunc(a.Tries, func(id evidence.ID) bool {
		it, ok := b.view.Item(id)
		return ok && it.Query != nil && slices.Contains(misfits, it.Query.Failure)
	})
}

// sensible tells whether an answer is a usable one to another type of question.
func sensible(q Question) func(*view.Answer) bool {
	return func(a *view.Answer) bool { return a.Type != q.Type && a.Usable() }
}

// sure tells whether silence to a question is more than chance: tried often
// enough and over TCP too, or the same with every question of its type. Where
// much gets lost, one question shows nothing.
func (d *draft) sure(a *view.Answer, lossy bool) bool {
	if !lossy && len(a.Tries) >= sureTries && a.Transport == evidence.TCP {
		return true
	}
	asked := 0
	for _, o := range d.answers {
		if o.Type != a.Type {
			continue
		}
		if !silent(o) {
			return false
		}
		asked++
	}
	return asked >= sureQuestions
}

// invalid is an answer that does not validate, though another server's does.
func (s *sheet) invalid(d *draft, i int) []Fault {
	c := d.Cells[i]
	if c.Status != dnssec.Bogus {
		return nil
	}
	good := func(o *draft) bool {
		st := o.Cells[i].Status
		return st == dnssec.Secure || st == dnssec.Insecure // an opt-out gap is a good answer too
	}
	if !slices.ContainsFunc(s.rows, good) {
		return nil
	}
	kind := BogusHere
	r := d.said[i]
	if c.Reason == dnssec.SigMissing || c.Reason == dnssec.DenialMissing || r != nil && r.Set != nil && len(r.Set.Sigs) == 0 {
		kind = Strips
	}
	return []Fault{{Kind: kind, Question: s.columns[i], Rcode: c.Rcode, Evidence: once(c.Answer.ID)}}
}
