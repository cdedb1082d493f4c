package main

import "testing"

// TestUnjudgeableTypes: what no zone signs is refused, and not called broken.
func TestUnjudgeableTypes(t *testing.T) {
	for typ, want := range map[string]bool{"ANY": false, "RRSIG": false, "OPT": false, "TYPE252": false, "MX": true, "DS": true, "NSEC": true, "TYPE65400": true} {
		_, err := lookupTarget([]string{"example.org", typ}, false)
		if (err == nil) != want {
			t.Errorf("%s: %v", typ, err)
		}
	}
}
