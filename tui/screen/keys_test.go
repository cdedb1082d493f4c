package screen

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"danewalk/explain"
	"danewalk/explain/bounce"
	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/tui/command"
	"danewalk/tui/feed"
	"danewalk/tui/internal/sample"
	"danewalk/tui/theme"
)

const breakID = "host:mx2.example.net./match"

func TestEveryFooterWordIsAKey(t *testing.T) {
	for _, s := range []*Walk{at(t, 8, 200, 50, theme.Options{}), at(t, sample.Stages, 200, 50, theme.Options{})} {
		for _, h := range append(s.footer(), s.corner(command.InWalk)...) {
			if s.named(command.InWalk, h.Key) == "" {
				t.Errorf("a click on %q does nothing", h.Key)
			}
		}
	}
}

// The cursor goes to the break by itself, and stays where the person put it.
func TestCursorJumpsToTheBreak(t *testing.T) {
	s := at(t, 10, 80, 24, theme.Options{})
	if s.sel != "" {
		t.Fatalf("%q is selected before anything is wrong", s.sel)
	}
	s.Diagnosed(sample.Diagnosis(sample.Stages))
	if s.sel != breakID {
		t.Errorf("the cursor is on %q, not on the break", s.sel)
	}

	moved := at(t, 10, 80, 24, theme.Options{})
	press(moved, "down", "down")
	moved.Diagnosed(sample.Diagnosis(sample.Stages))
	if moved.sel != "zone:org." {
		t.Errorf("the cursor was moved away from org to %q", moved.sel)
	}
	press(moved, "esc")
	if moved.sel != breakID {
		t.Errorf("after Esc the cursor is on %q, not on the break", moved.sel)
	}
}

func TestKeysMoveTheCursor(t *testing.T) {
	for _, c := range []struct{ keys, sel string }{
		{"", breakID},
		{"up", "host:mx2.example.net./tls"},
		{"k k", "host:mx2.example.net./starttls"},
		{"home", "zone:."},
		{"home j j", "zone:example.org."},
		{"home end", breakID},
		{"left", "host:mx2.example.net."},
		{"left left", "host:mx2.example.net."}, // closed: its steps are gone
		{"left left left", "mx"},
		{"left left down", "host:mx2.example.net."}, // the last row
		{"left left right down", "host:mx2.example.net./zone"},
		{"left up enter down", "host:mx1.example.net./zone"},
		{"n", breakID},
		{"home n", breakID},
		{"home N", breakID},
		{"pgup pgup", "zone:."},
	} {
		s := at(t, sample.Stages, 80, 24, theme.Options{})
		press(s, strings.Fields(c.keys)...)
		if s.sel != c.sel {
			t.Errorf("%q: the cursor is on %q, want %q", c.keys, s.sel, c.sel)
		}
	}
}

// many gives the sample a second and a third problem.
func many() *explain.Diagnosis {
	d := sample.Diagnosis(sample.Stages)
	for i, title := range []string{"second", "third"} {
		d.Findings = append(d.Findings, explain.Explained{
			Finding: finding.Finding{Weight: finding.Lost}, Title: title, ConsequenceOf: i,
			Answers: map[explain.Audience][]explain.Block{explain.Helpdesk: {{Heading: title, Paras: []string{"words of the " + title}}}},
		})
	}
	d.Links[1].Findings = []int{1}
	last := &d.Links[len(d.Links)-1]
	last.Findings = []int{2, 0}
	return d
}

