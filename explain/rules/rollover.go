package rules

import (
	"danewalk/explain/finding"
	"danewalk/explain/fix"
)

// rollover sets what texts say about the moments of a key change, counted from
// the moment of the check: now, switch, remove.
func (c *Case) rollover(args finding.Args, ttl uint32) {
	r := fix.Roll(c.Report.At, ttl)
	args["now"], args["switch"], args["remove"] = r.Clock(r.Publish), r.Clock(r.Switch), r.Clock(r.Remove)
}
