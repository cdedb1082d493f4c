package exhibit

import (
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// Of returns what is behind a row of a diagnosis. A nil Source is one that has no
// exchange. A row without evidence, or one of a diagnosis that has no report yet,
// gives an empty exhibit.
func Of(d *explain.Diagnosis, l explain.Link, from Source) *Exhibit {
	if from == nil {
		from = func(evidence.ID) *evidence.Exchange { return nil }
	}
	e := &Exhibit{Link: l, At: d.At, d: d, from: from}
	if d.Report == nil {
		return e
	}
	e.teller = explain.NewNarrator(d)
	switch {
	case l.ID == rules.LinkMX:
		e.ask(d.Report.MX.Lookup)
	case l.ID == rules.LinkName:
		e.ask(d.Report.Resolve)
	case strings.HasPrefix(l.ID, "host:"):
		e.host(l.ID)
	default:
		for _, z := range d.Report.Zones {
			if rules.LinkZone(z.Name) == l.ID {
				e.Zones = append(e.Zones, e.zone(z))
			}
		}
	}
	return e
}

// host adds what belongs to a row of a mail server: one step, or, for the row of
// the server itself, each step as its own row has it.
func (e *Exhibit) host(id string) {
	for i := range e.d.Report.Hosts {
		h := &e.d.Report.Hosts[i]
		top := rules.LinkHost(h.Name, "")
		step, below := strings.CutPrefix(id, top+"/")
		switch {
		case id == top:
			e.steps()
		case below:
			e.step(h, step)
		}
	}
}

// steps adds the exhibits of the rows below.
func (e *Exhibit) steps() {
	for _, l := range e.d.Links {
		if l.Parent == e.Link.ID && l.ID != e.Link.ID {
			p := Of(e.d, l, e.from)
			p.part = true
			e.Parts = append(e.Parts, p)
		}
	}
}

// step adds what belongs to one step of a mail server.
func (e *Exhibit) step(h *mail.Host, step string) {
	switch step {
	case rules.StepZone:
		e.zonesOf(h)
	case rules.StepAddress:
		e.ask(h.A, h.AAAA, h.CNAME)
	case rules.StepTLSA:
		e.ask(append(slices.Clone(h.Lookups), h.TLSA, h.Unused)...)
	case rules.StepConnect, rules.StepSTARTTLS, rules.StepHandshake, rules.StepMatch:
		e.Servers = append(e.Servers, e.mailServer(h, step))
	}
}

// zonesOf adds the zones of a mail server that the trunk of the chain does not
// show.
func (e *Exhibit) zonesOf(h *mail.Host) {
	trunk := func(z *dnssec.Zone) bool {
		return slices.ContainsFunc(e.d.Links, func(l explain.Link) bool { return l.ID == rules.LinkZone(z.Name) })
	}
	for _, z := range e.d.Report.Zones {
		if h.Name.Under(z.Name) && !trunk(z) {
			e.Zones = append(e.Zones, e.zone(z))
		}
	}
}

// ask adds questions, each once.
func (e *Exhibit) ask(lookups ...*dnssec.Lookup) {
	for _, l := range lookups {
		if l == nil || slices.ContainsFunc(e.Questions, func(q Question) bool { return q.Lookup == l }) {
			continue
		}
		e.Questions = append(e.Questions, e.question(l))
	}
}

// accuses tells whether the row says that something is wrong with what is shown:
// only then may a part of it be called guilty. A row that could not be judged, for
// the fault lies above it or near us, accuses nobody, and no zone is accused of what
// it inherits.
func (e *Exhibit) accuses() bool {
	return !e.inherits && (e.Link.State == explain.Broken || e.Link.State == explain.Warning)
}

// nothing tells whether the row is broken because there is nothing at what was
// asked for, and at nothing else that it asked for.
func (e *Exhibit) nothing(q *Question) bool {
	none := func(q Question) bool {
		return q.Lookup != nil && !q.Lookup.Status.Fails() && (q.Lookup.Outcome == dnssec.Missing || q.Lookup.Outcome == dnssec.Empty)
	}
	return e.Link.State == explain.Broken && none(*q) && !slices.ContainsFunc(e.Questions, func(q Question) bool { return !none(q) })
}

// state is a state as this row may show it: what is broken in itself cannot be
// told where the row says so.
func (e *Exhibit) state(s explain.State) explain.State {
	if s == explain.Broken && !e.accuses() {
		return explain.Unknown
	}
	return s
}

// record gives a record its form.
func record(rr wire.RR) Record { return Record{RR: rr, Line: rr.Line()} }
