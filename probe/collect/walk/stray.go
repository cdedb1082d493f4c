package walk

import (
	"danewalk/probe/collect/route"
	"danewalk/probe/wire"
)

// strays looks for TLSA records of a host where senders never ask: under another
// port, and under a name with the zone written twice. Only where the right name
// has none, and in a signed zone: elsewhere they would mean nothing (RFC 7672
// 2.2.2). Nothing waits for these questions.
func (w *walker) strays(host wire.Name, bases []*trail) {
	if len(bases) == 0 || w.o.Port != wire.SMTPPort {
		return
	}
	w.crew.rest(func() {
		a := bases[0].feed.first(w.ctx, atEnd)
		if a == nil || w.sparing() {
			return
		}
		zone, signed, ok := route.Absent(a.msg, a.q)
		if !ok || !signed || a.q.Name.Parent().Parent() != host {
			return
		}
		if name, err := wire.DoubledTLSAName(host, zone); err == nil {
			w.lookup(route.Question{Name: name, Type: wire.TypeTLSA}, 0, hedged, 0)
		}
		above := bases[len(bases)-1].feed.first(w.ctx, atEnd)
		if above == nil || above.msg.Rcode == wire.NXDomain {
			return // RFC 8020 2: then there is nothing below _tcp at all
		}
		for _, port := range wire.StrayPorts() {
			if name, err := wire.TLSAName(host, port); err == nil {
				w.lookup(route.Question{Name: name, Type: wire.TypeTLSA}, 0, hedged, 0)
			}
		}
	})
}
