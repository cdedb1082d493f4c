package main

import (
	"cmp"
	"fmt"
	"os"

	"danewalk/explain"
	"danewalk/tui"
)

// untold removes what would tell what was not revealed from among the saved checks,
// and gives the line that stays below the prompt.
func (d *desk) untold(l tui.Left) func(*explain.Diagnosis) error {
	if path := d.kept(l); path != "" {
		_ = os.Remove(path) // what cannot be removed can be seen in the list, and opened
	}
	return func(done *explain.Diagnosis) error {
		if done == nil {
			return nil
		}
		_, err := fmt.Fprintf(d.p.out, "%s: %s\n", cmp.Or(done.Domain, done.Typed), d.book().Say("a lesson, left before all of it was revealed"))
		return err
	}
}

// kept is where a check of this sitting was written; empty if it was not, or is of
// another one.
func (d *desk) kept(l tui.Left) string {
	for _, w := range d.walks.all {
		if path := w.saved(l.Log); path != "" {
			return path
		}
	}
	return ""
}
