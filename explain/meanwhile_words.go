package explain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"danewalk/explain/patience"
	"danewalk/explain/rules"
	"danewalk/explain/text"
)

// Bounds of what is said at once.
const (
	namesSaid  = 2
	groupsSaid = 2
	runesSaid  = 150 // what a second group has room in
	waitsSaid  = 8   // one by one, to an expert
)

// named lists names, two at most.
func (p *pause) named(names []string) string {
	if n := len(names) - namesSaid; n > 0 {
		return p.b.Say("%s and %d more", strings.Join(names[:namesSaid], ", "), n)
	}
	return p.b.List(names)
}

// whom lists those that a group waits for. Of a single mail server that has more
// addresses than those it says which; of several there is no room for that.
func (p *pause) whom(g group) string {
	if addrs := g.addrs[g.names[0]]; p.partly(g) && len(addrs) == 1 {
		return fmt.Sprintf("%s (%s)", g.names[0], addrs[0])
	}
	return p.counted(g)
}

// counted is the same in fewer cells: it says of how many addresses.
func (p *pause) counted(g group) string {
	if name := g.names[0]; p.partly(g) {
		return p.b.Say("%s (%d of %d addresses)", name, len(g.addrs[name]), p.d.Pending.Tried[name])
	}
	return p.named(g.names)
}

// partly tells whether a group waits for some addresses of a single mail server, and
// not for all.
func (p *pause) partly(g group) bool {
	name := g.names[0]
	return g.Session() && !g.only6 && len(g.names) == 1 && len(g.addrs[name]) < p.d.Pending.Tried[name]
}

// waiting says what is waited for, whom, since when and until when at most.
func (p *pause) waiting() string {
	said, groups := "", 0
	for _, g := range p.groups[:min(len(p.groups), groupsSaid)] {
		more := p.sentence(g)
		if until := p.until(g); !strings.HasSuffix(said, until) || until == "" {
			more = strings.TrimSpace(more + " " + until)
		}
		if said != "" && len([]rune(said+more)) > runesSaid {
			break
		}
		said, groups = strings.TrimSpace(said+" "+more), groups+1
	}
	if groups < len(p.groups) {
		said += " " + p.b.Say("More is under way beside that.")
	}
	return said
}

// sentence says what a group waits for. The time of silence counts from what was
// seen last.
func (p *pause) sentence(g group) string {
	who, age := p.whom(g), Length(p.b, g.age)
	switch {
	case g.only6:
		return p.b.Say("No connection to %s over IPv6 after %s.", who, age)
	case g.Kind == patience.Connection:
		return p.b.Say("No connection to %s after %s.", who, age)
	case g.Kind == patience.Greeting && g.Begun:
		return p.b.Say("The greeting of %s is not complete after %s.", who, age)
	case g.Kind == patience.Greeting:
		return p.b.Say("The connection to %s stands, but no greeting has come for %s.", who, age)
	case g.Kind == patience.Reply:
		return p.b.Say("The answer of %s to %s is not complete after %s.", who, g.To, age)
	case g.Kind == patience.Handshake:
		return p.b.Say("The encryption (TLS) with %s is not agreed on after %s.", who, age)
	case g.Kind == patience.Aside:
		return p.aside(g, who)
	case g.Kind == patience.Root && !p.d.Pending.Answered:
		return p.b.Say("No usable answer from any DNS server after %s.", age)
	case g.Kind == patience.Root:
		return p.b.Say("Some answers about the root of the DNS are missing after %s.", age)
	case p.silent(g.Wait):
		return p.b.Say("No usable answer from the DNS servers of %s after %s.", who, age)
	case g.Kind == patience.Zone:
		return p.b.Say("Some DNS answers about %s are missing after %s.", who, age)
	case g.Kind == patience.MX:
		return p.b.Say("The question for the mail servers of %s has no usable answer after %s.", who, age)
	case g.Kind == patience.Address:
		return p.b.Say("The question for the address of %s has no usable answer after %s.", who, age)
	}
	return p.b.Say("The question for the TLSA record of %s has no usable answer after %s.", who, age)
}

