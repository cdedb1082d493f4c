package steps

import (
	"fmt"
	"strings"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// Of tells the steps of a check, in the order of trust: who vouches for whom. It
// is empty for a diagnosis without a chain.
func Of(d *explain.Diagnosis) []Step {
	if d == nil || len(d.Links) == 0 {
		return nil
	}
	c := newCourse(d)
	for i := range d.Links {
		l := &d.Links[i]
		if l.Depth < 2 {
			c.leave()
		}
		if l.Depth == 1 {
			c.enter(i)
			continue
		}
		c.row(i)
	}
	c.leave()
	if c.late {
		c.end(c.broken)
	}
	c.result()
	return c.out
}

// course collects the steps.
type course struct {
	d      *explain.Diagnosis
	zones  map[string]*dnssec.Zone // by the ID of their row
	hosts  map[string]*mail.Host
	server int // index of the row of the mail server that we are at; -1: none
	broken int // index of the row where the chain ends; -1: nowhere
	late   bool
	terms  []text.Term // of the glossary
	out    []Step
}

func newCourse(d *explain.Diagnosis) *course {
	c := &course{d: d, zones: map[string]*dnssec.Zone{}, hosts: map[string]*mail.Host{}, server: -1, broken: -1}
	if r := d.Report; r != nil { // the screens show diagnoses without a report in their tests
		for _, z := range r.Zones {
			c.zones[rules.LinkZone(z.Name)] = z
		}
		for i := range r.Hosts {
			c.hosts[rules.LinkHost(r.Hosts[i].Name, "")] = &r.Hosts[i]
		}
	}
	for i, l := range d.Links {
		if l.Break {
			c.broken = i
		}
	}
	c.terms, _ = d.Words.Glossary() // our own file: a test reads it
	return c
}

func (c *course) say(p text.Phrase, values ...any) string { return c.d.Words.Say(p, values...) }

// enter begins the steps of a mail server.
func (c *course) enter(i int) {
	c.server = i
	s := c.step(Host, i)
	s.State, s.Seal, s.Facts = "", explain.Pending, nil // the row is the sum of what comes now
	c.out = append(c.out, s)
}

// leave ends the steps of a mail server.
func (c *course) leave() {
	if c.server < 0 {
		return
	}
	i := c.server
	c.out = append(c.out, c.step(Sum, i))
	c.server = -1
	c.endAt(i)
}

// row adds the step of a row, and of the break if it is there.
func (c *course) row(i int) {
	c.out = append(c.out, c.step(c.kindOf(i), i))
	c.endAt(i)
}

// endAt adds the step of the break behind its row. What is found only by looking
// at the mail servers, and hangs on a row before them, has to wait for the end.
func (c *course) endAt(i int) {
	switch {
	case i != c.broken || c.d.Break < 0:
	case c.d.Findings[c.d.Break].Layer > layerOf(c.kindOf(i)):
		c.late = true
	default:
		c.end(i)
	}
}

func (c *course) end(i int) { c.out = append(c.out, c.step(Break, i)) }

func (c *course) result() {
	at := c.broken
	if at < 0 {
		at = len(c.d.Links) - 1
	}
	s := c.step(Result, at)
	s.Facts = nil
	c.out = append(c.out, s)
}

// step makes a step of a row.
func (c *course) step(k Kind, i int) Step {
	l := &c.d.Links[i]
	v := c.about(k, i)
	s := Step{Kind: k, Link: i, Title: c.title(k, i), State: v.state, Seal: l.Seal, Facts: l.Facts}
	if v.state != l.State {
		s.Seal = explain.Sealed // a fault that shows only later
	}
	s.Now, s.Seen = present(v.now()), present(v.seen())
	s.Ask, s.Words = v.ask(), v.words()
	return s
}

// present leaves out empty sentences.
func present(list []string) (out []string) {
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// title names the row where those above it are not seen.
func (c *course) title(k Kind, i int) string {
	l := c.d.Links[i]
	switch {
	case k == Result:
		return c.say("[a step] The result")
	case l.ID == rules.LinkZone(wire.Root()):
		return c.say("[a zone in a sentence] the root")
	case l.Depth == 2 && c.server >= 0:
		return fmt.Sprintf("%s, %s", c.d.Links[c.server].Label, l.Label)
	}
	return l.Label
}

// kindOf tells what a row is.
func (c *course) kindOf(i int) Kind {
	l := c.d.Links[i]
	switch {
	case l.ID == rules.LinkMX:
		return MX
	case l.ID == rules.LinkName:
		return Name
	case l.Depth == 1:
		return Sum
	case l.Depth == 2:
		return map[string]Kind{
			rules.StepZone: HostZone, rules.StepAddress: Address, rules.StepTLSA: TLSA, rules.StepConnect: Connect,
			rules.StepSTARTTLS: STARTTLS, rules.StepHandshake: Handshake, rules.StepMatch: Match,
		}[l.ID[strings.LastIndex(l.ID, "/")+1:]]
	}
	z := c.zones[l.ID]
	switch {
	case z == nil && i == 0, z != nil && z.Parent == nil, z != nil && len(c.anchorsOf(z)) > 0:
		return Anchor
	case z != nil && z.Inherits, z != nil && z.Parent.Status != dnssec.Secure:
		return Below
	}
	return Zone
}

// layerOf is the layer up to which a step knows of faults.
func layerOf(k Kind) finding.Layer {
	switch k {
	case Anchor, Zone, Below, HostZone:
		return finding.LayerDNS
	case MX, Name, Address:
		return finding.LayerMX
	case TLSA:
		return finding.LayerTLSA
	case Connect, STARTTLS:
		return finding.LayerSMTP
	case Handshake:
		return finding.LayerTLS
	}
	return finding.LayerBeside
}

// anchorsOf are the trust anchors that we were given for a zone, used or not.
func (c *course) anchorsOf(z *dnssec.Zone) (out []dnssec.Anchor) {
	for _, a := range c.d.Policy.Anchors {
		if a.Zone == z.Name && (a.DS != nil || a.DNSKEY != nil) {
			out = append(out, a)
		}
	}
	return out
}