func TestNextProblem(t *testing.T) {
	for _, c := range []struct{ keys, sel, words string }{
		{"", breakID, "mx2.example.net shows a certificate"}, // the break comes first
		{"n", breakID, "words of the third"},
		{"n n", "zone:org.", "words of the second"},
		{"n n n", breakID, "mx2.example.net shows a certificate"},
		{"N", "zone:org.", "words of the second"},
		{"home n", "zone:org.", "words of the second"},
		{"home j j n", breakID, "mx2.example.net shows a certificate"},
	} {
		s := at(t, sample.Stages, 80, 24, theme.Options{})
		s.Diagnosed(many())
		press(s, strings.Fields(c.keys)...)
		if s.sel != c.sel || !strings.Contains(plainLines(s), c.words) {
			t.Errorf("%q: the cursor is on %q (want %q), the screen shows\n%s", c.keys, s.sel, c.sel, plainLines(s))
		}
	}
	healthy := at(t, 8, 80, 24, theme.Options{})
	press(healthy, "n")
	if healthy.Message() != "no problem found so far" {
		t.Errorf("n says %q", healthy.Message())
	}
}

func TestConsequenceNamesItsCause(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	s.Diagnosed(many())
	press(s, "home", "n")
	if got := plainLines(s); !strings.Contains(got, "Follows from") || !strings.Contains(got, "key 41d7...77b2") {
		t.Errorf("the cause is not named:\n%s", got)
	}
}

func TestMailServerAnswersForItsSteps(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	press(s, "left")
	if got := plainLines(s); s.sel != "host:mx2.example.net." || !strings.Contains(got, "Who fixes it") {
		t.Errorf("the row of the server has no answer:\n%s", got)
	}
}

func TestViewsAndPanes(t *testing.T) {
	for _, c := range []struct {
		w, h  int
		keys  string
		view  View
		focus Focus
		shows string
	}{
		{80, 24, "2", RecordsView, OnSlot, "RECORDS"},
		{80, 24, "3", TalkView, OnSlot, "CONVERSATION"},
		{80, 24, "3 1", AnswerView, OnSlot, "ANSWER"},
		{80, 24, "3 esc", TalkView, OnChain, "CONVERSATION"},
		{80, 24, "4 enter", TimingView, OnSlot, "TIMING"},
		{80, 24, "tab", AnswerView, OnSlot, "ANSWER"},
		{80, 24, "tab tab", AnswerView, OnChain, "ANSWER"},
		{120, 36, "3", AnswerView, OnTalk, "CONVERSATION"},
		{120, 36, "4", TimingView, OnSlot, "TIMING"},
		{120, 36, "tab tab", AnswerView, OnTalk, "CONVERSATION"},
		{200, 50, "4", AnswerView, OnTiming, "TIMING"},
		{200, 50, "shift+tab", AnswerView, OnTiming, "TIMING"},
		{60, 20, "enter", AnswerView, OnSlot, "ANSWER"},
		{60, 20, "enter esc", AnswerView, OnChain, "CHAIN"},
		{60, 20, "3", TalkView, OnSlot, "CONVERSATION"},
		{60, 20, "tab", AnswerView, OnSlot, "ANSWER"},
		{200, 50, "z", AnswerView, OnChain, "CHAIN"},
	} {
		s := at(t, sample.Stages, c.w, c.h, theme.Options{})
		press(s, strings.Fields(c.keys)...)
		if s.view != c.view || s.focus != c.focus || !strings.Contains(plainLines(s), " "+c.shows+" ") {
			t.Errorf("%dx%d %q: view %d focus %d, want %d %d and %s:\n%s", c.w, c.h, c.keys, s.view, s.focus, c.view, c.focus, c.shows, plainLines(s))
		}
	}
}

func TestZoomShowsOnePane(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	press(s, "tab", "z")
	if got := plainLines(s); strings.Contains(got, "CHAIN OF TRUST") || !strings.Contains(got, "ANSWER") {
		t.Errorf("zoomed:\n%s", got)
	}
	press(s, "esc")
	if got := plainLines(s); !strings.Contains(got, "CHAIN OF TRUST") {
		t.Errorf("after Esc:\n%s", got)
	}
}

