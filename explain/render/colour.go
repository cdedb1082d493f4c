package render

import (
	"strings"

	"danewalk/explain"
	"danewalk/probe/judge/mail"
)

// The colours of a report on a terminal: the 16 that every terminal has, and never
// a background. They repeat what a word and a sign say already.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[1;31m"
	green  = "\x1b[32m"
	yellow = "\x1b[1;33m"
	cyan   = "\x1b[36m"
	faint  = "\x1b[2m"
	reset  = "\x1b[0m"
)

// tint paints the first occurrence of some words in a line, if colours are wanted.
func (p *printer) tint(line, words, colour string) string {
	if !p.o.Color || colour == "" || words == "" {
		return line
	}
	before, after, found := strings.Cut(line, words)
	if !found {
		return line
	}
	return before + colour + words + reset + after
}

// ofVerdict is the colour of a verdict.
func ofVerdict(v mail.Verdict) string {
	switch v {
	case mail.Protected:
		return green
	case mail.AtRisk:
		return yellow
	case mail.Blocked:
		return red
	case mail.NotProtected:
		return cyan
	}
	return bold
}

// ofState is the colour of a row of the chain.
func ofState(s explain.State) string {
	switch s {
	case explain.OK:
		return green
	case explain.Open:
		return cyan
	case explain.Warning:
		return yellow
	case explain.Broken:
		return red
	case explain.Waiting, explain.Skipped:
		return faint
	}
	return bold
}
