package walk

import (
	"net/netip"

	"danewalk/probe/collect"
	"danewalk/probe/collect/route"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// controls visits the mail servers elsewhere that the person named. What they do
// tells our own network from the recipient's: a port that is closed for all of
// them is closed here. They take no part in the verdict about anybody's mail.
func (w *walker) controls() {
	if w.o.NoSMTP || w.agents.Look == nil {
		return
	}
	for _, name := range w.o.Controls[:min(len(w.o.Controls), collect.MaxControls)] {
		w.control(name)
	}
}

// control looks for the addresses of a control and holds one session in each
// family, at the same time as all else.
func (w *walker) control(name wire.Name) {
	h := &host{name: name, step: w.begin(0, "control", name.String())}
	for _, t := range []wire.Type{wire.TypeA, wire.TypeAAAA} {
		if t == wire.TypeA && w.o.NoIPv4 || t == wire.TypeAAAA && w.o.NoIPv6 {
			continue
		}
		trail := w.trail(route.Question{Name: name, Type: t}, h.step)
		w.part(h, func() {
			a := trail.feed.first(w.ctx, atEnd)
			if a == nil {
				return
			}
			for _, addr := range route.Addresses(a.msg, a.zone, a.q.Name) {
				if addr = addr.Unmap(); w.usable(addr) && !w.inside(addr) {
					w.hold(func() { w.part(h, func() { w.ring(h, addr) }) })
					return
				}
			}
		})
	}
}

// ring holds the session with a control. It is one of the kind that senders hold,
// so that what it shows can be compared: greeting, STARTTLS, certificate.
func (w *walker) ring(h *host, addr netip.Addr) {
	free := w.politely(addr) // it may be one of the domain's own
	if free == nil {
		return
	}
	defer free()
	w.crew.talks(func() {
		w.agents.Look(w.ctx, w.o, h.name, addr, h.name.Show(), evidence.LookControl, w.log)
	})
}