// A pane that vanishes with a smaller window leaves the keyboard usable.
func TestResizeWithTheKeyboardInAPane(t *testing.T) {
	s := at(t, sample.Stages, 200, 50, theme.Options{})
	press(s, "4")
	s.Resize(80, 24)
	if !s.onScreen(s.focus) {
		t.Errorf("the keyboard is in pane %d, which is not on the screen", s.focus)
	}
	if got := plainLines(s); !strings.Contains(got, "TIMING") {
		t.Errorf("the chosen view is gone:\n%s", got)
	}
	press(s, "3")
	s.Resize(120, 36)
	if got := plainLines(s); s.focus != OnTalk || strings.Count(got, "CONVERSATION") != 1 || !strings.Contains(got, "ANSWER") {
		t.Errorf("the conversation has its own pane now, the keyboard is in pane %d:\n%s", s.focus, got)
	}
}

func TestAudience(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	for _, want := range []string{"for: learner", "for: expert", "for: helpdesk"} {
		press(s, "a")
		if got := plainLines(s); !strings.Contains(got, want) {
			t.Errorf("want %q:\n%s", want, got)
		}
	}
}

func TestCopy(t *testing.T) {
	for _, c := range []struct{ keys, want string }{
		{"y", "Please publish the new one"},
		{"a y", "Where we are"}, // learner has no text of its own: the blocks
		{"a a y", "_25._tcp.mx2.example.net. 3600 IN TLSA 3 1 1 41d703be5b5a1f7c9d2e1f3b6a7c8d9e0f1a2b3c4d5e6f708192a3b4c5d677b2"},
		{"home y", "key 20326 = built-in anchor"},
	} {
		e := press(at(t, sample.Stages, 80, 24, theme.Options{}), strings.Fields(c.keys)...)
		if e.Do != DoCopy || !strings.Contains(e.Text, c.want) {
			t.Errorf("%q copies %q, want %q in it", c.keys, e.Text, c.want)
		}
	}
	s := NewWalk(theme.New(theme.Options{}), Options{})
	if e := press(s, "y"); e.Do != Nothing || s.Message() != "nothing to copy yet" {
		t.Errorf("before anything is known y does %v and says %q", e, s.Message())
	}
}

// A pasted message takes no room from the answer if both speak of one fault.
func TestPastedMessageBesideTheAnswer(t *testing.T) {
	const heading = "The message you pasted"
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	f := s.shown()
	now := bounce.Now{State: bounce.Still, Code: f.Code, Why: f.Title + " (" + f.Subject + ")"}
	before := f.Answers[explain.Helpdesk][0].Paras[0]
	for _, c := range []struct {
		became     []bounce.Now
		want, gone string
	}{
		{nil, "What to say", heading},
		{[]bounce.Now{now}, "Still broken. ", heading},
		{[]bounce.Now{now, {State: bounce.Fixed}}, heading, "Still broken. "},
		{[]bounce.Now{{State: bounce.Still, Code: f.Code, Why: f.Title + " (mx9.example.net)"}}, heading, "Still broken. "},
	} {
		s.became = c.became
		if got := plainLines(s); !strings.Contains(got, c.want) || strings.Contains(got, c.gone) {
			t.Errorf("%v: want %q:\n%s", c.became, c.want, got)
		}
		if after := f.Answers[explain.Helpdesk][0].Paras[0]; after != before {
			t.Fatalf("the diagnosis was changed: %q", after)
		}
	}
}

func TestQuitAndStop(t *testing.T) {
	for _, c := range []struct {
		keys    string
		running bool
		want    Do
	}{
		{"q", false, DoQuit},
		{"q", true, Nothing},
		{"q y", true, DoStopAndQuit},
		{"q q", true, DoStopAndQuit},
		{"q n", true, Nothing},
		{"q esc", true, Nothing},
		{"esc esc esc esc", false, DoBack},
		{"ctrl+c", true, DoStop},
		{"ctrl+c ctrl+c", true, DoInterrupt},
		{"ctrl+c", false, DoInterrupt},
		{"x", true, DoStop},
		{"x", false, Nothing},
		{"r", false, DoRestart},
		{"r", true, Nothing},
		{"ctrl+l", false, DoRedraw},
		{"ctrl+z", true, DoSuspend},
	} {
		stage := sample.Stages
		if c.running {
			stage = 8
		}
		if e := press(at(t, stage, 80, 24, theme.Options{}), strings.Fields(c.keys)...); e.Do != c.want {
			t.Errorf("%q, running %v: effect %d, want %d", c.keys, c.running, e.Do, c.want)
		}
	}
}

