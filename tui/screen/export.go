package screen

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/casefile"
	"danewalk/tui/command"
	"danewalk/tui/pane"
	"danewalk/tui/theme"
)

// Form is in which form a check is written to a file.
type Form string

// The forms of an export, in the order of the screen.
const (
	ExportText     Form = "text"     // the report, for a ticket
	ExportMarkdown Form = "markdown" // the report, for a wiki
	ExportJSON     Form = "json"     // one document, for programs
	ExportCase     Form = "case"     // everything that was seen, to be opened again
	ExportHidden   Form = "hidden"   // the report without names and addresses
	ExportHandout  Form = "handout"  // the check step by step, with all that came of it
	ExportSheet    Form = "sheet"    // the questions of its steps, and nothing that was found
)

// form is a form with its words and how its files are named.
type form struct {
	Form
	suffix   string
	name     text.Phrase
	sentence text.Phrase
}

func forms() []form {
	return []form{
		{ExportText, ".txt", text.Phrase("[a form] Text"), text.Phrase("the report for a ticket, as danewalk check prints it")},
		{ExportMarkdown, ".md", text.Phrase("[a form] Markdown"), text.Phrase("the same report for a wiki or an issue")},
		{ExportJSON, ".json", text.Phrase("[a form] JSON"), text.Phrase("one document for programs, with all that was found")},
		{ExportCase, casefile.Suffix, text.Phrase("[a form] Case"), text.Phrase("all that was seen; danewalk open shows it again, without network")},
		{ExportHidden, ".txt", text.Phrase("[a form] Names hidden"), text.Phrase("the text with stand-ins for names, addresses and keys; read it before you pass it on (a case cannot hide names: its signatures cover them)")},
		{ExportHandout, "-handout.md", text.Phrase("[a form] Handout"), text.Phrase("for a class, in Markdown: each step and what came of it")},
		sheet(),
	}
}

// sheet is the form that tells nothing of what was found.
func sheet() form {
	return form{ExportSheet, "-questions.md", text.Phrase("[a form] Questions"), text.Phrase("for a class, in Markdown: each question, and no answer")}
}

// Export is the screen that writes a check to a file, as the walk below it shows
// it: for the same readers, in the same language.
type Export struct {
	choices
	of      Diagnosed
	forms   []form
	field   field
	auto    string // what stood in the field before somebody wrote there
	typing  bool   // the field is what the person looks at, not the forms
	folder  string // of names without one; empty: not known
	written []string
}

// NewExport makes the screen for the check that another screen shows.
func NewExport(l Look, of Diagnosed) *Export {
	return newExport(l, of, forms(), ExportText)
}

// newExport makes the screen with some forms, of which one is chosen.
func newExport(l Look, of Diagnosed, forms []form, first Form) *Export {
	s := &Export{choices: choices{base: newBase(l), sel: 1}, of: of, forms: forms}
	s.sel += max(slices.IndexFunc(forms, func(f form) bool { return f.Form == first }), 0)
	s.auto = s.name(forms[s.sel-1])
	s.field = newField(s.auto)
	return s
}

// Into tells in which folder a file without one is written.
func (s *Export) Into(folder string) { s.folder = folder }

// Written tells where a file was written.
func (s *Export) Written(path string) { s.written = append(s.written, path) }

// name is how a file is called unless somebody calls it otherwise: after the
// domain and the day of the check.
func (s *Export) name(f form) string {
	stem, day := "check", ""
	if d := s.of.Diagnosis(); d != nil {
		if f.Form != ExportHidden && f.Form != ExportSheet {
			stem = casefile.FileStem(cmp.Or(d.Domain, d.Typed))
		}
		if !d.Started.IsZero() {
			day = "-" + d.Started.Local().Format(time.DateOnly)
		}
	}
	return stem + day + f.suffix
}

// At is the place whose keys count here: there is a text field.
func (s *Export) At() command.Place { return command.AtStart }

// Place is where we are.
func (s *Export) Place() string { return s.book.Say("[a title] export %s", s.of.Place()) }

// Offers is what can be done here.
func (s *Export) Offers() []Offer {
	return s.offers(command.AtStart, nil, command.Search, command.Cases, command.Settings, command.Port25, command.Teach, command.Again)
}

// Lines is the whole frame.
func (s *Export) Lines() []string {
	return s.page(s.Place(), s.footer(), s.corner(command.AtStart), func(w, h int) []string {
		p := s.content(w)
		return p.Render(h, s.seen(p, h), s.sel)
	})
}

// seen is the first line that is shown: the form that is chosen is in sight, or the
// field while something is written there.
func (s *Export) seen(p *pane.Page, h int) int {
	if s.typing && !s.rolled {
		return p.Reveal(s.fieldChoice(), s.offset(p, h), h)
	}
	return s.offset(p, h)
}

func (s *Export) footer() []pane.Hint {
	out := s.hints(command.AtStart, command.Back)
	if key := s.keys.Of(command.AtStart, command.Open); key != "" {
		out = append([]pane.Hint{{Key: key, Word: s.book.Say("[key] write")}}, out...)
	}
	return out
}

// fieldChoice is the number of the choice behind the forms.
func (s *Export) fieldChoice() int { return len(s.forms) + 1 }

