package explain

import "time"

// limitWalk is the limit that ends a whole check, as evidence.Limit names it.
const limitWalk = "walk-time"

// OutOfTime is the time that a check was given, where that was up before the check
// came to its end: what was not seen by then is neither a fault nor its absence.
// Zero for every other check.
func (d *Diagnosis) OutOfTime() time.Duration {
	if d.Report == nil {
		return 0
	}
	for _, l := range d.Report.Limits {
		if l.Name == limitWalk {
			return time.Duration(l.Value) * time.Second
		}
	}
	return 0
}

// Unfinished says what is missing of a check that did not come to its end; empty
// for one that did.
func Unfinished(d *Diagnosis) string {
	switch after := d.OutOfTime(); {
	case d.Stopped && !d.Final:
		return d.Words.Say("The check was stopped before its end: what was not seen by then is missing.")
	case !d.Final:
		return d.Words.Say("The check was still running when this was written: what was not seen by then is missing.")
	case after > 0:
		return d.Words.Say("The time for the whole check was up (%s): what was not seen by then is missing.", after)
	}
	return ""
}
