package sender_test

import (
	"testing"

	"danewalk/explain/sender"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/judge/tlsa"
)

// TestPathsOnWhichSendersDiffer: what Postfix does was measured with Postfix; of
// the others only what is known is told. One record that nobody disputes is enough.
func TestPathsOnWhichSendersDiffer(t *testing.T) {
	type notes = []pkix.Note
	for _, c := range []struct {
		name                    string
		matches                 []notes // one a record that matches
		postfix, exim, exchange sender.Fate
	}{
		{"nothing to say", []notes{nil}, "authenticated", "authenticated", "authenticated"},
		{"self-signed authority expired", []notes{{pkix.AnchorExpired}}, "deferred", "unknown", "unknown"},
		{"self-signed authority of tomorrow", []notes{{pkix.AnchorNotYetValid}}, "deferred", "unknown", "unknown"},
		{"intermediate authority out of its dates", []notes{{pkix.AnchorDates}}, "authenticated", "authenticated", "unknown"},
		{"authority that is none", []notes{{pkix.AnchorNotCA}}, "deferred", "unknown", "unknown"},
		{"limits not kept", []notes{{pkix.AnchorLimits}}, "deferred", "unknown", "unknown"},
		{"any use", []notes{{pkix.AnyUse}}, "deferred", "unknown", "unknown"},
		{"SHA-1", []notes{{pkix.SHA1}}, "deferred", "unknown", "unknown"},
		{"RSA 1024", []notes{{pkix.SmallKey}}, "authenticated", "unknown", "unknown"},
		{"bare key", []notes{{pkix.BareKey}}, "authenticated", "authenticated", "unknown"},
		{"two notes, the worse counts", []notes{{pkix.SmallKey, pkix.SHA1}}, "deferred", "unknown", "unknown"},
		{"two records, the better counts", []notes{{pkix.SHA1}, {pkix.BareKey}}, "authenticated", "authenticated", "unknown"},
		{"and the other way round", []notes{nil, {pkix.SHA1}}, "authenticated", "authenticated", "authenticated"},
	} {
		h := hosted(good(), "mx1.example.net", 10, "192.0.2.25")
		m := tlsa.Match{Compared: true, Matched: true}
		for _, n := range c.matches {
			m.Attempts = append(m.Attempts, tlsa.Attempt{Matched: true, Depth: 1, Notes: n})
		}
		h.Addresses[0].Match = m
		for id, want := range map[sender.ID]sender.Fate{
			sender.PostfixDANE: c.postfix, sender.PostfixDANEOnly: c.postfix, sender.Exim: c.exim, sender.ExchangeOnline: c.exchange,
			sender.ExchangeMandatory: c.exchange, sender.ExchangeNone: "encrypted", sender.Opportunistic: "encrypted",
		} {
			v := of(t, domain(h), id)
			if v.Fate != want {
				t.Errorf("%s: %s: %s (%s), want %s", c.name, id, v.Fate, v.Why, want)
			}
			if v.Fate == sender.Unknown && v.Certainty != sender.Assumed || v.Source == "" {
				t.Errorf("%s: %s: certainty %q, source %q", c.name, id, v.Certainty, v.Source)
			}
		}
	}
}
