package repeat

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/evidence"
)

// cell is a row of the chain in one run.
type cell struct {
	link  *explain.Link // nil: there was none
	spoil bool          // by our own side: no word about others
	key   string        // what must be the same: the state and the findings
	what  string
	ids   []evidence.ID // what shows it
}

// line is a row of the chain in all runs that count.
type line struct {
	id, label, host, parent string
	cells                   []cell
	differs                 bool
	parental                bool // it has rows of its own below it
}

// rows compares the chains of the runs that count.
func rows(runs []Run, good []int) []Row {
	lines := linesOf(runs, good)
	for i := range lines {
		lines[i].differs = lines[i].unlike()
	}
	var out []Row
	for i, l := range lines {
		differs := l.differs && !belowDiffers(lines, l.id) && !follows(lines[:i], l)
		times := timesOf(l.took())
		if differs || !l.parental && times.slow() {
			out = append(out, Row{ID: l.id, Label: l.label, Host: l.host, Seen: seen(runs, good, l), Differs: differs, Times: times})
		}
	}
	return out
}

// linesOf puts the rows of all runs side by side, in the order of the chain. A row
// that only some runs have stands behind the one that it followed there.
func linesOf(runs []Run, good []int) []line {
	var out []line
	for n, i := range good {
		d, after := runs[i].Diagnosis, -1
		for k := range d.Links {
			l := &d.Links[k]
			at := slices.IndexFunc(out, func(o line) bool { return o.id == l.ID })
			if at < 0 {
				at = after + 1
				out = slices.Insert(out, at, line{id: l.ID, label: l.Label, parent: l.Parent, cells: make([]cell, len(good))})
			}
			out[at].cells[n], after = cellOf(d, l), at
			if l.Depth > 1 {
				out[at].host = hostOf(d, l.Parent)
			}
			if l.Depth > 0 {
				parental(out, l.Parent)
			}
		}
	}
	return out
}

func parental(lines []line, id string) {
	if i := slices.IndexFunc(lines, func(l line) bool { return l.id == id }); i >= 0 {
		lines[i].parental = true
	}
}

// hostOf is the label of the row of a mail server.
func hostOf(d *explain.Diagnosis, id string) string {
	for _, l := range d.Links {
		if l.ID == id {
			return l.Label
		}
	}
	return ""
}

// cellOf is what a row was in one run.
func cellOf(d *explain.Diagnosis, l *explain.Link) cell {
	c := cell{link: l, what: l.Note, ids: slices.Concat(l.Evidence, l.Sessions)}
	key := []string{string(l.State)}
	first := true
	for _, i := range l.Findings {
		if i < 0 || i >= len(d.Findings) {
			continue
		}
		f := &d.Findings[i]
		c.spoil = c.spoil || local(d, i)
		if f.Advice || f.Weight == finding.Good || f.Weight == finding.Info {
			continue
		}
		key = append(key, string(f.Code)+" "+f.Subject)
		if first {
			c.what, c.ids, first = f.Title, f.Evidence, false
		}
	}
	slices.Sort(key[1:])
	c.key = strings.Join(key, "\n")
	return c
}

// local tells whether a finding is about our own side, or follows from one that
// is.
func local(d *explain.Diagnosis, i int) bool {
	for range d.Findings { // a chain of causes is no longer than the list
		f := &d.Findings[i]
		if f.Weight == finding.Local {
			return true
		}
		if f.CausedByIndex <= 0 || f.CausedByIndex > len(d.Findings) {
			return false
		}
		i = f.CausedByIndex - 1
	}
	return false
}

// unlike tells whether the row was not the same in all runs, those left out that
// our own side spoiled.
func (l line) unlike() bool {
	var keys []string
	for _, c := range l.cells {
		if !c.spoil && !slices.Contains(keys, c.key) {
			keys = append(keys, c.key)
		}
	}
	return len(keys) > 1
}

func (l line) took() []time.Duration {
	var out []time.Duration
	for _, c := range l.cells {
		if c.link != nil {
			out = append(out, c.link.Took)
		}
	}
	return out
}

