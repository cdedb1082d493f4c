//go:build system && linux

package main_test

import (
	"cmp"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"danewalk/probe/judge/dnssec"
)

// usualSeed of the generated zones. DANEWALK_SEED=n asks for others,
// DANEWALK_ALL=1 for every question about every zone, and DANEWALK_ZONES="z01 z1"
// is content with some of them.
const usualSeed = 1

// otherQuestions about a zone beside those that are always asked.
const otherQuestions = 6

// waiting is how many zones are asked about at once for each processor: some
// validators wait long for what will never come.
const waiting = 2

// disagreement is a difference that the table does not explain.
type disagreement struct {
	zone   *generatedZone
	query  secondQuery
	other  string // validator
	ours   opinion
	theirs opinion
	why    string
}

// tally counts what was compared.
type tally struct {
	sync.Mutex
	queries, agreed, explained int
	spared                     int // questions that delv was not asked
	statuses                   map[string]int
	left                       []disagreement
}

// TestSystemSecondOpinion asks three validators of different makers about the
// same zones: danewalk, Unbound and BIND's delv. Half of the zones are broken in
// one of many ways. Security and kind of answer must be the same; deliberate
// differences stand in testdata/system/second/explained.txt.
func TestSystemSecondOpinion(t *testing.T) {
	needPrograms(t, "ip", "nsenter", "kdig", "nsd", "knotd", "keymgr", "unbound", "unbound-host", "delv")
	seed := uint64(usualSeed)
	if text := os.Getenv("DANEWALK_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	explained := readExplained(t, "testdata/system/second/explained.txt")
	began := time.Now()
	zones, complete := planZones(seed), seed == usualSeed
	if names := os.Getenv("DANEWALK_ZONES"); names != "" {
		complete = false
		zones = slices.DeleteFunc(zones, func(z *generatedZone) bool {
			return z.name[0] == 'z' && !slices.ContainsFunc(strings.Fields(names), func(n string) bool { return strings.HasPrefix(z.name, n) })
		})
	}
	w := newSecondWorld(t, zones)
	built := time.Now()
	c := tally{statuses: map[string]int{}}
	all := os.Getenv("DANEWALK_ALL") != ""
	sideBySide(waiting, len(w.zones), func(i int) {
		for _, q := range questions(w.zones[i], i, seed, all) {
			if w.fallen() != "" {
				return
			}
			w.compare(t, w.zones[i], q, explained, &c)
		}
	})
	if name := w.fallen(); name != "" {
		t.Fatalf("%s ended", name)
	}
	c.report(t, w)
	if complete {
		for _, e := range explained {
			if e.used.Load() == 0 {
				t.Errorf("%s: never occurs: %s", e.place, e)
			}
		}
	}
	t.Logf("%d zones (%d with those below), %d queries, %d comparisons agreed, %d explained by %d entries, %d not, %d not asked; %v", len(w.zones), w.count(),
		c.queries, c.agreed, c.explained, len(explained), len(c.left), c.spared, c.statuses)
	for _, call := range w.hung {
		t.Logf("did not end by itself, and was asked again: %s", call)
	}
	t.Logf("building took %v, asking %v", built.Sub(began).Round(time.Second), time.Since(built).Round(time.Second))
}

// questions about a zone: those that are always asked, and some others in turn.
func questions(z *generatedZone, i int, seed uint64, all bool) []secondQuery {
	var out, others []secondQuery
	for _, q := range z.queries() {
		if all || slices.Contains(alwaysAsked, q.label) {
			out = append(out, q)
		} else {
			others = append(others, q)
		}
	}
	r := rand.New(rand.NewPCG(seed, uint64(i)<<32))
	r.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	return append(out, others[:min(len(others), otherQuestions)]...)
}

func (w *secondWorld) compare(t *testing.T, z *generatedZone, q secondQuery, explained []*explanation, c *tally) {
	ours, strict, err := w.danewalkSays(t.Context(), q)
	if err != nil {
		t.Errorf("%s %s: %v", q.name, q.kind, err)
		return
	}
	if !ours.same(strict) && !sha1Explains(z, strict) {
		t.Errorf("%s %s of %s: with SHA-1 %s, without %s", q.name, q.kind, z, ours, strict)
	}
	for _, other := range []struct {
		name string
		ask  func(secondQuery) (opinion, string, error)
	}{
		{"unbound", func(q secondQuery) (opinion, string, error) { return w.unboundSays(t.Context(), q) }},
		{"delv", func(q secondQuery) (opinion, string, error) { return w.delvSays(t.Context(), q) }},
	} {
		if other.name == "delv" && z.hung {
			c.spare()
			continue
		}
		theirs, text, err := other.ask(q)
		if err != nil {
			t.Errorf("%s: %s %s: %v", other.name, q.name, q.kind, err)
			continue
		}
		// Below a DNSKEY set without signatures, delv 9.18 waits for itself for twelve
		// seconds and then fails. Once for each zone is enough.
		z.hung = z.hung || strings.Contains(text, "shut down hung fetch")
		c.note(disagreement{z, q, other.name, ours, theirs, text}, explained)
	}
	c.Lock()
	defer c.Unlock()
	c.queries++
	c.statuses[ours.status]++
}

func (c *tally) spare() {
	c.Lock()
	defer c.Unlock()
	c.spared++
}

func (c *tally) note(d disagreement, explained []*explanation) {
	c.Lock()
	defer c.Unlock()
	if d.ours.same(d.theirs) {
		c.agreed++
		return
	}
	if i := slices.IndexFunc(explained, func(e *explanation) bool { return e.matches(d) }); i >= 0 {
		explained[i].used.Add(1)
		c.explained++
		return
	}
	c.left = append(c.left, d)
}

func (c *tally) report(t *testing.T, w *secondWorld) {
	t.Helper()
	slices.SortFunc(c.left, func(a, b disagreement) int {
		return cmp.Or(strings.Compare(a.zone.name, b.zone.name), strings.Compare(a.query.label, b.query.label), strings.Compare(a.other, b.other))
	})
	for _, d := range c.left {
		text := d.why
		if d.other == "unbound" {
			if more, err := w.unboundHost(t.Context(), d.query, "-d"); err == nil {
				text = failures(more)
			}
		}
		t.Errorf("%s %s (%s) of %s:\n  danewalk %s\n  %s %s\n  %s", d.query.name, d.query.kind, d.query.label, d.zone,
			d.ours, d.other, d.theirs, strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  "))
	}
}

// failures are the lines of Unbound's debugging output that say why.
func failures(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.Contains(line, "validation failure") || strings.Contains(line, "BOGUS") || strings.Contains(line, "could not") {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines[:min(len(lines), 6)], "")
}

// sha1Explains tells whether a judgement may be another one because RSASHA1
// counts as unsupported: nothing but "insecure" may come of it (RFC 4035 5.2),
// unless a DS promises signatures of a supported algorithm too.
func sha1Explains(z *generatedZone, strict opinion) bool {
	if z.algorithm != 5 && z.algorithm != 7 {
		return false
	}
	return strict.status == "insecure" || z.fault.name == "two-algorithms-one-signs" && strict.reason == string(dnssec.DNSKEYNotSigned)
}
