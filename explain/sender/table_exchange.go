package sender

// Texts that Exchange Online writes.
const (
	exoNoTLS   = "starttls-not-supported: Destination mail server must support TLS to receive mail."
	exoExpired = "certificate-expired: Destination mail server's certificate is expired."
	exoInvalid = "tlsa-invalid: The domain failed DANE validation."
	exoDNSSEC  = "dnssec-invalid: Destination domain returned invalid DNSSEC records"
	exoName    = "certificate-host-mismatch: Remote certificate MUST have a common name or subject alternative name matching the hostname (DANE)"
	exoDNS     = "DNS query failed"
)

// exchange is Exchange Online with SmtpDaneMode Opportunistic, its default. TLSA
// is asked only where MX and addresses are secure.
func exchange() map[Condition]cell {
	open := cell{goOpen, "", "", Verified, exchangeDoc}
	return over(over(ofNobodyKnows(), exchangeWithSTS()), map[Condition]cell{
		MXNull:         {bounce, "", "", Secondary, rfcNull},
		MXNXDomain:     {bounce, "", "", Assumed, rfcSMTP},
		MXLookupFailed: {next, "4.4.312", exoDNS, Verified, exchangeNDR},
		MXBogus:        {next, "4.7.324", exoDNSSEC + " / 4.4.312 " + exoDNS, Verified, exchangeDoc}, // both are documented

		NoAddress:           {next, "4.4.312", exoDNS, Secondary, exchangeNDR},
		AddressLookupFailed: {next, "4.4.312", exoDNS, Verified, exchangeNDR},
		AddressBogus:        {next, "4.7.324", exoDNSSEC + " / 4.4.312 " + exoDNS, Verified, exchangeDoc},
		NoDANE:              open,
		TLSAUsable:          {goDANE, "", "", Verified, exchangeDoc},
		TLSAUnusable:        {goEncrypt, "", "", Verified, exchangeDoc},
		TLSALookupFailed:    {next, "4.7.324", exoDNSSEC, Verified, exchangeDoc},
		InsecureMX:          open, InsecureMXUsable: open, InsecureMXUnusable: open, InsecureMXFailed: open,

		ConnectRefused:      {next, "4.4.316", "Connection refused [Message=Socket error code 10061]", Verified, exchangeNDR},
		Unreachable:         {next, "", "", Secondary, exchangeNDR},
		TalkFailed:          {next, "", "", Assumed, rfcSMTP},
		OpenTLS:             {encrypt, "", "", Verified, exchangeDoc},
		OpenNoSTARTTLS:      {clearText, "", "", Secondary, exchangeDoc},
		OpenSTARTTLSRefused: {unsure, "", "", Assumed, exchangeWho},
		OpenHandshakeFailed: {unsure, "", "", Assumed, exchangeWho},
		NoSTARTTLS:          {next, "4.7.321", exoNoTLS, Verified, exchangeNDR},
		STARTTLSRefused:     {next, "4.7.321", exoNoTLS, Verified, exchangeNDR},
		HandshakeFailed:     {next, "4.7.321", exoNoTLS, Verified, exchangeNDR},
		Mismatch:            {next, "4.7.323", exoInvalid, Verified, exchangeNDR},
		NameMismatch:        {next, "4.7.325", exoName, Verified, exchangeNDR},
		ChainExpired:        {next, "4.7.322", exoExpired, Verified, exchangeNDR},
		Match:               {prove, "", "", Verified, exchangeDoc},
		// RFC 7672 3.1.1 ignores dates under usage 3. The documentation of Microsoft
		// asks for a valid certificate without an exception, and nobody tested it.
		MatchExpired: {unsure, "4.7.322", exoExpired, Assumed, exchangeNDR},
		MatchEarly:   {unsure, "4.7.323", exoInvalid, Assumed, exchangeNDR},
	})
}

// exchangeMandatory is SmtpDaneMode Mandatory: without DANE the mail waits. The
// code is not documented.
func exchangeMandatory() map[Condition]cell {
	wait := cell{next, "", "", Verified, exchangeSet}
	return over(exchange(), map[Condition]cell{
		NoDANE: wait, TLSAUnusable: {next, "", "", Assumed, exchangeSet},
		InsecureMX: wait, InsecureMXUsable: wait, InsecureMXUnusable: wait, InsecureMXFailed: wait,
	})
}

// exchangeNone is SmtpDaneMode None: no validation. Whether its resolvers still
// refuse a bogus MX or address is not documented.
func exchangeNone() map[Condition]cell {
	open := cell{goOpen, "", "", Verified, exchangeSet}
	bogus := cell{unsure, "4.4.312", exoDNS, Assumed, exchangeWho}
	return over(exchange(), map[Condition]cell{
		MXBogus: bogus, AddressBogus: bogus,
		NoDANE: open, TLSAUsable: open, TLSAUnusable: open, TLSALookupFailed: open,
		InsecureMX: open, InsecureMXUsable: open, InsecureMXUnusable: open, InsecureMXFailed: open,
	})
}
