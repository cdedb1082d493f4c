package repeat_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/repeat"
	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// times checks a world several times in a row, in virtual time. The world goes on
// running meanwhile, so its servers remember; between may change how it is looked
// at.
func times(t *testing.T, n int, world string, between func(run int, o *probe.Options)) []repeat.Run {
	t.Helper()
	var out []repeat.Run
	synctest.Test(t, func(t *testing.T) {
		w, err := lab.Parse("flaky", []byte(world))
		if err != nil {
			t.Fatal(err)
		}
		running, err := w.Start(lab.Options{Delay: 20 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		defer running.Close()
		anchors, err := rig.Anchors(running)
		if err != nil {
			t.Fatal(err)
		}
		target, err := rig.Target(w)
		if err != nil {
			t.Fatal(err)
		}
		for run := range n {
			o := rig.Options(w.Name, running)
			if between != nil {
				between(run+1, &o)
			}
			log := evidence.NewLog(nil)
			if err := probe.Run(t.Context(), target, o, log); err != nil {
				t.Fatal(err)
			}
			log.Close()
			c := log.Case()
			out = append(out, repeat.Run{Case: c, Diagnosis: explain.Diagnose(c, explain.Options{Anchors: anchors, Roots: running.Authorities()})})
		}
	})
	return out
}

const (
	healthy = "title: a\nstory: b\ntarget: example.nl\n"
	busy    = healthy + "fault smtp mx1.example.nl busy 3 at 198.18.12.25\n"
	drops   = healthy + "fault answer example.nl TLSA servfail 3 at ns1.example.nl\n"
)

func TestHealthyWorldIsTheSameEveryTime(t *testing.T) {
	r := repeat.Of(times(t, 3, healthy, nil), 3)
	if r.Differs() || len(r.Counted()) != 3 || r.Domain != "example.nl" {
		t.Errorf("%s", repeat.Text(nil, r))
	}
	if said := repeat.Text(nil, r); !strings.Contains(said, "All 3 checks came to the same: PROTECTED.") || !strings.Contains(said, "proves little") {
		t.Error(said)
	}
}

// A mail server that turns us away at first is named, with its address, the runs,
// and its own words.
func TestMailServerThatFailsSometimes(t *testing.T) {
	r := repeat.Of(times(t, 3, busy, nil), 3)
	said := repeat.Text(nil, r)
	if !r.Differs() {
		t.Fatal(said)
	}
	for _, want := range []string{"mx1.example.nl (198.18.12.25)", "run 1", "421 4.3.2 mx1.example.nl too busy, try again later"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	if strings.Contains(said, "2001:2:0:12::25") || strings.Contains(said, "198.18.12.1)") {
		t.Errorf("a server that answered is accused:\n%s", said)
	}
}

// A name server that fails at first, while the other one is right.
func TestNameServerThatFailsSometimes(t *testing.T) {
	r := repeat.Of(times(t, 3, drops, nil), 3)
	said := repeat.Text(nil, r)
	for _, want := range []string{"ns1.example.nl (198.18.12.1)", "SERVFAIL"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	if strings.Contains(said, "ns4") {
		t.Errorf("the server that answered is accused:\n%s", said)
	}
}

// Our own network failed once: that run is named so, and nobody is blamed.
func TestOwnNetworkFailsOnce(t *testing.T) {
	runs := times(t, 3, healthy, func(run int, o *probe.Options) {
		if run == 2 {
			o.Network = noNetwork
		}
	})
	r := repeat.Of(runs, 3)
	said := repeat.Text(nil, r)
	if r.Runs[1].Kind != repeat.Own || r.Differs() || len(r.Rows) > 0 || len(r.Servers) > 0 {
		t.Errorf("%+v\n%s", r.Runs[1], said)
	}
	for _, want := range []string{"2. CANNOT TELL", "Our own side failed in run 2", "All 2 checks came to the same: PROTECTED."} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
}

// Whatever language: the names of servers and their own words stay as they are.
func TestEveryLanguage(t *testing.T) {
	runs := times(t, 2, busy, nil)
	for _, language := range text.Languages() {
		book, err := text.NewBook(language)
		if err != nil {
			t.Fatal(err)
		}
		said := repeat.Text(book, repeat.Of(runs, 5))
		if !strings.Contains(said, "mx1.example.nl (198.18.12.25)") {
			t.Errorf("%s:\n%s", language, said)
		}
		if m := book.Missing(); len(m) > 0 {
			t.Errorf("%s: not translated: %q", language, m)
		}
		t.Log(said)
	}
}
