package servers

import (
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
)

// Tables returns the table of every zone that holds one of the questions or is
// on the way to it, the root first.
func Tables(_ *view.View, _ *dnssec.Validator, _ []Question) []Table { return nil }
