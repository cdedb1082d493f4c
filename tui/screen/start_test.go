package screen

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain/bounce"
	"danewalk/tui/theme"
)

func newStart(typed string) *Start {
	s := NewStart(Look{Theme: theme.New(theme.Options{})}, typed, "")
	s.Past(pastCases())
	s.Resize(80, 24)
	return s
}

// typeIn presses a key a letter.
func typeIn(s Screen, content string) (last Effect) {
	for _, r := range content {
		key := string(r)
		switch r {
		case ' ':
			key = "space"
		case '\n':
			key = "enter"
		}
		last = s.Key(key)
	}
	return last
}

// enter presses Enter and lets the moment pass in which more could come.
func enter(s *Start) Effect {
	e := s.Key("enter")
	if e.Do == DoHold {
		return s.Held(e.Ticket)
	}
	return e
}

func TestWhatTheFieldTakes(t *testing.T) {
	for _, c := range []struct {
		typed, says string
		do          Do
	}{
		{"example.org", "will check: example.org", DoCheck},
		{"anna@example.org", "will check: example.org", DoCheck},
		{"https://example.org/path", "will check: example.org", DoCheck},
		{" mx1.example.net ", "will check: mx1.example.net", DoCheck},
		{"anna@bücher.example", "will check: bücher.example (xn--bcher-kva.example)", DoCheck},
		{"xn--bcher-kva.example", "will check: bücher.example (xn--bcher-kva.example)", DoCheck},
		{"anna@[192.0.2.1]", "will check: 192.0.2.1", DoCheck},
		{"192.0.2.1", "not yet: an IP address has no mail domain", Nothing},
		{"word", "not yet: a single word is no domain", Nothing},
		{"hello world", "not yet: ", Nothing},
		{"", "Type a domain", Nothing},
		{"550 5.7.323 tlsa-invalid: example.org failed DANE validation", "will read: a message", DoRead},
	} {
		s := newStart("")
		typeIn(s, c.typed)
		if got := plainLines(s); !strings.Contains(got, c.says) {
			t.Errorf("%q: %q is not on the screen:\n%s", c.typed, c.says, got)
		}
		if e := enter(s); e.Do != c.do || e.Do != Nothing && e.Text != strings.TrimSpace(c.typed) {
			t.Errorf("%q: Enter does %d %q, want %d", c.typed, e.Do, e.Text, c.do)
		}
		if c.do == Nothing && s.Message() == "" {
			t.Errorf("%q: nothing happens and nothing is said", c.typed)
		}
	}
}

func TestPaste(t *testing.T) {
	for content, want := range map[string]Do{
		ndr: DoRead, "\r\n" + strings.ReplaceAll(ndr, "\n", "\r\n"): DoRead, "two\nlines": DoRead, // what it is, is said there
		"example.org\n": Nothing, "550 5.7.323 tlsa-invalid": DoRead, "\x1b[2Jexample.org": Nothing,
	} {
		s := newStart("")
		e := s.Paste(content)
		if e.Do != want {
			t.Errorf("%q: %d, want %d", content, e.Do, want)
		}
		if want == Nothing && s.field.text() != strings.TrimLeft(strings.TrimSpace(content), "\x1b") {
			t.Errorf("%q: the field has %q", content, s.field.text())
		}
	}
}

// A terminal that does not mark pastes sends keys, one behind the other.
func TestPasteThatLooksLikeTyping(t *testing.T) {
	s := newStart("")
	var clock Effect // one that runs
	for i, line := range strings.SplitAfter(ndr, "\n") {
		for _, r := range line {
			switch e := typeIn(s, string(r)); {
			case e.Do == DoHold && clock.Do == Nothing:
				clock = e
			case e.Do != Nothing:
				t.Fatalf("%q does %d in the middle of a paste", r, e.Do)
			}
		}
		if i == 2 { // more came since
			if clock = s.Held(clock.Ticket); clock.Do != DoHold {
				t.Fatalf("a moment in the middle of a paste does %d", clock.Do)
			}
		}
	}
	e := s.Held(clock.Ticket)
	if e.Do == DoHold {
		e = s.Held(e.Ticket)
	}
	if e.Do != DoRead || e.Text != strings.TrimSpace(ndr) {
		t.Errorf("%d %q", e.Do, e.Text)
	}
	if s.field.text() != "" {
		t.Errorf("%q stays in the field", s.field.text())
	}
}

