package dnssec

import (
	"testing"

	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/wire"
)

// Where the denial of DS is not judged for its many iterations, an unsigned zone
// may begin (RFC 9276 3.2): what lies there is insecure. A name with a good
// denial keeps its fault.
func TestHiddenCutBehindManyIterations(t *testing.T) {
	for _, row := range []struct {
		iterations int
		status     Status
		reason     Reason
	}{
		{150, Bogus, SigMissing},
		{151, Insecure, InsecureIterations},
	} {
		w := newChain()
		w.say("h.sub.example.org.", wire.TypeA, answer(forge.RRs("h.sub.example.org. 3600 IN A 192.0.2.1")))
		w.say("sub.example.org.", wire.TypeDS, denied(w.zone, "example.org.", 0, nsec3(row.iterations, 0, "sub.example.org.")...))
		l := w.judge().Lookup(wire.MustName("h.sub.example.org."), wire.TypeA)
		if l.Status != row.status || l.Reason != row.reason {
			t.Errorf("%d iterations: %s (%s), want %s (%s)", row.iterations, l.Status, l.Reason, row.status, row.reason)
		}
	}
}

// The gap of an opt-out NSEC3 says nothing about the name, only that there is no
// signed delegation (RFC 5155 6): the response code stands.
func TestOptOutKeepsTheResponseCode(t *testing.T) {
	for rcode, outcome := range map[wire.Rcode]Outcome{wire.NXDomain: Missing, 0: Empty} {
		w := newChain()
		records := append(nsec3(0, 1, "example.org."), around("sub.example.org.", 0, 1), around("*.example.org.", 0, 1))
		w.say("sub.example.org.", wire.TypeDS, denied(w.zone, "example.org.", rcode, records...))
		l := w.judge().Lookup(wire.MustName("sub.example.org."), wire.TypeDS)
		if l.Status != Insecure || l.Outcome != outcome {
			t.Errorf("rcode %d: %s %s, want insecure %s", rcode, l.Status, l.Outcome, outcome)
		}
	}
}
