package explain_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"danewalk/explain"
	"danewalk/explain/patience"
	"danewalk/explain/render"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// inReal are the limits of a check as it is run.
func inReal() patience.Limits {
	return patience.Limits{
		Connect: 10 * time.Second, Silence: 5 * time.Second, Reply: 30 * time.Second, TLS: 10 * time.Second, NoAnswer: 6 * time.Second, Walk: time.Minute,
	}
}

// after is what was known of a world at a moment of its check.
func after(t *testing.T, world string, at time.Duration, b *text.Book) *explain.Diagnosis {
	t.Helper()
	r := check(t, world)
	n := 0
	for n < len(r.Case.Items) && r.Case.Items[n].At <= at {
		n++
	}
	o := judgedBy(t, r)
	o.Words, o.Patience = b, inReal()
	return explain.Diagnose(evidence.Case{Items: r.Case.Items[:n]}, o)
}

// readAt is what is said at a moment of the check of a world, a line each.
func readAt(d *explain.Diagnosis, at time.Duration, to explain.Audience) []string {
	m := d.Meanwhile(at)
	if m == nil {
		return nil
	}
	out := []string{m.Headline}
	for _, b := range m.Answers[to] {
		out = append(out, b.Heading+": "+strings.Join(b.Paras, " / "))
	}
	if m.Answers == nil {
		out = append(out, m.Waiting.Heading+": "+strings.Join(m.Waiting.Paras, " / "))
	}
	return out
}

const (
	sealedBoth = "What is sure so far: The signed DNS part is complete and unbroken for mx1.example.net and mx2.example.net."
	nobodyYet  = "Who fixes it: Nobody can tell yet. The check ends 1 min after its start at the latest."
)

// What a helpdesk person reads while servers are silent.
func TestMeanwhile(t *testing.T) {
	for _, c := range []struct {
		world string
		at    time.Duration
		want  []string
	}{
		{"demo", 200 * time.Millisecond, nil},
		{"local-port25-mute", 5 * time.Second, nil},
		{"local-port25-mute", 15 * time.Second, []string{
			"No greeting from mx1.example.net and mx2.example.net for 14 s",
			sealedBoth,
			"What is being waited for: The connection to mx1.example.net and mx2.example.net stands, but no greeting has come for 14 s. danewalk waits 30 s at most." +
				" That can be your own network: a firewall or virus scanner can hold it back.",
			nobodyYet,
			`What to say: "I am still checking example.org and waiting for 2 mail servers. I will know more within 1 min."`,
		}},
		{"local-port25-blocked", 3 * time.Second, []string{
			"The DNS part is done; no answer on port 25 for 2 s",
			sealedBoth,
			"What is being waited for: No connection to mx1.example.net and mx2.example.net after 2 s. danewalk gives up after 5 s if no mail server is heard at all." +
				" That can be your own network: many let nobody out on port 25.",
			nobodyYet,
			`What to say: "I am still checking example.org and waiting for 2 mail servers. I will know more within 1 min."`,
		}},
		{"smtp-ipv6-silent", 8 * time.Second, []string{
			"No connection to mx1.example.nl over IPv6 for 7 s",
			"What is sure so far: The signed DNS part is complete and unbroken for mx1.example.nl.",
			"What is being waited for: No connection to mx1.example.nl over IPv6 after 7 s. danewalk waits 10 s at most." +
				" That can be your own network: without a working IPv6 it reaches no such address.",
			nobodyYet,
			`What to say: "I am still checking example.nl and waiting for 1 mail server. I will know more within 1 min."`,
		}},
		{"smtp-banner-timeout", 20 * time.Second, []string{
			"No greeting from mx2.example.net for 19 s (limit 30 s)",
			sealedBoth + " Checked to the end: mx1.example.net.",
			"What is being waited for: The connection to mx2.example.net stands, but no greeting has come for 19 s. danewalk waits 30 s at most.",
			nobodyYet,
			`What to say: "I am still checking example.org and waiting for 1 mail server. I will know more within 1 min."`,
		}},
		{"hostile-slow-ehlo", 8 * time.Second, []string{
			"No complete answer from mx1.example.net for 7 s (limit 30 s)",
			sealedBoth + " Checked to the end: mx2.example.net.",
			"What is being waited for: The answer of mx1.example.net to EHLO is not complete after 7 s. danewalk waits 30 s at most.",
			nobodyYet,
			`What to say: "I am still checking example.org and waiting for 1 mail server. I will know more within 1 min."`,
		}},
		{"dns-ns-unreachable", 8 * time.Second, []string{
			"No complete DNS answer about example.nl for 8 s",
			"What is sure so far: The DNS is signed without a gap down to nl. It is still being asked.",
			"What is being waited for: No usable answer from the DNS servers of example.nl after 8 s.",
			nobodyYet,
			`What to say: "I am still checking example.nl and waiting for the DNS. I will know more within 1 min."`,
		}},
		{"local-no-dns", 5 * time.Second, []string{
			"No complete answer of the DNS for 5 s (limit 6 s)",
			"What is sure so far: Nothing yet: the DNS is still being asked.",
			"What is being waited for: No usable answer from any DNS server after 5 s. danewalk gives up after 6 s without any. That can be your own network: it may let no DNS question out.",
			nobodyYet,
			`What to say: "I am still checking example.org and waiting for the DNS. I will know more within 1 min."`,
		}},
		{"two-faults-two-operators", 9 * time.Second, []string{ // something was found already: its words stand
			"",
			"What is being waited for: The connection to mx1.example.nl stands, but no greeting has come for 8 s. danewalk waits 30 s at most.",
		}},
		{"dns-ns-some-unreachable", 8 * time.Second, []string{ // the verdict is there, "so far"
			"",
			"What is being waited for: Some DNS answers about example.org are missing after 7 s.",
		}},
	} {
		got := readAt(after(t, c.world, c.at, nil), c.at, explain.Helpdesk)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s after %v: %s", c.world, c.at, diff)
		}
	}
}

