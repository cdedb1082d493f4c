package policy

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strings"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// stsVersion: records that do not begin with it, semicolon included, are
// discarded (RFC 8461 3.1).
func stsVersion() version { return version{word: "v=STSv1", end: "; \t"} }

// sts judges MTA-STS up to the policy.
func (r reader) sts(domain wire.Name, at time.Time, roots *x509.CertPool) STS {
	var s STS
	name, err := domain.Prepend("_mta-sts")
	rec, found := r.look(name, err)
	if text, ok := rec.choose(found, stsVersion()); ok {
		s.ID, rec.Problems = stsRecord(text)
	}
	s.TXT = rec
	s.IDs = ids(rec.Lookup)
	s.Host, err = domain.Prepend("mta-sts")
	if err != nil || !s.TXT.Usable() {
		return s // RFC 8461 3.1: no policy is looked for
	}
	s.A, s.AAAA = r.validator.Lookup(s.Host, wire.TypeA), r.validator.Lookup(s.Host, wire.TypeAAAA)
	r.fetched(&s, at, roots)
	return s
}

// stsRecord reads a record that begins with the version (RFC 8461 3.1). Unknown
// fields are ignored.
func stsRecord(text string) (id string, ps problems) {
	ts, whole := tags(text)
	if !whole {
		ps.add("too-many-tags", "")
	}
	for _, t := range ts {
		if !t.OK || t.Value == "" {
			ps.add("bad-field", t.Name)
		}
	}
	id, ok := value(ts, "id")
	switch {
	case !ok:
		ps.add("no-id", "")
	case !goodID(id):
		ps.add("bad-id", id)
		id = ""
	}
	return id, ps
}

// goodID: 1*32(ALPHA / DIGIT) (RFC 8461 3.1).
func goodID(id string) bool {
	if id == "" || len(id) > 32 {
		return false
	}
	for i := range len(id) {
		if !alphanumeric(id[i]) {
			return false
		}
	}
	return true
}

