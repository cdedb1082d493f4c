package render

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/view"
)

// warnBeside writes, below the headline, what stops mail beside DANE: the verdict
// does not speak of it, and nobody shall overlook it.
func (p *printer) warnBeside(d *explain.Diagnosis) {
	for _, f := range stoppers(d) {
		p.wrap("! ", p.say("Beside DANE: %s", f.What)+" ["+string(f.Code)+"]")
	}
}

// stoppers are the findings that stop mail beside DANE.
func stoppers(d *explain.Diagnosis) (out []explain.Explained) {
	if d.Verdict == mail.Blocked {
		return nil // the headline says that mail is stopped, and by what
	}
	for i, f := range d.Findings {
		if f.Layer == finding.LayerBeside && f.Weight == finding.Fatal && !ours(d, i) {
			out = append(out, f)
		}
	}
	return out
}

// besideRow is a line of the section about what is published beside DANE.
type besideRow struct {
	name, words string
	below       [][2]string
}

// besideDANE writes what the domain publishes about mail beside DANE.
func (p *printer) besideDANE(d *explain.Diagnosis) {
	rows := p.besideRows(d)
	if len(rows) == 0 {
		return
	}
	p.line("")
	p.line("%s", p.say("Beside DANE"))
	named := 0
	for _, row := range rows {
		named = max(named, utf8.RuneCountInString(row.name))
	}
	for _, row := range rows {
		p.behind("  "+pad(row.name, named)+"  ", row.words)
		for _, b := range row.below {
			p.behind("    "+b[0]+"  ", b[1])
		}
	}
	if d.Report.Policies.STS.Active() && (d.Verdict == mail.Blocked || d.Verdict == mail.AtRisk) {
		p.wrap("  ", p.say("A passing MTA-STS never rescues a failing DANE check (RFC 8461 2)."))
	}
}

// besideRows are what is published beside DANE; none where nothing was read.
func (p *printer) besideRows(d *explain.Diagnosis) []besideRow {
	r, b := d.Report.Policies, p.words
	if r == nil || d.Verdict == mail.NoMail || slices.ContainsFunc(d.Findings, blinding) {
		return nil
	}
	return []besideRow{
		stsRow(b, r.STS),
		{name: b.Say("TLS reports"), words: reportWords(b, r.Report)},
		{name: "DMARC", words: dmarcWords(b, r.DMARC)},
		{name: "SPF", words: spfWords(b, r.SPF)},
	}
}

// behind writes words behind a name, and what the line has no room for below them,
// or below the name where that is long.
func (p *printer) behind(name, words string) {
	if utf8.RuneCountInString(name) > p.width()/2 {
		p.pair(strings.TrimRight(name, " "), words)
		return
	}
	p.wrap(name, words)
}

// blinding tells whether our own side spoils every lookup: what was read is no news
// of the domain.
func blinding(f explain.Explained) bool { return f.Weight == finding.Local && rules.Blinds(f.Code) }

// recordWords says what became of a record that is not simply there.
func recordWords(b *text.Book, rec policy.Record) (words string, fine bool) {
	switch rec.Presence {
	case policy.Absent:
		return b.Say("[a record] none"), false
	case policy.Withheld:
		return b.Say("cannot be read by those who validate: its signatures fail"), false
	case policy.NotKnown:
		return b.Say("[a record] not known"), false
	}
	if len(rec.Problems) > 0 {
		return b.Say("faulty: %s", rules.RecordFaults(b, rec.Problems)), false
	}
	return "", true
}

func stsRow(b *text.Book, s policy.STS) besideRow {
	row := besideRow{name: "MTA-STS"}
	words, fine := recordWords(b, s.TXT)
	switch {
	case !fine:
		row.words = words
	case s.Trouble == policy.FetchOwnSide:
		row.words = b.Say("announced (id %s), but nothing answers on port 443 from here", s.ID)
	case s.Trouble == policy.FetchUnread:
		row.words = b.Say("announced (id %s), but the policy could not be read from here", s.ID)
	case s.Trouble != "":
		row.words = b.Say("announced (id %s), but there is no policy that counts: %s", s.ID, troubleWords(b, s))
	case s.Policy == nil:
		row.words = b.Say("announced (id %s), the policy was not fetched", s.ID)
	case !s.Policy.Valid:
		row.words = b.Say("the policy is not valid: %s", rules.RecordFaults(b, s.Policy.Problems))
	default:
		row.words = b.Say("mode %s, id %s, for %s", s.Policy.Mode, s.ID, fix.Duration(b, uint32(s.Policy.MaxAge/time.Second)))
		if !s.Trust.Checked {
			row.words = b.Say("%s, its certificate not checked", row.words)
		}
		for _, h := range s.Hosts {
			row.below = append(row.below, [2]string{h.Host.Show(), stsHostWords(b, h)})
		}
	}
	return row
}

// troubleWords says why no policy counts.
func troubleWords(b *text.Book, s policy.STS) string {
	words := map[policy.FetchTrouble]text.Phrase{
		policy.FetchDNS: "its host has no address", policy.FetchWithheld: "the addresses of its host fail validation", policy.FetchConnect: "[a policy] no connection",
		policy.FetchTLS: "[a policy] no TLS", policy.FetchTooLong: "[a policy] too long",
		policy.FetchCertificate: "its certificate is not valid, as seen from here", policy.FetchRedirect: "[a policy] a redirect",
	}
	if w, ok := words[s.Trouble]; ok {
		return b.Say(w)
	}
	if s.Trouble == policy.FetchStatus {
		return b.Say("[a policy] status %d", s.Fetch.Status)
	}
	return b.Say("[a policy] broken off")
}

// stsHostWords says how a mail server stands before the policy.
func stsHostWords(b *text.Book, h policy.STSHost) string {
	if !h.Listed {
		return b.Say("[a mail server in a policy] not listed")
	}
	count := map[view.Fact]int{}
	var why []string
	for _, s := range h.Servers {
		count[s.Passes()]++
		if s.Passes() != view.No {
			continue
		}
		word := s.Trust.Why
		if !s.TLS {
			word = "no TLS"
		}
		if !slices.Contains(why, word) {
			why = append(why, word)
		}
	}
	switch {
	case count[view.No] > 0:
		return b.Say("listed, certificate not accepted at %d of %d addresses: %s", count[view.No], len(h.Servers), b.List(why))
	case count[view.Yes] > 0:
		return b.Say("listed, certificate accepted")
	}
	return b.Say("listed, certificate not seen")
}

func reportWords(b *text.Book, r policy.Report) string {
	words, fine := recordWords(b, r.TXT)
	if !fine {
		return words
	}
	to := evidence.Escape(strings.Join(r.RUA, ", "), evidence.WildMax)
	if r.SameFate {
		return b.Say("to %s (the domain itself)", to)
	}
	return b.Say("[reports] to %s", to)
}

func dmarcWords(b *text.Book, d policy.DMARC) string {
	words, fine := recordWords(b, d.TXT)
	if !fine {
		return words
	}
	out := "p=" + d.Policy
	if d.Policy == "" {
		out = b.Say("no p, which reads as none")
	}
	if d.Testing {
		out += ", t=y"
	}
	return b.Say("%s, at %s", out, d.TXT.Name.Show())
}

func spfWords(b *text.Book, s policy.SPF) string {
	words, fine := recordWords(b, s.TXT)
	if !fine {
		return words
	}
	if s.More {
		return b.Say("there is one, with at least %d of at most 10 DNS look-ups", s.Lookups)
	}
	return b.Say("there is one, with %d of at most 10 DNS look-ups", s.Lookups)
}
