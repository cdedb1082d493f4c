//go:build long

package explain_test

// damages is how many answers are damaged in each healthy world. They take
// minutes: go test -tags long -timeout 1h -run TestDamaged ./explain
const damages = 10000
