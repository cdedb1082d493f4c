package bounce

// generalWords are those of several systems, and of resolvers (RFC 8914 4).
func generalWords() []pattern {
	return []pattern{
		{"no tlsa records found", DANERequired, strong, "", "", RemarkOnlyStrict},
		{"rcode=notimp for _25._tcp.$host", TLSALookup, strong, Resolver, "", RemarkTypeRefused},
		{"(dnssec bogus)", DNSSECInvalid, strong, Resolver, "", ""},
		{"dnssec bogus", DNSSECInvalid, detail, Resolver, "", ""},
		{"(signature expired)", DNSSECInvalid, strong, Resolver, "", ""},
		{"(signature not yet valid)", DNSSECInvalid, strong, Resolver, "", ""},
		{"(dnskey missing)", DNSSECInvalid, strong, Resolver, "", ""},
		{"(rrsigs missing)", DNSSECInvalid, strong, Resolver, "", ""},
		{"(no zone key bit set)", DNSSECInvalid, strong, Resolver, "", ""},
		{"(nsec missing)", DNSSECInvalid, strong, Resolver, "", ""},
		{"(no reachable authority)", DNSFailure, strong, Resolver, "", ""},
		{"(network error)", DNSFailure, detail, Resolver, "", ""},
		{"validation failure <$base tlsa in>", TLSALookup, strong, Resolver, "", ""},
		{"validation failure <$dom mx in>", DNSSECInvalid, strong, Resolver, "", ""},
		{"validation failure <$host a in>", DNSSECInvalid, strong, Resolver, "", ""},
		{"mta-sts validation", MTASTSMX, detail, "", "", ""},
		{"does not accept mail (nullmx)", NullMX, strong, "", Final, ""},
		{"recipient address has null mx", NullMX, strong, "", Final, ""},
		{"null mx record", NullMX, strong, "", Final, ""},
		{"loops back to myself", Misrouted, strong, "", "", ""},
		{"must issue a starttls command first", LocalPolicy, strong, "", "", ""},
		{"connection timed out", Connection, detail, "", "", ""},
		{"connection refused", Connection, detail, "", "", ""},
		{"no route to host", Connection, detail, "", "", ""},
		{"dns type 'mx' lookup of $dom responded with code servfail", DNSFailure, strong, Gmail, "", RemarkMayBeBogus},
		{"dns type 'a' lookup of $host responded with code servfail", DNSFailure, strong, Gmail, "", RemarkMayBeBogus},
		{"dns type 'aaaa' lookup of $host responded with code servfail", DNSFailure, strong, Gmail, "", RemarkMayBeBogus},
		{"dns type 'mx' lookup of $dom responded with code", DNSFailure, strong, Gmail, "", ""},
		{"host or domain name not found", DNSFailure, detail, "", "", ""},
		{"domain not found", DNSFailure, detail, "", "", ""},
	}
}

// refusalWords are those of servers that turn mail away for reasons of their
// own, which no look at DNS and certificates explains.
func refusalWords() []pattern {
	var out []pattern
	for _, words := range []string{
		"user unknown", "unknown user", "no such user", "user does not exist", "does not exist", "mailbox unavailable", "no mailbox here",
		"recipientnotfound", "recipient address rejected", "unknown local part", "invalid recipient", "unrouteable address", "address rejected",
		"mailbox full", "mailbox is full", "over quota", "quota exceeded", "out of storage", "insufficient system storage", "inbox is full",
		"spam", "blocked using", "blocklist", "blacklist", "spamhaus", "poor reputation", "bad reputation", "unsolicited", "listed at",
		"greylist", "graylist", "try again later", "rate limit", "too many messages", "too many connections",
		"dmarc", "spf check", "spf fail", "not authorized to send", "dkim", "message size exceeds", "message too large", "exceeds the maximum", "size limit",
		"virus", "attachment", "content rejected", "message content rejected", "policy reasons", "policy violation", "relay access denied",
		"relaying denied", "unable to relay", "not permitted to relay", "sender address rejected", "sender rejected", "access denied", "account disabled",
		"account has been disabled", "mailbox disabled", "is disabled", "reverse dns", "client host rejected", "helo command rejected", "restricted",
	} {
		out = append(out, pattern{text: words, kind: NotAboutDANE, rank: refusal})
	}
	return out
}

// contextWords say who speaks, and of which server.
func contextWords() []pattern {
	spokenBy := func(m MTA, words ...string) (out []pattern) {
		for _, w := range words {
			out = append(out, pattern{text: w, mta: m})
		}
		return out
	}
	var out []pattern
	for _, table := range [][]pattern{
		spokenBy(Postfix, "this is the mail system at host $rep.", "postfix/", "x-postfix-queue-id", "(postfix)"),
		spokenBy(Exim, "this message was created automatically by mail delivery software", "exim[", "exim 4", "exim:", "r=dnslookup t=remote_smtp", "t=remote_smtp"),
		spokenBy(Sendmail, "----- transcript of session follows -----", "----- the following addresses had", "sendmail[", "sm-mta[", "... while talking to $host:", "starttls=client, relay=$host,", "relay=$host, dsn="),
		spokenBy(ExchangeOnline, "{led=", "{fqdn=$host}", "{ip=$ip}", "generating server:~$rep", ".prod.outlook.com", ".prod.exchangelabs.com", "mail.protection.outlook.com [",
			"[lastattemptedservername=$host]", "[lastattemptedip=$ip", "office 365", "microsoft 365", "exchange online", "message trace"),
		spokenBy(OpenSMTPD, "opensmtpd", "smtp-out:", "mta delivery ", "mta closing ", "mta cert-check "),
		spokenBy(Halon, "halon"), spokenBy(PowerMTA, "powermta", "pmta"), spokenBy(Mox, "mox ", "mox:", "l=debug m=", "l=info m=", "l=error m=", "pkg=smtpclient", "error during the last delivery attempt:"),
		spokenBy(Maddy, "maddy", "target.remote:", "remote_queue:"), spokenBy(Stalwart, "stalwart", "dane failed to authenticate", "delivery.", "dane.authentication"),
		spokenBy(KumoMTA, "kumomta", "kumod"), spokenBy(Gmail, "mx.google.com", "googlemail.com", "gmail"),
		spokenBy(Resolver, "unbound:", "unbound[", "pdns_recursor[", "named[", "systemd-resolved[", "ede:~"),
		spokenBy("", "reporting-mta:~dns;~$rep", "remote-mta:~dns;~$host", "remote-mta:~dns; [$ip]", "relay=$host[$ip]", "relay=$host [$ip]", "relay=$host. [$ip]", "host $host[$ip]", "host $host [$ip]",
			"h=$host [$ip]", "receiving_mx=$host[$ip]", "domain=$dom,", "to $host[$ip]:25", "mx=$host", "host=$host", "hostname=$host", "hostname = $host",
			`hostname = "$host"`, `mx = "$host"`, `remoteip = $ip`, `host "$host"`, "remote=$host [$ip]", "host=smtp+tls://$host", "connecting to [$ip]", "[$ip] ssl verify error", "address=$ip",
			`remote_server":"$host`, `name: "$host`, `addr: $ip`, "(enforced by dane) remote_server=$host", "remote server: $host", "smtp+dane://$host"),
	} {
		out = append(out, table...)
	}
	return out
}