// A long paste in such a terminal is a hundred thousand keys: none draws a frame, and
// no more is kept than is read.
func TestLongPasteThatLooksLikeTyping(t *testing.T) {
	s := newStart("")
	typeIn(s, "first line")
	clock := press(s, "enter")
	typeIn(s, "x")
	drawn := s.Lines()
	if n := testing.AllocsPerRun(100, func() { s.Key("y"); s.Lines() }); n > 1 {
		t.Errorf("a key of a paste costs %v allocations", n)
	}
	for len(s.pasted) <= bounce.MaxBytes {
		s.pasted = append(s.pasted, make([]byte, 1<<16)...)
	}
	full := len(s.pasted)
	s.Key("z")
	if len(s.pasted) != full || &s.Lines()[0] != &drawn[0] {
		t.Errorf("%d octets are kept, of %d", len(s.pasted), full)
	}
	s.Resize(60, 20)
	if got := s.Lines(); len(got) != 20 {
		t.Errorf("%d lines in a window of 20", len(got))
	}
	if e := s.Held(s.Held(clock.Ticket).Ticket); e.Do != DoRead {
		t.Errorf("%d", e.Do)
	}
}

// Enter and then, at once, another key that is no text: the key counts.
func TestKeyBehindEnter(t *testing.T) {
	s := newStart("example.org")
	hold := press(s, "enter")
	press(s, "down")
	if e := s.Held(hold.Ticket); e.Do != Nothing || s.sel != 1 {
		t.Errorf("%d, line %d", e.Do, s.sel)
	}
}

// The saved cases come a moment after the screen, and new ones while it is shown: the
// choice stays where it is.
func TestChoiceStaysWhenTheListComes(t *testing.T) {
	list := pastCases()
	for _, c := range []struct {
		keys      string
		old, past []Past
		do        Do
		path      string
	}{
		{"tab down down", nil, list, DoPort25, ""},
		{"tab down down", list[:0], list[:2], DoPort25, ""},
		{"tab tab down", list, list[1:], DoSettings, ""},
		{"tab down", list[1:], list, DoOpen, "/cases/3.case"},
		{"tab", list, list[1:], DoOpen, "/cases/2.case"}, // it is gone: the next one
		{"tab", list, nil, DoCases, ""},
	} {
		s := NewStart(Look{Theme: theme.New(theme.Options{})}, "", "")
		s.Resize(80, 24)
		s.Past(c.old)
		press(s, strings.Fields(c.keys)...)
		s.Past(c.past)
		if e := press(s, "enter"); e.Do != c.do || e.Text != c.path {
			t.Errorf("%d and then %d cases, %s: %d %q, want %d %q", len(c.old), len(c.past), c.keys, e.Do, e.Text, c.do, c.path)
		}
	}
}

func TestChoosing(t *testing.T) {
	for _, c := range []struct {
		keys string
		do   Do
		text string
	}{
		{"down enter", DoOpen, "/cases/1.case"},
		{"tab down enter", DoOpen, "/cases/2.case"},
		{"tab n l enter", DoOpen, "/cases/2.case"},
		{"tab c o m esc enter", DoOpen, "/cases/1.case"},
		{"tab tab enter", DoCases, ""},
		{"tab tab down enter", DoSettings, ""},
		{"shift+tab down down enter", DoPort25, ""},
		{"down down esc x", Nothing, ""},
		{"ctrl+c", DoInterrupt, ""},
		{"f1", DoHelp, ""},
		{"esc", Nothing, ""},
	} {
		s := newStart("")
		e := press(s, strings.Fields(c.keys)...)
		if e.Do != c.do || e.Text != c.text {
			t.Errorf("%q: %d %q, want %d %q\n%s", c.keys, e.Do, e.Text, c.do, c.text, plainLines(s))
		}
	}
}

func TestSearch(t *testing.T) {
	s := newStart("")
	press(s, "tab", "z", "z")
	if got := plainLines(s); !strings.Contains(got, "/zz_  0 of 4") || !strings.Contains(got, "nothing found") {
		t.Errorf("%s", got)
	}
	press(s, "backspace", "backspace")
	if got := plainLines(s); !strings.Contains(got, "example.nl") {
		t.Errorf("%s", got)
	}
}

func TestEditing(t *testing.T) {
	for keys, want := range map[string]string{
		"a b backspace": "a", "a b left c": "acb", "a b home c": "cab", "a b home delete": "b", "a space b ctrl+w": "a ",
		"a b ctrl+u": "", "a b home ctrl+k": "", "ü é backspace": "ü", "a left left right right b": "ab", "a home end b": "ab",
	} {
		s := newStart("")
		press(s, strings.Fields(keys)...)
		if got := s.field.text(); got != want {
			t.Errorf("%s: %q, want %q", keys, got, want)
		}
	}
}

