package casefile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/probe/evidence"
)

// began is when the checks of these tests began.
func began() time.Time { return time.Date(2026, 11, 21, 22, 4, 0, 0, time.UTC) }

// logOf is what a small check of a domain has seen so far.
func logOf(domain string, at time.Time) *evidence.Log {
	log := evidence.NewLog(nil)
	log.Add(evidence.Item{Start: &evidence.Start{Kind: evidence.KindDomain, Typed: evidence.Wild("anna@" + domain), Name: domain + ".", Wall: at}})
	log.Add(evidence.Item{Parent: 1, Step: &evidence.Step{Name: "zone", Subject: "."}})
	return log
}

// put lays a finished check on the shelf.
func put(t *testing.T, s *Shelf, domain string, at time.Time) string {
	t.Helper()
	log := logOf(domain, at)
	log.Close()
	path, err := s.Record(log).Finish(true, Summary{Typed: "typed", Domain: evidence.Wild(domain), Verdict: "blocked", Break: "tlsa.mismatch", Subject: "mx2.example.net"})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func list(t *testing.T, s *Shelf) []Entry {
	t.Helper()
	out, err := s.List()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestShelf(t *testing.T) {
	s := NewShelf(filepath.Join(t.TempDir(), "deep", "cases"))
	if got := list(t, s); len(got) != 0 {
		t.Errorf("a shelf that is not there holds %v", got)
	}
	put(t, s, "old.example", began())
	path := put(t, s, "new.example", began().Add(time.Hour))
	again := put(t, s, "new.example", began().Add(time.Hour))
	if path == again {
		t.Errorf("two checks in one second are one file: %s", path)
	}
	got := list(t, s)
	if len(got) != 3 || got[2].Domain != "old.example" || got[0].Domain != "new.example" {
		t.Fatalf("%+v", got)
	}
	e := got[2]
	if !e.Complete || e.Verdict != "blocked" || e.Break != "tlsa.mismatch" || e.Subject != "mx2.example.net" || !e.At.Equal(began()) {
		t.Errorf("%+v", e)
	}
	c, err := LoadFile(e.Path)
	if err != nil || !c.Complete || c.Start().Name != "old.example." || len(c.Items) != 2 {
		t.Errorf("%v: %+v", err, c)
	}
}

func TestOnlyTheOwnerReads(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("rights are not in the mode")
	}
	s := NewShelf(filepath.Join(t.TempDir(), "cases"))
	if err := os.Mkdir(s.dir, 0o755); err != nil { // as somebody may have made it
		t.Fatal(err)
	}
	path := put(t, s, "example.org", began())
	for name, want := range map[string]os.FileMode{path: 0o600, s.dir: 0o700} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v, want %v", name, info.Mode().Perm(), err, want)
		}
	}
}

// Among the saved cases stands whatever a disk, a person or a newer program left
// there. What has a name of ours is listed with what is wrong with it, and hides none
// of the others; what has not is none of our business.
func TestListWithFaults(t *testing.T) {
	s := NewShelf(t.TempDir())
	whole := put(t, s, "whole.example", began())
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	stamped := began().Add(time.Hour).Format(nameStamp) + "-"
	for name, content := range map[string]string{
		stamped + "newer.example.case":   `{"danewalk":"case/2","summary":{"verdict":"protected"}}` + "\n{}\n",
		stamped + "garbage.example.case": strings.Repeat("\x00", 3000),
		stamped + "swapped.example.case": head + one,
		stamped + "cut.example.case":     string(data[:len(data)*2/3]),
		stamped + "long.example.case":    strings.Repeat("x", 1<<20),
		stamped + "empty.example.case":   "",
		stamped + "begun.example.case":   head,
		"poem.case":                      "Roses are red\n",
		stamped + "not-mine.txt":         "Roses are red\n",
	} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(s.dir, stamped+"folder.example.case"), 0o700); err != nil {
		t.Fatal(err)
	}
	_ = os.Symlink(whole, filepath.Join(s.dir, stamped+"link.example.case")) // not everywhere
	got := map[string]Entry{}
	for _, e := range list(t, s) {
		got[string(e.Domain)] = e
	}
	if len(got) != 6 {
		t.Errorf("%d cases: %+v", len(got), got)
	}
	for domain, want := range map[string]error{"newer.example": ErrVersion, "garbage.example": ErrFormat, "swapped.example": ErrDamaged, "cut.example": ErrDamaged, "long.example": ErrFormat, "whole.example": nil} {
		switch e := got[domain]; {
		case want == nil && e.Fault != nil, want != nil && !errors.Is(e.Fault, want):
			t.Errorf("%s: %v", domain, e.Fault)
		case want != nil && (e.Verdict != "" || !e.At.Equal(began().Add(time.Hour))):
			t.Errorf("%s: %+v", domain, e)
		}
	}
}

