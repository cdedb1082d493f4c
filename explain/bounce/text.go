package bounce

import (
	"embed"
	"strings"
	"unicode"
	"unicode/utf8"

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

// load reads a file of words.
func load(words *text.Book, name string) (text.Entry, error) { return words.Load(files, "words", name) }

// args are the values that sentences use. All are names that were checked when
// they were read, and safe to print.
func (b Bounce) args(words *text.Book) map[string]string {
	return map[string]string{"domain": b.Domain, "host": b.Host, "system": b.MTA.Name(words), "code": b.Enhanced, "reporter": b.Reporter}
}

// Explain puts a bounce into words.
func Explain(b Bounce, words *text.Book) (Words, error) {
	entry, err := load(words, string(b.Kind))
	if err != nil {
		return Words{}, err
	}
	var w Words
	args := b.args(words)
	for i, into := range []*string{&w.Title, &w.What, &w.Who, &w.Expert} {
		filled, err := entry.Fill(wordParts()[i], args)
		if err != nil {
			return Words{}, err
		}
		filled = strings.Join(text.Paragraphs(filled), " ")
		*into = filled
		if !begins(filled, b.Domain) && !begins(filled, b.Host) { // a name stays as it is
			first, size := utf8.DecodeRuneInString(filled)
			*into = string(unicode.ToUpper(first)) + filled[size:]
		}
	}
	remarks, err := load(words, "remarks")
	if err != nil {
		return Words{}, err
	}
	for _, r := range b.Remarks {
		said, err := remarks.Fill(string(r), args)
		if err != nil {
			return Words{}, err
		}
		w.Remarks = append(w.Remarks, strings.Join(text.Paragraphs(said), " "))
	}
	return w, nil
}

// begins tells whether a sentence begins with a name.
func begins(sentence, name string) bool { return name != "" && strings.HasPrefix(sentence, name) }
