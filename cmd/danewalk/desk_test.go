package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/casefile"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/tui"
	"danewalk/tui/words"
)

// deskIn is a desk of a person with a home folder, in a lab world. The world is as
// fast as one that nobody watches.
func deskIn(t *testing.T, world string) *desk {
	t.Helper()
	p, _ := atHome(t, "")
	j, err := p.prepare(&options{world: world, audience: "helpdesk", language: text.English})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(j.close)
	return p.newDesk(t.Context(), j)
}

// finished waits for the end of a check and gives what it came to.
func finished(t *testing.T, s tui.Session) *explain.Diagnosis {
	t.Helper()
	for cursor := 0; ; {
		items, ok := s.Log.Next(t.Context(), cursor)
		if !ok {
			return s.Diagnose(s.Log.Case(), nil)
		}
		cursor += len(items)
	}
}

// A check is kept, listed, opened again and judged the same, by the anchors of its
// own world.
func TestCheckIsKeptAndOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskIn(t, demoWorld)
		s := d.begin(d.job, *d.job.target, nil)
		live := finished(t, s)
		path, err := s.Keep(live)
		if err != nil {
			t.Fatal(err)
		}
		past := d.past(nil)
		if len(past) != 1 || past[0].Path != path || past[0].Verdict != mail.AtRisk || past[0].Domain != "example.org" ||
			!strings.Contains(past[0].Says, "lab demo: ") || !strings.Contains(past[0].Says, "(mx2.example.net)") {
			t.Fatalf("%+v", past)
		}
		d.o.world = "" // as if it were another day
		opened, err := d.open(path)
		if err != nil {
			t.Fatal(err)
		}
		saved := finished(t, opened)
		if saved.Headline != live.Headline || saved.Verdict != live.Verdict || !saved.Started.Equal(live.Started) || opened.Recorded.IsZero() {
			t.Errorf("live %s %q, saved %s %q", live.Verdict, live.Headline, saved.Verdict, saved.Headline)
		}
		for i, z := range saved.Zones {
			if z.Status != live.Zones[i].Status {
				t.Errorf("zone %s: %s, was %s", z.Name, z.Status, live.Zones[i].Status)
			}
		}
		again, err := opened.Again()
		if err != nil {
			t.Fatal(err)
		}
		if now := finished(t, again); now.Verdict != live.Verdict || again.Recorded != (time.Time{}) {
			t.Errorf("checked again: %s", now.Verdict)
		}
		if err := d.close(nil); err != nil {
			t.Error(err)
		}
		if n := len(d.past(nil)); n != 2 {
			t.Errorf("%d saved checks", n)
		}
	})
}

// What was seen by the time of an interruption is kept, and proves nothing more
// when it is opened.
func TestInterruptedCheckIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskIn(t, "smtp-banner-timeout") // the banner is awaited for 30 s
		s := d.begin(d.job, *d.job.target, nil)
		time.Sleep(5 * time.Second) // of the clock of the test
		if err := d.close([]tui.Left{{Log: s.Log}}); err != nil {
			t.Fatal(err)
		}
		past := d.past(nil)
		if len(past) != 1 || past[0].Verdict != "" || past[0].Says != "lab smtp-banner-timeout: stopped before its end" {
			t.Fatalf("%+v", past)
		}
		opened, err := d.open(past[0].Path)
		if err != nil {
			t.Fatal(err)
		}
		if got := finished(t, opened); !got.Stopped || got.Verdict != mail.Checking {
			t.Errorf("stopped %v, verdict %s: %s", got.Stopped, got.Verdict, got.Headline)
		}
		said := d.p.out.(interface{ String() string }).String()
		if !strings.Contains(said, "saved: "+past[0].Path) {
			t.Errorf("the path does not stay below the prompt: %q", said)
		}
		for _, j := range d.jobs {
			j.close()
		}
	})
}

