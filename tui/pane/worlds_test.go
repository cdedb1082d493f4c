package pane

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"pgregory.net/rapid"

	"danewalk/explain"
	"danewalk/explain/delivery"
	"danewalk/explain/roster"
	"danewalk/explain/rules"
	lang "danewalk/explain/text"
	"danewalk/probe/casefile"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/tui/feed"
	"danewalk/tui/theme"
	"danewalk/tui/words"
)

// tour are worlds that look different in the tables.
func tour() []string {
	return []string{"demo", "servers-one-drops-tlsa", "servers-stale-and-expired", "dns-ns-some-unreachable", "local-port25-blocked", "dnssec-rrsig-expired"}
}

// toured is a world that was checked: what was seen, and what is made of it.
type toured struct {
	items     []evidence.Item
	diagnosis *explain.Diagnosis
	fall      *feed.Waterfall
}

var checked sync.Map

// record checks the worlds anew and writes what was seen. Live, two answers at the
// same moment come in either order, and a golden file cannot have both.
var record = flag.Bool("record", false, "record the worlds of the goldens anew")

// recorded is where what was seen in a world is kept.
func recorded(name string) string { return filepath.Join("testdata", "cases", name+".gz") }

// visit judges a world that was recorded, once for all tests.
func visit(t *testing.T, name string) toured {
	t.Helper()
	made, _ := checked.LoadOrStore(name, sync.OnceValues(func() (out toured, err error) {
		synctest.Test(t, func(t *testing.T) { out, err = judged(t, name) })
		return out, err
	}))
	v, err := made.(func() (toured, error))()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func judged(t *testing.T, name string) (out toured, err error) {
	if *record {
		if err := write(t.Context(), name); err != nil {
			return out, err
		}
	}
	r, err := rig.Recorded(recorded(name), rules.Worlds(), name)
	if err != nil {
		return out, fmt.Errorf("%w; go test -record -update writes it", err)
	}
	var xs feed.Exchanges
	xs.Fold(r.Case.Items)
	d := explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
	return toured{r.Case.Items, d, xs.Waterfall(d)}, nil
}

// write checks a world in virtual time and keeps what was seen.
func write(ctx context.Context, name string) error {
	r, err := rig.Check(ctx, rules.Worlds(), name, lab.Options{Delay: 20 * time.Millisecond}, nil)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := errors.Join(casefile.Save(z, r.Case), z.Close(), os.MkdirAll(filepath.Dir(recorded(name)), 0o755)); err != nil {
		return err
	}
	return os.WriteFile(recorded(name), b.Bytes(), 0o644)
}

func (v toured) timing(b *lang.Book) Timing {
	return Timing{Fall: v.fall, Open: func(g *feed.Group) bool { return !g.Beside }, Stands: v.diagnosis.Verdict != mail.Checking, Words: b, Focused: true}
}

func (v toured) servers(b *lang.Book) Servers {
	d := v.diagnosis
	return Servers{Zones: roster.Zones(d), Mail: roster.MailServers(d), Links: d.Links, Findings: d.Findings, Opinion: d.Report.Opinion, Words: b, Focused: true}
}

func (v toured) answer(b *lang.Book, to explain.Audience) Answer {
	a := Answer{Audience: to, Words: b, Keys: AnswerKeys{"a", "y", "n"}, Blocks: v.diagnosis.Answers[to], Senders: Senders{Views: delivery.Views(v.diagnosis), Audience: to, Words: b}, Focused: true}
	if i := v.diagnosis.Break; i >= 0 {
		a.Blocks = v.diagnosis.Findings[i].Answers[to]
	}
	return a
}

func book(t testing.TB, language string) *lang.Book {
	t.Helper()
	b, err := lang.NewBook(language, words.Files())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func drawn(c Content, th *theme.Theme, w, h int) string {
	c.Keys = "j/k"
	off := 0
	if c.Cursor >= 0 {
		off = c.Reveal(c.Cursor+c.Tail, 0, h)
	}
	return ansi.Strip(strings.Join(c.Render(th, w, h, off), "\n")) + "\n"
}

func TestTablesOfWorlds(t *testing.T) {
	sizes := [][2]int{{80, 24}, {120, 36}, {200, 50}}
	for _, name := range tour() {
		v := visit(t, name)
		for _, size := range sizes {
			w, h := size[0], size[1]
			part := fmt.Sprintf("%s-%dx%d", name, w, h)
			t.Run("timing-"+part, func(t *testing.T) {
				golden.RequireEqual(t, drawn(v.timing(nil).Content(plainTheme, w).Content, plainTheme, w, h))
			})
			t.Run("servers-"+part, func(t *testing.T) {
				s := v.servers(nil)
				s.Sel = s.Content(plainTheme, w).Step(Chosen{}, 1)
				golden.RequireEqual(t, drawn(s.Content(plainTheme, w).Content, plainTheme, w, h))
			})
			t.Run("senders-"+part, func(t *testing.T) {
				a := v.answer(nil, explain.Helpdesk)
				golden.RequireEqual(t, drawn(a.Content(plainTheme, w, h), plainTheme, w, h))
			})
		}
	}
	ascii := theme.New(theme.Options{ASCII: true, Mono: true})
	v := visit(t, "servers-one-drops-tlsa")
	for _, language := range []string{lang.English, lang.German, lang.Dutch} {
		b := book(t, language)
		t.Run("ascii-"+language, func(t *testing.T) {
			golden.RequireEqual(t, drawn(v.timing(b).Content(ascii, 80).Content, ascii, 80, 24)+
				drawn(v.servers(b).Content(ascii, 80).Content, ascii, 80, 40)+
				drawn(v.answer(b, explain.Expert).Content(ascii, 80, 60), ascii, 80, 60))
		})
	}
}

// exact fails unless a pane is exactly as large as asked.
func exact(t interface{ Fatalf(string, ...any) }, lines []string, w, h int, ascii bool) {
	if len(lines) != h {
		t.Fatalf("%dx%d: %d lines", w, h, len(lines))
	}
	for y, l := range lines {
		if got := ansi.StringWidth(l); got != w {
			t.Fatalf("%dx%d: line %d has %d cells: %q", w, h, y, got, ansi.Strip(l))
		}
		for _, r := range ansi.Strip(l) {
			if ascii && r > 0x7e || r < 0x20 {
				t.Fatalf("%dx%d: line %d holds %q", w, h, y, r)
			}
		}
	}
}

func TestTablesFillTheirPane(t *testing.T) {
	var all []toured
	for _, name := range tour() {
		all = append(all, visit(t, name))
	}
	books := []*lang.Book{nil, book(t, lang.German), book(t, lang.Dutch)}
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(20, 300).Draw(t, "w"), rapid.IntRange(5, 100).Draw(t, "h")
		if rapid.Bool().Draw(t, "tiny") {
			w, h = rapid.IntRange(1, 30).Draw(t, "small w"), rapid.IntRange(1, 8).Draw(t, "small h")
		}
		ascii := rapid.Bool().Draw(t, "ascii")
		th := theme.New(theme.Options{ASCII: ascii})
		v, b := rapid.SampledFrom(all).Draw(t, "world"), rapid.SampledFrom(books).Draw(t, "book")
		steps, off := rapid.IntRange(-3, 120).Draw(t, "steps"), rapid.IntRange(0, 200).Draw(t, "off")
		timing, servers := v.timing(b), v.servers(b)
		timing.Sel = timing.Content(th, w).Step(Chosen{}, steps)
		servers.Sel = servers.Content(th, w).Step(Chosen{}, steps)
		for _, c := range []Content{timing.Content(th, w).Content, servers.Content(th, w).Content, v.answer(b, explain.Expert).Content(th, w, h)} {
			exact(t, c.Render(th, w, h, off), w, h, ascii)
		}
	})
}

