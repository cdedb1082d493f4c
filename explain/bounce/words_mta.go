package bounce

// eximWords are those of tls-openssl.c, tls-gnu.c, transports/smtp.c and host.c.
func eximWords() []pattern {
	return []pattern{
		{"dane error: tlsa lookup for $host not dnssec", DANERequired, strong, Exim, "", RemarkOnlyStrict},
		{"dane error: tlsa lookup defer", TLSALookup, strong, Exim, Temporary, ""},
		{"dane error: tlsa lookup fail", DANERequired, strong, Exim, "", RemarkOnlyStrict},
		{"dane error: no usable tlsa records", TLSAUnusable, strong, Exim, "", ""},
		{"dane error: $host lookup not dnssec", DANERequired, strong, Exim, "", RemarkOnlyStrict},
		{"tlsa record problem: none usable", TLSAUnusable, strong, Exim, "", ""},
		{"dane attempt failed; tls connection to $host [$ip]:*certificate verify failed", TLSAMismatch, strong, Exim, "", ""},
		{"dane attempt failed; tls connection to $host [$ip]:*verification failed", TLSAMismatch, strong, Exim, "", ""},
		{"dane attempt failed; tls connection to $host [$ip]: (certificate verification failed", TLSAMismatch, strong, Exim, "", ""},
		{"dane attempt failed; tls connection to $host [$ip]:*handshake failure", Handshake, strong, Exim, "", ""},
		{"dane attempt failed; tls connection to $host [$ip]:*alert", Handshake, strong, Exim, "", ""},
		{"dane attempt failed; tls connection to $host [$ip]:*eof", Handshake, strong, Exim, "", ""},
		{"dane attempt failed; tls connection to $host [$ip]:*timed out", Handshake, strong, Exim, "", ""},
		{"dane attempt failed; tls connection to $host [$ip]", TLSAMismatch, strong, Exim, "", ""}, // cut off: the usual reason
		{"dane attempt failed", TLSAMismatch, strong, Exim, "", ""},
		{"a tls session is required, but the server did not offer tls support", STARTTLSMissing, strong, Exim, "", ""},
		{"a tls session is required, but an attempt to start tls failed", Handshake, strong, Exim, "", ""},
		{"a tls session is required for $host [$ip], but the server did not offer tls support", STARTTLSMissing, strong, Exim, "", ""},
		{"a tls session is required for $host [$ip], but an attempt to start tls failed", Handshake, strong, Exim, "", ""},
		{"dnssec fail on mx for $dom", DANERequired, strong, Exim, "", RemarkOnlyStrict},
		{"h=$host [$ip]: tls session:*certificate verify failed", TLSAMismatch, strong, Exim, "", ""},
		{"h=$host [$ip]: tls session:", Handshake, strong, Exim, "", ""},
		{`ssl verify error: certificate name mismatch:*h="$host"`, HostMismatch, detail, Exim, "", ""},
		{"ssl verify error: certificate name mismatch", HostMismatch, detail, Exim, "", ""},
		{"ssl verify error:*certificate has expired", CertExpired, detail, Exim, "", RemarkExpiredSeen},
		{"host lookup did not complete", DNSFailure, strong, Exim, "", RemarkMayBeBogus},
		{"all relevant mx records point to non-existent hosts", DNSFailure, strong, Exim, "", ""},
		{"cv=dane", NoFailure, weak, Exim, "", ""},
		{"cv=yes", NoFailure, weak, Exim, "", RemarkFallback},
		{"cv=no", NoFailure, weak, Exim, "", RemarkFallback},
	}
}

