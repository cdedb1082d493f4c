package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"danewalk/explain/render"
	"danewalk/probe/casefile"
	"danewalk/probe/casefile/whole"
	"danewalk/tui"
	"danewalk/tui/screen"
)

// numbered is how many files with the same name stand side by side at most.
const numbered = 1000

// export writes a check as the screen shows it, and says where. It is what danewalk
// check --format writes for the same readers in the same language.
func (d *desk) export(e tui.Export) (string, error) {
	var content bytes.Buffer
	if err := d.document(&content, e); err != nil {
		return "", err
	}
	path, err := exportPath(e.Path, d.p.env("HOME"))
	if err != nil {
		return "", err
	}
	return writeNew(path, content.Bytes())
}

// document writes what an export holds.
func (d *desk) document(w *bytes.Buffer, e tui.Export) error {
	if e.Form == screen.ExportCase {
		c := e.Case
		c.Complete = c.Complete && e.Diagnosis.Final // one that was stopped proves nothing by its silence
		s := summary(e.Diagnosis)
		return casefile.SaveWith(w, c, &s)
	}
	d.mu.Lock()
	o := *d.o // a setting may be changed meanwhile
	d.mu.Unlock()
	o.format, o.json, o.notice, o.audience = formatText, false, false, string(e.Audience)
	switch e.Form {
	case screen.ExportJSON:
		o.format, o.json = formatJSON, true
	case screen.ExportMarkdown:
		o.format = formatMarkdown
	}
	r := render.Options{Audience: e.Audience, Words: e.Diagnosis.Words, ASCII: o.ascii} // a file is no terminal
	if e.Form == screen.ExportHidden {
		r.Width = render.HiddenWidth
	}
	var out bytes.Buffer
	if err := o.formed(e.Form)(&out, e.Diagnosis, r); err != nil {
		return err
	}
	said := out.String()
	if e.Form == screen.ExportHidden {
		said = render.Hide(e.Diagnosis.Words, said)
	}
	_, err := w.WriteString(said)
	return err
}

// formed is what writes a form that is a text.
func (o *options) formed(form screen.Form) writer {
	switch form {
	case screen.ExportHandout:
		return render.Handout
	case screen.ExportSheet:
		return render.Worksheet
	}
	return o.document
}

// exportPath is the whole path of a file that was named by a person: below the
// folder where the program was started, or with ~ for their home.
func exportPath(typed, home string) (string, error) {
	const hint = "name a file in a folder that exists"
	if rest, ok := strings.CutPrefix(typed, "~"+string(filepath.Separator)); ok && home != "" {
		typed = filepath.Join(home, rest)
	}
	path, err := filepath.Abs(typed)
	if err != nil {
		return "", fmt.Errorf("%s%s%s", plainError(err), hintMark, hint)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return "", fmt.Errorf("%s is a folder%sadd the name of a file", path, hintMark)
	}
	return path, nil
}

// writeNew writes a file, wholly or not at all, and never in place of another one:
// if the name is taken, a number is put before its ending.
func writeNew(path string, content []byte) (string, error) {
	at, err := whole.Create(namesFrom(path), func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
	if err != nil {
		return "", unwritten(err)
	}
	return at, nil
}

// namesFrom are the name that was asked for, and those with a number behind it.
func namesFrom(path string) iter.Seq[string] {
	ending := filepath.Ext(path)
	stem := strings.TrimSuffix(path, ending)
	return func(yield func(string) bool) {
		ok := yield(path)
		for n := 2; ok && n <= numbered; n++ {
			ok = yield(fmt.Sprintf("%s-%d%s", stem, n, ending))
		}
	}
}

// unwritten says why a file could not be written, and what to do.
func unwritten(err error) error {
	hint := "name another file"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		hint = "the folder does not exist; name a file in one that does"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		hint = "you may not write there; name a file in a folder of yours"
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		hint = "nothing was written; make room, or name a file elsewhere"
	}
	return fmt.Errorf("%s%s%s", plainError(err), hintMark, hint)
}

// plainError is an error of the file system: the path and what is wrong.
func plainError(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Path + ": " + e.Err.Error()
	}
	return err.Error()
}
