package explain_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/steps"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
)

// TestSteps holds the steps of every world against what a person may know at
// each of them.
func TestSteps(t *testing.T) {
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range someOf(list) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			d := diagnosed(t, s.Name)
			everyRow(t, d, steps.Of(d))
			nothingAhead(t, d, steps.Of(d))
			fairQuestions(t, d, steps.Of(d))
			short(t, steps.Of(d))
		})
	}
}

// everyRow: a row of the chain is a step, in the order of the chain; the break
// has one of its own, and the last one is the result.
func everyRow(t *testing.T, d *explain.Diagnosis, list []steps.Step) {
	t.Helper()
	told, breaks := map[int]int{}, 0
	for i, s := range list {
		switch s.Kind {
		case steps.Break:
			breaks++
			if !d.Links[s.Link].Break {
				t.Errorf("the break is told at %s", s.Title)
			}
		case steps.Result:
			if i != len(list)-1 {
				t.Errorf("the result is step %d of %d", i+1, len(list))
			}
		case steps.Host:
			if s.Decides() || len(s.Seen) > 0 {
				t.Errorf("%s tells what it comes to before its steps", s.Title)
			}
		default:
			told[s.Link]++
			if !s.Decides() || len(s.Seen) == 0 {
				t.Errorf("%s (%s): nothing comes out", s.Title, s.Kind)
			}
		}
		if s.Kind == "" || len(s.Now) == 0 || s.Title == "" {
			t.Errorf("step %d has a hole: %+v", i+1, s)
		}
		for _, words := range slices.Concat(s.Now, s.Seen, s.Ask.Choices) {
			if strings.Contains(words, "%!") || strings.HasSuffix(words, " .") || strings.Contains(words, "  ") || strings.HasSuffix(words, "..") {
				t.Errorf("%s: %q", s.Title, words)
			}
		}
	}
	for i, l := range d.Links {
		if told[i] != 1 {
			t.Errorf("row %s is told %d times", l.ID, told[i])
		}
	}
	if marked := slices.ContainsFunc(d.Links, func(l explain.Link) bool { return l.Break }); marked != (breaks == 1) || breaks > 1 {
		t.Errorf("%d steps tell the break", breaks)
	}
}

// value is what can only come from the evidence: numbers and names.
var value = regexp.MustCompile(`[\pL\pN_:/-]*(?:[0-9]|\.[\pL\pN])[\pL\pN._:/-]*`)

// known is what a person has seen so far.
type known struct{ strings.Builder }

func (k *known) add(words ...string) { k.WriteString(strings.Join(words, "\n") + "\n") }

// misses returns the values in words that were not seen.
func (k *known) misses(words string) (out []string) {
	words = strings.ReplaceAll(words, "...", " ")         // both ends of a long value
	words = strings.ReplaceAll(words, "._tcp.", "._tcp ") // and the two of a name for TLSA
	for _, v := range value.FindAllString(words, -1) {
		v = strings.TrimRight(v, ".:,")
		if !strings.Contains(k.String(), v) {
			out = append(out, v)
		}
	}
	return out
}

func (k *known) row(l explain.Link) {
	k.add(l.Label, l.Note)
	for _, f := range l.Facts {
		k.add(f.Label, f.Value)
	}
}

// nothingAhead: before a step is revealed it says nothing that comes from its own
// row but the name of it, and after that nothing of the rows below.
func nothingAhead(t *testing.T, d *explain.Diagnosis, list []steps.Step) {
	t.Helper()
	var k known
	k.add(d.Domain, d.Typed, fmt.Sprint(d.Report.Port), fmt.Sprintf("_%d._tcp", d.Report.Port))
	for _, a := range d.Policy.Anchors {
		tag, _ := explain.AnchorKey(a)
		k.add(fmt.Sprint(tag), fmt.Sprint(len(d.Policy.Anchors)))
	}
	server := ""
	for _, s := range list {
		l := d.Links[s.Link]
		k.add(l.Label)
		if s.Kind == steps.Host {
			server = l.Label
			for _, f := range l.Facts { // its preference, and its name in letters
				k.add(f.Value)
			}
		}
		before := strings.Join(slices.Concat(s.Now, []string{s.Ask.Text}, s.Ask.Choices), " ")
		if m := k.misses(before); len(m) > 0 {
			t.Errorf("%s (%s): %q is not known before it is revealed: %s", s.Title, s.Kind, m, before)
		}
		if l.Note != "" && len(l.Note) > 20 && s.Kind != steps.Break && s.Kind != steps.Result && s.Kind != steps.Sum && strings.Contains(before, l.Note) {
			t.Errorf("%s: told before it is revealed: %s", s.Title, before)
		}
		if s.Kind != steps.Host {
			k.row(l)
		}
		evidenceOf(&k, d, s, server)
		if m := k.misses(strings.Join(s.Seen, " ")); len(m) > 0 {
			t.Errorf("%s (%s): %q is not in the evidence up to here: %q", s.Title, s.Kind, m, s.Seen)
		}
		for _, w := range s.Words {
			if m := k.misses(w.Example); len(m) > 0 {
				t.Errorf("%s: %q of the example %q is not in the evidence up to here", s.Title, m, w.Example)
			}
		}
	}
}