// A check that is left when its verdict stands, but not all is seen, is kept with
// that verdict, in the list and below the prompt; and with "so far" only where the
// rest could change it.
func TestVerdictOfACheckThatWasLeft(t *testing.T) {
	for world, want := range map[string]struct {
		verdict mail.Verdict
		sofar   bool
	}{
		demoWorld:       {mail.AtRisk, false},
		"healthy-3-1-1": {mail.Protected, true},
		"tlsa-mismatch": {mail.Blocked, true},
	} {
		for _, how := range []string{"stopped", "left"} {
			synctest.Test(t, func(t *testing.T) {
				d := deskIn(t, world)
				s := d.begin(d.job, *d.job.target, nil)
				var seen *explain.Diagnosis
				for cursor := 0; seen == nil || seen.Verdict == mail.Checking; {
					items, ok := s.Log.Next(t.Context(), cursor)
					if !ok {
						t.Fatalf("%s: it came to its end first", world)
					}
					cursor += len(items)
					seen = s.Diagnose(s.Log.Case(), nil)
				}
				if seen.Final || seen.Verdict != want.verdict {
					t.Fatalf("%s: %s, final %v", world, seen.Verdict, seen.Final)
				}
				if how == "stopped" {
					s.Stop()
					if past := d.past(nil); len(past) != 1 || past[0].Verdict != want.verdict {
						t.Errorf("%s: at once %+v", world, past)
					}
				}
				if err := d.close([]tui.Left{{Log: s.Log, Interrupted: true}}); err != nil {
					t.Fatal(err)
				}
				past := d.past(nil)
				if len(past) != 1 || past[0].Verdict != want.verdict || strings.HasSuffix(past[0].Says, ", so far") != want.sofar {
					t.Errorf("%s %s: %+v", world, how, past)
				}
				opened, err := d.open(past[0].Path)
				if err != nil {
					t.Fatal(err)
				}
				if got := finished(t, opened); got.Verdict != want.verdict || got.Unsettled() != want.sofar || got.Final {
					t.Errorf("%s %s: opened as %s, final %v", world, how, got.Verdict, got.Final)
				}
				word := strings.ToUpper(strings.ReplaceAll(string(want.verdict), "-", " "))
				said, _, _ := strings.Cut(d.p.out.(interface{ String() string }).String(), "\n")
				if !strings.Contains(said, word) || strings.HasSuffix(said, ", so far") != want.sofar {
					t.Errorf("%s %s: below the prompt: %q", world, how, said)
				}
				for _, j := range d.jobs {
					j.close()
				}
			})
		}
	}
}

// A program that falls while it looks has written what it saw.
func TestFallingProgramKeepsWhatWasSeen(t *testing.T) {
	d := deskIn(t, demoWorld)
	func() {
		defer func() { _ = recover() }()
		defer func() { _ = d.close(nil) }()
		s := d.begin(d.job, *d.job.target, nil)
		s.Log.Next(t.Context(), 0)
		panic("a bug")
	}()
	if past := d.past(nil); len(past) != 1 {
		t.Errorf("%+v", past)
	}
}

func TestCasesThatCannotBeOpened(t *testing.T) {
	d := deskIn(t, demoWorld)
	dir := t.TempDir()
	for name, content := range map[string]string{
		"poem.case":  "Roses are red\n",
		"world.case": `{"danewalk":"case/1"}` + "\n" + `{"id":1,"at":0,"start":{"kind":"domain","typed":"example.org","name":"example.org.","wall":"2026-11-21T12:00:00Z","version":"x","vantage":{"ipv4":true,"ipv6":true,"smtp":true,"hints":1,"world":"atlantis"}}}` + "\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := d.open(path); err == nil {
			t.Errorf("%s was opened", name)
		}
	}
	if _, err := d.open(filepath.Join(dir, "nowhere.case")); err == nil {
		t.Error("a file that is not there was opened")
	}
}

