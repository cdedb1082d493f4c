package rules

import (
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Findings about MTA-STS, TLS reporting, DMARC and SPF stand beside the verdict:
// that is about DANE, and neither is rescued nor spoiled by them (RFC 8461 2).
// They belong to no row of the chain.

// policies is what the domain publishes beside DANE; nil where nothing was read,
// or nobody sends mail there anyway.
func (c *Case) policies() *policy.Result {
	if c.Result.Verdict == mail.NoMail {
		return nil
	}
	return c.Report.Policies
}

// recordFinding makes a finding about a TXT record.
func (c *Case) recordFinding(rec policy.Record, owner finding.Owner) finding.Finding {
	name := rec.Name.Show()
	f := finding.Finding{
		Subject: name + " TXT", Zone: name, Evidence: rec.Evidence, Owner: owner, OwnerOf: c.Report.Domain.Show(),
		Args: finding.Args{
			"domain": c.Report.Domain.Show(), "name": name, "text": rec.Text.String(), "problem": RecordFaults(c.Words, rec.Problems), "id": c.freshID(),
			"ttl": "", "wait": "",
		},
	}
	if l := rec.Lookup; l != nil && l.TTL > 0 && rec.Presence == policy.Published {
		f.Args["ttl"], f.Args["wait"] = fmt.Sprint(l.TTL), fix.Wait(c.Words, l.TTL)
	}
	return f
}

// stsFinding makes a finding about the MTA-STS policy: its host, and the file as
// it should be.
func (c *Case) stsFinding(s policy.STS) finding.Finding {
	f := c.recordFinding(s.TXT, finding.OwnerMail)
	host := s.Host.Show()
	f.Subject, f.Zone = host, host
	if s.FetchID > 0 {
		f.Evidence = append(slices.Clone(f.Evidence), s.FetchID)
	}
	f.Args["phost"], f.Args["url"] = host, "https://"+host+"/.well-known/mta-sts.txt"
	f.Args["file"], f.Args["mode"] = c.stsFile(s), ""
	if s.Policy != nil {
		f.Args["mode"], f.Args["problem"] = s.Policy.Mode, RecordFaults(c.Words, s.Policy.Problems)
	}
	return f
}

// freshID is an id for a new policy: letters and digits only (RFC 8461 3.1).
func (c *Case) freshID() string { return c.At.UTC().Format("20060102T150405") }

// usualAge is the max_age that is proposed, in seconds: RFC 8461 3.2 has "weeks
// or greater".
const usualAge = 1209600

// stsFile is the policy as it should be for the mail servers of the domain.
func (c *Case) stsFile(s policy.STS) string {
	mode := "testing" // first: a server that does not fit would be without mail (RFC 8461 5)
	if s.Policy != nil && s.Policy.Mode != "" {
		mode = s.Policy.Mode
	}
	lines := []string{"version: STSv1", "mode: " + mode}
	for i := range c.Report.Hosts {
		lines = append(lines, "mx: "+strings.TrimSuffix(c.Report.Hosts[i].Name.String(), "."))
	}
	return strings.Join(append(lines, fmt.Sprintf("max_age: %d", usualAge)), "\n")
}

// RecordFaults says what is wrong with a record or a policy file.
func RecordFaults(b *text.Book, ps []policy.Problem) string {
	var out []string
	for _, p := range ps {
		words := recordFault(b, p.Kind)
		if p.Detail != "" && p.Kind != "two-records" {
			words += fmt.Sprintf(" (%.60s)", p.Detail)
		}
		if !slices.Contains(out, words) {
			out = append(out, words)
		}
	}
	return b.List(out)
}

// recordFault says one kind of problem. Kinds that tell of one value ("bad-p")
// name it themselves.
func recordFault(b *text.Book, kind string) string {
	words := map[string]text.Phrase{
		"two-records": "there are several records, which counts as none", "bad-version": "the version is not written as it must be",
		"bad-field": "a part is no name=value", "bad-tag": "a part is no name=value", "too-many-tags": "it has too many parts",
		"no-id": "the id is missing", "bad-id": "the id is not 1 to 32 letters and digits",
		"no-rua": "rua is missing", "bad-rua": "a report address is no mailto: or https: address", "bad-ruf": "a report address is no mailto: address",
		"no-version": "version is missing", "no-mode": "mode is missing", "bad-mode": "mode is not enforce, testing or none",
		"no-max-age": "max_age is missing", "bad-max-age": "max_age is no number of seconds", "max-age-too-long": "max_age is over 31557600",
		"no-mx": "no mx line", "bad-mx": "an mx line is no host name and no *.domain", "too-many-mx": "it has too many mx lines",
		"bad-line": "a line is no name: value", "too-many-lines": "it has too many lines", "duplicate": "a field occurs twice",
		"media-type": "the media type is not text/plain",
		"bad-term":   "a term cannot be read", "too-many-lookups": "it takes more than 10 DNS look-ups", "loop": "it includes itself", "too-many-terms": "it has too many terms",
	}
	if s, ok := words[kind]; ok {
		return b.Say(s)
	}
	return b.Say("the value of %s is none of those allowed", strings.TrimPrefix(kind, "bad-"))
}

// stsHost finds a mail server among those held against the policy.
func (c *Case) stsHost(name wire.Name) (policy.STSHost, bool) {
	p := c.policies()
	if p == nil {
		return policy.STSHost{}, false
	}
	i := slices.IndexFunc(p.STS.Hosts, func(h policy.STSHost) bool { return h.Host == name })
	if i < 0 {
		return policy.STSHost{}, false
	}
	return p.STS.Hosts[i], true
}

// stsTakes tells whether some mail server is left, at some address, for senders
// with MTA-STS. What was not seen may be one.
func (c *Case) stsTakes() bool {
	p := c.policies()
	return p == nil || slices.ContainsFunc(p.STS.Hosts, func(h policy.STSHost) bool {
		return h.Listed && (len(h.Servers) == 0 || slices.ContainsFunc(h.Servers, func(s policy.STSServer) bool { return s.Passes() != view.No }))
	})
}

// stsWeight is what a mail server that MTA-STS refuses means: nothing yet while the
// policy is tested, a risk while another server takes the mail, else no mail from
// such senders (RFC 8461 5).
func (c *Case) stsWeight(s policy.STS) finding.Severity {
	switch {
	case !s.Active():
		return finding.Info
	case c.stsTakes():
		return finding.Risk
	}
	return finding.Fatal
}

// stsHostFinding makes a finding about a mail server that MTA-STS refuses.
func (c *Case) stsHostFinding(s policy.STS, h *mail.Host) finding.Finding {
	f := c.stsFinding(s)
	host := c.HostFinding(h, "")
	f.Subject, f.Host, f.Zone, f.Depth, f.OwnerOf = host.Subject, host.Host, "", host.Depth, host.OwnerOf
	f.Weight = c.stsWeight(s)
	f.Args["host"] = host.Host
	f.Args["patterns"] = evidencePatterns(c.Words, s)
	f.Args["testing"] = finding.Flag(!s.Active())
	f.Args["others"] = finding.Flag(s.Active() && f.Weight == finding.Risk)
	return f
}

// shownPatterns is how many mx lines of a policy are shown.
const shownPatterns = 12

func evidencePatterns(b *text.Book, s policy.STS) string {
	mx := s.Policy.MX
	if len(mx) > shownPatterns {
		return b.Say("[names] %s and %d more", strings.Join(mx[:shownPatterns], ", "), len(mx)-shownPatterns)
	}
	return b.List(mx)
}

// trustWords says why public authorities do not vouch for a certificate.
func trustWords(b *text.Book, t policy.Trust) string {
	switch t.Why {
	case "untrusted":
		return b.Say("no public authority vouches for it")
	case "expired":
		return b.Say("a certificate of its chain has expired")
	case "not-yet-valid":
		return b.Say("a certificate of its chain is not valid yet")
	case "name":
		return b.Say("it is for another name")
	}
	return b.Say("its chain is not valid")
}
