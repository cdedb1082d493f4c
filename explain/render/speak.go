package render

import (
	"regexp"
	"strings"
	"unicode"
)

// sounds are short forms that a screen reader would read as words, spelled with
// spaces. Those that it reads well, such as DANE and DNSSEC, are not here.
func sounds() map[string]string {
	return map[string]string{
		"TLS": "T L S", "STARTTLS": "start T L S", "TLSA": "T L S A", "MX": "M X", "SMTP": "S M T P", "DNS": "D N S", "DNSKEY": "D N S key",
		"CDNSKEY": "C D N S key", "RRSIG": "R R sig", "RRSIGs": "R R sigs", "RRset": "R R set", "DS": "D S", "CDS": "C D S", "NSEC": "N sec", "NSEC3": "N sec 3",
		"CNAME": "C name", "DNAME": "D name", "SOA": "S O A", "TTL": "T T L", "UDP": "U D P", "TCP": "T C P", "EDNS": "E D N S", "EDE": "E D E",
		"IP": "I P", "IPv4": "I P version 4", "IPv6": "I P version 6", "RFC": "R F C", "RSA": "R S A", "ECDSA": "E C D S A", "SPKI": "S P K I",
		"CA": "C A", "MTA": "M T A", "STS": "S T S", "RPT": "R P T", "SPF": "S P F", "DMARC": "D mark", "HTTPS": "H T T P S", "HTTP": "H T T P",
		"SNI": "S N I", "EHLO": "E H L O", "TLD": "T L D", "IANA": "I A N A", "ECS": "E C S", "AD": "A D", "CD": "C D", "AA": "A A", "NS": "N S",
		"KSK": "K S K", "ZSK": "Z S K", "UTC": "U T C", "TXT": "T X T", "AAAA": "quad A", "SERVFAIL": "serv fail", "NXDOMAIN": "N X domain",
		"NOERROR": "no error", "FORMERR": "form err", "NOTIMP": "not imp", "ARPA": "arpa", "SHA": "S H A", "OpenSSL": "Open S S L", "GnuTLS": "Gnu T L S", "NDR": "N D R", "ID": "I D",
	}
}

// shortForm is a word that may be a short form: letters and digits, at least two.
var shortForm = regexp.MustCompile(`[\pL][\pL\pN]+`)

// measures are units behind a number.
var measures = regexp.MustCompile(`(\d) (ms|min|h|s|d)\b`)

// spoken is a text as a screen reader shall read it: without signs that it would
// read by their names or not at all. Names of hosts stay as they are.
func (p *printer) spoken(s string) string {
	s = measures.ReplaceAllStringFunc(flat(s), func(m string) string { return p.measure(m) })
	words := strings.Fields(p.withoutSigns(s))
	for i, w := range words {
		if !named(w) {
			words[i] = shortForm.ReplaceAllStringFunc(w, sound)
		}
	}
	out := strings.Join(words, " ")
	for _, sign := range []string{".", ",", ";", ":", ")", "?", "!"} {
		out = strings.ReplaceAll(out, " "+sign+" ", sign+" ")
	}
	return strings.TrimSpace(out)
}

func sound(w string) string {
	if s, ok := sounds()[w]; ok {
		return s
	}
	return w
}

// named tells whether a word is, or has in it, the name of a host or a code.
func named(w string) bool {
	w = strings.Trim(w, `.,;:!?()"'-`)
	return strings.ContainsAny(w, "._@")
}

// measure says a unit in full.
func (p *printer) measure(m string) string {
	number, unit, _ := strings.Cut(m, " ")
	switch unit {
	case "ms":
		return number + " " + p.say("milliseconds")
	case "s":
		return number + " " + p.say("[read aloud] seconds")
	case "min":
		return number + " " + p.say("[read aloud] minutes")
	case "h":
		return number + " " + p.say("[read aloud] hours")
	}
	return number + " " + p.say("[read aloud] days")
}

// withoutSigns replaces signs by words or by what separates sentences.
func (p *printer) withoutSigns(s string) string {
	equals, and, percent := " "+p.say("[read aloud] equals")+" ", " "+p.say("[read aloud] and")+" ", " "+p.say("[read aloud] percent")
	var b strings.Builder
	for _, r := range s {
		switch r {
		case '=':
			b.WriteString(equals)
		case '&', '+':
			b.WriteString(and)
		case '%':
			b.WriteString(percent)
		case '/', '>':
			b.WriteString(", ")
		case '[', '{':
			b.WriteByte('(')
		case ']', '}':
			b.WriteByte(')')
		case '„', '“', '”', '«', '»':
			b.WriteByte('"')
		case '‘', '’', '‚', '`':
			b.WriteByte('\'')
		case '–', '—':
			b.WriteByte('-')
		case '…':
			b.WriteString("...")
		default:
			if !spokenRune(r) {
				r = ' '
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// spokenRune tells whether a character is read as part of a sentence: letters and
// digits of any script, and the signs of sentences and names.
func spokenRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(` .,;:!?'"-()_@`, r)
}