// aside says what is done beside what the verdict rests on.
func (p *pause) aside(g group, who string) string {
	switch g.To {
	case "look":
		return p.b.Say("Second looks at %s go on.", who)
	case "control":
		return p.b.Say("For comparison, a mail server elsewhere is being asked: %s.", who)
	case "policy":
		return p.b.Say("The policies of %s are being read.", who)
	}
	return p.b.Say("Second looks go on.")
}

// until says until when at most a group is waited for.
func (p *pause) until(g group) string {
	l := p.limit(g)
	switch {
	case l == 0:
		return ""
	case g.Kind == patience.Connection && !p.d.Pending.Met:
		return p.b.Say("danewalk gives up after %s if no mail server is heard at all.", Length(p.b, l))
	case g.Kind == patience.Root:
		return p.b.Say("danewalk gives up after %s without any.", Length(p.b, l))
	}
	return p.b.Say("danewalk waits %s at most.", Length(p.b, l))
}

// rowCells is the room that a window of 80 cells has beside the word of the verdict,
// in the language where that word is longest. What is longer takes a second row.
const rowCells = 61

// headline is the wait for the line of the verdict, with its limit and all names
// if there is room; empty where there is none.
func (p *pause) headline() string {
	g := p.groups[0]
	age := Length(p.b, g.age)
	limited := age
	if l := p.limit(g); l > 0 {
		limited = p.b.Say("%s (limit %s)", age, Length(p.b, l))
	}
	one := p.counted(g)
	if n := len(g.names) - 1; n > 0 {
		one = p.b.Say("%s and %d more", g.names[0], n)
	}
	for _, c := range []struct {
		s    string
		room int
	}{{p.short(g, p.counted(g), limited), rowCells}, {p.short(g, p.counted(g), age), rowCells}, {p.short(g, one, age), HeadlineCells}} {
		if p.d.Break >= 0 {
			c.s = p.d.Headline + "; " + c.s
		}
		if len([]rune(c.s)) <= c.room {
			return c.s
		}
	}
	if p.d.Break >= 0 {
		return ""
	}
	return shortened(p.short(g, one, age), HeadlineCells)
}

// short is a group in a few words.
func (p *pause) short(g group, who, age string) string {
	switch g.Kind {
	case patience.Connection:
		if !p.d.Pending.Met && p.dns {
			return p.b.Say("The DNS part is done; no answer on port %d for %s", p.d.Report.Port, age)
		}
		if g.only6 {
			return p.b.Say("No connection to %s over IPv6 for %s", who, age)
		}
		return p.b.Say("No connection to %s for %s", who, age)
	case patience.Greeting:
		return p.b.Say("No greeting from %s for %s", who, age)
	case patience.Reply:
		return p.b.Say("No complete answer from %s for %s", who, age)
	case patience.Handshake:
		return p.b.Say("Encryption with %s not agreed on for %s", who, age)
	case patience.Aside:
		return p.b.Say("All that decides is seen; second looks go on")
	case patience.Root:
		return p.b.Say("No complete answer of the DNS for %s", age)
	}
	return p.b.Say("No complete DNS answer about %s for %s", who, age)
}

// answers say it to each audience.
func (p *pause) answers(waiting Block) map[Audience][]Block {
	sure := Block{Part: "sure", Heading: p.b.Say("What is sure so far"), Paras: []string{p.sure()}}
	who := Block{Part: "who", Heading: p.b.Say("Who fixes it"), Paras: []string{p.who()}}
	say := Block{Part: "say", Heading: p.b.Say("What to say"), Paras: []string{p.say()}}
	helpdesk := waiting
	if s := p.ours(); s != "" {
		helpdesk.Paras = []string{helpdesk.Paras[0] + " " + s}
	}
	learner := []Block{sure, helpdesk}
	if s := p.why(); s != "" {
		learner = append(learner, Block{Part: "learner.why", Heading: p.b.Say("Why it takes so long"), Paras: []string{s}})
	}
	each := Block{Part: "waits", Heading: waiting.Heading, Paras: p.each()}
	return map[Audience][]Block{Helpdesk: {sure, helpdesk, who, say}, Learner: learner, Expert: {sure, each, who}}
}

