package horizon

import (
	"crypto/sha256"
	"crypto/x509"
	"fmt"
	"slices"
	"time"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/tlsa"
	"danewalk/probe/wire"
)

// Certificates of up to shortLived are renewed by a program: nobody does so by
// hand every month. Those programs renew when a third is left; lateShare is when
// it has certainly gone wrong.
const (
	shortLived = 100 * 24 * time.Hour
	lateShare  = 4
)

// Values of TLSA records (RFC 6698 2.1.1, 2.1.2).
const (
	usageTA      = 2
	usageEE      = 3
	selectorCert = 0
)

// need is how much the senders to a host need a certificate to be in its dates.
type need int

const (
	others   need = iota // DANE does not look at it, or is not used
	strict               // some DANE senders look at it: those with OpenSSL at an authority that signed itself
	required             // every DANE sender
)

// ending is one certificate that mail servers show.
type ending struct {
	cert  *x509.Certificate
	key   string // kind and size of the server's key, which tells its certificates apart
	leaf  bool
	need  need
	dane  bool // some host of it uses DANE
	sts   bool // MTA-STS is enforced at some host of it
	hosts []wire.Name
	ids   []evidence.ID
}

// certificates makes an event of every certificate that counts, each once however
// many mail servers show it.
func certificates(d *explain.Diagnosis) []Event {
	var list []*ending
	index := map[[sha256.Size]byte]*ending{}
	for i := range d.Report.Hosts {
		h := &d.Report.Hosts[i]
		for j := range h.Addresses {
			for _, c := range shown(&h.Addresses[j]) {
				for depth, cert := range c.Chain {
					n, counts := needOf(h, c, depth)
					if !counts {
						continue
					}
					sum := sha256.Sum256(cert.Raw)
					e := index[sum]
					if e == nil {
						e = &ending{cert: cert, key: c.Key, leaf: depth == 0}
						index[sum], list = e, append(list, e)
					}
					e.add(h, n, stsEnforced(d.Report, h.Name))
					e.see(c)
				}
			}
		}
	}
	var out []Event
	for _, e := range list {
		out = append(out, e.event(d))
	}
	return out
}

// shown are the different certificates of an address.
func shown(a *mail.Address) []mail.Cert {
	if len(a.Grid) > 0 {
		return a.Grid
	}
	if a.Leaf == nil {
		return nil
	}
	c := mail.Cert{Leaf: a.Leaf, Chain: a.Chain, Match: a.Match}
	if a.Session != nil {
		c.Sessions = append(c.Sessions, a.Session)
	}
	return []mail.Cert{c}
}

// needOf tells what the end of a certificate in a chain means, and whether it
// means anything: what lies above the server's own counts under usage 2 only.
func needOf(h *mail.Host, c mail.Cert, depth int) (n need, counts bool) {
	by, found := match(h, c.Match)
	switch {
	case h.Mode != mail.ModeDANE || !found || by.usage == usageEE: // RFC 7672 3.1.1
		return others, depth == 0
	case by.usage != usageTA: // RFC 6698 2.1.1: the whole path to a public authority, at other ports than 25
		return required, depth == 0 || !selfSigned(c.Chain[depth])
	case by.depth < 0 || depth < by.depth: // RFC 7672 3.1.2, RFC 5280 6.1.3
		return required, true
	case depth == by.depth && selfSigned(c.Chain[depth]):
		return strict, true
	}
	return others, false
}

// matched is the record that makes a certificate pass.
type matched struct {
	usage uint8
	depth int
}

// match is the record that asks least of a chain among those that it fits.
func match(h *mail.Host, m tlsa.Match) (by matched, found bool) {
	for _, a := range m.Attempts {
		if !a.Matched || a.Record < 0 || a.Record >= len(h.Records) {
			continue
		}
		usage := h.Records[a.Record].TLSA.Usage
		if !found || usage == usageEE {
			by, found = matched{usage, a.Depth}, true
		}
	}
	return by, found
}

func selfSigned(c *x509.Certificate) bool { return slices.Equal(c.RawSubject, c.RawIssuer) }

func (e *ending) add(h *mail.Host, n need, sts bool) {
	e.need, e.dane, e.sts = max(e.need, n), e.dane || h.Mode == mail.ModeDANE, e.sts || sts
	if !slices.Contains(e.hosts, h.Name) {
		e.hosts = append(e.hosts, h.Name)
	}
}

func (e *ending) see(c mail.Cert) {
	for _, s := range c.Sessions {
		if s.TLSID > 0 {
			e.ids = append(e.ids, s.TLSID)
		}
	}
}

