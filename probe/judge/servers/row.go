package servers

import (
	"cmp"
	"slices"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// builder makes tables from one case.
type builder struct {
	view     *view.View
	val      *dnssec.Validator
	complete bool
	works    control
	lossy    bool                           // much of what is sent gets lost on the way, whoever is asked
	said     map[view.Server][]*view.Answer // by the server as it was asked
	plain    map[view.Server][]*view.Answer // without EDNS
}

func newBuilder(v *view.View, val *dnssec.Validator) *builder {
	b := &builder{view: v, val: val, complete: v.Complete(), works: newControl(v), lossy: lossy(v), said: map[view.Server][]*view.Answer{}, plain: map[view.Server][]*view.Answer{}}
	for _, a := range v.Plain() {
		b.plain[a.Server] = append(b.plain[a.Server], a)
	}
	for _, a := range v.All() {
		if a.Failure != evidence.Cancelled && (b.complete || a.Class != view.Failed) {
			b.said[a.Server] = append(b.said[a.Server], a)
		}
	}
	return b
}

// draft is a row in the making.
type draft struct {
	Row
	answers []*view.Answer // everything it was asked as a server of the zone
	said    []*dnssec.ServerResult
	version version
	reach   reach
}

// sheet is a table in the making.
type sheet struct {
	zone    *dnssec.Zone
	columns []Question
	rows    []*draft
	keys    []map[*draft]string // of each column: what each server gave
	top     []string            // of each column: what most gave; empty if nothing prevails
}

// table makes the table of a zone.
func (b *builder) table(z *dnssec.Zone, columns []Question) Table {
	s := &sheet{zone: z, columns: columns}
	for _, srv := range b.view.Servers(z.Name) {
		s.rows = append(s.rows, b.row(srv, len(columns)))
	}
	slices.SortFunc(s.rows, func(a, b *draft) int {
		return cmp.Or(wire.Compare(a.Server.Name, b.Server.Name), a.Server.Addr.Compare(b.Server.Addr))
	})
	for i, q := range columns {
		_, said := b.val.Said(q.Name, q.Type)
		for _, d := range s.rows {
			d.fill(i, b.answer(d, q, said))
		}
	}
	for _, d := range s.rows {
		b.facts(z.Name, d)
	}
	s.compare()
	out := Table{Zone: z.Name, Columns: columns}
	for _, d := range s.rows {
		b.faults(s, d)
		out.Rows = append(out.Rows, d.Row)
	}
	return out
}

// row begins a row. A server of a family that does not work from here was asked
// in vain: nothing is known of it.
func (b *builder) row(srv view.Server, columns int) *draft {
	d := &draft{Row: Row{Server: srv, Cells: make([]Cell, columns)}, said: make([]*dnssec.ServerResult, columns)}
	if b.works.families[is4(srv.Addr)] {
		d.answers = slices.Clone(b.said[srv])
	}
	d.Asked = len(d.answers)
	return d
}

// answer finds what a server said to a question: as a server of this zone, or
// where it also serves another one and was asked as that (RFC 4035 3.1.4.1 has
// parents and children on one server).
func (b *builder) answer(d *draft, q Question, said []dnssec.ServerResult) dnssec.ServerResult {
	if d.Asked == 0 {
		return dnssec.ServerResult{}
	}
	var own *view.Answer
	for _, a := range d.answers {
		if a.Name == q.Name && a.Type == q.Type {
			own = a
		}
	}
	var elsewhere dnssec.ServerResult
	for _, r := range said {
		switch a := r.Answer; {
		case a == nil || a.Name != q.Name || a.Type != q.Type:
		case a == own:
			return r
		case a.Server.Addr == d.Server.Addr && a.Usable() && (elsewhere.Answer == nil || a.ID < elsewhere.Answer.ID):
			elsewhere = r
		}
	}
	if own != nil {
		return dnssec.ServerResult{Answer: own}
	}
	return elsewhere
}

// fill writes a cell.
func (d *draft) fill(i int, r dnssec.ServerResult) {
	a := r.Answer
	if a == nil || ours(a.Failure) {
		return
	}
	if !slices.Contains(d.answers, a) {
		d.answers = append(d.answers, a)
	}
	c := Cell{Asked: true, Answer: a, Class: a.Class, Status: r.Status, Reason: r.Reason, Set: r.Set, Ends: ends(r)}
	if a.Msg != nil {
		c.Rcode = a.Msg.Rcode
	}
	d.Cells[i] = c
	if a.Usable() && r.Outcome != "" { // what was not judged is not about this zone's data
		d.said[i] = &r
	}
}

// ends is the end of the signature that counts: of the valid ones the latest
// (RFC 6840 5.4: one is enough), else the one that explains the failure.
func ends(r dnssec.ServerResult) time.Time {
	var valid, failing time.Time
	for _, s := range r.Signatures {
		switch {
		case s.Valid && s.Expiration.After(valid):
			valid = s.Expiration
		case !s.Valid && s.Reason == r.Reason && s.Expiration.After(failing):
			failing = s.Expiration
		}
	}
	if !valid.IsZero() {
		return valid
	}
	return failing
}

// facts fills in what all answers of the server show together.
func (b *builder) facts(zone wire.Name, d *draft) {
	plain := b.plain[d.Server]
	d.reach = reachOf(b.view, slices.Concat(d.answers, plain))
	v4 := is4(d.Server.Addr)
	d.UDP = d.reach.udp.fact(b.complete, b.works.routes[route{v4, evidence.UDP}])
	d.TCP = d.reach.tcp.fact(b.complete, b.works.routes[route{v4, evidence.TCP}])
	d.EDNS = d.reach.edns(b.complete, b.works.edns)
	d.Best = d.reach.best
	d.version = versionOf(zone, d.answers)
	d.Serial, d.HasSerial = d.version.serial, d.version.known
	usable := slices.ContainsFunc(slices.Concat(d.answers, plain), (*view.Answer).Usable) // all of them have the AA flag
	switch {
	case usable:
		d.Authoritative = view.Yes
	case b.complete && slices.ContainsFunc(d.answers, NotInCharge) && !slices.ContainsFunc(d.answers, refers):
		d.Authoritative = view.No
	}
}

func refers(a *view.Answer) bool { return a.Class == view.Referral }

// NotInCharge tells whether an answer is one of a server that does not speak for
// the zone that its parent says it serves (RFC 9499, lame).
func NotInCharge(a *view.Answer) bool {
	if a.Class == view.ErrorCode {
		return slices.Contains([]wire.Rcode{wire.Refused, wire.NotAuth, wire.ServFail}, a.Msg.Rcode)
	}
	return a.Class == view.Lame
}