// belowDiffers tells whether a row differs because one below it does.
func belowDiffers(lines []line, id string) bool {
	return slices.ContainsFunc(lines, func(l line) bool {
		return l.parent == id && (l.differs || l.parental && belowDiffers(lines, l.id))
	})
}

// follows tells whether a row differs only because the check did not come so far:
// whenever it is another one than mostly, it was not reached, and a row before it
// is another one too.
func follows(before []line, l line) bool {
	usual := l.usual()
	for n, c := range l.cells {
		if c.key == usual || c.spoil {
			continue
		}
		if c.link != nil && reached(c.link.State) {
			return false
		}
		earlier := func(b line) bool {
			return b.differs && (b.parent == l.parent || b.parent == "") && b.cells[n].key != b.usual()
		}
		if !slices.ContainsFunc(before, earlier) {
			return false
		}
	}
	return true
}

func reached(s explain.State) bool {
	return s == explain.OK || s == explain.Open || s == explain.Warning || s == explain.Broken
}

// usual is what the row mostly was: of what was equally frequent, what was good.
func (l line) usual() string {
	groups := l.groups()
	return l.cells[groups[0][0]].key
}

// groups are the runs in which the row was the same, the most frequent first.
func (l line) groups() [][]int {
	var out [][]int
	for n, c := range l.cells {
		if at := slices.IndexFunc(out, func(g []int) bool { return l.cells[g[0]].key == c.key }); at >= 0 {
			out[at] = append(out[at], n)
			continue
		}
		out = append(out, []int{n})
	}
	slices.SortStableFunc(out, func(a, b []int) int {
		return cmp.Or(len(b)-len(a), goodness(l.cells[a[0]])-goodness(l.cells[b[0]]))
	})
	return out
}

// goodness orders states, the best first.
func goodness(c cell) int {
	if c.link == nil {
		return 9
	}
	return slices.Index([]explain.State{explain.OK, explain.Open, explain.Warning, explain.Broken, explain.Unknown, explain.Skipped, explain.Running, explain.Waiting}, c.link.State)
}

// seen says what a row was in which runs, and who said so.
func seen(runs []Run, good []int, l line) []Seen {
	var out []Seen
	for _, g := range l.groups() {
		c := l.cells[g[0]]
		s := Seen{What: c.what}
		if c.link != nil {
			s.State = c.link.State
		}
		for _, n := range g {
			s.Runs = append(s.Runs, good[n]+1)
		}
		if s.State != explain.OK {
			s.Who = voices(runs[good[g[0]]].Case, c.ids)
		}
		out = append(out, s)
	}
	return out
}

// mostVoices is how many servers are named for one thing.
const mostVoices = 3

// voices are the servers behind items: name and address, each once. Where none
// stands for it alone, because too many do, nobody is named.
func voices(c evidence.Case, ids []evidence.ID) []string {
	var out []string
	for _, id := range ids {
		if v := voice(c, id); v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	if len(out) > mostVoices {
		return nil
	}
	return out
}

// voice is the server that an item is from; empty: none.
func voice(c evidence.Case, id evidence.ID) string {
	if id < 1 || int(id) > len(c.Items) {
		return ""
	}
	switch it := c.Items[id-1]; {
	case it.Query != nil:
		return named(it.Query.ServerName, it.Query.Server.Addr().String())
	case it.Dial != nil:
		return named(it.Dial.Host, it.Dial.Address.Addr().String())
	case it.Line != nil && it.Line.Session < id:
		return voice(c, it.Line.Session)
	case it.TLS != nil && it.TLS.Session < id:
		return voice(c, it.TLS.Session)
	case it.HTTP != nil:
		return named(it.HTTP.Host, it.HTTP.Address.Addr().String())
	}
	return ""
}

func named(name, address string) string {
	if name = strings.TrimSuffix(name, "."); name == "" {
		return address
	}
	return name + " (" + address + ")"
}
