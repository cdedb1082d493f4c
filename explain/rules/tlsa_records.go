package rules

import (
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
)

// The numbers of a TLSA record (RFC 6698 2.1).
const (
	usagePKIXTA, usagePKIXEE, usageTA, usageEE = 0, 1, 2, 3
	selectorCert, selectorSPKI                 = 0, 1
	matchFull, matchSHA256, matchSHA512        = 0, 1, 2
)

// withRecords returns the hosts whose TLSA records are in force.
func (c *Case) withRecords() []*mail.Host { return c.hostsInMode(mail.ModeDANE, mail.ModeEncryptOnly) }

// tlsaFinding makes a finding about the TLSA records of a host, with what every
// text about records needs. which are the records that it is about.
func (c *Case) tlsaFinding(h *mail.Host, which ...tlsa.Record) finding.Finding {
	f := c.HostFinding(h, StepTLSA, lookupEvidence(h.TLSA)...)
	base := h.Base
	if base.IsZero() {
		base = h.Name
	}
	var ttl uint32
	if h.TLSA != nil {
		ttl = h.TLSA.TTL
	}
	f.Args["base"], f.Args["owner"] = base.Show(), c.tlsaOwner(base)
	f.Args["ttl"], f.Args["wait"] = fmt.Sprint(ttl), ""
	if ttl > 0 {
		f.Args["wait"] = fix.Wait(c.Words, ttl)
	}
	c.rollover(f.Args, ttl)
	f.Args["count"], f.Args["published"] = fmt.Sprint(len(h.Records)), recordLines(h.Records)
	f.Args["which"], f.Args["number"] = recordLines(which), fmt.Sprint(len(which))
	spki := shownKey(h)
	f.Args["record"], f.Args["known"] = fix.TLSA311(base, c.port(), ttl, spki), finding.Flag(spki != nil)
	return f
}

// recordLines writes records as a zone file does, one a paragraph.
func recordLines(records []tlsa.Record) string {
	var lines []string
	for _, r := range records {
		lines = append(lines, "TLSA "+recordText(r))
	}
	return strings.Join(lines, paragraph)
}

// recordText writes the data of a record; one that is too short to be read as
// the octets that are there (RFC 3597 5).
func recordText(r tlsa.Record) string {
	if r.Problem == tlsa.Malformed {
		return fmt.Sprintf(`\# %d %x`, len(r.Raw), r.Raw)
	}
	return r.TLSA.String()
}

// shownKey is the public key that a host shows, when it shows the same one at
// every address that was reached; nil otherwise.
func shownKey(h *mail.Host) []byte {
	var key []byte
	for i := range h.Addresses {
		if len(h.Addresses[i].ChainDER) == 0 {
			continue
		}
		spki, err := tlsa.SPKI(h.Addresses[i].ChainDER[0])
		if err != nil || (key != nil && string(key) != string(spki)) {
			return nil
		}
		key = spki
	}
	return key
}

// passing returns the addresses of a host whose certificate matches.
func passing(h *mail.Host) (out []*mail.Address) {
	for i := range h.Addresses {
		if h.Addresses[i].Match.Matched {
			out = append(out, &h.Addresses[i])
		}
	}
	return out
}

// recordFindings makes a finding for every host with records of a kind. more
// sets weight and further arguments; it may be nil.
func (c *Case) recordFindings(want func(tlsa.Record) bool, more func(*finding.Finding, *mail.Host, []tlsa.Record)) []finding.Finding {
	var out []finding.Finding
	for _, h := range c.withRecords() {
		var which []tlsa.Record
		for _, r := range h.Records {
			if want(r) {
				which = append(which, r)
			}
		}
		if len(which) == 0 {
			continue
		}
		f := c.tlsaFinding(h, which...)
		if more != nil {
			more(&f, h, which)
		}
		out = append(out, f)
	}
	return out
}

// unusable makes a finding for every host with records that cannot be used for
// one of the reasons. Beside a usable record that is untidy only: senders skip
// what they cannot use (RFC 7672 2.2). Alone it costs the protection.
func (c *Case) unusable(problems ...tlsa.Problem) []finding.Finding {
	is := func(r tlsa.Record) bool { return slices.Contains(problems, r.Problem) }
	return c.recordFindings(is, func(f *finding.Finding, h *mail.Host, which []tlsa.Record) {
		f.Args["alone"], f.Weight = "yes", finding.Lost // TLS is still demanded (RFC 7672 2.2); the identity is not checked
		if h.Mode == mail.ModeDANE {
			f.Args["alone"], f.Weight = "", finding.Hygiene
		}
		f.Args["problem"] = problemWords(c.Words, which[0])
		f.Args["would"] = finding.Flag(slices.ContainsFunc(which, func(r tlsa.Record) bool { return would(h, r) }))
	})
}

// would tells whether an unusable record fits a certificate that the host shows.
func would(h *mail.Host, r tlsa.Record) bool {
	for i := range h.Addresses {
		for _, t := range h.Addresses[i].Match.Attempts {
			if t.Record == r.Index && t.Would {
				return true
			}
		}
	}
	return false
}

// problemWords says what is wrong with a record that cannot be used.
func problemWords(b *text.Book, r tlsa.Record) string {
	t := r.TLSA
	switch r.Problem {
	case tlsa.Malformed:
		return b.Say("the record has %d octets, at least 4 are needed", len(r.Raw))
	case tlsa.UsagePKIX:
		return b.Say("usage %d is not for mail", t.Usage)
	case tlsa.UnknownUsage:
		return b.Say("usage %d is not defined", t.Usage)
	case tlsa.UnknownSelector:
		return b.Say("selector %d is not defined", t.Selector)
	case tlsa.UnknownMatching:
		return b.Say("matching type %d is not defined", t.Matching)
	case tlsa.DigestLength:
		want := sha256.Size
		if t.Matching == matchSHA512 {
			want = sha512.Size
		}
		return b.Say("the digest has %d octets instead of %d", len(t.Data), want)
	case tlsa.NotCertificate:
		return b.Say("the data is no certificate")
	case tlsa.NotPublicKey:
		return b.Say("the data is no public key")
	}
	return ""
}
