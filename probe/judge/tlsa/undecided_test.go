package tlsa

import (
	"testing"

	"danewalk/probe/judge/pkix"
)

// A limit of ours must not read as a fault of the server.
func TestUndecided(t *testing.T) {
	for name, tc := range map[string]struct {
		match Match
		want  bool
	}{
		"differs":            {Match{Attempts: []Attempt{{Why: Differs}}}, false},
		"expired":            {Match{Attempts: []Attempt{{Why: ChainInvalid, Reason: pkix.Expired}}}, false},
		"unknown key":        {Match{Attempts: []Attempt{{Why: Differs}, {Why: ChainInvalid, Reason: pkix.UnsupportedKey}}}, true},
		"unreadable":         {Match{Attempts: []Attempt{{Why: ChainInvalid, Reason: pkix.Unparsed}}}, true},
		"too many anchors":   {Match{Attempts: []Attempt{{Why: NotTried}}}, true},
		"matched by another": {Match{Matched: true, Attempts: []Attempt{{Why: NotTried}, {Matched: true}}}, false},
	} {
		if got := tc.match.Undecided(); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// What is missing from a chain of which the end was not kept is not missing from
// the server.
func TestUnfinished(t *testing.T) {
	for name, tc := range map[string]struct {
		attempt Attempt
		want    bool
	}{
		"authority not seen":            {Attempt{Why: NotInChain, Depth: -1}, true},
		"path not seen":                 {Attempt{Why: ChainInvalid, Reason: pkix.NoPath}, true},
		"path seen, and expired":        {Attempt{Why: ChainInvalid, Reason: pkix.Expired}, false},
		"the server's own, which is it": {Attempt{Why: Differs}, false},
		"the wrong name":                {Attempt{Why: NameMismatch}, false},
	} {
		m := Match{Compared: true, By: -1, Attempts: []Attempt{tc.attempt}}
		if got := m.Unfinished().Undecided(); got != tc.want {
			t.Errorf("%s: undecided %v", name, got)
		}
		if m.Attempts[0].Why != tc.attempt.Why {
			t.Errorf("%s: the comparison itself was changed", name)
		}
	}
}
