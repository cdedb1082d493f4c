package view_test

import (
	"reflect"
	"slices"
	"testing"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// A memo shows every state of a growing case as a fresh look does, and keeps
// nothing of an exchange that was changed, or that stands at another place.
func TestMemoShowsTheSame(t *testing.T) {
	const zone, at, name = "example.org.", "192.0.2.1", "w.example.org."
	var c forge.Case
	c.Failed(zone, at, name, wire.TypeA, evidence.Timeout)
	c.Said(zone, at, name, wire.TypeA, forge.Message{TC: true})
	c.Said(zone, at, name, wire.TypeA, forge.Message{Answer: forge.RRs("w.example.org. 60 IN A 192.0.2.1")})
	whole := c.Done()
	memo := view.NewMemo()
	same := func(what string, items []evidence.Item) {
		t.Helper()
		growing := evidence.Case{Items: items}
		again, fresh := view.Again(growing, memo), view.New(growing)
		if !reflect.DeepEqual(again.All(), fresh.All()) {
			t.Errorf("%s: with the memo %+v, without %+v", what, again.All(), fresh.All())
		}
	}
	for range 2 {
		for n := range len(whole.Items) + 1 {
			same("growing", whole.Items[:n])
		}
	}
	changed := slices.Clone(whole.Items)
	x := *changed[2].Query
	x.Answer = slices.Clone(x.Answer)
	x.Answer[3] |= byte(wire.NXDomain) // RFC 1035 4.1.1: RCODE
	changed[2].Query = &x
	same("changed", changed)
	moved := slices.Clone(whole.Items)
	moved[2].ID, moved[2].At = 9, 9
	same("moved", moved)
	same("as it was", whole.Items)
}
