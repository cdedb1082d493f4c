package explain

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"danewalk/explain/rules"
	"danewalk/explain/text"
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
func ResolverName(b *text.Book, o *opinion.Comparison) string {
	name := evidence.Escape(o.Resolver, evidence.WildMax)
	if o.System {
		return b.Say("the resolver of this computer, %s,", name)
	}
	return b.Say("the resolver %s", name)
}

// ResolverWords says in one sentence what the comparison with a resolver came
// to. Empty where none was asked.
func ResolverWords(b *text.Book, o *opinion.Comparison) string {
	if o == nil {
		return ""
	}
	name := ResolverName(b, o)
	first, size := utf8.DecodeRuneInString(name)
	name = string(unicode.ToUpper(first)) + name[size:]
	if len(o.Views) == 0 {
		return b.Say("%s was asked too; nothing follows from what it said.", name)
	}
	if p, ok := viewWords()[o.Views[0]]; ok {
		return b.Say(p, name)
	}
	return name + ": " + string(o.Views[0])
}

// viewWords are sentences about a resolver.
func viewWords() map[opinion.Kind]text.Phrase {
	return map[opinion.Kind]text.Phrase{
		opinion.Agrees:        "%s agrees with what was judged.",
		opinion.Silent:        "%s gives no answer at all.",
		opinion.Portal:        "%s gives one same address for every name, as a network does before you log in.",
		opinion.Strips:        "%s removes the signatures from what it passes on.",
		opinion.OldAnchor:     "%s refuses everything that is signed: its starting key or its clock is wrong.",
		opinion.Rewrites:      "%s invents addresses for names that do not exist.",
		opinion.Filters:       "%s keeps answers back: a filter.",
		opinion.OtherView:     "%s has another version of the domain than the rest of the world.",
		opinion.Stale:         "%s still has old data.",
		opinion.NotValidating: "%s does not check signatures, or does not tell.",
		opinion.Unexplained:   "%s fails and does not say why.",
		opinion.Stricter:      "%s refuses what is good to us.",
	}
}

// RowName names the question of a row; a name made up at random as what it is.
func RowName(b *text.Book, r opinion.Row) string {
	if !r.Probe {
		return r.Name.Show() + " " + r.Type.String()
	}
	if zone := r.Name.Parent(); !zone.IsRoot() {
		return b.Say("a made-up name in .%s", zone.Show())
	}
	return b.Say("a made-up name")
}

// RowSaid is what the resolver said itself: response code, AD, extended errors.
func RowSaid(b *text.Book, r opinion.Row) string {
	switch {
	case r.Own == nil:
		return b.Say("[a resolver] not asked")
	case r.Own.Class == view.Failed:
		return b.Say("no answer (%s)", rules.FailureWords(b, r.Own.Failure))
	}
	out := []string{r.Rcode.String()}
	if r.Own.Class == view.NoData {
		out = append(out, b.Say("no data"))
	}
	if r.AD {
		out = append(out, "AD")
	}
	for _, e := range r.EDE {
		said := fmt.Sprintf("EDE %d", e.Code)
		if e.Text != "" {
			said += " " + evidence.Escape(string(e.Text), evidence.WildMax)
		}
		out = append(out, said)
	}
	return strings.Join(out, ", ")
}

// RowJudged is what was judged, in a word or two.
func RowJudged(b *text.Book, r opinion.Row) string {
	l := r.Held()
	switch {
	case r.Probe:
		return b.Say("nobody has it")
	case l == nil:
		return b.Say("not judged")
	case l.Reason != "":
		return StatusWords(b, l.Status) + ", " + rules.ReasonWords(b, l.Reason)
	}
	return StatusWords(b, l.Status)
}
