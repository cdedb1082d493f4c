package policy_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/policy"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

const domain = "example.org"

// scene is a case being written down: records that a resolver gives, unsigned by
// our wish, and fetches.
type scene struct {
	c     forge.Case
	known map[string]bool
}

func newScene(policies bool) *scene {
	s := &scene{c: forge.Case{Resolver: true}, known: map[string]bool{}}
	s.c.Add(evidence.Item{Start: &evidence.Start{
		Kind: evidence.KindDomain, Typed: domain, Name: domain + ".", Wall: forge.At(),
		Vantage: evidence.Vantage{Resolver: "192.0.2.53:53", Policies: policies, IPv4: true},
	}})
	return s
}

// txt notes the TXT records of a name; none means that there are none.
func (s *scene) txt(name string, records ...string) *scene {
	var m forge.Message
	for _, r := range records {
		m.Answer = append(m.Answer, forge.RRs(fmt.Sprintf("%s. 300 IN TXT %q", name, r))...)
	}
	s.c.Said("", "192.0.2.53", name+".", wire.TypeTXT, m)
	return s
}

// address notes the address of a name; none means NODATA.
func (s *scene) address(name string, addr string) *scene {
	var m forge.Message
	if addr != "" {
		m.Answer = forge.RRs(name + ". 300 IN A " + addr)
	}
	s.c.Said("", "192.0.2.53", name+".", wire.TypeA, m)
	s.c.Said("", "192.0.2.53", name+".", wire.TypeAAAA, forge.Message{})
	return s
}

func (s *scene) fetch(addr string, f evidence.Fetch) *scene {
	f.Host, f.URL = "mta-sts."+domain+".", "https://mta-sts."+domain+"/.well-known/mta-sts.txt"
	f.Address = netip.AddrPortFrom(netip.MustParseAddr(addr), 443)
	s.c.Add(evidence.Item{HTTP: &f})
	return s
}

func judge(c evidence.Case, roots *x509.CertPool, hosts ...policy.Host) *policy.Result {
	v := view.New(c)
	validator := dnssec.New(v, dnssec.Policy{At: forge.At(), Negative: []wire.Name{wire.Root()}})
	return policy.Judge(v, validator, wire.MustName(domain), hosts, forge.At(), roots)
}

// authority issues certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Root"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: forge.At().AddDate(-1, 0, 0), NotAfter: forge.At().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return authority{cert, key}
}

