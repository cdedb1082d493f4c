package tlsrpt

import (
	"embed"
	"strings"

	"danewalk/explain/text"
)

// The words of each result type, and those of notes and outcomes. A translation is
// a folder words/LANGUAGE with files of the same names.
//
//go:embed words
var files embed.FS

// Words are what a result means, for people.
type Words struct{ Title, What, Who, Expert string }

// Explain puts a result at a mail server of a domain into words.
func Explain(domain, host string, r Result, words *text.Book) (Words, error) {
	entry, err := words.Load(files, "words", string(r.Type))
	if err != nil {
		return Words{}, err
	}
	var w Words
	args := map[string]string{"domain": domain, "host": host, "policy": string(r.Policy), "said": r.Said}
	for part, into := range map[string]*string{"title": &w.Title, "what": &w.What, "who": &w.Who, "expert": &w.Expert} {
		filled, err := entry.Fill(part, args)
		if err != nil {
			return Words{}, err
		}
		*into = strings.Join(text.Paragraphs(filled), " ")
	}
	return w, nil
}

// Say puts a note into a sentence.
func (n Note) Say(words *text.Book) (string, error) {
	return filled(words, "notes", string(n.Kind), map[string]string{"field": n.Field, "said": n.Said.String()})
}

// Say puts the comparison of a result into a sentence: "Reported until 09:00
// (UTC); still wrong at mx2.example.org over IPv6."
func (n Now) Say(r Result, words *text.Book) (string, error) {
	until := ""
	if !r.Last.IsZero() {
		until = r.Last.UTC().Format("2006-01-02 15:04") + " (UTC)"
	}
	return filled(words, "now", string(n.State), map[string]string{
		"until": until, "what": strings.TrimSuffix(n.Why, "."), "wrong": shown(words, n.Wrong), "unseen": shown(words, n.Unseen),
	})
}

// Trend puts the days of a domain into a sentence.
func (d Domain) Trend(words *text.Book) (string, error) {
	return filled(words, "trend", string(trend(d.Days)), nil)
}

func filled(words *text.Book, name, part string, args map[string]string) (string, error) {
	entry, err := words.Load(files, "words", name)
	if err != nil {
		return "", err
	}
	said, err := entry.Fill(part, args)
	return strings.Join(text.Paragraphs(said), " "), err
}

// shown lists places: "mx2.example.org over IPv6".
func shown(words *text.Book, list []Place) string {
	const most = 6
	var out []string
	for i, p := range list {
		if i == most {
			out = append(out, "...")
			break
		}
		if s := words.Say("%s over %s", p.Host, p.Family); len(out) == 0 || out[len(out)-1] != s {
			out = append(out, s)
		}
	}
	return strings.Join(out, ", ")
}

// Course is how failures develop from day to day.
type Course string

// The courses.
const (
	NoFailures Course = "none"
	OneDay     Course = "one-day" // too little to compare
	Begun      Course = "begun"   // none before, some now
	Over       Course = "over"    // some before, none on the last day
	More       Course = "more"
	Fewer      Course = "fewer"
	Steady     Course = "steady"
)

// Course is how the failures of a domain developed over the days reported.
func (d Domain) Course() Course { return trend(d.Days) }

// trend compares the share of failures on the last day with that of all days before.
func trend(days []Day) Course {
	var before, last Count
	for i, d := range days {
		if i == len(days)-1 {
			last = d.Count
		} else {
			before.add(d.Good, d.Bad)
		}
	}
	switch {
	case before.Bad+last.Bad == 0:
		return NoFailures
	case len(days) < 2:
		return OneDay
	case before.Bad == 0:
		return Begun
	case last.Bad == 0:
		return Over
	}
	was, is := share(before), share(last)
	switch { // half as much again, or a third less: days are never alike
	case is > was*1.5:
		return More
	case is < was/1.5:
		return Fewer
	}
	return Steady
}

func share(c Count) float64 { return float64(c.Bad) / float64(c.Good+c.Bad) }
