package render

import (
	"fmt"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/horizon"
	"danewalk/probe/evidence"
)

// learned is how many events a learner is shown: enough to see what ends, and how
// often.
const learned = 8

// horizon writes what breaks next, and when: all of it for experts, the first of it
// for learners, and for the helpdesk one line if somebody must act soon.
func (p *printer) horizon(d *explain.Diagnosis) {
	list := horizon.Of(d)
	if len(list) == 0 {
		return
	}
	if p.audience() == explain.Helpdesk {
		p.soon(d, list)
		return
	}
	p.line("")
	p.line("%s", p.phrase("heading", nil))
	shown := list
	if p.audience() == explain.Learner {
		shown = list[:min(len(list), learned)]
	}
	for _, e := range shown {
		p.event(d, e)
	}
	if rest := len(list) - len(shown); rest > 0 {
		p.line("  %s", p.phrase("later", map[string]string{"count": fmt.Sprint(rest)}))
	}
}

// soon is the line for the helpdesk.
func (p *printer) soon(d *explain.Diagnosis, list []horizon.Event) {
	e, pressing := horizon.Pressing(list, d.At)
	if !pressing {
		return
	}
	words := p.told(e)
	p.line("")
	p.line("%s", p.phrase("heading", nil))
	p.wrap("  ", p.phrase("helpdesk", map[string]string{"ago": fix.Ago(d.Words, e.At, d.At), "end": fix.Moment(e.At), "what": words.What}))
}

// event writes one event: when and what, and below it what to do.
func (p *printer) event(d *explain.Diagnosis, e horizon.Event) {
	words := p.told(e)
	when := p.phrase("undated", nil)
	if e.Dated() {
		when = e.At.UTC().Format(time.DateOnly) + ", " + fix.Ago(d.Words, e.At, d.At)
		if p.audience() == explain.Expert {
			when = fix.Moment(e.At) + ", " + fix.Ago(d.Words, e.At, d.At)
		}
	}
	p.wrap("  ", when+": "+words.What)
	p.wrap("    ", words.Look)
	p.wrap("    ", p.phrase("otherwise", map[string]string{"otherwise": words.Otherwise}))
	if p.audience() != explain.Expert {
		return
	}
	if len(e.Sets) > 0 {
		more := ""
		if e.More > 0 {
			more = fmt.Sprint(e.More)
		}
		p.wrap("    ", p.phrase("sets", map[string]string{"sets": strings.Join(e.Sets, ", "), "more": more}))
	}
	p.wrap("    ", p.phrase("who", map[string]string{"who": words.Who}))
}

// told and phrase keep the first error, like line.
func (p *printer) told(e horizon.Event) horizon.Words {
	words, err := horizon.Say(e, p.words)
	if p.err == nil {
		p.err = err
	}
	return words
}

func (p *printer) phrase(name string, args map[string]string) string {
	said, err := horizon.Shared(name, p.words, args)
	if p.err == nil {
		p.err = err
	}
	return said
}

type eventJSON struct {
	Kind      horizon.Kind     `json:"kind"`
	At        *time.Time       `json:"at"`             // null: no date
	Last      *time.Time       `json:"last,omitempty"` // of several that were joined, if not at
	Check     *time.Time       `json:"check"`
	Automatic bool             `json:"automatic"`
	Where     []string         `json:"where"`
	Sets      []string         `json:"sets"`
	More      int              `json:"moreSets,omitempty"`
	What      string           `json:"what"`
	Look      string           `json:"look"`
	Otherwise string           `json:"otherwise"`
	Owner     finding.Owner    `json:"owner"`
	OwnerOf   string           `json:"ownerOf,omitempty"`
	Severity  finding.Severity `json:"severity"`
	ID        string           `json:"id"`
	Evidence  []evidence.ID    `json:"evidence"`
}

// horizonOf is the list of what has a date.
func horizonOf(d *explain.Diagnosis) ([]eventJSON, error) {
	out := []eventJSON{}
	for _, e := range horizon.Of(d) {
		words, err := horizon.Say(e, d.Words)
		if err != nil {
			return nil, err
		}
		j := eventJSON{
			Kind: e.Kind, At: moment(e.At), Check: moment(e.Check), Automatic: e.Automatic, Where: e.Where, Sets: append([]string{}, e.Sets...),
			More: e.More, What: words.What, Look: words.Look, Otherwise: words.Otherwise, Owner: e.Owner, OwnerOf: e.OwnerOf, Severity: e.Severity,
			ID: e.ID, Evidence: append([]evidence.ID{}, e.Evidence...),
		}
		if e.Last.After(e.At) {
			j.Last = moment(e.Last)
		}
		out = append(out, j)
	}
	return out, nil
}

// moment is a time in UTC, nil for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