// More than two names are counted, and limits that nobody knows are not told.
func TestMeanwhileOfManyAndWithoutLimits(t *testing.T) {
	d := after(t, "local-port25-mute", 9*time.Second, nil)
	d.Patience = patience.Limits{}
	for _, name := range []string{"mx3.example.net", "mx4.example.net"} {
		w := d.Pending.Waits[len(d.Pending.Waits)-1]
		w.Name = name
		d.Pending.Waits = append(d.Pending.Waits, w)
	}
	got := strings.Join(readAt(d, 9*time.Second, explain.Helpdesk), "\n")
	for _, want := range []string{
		"No greeting from mx1.example.net and 3 more for 8 s", "waiting for 4 mail servers.\"", "Nobody can tell yet: wait for the end of the check.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing: %q\n%s", want, got)
		}
	}
	if strings.Contains(got, "danewalk waits") || strings.Contains(got, "limit") {
		t.Error(got)
	}
}

// No limit is told that lies behind the end of the whole check.
func TestMeanwhileEndsWithTheCheck(t *testing.T) {
	d := after(t, "local-port25-mute", 9*time.Second, nil)
	d.Patience.Walk = 20 * time.Second
	got := strings.Join(readAt(d, 9*time.Second, explain.Helpdesk), "\n") + strings.Join(readAt(d, 9*time.Second, explain.Expert), "\n")
	if strings.Contains(got, "30 s") || strings.Contains(got, "limit") || !strings.Contains(got, "The check ends 20 s after its start") {
		t.Error(got)
	}
}

// Of a mail server one of whose addresses is silent, and not the others, it is
// said which.
func TestMeanwhileNamesTheAddress(t *testing.T) {
	d := after(t, "smtp-banner-timeout", 9*time.Second, nil)
	d.Pending.Tried["mx2.example.net"]++
	if got := strings.Join(readAt(d, 9*time.Second, explain.Helpdesk), "\n"); !strings.Contains(got, "The connection to mx2.example.net (2 of 3 addresses) stands") ||
		!strings.HasPrefix(got, "No greeting from mx2.example.net (2 of 3 addresses) for 8 s\n") {
		t.Error(got)
	}
	d.Pending.Waits = d.Pending.Waits[:len(d.Pending.Waits)-1]
	if got := strings.Join(readAt(d, 9*time.Second, explain.Helpdesk), "\n"); !regexp.MustCompile(`^No greeting from mx2\.example\.net \(1 of 3 addresses\) for 8 s(?s:.*)The connection to mx2\.example\.net \([0-9a-f.:]+\) stands`).MatchString(got) {
		t.Error(got)
	}
}

