package sender

import (
	"maps"
	"time"

	"danewalk/explain/text"
)

// action is what a sender does on a condition.
type action uint8

const (
	goOpen    action = iota + 1 // goes on: TLS if there is, no proof
	goEncrypt                   // goes on: TLS or nothing, no proof
	goHalf                      // goes on: TLS and a matching certificate, at a host that nobody vouched for
	goDANE                      // goes on: TLS and a matching certificate
	prove                       // delivers, to the proven server
	encrypt                     // delivers, encrypted
	clearText                   // delivers in clear text
	next                        // tries the next address or host, and waits if there is none
	bounce                      // gives up at once, unless there is another host
	unsure                      // nobody knows: goes on, or tries the next
)

// cell is one behaviour of one sender. In Text, {domain}, {host} and {addr} stand
// for what it is about.
type cell struct {
	Does      action
	Code      string // enhanced status code, RFC 3463
	Text      string
	Certainty Certainty
	Source    text.Phrase
}

// model is a sender: its behaviours, and how long it tries.
type model struct {
	ID      ID
	Name    text.Phrase
	Gives   time.Duration
	DNSSEC  bool // its resolver validates
	STS     stsUse
	Answers map[Condition]cell
}

// How long senders try, from the first attempt to the bounce.
const (
	postfixQueue  = 5 * 24 * time.Hour // maximal_queue_lifetime, by default
	eximRetry     = 4 * 24 * time.Hour // "F,2h,15m; G,16h,1h,1.5; F,4d,6h" of the default configuration
	exchangeQueue = 24 * time.Hour     // after 15 min, 15 min, then hourly
)

// models lists the senders in the order shown.
func models() []model {
	return []model{
		{PostfixDANE, text.Phrase("Postfix, level dane"), postfixQueue, true, stsNever, postfix()},
		{PostfixDANEOnly, text.Phrase("Postfix, level dane-only"), postfixQueue, true, stsNever, postfixOnly()},
		{Exim, text.Phrase("Exim"), eximRetry, true, stsNever, exim()},
		{ExchangeOnline, text.Phrase("Exchange Online"), exchangeQueue, true, stsBeside, exchange()},
		{ExchangeMandatory, text.Phrase("Exchange Online, Mandatory"), exchangeQueue, true, stsBeside, exchangeMandatory()},
		{ExchangeNone, text.Phrase("Exchange Online, None"), exchangeQueue, true, stsBeside, exchangeNone()},
		{STSOnly, text.Phrase("MTA-STS only, like Gmail"), rfcQueue, false, stsOnly, stsSender()},
		{Opportunistic, text.Phrase("TLS without DANE"), postfixQueue, false, stsNever, opportunistic()},
	}
}

// over returns the behaviours of a sender with some of them replaced.
func over(base, changed map[Condition]cell) map[Condition]cell {
	out := maps.Clone(base)
	maps.Copy(out, changed)
	return out
}

// Where the behaviours are described.
const (
	postfixCode = text.Phrase("Postfix 3.12 source: smtp_tls_policy.c, smtp_proto.c, smtp_addr.c")
	postfixHalf = text.Phrase("Postfix documentation: smtp_tls_dane_insecure_mx_policy")
	eximCode    = text.Phrase("Exim source of 2025-12: transports/smtp.c, tls-openssl.c, host.c")
	exchangeDoc = text.Phrase("Microsoft: How SMTP DANE works")
	exchangeNDR = text.Phrase("Microsoft: NDR error codes in Exchange Online")
	exchangeSet = text.Phrase("Microsoft: Set-OutboundConnector, SmtpDaneMode")
	exchangeWho = text.Phrase("not documented by Microsoft")
	rfcDANE     = text.Phrase("RFC 7672 3.1.1")
	rfcNull     = text.Phrase("RFC 7505 4.1")
	rfcSMTP     = text.Phrase("RFC 5321 5.1")
)