func TestTheOldestGo(t *testing.T) {
	s := NewShelf(t.TempDir())
	for n := range Kept + 3 {
		put(t, s, fmt.Sprintf("n%d.example", n), began().Add(time.Duration(n)*time.Minute))
	}
	got := list(t, s)
	if len(got) != Kept || got[0].Domain != "n202.example" || got[Kept-1].Domain != "n3.example" {
		t.Errorf("%d cases, from %s to %s", len(got), got[0].Domain, got[len(got)-1].Domain)
	}
	if left, _ := os.ReadDir(s.dir); len(left) != Kept {
		t.Errorf("%d files", len(left))
	}
	path := put(t, s, "behind.example", began().AddDate(-50, 0, 0)) // the clock is
	if _, err := os.Stat(path); err != nil {
		t.Errorf("it is said to be saved: %v", err)
	}
}

// What is written by the moment of a crash can be opened.
func TestRecordingSurvivesACrash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewShelf(t.TempDir())
		log := logOf("example.org", began())
		r := s.Record(log)
		synctest.Wait()
		got := list(t, s)
		if len(got) != 1 || got[0].Complete || got[0].Domain != "example.org" || got[0].Typed != "anna@example.org" || got[0].Verdict != "" {
			t.Fatalf("%+v", got)
		}
		data, err := os.ReadFile(got[0].Path)
		if err != nil {
			t.Fatal(err)
		}
		for cut := range len(data) { // the last line may be cut by a full disk
			if err := os.WriteFile(got[0].Path, data[:len(data)-cut], 0o600); err != nil {
				t.Fatal(err)
			}
			c, err := LoadFile(got[0].Path)
			if lines := strings.Count(string(data[:len(data)-cut]), "\n"); lines > 1 && (err != nil || len(c.Items) < lines-1) {
				t.Fatalf("cut by %d: %d items of %d lines, %v", cut, len(c.Items), lines, err)
			}
		}
		log.Add(evidence.Item{Parent: 1, Step: &evidence.Step{Name: "zone", Subject: "org."}})
		log.Close()
		path, err := r.Finish(true, Summary{Domain: "example.org", Verdict: "protected"})
		if err != nil || path != got[0].Path {
			t.Errorf("%s, %v", path, err)
		}
		c, err := LoadFile(path)
		if err != nil || !c.Complete || len(c.Items) != 3 {
			t.Errorf("%v: %+v", err, c)
		}
		if got := list(t, s); len(got) != 1 || !got[0].Complete || got[0].Verdict != "protected" {
			t.Errorf("%+v", got)
		}
	})
}

func TestRecordingOfNothing(t *testing.T) {
	s := NewShelf(filepath.Join(t.TempDir(), "cases"))
	if path, err := s.Record(evidence.NewLog(nil)).Finish(false, Summary{}); path != "" || err != nil {
		t.Errorf("%q, %v", path, err)
	}
	if _, err := os.Stat(s.dir); err == nil {
		t.Error("there is a folder for nothing")
	}
}

func TestFilesThatAreNoCases(t *testing.T) {
	s := NewShelf(t.TempDir())
	for name, content := range map[string]string{
		"a.case": "", "b.case": "{}", "c.case": `{"danewalk":"case/1"}`, "d.case": `{"danewalk":"case/2"}` + "\n{}\n", "e.txt": "notes",
		"f.case": `{"danewalk":"case/1"}` + "\n" + strings.Repeat("x", maxHead),
	} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(t, s); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestShelfThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := NewShelf(filepath.Join(file, "cases"))
	log := logOf("example.org", began())
	log.Close()
	if _, err := s.Record(log).Finish(true, Summary{}); err == nil {
		t.Error("a recording below a file")
	}
}

// What somebody typed, or sent, makes no path.
func TestFileStem(t *testing.T) {
	for domain, want := range map[string]string{
		"example.org": "example.org", "Example.ORG": "example.org", "../../etc/passwd": "_.._etc_passwd", "[192.0.2.1]": "_192.0.2.1_",
		"": "check", "...": "check", "-rf": "rf", "a\x1b[2Jb": "a__2jb", ".": "check", "a\x00b\\c:d": "a_b_c_d", "xn--mnchen-3ya.example": "xn--mnchen-3ya.example", strings.Repeat("a", 300): strings.Repeat("a", 100),
	} {
		if got := FileStem(domain); got != want {
			t.Errorf("%q: %q, want %q", domain, got, want)
		}
	}
}
