package explain_test

import (
	"bytes"
	"context"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"testing/synctest"

	"danewalk/explain"
	"danewalk/explain/finding"
	"danewalk/explain/render"
	"danewalk/explain/rules"
	"danewalk/probe"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
	"danewalk/probe/wire"
)

// through checks a world by way of its resolver and judges what that said.
func through(t *testing.T, name string) (d *explain.Diagnosis, r rig.Result) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var err error
		r, err = rig.Check(t.Context(), rules.Worlds(), name, inTests(), func(o *probe.Options) { o.Resolver = rig.Resolver() })
		if err != nil {
			t.Fatal(err)
		}
	})
	return explain.Diagnose(r.Case, judgedBy(t, r)), r
}

// otherwise is what a check through a resolver finds where it differs from a
// direct one. A break of "" is none.
type otherwise struct {
	verdict mail.Verdict
	code    finding.Code
	why     string
}

// Why a resolver shows something else.
const (
	hidesServer = "the fault is of one name server, and the resolver gets by with another one"
	hidesHow    = "the resolver says that it found nothing, not which name server failed in what way"
	ownSide     = "the fault is near us, between us and the resolver this time"
)

// exceptions are the worlds that look different through a resolver.
func exceptions() map[string]otherwise {
	return map[string]otherwise{
		"dns-edns-broken":           {mail.Protected, "", hidesServer},
		"dns-glue-wrong":            {mail.Protected, "", hidesServer},
		"dns-glue-missing":          {mail.Protected, "", hidesServer},
		"dns-domain-on-hold":        {mail.NoMail, "dns.domain-nxdomain", hidesHow},
		"dns-lame-delegation":       {mail.Protected, "", hidesServer},
		"dns-ns-some-unreachable":   {mail.Protected, "", hidesServer},
		"dns-tcp-unsupported":       {mail.Protected, "", hidesServer},
		"dns-zone-out-of-sync":      {mail.Protected, "", hidesServer},
		"dnssec-some-servers-bogus": {mail.Protected, "", hidesServer},
		"tlsa-duplicate-names-ttl":  {mail.Protected, "", hidesServer},
		"dane-blocked-by-dns":       {mail.Blocked, "tlsa.lookup-failed", hidesHow},
		"dns-tlsa-qtype-mishandled": {mail.Blocked, "tlsa.lookup-failed", hidesHow},
		"tlsa-lookup-failed":        {mail.Blocked, "tlsa.lookup-failed", hidesHow},
		"dns-ns-unreachable":        {mail.Blocked, "dnssec.dnskey-unavailable", hidesHow},
		"hostile-all-garbage":       {mail.Blocked, "mx.lookup-failed", hidesHow},
		"local-dns-intercepted":     {mail.Protected, "", ownSide},                   // the resolver is in our network, and not in the way
		"smtp-ipv6-silent":          {mail.CannotTell, "local.ipv6-broken", ownSide}, // nothing else was asked over IPv6
		"port53-closed-strips":      {mail.CannotTell, "local.resolver-strips-dnssec", ownSide},

		"servers-mx-formerr":         {mail.Protected, "", hidesServer},
		"servers-mx-hearsay":         {mail.Protected, "", hidesServer},
		"servers-mx-notimp":          {mail.Protected, "", hidesServer},
		"servers-mx-refused":         {mail.Protected, "", hidesServer},
		"servers-mx-servfail":        {mail.Protected, "", hidesServer},
		"servers-one-address-dead":   {mail.Protected, "", hidesServer},
		"servers-one-cuts":           {mail.Protected, "", hidesServer},
		"servers-one-denies-branch":  {mail.Protected, "", hidesServer},
		"servers-one-drops-mx":       {mail.Protected, "", hidesServer},
		"servers-one-drops-one-name": {mail.Protected, "", hidesServer},
		"servers-one-drops-tlsa":     {mail.Protected, "", hidesServer},
		"servers-one-lame-not-aa":    {mail.Protected, "", hidesServer},
		"servers-one-lame-upward":    {mail.Protected, "", hidesServer},
		"servers-one-no-udp":         {mail.Protected, "", hidesServer},
		"servers-one-notimp":         {mail.Protected, "", hidesServer},
		"servers-one-strips":         {mail.Protected, "", hidesServer},
		"servers-same-serial":        {mail.Protected, "", hidesServer},
		"servers-stale-and-expired":  {mail.Protected, "", hidesServer},
		"servers-tlsa-hearsay":       {mail.Protected, "", hidesServer},
		"servers-all-lame":           {mail.Blocked, "dnssec.dnskey-unavailable", hidesHow},
		"servers-all-hearsay":        {mail.Blocked, "mx.lookup-failed", hidesHow},
		"servers-all-edns":           {mail.Blocked, "dnssec.dnskey-not-signed-by-ds-key", hidesHow},
		"servers-all-edns-drop":      {mail.Blocked, "dnssec.dnskey-not-signed-by-ds-key", hidesHow},
		"servers-one-edns-drop":      {mail.Protected, "", hidesServer},
		"servers-dname-loop":         {mail.Blocked, "mx.host-lookup-failed", hidesHow},
		"tlsa-future-key-only":       {mail.Blocked, "tlsa.mismatch", hidesServer},
		"dane-intermittent":          {mail.AtRisk, "tlsa.dual-cert-half-covered", hidesServer},
		"sometimes":                  {mail.AtRisk, "smtp.banner-rejected", hidesServer},
		"two-faults-server-and-host": {mail.AtRisk, "tlsa.mismatch-after-renewal", hidesServer},

		"dns-servfail-unexplained":    {mail.Blocked, "mx.lookup-failed", hidesHow},
		"local-stale-cache":           {mail.CannotTell, "local.stale-cache", ownSide},
		"local-split-horizon":         {mail.CannotTell, "local.split-horizon", ownSide},
		"resolver-strips-beside":      {mail.CannotTell, "local.resolver-strips-dnssec", ownSide},
		"resolver-filters-beside":     {mail.CannotTell, "local.filtered", ownSide},
		"local-udp-fragments-dropped": {mail.CannotTell, "local.filtered", ownSide},
	}
}