// The cursor goes through every row that can be chosen, one by one, and back.
func TestCursorGoesThroughTables(t *testing.T) {
	for _, name := range tour() {
		v := visit(t, name)
		for part, table := range map[string]Table{"timing": v.timing(nil).Content(plainTheme, 100), "servers": v.servers(nil).Content(plainTheme, 100)} {
			var want []Chosen
			for i := range table.Len() {
				if c := table.Chosen(i); c != (Chosen{}) {
					want = append(want, c)
				}
			}
			at := table.Step(Chosen{}, -1<<20)
			for i, c := range want {
				if at != c {
					t.Fatalf("%s, %s: row %d is %v, want %v", name, part, i, at, c)
				}
				if back := table.Step(table.Step(at, 1), -1); i+1 < len(want) && back != at {
					t.Fatalf("%s, %s: down and up from %v is %v", name, part, at, back)
				}
				at = table.Step(at, 1)
			}
			if at != want[len(want)-1] || table.Step(at, 1<<20) != at {
				t.Errorf("%s, %s: the end is not the end", name, part)
			}
		}
	}
}

// Every exchange has its row, and with all groups open nothing else has.
func TestEveryExchangeHasARow(t *testing.T) {
	for _, name := range tour() {
		v := visit(t, name)
		open := v.timing(nil)
		open.Open = nil
		rows := map[evidence.ID]int{}
		table := open.Content(plainTheme, 120)
		for i := range table.Len() {
			if c := table.Chosen(i); c.Part == inGroup && c.Item != 0 {
				rows[c.Item]++
			}
		}
		for _, it := range v.items {
			want := 0
			if it.Query != nil || it.Dial != nil || it.HTTP != nil {
				want = 1
			}
			if rows[it.ID] != want {
				t.Errorf("%s: item %d has %d rows, want %d", name, it.ID, rows[it.ID], want)
			}
		}
	}
}

