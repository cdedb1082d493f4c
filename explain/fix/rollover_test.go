package fix

import (
	"math"
	"testing"
	"time"
)

func TestRollover(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 30, 0, time.UTC)
	for _, c := range []struct {
		ttl                uint32
		now, change, after string
	}{
		{0, "12:00 UTC", "12:00 UTC", "12:00 UTC"},
		{300, "12:00 UTC", "12:11 UTC", "12:21 UTC"},
		{3600, "12:00 UTC", "14:01 UTC", "16:01 UTC"},
		{14400, "12:00 UTC", "20:01 UTC", "2026-11-22 04:01 UTC"},
		{86400, "12:00 UTC", "2026-11-23 12:01 UTC", "2026-11-25 12:01 UTC"},
	} {
		r := Roll(at, c.ttl)
		if now, change, after := r.Clock(r.Publish), r.Clock(r.Switch), r.Clock(r.Remove); now != c.now || change != c.change || after != c.after {
			t.Errorf("TTL %d: %s, %s, %s", c.ttl, now, change, after)
		}
	}
	if r := Roll(at, math.MaxUint32); !r.Switch.After(at) || !r.Remove.After(r.Switch) {
		t.Errorf("the longest TTL: %+v", r)
	}
}