// content has the forms as choices, and the field behind them.
func (s *Export) content(w int) *pane.Page {
	p := pane.NewPage(s.th, w)
	if s.untold() {
		p.Say(2, theme.Plain, s.book.Say("Not all is revealed yet: only the questions are written. The rest is offered at the end."))
	} else {
		p.Say(2, theme.Plain, s.book.Say("What is on the screen is written: for the same readers, in the same language."))
	}
	if warning := s.unfinished(); warning != "" {
		p.Say(2, theme.Strong, warning)
	}
	for i, f := range s.forms {
		p.Choose(i+1, s.sel == i+1, s.book.Say("[a form and what it is] %s: %s", s.book.Say(f.name), s.book.Say(f.sentence)))
	}
	p.Blank(1)
	p.Say(2, theme.Plain, s.book.Say("It is written to this file, which only you can read:"))
	p.Box(s.fieldChoice(), true, s.field.before, s.field.after)
	if s.folder != "" && relative(s.field.text()) {
		p.Say(4, theme.Plain, s.book.Say("in the folder %s", s.folder))
	}
	p.Say(4, theme.Plain, s.book.Say("A file that exists stays as it is: the new one gets a number."))
	for _, path := range s.written {
		p.Say(2, theme.Strong, s.book.Say("written: %s", path))
	}
	return p
}

// untold tells whether nothing of what was found may be told here.
func (s *Export) untold() bool { return len(s.forms) == 1 && s.forms[0].Form == ExportSheet }

// relative tells whether a name is one below the folder where the program was
// started.
func relative(name string) bool { return !filepath.IsAbs(name) && !strings.HasPrefix(name, "~") }

// unfinished says what an export of a check lacks that has not come to its end.
func (s *Export) unfinished() string {
	if s.untold() {
		return ""
	}
	d := s.of.Diagnosis()
	runs, ok := s.of.(interface{ Running() bool })
	switch {
	case ok && runs.Running():
		return s.book.Say("The check is still running: what was seen so far is written, and says so.")
	case d != nil && (d.Stopped || !d.Final):
		return s.book.Say("The check was stopped before its end: what was not seen by then is missing.")
	case d != nil:
		return explain.Unfinished(d)
	}
	return ""
}

// Key handles a key by its name.
func (s *Export) Key(key string) Effect {
	if s.field.key(key) {
		s.toast, s.typing, s.rolled = "", true, false
		return Effect{}
	}
	return s.Do(s.keys.Find(command.AtStart, key))
}

// Paste writes into the field.
func (s *Export) Paste(content string) Effect {
	s.field.insert(strings.TrimSpace(content))
	s.typing, s.rolled = true, false
	return Effect{}
}

// Do carries out a command.
func (s *Export) Do(name command.Name) Effect {
	s.toast = ""
	switch {
	case name == command.Open:
		return s.write()
	case name == command.NextPane:
		s.choose(s.sel%len(s.forms) + 1)
		return Effect{}
	case name == command.PrevPane:
		s.choose((s.sel+len(s.forms)-2)%len(s.forms) + 1)
		return Effect{}
	case name == command.Export: // the key that opened it belongs to the field here
		return Effect{}
	}
	before := s.sel
	if s.move(name, len(s.forms), s.content(s.body().W)) {
		after := s.sel
		s.sel = before
		s.choose(after)
		return Effect{}
	}
	e, _ := s.common(name)
	return e
}

// choose takes another form. The name goes with it: as a whole while it is ours,
// else its ending.
func (s *Export) choose(choice int) {
	before, after := s.forms[s.sel-1], s.forms[choice-1]
	s.sel, s.typing = choice, false
	switch typed := s.field.text(); {
	case typed == s.auto:
		s.auto = s.name(after)
		s.field = newField(s.auto)
	case strings.HasSuffix(typed, before.suffix):
		s.field = newField(strings.TrimSuffix(typed, before.suffix) + after.suffix)
	}
}

// write asks for the file.
func (s *Export) write() Effect {
	path := strings.TrimSpace(s.field.text())
	switch {
	case path == "":
		s.toast = s.book.Say("a file needs a name")
		return Effect{}
	case s.of.Diagnosis() == nil:
		s.toast = s.book.Say("nothing was seen yet")
		return Effect{}
	}
	return Effect{Do: DoExport, Name: string(s.forms[s.sel-1].Form), Text: path}
}

// Click chooses a form; a click on the one that is chosen writes it.
func (s *Export) Click(x, y int) Effect {
	choice, p, r := 0, s.content(s.body().W), s.body()
	if r.Contains(x, y) {
		choice = p.At(y-r.Y, s.seen(p, r.H))
	}
	switch {
	case choice == 0:
		return s.Do(s.pageHit(command.AtStart, s.Place(), s.footer(), s.corner(command.AtStart), x, y))
	case choice == s.fieldChoice():
		s.typing, s.rolled = true, false
	case choice == s.sel:
		return s.write()
	default:
		s.choose(choice)
	}
	return Effect{}
}

// Wheel scrolls.
func (s *Export) Wheel(_, _, direction int) { s.wheel(direction, s.content(s.body().W)) }

// export shows where the check can be written to.
func (w *Walk) export() Effect {
	if w.diagnosis == nil {
		w.toast = w.book.Say("nothing was seen yet")
		return Effect{}
	}
	return Effect{Do: DoPush, Screen: NewExport(w.look(), w)}
}