func (p *pause) copies() map[Audience]string {
	return map[Audience]string{
		Helpdesk: p.say(), Learner: p.sure() + " " + p.waiting(), Expert: strings.Join(p.each(), "\n"),
	}
}

// dnsStep tells whether a row is a step of a mail server that the DNS answers.
func dnsStep(l Link) bool {
	step := l.ID[strings.LastIndexByte(l.ID, '/')+1:]
	return l.Depth == 2 && (step == rules.StepZone || step == rules.StepAddress || step == rules.StepTLSA)
}

// sure says what is known whatever the rest of the check brings.
func (p *pause) sure() string {
	var sealed, over []string
	for i, l := range p.d.Links {
		if l.Depth != 1 {
			continue
		}
		if p.sealed(i) {
			sealed = append(sealed, l.Label)
		}
		if l.State != Waiting && l.State != Running && !p.open(l.Label) {
			over = append(over, l.Label)
		}
	}
	out := []string{p.dnsWords(sealed)}
	if len(over) > 0 {
		out = append(out, p.b.Say("Checked to the end: %s.", p.named(over)))
	}
	return strings.Join(out, " ")
}

// open tells whether anything is waited for at a mail server, however short.
func (p *pause) open(host string) bool {
	return slices.ContainsFunc(p.d.Pending.Waits, func(w patience.Wait) bool { return w.Kind != patience.Aside && w.Name == host })
}

// sealed tells whether the DNS is signed without a gap down to the TLSA records of
// the mail server in a row.
func (p *pause) sealed(row int) bool {
	tlsa := false
	for _, l := range p.d.Links {
		mine := l.Parent == p.d.Links[row].ID && dnsStep(l)
		if (l.Depth == 0 || mine) && l.State != OK {
			return false
		}
		tlsa = tlsa || mine && strings.HasSuffix(l.ID, "/"+rules.StepTLSA)
	}
	return tlsa
}

// dnsWords say how far the DNS has come. What more servers may still say is not in
// it.
func (p *pause) dnsWords(sealed []string) string {
	switch {
	case p.dns && len(sealed) > 0:
		return p.b.Say("The signed DNS part is complete and unbroken for %s.", p.named(sealed))
	case p.dns:
		return p.b.Say("The DNS part is done.")
	case len(sealed) > 0:
		return p.b.Say("The signed DNS part is complete and unbroken for %s. The DNS is still being asked.", p.named(sealed))
	}
	deepest := ""
	for _, l := range p.d.Links {
		if l.Depth > 0 || l.State != OK || !strings.HasPrefix(l.ID, "zone:") {
			break
		}
		if l.ID != "zone:." {
			deepest = l.Label
		}
	}
	if deepest != "" {
		return p.b.Say("The DNS is signed without a gap down to %s. It is still being asked.", deepest)
	}
	return p.b.Say("Nothing yet: the DNS is still being asked.")
}

// ours says where what is waited for can have its reason in the network that we
// look from. It is a possibility, and no more.
func (p *pause) ours() string {
	all := func(fits func(group) bool) bool {
		return !slices.ContainsFunc(p.groups, func(g group) bool { return !fits(g) })
	}
	seen := p.d.Pending
	switch {
	case all(func(g group) bool { return g.only6 }):
		return p.b.Say("That can be your own network: without a working IPv6 it reaches no such address.")
	case !seen.Met && all(func(g group) bool { return g.Kind == patience.Connection }):
		return p.b.Say("That can be your own network: many let nobody out on port %d.", p.d.Report.Port)
	case seen.Met && !seen.Heard && all(func(g group) bool { return g.Kind == patience.Greeting }):
		return p.b.Say("That can be your own network: a firewall or virus scanner can hold it back.")
	case !seen.Answered && all(func(g group) bool { return !g.Session() && g.Kind != patience.Aside }):
		return p.b.Say("That can be your own network: it may let no DNS question out.")
	}
	return ""
}

