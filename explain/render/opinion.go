package render

import (
	"strings"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/opinion"
)

type resolverJSON struct {
	Resolver string         `json:"resolver"`
	System   bool           `json:"system"`  // it is the one this computer is set to use
	Guarded  bool           `json:"guarded"` // nobody on the way to it can have set its AD flag
	Turned   bool           `json:"turned"`  // its answers are what was judged, because the name servers could not be asked
	Views    []opinion.Kind `json:"views"`
	Words    string         `json:"words"`
	Rows     []comparedJSON `json:"rows"`
}

type comparedJSON struct {
	Name     string         `json:"name"`
	Type     string         `json:"type"`
	MadeUp   bool           `json:"madeUp,omitempty"`
	Judged   string         `json:"judged,omitempty"`  // from the name servers
	Through  string         `json:"through,omitempty"` // from what the resolver gave with CD=1
	Own      bool           `json:"own"`               // it was asked with CD=0, and what follows is its answer
	Class    string         `json:"class,omitempty"`
	Rcode    string         `json:"rcode,omitempty"`
	AD       bool           `json:"ad"`
	EDE      []edeJSON      `json:"ede"`
	Views    []opinion.Kind `json:"views"`
	Older    int64          `json:"olderSeconds,omitempty"`
	Evidence []evidence.ID  `json:"evidence"`
}

// resolverOf writes the comparison with a resolver; nil if none was asked.
func resolverOf(b *text.Book, o *opinion.Comparison) *resolverJSON {
	if o == nil {
		return nil
	}
	out := &resolverJSON{
		Resolver: safe(o.Resolver), System: o.System, Guarded: o.Loopback, Turned: o.Turned, Views: append([]opinion.Kind{}, o.Views...),
		Words: explain.ResolverWords(b, o), Rows: []comparedJSON{},
	}
	for _, r := range o.Rows {
		j := comparedJSON{
			Name: r.Name.Show(), Type: r.Type.String(), MadeUp: r.Probe, Own: r.Own != nil, AD: r.AD, EDE: []edeJSON{},
			Views: append([]opinion.Kind{}, r.Views...), Older: int64(r.Older.Seconds()), Evidence: once(r.Evidence),
		}
		if r.Ours != nil {
			j.Judged = r.Ours.Status.String()
		}
		if r.Through != nil {
			j.Through = r.Through.Status.String()
		}
		if r.Own != nil {
			j.Class = string(r.Own.Class)
			if r.Own.Msg != nil {
				j.Rcode = r.Rcode.String()
			}
		}
		for _, e := range r.EDE {
			j.EDE = append(j.EDE, edeJSON{e.Code, e.Text})
		}
		out.Rows = append(out.Rows, j)
	}
	return out
}

// The columns of the table "we judged, the resolver said".
const (
	questionWidth = 40 // longer names push the rest of their line
	judgedWidth   = 22
)

// opinion writes what a resolver makes of the same questions: a table for
// experts, one line for others if it does not agree.
func (p *printer) opinion(o *opinion.Comparison) {
	if o == nil || p.audience() != explain.Expert && !explain.ResolverDisagrees(o) {
		return
	}
	p.line("")
	p.wrap("", explain.ResolverWords(p.words, o))
	if p.audience() != explain.Expert {
		return
	}
	asked, judged := utf8.RuneCountInString(p.say("[a column] Question")), utf8.RuneCountInString(p.say("[a column] We judged"))
	for _, r := range o.Rows {
		asked = min(questionWidth, max(asked, utf8.RuneCountInString(explain.RowName(p.words, r))))
		judged = min(judgedWidth, max(judged, utf8.RuneCountInString(explain.RowJudged(p.words, r))))
	}
	row := func(question, held, said string) {
		p.line("  %s  %s  %s", pad(question, asked), pad(held, judged), said)
	}
	if len(o.Rows) > 0 {
		row(p.say("[a column] Question"), p.say("[a column] We judged"), p.say("[a column] Your resolver said"))
	}
	believe := false
	for _, r := range o.Rows {
		said := explain.RowSaid(p.words, r)
		if notes := viewsOf(p.words, r); notes != "" {
			said += "  (" + notes + ")"
		}
		row(explain.RowName(p.words, r), explain.RowJudged(p.words, r), said)
		believe = believe || r.AD
	}
	if believe && !o.Loopback {
		p.wrap("  ", p.say("Its AD flag came over an unprotected way: it is compared, and nothing rests on it (RFC 4035 4.9.3)."))
	}
}

// viewsOf names what one row shows.
func viewsOf(b *text.Book, r opinion.Row) string {
	var out []string
	for _, k := range r.Views {
		out = append(out, viewWord(b, k))
	}
	return strings.Join(out, ", ")
}

// viewWord is what a row shows in a word or two.
func viewWord(b *text.Book, k opinion.Kind) string {
	words := map[opinion.Kind]text.Phrase{
		opinion.Agrees: "[of a resolver] agrees", opinion.Silent: "[of a resolver] silent", opinion.Portal: "[of a resolver] portal",
		opinion.Strips: "[of a resolver] strips", opinion.OldAnchor: "[of a resolver] old-anchor", opinion.Rewrites: "[of a resolver] rewrites",
		opinion.Filters: "[of a resolver] filters", opinion.OtherView: "[of a resolver] other-view", opinion.Stale: "[of a resolver] stale",
		opinion.NotValidating: "[of a resolver] not-validating", opinion.Unexplained: "[of a resolver] servfail", opinion.Stricter: "[of a resolver] stricter",
	}
	if w, ok := words[k]; ok {
		return b.Say(w)
	}
	return string(k)
}