// Of the same thing no shorter time is told later: neither when another address of a
// mail server is waited for too, nor when what is asked is put to a zone that is
// silent.
func TestMeanwhileNeverFallsBack(t *testing.T) {
	d := after(t, "smtp-banner-timeout", 9*time.Second, nil)
	second := &d.Pending.Waits[len(d.Pending.Waits)-1]
	second.Since += 3 * time.Second
	longest(t, d, "No greeting from mx2.example.net", 9*time.Second)
	d = after(t, "dns-ns-unreachable", 9*time.Second, nil)
	for i, w := range d.Pending.Waits {
		if w.Kind == patience.Zone {
			d.Pending.Waits[i].Since += 3 * time.Second
		}
	}
	longest(t, d, "No complete DNS answer about example.nl", 9*time.Second)
	if got := readAt(d, 9*time.Second, explain.Helpdesk); !strings.Contains(got[2], "No usable answer from the DNS servers of example.nl after 9 s.") {
		t.Error(got)
	}
}

// longest follows a headline until a moment.
func longest(t *testing.T, d *explain.Diagnosis, begins string, until time.Duration) {
	t.Helper()
	before := 0
	for at := 6 * time.Second; at <= until; at += time.Second {
		said, n := readAt(d, at, explain.Helpdesk), 0
		if len(said) > 0 {
			_, rest, _ := strings.Cut(said[0], " for ")
			_, _ = fmt.Sscanf(rest, "%d s", &n)
		}
		if len(said) == 0 || !strings.HasPrefix(said[0], begins) || n <= before {
			t.Errorf("after %v, and %d s before: %q", at, before, said)
		}
		before = n
	}
}

// Once the check has ended, was stopped or is a trial, there is nothing to wait for.
func TestNothingIsWaitedForAfterTheEnd(t *testing.T) {
	const late = 20 * time.Second
	r := check(t, "local-port25-mute")
	for n := range 2 {
		o := judgedBy(t, r)
		o.Stopped = n == 0
		c := r.Case
		c.Items = c.Items[:len(c.Items)/2]
		d := explain.Diagnose(c, o)
		if d.Meanwhile(late) != nil || len(d.Pending.Waits) > 0 {
			t.Errorf("stopped: %v: %+v", o.Stopped, d.Pending.Waits)
		}
	}
	d := after(t, "local-port25-mute", late, nil)
	if d.Simulated = true; d.Meanwhile(late) != nil {
		t.Error("a trial waits")
	}
	var none *explain.Diagnosis
	if none.Meanwhile(late) != nil {
		t.Error("nothing waits")
	}
}

// blame are words of verdicts and of fault, in all languages. "Who fixes it" is a
// heading: below it stands that nobody can tell.
var blame = regexp.MustCompile(`(?i)\b(fault\w*|fail\w*|broken?|wrong|misconfigur\w*|down|blam\w*|guilty|operator\w*|attack\w*|unsafe|` +
	`Fehler\w*|fehlerhaft\w*|kaputt|defekt\w*|falsch\w*|schuld\w*|Betreiber\w*|Angriff\w*|gescheitert|Ausfall|` +
	`fout\w*|kapot|stuk|verkeerd\w*|beheerder\w*|aanval\w*|mislukt\w*|storing)\b`)

// names are names of hosts, and the way down a tree.
var names = regexp.MustCompile(`\S+\.\S+|\bdown to\b`)

// verdictWords are the words of the verdicts in the language of a book.
func verdictWords(b *text.Book) (out []string) {
	for _, v := range []mail.Verdict{mail.Protected, mail.AtRisk, mail.Blocked, mail.NotProtected, mail.CannotTell} {
		out = append(out, strings.ToLower(render.Word(b, v)))
	}
	return out
}

// innocent checks that what is said while a check waits accuses nobody and
// foretells nothing.
func innocent(t *testing.T, d *explain.Diagnosis, at time.Duration) {
	t.Helper()
	m := d.Meanwhile(at)
	if m == nil {
		return
	}
	said := []string{m.Waiting.Heading, strings.Join(m.Waiting.Paras, " ")}
	if d.Break < 0 { // else it follows what was found, and says so
		said = append(said, m.Headline)
	}
	for to, blocks := range m.Answers {
		said = append(said, m.Copy[to])
		for _, b := range blocks {
			said = append(said, strings.Join(b.Paras, " "))
		}
	}
	for _, s := range said {
		plain := names.ReplaceAllString(s, "")
		if w := blame.FindString(plain); w != "" {
			t.Errorf("after %v it says %q: %s", at, w, s)
		}
		for _, w := range verdictWords(d.Words) {
			if strings.Contains(strings.ToLower(plain), w) {
				t.Errorf("after %v it says %q: %s", at, w, s)
			}
		}
	}
	if len([]rune(m.Headline)) > explain.HeadlineCells {
		t.Errorf("after %v the headline is too long: %s", at, m.Headline)
	}
	helpdeskFits(t, d, m)
}