// A resolver passes on what is wrong with the zones: the answers are the same
// octets, so the judgement is the same. It hides what is wrong with single name
// servers, and then nobody may be accused.
func TestThroughAResolver(t *testing.T) {
	t.Parallel()
	list := distinct(t, slices.Collect(maps.Keys(exceptions()))...)
	for name := range exceptions() {
		if !slices.ContainsFunc(list, func(w *lab.World) bool { return w.Name == name }) {
			t.Errorf("exception for %s, which is no world", name)
		}
	}
	for _, s := range sample(list) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			d, r := through(t, s.Name)
			sound(t, d)
			accusesNoServer(t, d)
			compareThroughResolver(t, d, r.World)
			if t.Failed() {
				var b bytes.Buffer
				_ = render.Text(&b, d, render.Options{Audience: explain.Expert, Width: 140})
				t.Log("\n" + b.String())
			}
		})
	}
}

// compareThroughResolver holds verdict and break against what the world expects
// of a direct check, or against the exception.
func compareThroughResolver(t *testing.T, d *explain.Diagnosis, w *lab.World) {
	t.Helper()
	verdict, code := w.Expect.Verdict, finding.Code("")
	if w.Expect.Break != nil {
		code = finding.Code(w.Expect.Break.Code)
	}
	if e, ok := exceptions()[w.Name]; ok {
		if verdict == string(e.verdict) && code == e.code {
			t.Errorf("no exception: a direct check is expected to find %s %s too (%s)", verdict, code, e.why)
		}
		verdict, code = string(e.verdict), e.code
	}
	if d.Report.Resolve == nil && string(d.Verdict) != verdict {
		t.Errorf("verdict %s, want %s", d.Verdict, verdict)
	}
	got := finding.Code("")
	if d.Break >= 0 {
		got = d.Findings[d.Break].Code
	}
	if got != code {
		t.Errorf("break %q, want %q", got, code)
	}
}