// What cannot be read is said in the list, without a verdict.
func TestPastThatCannotBeRead(t *testing.T) {
	german, err := text.NewBook(text.German, words.Files())
	if err != nil {
		t.Fatal(err)
	}
	for want, fault := range map[string]error{
		"Zugriff verweigert":             &fs.PathError{Op: "open", Path: "/home/anna/x.case", Err: errors.New("permission denied")},
		"diese Falldatei ist beschädigt": casefile.ErrDamaged,
		"von einem neueren danewalk gespeichert (Fallformat 4, dieses hier liest bis 1)": casefile.Newer{Format: 4},
	} {
		p := pastOf(casefile.Entry{Path: "x.case", Fault: fault, Summary: casefile.Summary{Domain: "example.org"}}, german, time.Now())
		if p.Says != want || p.Domain != "example.org" || p.Verdict != "" {
			t.Errorf("%+v, want %s", p, want)
		}
	}
}

func TestChoices(t *testing.T) {
	d := deskIn(t, demoWorld)
	if look, err := d.remember(setLanguage, text.German); err != nil || look.Book.Language() != text.German {
		t.Errorf("%v %v", look.Book, err)
	}
	if look, err := d.remember(setSymbols, isASCII); err != nil || !look.Theme.ASCII() {
		t.Errorf("%v", err)
	}
	if look, err := d.remember(setMouse, isOff); err != nil || look.Mouse {
		t.Errorf("%v", err)
	}
	if look, err := d.remember(setAnimation, isOff); err != nil || !look.Still {
		t.Errorf("%v", err)
	}
	list, file := d.settings()
	for _, s := range list {
		if want := map[string]string{setLanguage: "de", setSymbols: "ascii", setMouse: "false", setAudience: "helpdesk"}[s.Name]; want != "" && s.Value != want {
			t.Errorf("%s is %s", s.Name, s.Value)
		}
	}
	if data, err := os.ReadFile(file); err != nil || strings.Count(string(data), "\n") != 4 {
		t.Errorf("%v: %q", err, data)
	}
	d.o.ascii, d.o.noMouse, d.o.noSpin = true, true, true
	if !d.options(readConfig("", "")).NoMouse || d.fixed(setMouse) == "" {
		t.Error("--no-mouse does nothing")
	}
	if !d.options(readConfig("", "")).NoSpin || d.fixed(setAnimation) == "" {
		t.Error("--no-animation does nothing")
	}
	if d.fixed(setSymbols) == "" || d.fixed(setTheme) != "" {
		t.Error("an option goes before the setting, and nobody says so")
	}
}

