package rules

import "danewalk/explain/finding"

// The verdict-like findings (dane.*, mx.unreachable, mx.lookup-failed) sum up
// what others found in detail. These lists name the details, so that the sum is
// shown as their consequence and never as a second error.

// lookupFaults are the findings that make a DNS lookup fail.
func lookupFaults() []finding.Code {
	return []finding.Code{
		"local.no-dns", "local.dns-intercepted", "local.tcp53-blocked", "local.trust-anchor-outdated", "local.clock-wrong", "local.resolver-strips-dnssec",
		"local.filtered",
		"dns.ns-unreachable", "dns.lame-delegation", "dns.ns-some-unreachable", "dns.edns-broken", "dns.tcp-unsupported", "dns.cname-loop",
		"dns.tlsa-qtype-mishandled", "dns.ent-nxdomain", "dns.glue-wrong",
		"dnssec.ds-but-unsigned", "dnssec.ds-mismatch", "dnssec.dnskey-not-signed-by-ds-key", "dnssec.dnskey-unavailable",
		"dnssec.rrsig-expired", "dnssec.rrsig-not-yet-valid", "dnssec.rrsig-missing", "dnssec.rrsig-invalid", "dnssec.rrsig-wrong-signer",
		"dnssec.rrsig-unknown-key", "dnssec.key-revoked", "dnssec.key-flags-invalid", "dnssec.denial-missing", "dnssec.denial-invalid",
		"dnssec.bitmap-wrong", "dnssec.nsec3-unknown-hash", "dnssec.wildcard-proof-missing", "dnssec.dname-mismatch",
		"dnssec.too-many-keys-or-signatures", "dnssec.indeterminate", "dnssec.parent-bogus",
	}
}

// sessionFaults are the findings that end a mail session before the
// certificate can be compared.
func sessionFaults() []finding.Code {
	return []finding.Code{
		"smtp.connect-timeout", "smtp.connect-refused", "smtp.banner-rejected", "smtp.banner-timeout", "smtp.ehlo-unsupported",
		"smtp.starttls-missing", "smtp.starttls-refused", "local.starttls-stripped", "local.port25-blocked", "local.source-ip-rejected",
		"tls.handshake-failed", "tls.large-clienthello-intolerant", "smtp.starttls-selective", "tls.no-shared-cipher", "tls.sni-rejected", "tls.only-old-versions", "local.tool-limit",
	}
}

// matchFaults are the findings about a certificate that fails the comparison.
func matchFaults() []finding.Code {
	return []finding.Code{
		"tlsa.mismatch", "tlsa.mismatch-after-renewal", "tlsa.future-key-only", "tlsa.ta-not-in-chain", "tlsa.ca-retired", "tlsa.ta-name-mismatch",
		"tlsa.ta-chain-invalid", "tlsa.agility-shadowed", "tlsa.hash-of-empty", "tlsa.placeholder", "tlsa.hash-wrong-input", "tlsa.usage-confused",
		"tlsa.per-address-difference", "tlsa.dual-cert-half-covered", "tlsa.lookup-failed", "tlsa.cname-broken",
	}
}

// hostFaults are the findings that keep a mail server from passing.
func hostFaults() []finding.Code {
	out := append(lookupFaults(), "mx.host-no-address", "mx.host-lookup-failed", "mx.host-private-address", "mx.is-ip-address")
	return append(append(out, sessionFaults()...), matchFaults()...)
}

// insecureCauses are the findings that make an answer insecure.
func insecureCauses() []finding.Code {
	return []finding.Code{
		"local.negative-anchor", "dnssec.unsigned-domain", "dnssec.unsigned-mx-zone", "dnssec.signed-but-no-ds", "dnssec.ds-unsupported-algorithm",
		"dnssec.ds-unsupported-digest", "dnssec.alias-target-insecure", "dnssec.nsec3-iterations", "dnssec.key-weak", "dnssec.algorithm-deprecated",
		"dnssec.optout-insecure-denial", "exo.legacy-mx", "exo.both-mx", "exo.unsupported-domain",
	}
}
