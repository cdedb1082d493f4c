package theme

import (
	"danewalk/explain"
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

// State gives the marks of the state of a link.
func (t *Theme) State(s explain.State) Mark {
	g := t.Signs
	switch s {
	case explain.OK:
		return Mark{g.OK, "ok", Good}
	case explain.Open:
		return Mark{g.Open, "not protected", Open}
	case explain.Warning:
		return Mark{g.Warning, "warning", Warn}
	case explain.Broken:
		return Mark{g.Broken, "BROKEN", Bad}
	case explain.Running:
		return Mark{g.Running, "checking", Busy}
	case explain.Skipped:
		return Mark{g.Skipped, "not checked", Faint}
	case explain.Waiting:
		return Mark{g.Waiting, "waiting", Faint}
	}
	return Mark{g.Unknown, "cannot tell", Strong}
}

// Verdict gives the marks of a verdict.
func (t *Theme) Verdict(v mail.Verdict) Mark {
	g := t.Signs
	switch v {
	case mail.Protected:
		return Mark{g.OK, "PROTECTED", Good}
	case mail.AtRisk:
		return Mark{g.Warning, "AT RISK", Warn}
	case mail.Blocked:
		return Mark{g.Broken, "BLOCKED", Bad}
	case mail.NotProtected:
		return Mark{g.Open, "NOT PROTECTED", Open}
	case mail.NoMail:
		return Mark{g.Skipped, "NO MAIL", Strong}
	case mail.Checking, "":
		return Mark{"", "CHECKING", Busy}
	}
	return Mark{g.Unknown, "CANNOT TELL", Strong}
}

// Stopped is the mark of a check that was stopped before there was a verdict.
func (t *Theme) Stopped() Mark { return Mark{t.Signs.Unknown, "STOPPED", Strong} }

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
