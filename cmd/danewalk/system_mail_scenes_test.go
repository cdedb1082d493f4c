//go:build system && linux

package main_test

// mailScene is a domain and its mail servers. The domain is NAME.post.town, in a
// signed zone, and so are the hosts.
type mailScene struct {
	name  string
	want  string // what Postfix at level dane does with mail to it
	finds string // codes of findings; empty: none that is more than advice
	hosts []sceneHost
	// The first host's MX record is the only one, if this is empty.
	mx string
	// Other records below NAME.post.town; {{tlsa "mx" "3 1 1 ec"}} is the data of a TLSA record.
	more string
	// The MX record is in the unsigned zone plain.town, or the addresses are.
	insecureMX, insecureHost bool
	// onlyText is what Postfix writes at level dane-only where we say it in other words.
	onlyText string
	policy   *scenePolicy // MTA-STS
	unknown  bool         // danewalk cannot know what Postfix does, and says so
}

// sceneHost is a mail server, with an address of its own.
type sceneHost struct {
	label   string
	shows   string // kind of certificate
	tlsa    []string
	options string // of Postfix' smtpd
	exim    bool
}

func mailScenes() []mailScene {
	one := func(shows string, tlsa ...string) []sceneHost {
		return []sceneHost{{label: "mx", shows: shows, tlsa: tlsa}}
	}
	with := func(options, shows string, tlsa ...string) []sceneHost {
		return []sceneHost{{label: "mx", shows: shows, tlsa: tlsa, options: options}}
	}
	two := func(first, second sceneHost) []sceneHost {
		first.label, second.label = "one", "two"
		return []sceneHost{first, second}
	}
	refusing := func(tlsa ...string) []sceneHost { // Exim that cannot read its key answers 454
		return []sceneHost{{label: "mx", shows: "missing", tlsa: tlsa, exim: true}}
	}
	right := sceneHost{shows: "leaf", tlsa: []string{"3 1 1 ec"}}
	wrong := sceneHost{shows: "leaf", tlsa: []string{"3 1 1 strange"}}
	open := sceneHost{shows: "leaf"}
	const (
		noSTARTTLS = "-o smtpd_tls_security_level=none"
		// TLS_README: ciphers that need no certificate, and nothing else
		noCertificate = "-o smtpd_tls_chain_files= -o smtpd_tls_cert_file=none"
		only12        = "-o smtpd_tls_protocols=TLSv1.2"
		// OpenSSL 3 speaks the old versions only at security level 0.
		oldCiphers = " -o tls_medium_cipherlist=ALL:!aNULL:@SECLEVEL=0"
		until11    = "-o smtpd_tls_protocols=TLSv1,TLSv1.1" + oldCiphers
		until12    = "-o smtpd_tls_protocols=TLSv1,TLSv1.1,TLSv1.2" + oldCiphers
		byName     = "@ MX 10 mx"
	)
	return []mailScene{
		// RFC 7672 3.1.1: usage 3
		{name: "good", want: "authenticated", hosts: one("self", "3 1 1 ec")},
		{name: "mismatch", want: "deferred 4.7.5", finds: "tlsa.mismatch", hosts: one("leaf", "3 1 1 strange")},
		{name: "expired-leaf", want: "authenticated", hosts: one("expired", "3 1 1 ec")},
		{name: "other-name", want: "authenticated", hosts: one("other", "3 1 1 ec")},
		{name: "whole-leaf", want: "authenticated", hosts: one("leaf", "3 0 1 ec")},
		{name: "plain-key", want: "authenticated", hosts: one("leaf", "3 1 0 ec")},
		// RFC 7672 3.1.2: usage 2
		{name: "anchor", want: "authenticated", hosts: one("leaf", "2 1 1 ca")},
		{name: "anchor-whole", want: "authenticated", hosts: one("leaf", "2 0 1 ca")},
		{name: "anchor-not-sent", want: "deferred 4.7.5", finds: "tlsa.ta-not-in-chain", hosts: one("bare", "2 1 1 ca")},
		{name: "anchor-in-record", want: "authenticated", hosts: one("bare", "2 0 0 ca")},
		{name: "anchor-key-in-record", want: "authenticated", hosts: one("bare", "2 1 0 ca")},
		{name: "anchor-expired-leaf", want: "deferred 4.7.5", finds: "tlsa.ta-chain-invalid", hosts: one("expired", "2 1 1 ca")},
		{name: "anchor-other-name", want: "deferred 4.7.5", finds: "tlsa.ta-name-mismatch", hosts: one("other", "2 1 1 ca")},
		{name: "anchor-is-leaf", want: "deferred 4.7.5", finds: "tlsa.usage-confused", hosts: one("self", "2 1 1 ec")},
		{name: "either", want: "authenticated", finds: "tlsa.combination-incomplete", hosts: one("leaf", "3 1 1 strange", "2 1 1 ca")},
		// RFC 7672 2.2, 3.1.3 and RFC 7671 9: records that cannot be used, and agility
		{name: "unusable", want: "encrypted", finds: "tlsa.all-unusable tlsa.usage-pkix", hosts: one("leaf", "1 1 1 ec")},
		{name: "unusable-and-wrong", want: "deferred 4.7.5", finds: "tlsa.mismatch", hosts: one("leaf", "1 1 1 ec", "3 1 1 strange")},
		{
			name: "short-digest", want: "encrypted", finds: "tlsa.malformed", hosts: one("leaf", "3 1 1 short"),
			onlyText: "Server certificate not verified", // OpenSSL finds it out, after the look-up had found the record usable
		},
		{name: "agility-against", want: "deferred 4.7.5", finds: "tlsa.agility-shadowed", hosts: one("leaf", "3 1 1 ec", "3 1 2 strange")},
		{name: "agility-for", want: "authenticated", finds: "tlsa.combination-incomplete", hosts: one("leaf", "3 1 1 strange", "3 1 2 ec")},
		{name: "agility-per-kind", want: "authenticated", finds: "tlsa.combination-incomplete", hosts: one("leaf", "2 1 1 ca", "3 1 2 strange")},
		// RFC 7672 2.1, 2.2.1, 2.2.2: what is signed and what is not
		{name: "tlsa-bogus", want: "deferred 4.7.5", finds: "dnssec.rrsig-invalid tlsa.lookup-failed", hosts: one("leaf", "3 1 1 ec")},
		{name: "tlsa-servfail", want: "deferred 4.7.5", finds: "tlsa.lookup-failed", hosts: one("leaf"), more: "_25._tcp.mx NS ns1.post.town."},
		{name: "mx-bogus", want: "deferred 4.4.3", finds: "dnssec.rrsig-invalid mx.lookup-failed", hosts: one("leaf", "3 1 1 ec")},
		{name: "address-bogus", want: "deferred 4.4.3", finds: "dnssec.rrsig-invalid mx.host-lookup-failed", hosts: one("leaf", "3 1 1 ec")},
		{name: "mx-insecure", want: "encrypted", finds: "dnssec.unsigned-domain dane.insecure-mx", hosts: one("leaf", "3 1 1 ec"), insecureMX: true},
		{name: "mx-insecure-wrong", want: "deferred 4.7.5", finds: "dnssec.unsigned-domain tlsa.mismatch", hosts: one("leaf", "3 1 1 strange"), insecureMX: true},
		{name: "address-insecure", want: "encrypted", finds: "dnssec.unsigned-mx-zone tlsa.insecure-ignored", hosts: one("leaf", "3 1 1 ec"), insecureHost: true},
		{name: "no-tlsa", want: "encrypted", hosts: one("leaf")},
		{name: "null-mx", want: "bounced 5.1.0", finds: "mx.null", mx: "@ MX 0 ."},
		{name: "no-mx", want: "authenticated", hosts: []sceneHost{{label: "@", shows: "leaf", tlsa: []string{"3 1 1 ec"}}}, mx: `@ TXT "no MX record"`}, // RFC 5321 5.1
		// RFC 7672 2.2: STARTTLS
		{name: "no-starttls", want: "deferred 4.7.4", finds: "smtp.starttls-missing", hosts: with(noSTARTTLS, "leaf", "3 1 1 ec")},
		{name: "no-starttls-no-tlsa", want: "clear", finds: "smtp.starttls-missing smtp.cleartext-only", hosts: with(noSTARTTLS, "leaf")},
		{name: "no-starttls-unusable", want: "deferred 4.7.4", finds: "smtp.starttls-missing tlsa.all-unusable", hosts: with(noSTARTTLS, "leaf", "1 1 1 ec")},
		{name: "starttls-refused", want: "deferred 4.0.0", finds: "smtp.starttls-refused", hosts: refusing("3 1 1 ec")},
		{name: "starttls-refused-no-tlsa", want: "clear", finds: "smtp.starttls-refused", hosts: refusing()},
		{name: "no-certificate", want: "deferred 4.7.5", finds: "tls.no-shared-cipher", hosts: with(noCertificate, "leaf", "3 1 1 ec")},
		{
			name: "no-certificate-no-tlsa", want: "encrypted", finds: "tls.no-shared-cipher", hosts: with(noCertificate, "leaf"),
			unknown: true, // our library has no anonymous ciphers, and posttls-finger does not offer them
		},
		// RFC 7672 2.2.2, 2.2.3: the host is an alias
		{
			name: "alias", want: "authenticated", finds: "mx.host-is-alias", hosts: []sceneHost{{label: "real", shows: "leaf", tlsa: []string{"3 1 1 ec"}}},
			mx: byName, more: "mx CNAME real",
		},
		{
			name: "alias-own", want: "authenticated", finds: "mx.host-is-alias", hosts: []sceneHost{{label: "real", shows: "leaf"}},
			mx: byName, more: "mx CNAME real\n_25._tcp.mx TLSA {{tlsa \"real\" \"3 1 1 ec\"}}",
		},
		{
			name: "alias-own-anchor", want: "deferred 4.7.5", finds: "mx.host-is-alias tlsa.ta-name-mismatch", hosts: []sceneHost{{label: "real", shows: "leaf"}},
			mx: byName, more: "mx CNAME real\n_25._tcp.mx TLSA {{tlsa \"real\" \"2 1 1 ca\"}}",
		},
		{
			name: "alias-both", want: "deferred 4.7.5", finds: "mx.host-is-alias tlsa.mismatch", hosts: []sceneHost{{label: "real", shows: "leaf", tlsa: []string{"3 1 1 strange"}}},
			mx: byName, more: "mx CNAME real\n_25._tcp.mx TLSA {{tlsa \"real\" \"3 1 1 ec\"}}",
		},
		{
			name: "alias-to-insecure", want: "authenticated", finds: "mx.host-is-alias", hosts: []sceneHost{{label: "real", shows: "leaf"}},
			mx: byName, insecureHost: true,
			more: "mx CNAME real.alias-to-insecure.plain.town.\n_25._tcp.mx TLSA {{tlsa \"real\" \"3 1 1 ec\"}}",
		},
		{name: "tlsa-alias", want: "authenticated", hosts: one("leaf"), more: "_25._tcp.mx CNAME _dane\n_dane TLSA {{tlsa \"mx\" \"3 1 1 ec\"}}"},
		// several hosts
		{name: "first-wrong", want: "authenticated", finds: "tlsa.mismatch dane.some-hosts-fail", hosts: two(wrong, right), mx: "@ MX 10 one\n@ MX 20 two"},
		{name: "second-wrong", want: "authenticated", finds: "tlsa.mismatch dane.some-hosts-fail", hosts: two(right, wrong), mx: "@ MX 10 one\n@ MX 20 two"},
		{name: "one-wrong-of-equals", want: "authenticated", finds: "tlsa.mismatch dane.some-hosts-fail", hosts: two(right, wrong), mx: "@ MX 10 one\n@ MX 10 two"},
		{name: "second-open", want: "encrypted", finds: "tlsa.mismatch dane.partial-mx-coverage", hosts: two(wrong, open), mx: "@ MX 10 one\n@ MX 20 two"},
		{name: "both-wrong", want: "deferred 4.7.5", finds: "tlsa.mismatch dane.all-hosts-fail", hosts: two(wrong, wrong), mx: "@ MX 10 one\n@ MX 20 two"},
		// keys of two types at once
		{name: "two-keys", want: "authenticated", hosts: one("both", "3 1 1 ec", "3 1 1 rsa")},
		{name: "two-keys-anchor", want: "authenticated", hosts: one("both", "2 1 1 ca")},
		{name: "two-keys-ec", want: "authenticated", finds: "tlsa.dual-cert-half-covered", hosts: one("both", "3 1 1 ec")},
		{name: "two-keys-rsa", want: "deferred 4.7.5", finds: "tlsa.dual-cert-half-covered", hosts: one("both", "3 1 1 rsa")},
		{name: "rsa-key", want: "authenticated", hosts: one("rsa", "3 1 1 rsa")},
		// versions of TLS, and another server
		{name: "tls12", want: "authenticated", hosts: with(only12, "leaf", "3 1 1 ec")},
		{name: "tls12-two-keys-rsa", want: "deferred 4.7.5", finds: "tlsa.dual-cert-half-covered", hosts: with(only12, "both", "3 1 1 rsa")},
		{name: "until-tls11", want: "deferred 4.7.5", finds: "tls.only-old-versions", hosts: with(until11, "rsa", "3 1 1 rsa")},
		{name: "until-tls12", want: "authenticated", hosts: with(until12, "rsa", "3 1 1 rsa")},
		{name: "exim", want: "authenticated", hosts: []sceneHost{{label: "mx", shows: "leaf", tlsa: []string{"3 1 1 ec"}, exim: true}}},
		{name: "exim-wrong", want: "deferred 4.7.5", finds: "tlsa.mismatch", hosts: []sceneHost{{label: "mx", shows: "rsa", tlsa: []string{"3 1 1 strange"}, exim: true}}},
	}
}
