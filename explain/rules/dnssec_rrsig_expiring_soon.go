package rules

import (
	"cmp"
	"slices"
	"time"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// When the end of a signature counts as near.
const (
	soon = 3 * 24 * time.Hour
	// shortLived: signatures up to this lifetime are renewed every day or made for
	// each answer, so that only the share that is left tells anything.
	shortLived = 8 * 24 * time.Hour
	// restShare: most signers renew before a quarter of the lifetime is left.
	restShare = 4
	// lastShare: the latest ones in wide use (Knot DNS) renew when a tenth is left,
	// and a little before. After that, and in the last day, nobody is in time.
	lastShare = 10
	lastDay   = 24 * time.Hour
	// lastWeek is enough, however long the lifetime.
	lastWeek = 7 * 24 * time.Hour
)

// dnssecRrsigExpiringSoon: a signature of the chain ends soon, and the signer
// should have renewed it.
func dnssecRrsigExpiringSoon() Rule {
	return Rule{
		Code: "dnssec.rrsig-expiring-soon", Severity: finding.Risk, Layer: finding.LayerDNS, Owner: finding.OwnerDNS,
		RFC:    []string{"RFC 6781 4.4.2", "RFC 4035 5.3.1"},
		Causes: []finding.Code{"local.clock-wrong", "dns.zone-out-of-sync"},
		Detect: detectDnssecRrsigExpiringSoon,
	}
}

func detectDnssecRrsigExpiringSoon(c *Case) []finding.Finding {
	var near []sealed
	for _, s := range c.seals() {
		if left := s.left(c.At); left >= 0 && left < margin(s.lifetime()) {
			near = append(near, s)
		}
	}
	out := c.sealFindings(near, func(a, b sealed) int { return cmp.Compare(a.left(c.At), b.left(c.At)) })
	for i := range out {
		f := &out[i]
		late := slices.ContainsFunc(near, func(s sealed) bool {
			return s.Zone.Show() == f.Zone && s.left(c.At) < tooLate(s.lifetime())
		})
		f.Args["late"] = finding.Flag(late)
		if zone, err := wire.ParseName(f.Zone); err == nil && !late {
			f.Weight = unlessRegistry(zone, finding.Hygiene) // the signer may still do it in its own time
		}
	}
	return out
}

// margin is how much of a lifetime should be left at least.
func margin(lifetime time.Duration) time.Duration {
	if lifetime <= shortLived {
		return lifetime / restShare
	}
	return max(soon, lifetime/restShare)
}

// tooLate is how much of a lifetime is left when every signer has renewed.
func tooLate(lifetime time.Duration) time.Duration {
	return min(margin(lifetime), max(min(lifetime/lastShare, lastWeek), lastDay))
}

// RenewedBy is the moment by which every signer has put a new signature in the
// place of this one. Where it still stands after that, somebody should look.
func RenewedBy(s dnssec.Signature) time.Time {
	return s.Expiration.Add(-tooLate(s.Expiration.Sub(s.Inception)))
}
