package lab

import "testing"

// A world that remembers is the same, octet by octet, whatever was started
// before with the same memory.
func TestMemory(t *testing.T) {
	memory := NewMemory()
	for _, statements := range [][]string{
		nil,
		{"set algorithm org 16"},
		{"set algorithm example.org 15", "fault ds-stale org"},
		{"fault rrsig-invalid example.net"},
		{"fault certificate mx1.example.net renewed rsa"},
		{"fault certificate mx1.example.net self-signed"},
		nil,
	} {
		plain := fingerprint(t, start(t, Options{Seed: "a"}, statements...))
		if fingerprint(t, start(t, Options{Seed: "a", Memory: memory}, statements...)) != plain {
			t.Errorf("%v: remembered otherwise", statements)
		}
	}
	other := fingerprint(t, start(t, Options{Seed: "b"}))
	if fingerprint(t, start(t, Options{Seed: "b", Memory: memory})) != other {
		t.Error("remembered of another seed")
	}
}
