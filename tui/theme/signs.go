package theme

import (
	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
)

// Signs is a set of signs. Every state sign of a set has the same width.
type Signs struct {
	OK, Open, Warning, Broken, Unknown, Running, Waiting, Skipped string

	Branch     map[explain.Seal]string // two cells: to a child that has siblings below
	LastBranch map[explain.Seal]string // two cells: to the last child
	Trunk      map[explain.Seal]string // one sign wide: from a row to the next one

	Rule    string // one cell of a horizontal line
	Divider string // one cell of a vertical line
	Bar     string // one cell of a timing bar
	Into    string // opens what is below

	Corners [4]string // of a frame: upper left, upper right, lower left, lower right; one cell each
}

func unicodeSigns() Signs {
	return Signs{
		OK: "√", Open: "○", Warning: "!", Broken: "×", Unknown: "?", Running: "»", Waiting: "·", Skipped: "-",
		Branch:     map[explain.Seal]string{explain.Sealed: "╠═", explain.Unseal: "├─", explain.Cut: "× "},
		LastBranch: map[explain.Seal]string{explain.Sealed: "╚═", explain.Unseal: "└─", explain.Cut: "× "},
		Trunk:      map[explain.Seal]string{explain.Sealed: "║", explain.Unseal: "│", explain.Cut: "×"},
		Rule:       "─", Divider: "│", Bar: "═", Into: "►",
		Corners: [4]string{"┌", "┐", "└", "┘"},
	}
}

func asciiSigns() Signs {
	branch := map[explain.Seal]string{explain.Sealed: "+=", explain.Unseal: "+-", explain.Cut: "X "}
	return Signs{
		OK: "ok", Open: "()", Warning: "!!", Broken: "XX", Unknown: "??", Running: "> ", Waiting: ". ", Skipped: "--",
		Branch:     branch,
		LastBranch: branch,
		Trunk:      map[explain.Seal]string{explain.Sealed: "||", explain.Unseal: "| ", explain.Cut: "X "},
		Rule:       "-", Divider: "|", Bar: "=", Into: ">",
		Corners: [4]string{"+", "+", "+", "+"},
	}
}

// Mark is a state or verdict as it is shown: sign, word and style.
type Mark struct {
	Sign, Word string
	Token      Token
}

// State gives the marks of the state of a link, in the words that reports have
// for it.
func (t *Theme) State(b *text.Book, s explain.State) Mark {
	sign, token := t.stateSign(s)
	return Mark{sign, render.StateWord(b, s), token}
}

func (t *Theme) stateSign(s explain.State) (sign string, token Token) {
	g := t.Signs
	switch s {
	case explain.OK:
		return g.OK, Good
	case explain.Open:
		return g.Open, Open
	case explain.Warning:
		return g.Warning, Warn
	case explain.Broken:
		return g.Broken, Bad
	case explain.Running:
		return g.Running, Busy
	case explain.Skipped:
		return g.Skipped, Faint
	case explain.Waiting:
		return g.Waiting, Faint
	}
	return g.Unknown, Strong
}

// Verdict gives the marks of a verdict, in the words that reports have for it.
func (t *Theme) Verdict(b *text.Book, v mail.Verdict) Mark {
	switch v {
	case "":
		v = mail.Checking
	case mail.Protected, mail.AtRisk, mail.Blocked, mail.NotProtected, mail.NoMail, mail.Checking:
	default: // of a case that a later version wrote
		v = mail.CannotTell
	}
	sign, token := t.verdictSign(v)
	return Mark{sign, render.Word(b, v), token}
}

func (t *Theme) verdictSign(v mail.Verdict) (sign string, token Token) {
	g := t.Signs
	switch v {
	case mail.Protected:
		return g.OK, Good
	case mail.AtRisk:
		return g.Warning, Warn
	case mail.Blocked:
		return g.Broken, Bad
	case mail.NotProtected:
		return g.Open, Open
	case mail.NoMail:
		return g.Skipped, Strong
	case mail.Checking:
		return "", Busy
	}
	return g.Unknown, Strong
}

// Stopped is the mark of a check that was stopped before there was a verdict.
func (t *Theme) Stopped(b *text.Book) Mark { return Mark{t.Signs.Unknown, b.Say("STOPPED"), Strong} }

// Seal gives the style of the line that a seal is drawn with.
func (t *Theme) Seal(s explain.Seal) Token {
	switch s {
	case explain.Sealed:
		return Good
	case explain.Unseal:
		return Open
	case explain.Cut:
		return Cut
	}
	return Faint
}
