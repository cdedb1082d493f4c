package rules

import (
	"danewalk/explain/sender"
	"danewalk/probe/judge/dnssec"
)

// facts are what many rules ask of a case, worked out once. Rules read them and
// change nothing in them.
type facts struct {
	lookups fact[[]Asked]
	zones   fact[[]*dnssec.Zone]
	sources fact[[]source]
	seals   fact[[]sealed]
	senders fact[[]sender.View]
}

// fact is a value that is worked out when somebody first asks for it.
type fact[T any] struct {
	known bool
	value T
}

func (f *fact[T]) get(work func() T) T {
	if !f.known {
		f.value, f.known = work(), true
	}
	return f.value
}
