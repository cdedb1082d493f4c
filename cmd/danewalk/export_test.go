package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/explain/render"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/tui"
	"danewalk/tui/screen"
)

// demoExport is a finished check of the demo, as it is written to a file.
func demoExport(t *testing.T, d *desk) tui.Export {
	t.Helper()
	s := d.begin(d.job, *d.job.target, nil)
	done := finished(t, s)
	return tui.Export{Form: screen.ExportText, Path: filepath.Join(t.TempDir(), "demo.txt"), Audience: explain.Helpdesk, Diagnosis: done, Case: s.Log.Case()}
}

// A file holds what danewalk check prints for the same readers, whatever the form.
func TestExportIsWhatCheckPrints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskIn(t, demoWorld)
		e := demoExport(t, d)
		for form, format := range map[screen.Form]string{screen.ExportText: formatText, screen.ExportMarkdown: formatMarkdown, screen.ExportJSON: formatJSON} {
			e.Form = form
			path, err := d.export(e)
			if err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			o := &options{format: format, json: format == formatJSON}
			var want bytes.Buffer
			if err := o.document(&want, e.Diagnosis, render.Options{Audience: e.Audience}); err != nil {
				t.Fatal(err)
			}
			if want.String() != string(got) || len(got) == 0 {
				t.Errorf("%s: the file is not what check prints:\n%s", form, got)
			}
			if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
		}
		if err := d.close(nil); err != nil {
			t.Error(err)
		}
	})
}

// An exported case is opened again, and judged the same; one of a check that was
// running is not taken for a finished one.
func TestExportedCaseIsOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskIn(t, demoWorld)
		e := demoExport(t, d)
		e.Form, e.Path = screen.ExportCase, filepath.Join(t.TempDir(), "demo.case")
		path, err := d.export(e)
		if err != nil {
			t.Fatal(err)
		}
		s, err := d.open(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := finished(t, s); got.Headline != e.Diagnosis.Headline || !got.Final || got.Stopped {
			t.Errorf("%q, final %v", got.Headline, got.Final)
		}
		half := e
		half.Case = evidence.Case{Items: e.Case.Items[:len(e.Case.Items)/2]}
		path, err = d.export(half)
		if err != nil || filepath.Base(path) != "demo-2.case" {
			t.Fatal(path, err)
		}
		if s, err = d.open(path); err != nil {
			t.Fatal(err)
		}
		if got := finished(t, s); got.Final {
			t.Error("half a check is a finished one")
		}
		if err := d.close(nil); err != nil {
			t.Error(err)
		}
	})
}

// Same words: those of the language of the screen. And what was not seen is said.
func TestExportOfAnUnfinishedCheck(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskIn(t, demoWorld)
		german, err := text.NewBook(text.German)
		if err != nil {
			t.Fatal(err)
		}
		e := demoExport(t, d)
		half := evidence.Case{Items: e.Case.Items[:len(e.Case.Items)/2]}
		judge := d.job.judge
		judge.Words = german
		e.Diagnosis, e.Case = explain.Diagnose(half, judge), half
		for form, words := range map[screen.Form]string{screen.ExportText: "Prüfung lief noch", screen.ExportMarkdown: "Prüfung lief noch", screen.ExportHidden: "Platzhalter"} {
			e.Form = form
			path, err := d.export(e)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := os.ReadFile(path)
			if !strings.Contains(strings.Join(strings.Fields(string(got)), " "), words) {
				t.Errorf("%s: %q is not said:\n%s", form, words, got)
			}
			if form == screen.ExportHidden && strings.Contains(string(got), "example.org") {
				t.Error("a name is there")
			}
		}
		if err := d.close(nil); err != nil {
			t.Error(err)
		}
	})
}

// Nothing is ever overwritten, and nothing half written stays.
func TestWriteNew(t *testing.T) {
	dir := t.TempDir()
	for i, want := range []string{"a.md", "a-2.md", "a-3.md"} {
		path, err := writeNew(filepath.Join(dir, "a.md"), []byte{byte('0' + i)})
		if err != nil || filepath.Base(path) != want {
			t.Errorf("%s, %v; want %s", path, err, want)
		}
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "a.md")); string(got) != "0" {
		t.Errorf("the first file holds %q", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, hint := range map[string]string{
		filepath.Join(dir, "no", "folder", "a.md"): "the folder does not exist",
		filepath.Join(dir, "file", "a.md"):         "name another file",
	} {
		if _, err := writeNew(path, []byte("x")); err == nil || !strings.Contains(err.Error(), hintMark+hint) {
			t.Errorf("%s: %v", path, err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 4 {
		t.Errorf("%d files, %v", len(left), err)
	}
}

func TestExportPath(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(dir, "home")
	for typed, want := range map[string]string{
		"a.md": filepath.Join(here, "a.md"), filepath.Join("..", "a.md"): filepath.Join(filepath.Dir(here), "a.md"),
		filepath.Join("~", "a.md"): filepath.Join(home, "a.md"), filepath.Join(dir, "b"): filepath.Join(dir, "b"), "~a": filepath.Join(here, "~a"),
	} {
		if got, err := exportPath(typed, home); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", typed, got, err, want)
		}
	}
	if _, err := exportPath(dir, home); err == nil || !strings.Contains(err.Error(), hintMark+"add the name of a file") {
		t.Errorf("a folder: %v", err)
	}
}

// Where nothing can be kept, what was seen before a fall is written to a temporary
// file all the same, and named.
func TestFallIsRescued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		t.Setenv("TMPDIR", t.TempDir())
		d := deskIn(t, demoWorld)
		d.shelf, d.fell = nil, true
		s := d.begin(d.job, *d.job.target, nil)
		s.Log.Next(t.Context(), 0)
		if err := d.close([]tui.Left{{Log: s.Log}}); err != nil {
			t.Fatal(err)
		}
		said := d.p.out.(interface{ String() string }).String()
		_, path, found := strings.Cut(strings.TrimSpace(said), "saved: ")
		if !found {
			t.Fatalf("no path is named: %q", said)
		}
		opened, err := d.open(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := finished(t, opened); got.Final {
			t.Error("a check that was cut off is a finished one")
		}
	})
}

// What was written, or was not, while the person left stays below the prompt.
func TestWrittenWhileLeaving(t *testing.T) {
	d := deskIn(t, demoWorld)
	d.after("/home/anna/example.org.txt", nil)
	_, err := writeNew(filepath.Join(t.TempDir(), "no", "a.md"), []byte("x"))
	d.after("", err)
	if err := d.close(nil); err != nil {
		t.Fatal(err)
	}
	said, wrong := d.p.out.(interface{ String() string }).String(), d.p.errs.(interface{ String() string }).String()
	if said != "written: /home/anna/example.org.txt\n" {
		t.Errorf("%q", said)
	}
	if !strings.Contains(wrong, "a.md: no such file or directory\nhint: the folder does not exist") {
		t.Errorf("%q", wrong)
	}
}
