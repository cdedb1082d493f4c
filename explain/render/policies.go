package render

import (
	"fmt"
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
	if d.Verdict == mail.Blocked {
		return // the headline says that mail is stopped, and by what
	}
	for i, f := range d.Findings {
		if f.Layer == finding.LayerBeside && f.Weight == finding.Fatal && !ours(d, i) {
			p.wrap("! ", "Beside DANE: "+f.What+" ["+string(f.Code)+"]")
		}
	}
}

// besideRow is a line of the section about what is published beside DANE.
type besideRow struct {
	name, words string
	below       [][2]string
}

// besideDANE writes what the domain publishes about mail beside DANE.
func (p *printer) besideDANE(d *explain.Diagnosis) {
	r := d.Report.Policies
	if r == nil || d.Verdict == mail.NoMail || slices.ContainsFunc(d.Findings, blinding) {
		return
	}
	p.line("")
	p.line("Beside DANE")
	rows := []besideRow{stsRow(p.words, r.STS), {name: "TLS reports", words: reportWords(p.words, r.Report)}, {name: "DMARC", words: dmarcWords(p.words, r.DMARC)}, {name: "SPF", words: spfWords(p.words, r.SPF)}}
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
	if r.STS.Active() && (d.Verdict == mail.Blocked || d.Verdict == mail.AtRisk) {
		p.wrap("  ", "A passing MTA-STS never rescues a failing DANE check (RFC 8461 2).")
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
		return "none", false
	case policy.Withheld:
		return "cannot be read by those who validate: its signatures fail", false
	case policy.NotKnown:
		return "not known", false
	}
	if len(rec.Problems) > 0 {
		return "faulty: " + rules.RecordFaults(b, rec.Problems), false
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
		row.words = "announced (id " + s.ID + "), but nothing answers on port 443 from here"
	case s.Trouble == policy.FetchUnread:
		row.words = "announced (id " + s.ID + "), but the policy could not be read from here"
	case s.Trouble != "":
		row.words = "announced (id " + s.ID + "), but there is no policy that counts: " + troubleWords(s)
	case s.Policy == nil:
		row.words = "announced (id " + s.ID + "), the policy was not fetched"
	case !s.Policy.Valid:
		row.words = "the policy is not valid: " + rules.RecordFaults(b, s.Policy.Problems)
	default:
		row.words = fmt.Sprintf("mode %s, id %s, for %s", s.Policy.Mode, s.ID, fix.Duration(b, uint32(s.Policy.MaxAge/time.Second)))
		if !s.Trust.Checked {
			row.words += ", its certificate not checked"
		}
		for _, h := range s.Hosts {
			row.below = append(row.below, [2]string{h.Host.Show(), stsHostWords(b, h)})
		}
	}
	return row
}

// troubleWords says why no policy counts.
func troubleWords(s policy.STS) string {
	words := map[policy.FetchTrouble]string{
		policy.FetchDNS: "its host has no address", policy.FetchWithheld: "the addresses of its host fail validation", policy.FetchConnect: "no connection", policy.FetchTLS: "no TLS", policy.FetchTooLong: "too long",
		policy.FetchCertificate: "its certificate is not valid, as seen from here", policy.FetchRedirect: "a redirect",
	}
	if w, ok := words[s.Trouble]; ok {
		return w
	}
	if s.Trouble == policy.FetchStatus {
		return fmt.Sprintf("status %d", s.Fetch.Status)
	}
	return "broken off"
}

// stsHostWords says how a mail server stands before the policy.
func stsHostWords(b *text.Book, h policy.STSHost) string {
	if !h.Listed {
		return "not listed"
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
		return fmt.Sprintf("listed, certificate not accepted at %d of %d addresses: %s", count[view.No], len(h.Servers), b.List(why))
	case count[view.Yes] > 0:
		return "listed, certificate accepted"
	}
	return "listed, certificate not seen"
}

func reportWords(b *text.Book, r policy.Report) string {
	words, fine := recordWords(b, r.TXT)
	if !fine {
		return words
	}
	out := "to " + evidence.Escape(strings.Join(r.RUA, ", "), evidence.WildMax)
	if r.SameFate {
		out += " (the domain itself)"
	}
	return out
}

func dmarcWords(b *text.Book, d policy.DMARC) string {
	words, fine := recordWords(b, d.TXT)
	if !fine {
		return words
	}
	out := "p=" + d.Policy
	if d.Policy == "" {
		out = "no p, which reads as none"
	}
	if d.Testing {
		out += ", t=y"
	}
	return out + ", at " + d.TXT.Name.Show()
}

func spfWords(b *text.Book, s policy.SPF) string {
	words, fine := recordWords(b, s.TXT)
	if !fine {
		return words
	}
	least := ""
	if s.More {
		least = "at least "
	}
	return fmt.Sprintf("there is one, with %s%d of at most 10 DNS look-ups", least, s.Lookups)
}