// The guilty server is named with a sign, a word and the reason; the others are
// not accused.
func TestGuiltyServerIsMarked(t *testing.T) {
	for name, want := range map[string]string{
		"servers-one-drops-tlsa": "× ns4.example.net AT FAULT: drops _25._tcp.mx1.example.nl TLSA", "demo": "× mx2.example.net AT FAULT: The certificate was renewed, the TLSA record was not",
	} {
		s := visit(t, name).servers(nil)
		content := s.Content(plainTheme, 100)
		var accused []string
		for i := range content.Len() {
			l := strings.Join(strings.Fields(ansi.Strip(content.Line(i).Draw(plainTheme, 100))), " ")
			if strings.HasPrefix(l, "×") {
				next := strings.TrimSpace(ansi.Strip(content.Line(i+1).Draw(plainTheme, 100)))
				accused = append(accused, strings.Join(strings.Fields(l)[:2], " ")+" "+next)
			}
		}
		for _, a := range accused {
			if a != want {
				t.Errorf("%s: %q is accused, want %q", name, a, want)
			}
		}
		if (want == "") != (len(accused) == 0) {
			t.Errorf("%s: accused are %q", name, accused)
		}
	}
}

// Whoever drops a question of the TLSA record is to blame; a fault that no problem
// rests on is only noticed.
func TestBlame(t *testing.T) {
	v := visit(t, "servers-one-drops-tlsa")
	unheard := *v.diagnosis
	unheard.Findings = nil
	for i, z := range roster.Zones(v.diagnosis) {
		without := roster.Zones(&unheard)[i]
		for k, r := range z.Rows {
			want, wantWithout := roster.None, roster.None
			if len(r.Faults) > 0 {
				want, wantWithout = roster.Guilty, roster.Remark
			}
			if got := z.Marks[k].Blame; got != want {
				t.Errorf("%v: blame %d, want %d", r.Server, got, want)
			}
			if got := without.Marks[k].Blame; got != wantWithout {
				t.Errorf("%v without findings: blame %d, want %d", r.Server, got, wantWithout)
			}
		}
	}
}

// BenchmarkTiming draws one frame of a check of 5,000 exchanges.
func BenchmarkTiming(b *testing.B) {
	var items []evidence.Item
	for id := 1; id <= 5000; id++ {
		items = append(items, evidence.Item{ID: evidence.ID(id), At: time.Duration(id) * time.Millisecond, Query: &evidence.Exchange{
			Zone: "example.", Transport: evidence.UDP, Try: 1, Name: fmt.Sprintf("h%d.example.", id), Type: 1, RTT: 20 * time.Millisecond,
		}})
	}
	var xs feed.Exchanges
	xs.Fold(items)
	t := Timing{Fall: xs.Waterfall(nil), Sel: Chosen{inGroup, "", 4000}, Focused: true}
	for b.Loop() {
		c := t.Content(plainTheme, 200).Content
		c.Render(plainTheme, 200, 50, c.Reveal(c.Cursor, 0, 50))
	}
}
