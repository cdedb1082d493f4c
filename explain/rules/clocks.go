package rules

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// Limits on how far clocks may be apart.
const (
	sameTime  = 2 * time.Minute // two clocks that agree: greetings wait a little, and are told to the second
	wrongTime = 5 * time.Minute // a clock that is set by NTP is never off so far
)

// told is the time that a mail server told in its greeting, beside ours.
type told struct {
	host  wire.Name
	text  string
	ahead time.Duration // of our clock, before theirs
	ids   []evidence.ID
}

// toldTimes returns the times in the greetings of mail servers: many send the
// date behind their name (RFC 5321 4.3.1 leaves the text free). Each host and each
// address counts once. Hosts that no valid answer names are heard too.
func (c *Case) toldTimes() []told {
	var out []told
	seen := map[string]bool{}
	for _, s := range c.View.Sessions() {
		at, text, ok := dateIn(s.Banner.Lines)
		host, addr := s.Host.String(), s.Addr.Addr().String()
		if !ok || len(s.Banner.IDs) == 0 || seen[host] || seen[addr] {
			continue
		}
		seen[host], seen[addr] = true, true
		out = append(out, told{s.Host, text, c.Report.Started.Add(s.Banner.At).Sub(at), s.Banner.IDs})
	}
	slices.SortStableFunc(out, func(a, b told) int { return strings.Compare(a.host.String(), b.host.String()) })
	return out
}

// dateIn finds a date of RFC 5322 3.3 in a greeting. Zones that are names are
// understood if they mean UTC (RFC 5322 4.3): of others nobody knows the offset.
func dateIn(lines []evidence.Wild) (at time.Time, text string, ok bool) {
	if !slices.ContainsFunc(lines, func(l evidence.Wild) bool { return strings.Contains(l.String(), ":") }) {
		return time.Time{}, "", false // no time of day: not worth an expression
	}
	date := regexp.MustCompile(`\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} ([+-]\d{4}|GMT|UTC|UT)\b`)
	for _, l := range lines {
		found := date.FindString(l.String())
		for _, name := range []string{" GMT", " UTC", " UT"} {
			if stem, named := strings.CutSuffix(found, name); named {
				found = stem + " +0000"
			}
		}
		if at, err := time.Parse("2 Jan 2006 15:04:05 -0700", found); err == nil {
			return at.UTC(), found, true
		}
	}
	return time.Time{}, "", false
}

// agreed returns the times of servers that agree with each other, the largest
// such group. One server alone may be the one that is wrong.
func agreed(times []told) []told {
	var best []told
	for _, t := range times {
		group := slices.DeleteFunc(slices.Clone(times), func(o told) bool { return (o.ahead - t.ahead).Abs() > sameTime })
		if len(group) > len(best) {
			best = group
		}
	}
	return best
}

// outOfTime returns the zones of the root and of registries whose signatures all
// fail by the same side of their dates, and that side.
func (c *Case) outOfTime() (zones []*dnssec.Zone, why dnssec.Reason) {
	for _, z := range c.Report.Zones {
		signer := z.Fault.Zone // of the DS set, or of the zone's own keys
		if z.Inherits || !z.Status.Fails() || signer.IsZero() || signer.Labels() > 1 {
			continue
		}
		if z.Reason != dnssec.SigExpired && z.Reason != dnssec.SigNotYetValid {
			continue
		}
		if why == "" {
			why = z.Reason
		}
		if z.Reason == why {
			zones = append(zones, z)
		}
	}
	return zones, why
}

// privateRoot tells whether the trust anchors are those of another root than the
// one of the internet: nothing is known about who runs it. A world of the lab is
// an internet of its own.
func (c *Case) privateRoot() bool {
	own := false
	for _, a := range c.Policy.Anchors {
		for _, k := range dnssec.RootKeys() {
			if k.Names(a) {
				return false
			}
		}
		own = own || a.Zone.IsRoot()
	}
	return own && c.View.Start().Vantage.World == ""
}

// clockChosen tells whether the moment judged at is not that of our clock.
func (c *Case) clockChosen() bool { return mail.Chosen(c.At, c.Report.Started) }
