package sender

import (
	"time"

	"danewalk/explain/text"
)

// rfcQueue is how long a sender tries if nothing else is known of it: "at least
// 4-5 days" (RFC 5321 4.5.4.1).
const rfcQueue = 4 * 24 * time.Hour

// Where the behaviours are described.
const (
	rfcSTS      = text.Phrase("RFC 8461 4, 5")
	exchangeSTS = text.Phrase("Microsoft: Enhancing mail flow with MTA-STS")
)

// stsSender is a sender that follows MTA-STS and neither DANE nor, as far as
// anybody knows, DNSSEC: like Gmail, whose codes and texts are not documented.
// Without a policy it encrypts if it can.
func stsSender() map[Condition]cell {
	out := map[Condition]cell{}
	for why, c := range opportunistic() {
		c.Code, c.Text, c.Certainty, c.Source = "", "", Secondary, rfcSMTP
		out[why] = c
	}
	silent := cell{unsure, "", "", Assumed, text.Phrase("not documented")}
	return over(out, map[Condition]cell{
		MXBogus: silent, AddressBogus: silent, // whether its resolver validates
		OpenSTARTTLSRefused: silent, OpenHandshakeFailed: silent, OpenNoCipher: silent, OpenOldTLS: silent, // RFC 3207 4.1 leaves it to the sender
		OpenTLS:      {encrypt, "", "", Secondary, rfcSTS},
		STSNotListed: {next, "", "", Secondary, rfcSTS},
		STSUntrusted: {next, "", "", Secondary, rfcSTS},
		STSNoTLS:     {next, "", "", Secondary, rfcSTS},
		STSMatch:     {prove, "", "", Secondary, rfcSTS},
	})
}

// exchangeWithSTS is what Exchange Online does under MTA-STS, which is always on.
// What it does with a server that passes DANE and fails MTA-STS is not documented.
func exchangeWithSTS() map[Condition]cell {
	const (
		unlisted  = "MX hosts of {domain} failed MTA-STS validation"
		untrusted = "Remote certificate failed MTA-STS validation."
	)
	return map[Condition]cell{
		STSNotListed:      {next, "4.4.8", unlisted, Verified, exchangeNDR},
		STSUntrusted:      {next, "4.7.5", untrusted, Verified, exchangeNDR},
		STSNoTLS:          {next, "", "", Secondary, rfcSTS}, // the code is not documented
		STSMatch:          {prove, "", "", Verified, exchangeSTS},
		MatchSTSUnlisted:  {unsure, "4.4.8", unlisted, Assumed, exchangeWho},
		MatchSTSUntrusted: {unsure, "4.7.5", untrusted, Assumed, exchangeWho},
	}
}
