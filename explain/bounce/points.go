package bounce

import "danewalk/explain/finding"

// points are the findings that a bounce may be about, the surest first.
func points(b Bounce) []Point {
	out := usual(b.Kind)
	if b.EDE >= 0 {
		if code, ok := map[int]finding.Code{ // RFC 8914 4
			7: "dnssec.rrsig-expired", 8: "dnssec.rrsig-not-yet-valid", 9: "dnssec.ds-mismatch", 10: "dnssec.rrsig-missing", 11: "dnssec.key-flags-invalid",
			12: "dnssec.denial-missing", 22: "dns.ns-unreachable",
		}[b.EDE]; ok {
			out = append([]Point{{code, Likely}}, out...)
		}
	}
	for _, r := range b.Remarks {
		switch r {
		case RemarkTypeRefused:
			out = append([]Point{{"dns.tlsa-qtype-mishandled", Named}}, out...)
		case RemarkExpiredSeen:
			out = append(out, Point{"tls.cert-expired", Likely})
		case RemarkManyMaybe:
			out = append(out, Point{"local.ad-not-trusted", Likely})
		}
	}
	return once(out)
}

// Usual are the findings that usually stand behind a kind, the surest first.
func Usual(k Kind) []Point { return once(usual(k)) }

// once keeps the first point of each code.
func once(list []Point) []Point {
	seen := map[finding.Code]bool{}
	var out []Point
	for _, p := range list {
		if !seen[p.Code] {
			seen[p.Code] = true
			out = append(out, p)
		}
	}
	return out
}

// usual are the findings behind a kind.
func usual(k Kind) []Point {
	switch k {
	case TLSAMismatch:
		return []Point{
			{"tlsa.mismatch", Named},
			{"tlsa.mismatch-after-renewal", Likely},
			{"tlsa.future-key-only", Possible},
			{"tlsa.ta-not-in-chain", Possible},
			{"tlsa.hash-wrong-input", Possible},
			{"tlsa.per-address-difference", Possible},
			{"tlsa.malformed", Possible},
			{"tls.cert-not-yet-valid", Possible},
			{"tlsa.too-many-records", Possible},
		}
	case TLSALookup:
		return []Point{
			{"tlsa.lookup-failed", Named},
			{"dns.tlsa-qtype-mishandled", Likely},
			{"dnssec.denial-invalid", Possible},
			{"dnssec.denial-missing", Possible},
			{"dnssec.rrsig-expired", Possible},
			{"dns.servfail-unexplained", Possible},
			{"exo.legacy-tlsa-servfail", Possible},
			{"tlsa.cname-broken", Possible},
		}
	case TLSAUnusable:
		return []Point{{"tlsa.all-unusable", Named}, {"tlsa.usage-pkix", Likely}, {"dane.encrypt-only", Likely}, {"tlsa.malformed", Possible}, {"tlsa.unknown-parameters", Possible}}
	case DNSSECInvalid:
		return []Point{
			{"dnssec.ds-mismatch", Likely},
			{"dnssec.rrsig-expired", Likely},
			{"tlsa.lookup-failed", Likely},
			{"dnssec.ds-but-unsigned", Possible},
			{"dnssec.denial-invalid", Possible},
			{"dnssec.rrsig-missing", Possible},
			{"dnssec.dnskey-not-signed-by-ds-key", Possible},
			{"dns.tlsa-qtype-mishandled", Possible},
			{"mx.lookup-failed", Possible},
		}
	case STARTTLSMissing:
		return []Point{{"smtp.starttls-missing", Named}, {"smtp.starttls-selective", Possible}, {"tls.handshake-failed", Possible}, {"local.starttls-stripped", Possible}}
	case STARTTLSRefused:
		return []Point{{"smtp.starttls-refused", Named}, {"smtp.starttls-selective", Possible}}
	case Handshake:
		return []Point{{"tls.handshake-failed", Named}, {"tls.no-shared-cipher", Possible}, {"tls.only-old-versions", Possible}, {"tls.sni-rejected", Possible}, {"tls.large-clienthello-intolerant", Possible}}
	case CertExpired:
		return []Point{{"tls.cert-expired", Named}, {"tlsa.ta-chain-invalid", Likely}, {"tlsa.mismatch-after-renewal", Possible}}
	case HostMismatch:
		return []Point{{"tlsa.ta-name-mismatch", Likely}, {"tls.cert-name-mismatch", Likely}}
	case CertUntrusted:
		return []Point{{"tls.chain-incomplete", Likely}, {"tls.self-signed", Possible}, {"mtasts.mx-cert-invalid", Possible}, {"tlsa.ta-not-in-chain", Possible}}
	}
	return usualBeside(k)
}

// usualBeside are the findings behind kinds that are not about certificates and keys.
func usualBeside(k Kind) []Point {
	switch k {
	case DNSFailure:
		return []Point{
			{"mx.lookup-failed", Likely},
			{"mx.host-lookup-failed", Likely},
			{"dnssec.ds-mismatch", Likely},
			{"dnssec.ds-but-unsigned", Possible},
			{"dns.domain-nxdomain", Possible},
			{"mx.dangling", Possible},
			{"mx.host-no-address", Possible},
			{"dns.ns-unreachable", Possible},
			{"dnssec.rrsig-expired", Possible},
		}
	case MTASTSMX:
		return []Point{{"mtasts.mx-not-listed", Named}, {"exo.mtasts-not-updated", Possible}, {"mtasts.id-unchanged", Possible}}
	case MTASTSCertificate:
		return []Point{{"mtasts.mx-cert-invalid", Named}, {"tls.cert-expired", Possible}, {"tls.chain-incomplete", Possible}, {"tls.cert-name-mismatch", Possible}}
	case DANERequired:
		return []Point{{"dane.insecure-mx", Possible}, {"tlsa.none", Likely}, {"dnssec.unsigned-domain", Likely}, {"dnssec.unsigned-mx-zone", Possible}, {"local.ad-not-trusted", Possible}}
	case Connection:
		return []Point{{"smtp.connect-timeout", Likely}, {"smtp.connect-refused", Likely}, {"mx.unreachable", Likely}, {"local.port25-blocked", Possible}}
	case NullMX:
		return []Point{{"mx.null", Named}}
	case Misrouted:
		return []Point{{"exo.connector-hardcoded", Possible}, {"mx.leftover-after-migration", Possible}, {"mx.host-private-address", Possible}, {"exo.wrong-mx-value", Possible}}
	case LocalPolicy:
		return []Point{{"local.ad-not-trusted", Possible}, {"local.resolver-not-validating", Possible}}
	}
	return nil
}