// postfix is smtp_tls_security_level = dane, with a resolver that validates.
func postfix() map[Condition]cell {
	return over(ofOpenSSL(), map[Condition]cell{
		MXNull:         {bounce, "5.1.0", "Domain {domain} does not accept mail (nullMX)", Verified, postfixCode},
		MXNXDomain:     {bounce, "5.4.4", "Host or domain name not found. Name service error for name={domain} type=MX: Host not found", Verified, postfixCode},
		MXLookupFailed: {next, "4.4.3", "Host or domain name not found. Name service error for name={domain} type=MX: Host not found, try again", Verified, postfixCode},
		MXBogus:        {next, "4.4.3", "Host or domain name not found. Name service error for name={domain} type=MX: Host not found, try again", Verified, postfixCode},

		NoAddress:           {bounce, "5.4.4", "Host or domain name not found. Name service error for name={host} type=A: Host not found", Secondary, postfixCode},
		AddressLookupFailed: {next, "4.4.3", "Host or domain name not found. Name service error for name={host} type=A: Host not found, try again", Verified, postfixCode},
		AddressBogus:        {next, "4.4.3", "Host or domain name not found. Name service error for name={host} type=A: Host not found, try again", Verified, postfixCode},
		NoDANE:              {goOpen, "", "", Verified, postfixCode},
		TLSAUsable:          {goDANE, "", "", Verified, postfixCode},
		TLSAUnusable:        {goEncrypt, "", "", Verified, postfixCode}, // RFC 7672 2.2
		TLSALookupFailed:    {next, "4.7.5", "TLSA lookup error for {host}:25", Verified, postfixCode},
		InsecureMX:          {goOpen, "", "", Verified, postfixHalf},
		InsecureMXUsable:    {goHalf, "", "", Verified, postfixHalf}, // RFC 7672 2.2.1 leaves it open
		InsecureMXUnusable:  {goEncrypt, "", "", Verified, postfixHalf},
		InsecureMXFailed:    {next, "4.7.5", "TLSA lookup error for {host}:25", Verified, postfixHalf},

		ConnectRefused:      {next, "4.4.1", "connect to {host}[{addr}]:25: Connection refused", Verified, postfixCode},
		Unreachable:         {next, "4.4.1", "connect to {host}[{addr}]:25: Connection timed out", Verified, postfixCode},
		TalkFailed:          {next, "4.4.2", "lost connection with {host}[{addr}]", Verified, postfixCode},
		OpenTLS:             {encrypt, "", "", Verified, postfixCode},
		OpenNoSTARTTLS:      {clearText, "", "", Verified, postfixCode},
		OpenSTARTTLSRefused: {clearText, "", "", Verified, postfixCode},
		OpenHandshakeFailed: {clearText, "", "", Verified, postfixCode}, // tries again without TLS
		NoSTARTTLS:          {next, "4.7.4", "TLS is required, but was not offered by host {host}[{addr}]", Verified, postfixCode},
		STARTTLSRefused:     {next, "", "TLS is required, but host {host}[{addr}] refused to start TLS", Verified, postfixCode}, // code of the reply
		HandshakeFailed:     {next, "4.7.5", "Cannot start TLS: handshake failure", Verified, postfixCode},
		Mismatch:            {next, "4.7.5", "Server certificate not verified", Verified, postfixCode},
		NameMismatch:        {next, "4.7.5", "Server certificate not verified", Verified, postfixCode},
		ChainExpired:        {next, "4.7.5", "Server certificate not verified", Verified, postfixCode},
		Match:               {prove, "", "", Verified, postfixCode},
		MatchExpired:        {prove, "", "", Verified, rfcDANE},
		MatchEarly:          {prove, "", "", Verified, rfcDANE},
	})
}