func (a authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

// chain is a chain for a name, valid from some days before to some days after.
func (a authority) chain(t *testing.T, name string, from, to int) [][]byte {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: forge.At().AddDate(0, 0, from), NotAfter: forge.At().AddDate(0, 0, to), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, a.cert, public, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return [][]byte{der, a.cert.Raw}
}

const file = "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.net\r\nmx: *.example.com\r\nmax_age: 604800\r\n"

// served is a fetch that gives a policy.
func served(chain [][]byte, body string) evidence.Fetch {
	return evidence.Fetch{Stage: evidence.FetchDone, Status: 200, Type: "text/plain", Chain: chain, Body: []byte(body)}
}

func TestPolicyIsReadAndHeldAgainstServers(t *testing.T) {
	ca, stranger := newAuthority(t), newAuthority(t)
	s := newScene(true).txt("_mta-sts."+domain, "v=STSv1; id=20261121;").address("mta-sts."+domain, "192.0.2.43")
	s.fetch("192.0.2.43", served(ca.chain(t, "mta-sts."+domain, -1, 1), file))
	address := func(chain [][]byte) policy.Address {
		return policy.Address{Addr: "192.0.2.25", Seen: true, TLS: chain != nil, ChainDER: chain}
	}
	hosts := []policy.Host{
		{Name: wire.MustName("mx1.example.net"), Addresses: []policy.Address{
			address(ca.chain(t, "mx1.example.net", -1, 1)), address(ca.chain(t, "mx1.example.net", -3, -1)), address(ca.chain(t, "mx1.example.net", 1, 2)),
			address(ca.chain(t, "*.example.net", -1, 1)), address(ca.chain(t, "mx2.example.net", -1, 1)), address(stranger.chain(t, "mx1.example.net", -1, 1)),
			address([][]byte{{1, 2, 3}}), address(nil), address(slices.Concat(stranger.chain(t, "mx1.example.net", -1, 1)[:1], slices.Repeat([][]byte{stranger.cert.Raw}, 20))),
		}},
		{Name: wire.MustName("mx.example.com")},
		{Name: wire.MustName("mx2.example.net")},
	}
	r := judge(s.c.Done(), ca.pool(), hosts...)
	if st := r.STS; !st.Active() || st.ID != "20261121" || st.Trouble != "" || !st.Trust.OK || st.FetchID == 0 {
		t.Fatalf("%+v", st)
	}
	var why []string
	for _, server := range r.STS.Hosts[0].Servers {
		why = append(why, fmt.Sprintf("%t %t %s", server.Trust.Checked, server.Trust.OK, server.Trust.Why))
	}
	want := "true true |true false expired|true false not-yet-valid|true true |true false name|true false untrusted|false false unreadable|false false |false false too-long"
	if got := strings.Join(why, "|"); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if h := r.STS.Hosts; !h[0].Listed || h[0].Pattern != "mx1.example.net" || !h[1].Listed || h[1].Pattern != "*.example.com" || h[2].Listed {
		t.Errorf("%+v", h)
	}
	if r := judge(s.c.Done(), nil, hosts...); !r.STS.Active() || r.STS.Trust.Checked || r.STS.Hosts[0].Servers[0].Trust.Checked {
		t.Error("without roots nothing is said about trust")
	}
}

// TestFetches lists the classes of RFC 8461 3.3, and what is held against nobody.
func TestFetches(t *testing.T) {
	ca := newAuthority(t)
	good := ca.chain(t, "mta-sts."+domain, -1, 1)
	at := func(stage evidence.FetchStage, f evidence.Failure) evidence.Fetch {
		out := evidence.Fetch{Stage: stage, Failure: f}
		if stage != evidence.FetchConnect && stage != evidence.FetchTLS {
			out.Chain = good
		}
		return out
	}
	status := func(n int) evidence.Fetch {
		f := served(good, file)
		f.Status = n
		return f
	}
	const one, two, six = "192.0.2.43", "192.0.2.44", "2001:db8::43"
	type tries map[string]evidence.Fetch
	for _, c := range []struct {
		name  string
		tries tries
		want  policy.FetchTrouble
	}{
		{"a policy", tries{one: served(good, file)}, ""},
		{"nobody answers", tries{one: at(evidence.FetchConnect, evidence.Timeout)}, policy.FetchOwnSide},
		{"no route", tries{six: at(evidence.FetchConnect, evidence.Unreachable)}, policy.FetchOwnSide},
		{"forbidden here", tries{one: at(evidence.FetchConnect, evidence.Forbidden)}, policy.FetchOwnSide},
		{"refused", tries{one: at(evidence.FetchConnect, evidence.Refused)}, policy.FetchConnect},
		{"no route in one family, refused in the other", tries{six: at(evidence.FetchConnect, evidence.Unreachable), one: at(evidence.FetchConnect, evidence.Refused)}, policy.FetchConnect},
		{"one address answers", tries{one: at(evidence.FetchConnect, evidence.Timeout), two: served(good, file)}, ""},
		{"TLS fails", tries{one: at(evidence.FetchTLS, evidence.TLSAlert)}, policy.FetchTLS},
		{"another name", tries{one: served(ca.chain(t, "www."+domain, -1, 1), file)}, policy.FetchCertificate},
		{"expired, and a redirect inside", tries{one: {Stage: evidence.FetchDone, Status: 301, Chain: ca.chain(t, "mta-sts."+domain, -3, -1)}}, policy.FetchCertificate},
		{"an unknown authority", tries{one: served(newAuthority(t).chain(t, "mta-sts."+domain, -1, 1), file)}, policy.FetchCertificate},
		{"a redirect", tries{one: status(302)}, policy.FetchRedirect},
		{"not found", tries{one: status(404)}, policy.FetchStatus},
		{"no content", tries{one: status(204)}, policy.FetchStatus},
		{"no header comes in our time", tries{one: at(evidence.FetchHead, evidence.Timeout)}, policy.FetchUnread},
		{"the header is broken off", tries{one: at(evidence.FetchHead, evidence.Closed)}, policy.FetchOther},
		{"we had to stop", tries{one: at(evidence.FetchTLS, evidence.Cancelled)}, policy.FetchUnread},
		{"our library cannot read it", tries{one: {Stage: evidence.FetchTLS, Failure: evidence.Protocol, Detail: "tls: failed to parse certificate"}}, policy.FetchUnread},
		{"no TLS at all", tries{one: {Stage: evidence.FetchTLS, Failure: evidence.Protocol, Detail: "tls: first record does not look like a TLS handshake"}}, policy.FetchTLS},
		{"an error first, then a policy", tries{one: status(500), two: served(good, file)}, ""},
		{"a policy first, then an error", tries{one: served(good, file), two: status(500)}, ""},
		{"endless", tries{one: at(evidence.FetchBody, evidence.TooLong)}, policy.FetchTooLong},
	} {
		s := newScene(true).txt("_mta-sts."+domain, "v=STSv1; id=1;").address("mta-sts."+domain, one)
		for _, addr := range []string{six, one, two} {
			if f, ok := c.tries[addr]; ok {
				s.fetch(addr, f)
			}
		}
		if got := judge(s.c.Done(), ca.pool()).STS; got.Trouble != c.want || (got.Policy != nil) != (c.want == "") {
			t.Errorf("%s: %q, policy %t; want %q", c.name, got.Trouble, got.Policy != nil, c.want)
		}
	}
	s := newScene(true).txt("_mta-sts."+domain, "v=STSv1; id=1;").address("mta-sts."+domain, "")
	if got := judge(s.c.Done(), nil).STS.Trouble; got != policy.FetchDNS {
		t.Errorf("no address: %q", got)
	}
	if got := judge(s.c.Growing(), nil).STS.Trouble; got != "" {
		t.Errorf("no address so far: %q", got)
	}
}

func TestOtherPoliciesUnderOneID(t *testing.T) {
	ca := newAuthority(t)
	chain := ca.chain(t, "mta-sts."+domain, -1, 1)
	s := newScene(true).txt("_mta-sts."+domain, "v=STSv1; id=1;").address("mta-sts."+domain, "192.0.2.43")
	s.fetch("192.0.2.43", served(chain, file)).fetch("192.0.2.44", served(chain, strings.ReplaceAll(file, "\r\n", "\n")))
	if got := judge(s.c.Done(), ca.pool()).STS.Others; len(got) != 0 {
		t.Errorf("the same policy with other line ends: %v", got)
	}
	s.fetch("192.0.2.45", served(chain, strings.Replace(file, "mx1", "mx9", 1)))
	if got := judge(s.c.Done(), ca.pool()).STS; len(got.Others) != 1 || strings.Join(got.IDs, " ") != "1" {
		t.Errorf("another policy: %v under %v", got.Others, got.IDs)
	}
}

func TestPresence(t *testing.T) {
	s := newScene(true).txt("_mta-sts."+domain).txt("_smtp._tls."+domain, "v=spf1 -all").txt(domain, "hello")
	r := judge(s.c.Done(), nil)
	if r.STS.TXT.Presence != policy.Absent || r.Report.TXT.Presence != policy.Absent || r.SPF.TXT.Presence != policy.Absent || r.DMARC.TXT.Presence != policy.NotKnown {
		t.Errorf("%d %d %d %d", r.STS.TXT.Presence, r.Report.TXT.Presence, r.SPF.TXT.Presence, r.DMARC.TXT.Presence)
	}
	for _, rec := range []policy.Record{r.STS.TXT, r.Report.TXT, r.SPF.TXT} {
		if len(rec.Evidence) == 0 {
			t.Errorf("%s without evidence", rec.Name)
		}
	}
	r = judge(s.c.Growing(), nil)
	if r.STS.TXT.Presence != policy.NotKnown || r.Report.TXT.Presence != policy.NotKnown || r.SPF.TXT.Presence != policy.NotKnown {
		t.Error("absent while the case grows")
	}
	if judge(newScene(false).c.Done(), nil) != nil {
		t.Error("a result, and nobody asked")
	}
}

// TestTreeWalk is RFC 9989 4.10 and 4.10.1.
func TestTreeWalk(t *testing.T) {
	for _, c := range []struct {
		name, own, org, tld, policy, found string
	}{
		{"its own", "v=DMARC1; p=reject", "v=DMARC1; p=none", "", "reject", "_dmarc.example.org."},
		{"of a registry that says what it is", "", "v=DMARC1; p=quarantine; psd=y", "", "quarantine", "_dmarc.org."},
		{"space around everything", "", "V = DMARC1 ; p = quarantine ; sp = reject", "", "reject", "_dmarc.org."},
		{"the one above", "", "v=DMARC1; p=quarantine; sp=reject", "", "reject", "_dmarc.org."},
		{"the one above without sp", "", "v=DMARC1; p=quarantine", "", "quarantine", "_dmarc.org."},
		{"two above are as good as none", "", "two", "", "", "_dmarc.example.org."},
	} {
		s := newScene(true)
		list := func(text string) []string {
			switch text {
			case "":
				return nil
			case "two":
				return []string{"v=DMARC1; p=none", "v=DMARC1; p=reject"}
			}
			return []string{text}
		}
		s.txt("_dmarc."+domain, list(c.own)...).txt("_dmarc.org", list(c.org)...)
		d := judge(s.c.Done(), nil).DMARC
		if d.Policy != c.policy || d.TXT.Name.String() != c.found {
			t.Errorf("%s: %q at %s; want %q at %s", c.name, d.Policy, d.TXT.Name, c.policy, c.found)
		}
	}
}

func TestSPFLookups(t *testing.T) {
	includes := func(n int) string {
		out := "v=spf1"
		for i := range n {
			out += fmt.Sprintf(" include:s%d.example.net", i)
		}
		return out + " -all"
	}
	empty := func(s *scene, n int) {
		for i := range n {
			s.txt(fmt.Sprintf("s%d.example.net", i), "v=spf1 ip4:192.0.2.1")
		}
	}
	for _, c := range []struct {
		name     string
		build    func(*scene)
		lookups  int
		more     bool
		problems string
	}{
		{"mx", func(s *scene) { s.txt(domain, "v=spf1 mx -all") }, 1, false, ""},
		{"nothing behind all", func(s *scene) { s.txt(domain, "v=spf1 -all mx a include:s0.example.net redirect=s0.example.net") }, 0, false, ""},
		{"ten", func(s *scene) { s.txt(domain, includes(10)); empty(s, 10) }, 10, false, ""},
		{"eleven", func(s *scene) { s.txt(domain, includes(11)); empty(s, 11) }, 11, false, "too-many-lookups"},
		{"nested", func(s *scene) {
			s.txt(domain, "v=spf1 include:s0.example.net -all").txt("s0.example.net", "v=spf1 a mx redirect=s1.example.net").txt("s1.example.net", "v=spf1 mx ?all")
		}, 5, false, ""},
		{"not all collected", func(s *scene) { s.txt(domain, "v=spf1 include:s0.example.net -all") }, 1, true, ""},
		{"a macro", func(s *scene) { s.txt(domain, "v=spf1 include:%{d}.example.net -all") }, 1, true, ""},
		{"one that two include is no loop", func(s *scene) {
			s.txt(domain, "v=spf1 include:s0.example.net include:s1.example.net -all").txt("s0.example.net", "v=spf1 include:s2.example.net").txt("s1.example.net", "v=spf1 include:s2.example.net").txt("s2.example.net", "V=SPF1 ip4:192.0.2.1")
		}, 4, false, ""},
		{"a loop", func(s *scene) { s.txt(domain, "v=spf1 include:example.org -all") }, 1, false, "loop"},
	} {
		s := newScene(true)
		c.build(s)
		got := judge(s.c.Done(), nil).SPF
		var kinds []string
		for _, p := range got.TXT.Problems {
			kinds = append(kinds, p.Kind)
		}
		if got.Lookups != c.lookups || got.More != c.more || strings.Join(kinds, " ") != c.problems {
			t.Errorf("%s: %d look-ups, more %t, %q; want %d, %t, %q", c.name, got.Lookups, got.More, kinds, c.lookups, c.more, c.problems)
		}
	}
}

// TestSilenceWhereHTTPSWorks: a resolver that answers over HTTPS shows that TCP
// 443 is open from here, so that silence is the policy host's.
func TestSilenceWhereHTTPSWorks(t *testing.T) {
	s := newScene(true).txt("_mta-sts."+domain, "v=STSv1; id=1;").address("mta-sts."+domain, "192.0.2.43")
	s.fetch("192.0.2.43", evidence.Fetch{Stage: evidence.FetchConnect, Failure: evidence.Timeout, Took: time.Second})
	c := s.c.Done()
	for i := range c.Items {
		if q := c.Items[i].Query; q != nil {
			q.Transport, q.Server = evidence.HTTPS, netip.MustParseAddrPort("192.0.2.53:443")
		}
	}
	if got := judge(c, nil).STS.Trouble; got != policy.FetchConnect {
		t.Errorf("%q", got)
	}
}
