package rules

import (
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/servers"
)

// daneIntermittent: whether the check succeeds depends on chance: on the name
// server, the address, the kind of key, the size of the first message, the time.
// It sums up what other rules found in detail.
func daneIntermittent() Rule {
	return Rule{
		Code: "dane.intermittent", Severity: finding.Risk, Layer: finding.LayerDANE, Owner: finding.OwnerMail,
		RFC:    []string{"RFC 7672 2.2", "RFC 7671 8.1", "RFC 2182 3"},
		Causes: append(hostFaults(), "dns.zone-out-of-sync", "dnssec.some-servers-bogus"),
		Detect: detectDaneIntermittent,
	}
}

// column is one thing that the result depends on, and where it fails.
type column struct {
	name text.Phrase // "the address"
	line string      // which of its values fail, where
	ids  []evidence.ID
}

// theServer and theTime are the columns that several looks may come to.
func theServer() text.Phrase { return text.Phrase("[depends on] the name server") }

func theTime() text.Phrase { return text.Phrase("[depends on] the time") }

func detectDaneIntermittent(c *Case) []finding.Finding {
	if !c.Report.Complete {
		return nil
	}
	columns := c.byServer()
	for _, h := range c.hostsInMode(mail.ModeDANE) {
		for _, of := range []func(*Case, *mail.Host) []column{byAddress, byKey, byRecords, bySize, byTime} {
			columns = append(columns, of(c, h)...)
		}
	}
	if len(columns) == 0 {
		return nil
	}
	f := c.domainFinding(nil)
	var names, lines []string
	for _, col := range columns {
		if name := c.Words.Say(col.name); !slices.Contains(names, name) {
			names = append(names, name)
		}
		lines = append(lines, col.line)
		f.Evidence = append(f.Evidence, col.ids...)
	}
	f.Args["columns"], f.Args["lines"], f.Args["first"] = c.Words.List(names), strings.Join(lines, paragraph), names[0]
	return []finding.Finding{f}
}

// byServer: some name servers of the zones that mail depends on give answers that
// do not validate, others do. A registry's many servers are left out.
func (c *Case) byServer() (out []column) {
	if c.resolver() != "" || len(c.hostsInMode(mail.ModeDANE)) == 0 {
		return nil
	}
	for _, a := range c.accuse(kinds(servers.BogusHere, servers.Strips)) {
		if a = a.keep(func(f servers.Fault) bool { return needed(f.Question) }); len(a.rows) == 0 || a.high() {
			continue
		}
		col := column{name: theServer(), line: c.Words.Say("by name server: invalid answers of %s", a.culprits())}
		for _, r := range a.rows {
			for _, f := range r.Faults {
				col.ids = append(col.ids, f.Evidence...)
			}
		}
		out = append(out, col)
	}
	return out
}

// byRecords: another form of the TLSA records is to be had, and the result is
// another one with it.
func byRecords(c *Case, h *mail.Host) (out []column) {
	for i := range h.Addresses {
		a := &h.Addresses[i]
		if !a.Match.Compared || a.Outcome != mail.OutcomePass && a.Outcome != mail.OutcomeFail {
			continue
		}
		for _, copied := range h.Copies() {
			fits := slices.ContainsFunc(h.Fits(a, c.At), func(o mail.Copy) bool { return o.Result.Answer == copied.Result.Answer })
			if !fits && !a.Match.Matched || fits == a.Match.Matched {
				continue
			}
			var at []string
			for _, s := range copied.Servers {
				at = append(at, serverLabel(s))
			}
			line := c.Words.Say("by name server: the TLSA records of %s at %s do not fit", h.Name.Show(), c.Words.List(at))
			if fits {
				line = c.Words.Say("by name server: the TLSA records of %s fit at %s only", h.Name.Show(), c.Words.List(at))
			}
			return append(out, column{theServer(), line, append(slices.Clone(h.TLSA.Evidence), copied.Result.Answer.ID)})
		}
	}
	return out
}

// byAddress: the host passes at one address and fails at another.
func byAddress(c *Case, h *mail.Host) []column {
	var good, bad []string
	var ids []evidence.ID
	for i := range h.Addresses {
		a := &h.Addresses[i]
		switch {
		case a.Session == nil:
		case a.Outcome == mail.OutcomePass:
			good = append(good, a.Addr.String())
		case a.Outcome == mail.OutcomeFail && a.Otherwise == mail.OutcomePending:
			bad, ids = append(bad, a.Addr.String()), append(ids, a.Session.Evidence...)
		}
	}
	if len(good) == 0 || len(bad) == 0 {
		return nil
	}
	return []column{{text.Phrase("[depends on] the address"), c.Words.Say("by address: %s fails at %s", h.Name.Show(), c.Words.List(bad)), ids}}
}

// byKey: the records fit one certificate of an address and not the other. They
// differ in their kind of key, or by the machine behind the address.
func byKey(c *Case, h *mail.Host) []column {
	for i := range h.Addresses {
		a := &h.Addresses[i]
		certs := a.Uncovered(h)
		if a.Outcome == mail.OutcomeFail {
			certs = a.Covered(h)
		} else if a.Outcome != mail.OutcomePass {
			continue
		}
		col, line := column{name: theTime()}, text.Phrase("by time: %s fails with a certificate of %s")
		cert := sameKind(a, certs)
		if other := otherKind(a, certs); other != nil {
			cert, col.name, line = other, text.Phrase("[depends on] the kind of key"), text.Phrase("by kind of key: %s fails with a certificate of %s")
		}
		if cert == nil {
			continue
		}
		key := KeyOf(c.Words, cert)
		if cert.Match.Matched {
			key = ordinaryKey(c.Words, a)
		}
		col.line = c.Words.Say(line, h.Name.Show(), key)
		for _, s := range cert.Sessions {
			col.ids = append(col.ids, s.Evidence...)
		}
		return []column{col}
	}
	return nil
}

// bySize: the host fails with a large ClientHello only.
func bySize(c *Case, h *mail.Host) []column {
	for i := range h.Addresses {
		if a := &h.Addresses[i]; a.Otherwise != mail.OutcomePending && a.Small() != nil {
			return []column{{
				text.Phrase("[depends on] the size of the ClientHello"),
				c.Words.Say("by size of the ClientHello: %s fails with a large one", h.Name.Show()), a.Small().Evidence,
			}}
		}
	}
	return nil
}

// byTime: the same was asked twice, with two results.
func byTime(c *Case, h *mail.Host) []column {
	for i := range h.Addresses {
		a := &h.Addresses[i]
		for _, s := range a.Looks {
			failsOnce := s.Look == evidence.LookAgain && a.Otherwise != mail.OutcomePending && s.TLS != nil && s.Trouble == ""
			if without, _ := a.Withheld(); failsOnce || without == s {
				return []column{{theTime(), c.Words.Say("by time: %s fails in one session and not in another", h.Name.Show()), s.Evidence}}
			}
		}
	}
	return nil
}
