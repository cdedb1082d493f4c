package opinion

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Compare holds what was judged against what a resolver said; nil when none was
// asked. ours is the judgement of the side that counts, under policy p, and
// asked what the verdict rests on, in the order of the walk. Of a case that
// still grows only rows are given, and no conclusion.
func Compare(v *view.View, ours *dnssec.Validator, p dnssec.Policy, asked []dnssec.Question) *Comparison {
	c := &comparer{View: v, side: v.Beside(), ours: ours, policy: p}
	if v.Resolver() != "" {
		c.side, c.through, c.ours = v, ours, nil // what it gave is what was judged
	}
	out := &Comparison{Resolver: c.side.Resolver(), System: v.Start().Vantage.System, Turned: v.Turned() != nil}
	if len(c.side.Opinions())+len(c.side.All()) == 0 {
		return nil
	}
	out.Loopback = guarded(out.Resolver)
	for _, q := range c.questions(asked) {
		if r, ok := c.row(q, slices.Contains(asked, q.Question)); ok {
			out.Rows = append(out.Rows, r)
		}
	}
	if v.Complete() {
		c.conclude(out)
	}
	return out
}

// comparer is one comparison.
type comparer struct {
	*view.View
	side    *view.View        // where the answers of the resolver are
	ours    *dnssec.Validator // judges the name servers; nil where they do not count
	through *dnssec.Validator // judges what the resolver gave
	policy  dnssec.Policy
}

// question is a question with its place in the table.
type question struct {
	dnssec.Question
	probe bool
}

// questions are those that the resolver was asked: the root and top-level
// domains; then what the verdict rests on; then names that only the resolver led
// to; then names made up at random.
func (c *comparer) questions(asked []dnssec.Question) []question {
	var above, below, probes, out []question
	for _, a := range slices.Concat(c.side.Opinions(), c.side.All()) {
		q := question{dnssec.Question{Name: a.Name, Type: a.Type}, false}
		q.probe = a.MadeUp && !slices.Contains(asked, q.Question)
		switch {
		case q.probe && !slices.Contains(probes, q):
			probes = append(probes, q)
		case q.probe || !a.Own || slices.Contains(asked, q.Question) || slices.Contains(above, q) || slices.Contains(below, q):
		case q.Name.Labels() <= 1:
			above = append(above, q)
		default: // names that only the resolver leads to
			below = append(below, q)
		}
	}
	slices.SortStableFunc(above, func(a, b question) int { return cmp.Compare(a.Name.Labels(), b.Name.Labels()) })
	for _, q := range asked {
		out = append(out, question{q, false})
	}
	return slices.Concat(above, out, below, probes)
}

// row puts one question together. ok is false where the resolver was not asked,
// or the check ended before it could answer.
func (c *comparer) row(q question, counts bool) (r Row, ok bool) {
	r = Row{Name: q.Name, Type: q.Type, Probe: q.probe}
	for _, a := range c.side.Opinions() {
		if a.Name == q.Name && a.Type == q.Type && a.Failure != evidence.Cancelled && (r.Own == nil || a.Usable() && !r.Own.Usable()) {
			r.Own = a
		}
	}
	for _, a := range c.side.Answers(q.Name, q.Type) {
		if a.Failure != evidence.Cancelled && (r.Data == nil || a.Usable() && !r.Data.Usable()) {
			r.Data = a
		}
	}
	if r.Own == nil && r.Data == nil {
		return r, false
	}
	if r.Own != nil {
		r.Evidence = append(r.Evidence, r.Own.Tries...)
	}
	if m := r.told(); m != nil {
		r.AD, r.Rcode, r.EDE = m.AD, m.Rcode, m.EDNS.Errors
	}
	if r.Data != nil {
		r.Evidence = append(r.Evidence, r.Data.Tries...)
		if c.Complete() || c.ours == nil {
			r.Through = c.validator().Lookup(q.Name, q.Type)
		}
	}
	if c.ours != nil && (counts || len(c.Answers(q.Name, q.Type)) > 0) && !q.probe {
		r.Ours = c.ours.Lookup(q.Name, q.Type)
		r.Evidence = append(r.Evidence, r.Ours.Evidence...)
	}
	r.Evidence = slices.Compact(slices.Sorted(slices.Values(r.Evidence)))
	return r, true
}

// validator judges what the resolver gave, with the policy that the rest is
// judged by.
func (c *comparer) validator() *dnssec.Validator {
	if c.through == nil {
		c.through = dnssec.New(c.side, c.policy)
	}
	return c.through
}

// told is the message with the resolver's own opinion; nil if none came. AD says
// nothing with CD=1, so that only Own has it.
func (r *Row) told() *wire.Message {
	if r.Own == nil {
		return nil
	}
	return r.Own.Msg
}

// guarded tells whether nobody on the way can have set the AD flag: the resolver
// is on this computer, or the way to it is encrypted (RFC 4035 4.9.3, RFC 7672 2.1.1).
func guarded(resolver string) bool {
	if strings.HasPrefix(resolver, string(evidence.TLS)+"://") || strings.HasPrefix(resolver, string(evidence.HTTPS)+"://") {
		return true
	}
	at, err := netip.ParseAddrPort(resolver)
	return err == nil && at.Addr().Unmap().IsLoopback()
}
