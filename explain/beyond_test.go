package explain_test

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/fix"
)

// What follows from a repair, in worlds that show each kind.
func TestBeyondTheRepair(t *testing.T) {
	rows := []struct {
		world, code       string
		command           string // one that is among the commands; empty: there are none
		order             string
		otherwise, absent string
	}{
		{
			"dnssec-rrsig-expired", "dnssec.rrsig-expired", "pdnsutil zone rectify example.org", "Signed again at once (12:00 UTC)",
			"Exchange Online at 2026-11-22 12:00 UTC (5.7.324)", "rndc nta",
		},
		{
			"dnssec-ds-mismatch", "dnssec.ds-mismatch", "keymgr example.nl ds", "in every cache at 13:0",
			"Exim at 2026-11-25 12:00 UTC", "rndc sign",
		},
		{"dnssec-ds-sha1-only", "dnssec.ds-sha1-only", "dnssec-dsfromkey -2 Kexample.nl.+015+29751.key", "from 14:0", "Nothing stops today.", "rndc nta"},
		{"dnssec-nsec3-iterations", "dnssec.nsec3-iterations", "pdnsutil set-nsec3 example.nl '1 0 0 -'", "", "", "rndc nta"},
		{"dnssec-unsigned-domain", "dnssec.unsigned-domain", "gcloud dns managed-zones update NAME --dnssec-state on", "Hand in the DS record only when", "without this protection", "rndc sign"},
		{"dnssec-rrsig-expiring-soon", "dnssec.rrsig-expiring-soon", "rndc sign example.nl", "Signed again", "From 2026-11-22 08:00 UTC on", ""},
		{"exo-legacy-mx", "exo.legacy-mx", "Enable-SmtpDaneInbound -DomainName example.org", "", "", "rndc"},
		{"local-port25-blocked", "local.port25-blocked", "", "", "says little about", ""},
		{"local-stale-cache", "local.stale-cache", "", "", "", "rndc sign"},
		{"tlsa-mismatch", "tlsa.mismatch", "", "", "Postfix, level dane at 2026-11-26 12:00 UTC (5.7.5)", ""},
		{"demo", "tlsa.mismatch-after-renewal", "", "", "Mail takes the other servers. When only mx2.example.net answers", ""},
		{"mtasts-none", "mtasts.none", "", "", "", ""},
	}
	for _, r := range rows {
		d := diagnosed(t, r.world)
		i := slices.IndexFunc(d.Findings, func(f explain.Explained) bool { return string(f.Code) == r.code })
		if i < 0 {
			t.Errorf("%s: no finding %s", r.world, r.code)
			continue
		}
		f := d.Findings[i]
		lines := strings.Join(fix.Lines(nil, f.Commands), "\n")
		if !strings.Contains(lines, r.command) || r.absent != "" && strings.Contains(lines, r.absent) {
			t.Errorf("%s: commands\n%s\nwant %q, and not %q", r.world, lines, r.command, r.absent)
		}
		if order := strings.Join(f.Order, " "); !strings.Contains(order, r.order) || r.order == "" && order != "" {
			t.Errorf("%s: order %q, want %q", r.world, order, r.order)
		}
		if !strings.Contains(f.Otherwise, r.otherwise) {
			t.Errorf("%s: otherwise %q, want %q", r.world, f.Otherwise, r.otherwise)
		}
		blocks(t, r.world, f)
	}
}

// blocks checks that experts and learners are told what the finding knows.
func blocks(t *testing.T, world string, f explain.Explained) {
	t.Helper()
	has := func(a explain.Audience, part string) bool {
		return slices.ContainsFunc(f.Answers[a], func(b explain.Block) bool { return b.Part == part && len(b.Paras) > 0 })
	}
	said := f.Otherwise != ""
	if has(explain.Expert, "otherwise") != said || has(explain.Learner, "otherwise") != said || has(explain.Helpdesk, "otherwise") {
		t.Errorf("%s: who is told what happens if nobody acts is wrong", world)
	}
	if has(explain.Expert, "expert.order") != (len(f.Order) > 0) {
		t.Errorf("%s: the order is not shown", world)
	}
	for _, b := range f.Answers[explain.Expert] {
		if b.Part == "expert.commands" && !b.Code {
			t.Errorf("%s: commands are no code", world)
		}
	}
}
