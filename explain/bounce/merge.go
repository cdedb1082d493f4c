package bounce

import (
	"cmp"
	"slices"
)

// merge makes bounces of statements: what the lines of one delivery say belongs
// together, and what says the same twice is said once.
func merge(said []statement) []Bounce {
	adopt(said)
	arrived(said)
	var out []statement
	for _, s := range said {
		if s.Kind == Unknown && s.rank == context {
			continue
		}
		if i := slices.IndexFunc(out, func(o statement) bool { return same(o, s) }); i >= 0 {
			out[i].join(s)
			continue
		}
		if len(out) <= MaxBounces {
			out = append(out, s)
		}
	}
	out = absorb(out)
	if len(out) == 0 {
		out = []statement{nothing(said)}
	}
	bounces := make([]Bounce, len(out))
	for i := range out {
		out[i].finish()
		bounces[i] = out[i].Bounce
	}
	return bounces
}

// nothing is what is left of a text without any fault: perhaps a recipient and
// who spoke.
func nothing(said []statement) statement {
	out := statement{Bounce: Bounce{Kind: Unknown, EDE: -1}}
	for _, s := range said {
		understood := s.markers != "" || s.Enhanced != "" || s.SMTP != 0
		if out.Domain == "" && (s.score >= stated || s.score >= told && understood) {
			out.Domain, out.score = s.Domain, s.score
		}
		for _, r := range s.Remarks {
			out.remark(r)
		}
		out.MTA = cmp.Or(out.MTA, s.markers)
		out.Reporter = cmp.Or(out.Reporter, s.Reporter)
		out.Host = cmp.Or(out.Host, s.Host)
		out.SMTP = cmp.Or(out.SMTP, s.SMTP)
		out.Enhanced = cmp.Or(out.Enhanced, s.Enhanced)
		out.Fate = cmp.Or(out.Fate, s.Fate)
		out.Quotes = append(out.Quotes, s.Quotes...)
		if out.Time.Before(s.Time) {
			out.Time = s.Time
		}
		if !out.Address.IsValid() {
			out.Address = s.Address
		}
	}
	return out
}

// adopt gives statements without recipient or system those of the delivery that
// they belong to.
func adopt(said []statement) {
	system, reporter := MTA(""), ""
	domains := map[string]bool{}
	byQueue, byHost, byProcess := map[string]int{}, map[string]int{}, map[string]int{}
	for i, s := range said {
		system = cmp.Or(system, s.markers)
		if !s.log {
			reporter = cmp.Or(reporter, s.Reporter)
		}
		if s.Domain == "" {
			continue
		}
		domains[s.Domain] = true
		for key, index := range map[string]map[string]int{s.queue: byQueue, s.Host: byHost, s.process: byProcess} {
			if _, known := index[key]; !known && key != "" {
				index[key] = i
			}
		}
	}
	for i := range said {
		s := &said[i]
		s.MTA = cmp.Or(s.markers, system, s.MTA)
		s.Reporter = cmp.Or(s.Reporter, reporter)
		if s.rank == context || s.Domain != "" {
			continue
		}
		from, ok := byQueue[s.queue]
		if !ok {
			from, ok = byHost[s.Host]
		}
		if !ok {
			from, ok = byProcess[s.process]
		}
		switch {
		case ok:
			s.Domain, s.score = said[from].Domain, said[from].score
		case len(domains) == 1:
			for d := range domains {
				s.Domain, s.score = d, anywhere
			}
		}
	}
}

// arrived marks statements about a mail that a later log line says was delivered.
func arrived(said []statement) {
	type mail struct{ queue, domain string }
	later := map[mail]bool{}
	for i := range slices.Backward(said) {
		s := &said[i]
		switch m := (mail{s.queue, s.Domain}); {
		case s.queue == "" || s.Domain == "":
		case s.Fate == Delivered:
			later[m] = true
		case later[m] && s.rank >= refusal:
			s.Fate = Delivered
			s.remark(RemarkArrived)
		}
	}
}

// same tells whether two statements are about one recipient domain, server and fault.
func same(a, b statement) bool {
	return a.Kind == b.Kind && a.Domain == b.Domain && fits(a, b) && (a.rank > context) == (b.rank > context)
}

// fits tells whether two statements can be about one server.
func fits(a, b statement) bool {
	return (a.Host == b.Host || a.Host == "" || b.Host == "") &&
		(a.Address == b.Address || !a.Address.IsValid() || !b.Address.IsValid() || a.Host == b.Host && a.Host != "")
}

// join adds what another statement knows.
func (s *statement) join(o statement) {
	s.Host, s.Reporter, s.SMTP = cmp.Or(s.Host, o.Host), cmp.Or(s.Reporter, o.Reporter), cmp.Or(s.SMTP, o.SMTP)
	s.MTA, s.queue = cmp.Or(s.MTA, o.MTA), cmp.Or(s.queue, o.queue)
	s.Side = cmp.Or(s.Side, o.Side)
	if !s.Address.IsValid() {
		s.Address = o.Address
	}
	if s.Enhanced == "" || s.Fate == Temporary && o.Fate == Final && o.Enhanced != "" {
		s.Enhanced, s.SMTP = cmp.Or(o.Enhanced, s.Enhanced), cmp.Or(o.SMTP, s.SMTP)
	}
	if s.Fate == NoFate || o.Fate == Final || o.Fate == Delivered {
		s.Fate = cmp.Or(o.Fate, s.Fate)
	}
	if s.EDE < 0 {
		s.EDE = o.EDE
	}
	if s.Time.Before(o.Time) {
		s.Time = o.Time
	}
	for _, r := range o.Remarks {
		s.remark(r)
	}
	s.Quotes = append(s.Quotes, o.Quotes...)
	s.rank = max(s.rank, o.rank)
}

// absorb lets statements that only tell details go into the fault that they
// belong to, and successes at a server that failed afterwards with them.
func absorb(list []statement) []statement {
	var out []statement
	for i, s := range list {
		into := -1
		for j, o := range list {
			if i != j && o.rank > s.rank && o.rank >= refusal && s.rank < refusal && fits(o, s) && (s.Domain == o.Domain || s.Domain == "") {
				into = j
				break
			}
		}
		if into < 0 {
			out = append(out, s)
			continue
		}
		if k := slices.IndexFunc(out, func(o statement) bool { return same(o, list[into]) }); k >= 0 {
			s.Fate, s.SMTP, s.Enhanced = "", 0, ""
			out[k].join(s)
		} else {
			s.Fate, s.SMTP, s.Enhanced = "", 0, ""
			list[into].join(s)
		}
	}
	return out
}

// finish brings a bounce into its final form.
func (s *statement) finish() {
	s.Points = points(s.Bounce)
	switch {
	case s.Kind == NotAboutDANE || s.Kind == Unknown || s.Kind == NoFailure:
	case s.Fate == Temporary:
		s.remark(RemarkRetrying)
	case s.Fate == Final:
		s.remark(RemarkGaveUp)
	}
	slices.SortStableFunc(s.Quotes, func(a, b Quote) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Role, b.Role))
	})
	all := slices.Clone(s.Quotes)
	s.Quotes = slices.DeleteFunc(slices.Compact(s.Quotes), func(q Quote) bool {
		return slices.ContainsFunc(all, func(o Quote) bool {
			return o.Role == q.Role && o.Start <= q.Start && q.End <= o.End && o.End-o.Start > q.End-q.Start
		})
	})
	slices.Sort(s.Remarks)
}