func (p *pause) who() string {
	if l := p.d.Patience.Walk; l > 0 {
		return p.b.Say("Nobody can tell yet. The check ends %s after its start at the latest.", Length(p.b, l))
	}
	return p.b.Say("Nobody can tell yet: wait for the end of the check.")
}

// say is what can be told to who asks, before there is a verdict.
func (p *pause) say() string {
	servers := map[string]bool{}
	for _, w := range p.d.Pending.Waits {
		if w.Session() && p.long(w) {
			servers[w.Name] = true
		}
	}
	s := p.b.Say("I am still checking %s and waiting for the DNS.", p.d.Domain)
	switch {
	case len(servers) > 0:
		s = p.b.Count(len(servers), "I am still checking %s and waiting for 1 mail server.", "I am still checking %[2]s and waiting for %[1]d mail servers.", p.d.Domain)
	case p.groups[0].Kind == patience.Aside:
		s = p.b.Say("I am still checking %s; the last answers are still to come.", p.d.Domain)
	}
	if l := p.d.Patience.Walk; l > 0 {
		s += " " + p.b.Say("I will know more within %s.", Length(p.b, l))
	}
	return p.b.Say("[a quotation] \"%s\"", s)
}

// why tells a learner why a program waits at all.
func (p *pause) why() string {
	switch g := p.groups[0]; {
	case g.Kind == patience.Greeting:
		return p.b.Say("In SMTP the server speaks first. A mail program would wait five minutes for the greeting (RFC 5321 4.5.3.2.1); danewalk has somebody who waits for it.")
	case g.Kind == patience.Connection:
		return p.b.Say("Silence is no refusal. The packets can be lost, or a firewall throws them away: so they are sent again for a while.")
	case g.Kind == patience.Reply || g.Kind == patience.Handshake:
		return p.b.Say("In SMTP each side waits for the other one. Who stops in the middle keeps the other one waiting.")
	case g.Kind == patience.Aside:
		return ""
	}
	return p.b.Say("A DNS question is one small packet, which can be lost: every server is asked again before its silence counts.")
}

// each lists the waits one by one.
func (p *pause) each() []string {
	var out []string
	sweep := func(w patience.Wait) bool { return w.To == "sweep" }
	waits := slices.DeleteFunc(slices.Clone(p.d.Pending.Waits), sweep)
	for _, w := range waits[:min(len(waits), waitsSaid)] {
		age := Length(p.b, max(0, p.passed-w.Since).Truncate(time.Second))
		if l := p.limit(group{Wait: w}); l > 0 {
			age = p.b.Say("%s (limit %s)", age, Length(p.b, l))
		}
		name := w.Name
		if w.Addr.Addr().IsValid() {
			name = strings.TrimSpace(name + " " + w.Addr.Addr().String())
		}
		out = append(out, fmt.Sprintf("%s: %s, %s", name, p.kind(w), age))
	}
	if len(out) == 0 {
		return []string{p.b.Say("Second looks go on.")}
	}
	if n := len(waits) - waitsSaid; n > 0 {
		out = append(out, p.b.Say("and %d more", n))
	}
	return out
}

// kind says in a word what is waited for.
func (p *pause) kind(w patience.Wait) string {
	words := map[patience.Kind]text.Phrase{
		patience.Root: "[waited for] keys", patience.Zone: "[waited for] keys", patience.Address: "[waited for] address",
		patience.Connection: "[waited for] connection", patience.Greeting: "[waited for] greeting", patience.Handshake: "[waited for] TLS handshake",
	}
	switch {
	case w.Kind == patience.MX || w.Kind == patience.TLSA:
		return strings.ToUpper(string(w.Kind))
	case w.Kind == patience.Reply:
		return p.b.Say("[waited for] answer to %s", w.To)
	case w.Kind == patience.Aside:
		return p.b.Say("[waited for] second look (%s)", w.To)
	}
	return p.b.Say(words[w.Kind])
}
