package explain_test

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain"
	"danewalk/explain/exhibit"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/denial"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// rowsMost is above what any world gives for one row of its chain.
const rowsMost = 6000

// TestExhibitsOfWorlds looks behind every row of the chain of every world: what is
// shown is what was judged, and nobody is accused whom the row does not accuse.
func TestExhibitsOfWorlds(t *testing.T) {
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range someOf(list) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			d, from := diagnosed(t, s.Name), exchangesOf(check(t, s.Name).Case)
			for _, l := range d.Links {
				e := exhibit.Of(d, l, from)
				for i := range e.Zones {
					zoneShown(t, e, &e.Zones[i])
				}
				for i := range e.Questions {
					questionShown(t, &e.Questions[i])
				}
				for _, m := range e.Servers {
					serverShown(t, &m)
				}
				for f := range 3 {
					rowsSound(t, l, e.Rows(exhibit.Form(f)))
				}
			}
		})
	}
}

func exchangesOf(c evidence.Case) exhibit.Source {
	return func(id evidence.ID) *evidence.Exchange {
		if id < 1 || int(id) > len(c.Items) {
			return nil
		}
		return c.Items[id-1].Query
	}
}

// zoneShown holds the pairing of DS and DNSKEY against the judgement.
func zoneShown(t *testing.T, e *exhibit.Exhibit, z *exhibit.Zone) {
	t.Helper()
	if len(z.Keys)+len(z.Entries)+z.Left != len(z.Judged.Keys)+len(z.Judged.DS) {
		t.Errorf("%s: %d keys and %d DS shown, %d left out of %d and %d", z.Judged.Name, len(z.Keys), len(z.Entries), z.Left, len(z.Judged.Keys), len(z.Judged.DS))
	}
	for i, d := range z.Entries {
		if d.Matches && len(d.Keys) == 0 || d.TagOnly && len(d.Keys) > 0 {
			t.Errorf("%s: DS %d matches %v, tag only %v, and is drawn to %d keys", z.Judged.Name, d.DS.Tag, d.Matches, d.TagOnly, len(d.Keys))
		}
		for _, k := range d.Keys {
			if !slices.Contains(z.Keys[k].Entries, i) || z.Keys[k].Tag != d.DS.Tag {
				t.Errorf("%s: DS %d and key %d do not fit both ways", z.Judged.Name, d.DS.Tag, z.Keys[k].Tag)
			}
		}
		if ds, err := d.Record.RR.DS(); err != nil || ds.String() != d.DS.String() {
			t.Errorf("%s: DS %s is shown as %s", z.Judged.Name, d.DS, d.Record.Line)
		}
	}
	for _, k := range z.Keys {
		if got, err := k.Record.RR.DNSKEY(); err != nil || !got.Equal(k.DNSKEY) {
			t.Errorf("%s: key %d is shown as %s", z.Judged.Name, k.Tag, k.Record.Line)
		}
		if k.Idle() && (k.Entry || k.Signs) {
			t.Errorf("%s: key %d is called idle", z.Judged.Name, k.Tag)
		}
	}
	versionsShown(t, z.DNSKEY.Versions, z.Judged.KeySets)
	if z.DS != nil {
		questionShown(t, z.DS)
	}
}

func questionShown(t *testing.T, q *exhibit.Question) {
	t.Helper()
	l := q.Lookup
	versionsShown(t, q.Versions, l.Servers)
	if l.Outcome != dnssec.Found || len(q.Versions) == 0 || l.Set == nil {
		return
	}
	for _, s := range q.Versions[0].Sets {
		if s.Asked && s.Left == 0 && len(s.Records) != len(l.Set.RRs) && q.Versions[0].Result.Status == l.Status {
			t.Errorf("%s %s: %d records shown, %d judged", q.Name, q.Type, len(s.Records), len(l.Set.RRs))
		}
	}
}

