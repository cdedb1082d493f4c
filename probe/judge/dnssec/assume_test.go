package dnssec

import (
	"testing"

	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// edit makes an edit of records: they replace what is at their name and type.
func edit(rrs ...wire.RR) view.Edit {
	return view.Edit{Name: rrs[0].Name, Type: rrs[0].Type, Clear: true, Add: rrs}
}

// gone removes all of a name and type.
func gone(name string, t wire.Type) view.Edit {
	return view.Edit{Name: wire.MustName(name), Type: t, Clear: true}
}

// What was only tried is as secure as its zone, whatever the zone is, and a DS
// record leads to a key only if it fits one that signs.
func TestAssumed(t *testing.T) {
	const owner, record = "_25._tcp.mx.example.org.", "_25._tcp.mx.example.org. 300 IN TLSA 3 1 1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
	tlsa, ask := forge.RRs(record), query{wire.MustName(owner), wire.TypeTLSA}
	other := forge.NewKey(15, "other")
	mx := query{wire.MustName("example.org."), wire.TypeMX}
	noDS := func(w *chain) {
		w.set("example.org. DS", denied(w.org, "org.", 0, "example.org. 3600 IN NSEC z.org. NS RRSIG NSEC"))
	}
	wrongDS := func(w *chain) {
		w.set("example.org. DS", answer(withSig(w.org, "org.", other.DSRR("example.org.", 2))))
	}
	silent := func(t wire.Type) func(*chain) {
		return func(w *chain) {
			w.more = func(c *forge.Case) { c.Said("example.org.", zoneServer, owner, t, forge.Message{Rcode: wire.ServFail}) }
		}
	}
	rows := []struct {
		what    string
		change  func(*chain)
		edits   func(*chain) []view.Edit
		ask     query
		status  Status
		outcome Outcome
		reason  Reason
	}{
		{"a new set in a secure zone", nil, func(*chain) []view.Edit { return []view.Edit{edit(tlsa...)} }, ask, Secure, Found, ""},
		{"in a broken zone", wrongDS, func(*chain) []view.Edit { return []view.Edit{edit(tlsa...)} }, ask, Bogus, Found, DSMismatch},
		{"in an unsigned zone", noDS, func(*chain) []view.Edit { return []view.Edit{edit(tlsa...)} }, ask, Insecure, Found, UnsignedDelegation},
		{"where the server fails", silent(wire.TypeTLSA), func(*chain) []view.Edit { return []view.Edit{edit(tlsa...)} }, ask, Indeterminate, Unanswer, LookupFailed},
		{"removed", nil, func(*chain) []view.Edit { return []view.Edit{gone("example.org.", wire.TypeMX)} }, mx, Secure, Empty, ""},
		{"removed from a broken zone", wrongDS, func(*chain) []view.Edit { return []view.Edit{gone("example.org.", wire.TypeMX)} }, mx, Bogus, Empty, DSMismatch},
		{"another set stays as it was", wrongDS, func(*chain) []view.Edit { return []view.Edit{edit(tlsa...)} }, mx, Bogus, Found, DSMismatch},
		{"the right DS", wrongDS, func(w *chain) []view.Edit { return []view.Edit{edit(w.zone.DSRR("example.org.", 2))} }, mx, Secure, Found, ""},
		{"the DS of an island", noDS, func(w *chain) []view.Edit { return []view.Edit{edit(w.zone.DSRR("example.org.", 2))} }, mx, Secure, Found, ""},
		{"a DS of a key that is not there", nil, func(*chain) []view.Edit { return []view.Edit{edit(other.DSRR("example.org.", 2))} }, mx, Bogus, Found, DSMismatch},
		{"a DS of a key that does not sign", func(w *chain) {
			w.set("example.org. DNSKEY", answer(withSig(w.zone, "example.org.", w.zone.RR("example.org."), other.RR("example.org."))))
		}, func(*chain) []view.Edit { return []view.Edit{edit(other.DSRR("example.org.", 2))} }, mx, Bogus, Found, DNSKEYNotSigned},
		{
			"a DS where the parent is broken", func(w *chain) { w.set("org. DS", answer(withSig(w.root, ".", other.DSRR("org.", 2)))) },
			func(w *chain) []view.Edit { return []view.Edit{edit(w.zone.DSRR("example.org.", 2))} }, mx, Bogus, Found, DSMismatch,
		},
		{"no DS any more", wrongDS, func(*chain) []view.Edit { return []view.Edit{gone("example.org.", wire.TypeDS)} }, mx, Insecure, Found, UnsignedDelegation},
		{"keys are never believed", nil, func(*chain) []view.Edit { return []view.Edit{edit(other.RR("example.org."))} }, mx, Bogus, Found, DSMismatch},
		{"keys and their DS neither", nil, func(*chain) []view.Edit {
			return []view.Edit{edit(other.RR("example.org.")), edit(other.DSRR("example.org.", 2))}
		}, mx, Bogus, Found, DNSKEYNotSigned},
		{"an alias into what was not asked", nil, func(*chain) []view.Edit {
			return []view.Edit{edit(forge.RRs(owner + " 300 IN CNAME mx.example.com.")...)}
		}, ask, NotJudged, NotLooked, NotAsked},
	}
	for _, r := range rows {
		for _, resolver := range []bool{false, true} {
			w := newChain()
			if w.resolver = resolver; resolver && r.outcome == Unanswer {
				continue // each answer of this chain comes from another resolver
			}
			if r.change != nil {
				r.change(w)
			}
			c := w.build()
			l := New(view.Simulate(c.Done(), nil, r.edits(w)), w.policy()).Lookup(r.ask.name, r.ask.kind)
			if l.Status != r.status || l.Outcome != r.outcome || l.Reason != r.reason {
				t.Errorf("%s (resolver=%v): %s %s %q, want %s %s %q", r.what, resolver, l.Status, l.Outcome, l.Reason, r.status, r.outcome, r.reason)
			}
		}
	}
}
