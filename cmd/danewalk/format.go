package main

import (
	"io"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/text"
)

// The forms in which a result is written.
const (
	formatText       = "text"
	formatJSON       = "json"
	formatMarkdown   = "markdown"
	formatAccessible = "accessible"
)

// formats are the values of --format.
func formats() []string {
	return []string{formatText, formatJSON, formatMarkdown, formatAccessible}
}

// check tells of options that are wrong in themselves or beside each other.
func (p *program) check(o *options) error {
	p.configured(o)
	if err := o.check(); err != nil {
		return err
	}
	return p.settle(o)
}

// settle makes one form of --format, --json, --accessible and ACCESSIBLE=1, which
// many programs for the terminal know. What was typed goes before what the
// surroundings say.
func (p *program) settle(o *options) error {
	given := 0
	for _, is := range []bool{o.format != "", o.json, o.accessible} {
		if is {
			given++
		}
	}
	if given > 1 && !(given == 2 && o.json && o.format == formatJSON) && !(given == 2 && o.accessible && o.format == formatAccessible) {
		return usagef("choose one of them", "--format, --json and --accessible exclude each other")
	}
	switch {
	case o.json:
		o.format = formatJSON
	case o.accessible:
		o.format = formatAccessible
	case o.format == "" && !o.plain && yes(p.env("ACCESSIBLE")):
		o.format = formatAccessible
	}
	o.json, o.accessible = o.format == formatJSON, o.format == formatAccessible
	if typed := given > 0 && o.format != formatText; o.notice && typed {
		return usagef("leave --notice or the form away", "--notice is a text, not %s", o.format)
	}
	return nil
}

// yes reads a switch of the environment: set, and not to 0, no or false.
func yes(s string) bool {
	switch s {
	case "", "0", "no", "false":
		return false
	}
	return true
}

// writer is what writes one result as text.
type writer func(io.Writer, *explain.Diagnosis, render.Options) error

// document writes a result in the form that was asked for.
func (o *options) document(w io.Writer, d *explain.Diagnosis, r render.Options) error {
	named := d.Report.Resolve != nil
	if !o.json {
		return o.writer(named)(w, d, r)
	}
	toJSON := render.JSON
	if named {
		toJSON = render.ResolveJSON
	}
	doc, err := toJSON(d)
	if err == nil {
		_, err = w.Write(append(doc, '\n'))
	}
	return err
}

// writer returns what writes a result in the form that was asked for.
func (o *options) writer(named bool) writer {
	switch {
	case o.notice:
		return func(w io.Writer, d *explain.Diagnosis, r render.Options) error {
			note := explain.Notice(d, -1)
			if r.ASCII {
				note = text.Plain(note)
			}
			_, err := io.WriteString(w, note)
			return err
		}
	case o.format == formatMarkdown:
		return render.Markdown
	case o.format == formatAccessible:
		return render.Accessible
	case named:
		return render.ResolveText
	}
	return render.Text
}
