package bounce

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"
)

// DomainName turns a name from a text into A-labels in lower case without final
// dot; empty if it is no name that mail can be sent to.
func DomainName(s string) string { return domainOf(s) }

// HostName is DomainName for a host, which may be a single label.
func HostName(s string) string { return hostOf(s) }

// domainOf turns a name from a text into A-labels without final dot; empty if it
// is no name that mail can be sent to.
func domainOf(s string) string {
	name := hostOf(s)
	last := name[strings.LastIndexByte(name, '.')+1:]
	if last == name || strings.Trim(last, "0123456789") == "" || strings.Contains(last, "_") {
		return ""
	}
	return name
}

// hostOf is domainOf for a host, which may be a single label.
func hostOf(s string) string {
	s = strings.Trim(s, ".")
	if strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		a, err := idna.Lookup.ToASCII(s) // RFC 5891 5
		if err != nil {
			return ""
		}
		s = a
	}
	s = strings.ToLower(s)
	if len(s) == 0 || len(s) > 253 { // RFC 1035 2.3.4
		return ""
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' {
			return ""
		}
		for i := range len(label) {
			if !isWord(label[i]) && label[i] != '-' && label[i] != '_' || label[i] >= 0x80 {
				return ""
			}
		}
	}
	return s
}

func addrOf(s string) netip.Addr {
	a, err := netip.ParseAddr(strings.TrimPrefix(s, "ipv6:"))
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap()
}

// How surely an address in a text is the recipient of the mail.
const (
	notRecipient = 0
	header       = 1 // of the notification, which goes to the sender
	anywhere     = 4
	told         = 6
	named        = 8 // a domain that the words of a fault name
	stated       = 10
)

// recipient is a domain of an address in a text.
type recipient struct {
	domain   string
	score    int
	from, to int // of the domain
	start    int // of the address
}

// maxLocal is the longest local part (RFC 5321 4.5.3.1.1).
const maxLocal = 64

// recipients finds the addresses of a text.
func recipients(low string) []recipient {
	const most = 200 // of one statement; a list of addresses is no bounce
	var out []recipient
	for at := 0; len(out) < most; {
		i := strings.IndexByte(low[at:], '@')
		if i < 0 {
			break
		}
		i += at
		at = i + 1
		end := nameEnd(low, i+1)
		name := domainOf(low[i+1 : end])
		start := i
		for start > 0 && i-start < maxLocal && strings.IndexByte(" <>()[]{},;:\"'=|", low[start-1]) < 0 {
			start--
		}
		if name == "" || start == i && (i == 0 || low[i-1] != '"') {
			continue
		}
		out = append(out, recipient{name, score(low, start, i, end), i + 1, end, start})
	}
	return out
}

// score tells how surely an address is the recipient, by what stands around it.
func score(low string, start, at, end int) int {
	before := strings.TrimRight(low[max(0, start-48):start], "<\"' ([")
	after := low[end:min(end+24, len(low))]
	if endsIn(before, "from=", "from:", "sender:", "return-path:", "reply-to:", "message-id:", "message-id=", "msgid=", "references:", "in-reply-to:", "sender=",
		"f=", "envelope-from", "ctladdr=", "mail from:", "orig_to=", "original-recipient: rfc822;", "id:", "mailfrom=", "from", "wrote", "contact", "visit", "by", "return_path=") {
		return notRecipient
	}
	if name := headerName(before); name != "" {
		return map[string]int{"from": notRecipient, "sender": notRecipient, "to": header, "cc": header}[name]
	}
	switch {
	case endsIn(before, "to=", "rcpt=", "recipient=", "rcpt_to=", "rcpt to:", "final-recipient: rfc822;", "final-recipient:rfc822;", "final-recipient: utf-8;", "x-failed-recipients:",
		"recipient address:", " ==", " **", " =>", " ->", "recipient:", "rcptto=", "recipients=", "to\":", "recipient\":"):
		return stated
	case start > 0 && low[start-1] == '<' && (strings.HasPrefix(after, ">:") || strings.HasPrefix(after, "> (")):
		return stated
	case strings.HasPrefix(after, " host ") || strings.HasPrefix(after, " remote server returned") || strings.HasPrefix(after, ": host "):
		return stated
	}
	switch low[start:at] {
	case "postmaster", "mailer-daemon", "double-bounce", "noreply", "no-reply", "abuse", "support", "helpdesk", "root":
		return notRecipient
	}
	switch {
	case endsIn(before, "message to", "mail to", "delivered to", "deliver to", "delivery to", "recipients or groups:", "fatal errors -----", "recipient", "recipients", "recipient(s):",
		"following address(es) failed:", "following addresses failed:", "had delivery problems -----", "sent to", "recipients:", "to the following address", "mail to:", "message to:", " to") && !endsIn(before, "reply to", "answer to", "reply-to"):
		return told
	case endsIn(before, "to:", "cc:", "delivered-to:", "x-original-to:", "for"):
		return header
	}
	return anywhere
}

// headerName is the header field that an address with a display name stands in:
// "From: Peter Example <".
func headerName(before string) string {
	before = before[strings.LastIndexAny(before, "@.;>")+1:]
	i := strings.LastIndexByte(before, ':')
	if i < 0 || i+1 == len(before) || strings.Contains(before[i:], " to") {
		return ""
	}
	name := before[strings.LastIndexByte(before[:i], ' ')+1 : i]
	switch name {
	case "from", "sender", "to", "cc":
		return name
	}
	return ""
}

func endsIn(s string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// best is the recipient of a statement; none if the text does not tell which of
// several addresses it is.
func best(list []recipient) (recipient, bool) {
	var top recipient
	unsure := false
	for _, r := range list {
		switch {
		case r.score > top.score:
			top, unsure = r, false
		case r.score == top.score && r.domain != top.domain && r.score < told:
			unsure = true
		}
	}
	return top, top.score > notRecipient && !unsure
}
