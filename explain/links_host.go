package explain

import (
	"fmt"
	"strings"
	"time"

	"danewalk/explain/fix"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// hostLinks makes the row of a mail server and the rows of its steps.
func hostLinks(d *Diagnosis, h *mail.Host, trunk map[wire.Name]bool, last bool) []Link {
	steps := []Link{}
	if z, ok := hostZoneLink(d, h, trunk); ok {
		steps = append(steps, z)
	}
	steps = append(steps, addressLink(d, h), tlsaLink(d, h))
	steps = append(steps, sessionLinks(d, h)...)
	top := Link{
		ID: rules.LinkHost(h.Name, ""), Parent: rules.LinkMX, Depth: 1, Last: last, Label: h.Name.Show(), State: hostState(d, h),
		Note: hostNote(d.Words, h), Evidence: h.Evidence,
	}
	if d.Report.MX.Kind == mail.MXRecords {
		top.Facts = []Fact{{d.Words.Say("preference"), fmt.Sprint(h.Preference)}}
	}
	top.Facts = append(top.Facts, unicodeFacts(d.Words, h.Name)...)
	var times []time.Duration
	for i := range steps {
		steps[i].Parent, steps[i].Depth, steps[i].Last = top.ID, 2, i == len(steps)-1
		steps[i].Seal = seal(steps[i].State)
		times = append(times, steps[i].Begin, steps[i].Begin+steps[i].Took)
		top.Sessions = append(top.Sessions, steps[i].Sessions...)
	}
	top.Begin, top.Took = span(times...)
	top.Seal = seal(top.State)
	return append([]Link{top}, steps...)
}

func hostState(d *Diagnosis, h *mail.Host) State {
	switch h.Outcome {
	case mail.OutcomePass:
		return OK
	case mail.OutcomeEncrypted:
		return Warning
	case mail.OutcomeUnprotected:
		return Open
	case mail.OutcomeFail, mail.OutcomeDown:
		if h.TakesMail() {
			return Warning
		}
		return Broken
	case mail.OutcomeUntested:
		return Unknown
	}
	return pending(d, h.Gate != mail.GatePending || len(h.Addresses) > 0)
}

// ofAll adds how many addresses are meant, unless it is all of them.
func ofAll(b *text.Book, words string, n, all int) string {
	if n == 0 || n == all {
		return words
	}
	return b.Say("%s at %d of %d addresses", words, n, all)
}

// hostZoneLink is the row for the zones of the host that the trunk does not show.
func hostZoneLink(d *Diagnosis, h *mail.Host, trunk map[wire.Name]bool) (Link, bool) {
	l := Link{ID: rules.LinkHost(h.Name, rules.StepZone)}
	var names []string
	var times []time.Duration
	worst := OK
	for _, z := range d.Report.Zones {
		if !h.Name.Under(z.Name) || trunk[z.Name] {
			continue
		}
		names = append(names, z.Name.Show())
		times = append(times, z.Begin, z.End)
		if s := zoneState(d, z.Status, z.Inherits); worse(s, worst) {
			worst, l.Note = s, zoneNote(d.Words, z)
		}
		l.Evidence = append(l.Evidence, z.Evidence...)
		l.Facts = append(l.Facts, zoneFacts(d.Words, z)...)
	}
	if len(names) == 0 {
		return Link{}, false
	}
	if worst == OK && h.Gate == mail.GatePending {
		worst = pending(d, true) // another zone may still turn up below
	}
	l.Label, l.State = d.Words.Say("zone %s", strings.Join(names, " > ")), worst
	if l.Note == "" {
		l.Note = d.Words.Say("signed")
	}
	l.Begin, l.Took = span(times...)
	return l, true
}

// worse orders states for the sum of several.
func worse(a, b State) bool { return badness(a) > badness(b) }

func badness(s State) int {
	order := []State{Skipped, OK, Waiting, Running, Open, Warning, Unknown, Broken}
	for i, o := range order {
		if o == s {
			return i
		}
	}
	return 0
}

func addressLink(d *Diagnosis, h *mail.Host) Link {
	l := Link{ID: rules.LinkHost(h.Name, rules.StepAddress), Label: d.Words.Say("address"), State: pending(d, false)}
	var times []time.Duration
	for _, q := range []*dnssec.Lookup{h.A, h.AAAA} {
		if q == nil {
			continue
		}
		times = append(times, q.Begin, q.End)
		l.Evidence = append(l.Evidence, q.Evidence...)
		l.Facts = append(l.Facts, lookupFacts(d.Words, q)...)
	}
	l.Begin, l.Took = span(times...)
	var list []string
	for _, a := range h.Addresses {
		list = append(list, a.Addr.String())
	}
	l.Note = strings.Join(list, ", ")
	switch h.Gate {
	case mail.GateSecure:
		l.State = OK
	case mail.GateInsecure:
		l.State, l.Note = Open, d.Words.Say("%s (not signed)", l.Note)
	case mail.GateFailed:
		l.State, l.Note = Unknown, d.Words.Say("the lookup fails")
		if failedState(h.A) == Broken || failedState(h.AAAA) == Broken {
			l.State = Broken
		}
	case mail.GateNoAddress:
		l.State, l.Note = Broken, d.Words.Say("no address")
	}
	return l
}

func tlsaLink(d *Diagnosis, h *mail.Host) Link {
	l := Link{ID: rules.LinkHost(h.Name, rules.StepTLSA), Label: d.Words.Say("TLSA record"), State: pending(d, h.Gate == mail.GateSecure)}
	if h.TLSA != nil {
		l.Begin, l.Took = span(h.TLSA.Begin, h.TLSA.End)
		l.Evidence, l.Facts = h.TLSA.Evidence, lookupFacts(d.Words, h.TLSA)
	}
	switch h.Mode {
	case mail.ModeDANE:
		l.State = OK
		for _, r := range h.Records {
			if r.Active() {
				t := r.TLSA
				l.Note = d.Words.Say("%d %d %d %s signed", t.Usage, t.Selector, t.Matching, fix.Short(fmt.Sprintf("%x", t.Data)))
				break
			}
		}
		if n := len(h.Records); n > 1 {
			l.Note += fmt.Sprintf(" (+%d)", n-1)
		}
	case mail.ModeEncryptOnly:
		l.State, l.Note = Warning, d.Words.Say("no usable record")
	case mail.ModeUnreachable:
		l.State, l.Note = Broken, failedNote(d.Words, h.TLSA)
		if h.TLSA != nil && failedState(h.TLSA) != Broken && h.TLSA.Zone != nil && h.TLSA.Zone.Status != dnssec.Secure {
			l.State = Unknown
		}
	case mail.ModeNone:
		switch {
		case h.Gate == mail.GateInsecure:
			l.State, l.Note = Skipped, d.Words.Say("not used: the server's address is not signed")
		case h.Gate == mail.GateSecure:
			l.State, l.Note = Open, noneNote(d.Words, h)
		default:
			l.State, l.Note = Skipped, d.Words.Say("no address")
		}
	case mail.ModePending:
		if d.Final && (h.Gate == mail.GateNoAddress || h.Gate == mail.GateFailed) {
			l.State, l.Note = Skipped, d.Words.Say("not asked: no address")
		}
	}
	return l
}

// noneNote says why no TLSA record counts although the host is signed.
func noneNote(b *text.Book, h *mail.Host) string {
	switch l := h.TLSA; {
	case h.Unused != nil && h.Unused.Set != nil && h.Unused.Status == dnssec.Insecure:
		return b.Say("published, but not signed")
	case l != nil && len(l.Aliases) > 0 && l.Outcome != dnssec.Found:
		return b.Say("an alias that leads to no record")
	}
	return b.Say("none published")
}

// sessionLinks makes the rows of the conversation, each the sum over all
// addresses of the host.
func sessionLinks(d *Diagnosis, h *mail.Host) []Link {
	rows := []Link{
		{ID: rules.LinkHost(h.Name, rules.StepConnect), Label: d.Words.Say("connect port %d", d.Report.Port)},
		{ID: rules.LinkHost(h.Name, rules.StepSTARTTLS), Label: "STARTTLS"},
		{ID: rules.LinkHost(h.Name, rules.StepHandshake), Label: d.Words.Say("TLS handshake")},
		{ID: rules.LinkHost(h.Name, rules.StepMatch), Label: d.Words.Say("certificate match")},
	}
	judges := []func(*Diagnosis, *mail.Host, *mail.Address) (State, string, time.Duration, time.Duration){
		connectState, starttlsState, handshakeState, matchState,
	}
	for i := range rows {
		var times []time.Duration
		good := 0
		rows[i].State = pending(d, false)
		for j := range h.Addresses {
			a := &h.Addresses[j]
			s, note, begin, end := judges[i](d, h, a)
			times = append(times, begin, end)
			if s == OK {
				good++
			}
			if len(h.Addresses) > 1 && worse(s, OK) && s != Waiting && s != Running {
				note = a.Addr.String() + ": " + note
			}
			if j == 0 || worse(s, rows[i].State) {
				rows[i].State, rows[i].Note = s, note
			}
			if a.Session != nil {
				rows[i].Sessions = append(rows[i].Sessions, a.Session.ID)
				rows[i].Evidence = append(rows[i].Evidence, a.Session.Evidence...)
			}
			rows[i].Facts = append(rows[i].Facts, Fact{a.Addr.String(), strings.TrimPrefix(note, a.Addr.String()+": ")})
		}
		if len(h.Addresses) == 0 && (h.Gate == mail.GateFailed || h.Gate == mail.GateNoAddress) {
			rows[i].State, rows[i].Note = Skipped, d.Words.Say("no address to connect to")
		}
		if rows[i].State == OK {
			rows[i].Note = ofAll(d.Words, rows[i].Note, good, len(h.Addresses))
		}
		rows[i].Begin, rows[i].Took = span(times...)
	}
	rows[len(rows)-1].Facts = append(rows[len(rows)-1].Facts, namesFacts(d.Words, h)...)
	return rows
}

func connectState(d *Diagnosis, h *mail.Host, a *mail.Address) (State, string, time.Duration, time.Duration) {
	s := a.Session
	if s == nil {
		if d.Final || d.Report.MX.Kind == mail.MXPending {
			return Skipped, d.Words.Say("not tried"), 0, 0
		}
		return Waiting, "", 0, 0
	}
	switch s.Trouble {
	case view.ConnectTimeout, view.ConnectRefused, view.ConnectNoRoute, view.ConnectOther:
		return talkState(d, a), troubleNote(d.Words, s.Trouble), s.Begin, s.Ended
	}
	if s.Connected == 0 {
		return pending(d, true), "", s.Begin, s.Ended
	}
	return OK, s.Addr.String(), s.Begin, s.Connected
}

// talkState says whether what kept a session from TLS is a fault of the server,
// an open door, or not to be told: our own network may have done it.
func talkState(d *Diagnosis, a *mail.Address) State {
	switch a.Talk {
	case mail.OutcomeFail, mail.OutcomeDown:
		return Broken
	case mail.OutcomeUnprotected:
		return Open
	case mail.OutcomePending:
		return pending(d, true)
	}
	return Unknown
}

func starttlsState(d *Diagnosis, _ *mail.Host, a *mail.Address) (State, string, time.Duration, time.Duration) {
	s := a.Session
	if s == nil || s.Connected == 0 {
		return follow(d, s), d.Words.Say("not reached"), 0, 0
	}
	if wire.ImplicitTLS(s.Addr.Port()) {
		return Skipped, d.Words.Say("not needed: TLS begins with the first octet"), 0, 0
	}
	end := s.Start.At
	if end == 0 {
		end = s.Ended
	}
	if without, _ := a.Withheld(); without != nil && !hopeless(a) {
		return Warning, d.Words.Say("offered in some sessions only"), s.Connected, end
	}
	switch s.Trouble {
	case "", view.HandshakeFailed:
		return OK, d.Words.Say("offered and accepted"), s.Connected, end
	case view.NotFinished:
		if s.Start.Code/100 == 2 {
			return OK, d.Words.Say("offered and accepted"), s.Connected, end
		}
		return pending(d, true), "", s.Connected, end
	}
	return talkState(d, a), troubleNote(d.Words, s.Trouble), s.Connected, end
}

// follow is the state of a step whose predecessor did not get there.
func follow(d *Diagnosis, s *view.Session) State {
	if d.Final || (s != nil && s.Trouble != view.NotFinished && s.Trouble != "") {
		return Skipped
	}
	return Waiting
}

func handshakeState(d *Diagnosis, _ *mail.Host, a *mail.Address) (State, string, time.Duration, time.Duration) {
	s := a.Session
	switch {
	case s == nil || (s.TLS == nil && s.Trouble != view.NotFinished && s.Trouble != view.HandshakeFailed):
		return follow(d, s), d.Words.Say("not reached"), 0, 0
	case s.Trouble == view.HandshakeFailed && a.Talk == mail.OutcomePass:
		return Unknown, d.Words.Say("certificate read, then ended by our own library: %s", s.Detail.String()), s.Start.At, s.Ended
	case a.Small() != nil && !hopeless(a):
		return Warning, d.Words.Say("only with a small ClientHello"), s.Start.At, s.Ended
	case s.Trouble == view.HandshakeFailed:
		return talkState(d, a), handshakeNote(d.Words, s.Detail.String()), s.Start.At, s.Ended
	case s.Trouble == "":
		return OK, tlsWords(s.TLS), s.Start.At, s.Start.At + s.TLS.Took
	case s.TLS != nil || s.Start.Code/100 == 2:
		return pending(d, true), "", s.Start.At, s.Ended
	}
	return follow(d, s), "", 0, 0
}

// hopeless tells whether no DANE sender was seen to get through at an address.
func hopeless(a *mail.Address) bool {
	return a.Outcome == mail.OutcomeFail && a.Otherwise == mail.OutcomePending
}

func matchState(d *Diagnosis, h *mail.Host, a *mail.Address) (State, string, time.Duration, time.Duration) {
	s := a.Session
	if s == nil || s.TLS == nil || len(a.ChainDER) == 0 {
		return follow(d, s), d.Words.Say("not reached"), 0, 0
	}
	begin := s.Start.At + s.TLS.Took
	end := begin + time.Millisecond // comparing takes no time of the network
	switch h.Mode {
	case mail.ModeDANE:
		switch {
		case a.Match.Matched && len(a.Uncovered(h)) > 0:
			return Warning, d.Words.Say("TLSA record %d matches, but another certificate is shown too", a.Match.By+1), begin, end
		case a.Match.Matched:
			return OK, d.Words.Say("TLSA record %d matches", a.Match.By+1), begin, end
		case a.Outcome == mail.OutcomeUntested:
			return Unknown, d.Words.Say("could not be judged from here"), begin, end
		}
		if !hopeless(a) {
			return Warning, d.Words.Say("no TLSA record matches this certificate; on other paths one does"), begin, end
		}
		return Broken, d.Words.Say("no TLSA record matches this certificate"), begin, end
	case mail.ModeEncryptOnly:
		return Warning, d.Words.Say("no usable TLSA record to compare with"), begin, end
	case mail.ModePending:
		return pending(d, true), "", begin, end
	}
	return Skipped, d.Words.Say("nothing to compare with"), begin, end
}
