package main

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/tui"
)

// portPatience bounds the question whether port 25 is open: a network that drops
// packets answers never.
const portPatience = 25 * time.Second

// knownMail are domains whose mail servers answer on port 25 for everybody, run by
// people who have nothing to do with each other.
func knownMail() []string { return []string{"ietf.org", "gmail.com"} }

// reached is how a mail server answered.
type reached struct {
	host    string
	address netip.AddrPort
	failure evidence.Failure
	took    time.Duration
}

// port25 asks whether port 25 is open from this computer: it visits the mail
// servers of known domains, or in a lab world those of the world.
func (d *desk) port25(ctx context.Context) tui.Words {
	ctx, cancel := context.WithTimeout(ctx, portPatience)
	defer cancel()
	collect := d.job.collect
	collect.NoSMTP, collect.NoLooks, collect.NoPolicy, collect.Controls = false, true, true, nil
	collect.Limits.Hosts, collect.Limits.HostAddrs = 1, 2 // one address of each family
	var targets []probe.Target
	if d.job.target != nil {
		targets = append(targets, *d.job.target)
	} else {
		for _, name := range knownMail() {
			if t, err := probe.ParseTarget(name); err == nil {
				targets = append(targets, t)
			}
		}
	}
	var seen []reached
	for _, t := range targets {
		log := evidence.NewLog(nil)
		err := probe.Run(ctx, t, collect, log) // what was seen by then counts
		log.Close()
		if seen = append(seen, dials(log.Case())...); err != nil || answered(seen) {
			break
		}
	}
	return func(book *text.Book) (string, []explain.Block) {
		return book.Say("port 25"), portWords(seen, collect.Proxy, book)
	}
}

// dials are the connections to mail servers in a case. One over which no greeting
// came proves nothing: a firewall takes connections too (RFC 5321 3.1).
func dials(c evidence.Case) []reached {
	var out []reached
	of := map[evidence.ID]int{}
	for _, it := range c.Items {
		switch {
		case it.Dial != nil && it.Dial.Look == "":
			of[it.ID] = len(out)
			failure := it.Dial.Failure
			if failure == "" {
				failure = evidence.Timeout
			}
			out = append(out, reached{trimDot(it.Dial.Host), it.Dial.Address, failure, it.Dial.RTT})
		case it.Line != nil && !it.Line.Client && it.Line.Failure == "":
			if i, ok := of[it.Line.Session]; ok {
				out[i].failure = ""
			}
		}
	}
	return out
}

// answered tells whether any mail server was reached.
func answered(seen []reached) bool {
	for _, r := range seen {
		if r.failure == "" {
			return true
		}
	}
	return false
}

// portWords is the answer.
func portWords(seen []reached, proxy string, book *text.Book) []explain.Block {
	var said []string
	switch {
	case len(seen) == 0:
		said = []string{
			book.Say("It cannot be told: no mail server could be asked, because their names were not found."),
			book.Say("Look first whether this computer reaches the DNS."),
		}
	case answered(seen):
		said = []string{book.Say("Yes. A mail server answered, so a check from here sees everything.")}
	default:
		said = []string{
			book.Say("No. No mail server could be reached on port 25."),
			book.Say("Many networks at home, in offices and in data centres keep port 25 shut. The DNS part of a check is right all the same; whether the certificate fits cannot be seen from here."),
			book.Say("To see it, run danewalk on a server that may send mail, or send the way to mail servers through one with --proxy."),
		}
	}
	out := []explain.Block{{Heading: book.Say("Is port 25 open from this computer?"), Paras: said}}
	var asked []string
	for _, r := range seen {
		how := book.Say("answered after %s", fmt.Sprintf("%d ms", r.took.Milliseconds()))
		if r.failure != "" {
			how = book.Say("did not answer (%s)", rules.FailureWords(book, r.failure))
		}
		asked = append(asked, fmt.Sprintf("%s %s: %s", r.host, r.address, how))
	}
	if proxy != "" {
		asked = append(asked, book.Say("through the proxy %s", proxy))
	}
	if len(asked) > 0 {
		out = append(out, explain.Block{Heading: book.Say("Whom we asked"), Paras: asked})
	}
	return out
}
