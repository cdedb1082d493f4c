// Package sorting sorts lists of values that are more than a few words long.
//
// The functions of package slices are made anew for each type of element, some
// 10 to 20 KiB of them in the program, and move the elements themselves. Here
// positions are sorted, by code that is there once, and each element moves once.
package sorting

import "slices"

// By sorts a list as slices.SortStableFunc does: what compares as equal stays in
// the order in which it was.
func By[S ~[]E, E any](list S, compare func(a, b E) int) {
	at := make([]int, len(list))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(i, j int) int { return compare(list[i], list[j]) })
	old := slices.Clone(list)
	for to, from := range at {
		list[to] = old[from]
	}
}
