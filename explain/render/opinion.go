package render

import (
	"strings"
	"unicode/utf8"

	"danewalk/explain"
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
func resolverOf(o *opinion.Comparison) *resolverJSON {
	if o == nil {
		return nil
	}
	out := &resolverJSON{
		Resolver: safe(o.Resolver), System: o.System, Guarded: o.Loopback, Turned: o.Turned, Views: append([]opinion.Kind{}, o.Views...),
		Words: explain.ResolverWords(o), Rows: []comparedJSON{},
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
	p.wrap("", explain.ResolverWords(o))
	if p.audience() != explain.Expert {
		return
	}
	asked, judged := utf8.RuneCountInString("Question"), utf8.RuneCountInString("We judged")
	for _, r := range o.Rows {
		asked = min(questionWidth, max(asked, utf8.RuneCountInString(explain.RowName(r))))
		judged = min(judgedWidth, max(judged, utf8.RuneCountInString(explain.RowJudged(r))))
	}
	row := func(question, held, said string) {
		p.line("  %s  %s  %s", pad(question, asked), pad(held, judged), said)
	}
	if len(o.Rows) > 0 {
		row("Question", "We judged", "Your resolver said")
	}
	believe := false
	for _, r := range o.Rows {
		said := explain.RowSaid(r)
		if notes := viewsOf(r); notes != "" {
			said += "  (" + notes + ")"
		}
		row(explain.RowName(r), explain.RowJudged(r), said)
		believe = believe || r.AD
	}
	if believe && !o.Loopback {
		p.wrap("  ", "Its AD flag came over an unprotected way: it is compared, and nothing rests on it (RFC 4035 4.9.3).")
	}
}

// viewsOf names what one row shows.
func viewsOf(r opinion.Row) string {
	var out []string
	for _, k := range r.Views {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}
