package fix

import "time"

// maxTTL is the longest time to live there is, seconds (RFC 2181 8).
const maxTTL = 1<<31 - 1

// Rollover is when the steps of a key change may be done, if its first step, the
// publication of the new record beside the old one, is done at once.
type Rollover struct {
	Publish time.Time // the moment that the others are counted from
	Switch  time.Time // from here on the server may use the new key: every cache has its record
	Remove  time.Time // from here on the old record may go
}

// Roll computes the moments from the TTL of the TLSA records, seconds, as it was
// observed. Two TTLs for each step: one for caches that asked just before the
// change, one for name servers that had it late (RFC 7671 8.1).
func Roll(at time.Time, ttl uint32) Rollover {
	step := 2 * time.Duration(min(ttl, maxTTL)) * time.Second
	return Rollover{at, at.Add(step), at.Add(2 * step)}
}

// Forget computes when caches have forgotten what is replaced at once: one TTL
// later. Nothing is to be done then; Remove is the same moment.
func Forget(at time.Time, ttl uint32) Rollover {
	gone := at.Add(time.Duration(min(ttl, maxTTL)) * time.Second)
	return Rollover{at, gone, gone}
}

// Clock writes one of the moments: the time of day, rounded up to the minute,
// and the date where it is not the day of the publication.
func (r Rollover) Clock(t time.Time) string {
	if whole := t.Truncate(time.Minute); t.After(whole) && t != r.Publish {
		t = whole.Add(time.Minute)
	}
	if t.UTC().Format(time.DateOnly) == r.Publish.UTC().Format(time.DateOnly) {
		return t.UTC().Format("15:04 UTC")
	}
	return Moment(t)
}
