package rules

import (
	"slices"

	"danewalk/explain/finding"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// dnssecParentBogus: the first broken link belongs to a top-level domain or the
// root. It says what follows from the exact finding: everything below is hit.
func dnssecParentBogus() Rule {
	return Rule{
		Code: "dnssec.parent-bogus", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerRegistry,
		RFC:    []string{"RFC 4035 5", "RFC 7646 2"},
		Causes: brokenLinks(),
		Detect: detectDnssecParentBogus,
	}
}

// brokenLinks are the codes of a link that does not validate.
func brokenLinks() []finding.Code {
	return []finding.Code{
		"local.trust-anchor-outdated", "local.clock-wrong",
		"dnssec.ds-but-unsigned", "dnssec.ds-mismatch", "dnssec.dnskey-not-signed-by-ds-key", "dnssec.rrsig-expired", "dnssec.rrsig-not-yet-valid",
		"dnssec.rrsig-missing", "dnssec.rrsig-invalid", "dnssec.rrsig-wrong-signer", "dnssec.rrsig-unknown-key", "dnssec.key-revoked",
		"dnssec.key-flags-invalid", "dnssec.denial-missing", "dnssec.denial-invalid", "dnssec.bitmap-wrong", "dnssec.nsec3-unknown-hash",
		"dnssec.dnskey-unavailable",
	}
}

// parentReasons are the reasons for a zone to be bogus that its operator caused.
// A root that fits no anchor is none: that is our own anchor (RFC 5011, RFC 9718).
func parentReasons() []dnssec.Reason {
	return []dnssec.Reason{
		dnssec.DSMismatch, dnssec.DSButUnsigned, dnssec.DNSKEYNotSigned, dnssec.KeyRevoked, dnssec.KeyFlags, dnssec.DNSKEYMalformed,
		dnssec.SigExpired, dnssec.SigNotYetValid, dnssec.SigMissing, dnssec.SigInvalid, dnssec.SigWrongSigner, dnssec.SigUnknownKey,
		dnssec.SigLabels, dnssec.DenialMissing, dnssec.DenialInvalid, dnssec.BitmapWrong, dnssec.NSEC3UnknownHash,
	}
}

func detectDnssecParentBogus(c *Case) []finding.Finding {
	var out []finding.Finding
	var seen []wire.Name
	for _, p := range c.Faults(parentReasons()...) {
		zone := p.Culprit()
		if zone.Labels() > 1 || !p.Own() || slices.Contains(seen, zone) {
			continue // the zone's own links; a lookup in it is no link to zones below
		}
		if zone.IsRoot() && (p.Fault.Reason == dnssec.SigExpired || p.Fault.Reason == dnssec.SigNotYetValid) {
			continue // far more likely our own clock: local.clock-wrong
		}
		seen = append(seen, zone)
		f := p.Finding()
		f.Subject = f.Zone
		f.Args["reason"] = ReasonWords(c.Words, p.Fault.Reason)
		f.Args["victim"], f.Args["all"] = c.victim(zone), ""
		if p.Zone.Name == zone { // its own keys, not one DS in it
			f.Args["all"] = "yes"
		}
		out = append(out, f)
	}
	return out
}

// victim names what was asked for and lies below a zone: the domain, or else a
// mail server.
func (c *Case) victim(zone wire.Name) string {
	hosts := c.hostsUnder(zone)
	if c.target().Under(zone) || len(hosts) == 0 {
		return c.target().Show()
	}
	return hosts[0]
}