func TestClicksOnTheStartScreen(t *testing.T) {
	s := newStart("")
	click := func(word string) Effect {
		for y, l := range strings.Split(plainLines(s), "\n") {
			if before, _, ok := strings.Cut(l, word); ok {
				return s.Click(len([]rune(before)), y)
			}
		}
		t.Fatalf("%q is not on the screen:\n%s", word, plainLines(s))
		return Effect{}
	}
	if e := click("example.nl"); e.Do != Nothing || s.sel != 2 {
		t.Errorf("the first click does %d, line %d", e.Do, s.sel)
	}
	if e := click("example.nl"); e.Do != DoOpen || e.Text != "/cases/2.case" {
		t.Errorf("the second click does %d %q", e.Do, e.Text)
	}
	if e := click("F1 help"); e.Do != DoHelp {
		t.Errorf("help: %d", e.Do)
	}
}

func TestBounceScreen(t *testing.T) {
	s := NewBounce(Look{Theme: theme.New(theme.Options{})}, bounce.Read([]byte(ndr)))
	s.Resize(80, 24)
	got := plainLines(s)
	for _, want := range []string{"nothing leaves this computer", "example.org", "Exchange Online", "5.7.323", "Check example.org now"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the screen:\n%s", want, got)
		}
	}
	if e := press(s, "enter"); e.Do != DoCheck || e.Text != "example.org" || len(e.Bounces) != 1 || e.Bounces[0].Kind != bounce.TLSAMismatch {
		t.Errorf("Enter does %+v", e)
	}
	if e := press(s, "y"); e.Do != DoCopy || !strings.Contains(e.Text, "example.org") {
		t.Errorf("y does %+v", e)
	}
	e := press(s, "down", "enter")
	if e.Do != DoPush {
		t.Fatalf("the list of codes: %+v", e)
	}
	e.Screen.Resize(80, 200)
	for _, code := range []string{"5.7.321", "5.7.322", "5.7.323", "5.7.324", "not trusted"} {
		if got := plainLines(e.Screen); !strings.Contains(got, code) {
			t.Errorf("%s is not in the list:\n%s", code, got)
		}
	}
	if e := press(s, "esc"); e.Do != DoBack {
		t.Errorf("Esc does %d", e.Do)
	}
	none := NewBounce(s.look(), bounce.Read([]byte("dear all\nsee you")))
	none.Resize(80, 24)
	if got := plainLines(none); !strings.Contains(got, "Nothing in this text") || press(none, "enter").Do != DoPush {
		t.Errorf("%s", got)
	}
}

// A text of which little is understood leads on all the same, and does not
// contradict itself.
func TestBounceScreenLeadsOn(t *testing.T) {
	const (
		question = "So the question is"
		whom     = "does not say to whom"
		anyhow   = "What it names can be checked"
	)
	for _, c := range []struct {
		text, want string
		check      bool // is offered
		gone       []string
	}{
		{ndr, question, true, []string{whom, anyhow}},
		{"Remote server returned '550 5.7.324 dnssec-invalid: Destination domain returned invalid DNSSEC records'", whom, false, []string{question, anyhow}},
		{"anna@example.org\nRemote server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'", "A check of example.org cannot explain", false, []string{question, whom, anyhow}},
		{"This mail could not be delivered to:\n  anna@example.org\n    the dog ate it\nFinal-Recipient: rfc822;anna@example.org\nAction: failed\nStatus: 5.0.0\n", anyhow, true, []string{question, whom}},
		{"dear all\nsee you", "Nothing in this text", false, []string{question, whom, anyhow}},
		{strings.Repeat("dear all\n", bounce.MaxBytes/8), "longer than danewalk reads", false, []string{question, "Nothing in this text"}},
	} {
		s := NewBounce(Look{Theme: theme.New(theme.Options{})}, bounce.Read([]byte(c.text)))
		s.Resize(80, 24)
		got := plainLines(s)
		if !strings.Contains(strings.Join(strings.Fields(got), " "), c.want) || strings.Contains(got, "Check example.org now") != c.check {
			t.Errorf("%.60q: want %q:\n%s", c.text, c.want, got)
		}
		for _, gone := range c.gone {
			if strings.Contains(got, gone) {
				t.Errorf("%.60q says %q:\n%s", c.text, gone, got)
			}
		}
		if e := press(s, "y"); (e.Do == DoCopy) != s.reading.Recognised() || e.Do == DoCopy && e.Text == "" {
			t.Errorf("%.60q: y does %+v", c.text, e)
		}
	}
}

