package spoken

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"

	"danewalk/explain"
	"danewalk/explain/patience"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/tui/internal/sample"
	"danewalk/tui/words"
)

// recorded is the log of a check that has ended, of a domain.
func recorded(name string) *evidence.Log {
	log := evidence.NewLog(nil)
	log.Add(evidence.Item{Start: &evidence.Start{Typed: evidence.Wild(name)}})
	for range sample.Stages {
		end(log)
	}
	log.Close()
	return log
}

// end adds that a step has ended.
func end(log *evidence.Log) {
	id := log.Add(evidence.Item{Step: &evidence.Step{Name: "zone"}})
	log.Add(evidence.Item{Step: &evidence.Step{Name: "zone", Ends: id}})
}

// diagnose counts the steps that have ended.
func diagnose(c evidence.Case) *explain.Diagnosis {
	n := 0
	for _, it := range c.Items {
		if it.Step != nil && it.Step.Ends != 0 {
			n++
		}
	}
	return sample.Diagnosis(n)
}

// checked is such a check as the conversation knows it.
func checked(name string) *Session {
	return &Session{
		Log: recorded(name), Diagnose: diagnose,
		Save: func(*explain.Diagnosis) (string, error) { return "/home/anna/cases/example.org.case", nil },
	}
}

// converse holds a conversation about the sample. It returns what was written.
func converse(t *testing.T, typed string, change func(*Options)) string {
	t.Helper()
	var out bytes.Buffer
	o := Options{
		First: checked("anna@example.org"), In: strings.NewReader(typed), Out: &out,
		Check: func(name string) (Session, error) { return *checked(name), nil },
	}
	if change != nil {
		change(&o)
	}
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	plain(t, out.String(), o.Words)
	return out.String()
}

// plain checks that a screen reader can read a text: no sign that it reads by its
// name, nothing that moves the cursor. What is announced as to be copied stands
// as it is.
func plain(t *testing.T, s string, book *text.Book) {
	t.Helper()
	announced := book.Say("The next line is to be copied as it stands.")
	exact := false
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		for _, r := range line {
			spoken := unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(` .,;:!?'"-()_@`, r)
			if !spoken && !exact || unicode.IsControl(r) {
				t.Errorf("%q in %q", r, line)
			}
		}
		exact = strings.HasSuffix(line, announced)
	}
}

func TestDialogues(t *testing.T) {
	const menu = "Choose: 1 explain, 2 what to say, 3 all steps, 4 records of a step, 5 save, 6 check another, 7 what else was found, 0 quit.\nYour choice: "
	for _, c := range []struct {
		name, typed string
		has, not    []string
	}{
		{"the result comes without asking", "0\n", []string{
			"This is the check of anna@example.org.\nRoot of the D N S: ok, 21 milliseconds.\nOrg: ok, 34 milliseconds.\n",
			"mx2.example.net, certificate match: BROKEN.\nmx2.example.net: BROKEN, 269 milliseconds.\n", "zone net, example.net: ok",
			"Result: at risk.\nMail arrives, but backup server mx2.example.net fails DANE.\nWho fixes it: The operator of mx2.example.net.\n",
			menu,
		}, []string{"What to say", "copied as it stands"}},
		{"explain", "1\n0\n", []string{"What happened: mx2.example.net shows a certificate", "Who notices: Nobody while mx1 answers.", "Its code is tlsa.mismatch.", menu + "Key 41d7", "Repair, step 1 of 1:"}, nil},
		{"what to say", "2\n0\n", []string{"The next line is to be copied as it stands.\nexample.org: \"Your TLSA record for mx2.example.net port 25 does not match"}, nil},
		{"all steps", "3\n0\n", []string{"The chain of trust has 20 steps.", "Step 1 of 20: root of the D N S: ok, 21 milliseconds.", "Step 20 of 20: mx2.example.net, certificate match: BROKEN", "Here the chain breaks."}, nil},
		{"records", "4\n2\n0\n", []string{"Number of the step, from 1 to 20: Org: ok, 34 milliseconds.\n1 line.\nD S: 26974 8 2 4FED"}, nil},
		{"records of a step without any", "4\n20\n0\n", []string{"There is no record behind this step."}, nil},
		{"records of no step", "4\n21\n4\n0\n4\nx\n4\n-1\n0\n", []string{"from 1 to 20: There is no such step.\n"}, nil},
		{"save", "5\n0\n", []string{"The check is saved in this file:\nThe next line is to be copied as it stands.\n/home/anna/cases/example.org.case\n"}, nil},
		{"another", "6\nexample.nl\n0\n", []string{"Domain or mail address: This is the check of example.nl.\n"}, nil},
		{"another, and none after all", "6\n\n0\n", []string{"Domain or mail address: Choose: 1 explain"}, nil},
		{"what else was found", "7\n0\n", []string{"Nothing else was found."}, nil},
		{"not in the menu", "8\nexplain\n0\n", []string{"Your choice: That is not in the menu.\nType one of its numbers, and Enter.\nChoose"}, nil},
		{"Enter alone", "\n0\n", []string{"Your choice: Choose: 1 explain"}, []string{"not in the menu"}},
		{"quit by its letter", "q\n1\n", nil, []string{"What happened"}},
		{"the input is closed", "", []string{"Result: at risk.\n", menu + "\n"}, nil},
		{"the input ends without a line end", "2", []string{"copied as it stands"}, nil},
		{"a line that is too long", strings.Repeat("1", 100_000) + "\n0\n", []string{"not in the menu"}, nil},
		{"signs of a terminal", "\x1b[A\n0\n", []string{"not in the menu"}, []string{"\x1b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := converse(t, c.typed, nil)
			for _, s := range c.has {
				if !strings.Contains(got, s) {
					t.Errorf("missing: %q\n%s", s, got)
				}
			}
			for _, s := range c.not {
				if strings.Contains(got, s) {
					t.Errorf("not wanted: %q\n%s", s, got)
				}
			}
		})
	}
}