// helpdeskFits checks that the answer can be read at 80x24 without scrolling, where
// names are of the usual length.
func helpdeskFits(t *testing.T, d *explain.Diagnosis, m *explain.Meanwhile) {
	t.Helper()
	lines := 0
	for _, w := range d.Pending.Waits {
		if len(w.Name) > 20 {
			return // as long as an answer is written for
		}
	}
	for _, b := range m.Answers[explain.Helpdesk] {
		lines++
		for _, p := range b.Paras {
			lines += wrapped(p, helpdeskCells-1)
		}
	}
	if lines > helpdeskLines+1 { // the pane has a line more than an answer may take
		t.Errorf("%d lines:%s", lines, unfolded(m.Answers[explain.Helpdesk]))
	}
}

// In every world, at every moment, however long the silence: nobody is accused, no
// verdict is foretold, and what is called sure is so in the end.
func TestMeanwhileAccusesNobody(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if !oneIn(53, s.Name) {
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r, done := check(t, s.Name), diagnosed(t, s.Name)
			o := judgedBy(t, r)
			o.Patience = inReal()
			for n := range r.Case.Items {
				if n%13 > 0 && n+1 < len(r.Case.Items) {
					continue
				}
				d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n+1]}, o)
				for i, language := range text.Languages() {
					d.Words = book(t, language)
					innocent(t, d, r.Case.Items[n].At+time.Duration(i+1)*6*time.Second)
				}
				d.Words = nil
				sureInTheEnd(t, d, done, r.Case.Items[n].At+7*time.Second)
			}
		})
	}
}

// sureInTheEnd holds what was called sure against the end of the check: the DNS of a
// mail server that was unbroken is not broken, nor unsigned.
func sureInTheEnd(t *testing.T, d, done *explain.Diagnosis, at time.Duration) {
	t.Helper()
	m := d.Meanwhile(at)
	if m == nil || len(m.Answers) == 0 {
		return
	}
	s := m.Answers[explain.Helpdesk][0].Paras[0]
	sealed, _, _ := strings.Cut(s, "Checked to the end")
	_, sealed, _ = strings.Cut(sealed, "complete and unbroken for ")
	for _, l := range done.Links {
		host, step, _ := strings.Cut(strings.TrimPrefix(l.ID, "host:"), "/")
		dns := l.Depth == 0 || step == "zone" || step == "address" || step == "tlsa"
		mine := l.Depth == 0 && sealed != "" || l.Depth == 2 && strings.Contains(sealed, strings.TrimSuffix(host, "."))
		if dns && mine && l.State != explain.OK && l.State != explain.Warning {
			t.Errorf("after %v it is sure that %q; in the end %s is %s", at, s, l.ID, l.State)
		}
	}
}

// All of it is said in every language.
func TestMeanwhileIsTranslated(t *testing.T) {
	for _, language := range text.Languages()[1:] {
		b := book(t, language)
		for _, world := range []string{"local-port25-mute", "local-no-dns", "dns-ns-unreachable", "hostile-slow-ehlo", "smtp-ipv6-down", "local-udp-fragments-dropped", "tlsa-lookup-failed"} {
			for _, to := range []explain.Audience{explain.Helpdesk, explain.Learner, explain.Expert} {
				const at = 5 * time.Second
				english, here := readAt(after(t, world, at, nil), at+time.Second, to), readAt(after(t, world, at, b), at+time.Second, to)
				if len(english) != len(here) {
					t.Errorf("%s: %q, in %s %q", world, english, language, here)
				}
				for i := range min(len(english), len(here)) {
					if english[i] == here[i] {
						t.Errorf("%s, not in %s: %s", world, language, here[i])
					}
				}
			}
		}
		if m := b.Missing(); len(m) > 0 {
			t.Errorf("%s: %q", language, m)
		}
	}
}