// evidenceOf adds what a step may know besides its row.
func evidenceOf(k *known, d *explain.Diagnosis, s steps.Step, server string) {
	switch s.Kind {
	case steps.MX:
		for _, h := range d.Report.Hosts {
			k.add(fmt.Sprintf("%d %s", h.Preference, h.Name.Show()), fmt.Sprint(len(d.Report.Hosts)-3))
		}
	case steps.Break:
		k.add(d.Findings[d.Break].What, d.Findings[d.Break].Who)
	case steps.Result:
		k.add(d.Headline)
		if d.Break >= 0 {
			k.add(d.Findings[d.Break].Who)
		}
	case steps.STARTTLS, steps.Handshake:
		eachAddress(d, server, func(a *mail.Address) {
			for _, line := range a.Session.Start.Lines {
				k.add(line.String())
			}
			if a.Leaf != nil && s.Kind == steps.Handshake {
				k.add(a.Leaf.Subject.CommonName, strings.Join(a.Leaf.DNSNames, "\n"), a.Leaf.NotAfter.UTC().Format("2006-01-02 15:04"))
			}
		})
	}
	for _, i := range d.Links[s.Link].Findings {
		k.add(d.Findings[i].Title)
	}
}

func eachAddress(d *explain.Diagnosis, server string, do func(*mail.Address)) {
	for i := range d.Report.Hosts {
		for j := range d.Report.Hosts[i].Addresses {
			if a := &d.Report.Hosts[i].Addresses[j]; d.Report.Hosts[i].Name.Show() == server && a.Session != nil {
				do(a)
			}
		}
	}
}

// fairQuestions: the right answer is what came of the step.
func fairQuestions(t *testing.T, d *explain.Diagnosis, list []steps.Step) {
	t.Helper()
	for _, s := range list {
		n := len(s.Ask.Choices)
		switch {
		case n == 0 && s.Ask.Answer != -1, s.Ask.Answer >= n, s.Ask.Answer < -1:
			t.Errorf("%s: answer %d of %d", s.Title, s.Ask.Answer, n)
		case n == 0 || s.Kind == steps.Result:
			continue
		case s.Kind == steps.Break:
			oneActs(t, d, s)
		case s.State == explain.OK && s.Ask.Answer != 0,
			s.Ask.Answer == 0 && s.State != explain.OK && s.State != explain.Warning && s.State != explain.Broken,
			s.Ask.Answer > 0 && s.State == explain.OK,
			s.Ask.Answer == n-1 && s.State == explain.Open && s.Kind != steps.TLSA:
			t.Errorf("%s (%s) is %s, and the answer is number %d of %v", s.Title, s.Kind, s.State, s.Ask.Answer, s.Ask.Choices)
		}
	}
	if last := list[len(list)-1]; (d.Verdict == mail.Protected) != (last.Ask.Answer == 0) {
		t.Errorf("%s, and the result is number %d", d.Verdict, last.Ask.Answer)
	}
}

// oneActs: of those who may have to act at the break exactly one is named by the
// finding.
func oneActs(t *testing.T, d *explain.Diagnosis, s steps.Step) {
	t.Helper()
	f := d.Findings[d.Break]
	said := strings.NewReplacer("Not you, and not the sender", "", "Not you", "", "Not the sender", "", "Not the recipient", "", "Nothing is wrong with the mail server", "").Replace(f.Who)
	names := map[string][]string{ // how sentences name those of a choice
		"whoever holds the zone or runs its DNS":                   {"holder of", "registrar", "DNS operator", "MX record"},
		"a registry, or whoever runs the root of the DNS":          {"registry", "DNS root"},
		"whoever runs the mail server":                             {"The operator of", "mail provider"},
		"the other side: whoever runs its DNS or its mail servers": {"operator", "administrator", "provider", "holder"},
		"we here: our own computer or network":                     {"You", "your own"},
		"the person who wrote the mail":                            {"person who wrote"},
		"nobody has to":                                            {"Nobody"},
	}
	if len(s.Ask.Choices) != 3 || s.Ask.Answer < 0 {
		t.Fatalf("%s: %d choices, the answer is %d", f.Code, len(s.Ask.Choices), s.Ask.Answer)
	}
	for i, c := range s.Ask.Choices {
		by, known := names[c]
		if !known {
			t.Errorf("%s: %q", f.Code, c)
		}
		named := slices.ContainsFunc(by, func(words string) bool { return strings.Contains(strings.ToLower(said), strings.ToLower(words)) })
		if named != (i == s.Ask.Answer) {
			t.Errorf("%s: %q, and %q is choice %d with answer %d", f.Code, f.Who, c, i, s.Ask.Answer)
		}
	}
}

