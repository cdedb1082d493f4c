package text

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"strings"
	"sync"
)

//go:embed phrases/*.txt
var phraseFiles embed.FS

// Phrases returns the files of the phrases that explain and its packages say.
func Phrases() fs.FS { return phraseFiles }

// Phrase is a phrase that stands in the code, in English, with the verbs of
// package fmt. It is the key of its translations: see ParsePhrases. Where the
// same English words need two translations, a context in brackets, which is
// never shown, tells them apart: "[of a mail server] open".
type Phrase string

// The languages that danewalk speaks.
const (
	English = "en"
	German  = "de"
	Dutch   = "nl"
)

// Languages lists the languages, English first.
func Languages() []string { return []string{English, German, Dutch} }

// Book holds the words of one language: the phrases of the code, and the text
// files that were read. A nil Book speaks English. It may be used by several
// goroutines at once.
type Book struct {
	language string
	pseudo   bool
	phrases  map[Phrase]string

	mu      sync.Mutex
	entries map[file]loaded
	missing map[Phrase]bool
}

// file is a text file, in whatever language, of a file system.
type file struct {
	fsys fs.FS
	name string
}

type loaded struct {
	entry Entry
	err   error
}

// NewBook returns the words of a language. Besides those of explain it knows the
// phrases in further file systems, in files named phrases/*.txt.
func NewBook(language string, more ...fs.FS) (*Book, error) {
	b := &Book{language: language, phrases: map[Phrase]string{}, entries: map[file]loaded{}, missing: map[Phrase]bool{}}
	switch language {
	case English, "":
		b.language = English
		return b, nil
	case German, Dutch:
	default:
		return nil, fmt.Errorf("no language %q: there are %s", language, strings.Join(Languages(), ", "))
	}
	for _, fsys := range append([]fs.FS{phraseFiles}, more...) {
		list, err := ReadPhrases(fsys)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			b.phrases[t.English] = t.In[language]
		}
	}
	return b, nil
}

// Language is the language of the book: "en", "de" or "nl".
func (b *Book) Language() string {
	if b == nil {
		return English
	}
	return b.language
}

// Say says a phrase with its values. One that has no translation is said in
// English; Missing tells of it.
func (b *Book) Say(p Phrase, values ...any) string {
	format := b.translate(p)
	if len(values) == 0 {
		return format
	}
	return fmt.Sprintf(format, values...)
}

// Count says how many there are: one is the phrase for a single one, many has a
// %d for the number. More values follow the number in both.
func (b *Book) Count(n int, one, many Phrase, more ...any) string {
	if n == 1 {
		return b.Say(one, more...)
	}
	return b.Say(many, append([]any{n}, more...)...)
}

// Decimal writes a number that has a decimal point as the language does: with a
// comma in German and Dutch.
func (b *Book) Decimal(number string) string {
	if b.Language() == English {
		return number
	}
	return strings.Replace(number, ".", ",", 1)
}

// List joins words: "a", "a and b", "a, b and c".
func (b *Book) List(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return b.Say("%s and %s", strings.Join(words[:len(words)-1], ", "), words[len(words)-1])
}

func (b *Book) translate(p Phrase) string {
	plain := string(p)
	if strings.HasPrefix(plain, "[") {
		if _, rest, ok := strings.Cut(plain, "] "); ok {
			plain = rest
		}
	}
	switch {
	case b == nil || b.language == English:
		return plain
	case b.pseudo:
		b.mu.Lock()
		defer b.mu.Unlock()
		if _, ok := b.phrases[p]; !ok {
			b.phrases[p] = pseudoFormat(plain)
		}
		return b.phrases[p]
	}
	if s, ok := b.phrases[p]; ok {
		return s
	}
	b.mu.Lock()
	b.missing[p] = true
	b.mu.Unlock()
	return plain
}

// Missing returns the phrases that were said and have no translation.
func (b *Book) Missing() []Phrase {
	if b == nil {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []Phrase
	for p := range maps.Keys(b.missing) {
		out = append(out, p)
	}
	return out
}

// Load reads the text file DIR/LANGUAGE/NAME.txt of a file system once; English
// stands in DIR/NAME.txt. A part, or a whole file, that has no translation is the
// English one: better foreign words than none. The error of a file that does not
// exist is fs.ErrNotExist.
func (b *Book) Load(fsys fs.FS, dir, name string) (Entry, error) {
	if b == nil {
		return Load(fsys, path.Join(dir, name+".txt"))
	}
	if !reflect.TypeOf(fsys).Comparable() { // of a test: it cannot be told from others
		return b.read(fsys, dir, name)
	}
	key := file{fsys, path.Join(dir, name)}
	b.mu.Lock()
	defer b.mu.Unlock()
	l, ok := b.entries[key]
	if !ok {
		l.entry, l.err = b.read(fsys, dir, name)
		b.entries[key] = l
	}
	return l.entry, l.err
}

func (b *Book) read(fsys fs.FS, dir, name string) (Entry, error) {
	english, err := Load(fsys, path.Join(dir, name+".txt"))
	if err != nil || b.language == English {
		return english, err
	}
	if b.pseudo {
		return english.pseudo()
	}
	e, err := Load(fsys, path.Join(dir, b.language, name+".txt"))
	if err != nil {
		return english, nil
	}
	for part, src := range english.parts {
		if e.parts[part] == "" {
			e.parts[part] = src
		}
	}
	return e, nil
}