func (e *ending) event(d *explain.Diagnosis) Event {
	out := Event{
		Kind: Certificate, At: e.cert.NotAfter, Owner: finding.OwnerMail, OwnerOf: e.hosts[0].Show(), Severity: finding.Info, Evidence: e.ids,
		Args: finding.Args{
			"dane": finding.Flag(e.dane), "sts": finding.Flag(e.sts), "required": finding.Flag(e.need == required),
			"strict": finding.Flag(e.need == strict), "identity": e.key,
		},
	}
	if !e.leaf {
		out.Kind, out.Args["name"] = Authority, authority(e.cert)
		out.Args["identity"] = out.Args["name"]
	}
	for _, h := range e.hosts {
		out.Where = append(out.Where, h.Show())
	}
	switch {
	case e.need == required:
		out.Severity = failure(d.Report)
	case e.need == strict || e.sts:
		out.Severity = finding.Risk
	}
	renewal(&out, e.cert, d.At)
	return out
}

// renewal says whether a program renews a certificate, and when to look.
func renewal(e *Event, c *x509.Certificate, at time.Time) {
	lifetime := c.NotAfter.Sub(c.NotBefore)
	if e.Kind == Authority || lifetime > shortLived {
		return
	}
	e.Automatic, e.Check = true, before(c.NotAfter, lifetime/lateShare, at)
	e.Args["overdue"] = finding.Flag(!e.Check.After(at))
}

// authority names a certificate above the server's own.
func authority(c *x509.Certificate) string {
	const longest = 80 // of a name; enough to know it by
	return evidence.Escape(c.Subject.String(), longest)
}

// nextKeys makes an event of each mail server whose TLSA records all name a
// certificate or key of today: the next one needs a record first (RFC 7671 8.1).
func nextKeys(d *explain.Diagnosis) []Event {
	var out []Event
	for i := range d.Report.Hosts {
		h := &d.Report.Hosts[i]
		first, ids, ok := unprepared(h)
		if !ok {
			continue
		}
		e := Event{
			Kind: NextKey, At: first.NotAfter, Where: []string{h.Name.Show()}, Owner: finding.OwnerMail, OwnerOf: h.Name.Show(),
			Severity: failure(d.Report), Check: first.NotAfter, Evidence: ids, Args: finding.Args{"selector0": finding.Flag(selector0(h.Records))},
		}
		if h.TLSA != nil {
			e.Evidence = append(e.Evidence, h.TLSA.Evidence...)
			wait := fix.Roll(d.At, h.TLSA.TTL) // how long the new record must be out before the key changes
			e.Check = before(e.At, wait.Switch.Sub(d.At), d.At)
		}
		out = append(out, e)
	}
	return out
}

// unprepared returns the certificate of a host that ends first, if no record is
// left for another one: each active record is of usage 3 and fits what is shown.
func unprepared(h *mail.Host) (first *x509.Certificate, ids []evidence.ID, ok bool) {
	if h.Mode != mail.ModeDANE {
		return nil, nil, false
	}
	fits := map[int]bool{}
	for i := range h.Addresses {
		for _, c := range shown(&h.Addresses[i]) {
			if c.Leaf == nil || !c.Match.Matched {
				continue
			}
			if first == nil || c.Leaf.NotAfter.Before(first.NotAfter) {
				first = c.Leaf
			}
			for _, a := range c.Match.Attempts {
				fits[a.Record] = fits[a.Record] || a.Matched
			}
			for _, s := range c.Sessions {
				if s.TLSID > 0 {
					ids = append(ids, s.TLSID)
				}
			}
		}
	}
	for i, r := range h.Records {
		if r.Active() && (r.TLSA.Usage != usageEE || !fits[i]) {
			return nil, nil, false
		}
	}
	return first, ids, first != nil
}

// selector0 tells whether only whole certificates are named: then every renewal
// needs a new record, whether the key is kept or not.
func selector0(records []tlsa.Record) bool {
	return !slices.ContainsFunc(records, func(r tlsa.Record) bool { return r.Active() && r.TLSA.Selector != selectorCert })
}

// failure is what a mail server that fails DANE means. Where the MX records are not
// signed, senders may go on without it (RFC 7672 2.2.1).
func failure(r *mail.Report) finding.Severity {
	if r.MX.Kind == mail.MXDirect || r.MX.Secure {
		return finding.Fatal
	}
	return finding.Risk
}

// port is the number of a port that is not that of mail between servers.
func port(n uint16) string {
	if n == 0 || n == wire.SMTPPort {
		return ""
	}
	return fmt.Sprint(n)
}
