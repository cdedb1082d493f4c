package rules

import (
	"cmp"
	"slices"
	"strings"

	"danewalk/explain/finding"
)

// order sorts findings from cause to consequence: local first, then DNS and
// DNSSEC from the root down, then MX, TLSA, SMTP, TLS, DANE; within a layer by
// depth, then weight, then name. It marks every finding that another one caused.
func order(fs []finding.Finding) []finding.Finding {
	slices.SortStableFunc(fs, func(a, b finding.Finding) int {
		return cmp.Or(
			cmp.Compare(a.Layer, b.Layer), cmp.Compare(a.Depth, b.Depth), cmp.Compare(rank(a.Weight), rank(b.Weight)),
			cmp.Compare(a.Host, b.Host), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Code, b.Code))
	})
	for i := range fs {
		fs[i].CausedByIndex = cause(fs, i) + 1
	}
	return fs
}

// rank orders weights from the heaviest.
func rank(s finding.Severity) int {
	return slices.Index([]finding.Severity{finding.Fatal, finding.Local, finding.Risk, finding.Lost, finding.Hygiene, finding.Info, finding.Good}, s)
}

// cause returns the index of the first finding that caused fs[i], or -1.
func cause(fs []finding.Finding, i int) int {
	for j, g := range fs {
		if j == i || g.Code == fs[i].Code || harmless(g) {
			continue
		}
		if blinds(g, fs[i]) || slices.Contains(fs[i].CausedBy, g.Code) && touches(g, fs[i]) {
			return j
		}
	}
	return -1
}

// harmless tells whether a fault of our own side did not touch this check: the
// way around it worked, so it explains nothing. IPv6 that does not work here is
// noted only, and explains what could not be reached over it.
func harmless(cause finding.Finding) bool {
	return cause.Layer == finding.LayerLocal && cause.Weight == finding.Info && cause.Code != "local.ipv6-broken"
}

// blinds tells whether nothing of a finding may be held against anybody, because
// of a fault of our own side. Where our network failed in the middle of the check,
// what was compared before stands.
func blinds(cause, f finding.Finding) bool {
	if cause.Weight == finding.Local && cause.Code == "local.captive-portal" && (f.Code == "local.no-dns" || f.Code == "local.dns-intercepted") {
		return true // until somebody logs in
	}
	if cause.Weight != finding.Local || f.Layer <= finding.LayerLocal {
		return false
	}
	switch {
	case cause.Code == "local.split-horizon": // it spoils what is asked about its own zone
		return touches(cause, f)
	case cause.Code == "local.stale-cache": // the way of the mail follows from records that are gone
		return f.Layer >= finding.LayerMX
	case !Blinds(cause.Code):
		return false
	}
	return cause.Args["partly"] == "" || f.Layer <= finding.LayerMX
}

// Blinds tells whether a fault of our own side spoils every lookup, so that
// nothing found behind it may be held against anybody else.
func Blinds(code finding.Code) bool {
	switch code {
	case "local.no-dns", "local.dns-intercepted", "local.udp-fragments-dropped", "local.trust-anchor-outdated", "local.clock-wrong",
		"local.resolver-strips-dnssec", "local.captive-portal":
		return true
	}
	return false
}

// touches tells whether a cause is in the same place as its consequence, or in
// a place that the consequence depends on: the same address, the same host, a
// zone above it, or the whole.
func touches(cause, f finding.Finding) bool {
	if cause.Host != "" && f.Host != "" {
		return cause.Host == f.Host && (cause.Address == "" || f.Address == "" || cause.Address == f.Address)
	}
	if cause.Zone != "" && cause.Host == "" {
		return inZone(f.Zone, cause.Zone) || inZone(f.Host, cause.Zone) || (f.Zone == "" && f.Host == "")
	}
	return true
}

func inZone(name, zone string) bool {
	if name == "" {
		return false
	}
	return zone == "." || name == zone || strings.HasSuffix(name, "."+zone)
}
