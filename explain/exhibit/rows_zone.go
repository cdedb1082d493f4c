package exhibit

import (
	"fmt"
	"strings"

	"danewalk/explain"
	"danewalk/explain/text"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// zone writes a zone: what leads to its keys, which key entry fits which key, and
// the keys.
func (w *writer) zone(z *Zone) {
	w.e.inherits = z.Judged.Inherits
	defer func() { w.e.inherits = false }()
	name := explain.ZoneName(w.b, z.Judged.Name)
	w.heading(0, w.say("zone %s", name), explain.StatusWords(w.b, z.Judged.Status))
	if w.form != Readable {
		if z.DS != nil {
			w.question(z.DS)
		}
		w.question(&z.DNSKEY)
		return
	}
	for _, p := range w.e.teller.Anchors(z.Judged) {
		w.points(p)
	}
	w.pairs(z)
	if z.DS != nil {
		w.question(z.DS)
	}
	if len(z.DNSKEY.Versions) > 0 {
		w.question(&z.DNSKEY)
	}
}

// points writes a thing that was checked, a line each.
func (w *writer) points(p explain.Point) {
	for i, line := range strings.Split(p.Text, "\n") {
		r := Row{Level: 1, State: w.e.state(p.State), Text: line}
		if i > 0 {
			r.Level, r.State = 2, ""
		} else if p.Label != "" {
			r.Text = p.Label + ": " + line
		}
		w.add(r)
	}
}

// pairs writes which key entry fits which key, and the keys that none fits.
func (w *writer) pairs(z *Zone) {
	if len(z.Entries)+len(z.Keys) == 0 {
		return
	}
	w.heading(1, w.say("key entries (DS) and keys (DNSKEY)"))
	told := map[int]bool{}
	for i := range z.Entries {
		w.entry(z, &z.Entries[i], told)
	}
	for i := range z.Keys {
		if !told[i] {
			w.lone(z, &z.Keys[i])
		}
	}
	w.rest(1, z.Left, text.Phrase("1 more DS or DNSKEY record is not shown"), text.Phrase("%d more DS and DNSKEY records are not shown"))
}

// entry writes a DS with the keys that it fits, and what became of it.
func (w *writer) entry(z *Zone, d *Entry, told map[int]bool) {
	state, word := w.e.teller.DS(d.DSLink)
	state = w.e.state(state)
	record := []wire.RR{d.Record.RR}
	ds := fmt.Sprintf("DS %d", d.DS.Tag)
	if len(d.Keys) == 0 {
		w.add(Row{Kind: Pair, Level: 1, State: state, Guilty: d.Guilty, Label: ds, Text: w.say("[of a DS] no key"), records: record})
	}
	for _, k := range d.Keys {
		text := w.say("key %d", z.Keys[k].Tag)
		if !told[k] {
			text = w.keyLine(z, &z.Keys[k])
		}
		w.add(Row{Kind: Pair, Level: 1, State: state, Guilty: d.Guilty, Fits: true, Label: ds, Text: text, records: record})
		if !told[k] {
			w.does(z, &z.Keys[k])
		}
		told[k] = true
	}
	if word != "" {
		made := explain.DigestName(w.b, d.DS.DigestType)
		w.add(Row{Level: 2, Guilty: d.Guilty, Text: "DS, " + made + ": " + word, records: record})
	}
}

// lone writes a key that no DS fits.
func (w *writer) lone(z *Zone, k *Key) {
	label, state := "", explain.State("")
	switch {
	case k.Anchored:
		label, state = w.say("anchor"), explain.OK
	case k.Idle():
		state = explain.Skipped
	case k.Trusted:
		state = explain.OK
	}
	if state == explain.OK && z.Judged.Status != dnssec.Secure {
		state = explain.Unknown
	}
	w.add(Row{Kind: Pair, Level: 1, State: state, Label: label, Text: w.keyLine(z, k), records: []wire.RR{k.Record.RR}})
	w.does(z, k)
}

// keyLine is the first line about a key: tag, role, algorithm, size.
func (w *writer) keyLine(z *Zone, k *Key) string {
	_, text := w.e.teller.Key(z.Judged, k.Key)
	first, _, _ := strings.Cut(text, "\n")
	return w.say("key %s", first)
}

// does writes what a key does.
func (w *writer) does(z *Zone, k *Key) {
	_, text := w.e.teller.Key(z.Judged, k.Key)
	if _, does, ok := strings.Cut(text, "\n"); ok && does != "" {
		w.add(Row{Level: 2, Text: does, records: []wire.RR{k.Record.RR}})
	}
}

// denial writes a proof: each gap with the place of the name in it, and what
// follows.
func (w *writer) denial(d *Denial) {
	points := w.e.teller.Proof(d.Name, d.Type, d.Proof)
	first := len(points) // of those about a span
	for i := range points {
		if points[i].Part == explain.PartProof {
			first = i + 1 // after the head
			break
		}
	}
	title := w.say("proof that it does not exist")
	if d.Proof.Kind == denial.WildcardAway {
		title = w.say("proof about a wildcard")
	}
	w.heading(1, title)
	for i, p := range points {
		at, lines := i-first, strings.Split(p.Text, "\n")
		if at >= 0 && at < len(d.Spans) {
			w.gap(&d.Spans[at], d.Guilty)
			if n := len(lines); n > 2 && d.Spans[at].Hash != "" { // the hashes stand in the drawing
				lines = []string{lines[0], lines[n-1]}
			}
		}
		for n, line := range lines {
			r := Row{Level: 1, Text: line, Guilty: d.Guilty && p.State == explain.Broken}
			if n == 0 {
				r.State = w.e.state(p.State)
			} else {
				r.Level = 2
			}
			w.add(r)
		}
	}
}

// gap writes a span with its two ends and the name.
func (w *writer) gap(s *Span, guilty bool) {
	r := Row{Kind: Gap, Level: 1, Guilty: guilty, Span: s}
	r.Ends = [3]string{s.Owner.Show(), s.Name.Show(), strings.TrimSuffix(s.Next, ".")}
	if s.Hash != "" {
		r.Ends = [3]string{strings.ToLower(s.Owner.Label(0)), s.Hash, s.Next}
	}
	if s.Wraps {
		r.Ends[2] = w.say("%s (the first one again)", r.Ends[2])
	}
	switch {
	case s.Match:
		r.Ends[1] = w.say("%s: here, with the types %s", r.Ends[1], s.Types)
		r.Ends[0] = ""
	case s.Hash != "":
		r.Ends[1] = w.say("%s: asked for %s", r.Ends[1], s.Name.Show())
	default:
		r.Ends[1] = w.say("%s: asked for", r.Ends[1])
	}
	if s.Record != nil {
		r.records = []wire.RR{s.Record.RR}
	}
	w.add(r)
}
