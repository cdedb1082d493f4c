package explain

import (
	"slices"
	"strings"
	"unicode/utf8"

	"danewalk/explain/rules"
)

// HeadlineCells is the room for the headline: a line of 80 cells with the sign of
// the verdict in front of it.
const HeadlineCells = 74

// headline is the sentence behind the verdict word: what it means for the mail,
// and the culprit.
func headline(d *Diagnosis) string {
	args := verdictArgs(d)
	for _, clause := range clauses(d) {
		args["clause"] = clause
		if s := shortened(remarked(d, verdictFiller(d, args).line("headline.break")), HeadlineCells); clause != "" && s != "" {
			return s
		}
	}
	args["clause"] = ""
	plain := verdictFiller(d, args).line("headline")
	for _, s := range []string{remarked(d, plain), plain} { // what limits it stands above every report too
		if s = shortened(s, HeadlineCells); s != "" {
			return s
		}
	}
	return string([]rune(plain)[:HeadlineCells-1]) + "…"
}

// clauses are what the headline may say of the break: its clause, and where that
// is too long the title.
func clauses(d *Diagnosis) []string {
	if d.Break < 0 {
		return nil
	}
	b := d.Findings[d.Break]
	entry, err := d.Words.Load(rules.Texts(), "", rules.Stem(b.Code))
	if err != nil {
		return nil
	}
	clause := fillerOf(d, b, entry).line("clause")
	if clause == "" {
		return nil
	}
	return []string{clause, b.Title}
}

// remarked adds what limits a headline.
func remarked(d *Diagnosis, s string) string {
	asked := d.Break >= 0 && d.Findings[d.Break].Code == "local.negative-anchor" // it says so itself
	if !asked && len(PolicyWords(d.Words, d.Policy)) > 0 {
		s = d.Words.Say("%s (by your rules)", s)
	}
	if d.Simulated { // nobody shall take a trial for the truth, whoever shows it
		s = d.Words.Say("What if: %s", s)
	}
	if d.Unsettled() {
		s = d.Words.Say("%s, so far", s)
	}
	return s
}

// shortened makes a sentence fit by cutting long names in the middle, the longest
// first. Empty if that is not enough: a name of which too little is left could be
// taken for another one.
func shortened(s string, cells int) string {
	words := strings.Split(s, " ")
	names, room := make([]string, len(words)), make([]int, len(words))
	over := utf8.RuneCountInString(s) - cells
	for i, w := range words {
		names[i] = bareName(w)
		room[i] = utf8.RuneCountInString(names[i])
	}
	for ; over > 0; over-- {
		longest := 0
		for i := range room {
			if room[i] > room[longest] {
				longest = i
			}
		}
		if room[longest] <= nameCells {
			return ""
		}
		room[longest]--
	}
	for i, name := range names {
		if name != "" {
			words[i] = strings.Replace(words[i], name, cutName(name, room[i]), 1)
		}
	}
	return strings.Join(words, " ")
}

// nameCells is the room that every name keeps.
const nameCells = 16

// bareName is the domain name in a word of a sentence, without what stands around
// it; empty if there is none.
func bareName(word string) string {
	w := strings.Trim(word, "().,:;!?\"'„“”…")
	if !strings.ContainsAny(w, ".") && utf8.RuneCountInString(w) <= longWord {
		return ""
	}
	return w
}

// longWord is longer than any word of a language here: what has more cells is a
// name, though it has no dot.
const longWord = 40

// cutName cuts a name in the middle. Its end, which tells whose it is, keeps
// whole labels where they have room.
func cutName(name string, cells int) string {
	rs := []rune(name)
	if len(rs) <= cells {
		return name
	}
	room := cells - 1 // for the sign of the cut
	tail := room / 2
	for i := 1; i < len(rs); i++ {
		if rest := len(rs) - i; rs[i-1] == '.' && rest <= room-room/4 {
			if slices.Contains(rs[i:], '.') { // an ending alone says little
				tail = rest
			}
			break
		}
	}
	return string(rs[:room-tail]) + "…" + string(rs[len(rs)-tail:])
}
