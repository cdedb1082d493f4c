package render

import (
	"encoding/json"
	"io"
	"time"

	"danewalk/explain"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
)

type resolveJSON struct {
	Schema  string      `json:"schema"`
	Name    string      `json:"name"`
	Type    string      `json:"type"`
	At      time.Time   `json:"at"`
	Status  string      `json:"status"`
	Outcome string      `json:"outcome"`
	Rcode   string      `json:"rcode"`
	Reason  string      `json:"reason,omitempty"`
	Fault   *faultJSON  `json:"fault,omitempty"`
	Target  string      `json:"target,omitempty"`
	TTL     uint32      `json:"ttl"`
	Records []string    `json:"records"`
	Aliases []aliasJSON `json:"aliases"`
	Chain   []zoneJSON  `json:"chain"`
	Servers []answJSON  `json:"servers"`
	Timing  timingJSON  `json:"timing"`
}

type faultJSON struct {
	Reason   string        `json:"reason"`
	Zone     string        `json:"zone"`
	Name     string        `json:"name"`
	Type     string        `json:"type"`
	Evidence []evidence.ID `json:"evidence"`
}

type aliasJSON struct {
	From   string `json:"from"`
	To     string `json:"to"`
	DNAME  bool   `json:"dname,omitempty"`
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

type answJSON struct {
	Server string `json:"server"`
	Class  string `json:"class"`
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

// ResolveJSON returns the judgement of one name as one JSON document on one
// line. The diagnosis must be of a case of kind name.
func ResolveJSON(d *explain.Diagnosis) ([]byte, error) {
	l := d.Report.Resolve
	doc := resolveJSON{
		Schema: Schema, Name: l.Name.Show(), Type: l.Type.String(), At: d.At.UTC(), Status: statusWord(l), Outcome: string(l.Outcome),
		Rcode: l.Rcode.String(), Reason: string(l.Reason), TTL: l.TTL, Records: recordTexts(l.Set), Aliases: []aliasJSON{},
		Chain: zonesOf(d.Zones), Servers: []answJSON{}, Timing: timing(d),
	}
	if !l.Target.IsZero() {
		doc.Target = l.Target.Show()
	}
	if !l.Fault.IsZero() {
		doc.Fault = &faultJSON{string(l.Fault.Reason), l.Fault.Zone.Show(), l.Fault.Name.Show(), l.Fault.Type.String(), l.Fault.Evidence}
	}
	for _, a := range l.Aliases {
		doc.Aliases = append(doc.Aliases, aliasJSON{a.From.Show(), a.To.Show(), a.DNAME, a.Status.String(), string(a.Reason)})
	}
	for _, s := range l.Servers {
		if s.Answer != nil {
			doc.Servers = append(doc.Servers, answJSON{s.Answer.Server.Addr.String(), string(s.Answer.Class), s.Status.String(), string(s.Reason)})
		}
	}
	return json.Marshal(doc)
}

// statusWord is one of the four words; what was not judged is indeterminate.
func statusWord(l *dnssec.Lookup) string {
	if l.Status == dnssec.NotJudged {
		return dnssec.Indeterminate.String()
	}
	return l.Status.String()
}

// ResolveText writes the judgement of one name for a person.
func ResolveText(w io.Writer, d *explain.Diagnosis, o Options) error {
	l := d.Report.Resolve
	p := &printer{w: w, o: o}
	p.line("%s %s: %s", l.Name.Show(), l.Type, statusWord(l))
	if l.Reason != "" {
		p.line("reason: %s at %s %s (zone %s)", l.Reason, l.Fault.Name.Show(), l.Fault.Type, l.Fault.Zone.Show())
	}
	p.line("answer: %s, %s", l.Rcode, explain.OutcomeWords(l.Outcome))
	for _, a := range l.Aliases {
		p.line("  alias %s > %s  %s", a.From.Show(), a.To.Show(), a.Status)
	}
	if l.Set != nil {
		for _, rr := range l.Set.RRs {
			p.line("  %s", rr.Line())
		}
	}
	p.line("")
	p.chain(d)
	for _, f := range d.Findings {
		p.line("")
		p.line("%s  (%s)", f.Title, f.Code)
		p.wrap("  ", f.What)
	}
	p.line("")
	p.effort(d)
	return p.err
}
