package lab

import (
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// opinionOf is what the resolver makes of a name: response code, AD, extended
// errors, and the data of the records asked for.
func opinionOf(t *testing.T, r *Running, name string, qtype uint16, cd bool) string {
	t.Helper()
	q := question4(name, qtype)
	q.RecursionDesired, q.CheckingDisabled = true, cd
	m, err := exchange(r, "tcp", ResolverAddrs()[0].String(), q)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{dns.RcodeToString[m.Rcode]}
	if m.AuthenticatedData {
		out = append(out, "AD")
	}
	if opt := m.IsEdns0(); opt != nil {
		for _, o := range opt.Option {
			if e, ok := o.(*dns.EDNS0_EDE); ok {
				out = append(out, fmt.Sprintf("EDE%d", e.InfoCode))
			}
		}
	}
	for _, rr := range m.Answer {
		if rr.Header().Rrtype == qtype {
			out = append(out, strings.Join(strings.Fields(rr.String())[4:], " "))
		}
	}
	return strings.Join(out, " ")
}

// With CD=0 the resolver says what it thinks: secure, unsigned, or SERVFAIL
// with the reason.
func TestResolverValidates(t *testing.T) {
	tests := []struct {
		fault, name string
		qtype       uint16
		want        string
	}{
		{"", "example.org", dns.TypeMX, "NOERROR AD 10 mx1.example.net. 20 mx2.example.net."},
		{"", "mx1.example.nl", dns.TypeA, "NOERROR AD 198.18.12.25"},
		{"", ".", dns.TypeSOA, "NOERROR AD a.root. hostmaster. 2026112101 7200 3600 1209600 600"},
		{"", "plain.org", dns.TypeMX, "NOERROR 10 mx1.example.net."},
		{"", "legacy.net", dns.TypeMX, "NOERROR 10 mx1.legacy.net."},
		{"", "example.zz", dns.TypeMX, "NOERROR 10 mx1.example.zz."},
		{"", "plain.org", dns.TypeDS, "NOERROR AD"},
		{"", "legacy.net", dns.TypeDS, "NOERROR"},
		{"", "none.example.org", dns.TypeA, "NXDOMAIN AD"},
		{"", "none.example.net", dns.TypeA, "NXDOMAIN AD"},
		{"", "none.example.nl", dns.TypeA, "NXDOMAIN AD"},
		{"", "qwertyuiopasdfghjkl", dns.TypeA, "NXDOMAIN AD"},
		{"", "qwertyuiopasdfghjkl.nl", dns.TypeA, "NXDOMAIN AD"},
		{"", "qwertyuiopasdfghjkl.net", dns.TypeA, "NXDOMAIN"}, // the gap of opt-out
		{"", "ent.example.org", dns.TypeA, "NOERROR AD"},
		{"", "example.org", dns.TypeTLSA, "NOERROR AD"},
		{"", "x.wild.example.org", dns.TypeA, "NOERROR AD 198.18.10.99"},
		{"", "x.wild.example.org", dns.TypeMX, "NOERROR AD"},
		{"", "mx1.tree.example.org", dns.TypeA, "NOERROR AD 198.18.11.25"},
		{"fault cname www.example.org none.example.nl", "www.example.org", dns.TypeA, "NXDOMAIN AD"},
		{"fault cname www.example.org plain.org", "www.example.org", dns.TypeMX, "NOERROR 10 mx1.example.net."},
		{"fault rrsig-expired example.org", "example.org", dns.TypeMX, "SERVFAIL EDE7"},
		{"fault rrsig-not-yet-valid example.org MX", "example.org", dns.TypeMX, "SERVFAIL EDE8"},
		{"fault rrsig-missing example.org MX", "example.org", dns.TypeMX, "SERVFAIL EDE10"},
		{"fault rrsig-invalid example.org MX", "example.org", dns.TypeMX, "SERVFAIL EDE6"},
		{"fault rrsig-wrong-signer example.org MX", "example.org", dns.TypeMX, "SERVFAIL EDE6"},
		{"fault ds-mismatch example.org", "example.org", dns.TypeMX, "SERVFAIL EDE9"},
		{"fault ds-but-unsigned example.org", "example.org", dns.TypeMX, "SERVFAIL EDE9"},
		{"fault key-revoked example.org", "example.org", dns.TypeMX, "SERVFAIL EDE9"},
		{"fault no-ds example.org", "example.org", dns.TypeMX, "NOERROR 10 mx1.example.net. 20 mx2.example.net."},
		{"fault algorithm example.org 7", "example.org", dns.TypeMX, "NOERROR 10 mx1.example.net. 20 mx2.example.net."},
		{"fault denial-missing none.example.org", "none.example.org", dns.TypeA, "SERVFAIL EDE12"},
		{"fault denial-wrong none.example.org", "none.example.org", dns.TypeA, "SERVFAIL EDE12"},
		{"fault denial-wrong none.example.nl", "none.example.nl", dns.TypeA, "SERVFAIL EDE12"},
		{"fault wildcard-proof-missing wild.example.org", "x.wild.example.org", dns.TypeA, "SERVFAIL EDE12"},
		{"fault dname-wrong tree.example.org example.nl", "mx1.tree.example.org", dns.TypeCNAME, "SERVFAIL EDE10"},
		{"fault ent-nxdomain ent.example.org", "ent.example.org", dns.TypeA, "SERVFAIL EDE12"},
		{"fault compact-denial example.org", "none.example.org", dns.TypeA, "NOERROR AD"},
		{"fault unsigned org", "example.org", dns.TypeMX, "NOERROR 10 mx1.example.net. 20 mx2.example.net."},
		{"fault nxdomain example.org", "example.org", dns.TypeMX, "NXDOMAIN AD"},
		{"fault local clock 40d", "example.org", dns.TypeTLSA, "NOERROR AD"}, // our clock, not the resolver's
	}
	for _, tt := range tests {
		t.Run(tt.fault+"/"+tt.name+" "+dns.TypeToString[tt.qtype], func(t *testing.T) {
			t.Parallel()
			if got := opinionOf(t, start(t, Options{}, tt.fault), tt.name, tt.qtype, false); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// What a resolver can do wrong shows in the two answers that it gives.
func TestResolverMisbehaves(t *testing.T) {
	const mx = " 10 mx1.example.net. 20 mx2.example.net."
	tests := []struct {
		fault, name string
		qtype       uint16
		own, data   string // with CD=0 and CD=1
	}{
		{"fault local resolver-not-validating", "example.org", dns.TypeMX, "NOERROR" + mx, "NOERROR" + mx},
		{"fault local resolver-not-validating\nfault rrsig-expired example.org", "example.org", dns.TypeMX, "NOERROR" + mx, "NOERROR" + mx},
		{"fault local resolver-no-ad", "example.org", dns.TypeMX, "NOERROR" + mx, "NOERROR" + mx},
		{"fault local resolver-no-ad\nfault rrsig-expired example.org", "example.org", dns.TypeMX, "SERVFAIL EDE7", "NOERROR" + mx},
		{"fault local resolver-old-anchor", "example.org", dns.TypeMX, "SERVFAIL EDE9", "NOERROR" + mx},
		{"fault local resolver-old-anchor", "plain.org", dns.TypeMX, "SERVFAIL EDE9", "NOERROR 10 mx1.example.net."},
		{"fault local resolver-rewrites", "none.example.org", dns.TypeA, "NOERROR 198.18.254.80", "NOERROR 198.18.254.80"},
		{"fault local resolver-rewrites", "none.example.org", dns.TypeMX, "NXDOMAIN AD", "NXDOMAIN"},
		{"fault local resolver-rewrites", "example.org", dns.TypeMX, "NOERROR AD" + mx, "NOERROR" + mx},
		{"fault local resolver-portal", "example.org", dns.TypeA, "NOERROR 192.168.77.1", "NOERROR 192.168.77.1"},
		{"fault local resolver-portal", "example.org", dns.TypeMX, "NOERROR", "NOERROR"},
		{
			"fault local resolver-stale example.org MX 10 mx.example.nl", "example.org", dns.TypeMX,
			"NOERROR AD EDE3 10 mx.example.nl.", "NOERROR EDE3 10 mx.example.nl.",
		},
		{"fault local resolver-stale example.org MX", "example.org", dns.TypeMX, "NOERROR AD EDE3", "NOERROR EDE3"},
		{"fault local resolver-stale example.org MX", "example.org", dns.TypeA, "NOERROR AD 198.18.10.80", "NOERROR 198.18.10.80"},
		{"fault local resolver-view example.org 10.1.2.3", "www.example.org", dns.TypeA, "NOERROR 10.1.2.3", "NOERROR 10.1.2.3"},
		{"fault local resolver-view example.org 10.1.2.3", "example.org", dns.TypeMX, "NOERROR 10 mail.example.org.", "NOERROR 10 mail.example.org."},
		{"fault local resolver-view example.org 10.1.2.3", "example.org", dns.TypeDNSKEY, "NOERROR", "NOERROR"},
		{"fault local resolver-servfail example.org", "www.example.org", dns.TypeA, "SERVFAIL", "SERVFAIL"},
		{"fault local resolver-servfail example.org 22", "www.example.org", dns.TypeA, "SERVFAIL EDE22", "SERVFAIL EDE22"},
		{"fault local resolver-servfail example.org", "mx1.example.net", dns.TypeA, "NOERROR AD 198.18.11.25", "NOERROR 198.18.11.25"},
		{"fault local resolver-strips", "example.org", dns.TypeMX, "NOERROR" + mx, "NOERROR" + mx},
		{"fault local resolver-blocks example.org", "example.org", dns.TypeMX, "NXDOMAIN EDE15", "NXDOMAIN EDE15"},
	}
	for _, tt := range tests {
		t.Run(tt.fault+"/"+tt.name+" "+dns.TypeToString[tt.qtype], func(t *testing.T) {
			t.Parallel()
			r := start(t, Options{}, tt.fault)
			if got := opinionOf(t, r, tt.name, tt.qtype, false); got != tt.own {
				t.Errorf("CD=0: %s, want %s", got, tt.own)
			}
			if got := opinionOf(t, r, tt.name, tt.qtype, true); got != tt.data {
				t.Errorf("CD=1: %s, want %s", got, tt.data)
			}
		})
	}
}

func TestResolverFaultsThatAreNone(t *testing.T) {
	for _, fault := range []string{
		"local resolver-unheard-of", "local resolver-refuses", "local resolver-servfail example.org many", "local resolver-view example.org", "local resolver-view example.org here",
		"local resolver-stale example.org", "local resolver-stale example.org MX ten", "local resolver-strips example.org",
	} {
		if _, err := Parse("test", []byte("target: example.org\nfault "+fault)); err == nil {
			t.Errorf("%s is taken", fault)
		}
	}
}