// Services are called in the background, several at once, and the program does not
// wait for them when it is left: the race detector watches.
func TestServicesAtOnce(t *testing.T) {
	d := deskIn(t, demoWorld)
	e := demoExport(t, d)
	var all sync.WaitGroup
	for _, service := range []func() error{
		func() error { _, err := d.remember(setAudience, "expert"); return err },
		func() error { _, err := d.remember(setLanguage, text.German); return err },
		func() error { _, err := d.export(e); return err },
		func() error { d.settings(); return nil },
		func() error { return d.close([]tui.Left{{Path: "x.case"}}) },
	} {
		all.Go(func() {
			if err := service(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestPastInWords(t *testing.T) {
	now := time.Date(2026, 11, 21, 23, 30, 0, 0, time.Local)
	german, err := text.NewBook(text.German, phraseFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		e    casefile.Entry
		book *text.Book
		want string
	}{
		{casefile.Entry{At: now.Add(-26 * time.Minute), Summary: casefile.Summary{Domain: "example.org", Break: "tlsa.mismatch", Subject: "mx2.example.net"}}, nil, "example.org|No TLSA record matches the certificate (mx2.example.net)|today 23:04"},
		{casefile.Entry{At: now.Add(-30 * time.Hour), Summary: casefile.Summary{Domain: "example.nl", Verdict: "protected"}}, german, "example.nl|alle Mailserver bestehen|gestern 17:30"},
		{casefile.Entry{At: now.AddDate(0, 0, -7), Summary: casefile.Summary{Domain: "xn--bcher-kva.example", Break: "dns.of-the-future"}}, nil, "bücher.example|dns.of-the-future|2026-11-14"},
		{casefile.Entry{At: now, Summary: casefile.Summary{Typed: "user@[192.0.2.1]"}}, nil, "user@[192.0.2.1]|stopped before its end|today 23:30"},
	} {
		p := pastOf(c.e, c.book, now)
		if got := p.Domain + "|" + p.Says + "|" + p.Age; got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// Port 25 in a world is that of the mail servers of the world.
func TestPort25(t *testing.T) {
	for world, want := range map[string]string{demoWorld: "Yes.", "local-port25-blocked": "No.", "local-port25-mute": "No."} {
		synctest.Test(t, func(t *testing.T) {
			d := deskIn(t, world)
			_, blocks := d.port25(t.Context())(nil)
			if len(blocks) != 2 || !strings.HasPrefix(blocks[0].Paras[0], want) {
				t.Errorf("%s: %+v", world, blocks)
			}
		})
	}
	if blocks := portWords(nil, "", nil); len(blocks) != 1 || !strings.HasPrefix(blocks[0].Paras[0], "It cannot be told") {
		t.Errorf("%+v", blocks)
	}
}

// A cancelled check that has begun nothing leaves no file.
func TestCheckOfNothing(t *testing.T) {
	d := deskIn(t, demoWorld)
	l := d.walks.start(t.Context(), d.shelf, func(context.Context, *evidence.Log) error { return nil })
	<-l.done
	if path, err := l.save(casefile.Summary{}); path != "" || err != nil {
		t.Errorf("%q, %v", path, err)
	}
}

// A session of a day looks at hundreds of cases: what was saved is not kept in
// memory too, and a world that runs is not made once more for each case of it.
func TestSavedChecksAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskIn(t, demoWorld)
		s := d.begin(d.job, *d.job.target, nil)
		path, err := s.Keep(finished(t, s))
		if err != nil {
			t.Fatal(err)
		}
		if d.walks.last().seen() != nil {
			t.Error("the log of a saved check is kept in memory")
		}
		if got := d.pathOf(tui.Left{Log: s.Log}); got != path {
			t.Errorf("path %q, want %q", got, path)
		}
		if got := d.pathOf(tui.Left{Log: evidence.NewLog(nil), Path: "other"}); got != "other" {
			t.Errorf("another check is said to be at %q", got)
		}
		for range 3 {
			if _, err := d.open(path); err != nil {
				t.Fatal(err)
			}
		}
		if len(d.jobs) != 0 {
			t.Errorf("%d worlds were made for cases of the one that runs", len(d.jobs))
		}
		d.job.collect.World = "another"
		for range 3 {
			if _, err := d.open(path); err != nil {
				t.Fatal(err)
			}
		}
		if len(d.jobs) != 1 {
			t.Errorf("%d worlds were made for cases of one world", len(d.jobs))
		}
		if err := d.close(nil); err != nil {
			t.Error(err)
		}
	})
}

// A check that could not be saved is never said to be: neither on the screen nor
// below the prompt, where the reason stays.
func TestCheckThatCannotBeSaved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := deskIn(t, demoWorld)
		s := d.begin(d.job, *d.job.target, nil)
		time.Sleep(time.Second) // of the clock of the test: a part of it lies there
		if err := os.RemoveAll(d.p.places().cases); err != nil {
			t.Fatal(err)
		}
		done := finished(t, s)
		path, err := s.Keep(done)
		if err == nil || path != "" {
			t.Errorf("saved at %q, error %v", path, err)
		}
		if err := d.close([]tui.Left{{Log: s.Log, Diagnosis: done}}); err != nil {
			t.Fatal(err)
		}
		said, complained := d.p.out.(interface{ String() string }).String(), d.p.errs.(interface{ String() string }).String()
		if strings.Contains(said, "saved") || !strings.Contains(complained, "could not be saved") {
			t.Errorf("said %q, complained %q", said, complained)
		}
	})
}