// What says that a check is being stopped is gone when it has been, and the keys are
// there again.
func TestStoppedIsNotStopping(t *testing.T) {
	s := at(t, 8, 80, 24, theme.Options{})
	if press(s, "x"); s.Message() != "stopping" {
		t.Errorf("%q", s.Message())
	}
	if s.Ended(); s.Message() != "" || !strings.Contains(plainLines(s), "q quit") {
		t.Errorf("%q:\n%s", s.Message(), plainLines(s))
	}
	press(s, "x") // it says why there is nothing to stop
	said := s.Message()
	if s.Ended(); said == "" || s.Message() != said {
		t.Errorf("%q, then %q", said, s.Message())
	}
}

// Whoever is asked a question sees what may be answered, also in a small window, in
// every language, and where an umlaut takes two cells.
func TestQuestionsShowTheirAnswers(t *testing.T) {
	for _, language := range text.Languages() {
		b := inLanguage(t, language)
		no := map[string]string{text.English: "n no", text.German: "n nein", text.Dutch: "n nee"}[language]
		for _, width := range []int{32, 40, 60, 80} {
			w := silent(width, 20)
			w.Dress(theme.New(theme.Options{ASCII: true}))
			w.Speak(b)
			w.running = true
			press(w, "q")
			p := NewLesson(w.look(), w)
			p.Resize(width, 20)
			press(p, "esc")
			for what, s := range map[string]Screen{"walk": w, "lesson": p} {
				if got := plainLines(s); !strings.Contains(got, no) {
					t.Errorf("%s, %d cells: no %q in %q:\n%s", language, width, no, what, got)
				}
			}
		}
	}
}

// In the pause between several checks q asks too: the others would be lost. The
// check that is done stays one that was done.
func TestQuitInThePause(t *testing.T) {
	for keys, want := range map[string]Do{"q": Nothing, "q n": Nothing, "q esc": Nothing, "q y": DoQuit, "q q": DoQuit, "ctrl+c": DoStop} {
		s := at(t, sample.Stages, 80, 24, theme.Options{})
		s.Round(2, 5, true)
		if e := press(s, strings.Fields(keys)...); e.Do != want {
			t.Errorf("%q: effect %d, want %d", keys, e.Do, want)
		}
		if asks := strings.Contains(plainLines(s), "2 of 5 checks done. Quit without the others?  y yes  n no"); asks != (keys == "q") {
			t.Errorf("%q: asks %v:\n%s", keys, asks, plainLines(s))
		}
	}
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	s.Round(2, 5, true)
	press(s, "q")
	s.Round(3, 5, false) // the next one begins before the answer
	s.Restarted()
	if got := plainLines(s); !strings.Contains(got, "still running. Stop it and quit?") {
		t.Errorf("the question is gone:\n%s", got)
	}
	if e := press(s, "y"); e.Do != DoStopAndQuit {
		t.Errorf("effect %d", e.Do)
	}
}

