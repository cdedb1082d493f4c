package explain

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// The names that Options.Set takes.
const (
	SetSHA1       = "sha1"            // "secure": verify RSASHA1; "insecure": count it as unsupported (RFC 9905)
	SetAlgorithms = "algorithms"      // the only key algorithms that count, by number or name: "8,13"
	SetDigests    = "digests"         // the only DS digests that count: "2,4" or "SHA-256"
	SetNegative   = "negative-anchor" // a name at and below which nothing is validated (RFC 7646); may be set several times
)

// Set changes how the case is judged, in the words of the command line and of
// worlds. Naming an algorithm of SHA-1 verifies it: a later "sha1 insecure"
// refuses it still. The error has a hint line.
func (o *Options) Set(name, value string) (err error) {
	switch name {
	case SetSHA1:
		if value != "secure" && value != "insecure" {
			return fmt.Errorf("%q is neither secure nor insecure\n"+
				"hint: insecure counts RSASHA1 as unsigned, as RFC 9905 has it; secure verifies it, as older validators do", value)
		}
		o.SHA1 = value == "secure"
	case SetAlgorithms:
		o.Algorithms, err = numbers(value, dnssec.Algorithms(), wire.AlgorithmName)
		o.SHA1 = o.SHA1 || slices.ContainsFunc(o.Algorithms, dnssec.IsSHA1)
	case SetDigests:
		o.Digests, err = numbers(value, dnssec.Digests(), digestName)
	case SetNegative:
		var n wire.Name
		if n, err = wire.ParseName(value); err != nil {
			return fmt.Errorf("%w\nhint: write a domain name: example.org", err)
		}
		if strings.ContainsFunc(value, func(r rune) bool { return r >= utf8.RuneSelf }) { // would silently fit no name (RFC 5890 2.3.2.1)
			return fmt.Errorf("%q is not in the form that the DNS has\nhint: write the name in its form with xn--", value)
		}
		if !slices.Contains(o.Negative, n) {
			o.Negative = append(o.Negative, n)
		}
	default:
		err = fmt.Errorf("unknown policy %q\nhint: %s, %s, %s or %s", name, SetSHA1, SetAlgorithms, SetDigests, SetNegative)
	}
	return err
}

// numbers reads a list of numbers or names, out of those that can be checked.
func numbers(list string, known []uint8, name func(uint8) string) ([]uint8, error) {
	var choices []string
	for _, n := range known {
		choices = append(choices, fmt.Sprintf("%d %s", n, name(n)))
	}
	hint := "\nhint: choose from " + strings.Join(choices, ", ") + ", separated by commas"
	out := []uint8{}
	for word := range strings.SplitSeq(list, ",") {
		word = strings.TrimSpace(word)
		i := slices.IndexFunc(known, func(n uint8) bool {
			return word == strconv.Itoa(int(n)) || plain(word) == plain(name(n))
		})
		switch {
		case word == "":
			return nil, errors.New("an empty list, or an empty place in it" + hint)
		case i < 0:
			return nil, fmt.Errorf("%q cannot be checked here%s", word, hint)
		case !slices.Contains(out, known[i]):
			out = append(out, known[i])
		}
	}
	slices.Sort(out)
	return out, nil
}

// plain makes names equal that differ in case and hyphens: "SHA256", "sha-256".
func plain(s string) string { return strings.ToLower(strings.ReplaceAll(s, "-", "")) }

// digestName is the name of a DS digest type (IANA registry).
func digestName(t uint8) string {
	switch t {
	case wire.DigestSHA1:
		return "SHA-1"
	case wire.DigestSHA256:
		return "SHA-256"
	case wire.DigestSHA384:
		return "SHA-384"
	}
	return fmt.Sprintf("digest %d", t)
}

// policy is how a case is judged. Without a moment it is judged at the time the
// check started.
func policy(v *view.View, o Options) dnssec.Policy {
	p := dnssec.Policy{
		Anchors: o.Anchors, At: o.At, Limits: o.Limits, Memo: o.Memo,
		SHA1: o.SHA1, Algorithms: o.Algorithms, Digests: o.Digests, Negative: o.Negative,
	}
	if p.Anchors == nil {
		p.Anchors = dnssec.BuiltinAnchors()
	}
	if p.At.IsZero() {
		p.At = v.Start().Wall
	}
	return p
}

// PolicyWords says what the person asked for that makes the result another one
// than usual, a sentence each; nothing for the usual policy. It stands at the
// head of every report.
func PolicyWords(b *text.Book, p dnssec.Policy) []string {
	var out []string
	if len(p.Negative) > 0 {
		names := make([]string, 0, len(p.Negative))
		for _, n := range p.Negative {
			names = append(names, zoneName(b, n))
		}
		out = append(out, b.Say("You asked not to validate %s: nothing at and below is called protected.", b.List(names)))
	}
	if p.Algorithms != nil {
		out = append(out, b.Say("Judged like a weaker validator, as you asked: of key algorithms, only %s.", listed(b, p.Algorithms, wire.AlgorithmName)))
	}
	if p.Digests != nil {
		out = append(out, b.Say("Judged like a weaker validator, as you asked: of DS digests, only %s.", listed(b, p.Digests, digestName)))
	}
	if p.SHA1 {
		out = append(out, b.Say("Signatures with SHA-1 are verified, as you asked. RFC 9905 counts them as unsigned."))
	}
	return out
}

func listed(b *text.Book, ns []uint8, name func(uint8) string) string {
	words := make([]string, 0, len(ns))
	for _, n := range ns {
		words = append(words, fmt.Sprintf("%d (%s)", n, name(n)))
	}
	return b.List(words)
}
