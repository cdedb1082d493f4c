package mail

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"danewalk/probe/judge/dnssec"
)

// TestGreenIsEarned: over random worlds, PROTECTED means that each link was
// secure and each address authenticated, a pass means a matching record in force,
// and the order in which the DNS gave the records does not matter.
func TestGreenIsEarned(t *testing.T) {
	certs := newPKI(t)
	green := false
	rapid.Check(t, func(rt *rapid.T) {
		var lines []string
		healthy := rapid.Bool().Draw(rt, "healthy")         // else hardly any world would be green
		pick := func(label string, from ...string) string { // the first one is the healthy one
			if healthy {
				return from[0]
			}
			return rapid.SampledFrom(from).Draw(rt, label)
		}
		mx := pick("mx", "", "; insecure", "; bogus")
		for i := range rapid.IntRange(1, 3).Draw(rt, "hosts") {
			host := fmt.Sprintf("mx%d.example.net", i)
			lines = append(lines, fmt.Sprintf("example.org MX %d %s. %s", 10*i, host, mx))
			lines = append(lines, fmt.Sprintf("%s A %s", host, pick("a", "198.18.0.%d", "198.18.0.%d", "198.18.0.%d ; insecure", "fails", "nxdomain", "10.0.0.%d", "unasked")))
			lines = append(lines, fmt.Sprintf("_25._tcp.%s TLSA %s", host, pick("tlsa", "3 1 1 $leaf", "3 1 1 $leaf", "2 1 1 $ca", "1 1 1 $leaf", "fails", "nodata", "unasked", "3 1 1 $leaf ; insecure")))
			lines = append(lines, fmt.Sprintf("%s SMTP 198.18.0.%d %s", host, i+1, pick("smtp", "leaf ca", "leaf ca", "domain ca", "other", "connect-timeout", "starttls-missing", "banner-tempfail", "not-finished")))
			for k := range lines {
				lines[k] = strings.Replace(lines[k], "%d", fmt.Sprint(i+1), 1)
			}
		}
		w := newWorld(t, certs, strings.Join(lines, "\n"))
		w.complete = rapid.Bool().Draw(rt, "complete")
		r := w.judged()
		green = green || r.Verdict == Protected
		for _, h := range r.Hosts {
			for _, a := range h.Addresses {
				if a.Outcome == OutcomePass && (!a.Match.Matched || h.Mode != ModeDANE || h.TLSA.Status != dnssec.Secure || !h.Records[a.Match.By].Active()) {
					rt.Fatalf("%s passes without a match in force", h.Name)
				}
				if r.Verdict == Protected && (a.Outcome != OutcomePass || !r.MX.Secure || h.Gate != GateSecure) {
					rt.Fatalf("protected, but %s %s %s", h.Name, h.Gate, a.Outcome)
				}
			}
			if r.Verdict == Protected && len(h.Addresses) == 0 {
				rt.Fatalf("protected, but %s has no address", h.Name)
			}
		}
		if w.complete && r.Verdict == Checking {
			rt.Fatal("checking for ever")
		}
		other := newWorld(t, certs, strings.Join(rapid.Permutation(lines).Draw(rt, "order"), "\n"))
		other.complete = w.complete
		if v := other.judged().Verdict; v != r.Verdict {
			rt.Fatalf("%s, in another order %s", r.Verdict, v)
		}
	})
	if !green {
		t.Error("no random world was green")
	}
}
