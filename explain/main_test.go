package explain_test

import (
	"os"
	"runtime/debug"
	"sync"
	"testing"

	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/lab"
)

// memory is what the worlds of all tests have in common: keys and signatures.
var memory = lab.NewMemory()

// checks are the signature checks of all tests. That they change no diagnosis is
// what TestWorlds shows for every world.
var checks = dnssec.NewMemo()

// english is the book of all tests that do not bring their own.
var english = sync.OnceValue(func() *text.Book {
	b, err := text.NewBook(text.English)
	if err != nil {
		panic(err) // it is part of the program
	}
	return b
})

// inTests is how a world runs in a test.
func inTests() lab.Options { return lab.Options{Delay: worldDelay, Memory: memory} }

// The heap of these tests is small, and they make garbage fast: with the usual
// growth of 100 percent they spend a quarter of their time on collecting it. The
// second number keeps it bounded all the same.
const (
	collectAt = 400     // percent of growth
	heapLimit = 2 << 30 // octets
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(collectAt)
	debug.SetMemoryLimit(heapLimit)
	os.Exit(m.Run())
}