func TestWhatIsNotPossible(t *testing.T) {
	got := converse(t, "5\n6\n0\n", func(o *Options) { o.First.Save, o.Check = nil, nil })
	for _, s := range []string{"Saving is not possible here.", "Something else cannot be checked here."} {
		if !strings.Contains(got, s) {
			t.Errorf("missing: %q\n%s", s, got)
		}
	}
	got = converse(t, "5\n6\n~\n\n0\n", func(o *Options) {
		o.First.Save = func(*explain.Diagnosis) (string, error) { return "", errors.New("the disk is full") }
		o.Check = func(string) (Session, error) { return Session{}, errors.New("~ is no name\nhint: type example.org") }
	})
	for _, s := range []string{"The disk is full.\n", "Is no name.\nHint: type example.org.\nDomain or mail address: Choose"} {
		if !strings.Contains(got, s) {
			t.Errorf("missing: %q\n%s", s, got)
		}
	}
	if got := converse(t, "1\n0\n", func(o *Options) { o.First.Diagnose = func(evidence.Case) *explain.Diagnosis { return nil } }); strings.Count(got, "Nothing was seen.") != 2 {
		t.Errorf("without a diagnosis: %s", got)
	}
	if got := converse(t, "example.nl\n0\n", func(o *Options) { o.First = nil }); !strings.HasPrefix(got, "Domain or mail address: This is the check of example.nl.") {
		t.Errorf("without a check: %s", got)
	}
	if got := converse(t, "", func(o *Options) { o.In = nil }); !strings.Contains(got, "Result: at risk.") {
		t.Errorf("without an input: %s", got)
	}
}

// TestLive: a line comes when a step ends and not before, a sign of life when
// nothing comes, and Ctrl+C stops.
func TestLive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, out := evidence.NewLog(nil), new(written)
		interrupts := make(chan struct{})
		input, typed := io.Pipe()
		done := make(chan Result)
		go func() {
			r, _ := Run(t.Context(), Options{First: &Session{Log: log, Diagnose: diagnose, Stop: log.Close}, In: input, Out: out, Interrupts: interrupts})
			done <- r
		}()
		log.Add(evidence.Item{Start: &evidence.Start{Typed: "example.org"}})
		out.want(t, "Checking example.org.\nPress Control C to stop.\n")
		end(log)
		out.want(t, "Root of the D N S: ok, 21 milliseconds.\n")
		end(log)
		out.want(t, "Org: ok, 34 milliseconds.\n")
		time.Sleep(silence)
		out.want(t, "Still checking. 2 of 18 steps that are known are done.\n")
		interrupts <- struct{}{}
		out.want(t, "Stopping.\nPress Control C again to quit.\n"+"Result: checking.\n")
		interrupts <- struct{}{}
		if r := <-done; !r.Interrupted || r.Diagnosis == nil {
			t.Errorf("left as %+v", r)
		}
		_ = typed.Close()
	})
}

