package steps

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// row is what is known about a step while its words are made.
type row struct {
	*course
	kind   Kind
	at     int
	link   explain.Link
	zone   *dnssec.Zone   // nil: it is no zone, or not known
	host   *mail.Host     // nil: it is not at a mail server, or not known
	lookup *dnssec.Lookup // that decides; nil: none
	state  explain.State
}

func (c *course) about(k Kind, i int) row {
	r := row{course: c, kind: k, at: i, link: c.d.Links[i]}
	r.zone = c.zones[r.link.ID]
	if c.server >= 0 {
		r.host = c.hosts[c.d.Links[c.server].ID]
	}
	switch rep := c.d.Report; {
	case rep == nil:
	case k == MX:
		r.lookup = rep.MX.Lookup
	case k == Name:
		r.lookup = rep.Resolve
	case k == TLSA && r.host != nil:
		r.lookup = r.host.TLSA
	}
	r.state = r.known()
	return r
}

// known is the state of a row as far as its step can see it.
func (r row) known() explain.State {
	s := r.link.State
	switch r.kind {
	case Break, Result:
		return s
	case Anchor, Zone, Below, MX, Name, HostZone, Address, TLSA:
	default:
		return s
	}
	if s != explain.Warning && s != explain.Broken || !r.genuine() {
		return s
	}
	if len(r.raising()) > 0 {
		return s
	}
	return explain.OK
}

// genuine tells whether what the row stands for was verified, so that only a
// finding can have coloured it.
func (r row) genuine() bool {
	switch r.kind {
	case Anchor, Zone, Below:
		return r.zone != nil && r.zone.Status == dnssec.Secure
	case MX:
		return r.d.Report != nil && r.d.Report.MX.Secure && (r.d.Report.MX.Kind == mail.MXRecords || r.d.Report.MX.Kind == mail.MXImplicit)
	case Name:
		return r.lookup != nil && r.lookup.Status == dnssec.Secure
	case Address:
		return r.host != nil && r.host.Gate == mail.GateSecure
	case TLSA:
		return r.host != nil && r.host.Mode == mail.ModeDANE
	}
	return false
}

// doomed tells whether the lookup fails for what a row above has shown: that is
// seen from here, although this row has no fault of its own.
func (r row) doomed() bool {
	if r.lookup == nil || r.lookup.Status != dnssec.Bogus || r.link.Note == "" || r.early(r.link.Note) {
		return false
	}
	return slices.ContainsFunc(r.d.Links[:r.at], func(l explain.Link) bool {
		return l.State == explain.Broken && (l.Depth == 0 || l.Parent == r.link.Parent)
	})
}

// raising are the findings of the row that can be seen by now and colour it.
func (r row) raising() (out []explain.Explained) {
	for _, i := range r.link.Findings {
		f := r.d.Findings[i]
		if f.Layer <= layerOf(r.kind) && (f.Weight == finding.Risk || f.Weight == finding.Fatal) && f.ConsequenceOf < 0 {
			out = append(out, f)
		}
	}
	return out
}

// early tells whether words name a mail server whose steps are still to come:
// then they know more than this step may.
func (r row) early(words string) bool {
	for i, l := range r.d.Links {
		if l.Depth == 1 && i > r.at && strings.Contains(words, l.Label) && !strings.Contains(r.d.Domain, l.Label) {
			return true
		}
	}
	return false
}

// parent names the zone above.
func (r row) parent() string {
	switch {
	case r.zone == nil && r.at > 0:
		return r.title(Zone, r.at-1)
	case r.zone == nil || r.zone.Parent == nil:
		return ""
	}
	return r.zoneWords(r.zone.Parent.Name)
}

func (r row) zoneWords(n wire.Name) string {
	if n.IsRoot() {
		return r.say("[a zone in a sentence] the root")
	}
	return n.Show()
}

// self names the zone of the row.
func (r row) self() string {
	if r.zone != nil {
		return r.zoneWords(r.zone.Name)
	}
	return r.link.Label
}

// serverName names the mail server that we are at.
func (r row) serverName() string {
	if r.server >= 0 {
		return r.d.Links[r.server].Label
	}
	return r.link.Label
}

// port is that of the mail servers.
func (r row) port() int {
	if r.d.Report == nil || r.d.Report.Port == 0 {
		return wire.SMTPPort
	}
	return int(r.d.Report.Port)
}

