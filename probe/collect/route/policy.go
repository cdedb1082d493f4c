package route

import (
	"slices"
	"strings"

	"danewalk/probe/wire"
)

const (
	// maxTexts and maxText bound what is read of a TXT answer: records of one name,
	// and octets of one record. An SPF record of more than 450 octets does not fit
	// into a datagram beside others (RFC 7208 3.4).
	maxTexts = 64
	maxText  = 16 << 10
	// walkLabels: names of more labels are cut to this many in the second step of
	// the tree walk (RFC 9989 4.10).
	walkLabels = 7
)

// Texts returns the TXT records at the end of a question's alias chain, the
// strings of each joined without anything between (RFC 8461 3.1, RFC 7208 3.3).
// What does not parse is left out.
func Texts(m *wire.Message, q Question) (out []string) {
	if m == nil {
		return nil
	}
	chain := Chain(m, q)
	for _, rr := range m.Answer {
		if rr.Type != wire.TypeTXT || rr.Name != chain[len(chain)-1] || rr.Class != wire.ClassIN || len(out) == maxTexts {
			continue
		}
		if text, ok := joined(rr.RData); ok {
			out = append(out, text)
		}
	}
	return out
}

// joined reads the character-strings of TXT data (RFC 1035 3.3.14).
func joined(data []byte) (string, bool) {
	var b strings.Builder
	for len(data) > 0 {
		n := 1 + int(data[0])
		if n > len(data) {
			return "", false
		}
		if b.Len()+n > maxText {
			break
		}
		b.Write(data[1:n])
		data = data[n:]
	}
	return b.String(), true
}

// AnnouncesSTS tells whether one of the texts says that there is an MTA-STS
// policy (RFC 8461 3.1): only then is it fetched.
func AnnouncesSTS(texts []string) bool {
	return slices.ContainsFunc(texts, func(s string) bool { return strings.HasPrefix(s, "v=STSv1") })
}

// SPFTargets returns the domains whose records an SPF record leads to: include
// and redirect (RFC 7208 5.2, 6.1), in its order, each once. Behind "all" nothing
// is looked at, and beside it there is no redirect (RFC 7208 5.1). Names with
// macros depend on a message and are left out.
func SPFTargets(text string) (out []wire.Name) {
	words := strings.Fields(text)
	if len(words) == 0 || !strings.EqualFold(words[0], "v=spf1") {
		return nil
	}
	all := slices.IndexFunc(words, func(word string) bool { return strings.EqualFold(strings.TrimLeft(word, "+-~?"), "all") })
	for i, word := range words[1:] {
		word = strings.ToLower(word)
		target, redirect := strings.CutPrefix(word, "redirect=")
		include := false
		if !redirect {
			target, include = strings.CutPrefix(strings.TrimLeft(word, "+-~?"), "include:")
		}
		if all >= 0 && (redirect || i+1 > all) || !redirect && !include || strings.Contains(target, "%") {
			continue
		}
		if name, err := wire.ParseName(target); err == nil && !name.IsRoot() && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// DMARCNames returns where the record that counts for a domain may be, in the
// order of the tree walk (RFC 9989 4.10): at most eight names.
func DMARCNames(domain wire.Name) (out []wire.Name) {
	up := domain.Parent()
	if domain.Labels() > walkLabels {
		up = domain.Suffix(walkLabels)
	}
	for n := domain; n.Labels() > 0; n, up = up, up.Parent() {
		if owner, err := n.Prepend("_dmarc"); err == nil {
			out = append(out, owner)
		}
	}
	return out
}

// EndsDMARC tells whether the tree walk ends at a name with these texts: at the
// domain itself with any record, above it with one that says whether it is a
// registry's (RFC 9989 4.10).
func EndsDMARC(texts []string, own bool) bool {
	for _, text := range texts {
		if !strings.HasPrefix(text, "v=DMARC1") {
			continue
		}
		for tag := range strings.SplitSeq(text, ";") {
			name, value, _ := strings.Cut(tag, "=")
			value = strings.ToLower(strings.TrimSpace(value))
			if own || strings.EqualFold(strings.TrimSpace(name), "psd") && (value == "y" || value == "n") {
				return true
			}
		}
	}
	return false
}
