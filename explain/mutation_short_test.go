//go:build !long

package explain_test

// damages is how many answers are damaged in each healthy world.
const damages = 200
