package main

import (
	"embed"
	"slices"
	"strings"

	"danewalk/explain/text"
	"danewalk/tui/words"
)

// phraseFiles are the phrases of the commands themselves.
//
//go:embed phrases/*.txt
var phraseFiles embed.FS

// language is the one that was asked for, or else that of the configuration, or
// else that of the computer, or else English. A document for programs is in the language of the computer only if
// somebody asks: what reads it must find the same words everywhere.
func (p *program) language(o *options) string {
	if o.language != "" {
		return o.language
	}
	if o.json {
		return text.English
	}
	if chosen := p.configuration().value(setLanguage); chosen != isAuto {
		return chosen
	}
	return languageByEnv(p.env)
}

// languageByEnv reads the language of a locale ("de_AT.UTF-8") the way POSIX has
// it: LC_ALL before LC_MESSAGES before LANG. An unknown one is English.
func languageByEnv(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		locale := env(name)
		if locale == "" {
			continue
		}
		tag, _, _ := strings.Cut(locale, ".")
		tag, _, _ = strings.Cut(strings.ReplaceAll(tag, "-", "_"), "_")
		if tag = strings.ToLower(tag); slices.Contains(text.Languages(), tag) {
			return tag
		}
		return text.English
	}
	return text.English
}

// words returns the words of the language of some options, the same each time.
func (p *program) words(o *options) (*text.Book, error) {
	if language := p.language(o); p.book == nil || p.book.Language() != language {
		book, err := text.NewBook(language, phraseFiles, words.Files())
		if err != nil {
			return nil, err
		}
		p.book = book
	}
	return p.book, nil
}