// versionsShown holds what is shown of the servers against what each of them was
// judged by.
func versionsShown(t *testing.T, versions []exhibit.Version, judged []dnssec.ServerResult) {
	t.Helper()
	told := 0
	for _, v := range versions {
		told += len(v.Replies)
		for _, r := range v.Replies {
			if r.Result.Status != v.Result.Status || r.Result.Reason != v.Result.Reason {
				t.Errorf("%s: two judgements in one version", r.Answer.Server.Addr)
			}
			if r.Exchange != nil && (r.Exchange.Server != r.Answer.Server.Addr || wire.Type(r.Exchange.Type) != r.Answer.Type) {
				t.Errorf("%s: the exchange is another one", r.Answer.Server.Addr)
			}
		}
		for _, s := range v.Sets {
			for _, sig := range s.Signatures {
				if i := slices.IndexFunc(v.Result.Signatures, func(o dnssec.Signature) bool {
					return o.RRSIG.Owner == s.Owner && o.RRSIG.Tag == sig.RRSIG.Tag && o.Valid
				}); sig.Judged && sig.Valid && i < 0 {
					t.Errorf("%s %s: a signature is called valid that is not", s.Owner, s.Type)
				}
				if sig.Guilty && (sig.Valid || sig.Reason == "") {
					t.Errorf("%s %s: a signature is guilty without a reason", s.Owner, s.Type)
				}
			}
		}
		if v.Denial != nil {
			gapsShown(t, v.Denial)
		}
	}
	answered := 0
	for _, r := range judged {
		if r.Answer != nil {
			answered++
		}
	}
	if told != answered && told < 64 {
		t.Errorf("%d of %d servers are shown", told, answered)
	}
}

// gapsShown holds the place of a name in a gap against the rules of proofs.
func gapsShown(t *testing.T, d *exhibit.Denial) {
	t.Helper()
	for _, s := range d.Spans {
		if s.Record == nil {
			t.Errorf("%s: the record of the proof at %s is not in the answer", d.Name, s.Owner)
			continue
		}
		n, err := s.Record.RR.NSEC()
		switch {
		case s.Match != (s.Span.Types != "") && s.Types != "":
			t.Errorf("%s: %s is a match: %v", d.Name, s.Owner, s.Match)
		case s.Record.RR.Type == wire.TypeNSEC && !s.Match && (err != nil || !denial.Covers(n, wire.Root(), s.Name) && !s.Wraps):
			t.Errorf("%s does not lie between %s and %s", s.Name, s.Owner, s.Next)
		case s.Match != (s.Along == 0) || s.Along < 0 || s.Along > 1:
			t.Errorf("%s: %v of the way along the gap", s.Name, s.Along)
		}
	}
}

func serverShown(t *testing.T, m *exhibit.MailServer) {
	t.Helper()
	if len(m.Sessions) != len(m.Host.Addresses) {
		t.Errorf("%s: %d of %d addresses", m.Host.Name, len(m.Sessions), len(m.Host.Addresses))
	}
	for _, s := range m.Sessions {
		for _, c := range s.Chains {
			if len(c.Certs)+c.Left != len(c.Shown.ChainDER) {
				t.Errorf("%s: %d and %d certificates of %d", m.Host.Name, len(c.Certs), c.Left, len(c.Shown.ChainDER))
			}
			if c.Guilty && c.Shown.Match.Matched {
				t.Errorf("%s: a chain that matches is guilty", m.Host.Name)
			}
		}
	}
}

// rowsSound holds what every row must be.
func rowsSound(t *testing.T, l explain.Link, rows []exhibit.Row) {
	t.Helper()
	if len(rows) > rowsMost {
		t.Errorf("%s: %d rows", l.ID, len(rows))
	}
	accuses := l.State == explain.Broken || l.State == explain.Warning || l.Depth == 1 // the row of a server shows the steps below it, each by its own state
	for _, r := range rows {
		if r.Guilty && !accuses {
			t.Errorf("%s is %s, and %q is guilty", l.ID, l.State, r.Text)
		}
		if r.State == explain.Broken && !accuses {
			t.Errorf("%s is %s, and %q is broken", l.ID, l.State, r.Text)
		}
		for _, s := range []string{r.Label, r.Text, r.Ends[0], r.Ends[1], r.Ends[2]} {
			if evidence.Escape(s, 1<<20) != s {
				t.Errorf("%s: %q is not safe to show", l.ID, s)
			}
		}
		if c := r.Copy(); strings.ContainsFunc(c, func(c rune) bool { return c < 0x20 && c != '\n' || c == 0x7f }) {
			t.Errorf("%s: %q is not safe to copy", l.ID, c)
		}
		if r.Kind == exhibit.ZoneLine && r.Copy() != "" && !strings.Contains(r.Text, "…") {
			for line := range strings.SplitSeq(r.Copy(), "\n") {
				if line != r.Text {
					t.Errorf("%s: shown\n%s, copied\n%s", l.ID, r.Text, line)
				}
			}
		}
	}
}