// What is copied can be sent as it is: who acts and what becomes of the mail, and no
// numbers of standards.
func TestBounceNoteIsForPeople(t *testing.T) {
	s := NewBounce(Look{Theme: theme.New(theme.Options{})}, bounce.Read([]byte("anna@example.org\nRemote server returned '550 5.7.322 certificate-expired: Destination mail server's certificate is expired.'\n\nbob@example.com\nRemote server returned '550 5.7.323 tlsa-invalid: The domain failed DANE validation'\n")))
	e := press(s, "y")
	parts := strings.Split(e.Text, "\n\n")
	if len(parts) != 2 || !strings.HasPrefix(parts[0], "example.org: ") || !strings.HasPrefix(parts[1], "example.com: ") {
		t.Fatalf("%q", e.Text)
	}
	for _, p := range parts {
		if !strings.Contains(p, "Who acts: ") || !strings.Contains(p, "has to be sent again") || strings.Contains(p, "RFC") {
			t.Errorf("%q", p)
		}
	}
}

// In a window that is too small for all of it, what happened comes first; Enter
// checks all the same.
func TestBounceScreenBeginsAtItsBeginning(t *testing.T) {
	for _, h := range []int{8, 12, 16} {
		s := NewBounce(Look{Theme: theme.New(theme.Options{})}, bounce.Read([]byte(ndr)))
		s.Resize(60, h)
		if got := plainLines(s); !strings.Contains(got, "I read this") {
			t.Errorf("%d lines:\n%s", h, got)
		}
		if e := press(s, "enter"); e.Do != DoCheck {
			t.Errorf("Enter does %d", e.Do)
		}
		if press(s, "down", "up"); !strings.Contains(plainLines(s), "Check example.org now") {
			t.Errorf("the choice is out of sight:\n%s", plainLines(s))
		}
	}
}

// What is below the window is told of.
func TestBounceScreenTellsOfMore(t *testing.T) {
	s := NewBounce(Look{Theme: theme.New(theme.Options{})}, bounce.Read([]byte(ndr)))
	for h, want := range map[int]bool{40: false, 16: true} {
		s.Resize(80, h)
		if got := plainLines(s); strings.Contains(got, "PgDn more") != want {
			t.Errorf("%d lines:\n%s", h, got)
		}
	}
}

func TestSettingsScreen(t *testing.T) {
	s := NewSettings(Look{Theme: theme.New(theme.Options{})}, someSettings(), "/config.toml")
	s.Resize(80, 24)
	for _, c := range []struct{ key, want string }{{"enter", "learner"}, {"right", "expert"}, {"space", "helpdesk"}, {"left", "expert"}} {
		if e := press(s, c.key); e.Do != DoRemember || e.Name != "audience" || e.Text != c.want {
			t.Errorf("%s: %+v, want %s", c.key, e, c.want)
		}
		if got := plainLines(s); !strings.Contains(got, c.want) {
			t.Errorf("%s is not shown:\n%s", c.want, got)
		}
	}
	if e := press(s, "down", "enter"); e.Do != Nothing || s.Message() != "fixed by an option" {
		t.Errorf("a fixed setting: %+v, %q", e, s.Message())
	}
	if e := press(s, "esc"); e.Do != DoBack {
		t.Errorf("Esc does %d", e.Do)
	}
}

func TestCasesScreen(t *testing.T) {
	s := NewCases(Look{Theme: theme.New(theme.Options{})})
	s.Past(pastCases())
	s.Resize(80, 24)
	if e := press(s, "enter"); e.Do != DoOpen || e.Text != "/cases/1.case" {
		t.Errorf("%+v", e)
	}
	if e := press(s, "down", "enter"); e.Text != "/cases/2.case" {
		t.Errorf("%+v", e)
	}
	typeIn(s, "yesterday")
	if e := press(s, "enter"); e.Text != "/cases/3.case" {
		t.Errorf("%+v", e)
	}
	if e := press(s, "esc"); e.Do != Nothing || len(s.listed()) != 4 {
		t.Errorf("Esc does not end the search: %+v", e)
	}
	s.Paste("/tmp/other.case\n")
	if e := press(s, "enter"); e.Do != DoOpen || e.Text != "/tmp/other.case" {
		t.Errorf("%+v", e)
	}
	if e := press(s, "esc", "esc"); e.Do != DoBack {
		t.Errorf("%+v", e)
	}
}

// The list may come later than the screen, and be shorter than the last one.
func TestListThatShrinks(t *testing.T) {
	s := newStart("")
	press(s, "tab", "tab", "down", "down")
	s.Past(nil)
	if !slices.Contains([]Do{DoPort25}, press(s, "enter").Do) {
		t.Errorf("line %d", s.sel)
	}
}