// sendmailWords are those of sendmail's deliver.c, tls.c and the rule set TLS_connection.
func sendmailWords() []pattern {
	return []pattern{
		{"dane: missing starttls", STARTTLSMissing, strong, Sendmail, "", ""},
		{"relay=$host, warning=dane configured in dns but no starttls available", STARTTLSMissing, strong, Sendmail, "", ""},
		{"relay=$host, warning=dane configured in dns but starttls not offered", STARTTLSMissing, strong, Sendmail, "", ""},
		{"relay=$host, warning=dane configured in dns but starttls failed", Handshake, strong, Sendmail, "", ""},
		{"dane configured in dns but no starttls", STARTTLSMissing, strong, Sendmail, "", ""},
		{"dane configured in dns but starttls not offered", STARTTLSMissing, strong, Sendmail, "", ""},
		{"dane configured in dns but starttls failed", Handshake, strong, Sendmail, "", ""},
		{"dane check failed temporarily", TLSALookup, strong, Sendmail, Temporary, ""},
		{"dane check failed", TLSAMismatch, strong, Sendmail, "", ""},
		{"verify=dane_fail", TLSAMismatch, strong, Sendmail, "", ""},
		{"verify=dane_temp", TLSALookup, strong, Sendmail, "", ""},
		{"verify=dane_notls", STARTTLSMissing, strong, Sendmail, "", ""},
		{"tlsa=$base, len=*status=bogus", TLSALookup, strong, Sendmail, "", ""},
		{"tlsa=$base, type=*status=unsupported", TLSAUnusable, detail, Sendmail, "", ""},
		{"name server: $base: host name lookup failure for tlsa rr", TLSALookup, strong, Sendmail, Temporary, RemarkMayBeBogus},
		{"name server:*for tlsa rr", TLSALookup, strong, Sendmail, Temporary, RemarkMayBeBogus},
		{"for tlsa rr", TLSALookup, detail, Sendmail, Temporary, RemarkMayBeBogus},
		{"name server: $dom: host name lookup failure", DNSFailure, strong, Sendmail, Temporary, RemarkMayBeBogus},
		{"tls handshake failed", Handshake, strong, "", "", ""},
		{"403 4.7.0 server not authenticated", CertUntrusted, strong, Sendmail, Temporary, ""},
		{"verify=trusted", NoFailure, weak, Sendmail, "", ""},
		{"host unknown (name server: $dom: host not found)", DNSFailure, strong, Sendmail, Final, ""},
	}
}

// exchangeWords are those of Exchange Online as a sender, and two that it says
// to those who send to it.
func exchangeWords() []pattern {
	return []pattern{
		{"starttls-not-supported: destination mail server must support tls", STARTTLSMissing, strong, ExchangeOnline, "", ""},
		{"starttls-not-supported", STARTTLSMissing, strong, "", "", ""},
		{"certificate-expired: destination mail server's certificate is expired", CertExpired, strong, ExchangeOnline, "", RemarkNotForEE},
		{"certificate-expired", CertExpired, strong, "", "", RemarkNotForEE},
		{"tlsa-invalid: the domain failed dane validation", TLSAMismatch, strong, ExchangeOnline, "", ""},
		{"tlsa-invalid", TLSAMismatch, strong, "", "", ""},
		{"dnssec-invalid: destination domain returned invalid dnssec records", DNSSECInvalid, strong, ExchangeOnline, "", ""},
		{"dnssec-invalid", DNSSECInvalid, strong, "", "", ""},
		{"certificate-host-mismatch: remote certificate must have a common name", HostMismatch, strong, ExchangeOnline, "", RemarkNotForEE},
		{"certificate-host-mismatch", HostMismatch, strong, "", "", RemarkNotForEE},
		{"dane-required", DANERequired, strong, "", "", RemarkOnlyStrict},
		{"mx hosts of '$dom' failed mta-sts validation", MTASTSMX, strong, ExchangeOnline, "", ""},
		{"mx hosts of $dom failed mta-sts validation", MTASTSMX, strong, ExchangeOnline, "", ""},
		{"remote certificate failed mta-sts validation", MTASTSCertificate, strong, ExchangeOnline, "", ""},
		{"451 5.7.3 starttls is required to send mail", STARTTLSRefused, strong, ExchangeOnline, "", ""},
		{"cannot connect to remote server [message=untrustedroot", CertUntrusted, strong, ExchangeOnline, "", ""},
		{"[message=untrustedroot", CertUntrusted, strong, ExchangeOnline, "", ""},
		{"cannot connect to remote server", Connection, strong, ExchangeOnline, "", ""},
		{"connection refused [message=socket error", Connection, strong, ExchangeOnline, "", ""},
		{"message expired, connection refused", Connection, strong, ExchangeOnline, Final, ""},
		{"message expired, dns query failed", DNSFailure, strong, ExchangeOnline, Final, RemarkDSLeftOver},
		{"dns query failed", DNSFailure, strong, ExchangeOnline, "", RemarkDSLeftOver},
		{"mail sent to the wrong office 365 region", Misrouted, strong, ExchangeOnline, "", ""},
		{"temporary server error. please try again later attr", NotAboutDANE, refusal, ExchangeOnline, Temporary, ""},
	}
}

