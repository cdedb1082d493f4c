package walk

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// maxSessions is how many sessions one address gets from a check at most, all of
// them counted: more would not be polite, and some servers block who comes often.
const maxSessions = 6

// visit is an ordinary session that was held.
type visit struct {
	host *host
	addr netip.Addr
	sni  string
	id   evidence.ID // of its Dial item
}

// visited notes an ordinary session for the looks that may follow it.
func (w *walker) visited(v visit) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.visits = append(w.visits, v)
}

// looks takes second looks at the addresses where sessions were held, all
// addresses at the same time. It is called when all that decides is done, so that
// looks hold nothing up; it may be called again when more was held.
func (w *walker) looks() {
	if w.o.NoLooks || w.agents.Look == nil || w.ctx.Err() != nil {
		return
	}
	w.mu.Lock()
	held, left := w.visits, w.o.Limits.Looks-w.looked
	w.visits = nil
	w.mu.Unlock()
	order, at := spread(held)
	if most := max(1, left/(maxSessions-1)); len(order) > most { // rather few addresses well than many badly
		w.limit(limitLooks, order[most].String(), w.o.Limits.Looks)
		order = order[:most]
	}
	for _, addr := range order {
		w.crew.rest(func() {
			for _, v := range at[addr] { // several names may share an address
				w.examine(v)
			}
		})
	}
}

// spread sorts sessions by address, the first addresses of all hosts in front.
func spread(held []visit) (order []netip.Addr, at map[netip.Addr][]visit) {
	slices.SortStableFunc(held, func(a, b visit) int { // of several names at one address the first may use up its sessions
		return cmp.Or(a.addr.Compare(b.addr), wire.Compare(a.host.name, b.host.name))
	})
	at = map[netip.Addr][]visit{}
	rank, seen := map[netip.Addr]int{}, map[*host]int{}
	for _, v := range held {
		if at[v.addr] == nil {
			order = append(order, v.addr)
			rank[v.addr] = seen[v.host]
		}
		seen[v.host]++
		at[v.addr] = append(at[v.addr], v)
	}
	slices.SortStableFunc(order, func(a, b netip.Addr) int { return cmp.Compare(rank[a], rank[b]) })
	return order, at
}

// examine takes the looks that are worth while after a session, one after the
// other.
func (w *walker) examine(v visit) {
	first := courseOf(w.log.Case().Items, v.id)
	var done []course
	for look := nextLook(first, nil); look != ""; look = nextLook(first, done) {
		id, ok := w.look(v, look)
		if !ok {
			return
		}
		done = append(done, courseOf(w.log.Case().Items, id))
	}
}

// look holds one more session, if the address, the budget and the time allow it.
func (w *walker) look(v visit, look string) (id evidence.ID, ok bool) {
	free := w.politely(v.addr)
	if free == nil {
		return 0, false
	}
	defer free()
	if sessionsAt(w.log.Case().Items, v.addr) >= maxSessions || !w.affords(v.addr) {
		return 0, false
	}
	step := w.begin(v.host.step, "look", v.addr.String())
	defer w.ends(step)
	return w.agents.Look(w.ctx, w.o, v.host.name, v.addr, v.sni, look, w.log), true
}

// affords takes one look from the budget of the check.
func (w *walker) affords(addr netip.Addr) bool {
	w.mu.Lock()
	left := w.looked < w.o.Limits.Looks
	if left {
		w.looked++
	}
	w.mu.Unlock()
	if !left {
		w.limit(limitLooks, addr.String(), w.o.Limits.Looks)
	}
	return left
}

// politely waits until an address is free and has been left alone for a while.
// The function that it returns frees it again; nil: the check has ended.
func (w *walker) politely(addr netip.Addr) (free func()) {
	for {
		if !w.pause(w.due(addr)) {
			return nil
		}
		free = w.lock(addr)
		if free == nil || w.due(addr) <= 0 {
			return free
		}
		free() // somebody else was here meanwhile
	}
}

// due tells how long an address must still be left alone.
func (w *walker) due(addr netip.Addr) time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	left, ok := w.left[addr]
	if !ok {
		return 0
	}
	return time.Until(left.Add(w.o.Limits.Pause))
}

// pause waits; false means that the check has ended.
func (w *walker) pause(d time.Duration) bool {
	if d <= 0 {
		return w.ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return w.ctx.Err() == nil
	case <-w.ctx.Done():
		return false
	}
}

// sessionsAt counts the connections to an address, whatever they were made for.
func sessionsAt(items []evidence.Item, addr netip.Addr) (n int) {
	for _, it := range items {
		if it.Dial != nil && it.Dial.Address.Addr().Unmap() == addr {
			n++
		}
	}
	return n
}

// nextLook says which look is worth while next, after the ordinary session and
// the looks taken so far; empty for none.
func nextLook(first course, done []course) string {
	if first.bye && first.end != endTurned {
		return "" // we had enough from it, and it of us
	}
	for _, c := range done {
		if !c.welcome() {
			return "" // the server does not want more of us
		}
	}
	for _, look := range looksAfter(first, done) {
		if !slices.ContainsFunc(done, func(c course) bool { return c.look == look }) {
			return look
		}
	}
	return ""
}

// looksAfter lists the looks that are worth while, in order.
func looksAfter(first course, done []course) []string {
	switch first.end {
	case endTLS:
		return keyLooks(first)
	case endFailed:
		switch i := slices.IndexFunc(done, func(c course) bool { return c.look == evidence.LookSmall }); {
		case i < 0:
			return []string{evidence.LookSmall}
		case done[i].end == endTLS: // these are small too; and was it an accident?
			return append(keyLooks(done[i], evidence.LookNoSNI, evidence.LookOld), evidence.LookAgain)
		}
		return []string{evidence.LookSmall, evidence.LookNoSNI, evidence.LookAgain}
	case endTurned, endPlain:
		return []string{evidence.LookAgain}
	}
	return nil
}

// keyLooks lists the looks that may show other certificates and versions than a
// session did. What it has shown is left out: up to TLS 1.2 the suite says which
// kind of key that was.
func keyLooks(c course, without ...string) []string {
	looks := []string{evidence.LookRSA, evidence.LookECDSA, evidence.LookNoSNI, evidence.LookOld}
	return slices.DeleteFunc(looks, func(look string) bool {
		return look == c.shown || look == evidence.LookOld && c.old || slices.Contains(without, look)
	})
}

// lock waits until no other session is held with an address. The function that it
// returns is for the end of the session; nil: the check has ended.
func (w *walker) lock(addr netip.Addr) (free func()) {
	w.mu.Lock()
	lock := w.locks[addr]
	if lock == nil {
		lock = make(chan struct{}, 1)
		w.locks[addr] = lock
	}
	w.mu.Unlock()
	select {
	case lock <- struct{}{}:
	case <-w.ctx.Done():
		return nil
	}
	return func() {
		w.mu.Lock()
		w.left[addr] = time.Now()
		w.mu.Unlock()
		<-lock
	}
}
