package explain

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/opinion"
	"danewalk/probe/judge/view"
)

// ResolverDisagrees tells whether a resolver was heard that does not think, or
// act, as was judged.
func ResolverDisagrees(o *opinion.Comparison) bool {
	return o != nil && len(o.Views) > 0 && !slices.Contains(o.Views, opinion.Agrees)
}

// ResolverName names the resolver of a comparison for a person.
func ResolverName(o *opinion.Comparison) string {
	name := evidence.Escape(o.Resolver, evidence.WildMax)
	if o.System {
		return "the resolver of this computer, " + name + ","
	}
	return "the resolver " + name
}

// ResolverWords says in one sentence what the comparison with a resolver came
// to. Empty where none was asked.
func ResolverWords(o *opinion.Comparison) string {
	if o == nil {
		return ""
	}
	name := ResolverName(o)
	name = strings.ToUpper(name[:1]) + name[1:]
	if len(o.Views) == 0 {
		return name + " was asked too; nothing follows from what it said."
	}
	return name + " " + viewWords(o.Views[0]) + "."
}

// viewWords completes "the resolver ...".
func viewWords(k opinion.Kind) string {
	switch k {
	case opinion.Agrees:
		return "agrees with what was judged"
	case opinion.Silent:
		return "gives no answer at all"
	case opinion.Portal:
		return "gives one same address for every name, as a network does before you log in"
	case opinion.Strips:
		return "removes the signatures from what it passes on"
	case opinion.OldAnchor:
		return "refuses everything that is signed: its starting key or its clock is wrong"
	case opinion.Rewrites:
		return "invents addresses for names that do not exist"
	case opinion.Filters:
		return "keeps answers back: a filter"
	case opinion.OtherView:
		return "has another version of the domain than the rest of the world"
	case opinion.Stale:
		return "still has old data"
	case opinion.NotValidating:
		return "does not check signatures, or does not tell"
	case opinion.Unexplained:
		return "fails and does not say why"
	case opinion.Stricter:
		return "refuses what is good to us"
	}
	return string(k)
}

// RowName names the question of a row; a name made up at random as what it is.
func RowName(r opinion.Row) string {
	if !r.Probe {
		return r.Name.Show() + " " + r.Type.String()
	}
	if zone := r.Name.Parent(); !zone.IsRoot() {
		return "a made-up name in ." + zone.Show()
	}
	return "a made-up name"
}

// RowSaid is what the resolver said itself: response code, AD, extended errors.
func RowSaid(r opinion.Row) string {
	switch {
	case r.Own == nil:
		return "not asked"
	case r.Own.Class == view.Failed:
		return "no answer (" + string(r.Own.Failure) + ")"
	}
	out := []string{r.Rcode.String()}
	if r.Own.Class == view.NoData {
		out = append(out, "no data")
	}
	if r.AD {
		out = append(out, "AD")
	}
	for _, e := range r.EDE {
		text := fmt.Sprintf("EDE %d", e.Code)
		if e.Text != "" {
			text += " " + evidence.Escape(string(e.Text), evidence.WildMax)
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// RowJudged is what was judged, in a word or two.
func RowJudged(r opinion.Row) string {
	l := r.Held()
	switch {
	case r.Probe:
		return "nobody has it"
	case l == nil:
		return "not judged"
	case l.Reason != "":
		return l.Status.String() + ", " + string(l.Reason)
	}
	return l.Status.String()
}
