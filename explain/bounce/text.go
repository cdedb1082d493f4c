package bounce

import (
	"embed"
	"strings"

	"danewalk/explain/text"
)

// The words of each kind, and those of remarks and outcomes. A translation is a
// folder words/LANGUAGE with files of the same names.
//
//go:embed words
var files embed.FS

// Words are what a bounce means, for people.
type Words struct {
	Title   string
	What    string // consequence first, no abbreviations in the first sentence
	Who     string
	Expert  string
	Remarks []string // in the order of Bounce.Remarks
}

// parts of the words of a kind.
func wordParts() []string { return []string{"title", "what", "who", "expert"} }

// load reads a file of words in a language; English where there is none.
func load(language, name string) (text.Entry, error) {
	return text.LoadIn(files, language, name)
}

// args are the values that sentences use. All are names that were checked when
// they were read, and safe to print.
func (b Bounce) args() map[string]string {
	return map[string]string{"domain": b.Domain, "host": b.Host, "system": b.MTA.Name(), "code": b.Enhanced, "reporter": b.Reporter}
}

// Explain puts a bounce into words of a language ("en" or empty: English).
func Explain(b Bounce, language string) (Words, error) {
	entry, err := load(language, string(b.Kind))
	if err != nil {
		return Words{}, err
	}
	var w Words
	for i, into := range []*string{&w.Title, &w.What, &w.Who, &w.Expert} {
		filled, err := entry.Fill(wordParts()[i], b.args())
		if err != nil {
			return Words{}, err
		}
		filled = strings.Join(text.Paragraphs(filled), " ")
		*into = strings.ToUpper(filled[:1]) + filled[1:]
		if b.Domain != "" && strings.HasPrefix(filled, b.Domain) || b.Host != "" && strings.HasPrefix(filled, b.Host) {
			*into = filled // a name stays as it is
		}
	}
	remarks, err := load(language, "remarks")
	if err != nil {
		return Words{}, err
	}
	for _, r := range b.Remarks {
		said, err := remarks.Fill(string(r), b.args())
		if err != nil {
			return Words{}, err
		}
		w.Remarks = append(w.Remarks, strings.Join(text.Paragraphs(said), " "))
	}
	return w, nil
}
