//go:build !race

package screen

// coarse tells that the race detector runs.
const coarse = false