// otherWords are those of systems that are met less often.
func otherWords() []pattern {
	return []pattern{
		{"tls required but not supported by remote host", STARTTLSMissing, strong, OpenSMTPD, "", ""},
		{"starttls rejected:", STARTTLSRefused, strong, OpenSMTPD, "", ""},
		{"tls required for relaying", LocalPolicy, strong, OpenSMTPD, "", ""},
		{"opportunistic tls failed, downgrading to plain", Handshake, detail, OpenSMTPD, "", RemarkFallback},
		{"reason=tls-failure", Handshake, strong, OpenSMTPD, "", ""},
		{"reason=tls-connect-failed", Handshake, strong, OpenSMTPD, "", ""},
		{`cert-check result="unverified"`, CertUntrusted, detail, OpenSMTPD, "", RemarkFallback},
		{`cert-check result="no certificate presented"`, CertUntrusted, detail, OpenSMTPD, "", RemarkFallback},
		{`cert-check result="valid"`, NoFailure, weak, OpenSMTPD, "", ""},

		{"dane: no tlsa rr for $base (falling back to optional tls)", NoFailure, strong, Halon, "", RemarkFallback},
		{"dane: no tlsa rr for $base", DANERequired, strong, Halon, "", RemarkOnlyStrict},
		{"connection is now using*(dane)", NoFailure, weak, Halon, "", ""},

		{"tls: dane match:", NoFailure, weak, PowerMTA, "", ""},

		{"dane: no match between certificate and tlsa records", TLSAMismatch, strong, Mox, "", ""},
		{"dane-no-match", TLSAMismatch, strong, Mox, "", ""},
		{"looking up tlsa records for tlsa candidate base domain", TLSALookup, strong, Mox, "", ""},
		{"mx host $host does not match enforced mta-sts policy", MTASTSMX, strong, Mox, "", ""},
		{"mtasts-policy-mx-mismatch", MTASTSMX, strong, Mox, "", ""},
		{"missing required tls verification mechanism", DANERequired, strong, Mox, "", RemarkOnlyStrict},
		{"starttls: got*, expected 220", STARTTLSRefused, strong, Mox, "", ""},
		{"smtp-starttls-reply-code-", STARTTLSRefused, strong, Mox, "", ""},
		{"tls error: starttls tls handshake:", Handshake, strong, Mox, "", ""},
		{"tls-remote-", Handshake, strong, Mox, "", ""},
		{"io-timeout-during-handshake", Handshake, strong, Mox, "", ""},

		{"tls is required but unsupported or failed (enforced by dane)", Handshake, strong, Maddy, "", ""},
		{"no matching tlsa records", TLSAMismatch, strong, Maddy, "", ""},
		{"no usable mxs, last err: dns: rcode servfail when looking up _25._tcp.$host", TLSALookup, strong, Maddy, "", ""},
		{"dns: rcode servfail when looking up _25._tcp.$host", TLSALookup, strong, Maddy, "", ""},
		{"failed to establish the mx record authenticity (mta-sts)", MTASTSMX, strong, Maddy, "", ""},
		{"tls is required but unavailable or failed (mta-sts)", MTASTSCertificate, strong, Maddy, "", ""},
		{"tls certificate is not trusted but authentication is required by mta-sts", MTASTSCertificate, strong, Maddy, "", ""},

		{"no matching certificates found in tlsa records", TLSAMismatch, strong, Stalwart, "", ""},
		{"no certificates were provided by host", TLSAMismatch, strong, Stalwart, "", ""},
		{"failed to parse x.509 certificate", TLSAMismatch, strong, Stalwart, "", ""},
		{"no valid tlsa records were found", TLSAUnusable, strong, Stalwart, "", ""},
		{"bogus tlsa records were found", TLSALookup, strong, Stalwart, "", ""},
		{"bogus mx records were found", DNSSECInvalid, strong, Stalwart, "", ""},
		{"no tlsa dnssec records found", DANERequired, strong, Stalwart, "", RemarkOnlyStrict},
		{"(mta-sts failed to authenticate '$host'", MTASTSMX, strong, Stalwart, "", ""},
		{"(tls error from '$host'", Handshake, strong, Stalwart, "", ""},
		{"dane.tlsa-record-not-dnssec-signed", DANERequired, strong, Stalwart, "", RemarkOnlyStrict},
		{"dane.bogus-dnssec-record", DNSSECInvalid, strong, Stalwart, "", ""},
		{"dane authentication failure", TLSAMismatch, detail, Stalwart, "", ""},
		{"dane.authentication-failure", TLSAMismatch, detail, Stalwart, "", ""},
		{"(dane failed to authenticate '$host'", TLSAMismatch, detail, Stalwart, "", ""},

		{"dane tlsa lookup for $host could not be securely resolved", TLSALookup, strong, KumoMTA, "", ""},
		{"tlsa lookup for $host:25 returned", TLSALookup, strong, KumoMTA, "", ""},
		{"tlsa records for $host:25 are bogus", TLSALookup, strong, KumoMTA, "", ""},
		{"mta-sts enforce policy for $dom permits none of its mx hosts", MTASTSMX, strong, KumoMTA, "", ""},
		{"tls handshake with resolvedaddress*no tlsa records matched", TLSAMismatch, strong, KumoMTA, "", ""},
		{"tls handshake with resolvedaddress*failed", Handshake, strong, KumoMTA, "", ""},
		{"dane is enabled but the chain to $host is not fully dnssec-secure", NoFailure, detail, KumoMTA, "", RemarkFallback},
	}
}