// accusesNoServer checks that nothing is said about name servers, of which a
// resolver shows none.
func accusesNoServer(t *testing.T, d *explain.Diagnosis) {
	t.Helper()
	for _, f := range d.Findings {
		switch f.Code {
		case "dns.ns-unreachable", "dns.ns-some-unreachable", "dns.lame-delegation", "dns.edns-broken", "dns.tcp-unsupported",
			"dns.response-too-large", "dns.tlsa-qtype-mishandled", "dns.zone-out-of-sync", "dnssec.some-servers-bogus", "dns.glue-wrong":
			t.Errorf("%s %s: a resolver does not show that", f.Code, f.Subject)
		}
		if strings.HasPrefix(string(f.Code), "dns") && f.Zone == "" && f.Host == "" {
			t.Errorf("%s %s accuses nobody by name", f.Code, f.Subject)
		}
	}
}

// What is between us and the resolver, or the resolver itself, is never held
// against the domain.
func TestResolverAtFault(t *testing.T) {
	tests := []struct {
		faults string
		code   finding.Code
	}{
		{"fault local resolver-servfail", "local.no-dns"},
		{"fault local resolver-servfail org\nfault local resolver-servfail net", "local.no-dns"},
		{"fault local resolver-strips", "local.resolver-strips-dnssec"},
		{"fault local no-dns", "local.no-dns"},
		{"fault local old-anchor", "local.trust-anchor-outdated"},
		{"fault local clock 30d", "local.clock-wrong"},
		{"fault local tcp53-blocked\nfault large example.org", "local.tcp53-blocked"},
		{"fault local tcp53-blocked\nfault large example.net", "local.tcp53-blocked"},
		{"fault local resolver-refuses org\nfault local resolver-blocks net", "local.filtered"},
		{"fault local resolver-strips\nfault rrsig-expired example.org", "local.resolver-strips-dnssec"},
		{"fault local resolver-strips\nfault unsigned example.org", "local.resolver-strips-dnssec"},
		{"fault local resolver-strips\nfault server org dead", "local.resolver-strips-dnssec"},
	}
	for _, tt := range tests {
		for _, target := range []string{"example.org", "example.net", "example.org MX"} {
			if strings.HasPrefix(target, "example.net") != strings.Contains(tt.faults, "large example.net") && strings.Contains(tt.faults, "large") {
				continue // this target has no large answer, so the fault does not show
			}
			t.Run(tt.faults+"/"+target, func(t *testing.T) {
				t.Parallel()
				d := judged(t, "target: "+target+"\nresolver: yes\n"+tt.faults)
				sound(t, d)
				atNobody(t, d, tt.code)
			})
		}
	}
}

// judged checks a world given as text and judges it.
func judged(t *testing.T, text string) *explain.Diagnosis { return judgedWith(t, text, nil) }

func judgedWith(t *testing.T, text string, change func(*probe.Options)) (d *explain.Diagnosis) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		worlds := fstest.MapFS{"test.lab": &fstest.MapFile{Data: []byte(text)}}
		r, err := rig.Check(t.Context(), worlds, "test", inTests(), change)
		if err != nil {
			t.Fatal(err)
		}
		d = explain.Diagnose(r.Case, explain.Options{Anchors: r.Anchors, Memo: checks})
	})
	return d
}

// unwilling is a way to a resolver that does not answer one question: it is
// silent, or has a response code for it.
type unwilling struct {
	net.Conn
	name  wire.Name
	typ   wire.Type
	rcode byte // zero: silent
	met   atomic.Bool
}