// What the list of commands says of Enter is what Enter does, wherever the cursor
// is; where it does nothing, it says why.
func TestEnterDoesWhatItSays(t *testing.T) {
	said := map[text.Phrase]bool{}
	items, d := dropped(t)
	for _, before := range []string{"", "2", "3", "4 j", "4 end", "4 end enter", "5 j", "2 tab", "tab"} {
		for row := -1; row < 13; row++ {
			s := NewWalk(theme.New(theme.Options{}), Options{})
			s.Resize(80, 24)
			if s.Fold(feed.Batch{Items: items}); row != 1 || before != "" {
				s.Diagnosed(d)
			}
			if row >= 0 {
				press(s, "home")
				press(s, slices.Repeat([]string{"down"}, row)...)
				if l := s.selected(); l != nil && l.Depth == 1 && row%2 == 0 {
					press(s, "left")
				}
			}
			press(s, strings.Fields(before)...)
			i := slices.IndexFunc(s.Offers(), func(o Offer) bool { return o.Name == command.Open })
			o := s.Offers()[i]
			said[o.Sentence] = true
			closed, focus, group := s.closed(s.selected()), s.focus, s.group()
			opened := group != nil && s.groupOpen(group)
			press(s, "enter")
			ok := false
			switch o.Sentence {
			case "show the steps of this mail server":
				ok = closed && !s.closed(s.selected()) && s.focus == OnChain
			case "go to the answer", "go to the words about this step":
				ok = focus == OnChain && s.focus == OnSlot && s.view == AnswerView
			case "go to the records of this step":
				ok = focus == OnChain && s.focus == OnSlot && s.view == RecordsView
			case "show the single exchanges of this row", "hide the single exchanges of this row":
				ok = s.focus == focus && s.groupOpen(s.group()) != opened && opened == strings.HasPrefix(string(o.Sentence), "hide")
			default:
				ok = o.Why != "" && s.Message() == o.Why && s.focus == focus
			}
			if !ok {
				t.Errorf("%q, row %d: %q (%s): focus %d, then %d, view %d: %s", before, row, o.Sentence, o.Why, focus, s.focus, s.view, s.Message())
			}
		}
	}
	if len(said) < 7 {
		t.Errorf("met only %v", said)
	}
}

func TestRestartKeepsTheChoices(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	press(s, "a", "2")
	s.Restarted()
	if !s.Running() || s.Audience != explain.Learner || s.view != RecordsView || s.sel != "" || s.Diagnosis() != nil {
		t.Errorf("after the restart: %+v", s)
	}
}

func TestConversationFollowsServerAndTime(t *testing.T) {
	s := at(t, sample.Stages, 120, 36, theme.Options{})
	if s.talkHost() != "mx2.example.net" {
		t.Errorf("the conversation is with %q", s.talkHost())
	}
	press(s, "]")
	if got := plainLines(s); !strings.Contains(got, "mx1.example.net:25") {
		t.Errorf("after ]:\n%s", got)
	}
	press(s, "home", "left", "n", "left", "up")
	if s.talkHost() != "mx1.example.net" {
		t.Errorf("with the cursor on mx1 the conversation is with %q", s.talkHost())
	}
	live := at(t, 17, 120, 36, theme.Options{})
	if got := plainLines(live); !strings.Contains(got, "Certificate  CN=mx2.example.net") {
		t.Errorf("the newest line is not in sight:\n%s", got)
	}
	press(live, "3", "pgup", "pgup")
	items, err := sample.Items()
	if err != nil {
		t.Fatal(err)
	}
	live.Fold(feed.Batch{Items: items[len(items)-1:]})
	if got := plainLines(live); !strings.Contains(got, "connect 192.0.2.25:25") {
		t.Errorf("what is being read moved away:\n%s", got)
	}
}

func TestClicks(t *testing.T) {
	s := at(t, sample.Stages, 80, 24, theme.Options{})
	find := func(word string) (x, y int) {
		for y, l := range s.Lines() {
			if before, _, ok := strings.Cut(ansi.Strip(l), word); ok {
				return ansi.StringWidth(before), y
			}
		}
		t.Fatalf("%q is not on the screen", word)
		return 0, 0
	}
	click := func(word string) Effect {
		x, y := find(word)
		return s.Click(x, y)
	}
	click("√ example.org")
	if s.sel != "zone:example.org." {
		t.Errorf("a click on a row selects %q", s.sel)
	}
	click("3 Talk")
	if s.view != TalkView {
		t.Errorf("a click on a view shows view %d", s.view)
	}
	if e := click("copy answer"); e.Do != DoCopy {
		t.Error("a click on the footer does nothing")
	}
	if e := click("? help"); e.Do != DoHelp {
		t.Error("a click on help does not open it")
	}
	if e := click("q quit"); e.Do != DoQuit {
		t.Errorf("a click on quit does %v", e)
	}
	s.Click(-1, 500)
}

