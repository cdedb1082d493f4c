package explain

import (
	"slices"
	"strings"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// links makes the rows of the chain of trust: the zones down to the domain, the
// mail servers, and the steps of each server.
func links(d *Diagnosis) []Link {
	r := d.Report
	var out []Link
	trunk := map[wire.Name]bool{}
	target := r.Domain
	if r.Resolve != nil {
		target = r.Resolve.Name
	}
	for _, z := range r.Zones {
		if target.Under(z.Name) {
			trunk[z.Name] = true
			out = append(out, zoneLink(d, z))
		}
	}
	if len(out) == 0 {
		out = append(out, Link{ID: rules.LinkZone(wire.Root()), Label: zoneName(d.Words, wire.Root()), State: pending(d, false), Seal: Pending})
	}
	if r.Resolve != nil {
		return attach(append(out, resolveLink(d, r.Resolve)), d)
	}
	out = append(out, mxLink(d))
	for i := range r.Hosts {
		out = append(out, hostLinks(d, &r.Hosts[i], trunk, i == len(r.Hosts)-1)...)
	}
	return attach(out, d)
}

// pending is the state of a row that is not known: running or waiting while the
// check goes on, unknown when it has ended.
func pending(d *Diagnosis, begun bool) State {
	switch {
	case d.Final:
		return Unknown
	case begun:
		return Running
	}
	return Waiting
}

func seal(s State) Seal {
	switch s {
	case OK, Warning:
		return Sealed
	case Open:
		return Unseal
	case Broken:
		return Cut
	}
	return Pending
}

func zoneName(b *text.Book, n wire.Name) string {
	if n.IsRoot() {
		return b.Say(". (root)")
	}
	return n.Show()
}

// zoneState maps a judged status to a state. A zone below a break is not
// accused: it cannot be told. While the check goes on nothing is called broken
// that another name server may still show to be fine.
func zoneState(d *Diagnosis, s dnssec.Status, inherits bool) State {
	if s.Fails() && !d.Final {
		return Running
	}
	switch s {
	case dnssec.Secure:
		return OK
	case dnssec.Insecure:
		return Open
	case dnssec.Bogus:
		if inherits || blinded(d) {
			return Unknown
		}
		return Broken
	case dnssec.Indeterminate:
		return Unknown
	}
	return Running
}

// blinded tells whether our own side spoils every lookup: then no row is called
// broken, for nothing that we see is the fault of those who run it.
func blinded(d *Diagnosis) bool {
	return slices.ContainsFunc(d.Findings, func(f Explained) bool { return f.Weight == finding.Local && rules.Blinds(f.Code) })
}

func zoneLink(d *Diagnosis, z *dnssec.Zone) Link {
	l := Link{
		ID: rules.LinkZone(z.Name), Label: zoneName(d.Words, z.Name), State: zoneState(d, z.Status, z.Inherits), Note: zoneNote(d.Words, z),
		Begin: z.Begin, Took: z.End - z.Begin, Evidence: z.Evidence, Facts: zoneFacts(d.Words, z),
	}
	if z.Status == dnssec.Bogus && blinded(d) {
		l.Note = d.Words.Say("cannot be told from here")
	}
	l.Seal = seal(l.State)
	return l
}

// anchorSource says where a trust anchor comes from: this program, the lab, or a
// file of the user, whose name stays as it is.
func anchorSource(b *text.Book, source string) string {
	if name, ok := strings.CutPrefix(source, "built-in "); ok {
		return b.Say("built-in %s", name)
	}
	if source == "key of the lab root" {
		return b.Say("key of the lab root")
	}
	return source
}

func zoneNote(b *text.Book, z *dnssec.Zone) string {
	switch {
	case z.Status == dnssec.NotJudged:
		return ""
	case z.Inherits && z.Reason == dnssec.NegativeAnchor:
		return b.Say("not validated: you asked not to")
	case z.Inherits && z.Status == dnssec.Insecure:
		return b.Say("below an unsigned zone")
	case z.Inherits && z.Fault.Reason == dnssec.AboveAnchor:
		return b.Say("no trust anchor above it")
	case z.Inherits:
		return b.Say("not verified: %s is broken above", zoneName(b, z.Fault.Zone))
	case z.Reason == dnssec.UnsignedDelegation && len(z.Keys) > 0:
		return b.Say("signed, but the zone above has no key entry for it")
	case z.Status != dnssec.Secure:
		return reasonNote(b, z.Reason)
	case z.Anchor != nil:
		for _, k := range z.Keys {
			if k.Entry && k.Signs && anchors(*z.Anchor, k) {
				return b.Say("key %d = %s", k.Tag, anchorSource(b, z.Anchor.Source))
			}
		}
		return anchorSource(b, z.Anchor.Source)
	}
	for _, ds := range z.DS {
		if ds.Matches && ds.Signs {
			return b.Say("DS %d matches DNSKEY", ds.DS.Tag)
		}
	}
	return b.Say("signed")
}

func mxLink(d *Diagnosis) Link {
	mx, b := d.Report.MX, d.Words
	l := Link{ID: rules.LinkMX, Label: b.Say("MX mail servers"), State: pending(d, false)}
	if mx.Lookup != nil {
		l.Begin, l.Took, l.Evidence, l.Facts = mx.Lookup.Begin, mx.Lookup.End-mx.Lookup.Begin, mx.Lookup.Evidence, lookupFacts(b, mx.Lookup)
	}
	signed := func(s string) string {
		if mx.Secure {
			return b.Say("%s, answer is signed", s)
		}
		return b.Say("%s, answer is not signed", s)
	}
	switch mx.Kind {
	case mail.MXRecords:
		l.State, l.Note = openOr(mx.Secure), signed(b.Count(len(d.Report.Hosts), "1 server", "%d servers"))
	case mail.MXImplicit:
		l.State, l.Note = openOr(mx.Secure), signed(b.Say("no MX record: the domain's own address counts"))
	case mail.MXDirect:
		l.State, l.Note = Skipped, b.Say("not asked: port %d of this very server", d.Report.Port)
	case mail.MXNull:
		l.State, l.Note = Warning, b.Say("the domain says that it takes no mail")
	case mail.MXNXDomain:
		l.State, l.Note = Broken, b.Say("the domain does not exist")
	case mail.MXNoAddress:
		l.State, l.Note = Broken, b.Say("no MX record and no address")
	case mail.MXFailed:
		l.State, l.Note = failedState(mx.Lookup), failedNote(b, mx.Lookup)
		if blinded(d) {
			l.Note = b.Say("cannot be told from here")
		}
	case mail.MXLiteral:
		l.State, l.Note = Skipped, b.Say("a bare IP address: nothing to look up")
	}
	l.Seal = seal(l.State)
	return l
}

func openOr(secure bool) State {
	if secure {
		return OK
	}
	return Open
}

// failedState tells a broken lookup from one that is only a consequence of a
// fault in a zone above, and from one that could not be made.
func failedState(l *dnssec.Lookup) State {
	if l != nil && l.Reason == dnssec.AliasLoop {
		return Broken // a circle is seen, not guessed
	}
	if l != nil && l.Status == dnssec.Bogus && (l.Zone == nil || l.Zone.Status == dnssec.Secure) {
		return Broken
	}
	return Unknown
}

// failedNote says that a lookup fails, and why.
func failedNote(b *text.Book, l *dnssec.Lookup) string {
	if l == nil || l.Reason == "" {
		return b.Say("the lookup fails")
	}
	return b.Say("the lookup fails: %s", reasonNote(b, l.Reason))
}

func resolveLink(d *Diagnosis, l *dnssec.Lookup) Link {
	note := OutcomeWords(d.Words, l.Outcome)
	if l.Status.Fails() {
		note = reasonNote(d.Words, l.Reason)
	}
	out := Link{
		ID: rules.LinkName, Label: l.Name.Show() + " " + l.Type.String(), State: zoneState(d, l.Status, false), Begin: l.Begin, Took: l.End - l.Begin,
		Evidence: l.Evidence, Facts: lookupFacts(d.Words, l), Note: note,
	}
	if l.Status == dnssec.Bogus && d.Final {
		out.State = failedState(l)
	}
	out.Seal = seal(out.State)
	return out
}

// attach hangs the findings on their rows, marks the break, and makes rows that
// passed but carry a warning say so.
func attach(ls []Link, d *Diagnosis) []Link {
	for i, f := range d.Findings {
		at := slices.IndexFunc(ls, func(l Link) bool { return l.ID == f.Link })
		if at < 0 {
			continue
		}
		ls[at].Findings = append(ls[at].Findings, i)
		ls[at].Break = ls[at].Break || i == d.Break
		if f.Code == "local.filtered" && ls[at].State == Broken {
			ls[at].State, ls[at].Seal = Unknown, seal(Unknown) // what we see is the resolver's, not the zone's
		}
		if i == d.Break && d.Final && d.Verdict == mail.Blocked && ls[at].State == Unknown {
			ls[at].State, ls[at].Seal = Broken, Cut // what no sender can find out stops the mail, whatever the proof would say
		}
		if ls[at].State == OK && f.ConsequenceOf < 0 && (f.Weight == finding.Risk || f.Weight == finding.Fatal) {
			ls[at].State = Warning
			if i == d.Break && f.Weight == finding.Fatal && d.Verdict == mail.Blocked {
				ls[at].State, ls[at].Seal = Broken, Cut // the records are genuine, and what they say stops the mail
			}
		}
	}
	return ls
}

// span returns the earliest begin and the time to the latest end.
func span(pairs ...time.Duration) (begin, took time.Duration) {
	var end time.Duration
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == 0 {
			continue
		}
		if end == 0 || pairs[i] < begin {
			begin = pairs[i]
		}
		end = max(end, pairs[i+1])
	}
	return begin, max(0, end-begin)
}