// ids collects the ids that the name servers give, each by itself.
func ids(l *dnssec.Lookup) (out []string) {
	if l == nil {
		return nil
	}
	for _, s := range l.Servers {
		var rec Record
		if text, ok := rec.choose(texts(s.Set), stsVersion()); ok {
			if id, _ := stsRecord(text); id != "" && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return out
}

// hold holds the mail servers against the policy (RFC 8461 4.1, 4.2).
func (s *STS) hold(hosts []Host, at time.Time, roots *x509.CertPool) {
	if s.Policy == nil || !s.Policy.Valid {
		return
	}
	for _, h := range hosts {
		out := STSHost{Host: h.Name}
		for _, p := range s.Policy.MX {
			if MatchMX(p, h.Name) {
				out.Listed, out.Pattern = true, p
				break
			}
		}
		trusted := map[string]Trust{} // by chain: the addresses of a server mostly show the same
		for _, a := range h.Addresses {
			server := STSServer{Addr: a.Addr, Seen: a.Seen, TLS: a.TLS}
			if a.TLS {
				chain := string(bytes.Join(a.ChainDER, nil))
				if _, known := trusted[chain]; !known {
					trusted[chain] = trustIn(a.ChainDER, h.Name, at, roots)
				}
				server.Trust = trusted[chain]
				if a.Cut && server.Trust.Why == "untrusted" {
					server.Trust.Checked = false // the authority may be among those that were not kept
				}
			}
			out.Servers = append(out.Servers, server)
		}
		s.Hosts = append(s.Hosts, out)
	}
}

// fetched takes the fetch that counts, and what came of it (RFC 8461 3.3).
func (r reader) fetched(s *STS, at time.Time, roots *x509.CertPool) {
	var all []view.Fetch
	for _, f := range r.view.Fetches() {
		if f.Host == s.Host.String() {
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		s.Trouble = r.noAddress(s)
		return
	}
	f := counts(all)
	s.Fetch, s.FetchID = f.Fetch, f.ID
	s.Trust = trustIn(f.Chain, s.Host, at, roots)
	if s.Trouble = r.trouble(s, f); s.Trouble == "" && withheld(s) {
		s.Trouble = FetchWithheld
	}
	if s.Trouble != "" {
		return
	}
	s.Policy = ParseSTSPolicy(f.Body, string(f.Type))
	for _, o := range all {
		if o.ID != f.ID && complete(o) && o.Status == okStatus && !ParseSTSPolicy(o.Body, string(o.Type)).same(s.Policy) {
			s.Others = append(s.Others, o.ID)
		}
	}
}

// withheld tells whether all addresses of the policy host fail validation. We
// went there all the same, to see what is there.
func withheld(s *STS) bool {
	a, b := presenceOf(s.A), presenceOf(s.AAAA)
	return a == Withheld && b != Published || b == Withheld && a != Published
}

// same tells whether two policies ask for the same.
func (p *STSPolicy) same(o *STSPolicy) bool {
	return p.Valid == o.Valid && p.Mode == o.Mode && p.MaxAge == o.MaxAge && slices.Equal(slices.Sorted(slices.Values(p.MX)), slices.Sorted(slices.Values(o.MX)))
}

// okStatus is the only one that a policy comes with (RFC 8461 3.3).
const okStatus = 200

// complete tells whether a fetch ran to its end.
func complete(f view.Fetch) bool { return f.Stage == evidence.FetchDone && f.Failure == "" }

// counts picks the fetch that a sender would go by: the first that gave a policy,
// else the first that was answered, else one that came farthest. A refusal says
// more than silence.
func counts(all []view.Fetch) view.Fetch {
	worth := func(f view.Fetch) int {
		n := 2 * slices.Index([]evidence.FetchStage{evidence.FetchConnect, evidence.FetchTLS, evidence.FetchHead, evidence.FetchBody, evidence.FetchDone}, f.Stage)
		if f.Failure == evidence.Refused || complete(f) && f.Status == okStatus {
			n++
		}
		return n
	}
	best := all[0]
	for _, f := range all[1:] {
		if worth(f) > worth(best) {
			best = f
		}
	}
	return best
}

// noAddress is why nothing was fetched at all.
func (r reader) noAddress(s *STS) FetchTrouble {
	a, b := presenceOf(s.A), presenceOf(s.AAAA)
	fails := func(p Presence) bool { return p == Absent || p == Withheld }
	if r.view.Complete() && fails(a) && fails(b) {
		return FetchDNS
	}
	return ""
}

// trouble is the class of what came of a fetch; empty if there is a policy to read.
func (r reader) trouble(s *STS, f view.Fetch) FetchTrouble {
	switch {
	case f.Failure == evidence.Cancelled: // by us
		return FetchUnread
	case f.Stage == evidence.FetchConnect:
		return r.noConnection(f)
	case s.Trust.Checked && !s.Trust.OK: // RFC 8461 3.3: the certificate comes before all that is said inside
		return FetchCertificate
	case f.Failure == evidence.Timeout: // RFC 8461 3.3 suggests a minute, and we have seconds
		return FetchUnread
	case f.Stage == evidence.FetchTLS && f.Failure == evidence.Protocol && !strings.Contains(f.Detail.String(), notTLS), s.Trust.Why == "unreadable", s.Trust.Why == "too-long":
		return FetchUnread // our own library refused what others may take
	case f.Stage == evidence.FetchTLS:
		return FetchTLS
	case f.Failure == evidence.TooLong:
		return FetchTooLong
	case !complete(f):
		return FetchOther
	case f.Status >= 300 && f.Status < 400:
		return FetchRedirect
	case f.Status != okStatus:
		return FetchStatus
	}
	return ""
}

// notTLS is what package tls says of an answer that is none (RFC 8446 5.1): no
// other library would take it either.
const notTLS = "not look like a TLS"

// noConnection tells a policy host that is down from a network of ours that lets
// no HTTPS out. A refusal is an answer of the other side, or of somebody in its
// place. Silence, a missing route and a prohibition may be ours; they count
// against the host only if HTTPS to somebody else was seen to work.
func (r reader) noConnection(f view.Fetch) FetchTrouble {
	if f.Failure == evidence.Refused || r.webWorks(f) {
		return FetchConnect
	}
	return FetchOwnSide
}

// webWorks tells whether TCP 443 is open from here, in the family of a fetch: a
// connection to another address came about, or a resolver answered over HTTPS.
func (r reader) webWorks(f view.Fetch) bool {
	four := f.Address.Addr().Unmap().Is4()
	for _, o := range r.view.Fetches() {
		if o.Stage != evidence.FetchConnect && o.Address.Addr().Unmap().Is4() == four {
			return true
		}
	}
	answers := slices.Concat(r.view.All(), r.view.Opinions(), r.view.Beside().All())
	return slices.ContainsFunc(answers, func(a *view.Answer) bool {
		return a.Transport == evidence.HTTPS && a.Msg != nil && a.Server.Addr.Port() == httpsPort && a.Server.Addr.Addr().Unmap().Is4() == four
	})
}

const httpsPort = 443
