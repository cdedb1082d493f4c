package tlsrpt

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"danewalk/probe/evidence"
)

// Count are sessions.
type Count struct{ Good, Bad int64 }

func (c *Count) add(good, bad int64) { c.Good += good; c.Bad += bad }

// Day is what was reported for a day.
type Day struct {
	Date time.Time // its first moment, UTC
	Count
}

// Sender is an organisation that reported.
type Sender struct {
	Name    string // safe to print
	Reports int
	Count
}

// Result is what failed in the same way at one mail server.
type Result struct {
	Type        ResultType
	Said        string // the word of the report, safe to print, if the type is Other
	Policy      PolicyType
	Count       int64
	First, Last time.Time // of the reports with it: begin of the first, end of the last; zero if not said
	Addresses   []netip.Addr
	Senders     []string
	Reasons     []string // failure-reason-code and additional-information, safe to print
}

// Host is one mail server of a domain.
type Host struct {
	Name string // empty: what no report puts down to one server
	Count
	Days    []Day
	Results []Result
}

// Domain is what all reports say about one domain.
type Domain struct {
	Name       string // empty: the reports do not name it
	Begin, End time.Time
	Count
	Hosts   []Host
	Days    []Day // in order; those without report are left out
	Senders []Sender
	Reports int
}

// Summary is what several reports say together.
type Summary struct {
	Domains    []Domain // by name
	Reports    int      // counted, each once
	Duplicates int      // the same report again: from a mail and a file
}

// NotNamed stands for a sender that its reports do not name.
const NotNamed = "not named"

// maxSaid is how many different reasons of one result are kept.
const maxSaid = 20

// Sum puts reports together. Their order does not matter.
func Sum(list []Report) Summary {
	kept := once(list)
	s := Summary{Reports: len(kept), Duplicates: len(list) - len(kept)}
	byName := map[string]*adder{}
	for _, r := range kept {
		a := byName[r.Domain]
		if a == nil {
			a = &adder{domain: Domain{Name: r.Domain}, hosts: map[string]*hostAdder{}, days: days{}, senders: map[string]*Sender{}}
			byName[r.Domain] = a
		}
		a.add(r)
	}
	for _, name := range slices.Sorted(maps.Keys(byName)) {
		s.Domains = append(s.Domains, byName[name].sum())
	}
	return s
}

// once leaves out reports that came twice. The file may have told less about the
// domain than the mail did.
func once(list []Report) []Report {
	type key struct{ domain, content string }
	named, taken := map[string]bool{}, map[key]bool{}
	contents := make([]string, len(list))
	for i, r := range list {
		contents[i] = fmt.Sprintf("%q %q %d %d %+v", string(r.Organisation), string(r.ID), r.Begin.Unix(), r.End.Unix(), r.Policies)
		if r.ID == "" { // nothing tells two alike from one twice, but the file
			contents[i] += r.File
		}
		named[contents[i]] = named[contents[i]] || r.Domain != ""
	}
	var out []Report
	for i, r := range list {
		k := key{r.Domain, contents[i]}
		if taken[k] || r.Domain == "" && named[contents[i]] {
			continue
		}
		taken[k] = true
		out = append(out, r)
	}
	return out
}

// days counts by day.
type days map[time.Time]*Count

// add counts sessions on the day on which a report begins (RFC 8460 4.1: a report
// is of one day, UTC).
func (d days) add(at time.Time, good, bad int64) {
	if at.IsZero() {
		return
	}
	at = at.UTC().Truncate(24 * time.Hour)
	if d[at] == nil {
		d[at] = &Count{}
	}
	d[at].add(good, bad)
}

func (d days) list() []Day {
	var out []Day
	dates := slices.Collect(maps.Keys(d))
	slices.SortStableFunc(dates, time.Time.Compare)
	for _, at := range dates {
		out = append(out, Day{at, *d[at]})
	}
	return out
}

// adder collects a domain.
type adder struct {
	domain  Domain
	hosts   map[string]*hostAdder
	days    days
	senders map[string]*Sender
}

// resultKey tells results apart.
type resultKey struct {
	typ    ResultType
	said   string
	policy PolicyType
}

type hostAdder struct {
	Count
	days    days
	results map[resultKey]*Result
}

