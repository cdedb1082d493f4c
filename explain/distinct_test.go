package explain_test

import (
	"hash/crc32"
	"os"
	"slices"
	"sync"
	"testing"

	"danewalk/explain/rules"
	"danewalk/probe/lab"
)

// distinct are the worlds whose DNS differs, and one of each target where it is
// that of the standard world: what asks about the DNS alone learns nothing from
// the hundredth certificate. The worlds named in also are there in any case.
func distinct(t *testing.T, also ...string) []*lab.World {
	t.Helper()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	var out []*lab.World
	plain := map[string]bool{}
	for _, s := range list {
		w := load(t, s.Name)
		if w.PlainDNS() && !slices.Contains(also, w.Name) {
			if plain[w.Target] {
				continue
			}
			plain[w.Target] = true
		}
		out = append(out, w)
	}
	if len(out) < 200 {
		t.Fatalf("%d worlds", len(out))
	}
	return out
}

// loaded are the worlds that were read. Nobody may change them.
var loaded sync.Map

// load reads a world, once for all tests.
func load(t *testing.T, name string) *lab.World {
	t.Helper()
	if w, ok := loaded.Load(name); ok {
		return w.(*lab.World)
	}
	w, err := lab.Load(rules.Worlds(), name)
	if err != nil {
		t.Fatal(err)
	}
	loaded.Store(name, w)
	return w
}

// sample leaves a ninth of the worlds, always the same ones, unless all are asked
// for with DANEWALK_WORLDS=all: what a check done in another way shows takes as
// long as all that is tested otherwise.
func sample(list []*lab.World) []*lab.World {
	return slices.DeleteFunc(slices.Clone(list), func(w *lab.World) bool { return !sampled(w.Name) })
}

// sampled tells whether a world is in that ninth.
func sampled(name string) bool { return oneIn(9, name) }

// someOf leaves a third of the worlds, always the same ones, unless all are asked
// for: for what is read off a diagnosis, and holds or fails in many worlds alike.
func someOf(list []lab.Summary) []lab.Summary {
	return slices.DeleteFunc(slices.Clone(list), func(s lab.Summary) bool { return !oneIn(3, s.Name) })
}

// oneIn tells whether a world is in a part of the worlds; the 27th is in the ninth.
func oneIn(parts uint32, name string) bool {
	return allWorlds() || crc32.ChecksumIEEE([]byte(name))%parts == 0
}

// allWorlds tells whether all worlds are asked for.
func allWorlds() bool { return os.Getenv("DANEWALK_WORLDS") == "all" }