// postfixOnly is level dane-only: nothing but a proven server will do.
func postfixOnly() map[Condition]cell {
	none := cell{next, "4.7.5", "no TLSA records found", Verified, postfixCode}
	unsigned := cell{next, "4.7.5", "non DNSSEC destination", Verified, postfixCode}
	return over(postfix(), map[Condition]cell{
		NoDANE: none, TLSAUnusable: {next, "4.7.5", "TLSA records unusable", Verified, postfixCode},
		InsecureMX: unsigned, InsecureMXUsable: unsigned, InsecureMXUnusable: unsigned, InsecureMXFailed: unsigned,
	})
}

// opportunistic is level may behind a resolver that does not validate: it
// neither asks for TLSA nor sees that an answer is bogus.
func opportunistic() map[Condition]cell {
	open := cell{goOpen, "", "", Verified, postfixCode}
	unseen := cell{unsure, "", "", Verified, text.Phrase("RFC 4035 4.9: without validation nothing is noticed")}
	return over(postfix(), map[Condition]cell{
		MXBogus: unseen, AddressBogus: unseen,
		NoDANE: open, TLSAUsable: open, TLSAUnusable: open, TLSALookupFailed: open,
		InsecureMX: open, InsecureMXUsable: open, InsecureMXUnusable: open, InsecureMXFailed: open,
	})
}

// exim is Exim 4.91 or newer with its defaults: hosts_try_dane = *,
// dnssec_request_domains = *, tls_tempfail_tryclear.
func exim() map[Condition]cell {
	const (
		required = "a TLS session is required, but "
		failed   = "DANE attempt failed; TLS connection to {host} [{addr}]"
		lookup   = "host lookup did not complete"
	)
	open := cell{goOpen, "", "", Secondary, eximCode} // DANE needs the MX records signed, too
	return over(ofEither(failed), map[Condition]cell{
		MXNull:         {bounce, "", "an MX or SRV record indicated no SMTP service", Secondary, eximCode},
		MXNXDomain:     {bounce, "", "Unrouteable address", Secondary, eximCode},
		MXLookupFailed: {next, "", lookup, Secondary, eximCode},
		MXBogus:        {next, "", lookup, Secondary, eximCode},

		NoAddress:           {bounce, "", "all relevant MX records point to non-existent hosts", Secondary, eximCode},
		AddressLookupFailed: {next, "", lookup, Secondary, eximCode},
		AddressBogus:        {next, "", lookup, Secondary, eximCode},
		NoDANE:              {goOpen, "", "", Verified, eximCode},
		TLSAUsable:          {goDANE, "", "", Verified, eximCode},
		TLSAUnusable:        {next, "", "DANE error: No usable TLSA records", Verified, eximCode}, // RFC 7672 2.2 has TLS without proof
		TLSALookupFailed:    {next, "", "DANE error: tlsa lookup DEFER", Verified, eximCode},
		InsecureMX:          open, InsecureMXUsable: open, InsecureMXUnusable: open, InsecureMXFailed: open,

		ConnectRefused:      {next, "", "Connection refused", Secondary, eximCode},
		Unreachable:         {next, "", "Connection timed out", Secondary, eximCode},
		TalkFailed:          {next, "", "", Secondary, eximCode},
		OpenTLS:             {encrypt, "", "", Verified, eximCode},
		OpenNoSTARTTLS:      {clearText, "", "", Verified, eximCode},
		OpenSTARTTLSRefused: {clearText, "", "", Verified, eximCode},
		OpenHandshakeFailed: {clearText, "", "", Verified, eximCode},
		NoSTARTTLS:          {next, "", required + "the server did not offer TLS support", Verified, eximCode},
		STARTTLSRefused:     {next, "", required + "an attempt to start TLS failed", Verified, eximCode},
		HandshakeFailed:     {next, "", failed, Verified, eximCode},
		Mismatch:            {next, "", failed, Verified, eximCode},
		NameMismatch:        {next, "", failed, Verified, eximCode},
		ChainExpired:        {next, "", failed, Verified, eximCode},
		Match:               {prove, "", "", Verified, eximCode},
		MatchExpired:        {prove, "", "", Verified, rfcDANE},
		MatchEarly:          {prove, "", "", Verified, rfcDANE},
	})
}
