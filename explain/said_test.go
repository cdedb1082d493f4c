package explain_test

import (
	"slices"
	"strings"
	"testing"

	"danewalk/explain/exhibit"
	"danewalk/explain/rules"
	"danewalk/probe/wire"
)

// TestWhoSaidIt: whatever is shown as said by a server is in the very answer that it
// sent, octet for octet: each record, and each signature unless it is told that this
// server has others. Nobody is named for what was never asked.
func TestWhoSaidIt(t *testing.T) {
	t.Parallel()
	list, err := listed()
	if err != nil {
		t.Fatal(err)
	}
	shown := 0
	for _, s := range list {
		if !sampled(s.Name) {
			continue
		}
		d, from := diagnosed(t, s.Name), exchangesOf(check(t, s.Name).Case)
		for _, l := range d.Links {
			e := exhibit.Of(d, l, from)
			questions := slices.Clone(e.Questions)
			for _, z := range e.Zones {
				questions = append(questions, z.DNSKEY)
				if z.DS != nil {
					questions = append(questions, *z.DS)
				}
			}
			for _, q := range questions {
				for _, v := range q.Versions {
					for _, r := range v.Replies {
						shown++
						saidIt(t, s.Name+", "+l.ID, v, r)
					}
				}
			}
		}
	}
	if shown < 1000 {
		t.Errorf("%d replies in all worlds", shown)
	}
}

// saidIt holds one reply against the evidence.
func saidIt(t *testing.T, where string, v exhibit.Version, r exhibit.Reply) {
	t.Helper()
	x := r.Exchange
	if x == nil {
		t.Errorf("%s: no exchange for %v", where, r.Answer.Server)
		return
	}
	if x.Server != r.Answer.Server.Addr || x.Transport != r.Answer.Transport || !x.Resolver && !strings.EqualFold(x.ServerName, r.Answer.Server.Name.String()) {
		t.Errorf("%s: %s %v over %s is shown as %v", where, x.ServerName, x.Server, x.Transport, r.Answer)
	}
	m, err := wire.Parse(x.Answer)
	if err != nil || x.Failure != "" {
		if len(v.Sets) > 0 && (m == nil || len(m.Answer)+len(m.Authority) == 0) {
			t.Errorf("%s: %s sent nothing (%s), and %d sets are shown", where, x.ServerName, x.Failure, len(v.Sets))
		}
		return
	}
	for _, s := range v.Sets {
		for _, rec := range s.Records {
			if !sent(m, rec.RR) && !r.Otherwise {
				t.Errorf("%s: %s %v never sent %s", where, x.ServerName, x.Server, rec.Line)
			}
		}
		for _, sig := range s.Signatures {
			if !sent(m, sig.Record.RR) && !r.Otherwise {
				t.Errorf("%s: %s %v never sent %s", where, x.ServerName, x.Server, sig.Record.Line)
			}
		}
	}
}

func sent(m *wire.Message, rr wire.RR) bool {
	line := rr.WholeLine()
	return slices.ContainsFunc(slices.Concat(m.Answer, m.Authority), func(o wire.RR) bool {
		return o.Type == rr.Type && o.Name == rr.Name && o.WholeLine() == line
	})
}

// TestSignaturesOfTheirOwn: two servers with the same records, of which one signed
// at another time, are not said to have sent the same.
func TestSignaturesOfTheirOwn(t *testing.T) {
	t.Parallel()
	d := *diagnosed(t, "demo")
	report, lookup := *d.Report, *d.Report.MX.Lookup
	lookup.Servers = slices.Clone(lookup.Servers)
	last := len(lookup.Servers) - 1
	answer := *lookup.Servers[last].Answer
	answer.Answer = slices.Clone(answer.Answer)
	set := *answer.Answer[0]
	set.Sigs = slices.Clone(set.Sigs)
	set.Sigs[0].Expiration -= 3600
	answer.Answer[0] = &set
	lookup.Servers[last].Answer, report.MX.Lookup, d.Report = &answer, &lookup, &report
	for _, l := range d.Links {
		if l.ID != rules.LinkMX {
			continue
		}
		e := exhibit.Of(&d, l, nil)
		if len(e.Questions[0].Versions) != 1 {
			t.Fatalf("%d versions", len(e.Questions[0].Versions))
		}
		apart := 0
		for _, r := range e.Questions[0].Versions[0].Replies {
			if r.Otherwise != (r.Answer.Server == answer.Server) {
				t.Errorf("%v: signatures of its own: %v", r.Answer.Server, r.Otherwise)
			}
		}
		for _, row := range e.Rows(exhibit.Readable) {
			if strings.Contains(row.Text, "of its own") {
				apart++
			}
		}
		if apart != 1 {
			t.Errorf("%d rows tell of it", apart)
		}
	}
}