func (a *adder) host(name string) *hostAdder {
	h := a.hosts[name]
	if h == nil {
		h = &hostAdder{days: days{}, results: map[resultKey]*Result{}}
		a.hosts[name] = h
	}
	return h
}

func (a *adder) add(r Report) {
	d := &a.domain
	d.Reports++
	if !r.Begin.IsZero() && (d.Begin.IsZero() || r.Begin.Before(d.Begin)) {
		d.Begin = r.Begin
	}
	if r.End.After(d.End) {
		d.End = r.End
	}
	who := cmp.Or(r.Organisation.String(), r.Contact.String(), NotNamed)
	s := a.senders[who]
	if s == nil {
		s = &Sender{Name: who}
		a.senders[who] = s
	}
	s.Reports++
	for _, p := range r.Policies {
		d.add(p.Good, p.Bad)
		s.add(p.Good, p.Bad)
		a.days.add(r.Begin, p.Good, p.Bad)
		a.policy(r, p, who)
	}
}

// policy puts the sessions of a policy down to mail servers.
func (a *adder) policy(r Report, p Policy, who string) {
	own := server(p)
	if p.Good > 0 {
		h := a.host(own)
		h.add(p.Good, 0)
		h.days.add(r.Begin, p.Good, 0)
	}
	rest := p.Bad
	for _, f := range p.Failures {
		name := f.Host
		if name == "" && p.Type == TLSA {
			name = own
		}
		rest -= f.Count
		a.failure(name, r, p, f, who)
	}
	if rest > 0 {
		name := ""
		if p.Type == TLSA {
			name = own
		}
		a.failure(name, r, p, Failure{Type: Unspecified, Count: rest}, who)
	}
}

// server is the only mail server that the sessions of a policy can be with; empty
// if there may be several.
func server(p Policy) string {
	if p.Type == TLSA {
		return p.Domain // RFC 8460 4.2: the TLSA base domain
	}
	if len(p.MX) == 1 && !strings.Contains(p.MX[0].String(), "*") {
		return hostName(p.MX[0])
	}
	return ""
}

func (a *adder) failure(name string, r Report, p Policy, f Failure, who string) {
	h := a.host(name)
	h.add(0, f.Count)
	h.days.add(r.Begin, 0, f.Count)
	said := ""
	if f.Type == Other {
		said = f.Said.String()
	}
	k := resultKey{f.Type, said, p.Type}
	res := h.results[k]
	if res == nil {
		res = &Result{Type: f.Type, Said: said, Policy: p.Type}
		h.results[k] = res
	}
	res.Count += f.Count
	if !r.Begin.IsZero() && (res.First.IsZero() || r.Begin.Before(res.First)) {
		res.First = r.Begin
	}
	if r.End.After(res.Last) {
		res.Last = r.End
	}
	if f.Address.IsValid() {
		res.Addresses = append(res.Addresses, f.Address)
	}
	res.Senders = append(res.Senders, who)
	for _, w := range []evidence.Wild{f.Reason, f.Information} {
		if w != "" {
			res.Reasons = append(res.Reasons, w.String())
		}
	}
}

// sum puts everything in order.
func (a *adder) sum() Domain {
	d := a.domain
	d.Days = a.days.list()
	for _, name := range slices.Sorted(maps.Keys(a.senders)) {
		d.Senders = append(d.Senders, *a.senders[name])
	}
	for _, name := range slices.Sorted(maps.Keys(a.hosts)) {
		from := a.hosts[name]
		h := Host{Name: name, Count: from.Count, Days: from.days.list()}
		for _, res := range from.results {
			slices.SortStableFunc(res.Addresses, netip.Addr.Compare)
			res.Addresses = slices.Compact(res.Addresses)
			res.Senders = sorted(res.Senders)
			res.Reasons = sorted(res.Reasons)
			res.Reasons = res.Reasons[:min(len(res.Reasons), maxSaid)]
			h.Results = append(h.Results, *res)
		}
		slices.SortStableFunc(h.Results, func(x, y Result) int {
			return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Type, y.Type), cmp.Compare(x.Policy, y.Policy), cmp.Compare(x.Said, y.Said))
		})
		d.Hosts = append(d.Hosts, h)
	}
	return d
}

func sorted(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }
