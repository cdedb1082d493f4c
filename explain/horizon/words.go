package horizon

import (
	"embed"
	"fmt"
	"maps"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/text"
)

// The words of each kind, and those of the section. A translation is a folder
// words/LANGUAGE with files of the same names.
//
//go:embed words
var files embed.FS

// Words are an event for people. Every value in them is safe to print.
type Words struct {
	What      string // what happens
	Look      string // what to do before, and when; may be empty
	Otherwise string // what follows if nobody does anything
	Who       string // who must act
}

func load(b *text.Book, name string) (text.Entry, error) { return b.Load(files, "words", name) }

// args are the values that sentences use.
func (e Event) args(b *text.Book) finding.Args {
	all := finding.Args{"overdue": "", "port": "", "where": listed(b, e.Where), "of": called(b, e.OwnerOf), "automatic": finding.Flag(e.Automatic), "end": "", "last": "", "check": ""}
	maps.Copy(all, e.Args)
	if e.Args["parent"] != "" {
		all["parent"] = called(b, e.Args["parent"])
	}
	if e.Dated() {
		all["end"] = fix.Moment(e.At)
	}
	if e.Last.After(e.At) {
		all["last"] = fix.Moment(e.Last)
	}
	if !e.Check.IsZero() {
		all["check"] = fix.Moment(e.Check)
	}
	return all
}

// called is the name of a place in a sentence.
func called(b *text.Book, name string) string {
	if name == root {
		return b.Say("[after von or van] the DNS root")
	}
	return name
}

func listed(b *text.Book, names []string) string {
	if len(names) == 1 {
		return called(b, names[0])
	}
	if len(names) == maxPlaces {
		return strings.Join(names, ", ") // there may be more
	}
	return b.List(names)
}

// Say puts an event into words of a language.
func Say(e Event, b *text.Book) (Words, error) {
	own, err := load(b, string(e.Kind))
	if err != nil {
		return Words{}, err
	}
	common, err := load(b, "common")
	if err != nil {
		return Words{}, err
	}
	args := e.args(b)
	var w Words
	for _, part := range []struct {
		of   text.Entry
		name string
		into *string
	}{
		{own, "what", &w.What}, {own, "look", &w.Look}, {own, "otherwise", &w.Otherwise}, {common, "owner." + string(e.Owner), &w.Who},
	} {
		said, err := part.of.Fill(part.name, args)
		if err != nil {
			return Words{}, err
		}
		*part.into = strings.Join(text.Paragraphs(said), " ")
	}
	return w, nil
}

// Shared is a part of the words that all events share, such as the heading.
func Shared(name string, b *text.Book, args map[string]string) (string, error) {
	common, err := load(b, "common")
	if err != nil {
		return "", err
	}
	said, err := common.Fill(name, args)
	if err != nil {
		return "", fmt.Errorf("horizon: %w", err)
	}
	return said, nil
}