// Limits of a step on a projector: lines of 69 cells, and at most twelve, of which
// one is left for a term.
const (
	stepCells = 69
	stepLines = 11
)

// short: all words of a step fit on a screen at once.
func short(t *testing.T, list []steps.Step) {
	t.Helper()
	for _, s := range list {
		n := len(s.Ask.Choices)
		words := slices.Concat(s.Now, s.Seen)
		if n > 0 {
			words = append(words, s.Ask.Text)
		}
		for _, one := range words {
			n += wrapped(one, stepCells)
		}
		if n > stepLines {
			t.Errorf("%s (%s) has %d lines: %q", s.Title, s.Kind, n, words)
		}
	}
}

// TestStepsOfWhatWasStopped: a check that was ended early tells no more than was
// seen, wherever it ended.
func TestStepsOfWhatWasStopped(t *testing.T) {
	const every = 9 // items
	r := check(t, "tlsa_mismatch_after_renewal")
	o := judgedBy(t, r)
	o.Stopped = true
	for n := 1; n < len(r.Case.Items); n += every {
		d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n]}, o)
		for _, s := range steps.Of(d) {
			if len(s.Now) == 0 || s.Decides() && s.Kind != steps.Below && len(s.Seen) == 0 {
				t.Errorf("after %d items: %+v", n, s)
			}
			if (s.State == explain.Waiting || s.State == explain.Running) && s.Ask.Answer >= 0 {
				t.Errorf("after %d items the answer to %q is known", n, s.Ask.Text)
			}
		}
	}
	if steps.Of(nil) != nil || steps.Of(&explain.Diagnosis{}) != nil {
		t.Error("nothing has steps")
	}
}

// TestStepsInEveryLanguage: the words of a step are those of the diagnosis.
func TestStepsInEveryLanguage(t *testing.T) {
	r := check(t, "tlsa_mismatch_after_renewal")
	for _, language := range text.Languages()[1:] {
		book, err := text.NewBook(language)
		if err != nil {
			t.Fatal(err)
		}
		o := judgedBy(t, r)
		english := steps.Of(explain.Diagnose(r.Case, o))
		o.Words = book
		foreign := steps.Of(explain.Diagnose(r.Case, o))
		short(t, foreign)
		if len(foreign) != len(english) {
			t.Fatalf("%s: %d steps, in English %d", language, len(foreign), len(english))
		}
		for i := range foreign {
			if slices.Equal(foreign[i].Now, english[i].Now) {
				t.Errorf("%s: %q", language, foreign[i].Now)
			}
		}
		if m := book.Missing(); len(m) > 0 {
			t.Errorf("%s: not translated: %q", language, m)
		}
	}
}

// TestStepsBelowABreak: what failed is said once, where it failed; a step below it
// neither blames our own place for it nor tells as a fact what did not happen.
func TestStepsBelowABreak(t *testing.T) {
	for _, c := range []struct {
		world  string
		kind   steps.Kind
		answer int
		now    string
		seen   string
	}{
		{"dnssec-ds-mismatch", steps.MX, 2, "Nobody vouches for the zone that answers", "The lookup fails"},
		{"dnssec-parent-bogus", steps.MX, 2, "Nobody vouches for the zone that answers", "The lookup fails"},
		{"mx-host-is-alias", steps.Address, 0, "Only if its address is signed", "The address is signed, so a TLSA record counts: 198.18.11.25"},
		{"smtp-starttls-missing", steps.Handshake, -1, "Next, both sides would agree on keys", "This was not checked"},
		{"tls-handshake-failed", steps.Match, -1, "Next, the key of the certificate would be compared", "This was not checked"},
		{"local-port25-blocked", steps.STARTTLS, -1, "Next, the server would be asked", "This was not checked"},
	} {
		list := steps.Of(diagnosed(t, c.world))
		i := slices.IndexFunc(list, func(s steps.Step) bool { return s.Kind == c.kind })
		if i < 0 {
			t.Errorf("%s has no step %s", c.world, c.kind)
			continue
		}
		s := list[i]
		if now, seen := strings.Join(s.Now, " "), strings.Join(s.Seen, " "); s.Ask.Answer != c.answer || !strings.Contains(now, c.now) || !strings.HasPrefix(seen, c.seen) {
			t.Errorf("%s, %s: answer %d, %q, %q", c.world, s.Title, s.Ask.Answer, now, seen)
		}
	}
}
