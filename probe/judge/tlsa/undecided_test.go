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