func (u *unwilling) Write(b []byte) (int, error) {
	q, err := wire.Parse(b)
	if err != nil && len(b) > 2 { // TCP: behind the length (RFC 1035 4.2.2)
		q, err = wire.Parse(b[2:])
	}
	if err == nil && q.QName == u.name && q.QType == u.typ {
		u.met.Store(true)
		if u.rcode == 0 {
			return len(b), nil
		}
	}
	return u.Conn.Write(b)
}

func (u *unwilling) Read(b []byte) (int, error) {
	n, err := u.Conn.Read(b)
	if u.met.Load() && n > 3 {
		b[3] = b[3]&0xf0 | u.rcode
	}
	return n, err
}

// SERVFAIL is what a resolver says that found nobody who answers. Silence and
// every other error are between us and the resolver.
func TestResolverDoesNotAnswerOneQuestion(t *testing.T) {
	tests := []struct {
		name string
		typ  wire.Type
	}{
		{"example.nl", wire.TypeMX},
		{"example.nl", wire.TypeDNSKEY},
		{"example.nl", wire.TypeDS},
		{"nl", wire.TypeDS},
		{"mx1.example.nl", wire.TypeA},
		{"_25._tcp.mx1.example.nl", wire.TypeTLSA},
	}
	for _, tt := range tests {
		for how, rcode := range map[string]byte{"silent": 0, "servfail": 2, "notimp": 4, "refused": 5} {
			t.Run(tt.name+" "+tt.typ.String()+"/"+how, func(t *testing.T) {
				t.Parallel()
				d := judgedWith(t, "target: example.nl\nresolver: yes", func(o *probe.Options) {
					dial := o.Network
					o.Network = func(ctx context.Context, network, address string) (net.Conn, error) {
						conn, err := dial(ctx, network, address)
						if err != nil || address != o.Resolver.String() {
							return conn, err
						}
						return &unwilling{Conn: conn, name: wire.MustName(tt.name), typ: tt.typ, rcode: rcode}, nil
					}
				})
				sound(t, d)
				if how == "servfail" {
					if tt.name != "nl" && d.Verdict != mail.Blocked && tt.typ != wire.TypeA {
						t.Errorf("verdict %s: nobody else gets an answer either", d.Verdict)
					}
					return
				}
				atNobody(t, d, "local.filtered")
			})
		}
	}
}

// A resolver that has enough of us, and says SERVFAIL to everything from then on,
// says nothing about the domain: never a worse word than that it cannot be told.
func TestResolverHasEnough(t *testing.T) {
	for n := int64(1); n < 60; n += 3 {
		t.Run(strconv.FormatInt(n, 10), func(t *testing.T) {
			t.Parallel()
			var asked atomic.Int64
			d := judgedWith(t, "target: example.org\nresolver: yes", func(o *probe.Options) {
				dial := o.Network
				o.Network = func(ctx context.Context, network, address string) (net.Conn, error) {
					conn, err := dial(ctx, network, address)
					if err != nil || address != o.Resolver.String() || asked.Add(1) <= n {
						return conn, err
					}
					u := &unwilling{Conn: conn, rcode: 2}
					u.met.Store(true)
					return u, nil
				}
			})
			sound(t, d)
			if d.Verdict != mail.Protected {
				atNobody(t, d, "local.no-dns")
			}
		})
	}
}

// What is not signed anybody can make up. Where the resolver says that it did,
// nothing is known of the domain.
func TestResolverBlocksWhatIsNotSigned(t *testing.T) {
	for _, target := range []string{"example.zz", "example.zz MX"} {
		d := judged(t, "target: "+target+"\nresolver: yes\nfault local resolver-blocks example.zz")
		sound(t, d)
		if d.Verdict != mail.CannotTell || d.Break < 0 || d.Findings[d.Break].Code != "local.filtered" {
			t.Errorf("%s: verdict %s, break %d of %v", target, d.Verdict, d.Break, d.Findings)
		}
	}
}