// base is where the TLSA record stands, or would stand.
func (r row) base() string {
	name := r.serverName()
	if r.host != nil && len(r.host.Candidates) > 0 { // an alias may lead elsewhere (RFC 7672 2.2.2)
		name = r.host.Candidates[0].Show()
	}
	return fmt.Sprintf("_%d._tcp.%s", r.port(), name)
}

// mostShown is how many values of a kind a sentence lists: it has to be read from
// the last row of a classroom.
const mostShown = 3

// some lists the first ones.
func (r row) some(list []string) string {
	if n := len(list) - mostShown; n > 0 {
		return r.d.Words.Count(n, "%s and 1 more", "%[2]s and %[1]d more", strings.Join(list[:mostShown], ", "))
	}
	return strings.Join(list, ", ")
}

func (r row) addresses() (out []string) {
	if r.host != nil {
		for _, a := range r.host.Addresses {
			out = append(out, a.Addr.String())
		}
	}
	return out
}

// servers are the mail servers as the answer names them.
func (r row) servers() (out []string) {
	if r.d.Report == nil || r.d.Report.MX.Kind != mail.MXRecords {
		return nil
	}
	for i := range r.d.Report.Hosts {
		h := &r.d.Report.Hosts[i]
		out = append(out, fmt.Sprintf("%d %s", h.Preference, h.Name.Show()))
	}
	return out
}

// record is the first TLSA record that takes part, short.
func (r row) record() string {
	if rec := r.active(); rec != nil {
		return shortTLSA(rec.TLSA)
	}
	return ""
}

// onlyKeys tells whether each record that takes part is about the server's own key
// (DANE-EE, RFC 7672 3.1.1).
func (r row) onlyKeys() bool {
	const daneEE = 3
	return r.host != nil && r.active() != nil && !slices.ContainsFunc(r.host.Records, func(rec tlsa.Record) bool {
		return rec.Active() && rec.TLSA.Usage != daneEE
	})
}

// actives is how many TLSA records take part.
func (r row) actives() (n int) {
	for i := range r.host.Records {
		if r.host.Records[i].Active() {
			n++
		}
	}
	return n
}

func (r row) active() *tlsa.Record {
	if r.host == nil {
		return nil
	}
	for i := range r.host.Records {
		if r.host.Records[i].Active() {
			return &r.host.Records[i]
		}
	}
	return nil
}

func shortTLSA(t wire.TLSA) string {
	return fmt.Sprintf("%d %d %d %s", t.Usage, t.Selector, t.Matching, fix.Short(fmt.Sprintf("%x", t.Data)))
}

// entry is the key entry of the zone that counted, or else the first one.
func (r row) entry() string {
	if r.zone == nil || len(r.zone.DS) == 0 {
		return ""
	}
	ds := r.zone.DS[0].DS
	for _, one := range r.zone.DS {
		if one.Matches && one.Signs {
			ds = one.DS
			break
		}
	}
	return fmt.Sprintf("%d %d %d %s", ds.Tag, ds.Algorithm, ds.DigestType, fix.Short(fmt.Sprintf("%x", ds.Digest)))
}

// keys are the keys that we were told to trust at the zone.
func (r row) keys() (out []string) {
	if r.zone == nil {
		return nil
	}
	for _, a := range r.anchorsOf(r.zone) {
		tag, _ := explain.AnchorKey(a)
		out = append(out, fmt.Sprint(tag))
	}
	return out
}

// session is the first conversation with the mail server.
func (r row) session() (*mail.Address, *view.Session) {
	if r.host != nil {
		for i := range r.host.Addresses {
			if s := r.host.Addresses[i].Session; s != nil {
				return &r.host.Addresses[i], s
			}
		}
	}
	return nil, nil
}

// certificate names the certificate that was shown: for whom, and until when.
func (r row) certificate() string {
	a, _ := r.session()
	if a == nil || a.Leaf == nil {
		return ""
	}
	name := a.Leaf.Subject.CommonName
	if name == "" && len(a.Leaf.DNSNames) > 0 {
		name = a.Leaf.DNSNames[0]
	}
	until := fix.Moment(a.Leaf.NotAfter)
	if name == "" {
		return r.say("valid until %s", until)
	}
	return evidence.Escape(name, nameMax) + ", " + r.say("valid until %s", until)
}

// nameMax bounds a name in a certificate: anybody may write anything there.
const nameMax = 60

// literal is the address of a check of a bare address, or empty.
func (r row) literal() string {
	inside := strings.Trim(r.d.Domain, "[]")
	if a, err := netip.ParseAddr(strings.TrimPrefix(inside, "IPv6:")); err == nil {
		return a.String()
	}
	return ""
}
