package rules

import (
	"cmp"
	"time"

	"danewalk/explain/finding"
)

// When the end of a signature counts as near.
const (
	soon = 3 * 24 * time.Hour
	// shortLived: signatures up to this lifetime are renewed every day or made for
	// each answer, so that only the share that is left tells anything.
	shortLived = 8 * 24 * time.Hour
	// restShare: a healthy signer renews before a quarter of the lifetime is left.
	restShare = 4
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
	return c.sealFindings(near, func(a, b sealed) int { return cmp.Compare(a.left(c.At), b.left(c.At)) })
}

// margin is how much of a lifetime should be left at least.
func margin(lifetime time.Duration) time.Duration {
	if lifetime <= shortLived {
		return lifetime / restShare
	}
	return max(soon, lifetime/restShare)
}