// A resolver that remembers a time before the domain had mail servers does not
// make it one without DANE.
func TestResolverRemembersNoMailServers(t *testing.T) {
	for _, target := range []string{"example.org", "example.nl"} {
		d := judged(t, "target: "+target+"\nresolver: yes\nfault local resolver-stale "+target+" MX")
		sound(t, d)
		atNobody(t, d, "local.stale-cache")
	}
}

// A router that denies every TLSA record, before a resolver that validates, is
// found out: the resolver would not have taken such a denial.
func TestTLSADeniedOnTheWayToTheResolver(t *testing.T) {
	for _, target := range []string{"example.org", "example.nl"} {
		d := judgedWith(t, "target: "+target+"\nresolver: yes", func(o *probe.Options) {
			dial := o.Network
			o.Network = func(ctx context.Context, network, address string) (net.Conn, error) {
				conn, err := dial(ctx, network, address)
				if err != nil || address != o.Resolver.String() {
					return conn, err
				}
				return &denier{conn}, nil
			}
		})
		sound(t, d)
		atNobody(t, d, "local.filtered")
	}
}

// denier makes NXDOMAIN, with nothing to it, of every answer about TLSA.
type denier struct{ net.Conn }

func (c *denier) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	m, bad := wire.Parse(b[:n])
	if bad != nil || m.QType != wire.TypeTLSA {
		return n, err
	}
	b[2], b[3] = b[2]&^0x04, b[3]&^0x20&0xf0|byte(wire.NXDomain) // no AA, no AD
	clear(b[6:12])
	for n = 12; b[n] != 0; n += int(b[n]) + 1 {
	}
	return n + 5, err // behind the type and class of the question
}

// atNobody checks that a case cannot be told for a reason on our own side, and
// that nobody else is accused of anything.
func atNobody(t *testing.T, d *explain.Diagnosis, code finding.Code) {
	t.Helper()
	if d.Verdict != mail.CannotTell {
		t.Errorf("verdict %s", d.Verdict)
	}
	if d.Break < 0 || d.Findings[d.Break].Code != code {
		t.Errorf("break %d of %v, want %s", d.Break, d.Findings, code)
	}
	for _, f := range d.Findings {
		if f.ConsequenceOf < 0 && f.Weight != finding.Local && f.Weight != finding.Info {
			t.Errorf("accused: %s %s", f.Code, f.Subject)
		}
	}
	for _, l := range d.Links {
		if l.State == explain.Broken {
			t.Errorf("%s is shown as broken", l.ID)
		}
	}
}

// While the answers of a resolver come in, nothing is said that later answers
// take back: neither a verdict nor a fault.
func TestResolverGrowing(t *testing.T) {
	const often = 12 // items between two judgements
	for _, name := range []string{
		"demo", "healthy-3-1-1", "dnssec-rrsig-expired", "dnssec-ds-mismatch", "dnssec-unsigned-domain", "null-mx", "dns-ns-unreachable",
		"local-resolver-strips-dnssec", "local-filtered", "tlsa-cname-broken",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			last, r := through(t, name)
			for n := 1; n < len(r.Case.Items); n += often {
				d := explain.Diagnose(evidence.Case{Items: r.Case.Items[:n]}, explain.Options{Anchors: r.Anchors, Memo: checks})
				if d.Verdict != mail.Checking && d.Verdict != last.Verdict {
					t.Fatalf("after %d items %s, in the end %s", n, d.Verdict, last.Verdict)
				}
				for _, f := range d.Findings {
					still := slices.ContainsFunc(last.Findings, func(e explain.Explained) bool { return e.Code == f.Code && e.Host == f.Host && e.Zone == f.Zone })
					if (f.Weight == finding.Fatal || f.Weight == finding.Risk || f.Weight == finding.Local) && !still {
						t.Fatalf("after %d items %s %s, in the end not", n, f.Code, f.Subject)
					}
				}
			}
		})
	}
}