func TestWheelScrollsThePaneUnderThePointer(t *testing.T) {
	s := at(t, sample.Stages, 120, 36, theme.Options{})
	before := s.sel
	s.Wheel(80, 30, -1)
	s.Wheel(80, 30, -1)
	s.Wheel(80, 30, -1)
	if got := plainLines(s); !strings.Contains(got, "connect 192.0.2.25:25") || s.sel != before || s.focus != OnChain {
		t.Errorf("the wheel over the conversation:\n%s", got)
	}
	s.Resize(80, 14)
	s.Wheel(5, 6, -1)
	s.Wheel(5, 6, -1)
	s.Wheel(5, 6, -1)
	s.Wheel(5, 6, -1)
	if got := plainLines(s); !strings.Contains(got, ". (root)") || s.sel != before {
		t.Errorf("the wheel over the chain:\n%s", got)
	}
}

func TestCursorStaysInSight(t *testing.T) {
	s := at(t, sample.Stages, 80, 14, theme.Options{})
	if got := plainLines(s); !strings.Contains(got, "BREAK") {
		t.Errorf("the break is out of sight:\n%s", got)
	}
	for range 20 {
		press(s, "up")
		shown := min(len(s.selected().Label), 6) // the rest may be cut
		if got := plainLines(s); !strings.Contains(got, s.selected().Label[:shown]) {
			t.Fatalf("%q is out of sight:\n%s", s.sel, got)
		}
	}
}

func TestHelpListsEveryKeyWithReasons(t *testing.T) {
	s := paletteOf(at(t, 8, 120, 110, theme.Options{}))
	got := plainLines(s)
	for _, want := range []string{"Ctrl+Z", "not while the check is running", "no problem found", "double line: sealed", "cross: cut"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in the help:\n%s", want, got)
		}
	}
}

// paletteOf is the list of commands above a screen of the same size.
func paletteOf(of *Walk) *Palette {
	s := NewPalette(of.look(), of)
	s.Resize(of.w, of.h)
	return s
}

func TestSlowStepShowsItsSeconds(t *testing.T) {
	s := at(t, 8, 80, 24, theme.Options{})
	s.Tick(s.elapsed + 3_000_000_000)
	if got := plainLines(s); !strings.Contains(got, "checking 3 s") {
		t.Errorf("no seconds:\n%s", got)
	}
}

func BenchmarkFrame200x50(b *testing.B) {
	s := at(b, sample.Stages, 200, 50, theme.Options{})
	for b.Loop() {
		if len(s.Lines()) != 50 {
			b.Fatal("no frame")
		}
	}
}

// The check may end while the person reads the question: "y" still means yes,
// and nothing is left to stop.
func TestCheckEndsBeforeTheAnswer(t *testing.T) {
	for key, want := range map[string]Do{"y": DoQuit, "q": DoQuit, "n": Nothing, "esc": Nothing} {
		s := at(t, 8, 80, 24, theme.Options{})
		press(s, "q")
		s.Ended()
		if got := plainLines(s); !strings.Contains(got, "The check has ended. Quit?") {
			t.Errorf("the question is gone:\n%s", got)
		}
		if e := press(s, key); e.Do != want || s.Message() != "" {
			t.Errorf("%s does %v, want %v; the footer says %q", key, e.Do, want, s.Message())
		}
	}
}

func TestStoppedIsNotChecking(t *testing.T) {
	s := at(t, 8, 80, 24, theme.Options{})
	d := *s.Diagnosis()
	d.Stopped = true
	s.Diagnosed(&d)
	s.Ended()
	if got := plainLines(s); !strings.Contains(got, "? STOPPED") || strings.Contains(got, "CHECKING") {
		t.Errorf("the verdict of a stopped check:\n%s", got)
	}
}
