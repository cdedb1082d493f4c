package render

import (
	"regexp"
	"strings"
	"unicode"
)

// Everything in a report may contain words of the network: a host name, a banner,
// the name in a certificate. So all text is written as if it were hostile.
//
// Two rules keep it text (CommonMark 0.31.2, and GitHub's and other flavours):
//
//   - A word that some flavour would make a link, a mention, an emoji or a formula
//     of stands in a code span, where nothing has a meaning: names, addresses, URLs.
//   - In all other words each character that begins a construct is escaped.

// special are the characters that begin a construct within a line. GitHub's
// formulas, mentions, and numbers of issues are in code spans: see loaded.
const special = "\\`*_[]<>&|~"

// loaded finds words that are set as code: with a dot or a colon between letters,
// with a character that addresses, paths, mentions and formulas are made of, or
// with a long run of hexadecimal digits, which may be taken for a commit.
var loaded = regexp.MustCompile(`[@#/\\_$` + "`" + `{}^]|==|\pL\.[\pL\pN]|[\pL\pN]\.\pL|\pL\d*:[\pL\pN]|[\pL\pN]:\d*\pL|::|\b[0-9a-fA-F]{7,}\b|^(?i:www)\b|^(?i:gh|jira)-\d|:[\pL\pN_+-]+:`)

// clock is a time of day, which has colons like an emoji and is none.
var clock = regexp.MustCompile(`^\(?\d\d:\d\d:\d\d[.,;)]?$`)

// The signs of a sentence that may stand before and behind a word.
const (
	opening = `("'„“‚‘«`
	closing = `.,;:!?)"'“”‘’»`
)

// markdown is a text on one line in which nothing but text is left.
func markdown(s string) string {
	words := strings.Fields(flat(s))
	for i, w := range words {
		words[i] = markdownWord(w)
	}
	return guardStart(strings.Join(words, " "))
}

// flat puts a text on one line, without control and format characters.
func flat(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
			return '?'
		}
		return r
	}, s)
}

// markdownWord escapes one word, or sets it as code.
func markdownWord(w string) string {
	if !loaded.MatchString(w) || clock.MatchString(w) {
		return escapeMarkdown(w)
	}
	rest := strings.TrimLeft(w, opening)
	before := w[:len(w)-len(rest)]
	core := strings.TrimRight(rest, closing)
	return escapeMarkdown(before) + codeSpan(core) + escapeMarkdown(rest[len(core):])
}

func escapeMarkdown(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// codeSpan sets text on one line as code. The run of backticks around it is longer
// than any in it (CommonMark 6.1). A pipe becomes a broken bar: the cells of a table
// are told apart before code is (GFM 4.10), and in code nothing can be escaped.
func codeSpan(s string) string {
	s = flat(s)
	if strings.TrimSpace(s) == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	s = strings.ReplaceAll(s, "|", "¦")
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// codeBlock is lines that are copied as they stand. The fence is longer than any
// run of backticks in them (CommonMark 4.5).
func codeBlock(lines []string) []string {
	most := 2
	out := make([]string, 0, len(lines)+2)
	for _, l := range lines {
		most = max(most, longestRun(l, '`'))
	}
	fence := strings.Repeat("`", most+1)
	out = append(out, fence+"text")
	for _, l := range lines {
		out = append(out, flat(l))
	}
	return append(out, fence)
}

func longestRun(s string, of rune) (most int) {
	run := 0
	for _, r := range s {
		if r != of {
			run = 0
			continue
		}
		run++
		most = max(most, run)
	}
	return most
}

// numbered is what an ordered list begins with (CommonMark 5.2).
var numbered = regexp.MustCompile(`^(\d{1,9})([.)])(\s|$)`)

// guardStart escapes what would make a heading, a list, a quotation, a rule or
// code of a line by its beginning.
func guardStart(s string) string {
	switch {
	case s == "":
		return s
	case strings.ContainsRune("#+-=:%!", rune(s[0])):
		return `\` + s
	}
	return numbered.ReplaceAllString(s, `$1\$2$3`)
}
