package horizon

import (
	"embed"
	"fmt"
	"maps"
	"path"
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

// load reads a file of words in a language; English where there is none.
func load(language, name string) (text.Entry, error) {
	if language != "" && language != "en" {
		if e, err := text.Load(files, path.Join("words", language, name+".txt")); err == nil {
			return e, nil
		}
	}
	return text.Load(files, "words/"+name+".txt")
}

// args are the values that sentences use.
func (e Event) args() finding.Args {
	all := finding.Args{"overdue": "", "port": "", "where": listed(e.Where), "of": e.OwnerOf, "automatic": finding.Flag(e.Automatic), "end": "", "last": "", "check": ""}
	maps.Copy(all, e.Args)
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

func listed(names []string) string {
	if len(names) == maxPlaces {
		return strings.Join(names, ", ") // there may be more
	}
	return fix.List(names)
}

// Say puts an event into words of a language ("en" or empty: English).
func Say(e Event, language string) (Words, error) {
	own, err := load(language, string(e.Kind))
	if err != nil {
		return Words{}, err
	}
	common, err := load(language, "common")
	if err != nil {
		return Words{}, err
	}
	args := e.args()
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

// Phrase is a part of the words that all events share, such as the heading.
func Phrase(name, language string, args map[string]string) (string, error) {
	common, err := load(language, "common")
	if err != nil {
		return "", err
	}
	said, err := common.Fill(name, args)
	if err != nil {
		return "", fmt.Errorf("horizon: %w", err)
	}
	return said, nil
}
