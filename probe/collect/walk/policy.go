package walk

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

const (
	// policyPath is where the policy lies on its host (RFC 8461 3.3).
	policyPath = "/.well-known/mta-sts.txt"
	// maxPolicyAddrs is from how many addresses the policy is fetched at most: two
	// of each family.
	maxPolicyAddrs = 4
	// compared is how many of them give it if they can: machines that have different
	// policies are a fault that senders meet by chance. secondPolicy is how long the
	// second one may take.
	compared     = 2
	secondPolicy = time.Second
	// maxSPF is how many records behind that of the domain are read: a receiver
	// gives up after so many look-ups (RFC 7208 4.6.4).
	maxSPF = 10
	// policyConnect and policyWeb keep a policy host that is silent or slow within
	// the grace that all resting work has: the look-ups before it and the addresses
	// tried before the last one take the rest.
	policyConnect = 5 * time.Second
	policyWeb     = grace - 2*time.Second
)

// policies reads what a domain publishes about mail beside DANE: MTA-STS, TLS
// reporting, DMARC and SPF. None of it has a part in the verdict, so it is asked
// for when all that decides has its answers from the DNS, and with what that
// leaves of the budget. A domain that takes no mail (RFC 7505) is not asked.
func (w *walker) policies(t collect.Target) {
	if w.o.NoPolicy || !t.Name.IsZero() || w.ctx.Err() != nil {
		return
	}
	w.mu.Lock()
	due := !w.policed && len(w.hosts) > 0
	w.policed = w.policed || due
	w.mu.Unlock()
	if !due {
		return
	}
	p := &policies{walker: w, domain: t.Domain, step: w.begin(0, "policy", t.Domain.String())}
	p.together(p.sts, p.reporting, p.dmarc, p.spf)
}

// policies is the look for the policies of one domain.
type policies struct {
	*walker
	domain wire.Name
	step   evidence.ID
}

// together runs the parts at the same time; the last one ends the step.
func (p *policies) together(parts ...func()) {
	var wait sync.WaitGroup
	for _, part := range parts {
		wait.Add(1)
		p.crew.rest(func() {
			defer wait.Done()
			part()
		})
	}
	p.crew.rest(func() {
		wait.Wait()
		p.ends(p.step)
	})
}

// texts are the TXT records of a name, by the first server that answers. Aliases
// are followed.
func (p *policies) texts(name wire.Name) []string {
	a := p.follow(route.Question{Name: name, Type: wire.TypeTXT}, p.step, modest).feed.first(p.ctx, atEnd)
	if a == nil {
		return nil
	}
	return route.Texts(a.msg, a.q)
}

// below is the texts of labels below the domain; none where the name is too long.
func (p *policies) below(labels ...string) []string {
	name, err := p.domain.Prepend(labels...)
	if err != nil {
		return nil
	}
	return p.texts(name)
}

// reporting looks for the record of TLS reporting (RFC 8460 3).
func (p *policies) reporting() { p.below("_smtp", "_tls") }

// dmarc walks up the tree, to the first record that ends the walk (RFC 9989 4.10).
func (p *policies) dmarc() {
	for i, name := range route.DMARCNames(p.domain) {
		if route.EndsDMARC(p.texts(name), i == 0) {
			return
		}
	}
}

// spf reads the record of the domain and those it leads to, level by level.
func (p *policies) spf() {
	seen := []wire.Name{p.domain}
	for level := seen; len(level) > 0; {
		found := make([][]string, len(level))
		var wait sync.WaitGroup
		for i, name := range level {
			wait.Add(1)
			p.crew.rest(func() {
				defer wait.Done()
				found[i] = p.texts(name)
			})
		}
		wait.Wait()
		level = nil
		for _, text := range slices.Concat(found...) {
			for _, name := range route.SPFTargets(text) {
				if !slices.Contains(seen, name) && len(seen) <= maxSPF {
					seen, level = append(seen, name), append(level, name)
				}
			}
		}
	}
}

// sts looks for the announcement of a policy and then, not before, for the policy
// (RFC 8461 3.1, 3.3).
func (p *policies) sts() {
	host, err := p.domain.Prepend("mta-sts")
	if !route.AnnouncesSTS(p.below("_mta-sts")) || err != nil || strings.Contains(host.Show(), `\`) {
		return
	}
	var families [2][]netip.Addr
	var wait sync.WaitGroup
	for i, t := range []wire.Type{wire.TypeAAAA, wire.TypeA} {
		wait.Add(1)
		p.crew.rest(func() {
			defer wait.Done()
			families[i] = p.addresses(host, t)
		})
	}
	wait.Wait()
	if addrs := alternate(families); p.agents.Fetch != nil && p.ctx.Err() == nil {
		p.race("https://"+host.Show()+policyPath, addrs[:min(len(addrs), maxPolicyAddrs)])
	}
}

// addresses are those of the policy host that may be contacted: a stranger's DNS
// must not make us connect to our neighbours (see walker.inside).
func (p *policies) addresses(host wire.Name, t wire.Type) (out []netip.Addr) {
	a := p.follow(route.Question{Name: host, Type: t}, p.step, modest).feed.first(p.ctx, atEnd)
	if a == nil {
		return nil
	}
	for _, addr := range route.Addresses(a.msg, a.zone, a.q.Name) {
		if addr = addr.Unmap(); p.usable(addr) && !p.inside(addr) {
			out = append(out, addr)
		}
	}
	return out
}

// alternate takes addresses of both families by turns, IPv6 first (RFC 8305 4).
func alternate(families [2][]netip.Addr) (out []netip.Addr) {
	for i := range max(len(families[0]), len(families[1])) {
		for _, family := range families {
			if i < len(family) {
				out = append(out, family[i])
			}
		}
	}
	return out
}

// race fetches from one address after the other, the next one as soon as one has
// failed or is slow (RFC 8305 5), until one has answered, and another one if it is
// there.
func (p *policies) race(url string, addrs []netip.Addr) {
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	o := p.o
	o.Limits.Connect, o.Limits.Web = min(o.Limits.Connect, policyConnect), min(o.Limits.Web, policyWeb)
	answered := make(chan bool, len(addrs))
	running, got := 0, 0
	var patience <-chan time.Time
	for i := 0; i < len(addrs) || running > 0; {
		if i < len(addrs) {
			addr := addrs[i]
			p.crew.rest(func() { answered <- p.fetched(p.agents.Fetch(ctx, o, url, addr, p.log)) })
			i, running = i+1, running+1
		}
		var slow <-chan time.Time
		if i < len(addrs) {
			slow = time.After(stagger)
		}
		select {
		case ok := <-answered:
			running--
			if ok {
				got++
			}
			if got == compared {
				return
			}
			if got > 0 && patience == nil {
				patience = time.After(secondPolicy)
			}
		case <-patience:
			return
		case <-slow:
		case <-p.ctx.Done():
			return
		}
	}
}

// fetched tells whether a fetch came to its end, whatever it brought.
func (p *policies) fetched(id evidence.ID) bool {
	items := p.log.Case().Items
	return id > 0 && int(id) <= len(items) && items[id-1].HTTP != nil && items[id-1].HTTP.Stage == evidence.FetchDone
}
