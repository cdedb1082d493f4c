package explain_test

import (
	"hash/crc32"
	"os"
	"slices"
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
		w, err := lab.Load(rules.Worlds(), s.Name)
		if err != nil {
			t.Fatal(err)
		}
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

// sample leaves a ninth of the worlds, always the same ones, unless all are asked
// for with DANEWALK_WORLDS=all: what a check done in another way shows takes as
// long as all that is tested otherwise.
func sample(list []*lab.World) []*lab.World {
	return slices.DeleteFunc(slices.Clone(list), func(w *lab.World) bool { return !sampled(w.Name) })
}

// sampled tells whether a world is in that ninth.
func sampled(name string) bool { return oneIn(9, name) }

// oneIn tells whether a world is in a part of the worlds; the 27th is in the ninth.
func oneIn(parts uint32, name string) bool {
	return allWorlds() || crc32.ChecksumIEEE([]byte(name))%parts == 0
}

// allWorlds tells whether all worlds are asked for.
func allWorlds() bool { return os.Getenv("DANEWALK_WORLDS") == "all" }