// TestSilentServer: what a check waits for is said once, and not every second; when
// it waits for something else, that is.
func TestSilentServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log, out := evidence.NewLog(nil), new(written)
		silent := func(c evidence.Case) *explain.Diagnosis {
			d := diagnose(c)
			d.Report, d.Patience = &mail.Report{}, patience.Limits{Reply: 30 * time.Second}
			d.Pending = patience.State{Waits: []patience.Wait{{Kind: patience.Greeting, Name: "mx1.example.net"}}, Met: true, Heard: true}
			if len(c.Items) > 3 {
				d.Pending.Waits[0].Name = "mx2.example.net"
			}
			return d
		}
		done := make(chan Result, 1)
		go func() {
			r, _ := Run(t.Context(), Options{First: &Session{Log: log, Diagnose: silent}, Audience: explain.Helpdesk, Out: out})
			done <- r
		}()
		log.Add(evidence.Item{Start: &evidence.Start{Typed: "example.org"}})
		end(log)
		out.want(t, "Checking example.org.\nPress Control C to stop.\nRoot of the D N S: ok, 21 milliseconds.\n")
		time.Sleep(4 * time.Second)
		out.want(t, "")
		time.Sleep(2 * time.Second)
		out.want(t, "What is sure so far: Nothing yet: the D N S is still being asked.\n"+
			"What is being waited for: The connection to mx1.example.net stands, but no greeting has come for 5 seconds. danewalk waits 30 seconds at most.\n"+
			"Who fixes it: Nobody can tell yet: wait for the end of the check.\n"+
			"What to say: \"I am still checking example.org and waiting for 1 mail server.\"\n")
		time.Sleep(silence)
		out.want(t, "Still checking. 1 of 18 steps that are known are done.\n")
		end(log)
		time.Sleep(2 * time.Second)
		out.want(t, "Org: ok, 34 milliseconds.\nWhat is being waited for: The connection to mx2.example.net stands, but no greeting has come for 17 seconds. danewalk waits 30 seconds at most.\n")
		log.Close()
		out.want(t, "Result: checking.\n")
		<-done
	})
}

// TestInterruptedTwice: whoever presses Ctrl+C again does not wait for a check
// that does not end.
func TestInterruptedTwice(t *testing.T) {
	log := evidence.NewLog(nil)
	interrupts := make(chan struct{}, 2)
	interrupts <- struct{}{}
	interrupts <- struct{}{}
	r, err := Run(t.Context(), Options{First: &Session{Log: log, Diagnose: diagnose}, Out: io.Discard, Interrupts: interrupts})
	if err != nil || !r.Interrupted {
		t.Errorf("%+v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, Options{First: &Session{Log: log, Diagnose: diagnose}, Out: io.Discard}); err != nil {
		t.Error(err)
	}
}

// TestCorrections: what was said and does not hold is taken back.
func TestCorrections(t *testing.T) {
	log, out := evidence.NewLog(nil), new(bytes.Buffer)
	log.Add(evidence.Item{Start: &evidence.Start{Typed: "example.org"}})
	talked := 0
	change := func(c evidence.Case) *explain.Diagnosis {
		d := diagnose(c)
		if talked++; talked > 1 {
			d.Links[0].State, d.Links[0].Note = explain.Broken, "the key is another one"
		} else {
			log.Close()
		}
		return d
	}
	end(log)
	if _, err := Run(t.Context(), Options{First: &Session{Log: log, Diagnose: change}, Out: out}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.Contains(got, "Correction: root of the D N S: BROKEN, 21 milliseconds.\nThe key is another one.\n") {
		t.Error(got)
	}
}

// TestLanguages: every word of the conversation is translated.
func TestLanguages(t *testing.T) {
	for _, language := range text.Languages()[1:] {
		book, err := text.NewBook(language, words.Files())
		if err != nil {
			t.Fatal(err)
		}
		const all = "1\n2\n3\n4\n1\n4\n20\n4\nx\n5\n6\n\n7\n9\n0\n"
		converse(t, all, func(o *Options) {
			o.Words = book
			o.First.Diagnose = func(c evidence.Case) *explain.Diagnosis { d := diagnose(c); d.Words = book; return d }
		})
		if m := book.Missing(); len(m) > 0 {
			slices.Sort(m)
			t.Errorf("%s: not translated: %q", language, m)
		}
	}
}

// FuzzMenu types anything.
func FuzzMenu(f *testing.F) {
	for _, s := range []string{"1\n0\n", "4\n20\n", "6\nx\n0", "\x00\xff\n", "5", "6\n\n", "4\n99999999999999999999\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		var out bytes.Buffer
		o := Options{
			First: checked("example.org"), In: strings.NewReader(typed), Out: &out,
			Check: func(string) (Session, error) { return Session{}, errors.New("not this one") },
		}
		if _, err := Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		plain(t, out.String(), nil)
		if !strings.Contains(out.String(), "Result: at risk.") {
			t.Errorf("no result: %q", out.String())
		}
	})
}
