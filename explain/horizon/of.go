package horizon

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/probe/judge/mail"
	"danewalk/probe/wire"
)

// Of returns everything about a case that has a date, the next one first, and
// what has none at the end. At most MaxEvents: the later ones are left out.
func Of(d *explain.Diagnosis) []Event {
	if d == nil || d.Report == nil {
		return nil
	}
	var all []Event
	all = append(all, signatures(d)...)
	all = append(all, certificates(d)...)
	all = append(all, nextKeys(d)...)
	all = append(all, anchors(d)...)
	all = append(all, requests(d)...)
	all = append(all, policies(d)...)
	all = slices.DeleteFunc(all, func(e Event) bool { return e.Dated() && e.At.Before(d.At) })
	seen := map[string]int{}
	for i := range all {
		all[i].Args["port"] = port(d.Report.Port)
		all[i].finish(d.Domain, seen)
	}
	slices.SortStableFunc(all, inOrder)
	return all[:min(len(all), MaxEvents)]
}

// inOrder sorts by date, then by weight, then by name, so that the list is the
// same each time.
func inOrder(a, b Event) int {
	if a.Dated() != b.Dated() {
		if a.Dated() {
			return -1
		}
		return 1
	}
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(weight(a.Severity), weight(b.Severity)), cmp.Compare(a.Kind, b.Kind),
		slices.Compare(a.Where, b.Where), cmp.Compare(a.ID, b.ID))
}

// weight orders severities, the gravest first.
func weight(s finding.Severity) int {
	return slices.Index([]finding.Severity{finding.Fatal, finding.Risk, finding.Lost, finding.Local, finding.Hygiene, finding.Info}, s)
}

// finish sets what follows from the rest. seen counts events that are the same
// but for their date.
func (e *Event) finish(domain string, seen map[string]int) {
	if e.Last.IsZero() {
		e.Last = e.At
	}
	slices.Sort(e.Evidence)
	e.Evidence = slices.Compact(e.Evidence)
	what := strings.Join([]string{string(e.Kind), domain, strings.Join(e.Where, " "), strings.Join(e.Sets, " "), e.Args["identity"]}, "\n")
	seen[what]++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d", what, seen[what]))
	e.ID = hex.EncodeToString(sum[:16])
	e.Where = e.Where[:min(len(e.Where), maxPlaces)]
	if extra := len(e.Sets) - maxSets; extra > 0 {
		e.Sets, e.More = e.Sets[:maxSets], extra
	}
}

// ownerOfZone is who runs a zone: for the root and top-level domains a registry.
func ownerOfZone(zone wire.Name) finding.Owner {
	if zone.Labels() <= 1 {
		return finding.OwnerRegistry
	}
	return finding.OwnerDNS
}

// stsEnforced tells whether senders with MTA-STS refuse a mail server whose
// certificate does not fit.
func stsEnforced(r *mail.Report, host wire.Name) bool {
	if r.Policies == nil || !r.Policies.STS.Active() {
		return false
	}
	for _, h := range r.Policies.STS.Hosts {
		if h.Host == host {
			return h.Listed
		}
	}
	return false
}

// before is a moment some time ahead of another one, none if that is over.
func before(end time.Time, ahead time.Duration, at time.Time) time.Time {
	if t := end.Add(-ahead); t.After(at) {
		return t
	}
	return at
}
