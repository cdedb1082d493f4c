package servers

import (
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// compare finds what most servers give for each question, and who differs.
func (s *sheet) compare() {
	for i, q := range s.columns {
		keys := map[*draft]string{}
		for _, d := range s.rows {
			if r := d.said[i]; r != nil {
				keys[d] = gives(r, q)
			}
		}
		top := s.prevails(keys)
		s.keys, s.top = append(s.keys, keys), append(s.top, top)
		for d, key := range keys {
			d.Cells[i].Differs = key != top
		}
	}
}

// gives is what an answer holds, as a key: the data without TTL and signatures,
// or the kind of denial. For TLSA all denials are one: whether the name exists
// without the type makes no difference to a sender, and software differs in it.
func gives(r *dnssec.ServerResult, q Question) string {
	if r.Set == nil {
		if q.Type == wire.TypeTLSA {
			return string(view.NoData)
		}
		return string(r.Answer.Class)
	}
	b := []byte(r.Set.Type.String() + " " + r.Set.Name.String())
	for _, rr := range r.Set.RRs {
		b = append(append(b, 0), wire.CanonicalRData(rr)...)
	}
	return string(b)
}

// prevails is what most name servers give: a name counts once, however many
// addresses it has. Where as many say something else, those with the newest
// version of the zone prevail; if that does not tell them apart, nobody does.
func (s *sheet) prevails(keys map[*draft]string) string {
	votes := map[string]map[wire.Name]bool{}
	for d, key := range keys {
		if votes[key] == nil {
			votes[key] = map[wire.Name]bool{}
		}
		votes[key][d.Server.Name] = true
	}
	most := 0
	for _, names := range votes {
		most = max(most, len(names))
	}
	var tied []string
	for key, names := range votes {
		if len(names) == most {
			tied = append(tied, key)
		}
	}
	if len(tied) == 1 {
		return tied[0]
	}
	for _, key := range tied {
		ahead := func(other string) bool { return other == key || s.ahead(keys, key, other) }
		if !slices.ContainsFunc(tied, func(other string) bool { return !ahead(other) }) {
			return key
		}
	}
	return ""
}

// ahead tells whether every server that gives a has a newer version of the zone
// than every one that gives b.
func (s *sheet) ahead(keys map[*draft]string, a, b string) bool {
	for d, key := range keys {
		for e, other := range keys {
			if key == a && other == b && !d.newer(e) {
				return false
			}
		}
	}
	return true
}

func (d *draft) newer(o *draft) bool {
	return d.HasSerial && o.HasSerial && sameSeries(d.Serial, o.Serial) && Newer(d.Serial, o.Serial)
}

// outdated are the questions to which a server gives older or other data.
// Serials that differ alone are no fault: zones travel. So the SOA is not looked
// at here.
func (s *sheet) outdated(d *draft) []Fault {
	var out []Fault
	for i, q := range s.columns {
		key, said := s.keys[i][d]
		if !said || q.Type == wire.TypeSOA {
			continue
		}
		var behind *draft
		for _, o := range s.rows {
			if other, ok := s.keys[i][o]; ok && other != key && o.newer(d) && (behind == nil || o.newer(behind)) {
				behind = o
			}
		}
		switch {
		case behind != nil:
			out = append(out, Fault{Kind: OutOfSync, Question: q, Evidence: once(d.Cells[i].Answer.ID, d.version.from, behind.Cells[i].Answer.ID, behind.version.from)})
		case d.Cells[i].Status == dnssec.Bogus, !d.Cells[i].Differs, s.ahead(s.keys[i], key, s.top[i]) && s.top[i] != "":
		default:
			out = append(out, Fault{Kind: OtherData, Question: q, Evidence: s.everyone(i)})
		}
	}
	return out
}

// everyone is the answers of all servers to a question.
func (s *sheet) everyone(column int) (ids []evidence.ID) {
	for d := range s.keys[column] {
		ids = append(ids, d.Cells[column].Answer.ID)
	}
	return once(ids...)
}

// once sorts IDs and removes doubles.
func once(ids ...evidence.ID) []evidence.ID {
	return slices.Compact(slices.Sorted(slices.Values(ids)))
}

// denied returns the names between the zone and a name that some server has
// records for: they exist, with or without records of their own.
func denied(zone, name wire.Name) []wire.Name {
	var out []wire.Name
	for n := name.Parent(); n.Below(zone); n = n.Parent() {
		out = append(out, n)
	}
	return out
}

// contradicted are the denials of names that exist, because there is one below
// them (RFC 8020 2, RFC 4592 2.2.2).
func (s *sheet) contradicted(d *draft) []Fault {
	var out []Fault
	for i, q := range s.columns {
		there, ok := s.found(i)
		if !ok || q.Type == wire.TypeDS {
			continue
		}
		for _, name := range denied(s.zone.Name, q.Name) {
			for _, a := range d.answers {
				f := Fault{Kind: ENTDenied, Question: Question{Name: a.Name, Type: a.Type}, Rcode: wire.NXDomain}
				if a.Name != name || a.Class != view.NXDomain || slices.ContainsFunc(out, f.same) {
					continue
				}
				f.Evidence = once(a.ID, there)
				out = append(out, f)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Fault) int { return byQuestion(a.Question, b.Question) })
	return out
}

func (f Fault) same(o Fault) bool { return f.Kind == o.Kind && f.Question == o.Question }

// found returns the first answer with records to a question.
func (s *sheet) found(column int) (first evidence.ID, ok bool) {
	for d := range s.keys[column] {
		if c := d.Cells[column]; c.Class == view.Answered && (!ok || c.Answer.ID < first) {
			first, ok = c.Answer.ID, true
		}
	}
	return first, ok
}
