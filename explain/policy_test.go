package explain_test

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/probe/judge/dnssec"
)

// Numbers and names mean the same; what cannot be checked here is refused with
// the list of what can, and nothing is changed by a mistake.
func TestPolicySettings(t *testing.T) {
	for _, row := range []struct {
		name, value string
		algorithms  []uint8
		digests     []uint8
		sha1        bool
		wrong       bool
	}{
		{"algorithms", "13,8,13", []uint8{8, 13}, nil, false, false},
		{"algorithms", " ecdsap256sha256 , RSASHA256", []uint8{8, 13}, nil, false, false},
		{"algorithms", "5,15", []uint8{5, 15}, nil, true, false},
		{"algorithms", "12", nil, nil, false, true},
		{"algorithms", "8,", nil, nil, false, true},
		{"algorithms", "256", nil, nil, false, true},
		{"digests", "2,SHA-384,sha1", nil, []uint8{1, 2, 4}, false, false},
		{"digests", "3", nil, nil, false, true},
		{"sha1", "secure", nil, nil, true, false},
		{"sha1", "yes", nil, nil, false, true},
		{"frob", "1", nil, nil, false, true},
		{"negative-anchor", "a..b", nil, nil, false, true},
		{"negative-anchor", "b\u00fccher.example", nil, nil, false, true},
	} {
		var o explain.Options
		err := o.Set(row.name, row.value)
		if (err != nil) != row.wrong || err != nil && !strings.Contains(err.Error(), "\nhint: ") {
			t.Errorf("%s %q: %v", row.name, row.value, err)
		}
		if !slices.Equal(o.Algorithms, row.algorithms) || !slices.Equal(o.Digests, row.digests) || o.SHA1 != row.sha1 {
			t.Errorf("%s %q: %+v", row.name, row.value, o)
		}
	}
	var o explain.Options
	for _, n := range []string{"Example.ORG", "example.org.", "."} {
		if err := o.Set(explain.SetNegative, n); err != nil {
			t.Error(err)
		}
	}
	if len(o.Negative) != 2 {
		t.Errorf("negative anchors %v", o.Negative)
	}
	if words := explain.PolicyWords(nil, dnssec.Policy{}); words != nil {
		t.Errorf("the usual policy is announced: %q", words)
	}
	if words := explain.PolicyWords(nil, dnssec.Policy{Negative: o.Negative, SHA1: true, Algorithms: []uint8{}, Digests: []uint8{2}}); len(words) != 4 {
		t.Errorf("four wishes, %d sentences: %q", len(words), words)
	}
}
