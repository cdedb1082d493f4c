package probe

import "danewalk/probe/collect"

// The facade's names for what the collectors share.
type (
	Options  = collect.Options
	Target   = collect.Target
	Hint     = collect.Hint
	Limits   = collect.Limits
	DialFunc = collect.DialFunc
)
