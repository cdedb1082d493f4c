package bounce

import (
	"slices"
	"strconv"
	"strings"
)

// code is a status code in a text.
type code struct {
	smtp     int    // RFC 5321 4.2, 0 if none
	enhanced string // RFC 3463, empty if none
	from, to int
	anchored bool // stands where a reply or a status stands
}

// codes finds the status codes of a text: "550 5.7.323", "dsn=4.7.5", "450-4.7.1".
func codes(low string) []code {
	const most = 64
	var out []code
	for i := 0; i < len(low) && len(out) < most; i++ {
		if low[i] < '2' || low[i] > '5' || i > 0 && (isWord(low[i-1]) || low[i-1] == '.' || low[i-1] == '-') {
			continue
		}
		c := code{from: i, to: i}
		if n, ok := reply(low, i); ok {
			c.smtp, c.to = n, i+3
		}
		j := c.to
		if c.smtp != 0 && j < len(low) && (low[j] == ' ' || low[j] == '-') {
			j++
			if j < len(low) && low[j] == '#' {
				j++
			}
		}
		if end := enhancedEnd(low, j); end > 0 {
			c.enhanced, c.to = low[j:end], end
		}
		said := speaks(low, i) || c.smtp != 0 && replies(low, i)
		if c.enhanced == "" && !said {
			continue
		}
		c.anchored = c.smtp != 0 || said
		out = append(out, c)
		i = c.to
	}
	return out
}

// reply reads three digits of a reply code.
func reply(low string, i int) (int, bool) {
	if i+3 > len(low) || i+3 < len(low) && (isWord(low[i+3]) || low[i+3] == '.') {
		return 0, false
	}
	n, err := strconv.Atoi(low[i : i+3])
	return n, err == nil && slices.Contains(replyCodes(), n)
}

// replyCodes are those that mail systems use (RFC 5321 4.2.3, RFC 3207, RFC 4954, RFC 7504).
func replyCodes() []int {
	return []int{
		250, 251, 252, 400, 403, 421, 432, 450, 451, 452, 454, 455, 471, 500, 501, 502, 503, 504, 510, 511, 512, 521, 523, 530, 534, 535, 538, 541, 550, 551, 552, 553, 554, 555, 556, 571,
	}
}

// replies tells whether three digits are a whole reply: they follow a colon, or
// begin the text, and words follow.
func replies(low string, i int) bool {
	rest := low[i+3:]
	if strings.HasPrefix(rest, " kumomta internal") {
		return true
	}
	return len(rest) > 1 && rest[0] == ' ' && isWord(rest[1]) && (i == 0 || strings.HasSuffix(low[:i], ": "))
}

// enhancedEnd is where an enhanced status code that begins at i ends, 0 if there is none.
func enhancedEnd(low string, i int) int {
	digits := func(j, most int) int {
		k := j
		for k < len(low) && k-j <= most && '0' <= low[k] && low[k] <= '9' {
			k++
		}
		if k == j || k-j > most {
			return -1
		}
		return k
	}
	if i >= len(low) || low[i] != '2' && low[i] != '4' && low[i] != '5' {
		return 0
	}
	j := i + 1
	for range 2 {
		if j >= len(low) || low[j] != '.' {
			return 0
		}
		if j = digits(j+1, 3); j < 0 {
			return 0
		}
	}
	if j < len(low) && (isWord(low[j]) || low[j] == '.' && j+1 < len(low) && isWord(low[j+1])) {
		return 0 // an address, a version
	}
	return j
}

// speaks tells whether what stands before makes a number a status.
func speaks(low string, i int) bool {
	before := strings.TrimRight(low[max(0, i-24):i], " '\"#(:")
	return endsIn(before, "status", "dsn=", "code", "error", "led=", "returned", "said", "smtp;", "rejected", "<<<", "reply=", "stat=", "failed", "err=", "response", "reason", "starttls") ||
		strings.HasSuffix(before, ";") && strings.Contains(before, "smtp")
}

// kindOf is what a code alone says, and how surely.
func kindOf(c code, exchange bool) (Kind, rank) {
	if c.enhanced == "" {
		return Unknown, context
	}
	tail := c.enhanced[2:]
	// Codes of Exchange Online, which no other system uses.
	if k, ok := map[string]Kind{
		"7.321": STARTTLSMissing, "7.322": CertExpired, "7.323": TLSAMismatch, "7.324": DNSSECInvalid, "7.325": HostMismatch,
	}[tail]; ok && c.anchored {
		return k, strong
	}
	if k, ok := map[string]Kind{"4.312": DNSFailure, "4.316": Connection, "4.317": Connection, "4.62": Misrouted}[tail]; ok && c.anchored {
		return k, detail
	}
	if k, ok := map[string]Kind{"4.8": MTASTSMX, "7.5": MTASTSCertificate}[tail]; ok && exchange { // others have other meanings for them
		return k, detail
	}
	switch tail {
	case "1.1", "1.3", "1.6", "1.7", "1.8", "1.10", "2.0", "2.1", "2.2", "2.3", "3.1", "3.4", "6.0", "7.25", "7.26", "7.27", "7.23", "7.20":
		return NotAboutDANE, refusal
	}
	return Unknown, context
}
