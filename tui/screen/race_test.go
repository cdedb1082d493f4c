//go:build race

package screen

// coarse tells that the race detector runs, with which everything takes ten times
// as long.
const coarse = true
