package lab

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/miekg/dns"
)

// recursive is a question as a stub that validates itself asks it.
func recursive(name string, qtype uint16) *dns.Msg {
	q := question4(name, qtype)
	q.RecursionDesired, q.CheckingDisabled = true, true
	return q
}

// The resolver goes to the servers, gets by with what answers, and says
// SERVFAIL when nothing does. Its answers are without authority.
func TestResolver(t *testing.T) {
	const right = "NOERROR - |MX MX RRSIG||"
	tests := []struct {
		fault, name string
		qtype       uint16
		want        string
	}{
		{"", "example.org", dns.TypeMX, right},
		{"", ".", dns.TypeDNSKEY, "NOERROR - |DNSKEY DNSKEY RRSIG||"},
		{"", "org", dns.TypeDS, "NOERROR - |DS RRSIG||"},
		{"", "plain.org", dns.TypeDS, "NOERROR - ||NSEC RRSIG RRSIG SOA|"},
		{"", "none.example.org", dns.TypeA, "NXDOMAIN - ||NSEC NSEC RRSIG RRSIG RRSIG SOA|"},
		{"", "mx1.example.net", dns.TypeTLSA, "NOERROR - ||NSEC RRSIG RRSIG SOA|"},
		{"", "x.wild.example.org", dns.TypeA, "NOERROR - |A RRSIG|NSEC RRSIG|"},
		{"", "mx1.tree.example.org", dns.TypeA, "NOERROR - |A CNAME DNAME RRSIG RRSIG||"},
		{"fault cname www.example.org mx1.example.nl", "www.example.org", dns.TypeA, "NOERROR - |A CNAME RRSIG RRSIG||"},
		{
			"fault cname www.example.org none.example.nl", "www.example.org", dns.TypeA,
			"NXDOMAIN - |CNAME RRSIG|NSEC3 NSEC3 NSEC3 RRSIG RRSIG RRSIG RRSIG SOA|",
		},
		{"fault alias-loop www.example.org www2.example.nl", "www.example.org", dns.TypeA, "SERVFAIL - |||"},
		{"fault rrsig-expired example.org", "example.org", dns.TypeMX, right},
		{"fault answer example.org MX unsigned", "example.org", dns.TypeMX, "NOERROR - |MX MX||"},
		{"fault answer example.org MX servfail", "example.org", dns.TypeMX, "SERVFAIL - |||"},
		{"fault answer example.org MX servfail at ns1.example.org", "example.org", dns.TypeMX, right},
		{"fault answer example.org MX spoofed", "example.org", dns.TypeMX, right},
		{"fault answer example.org MX not-aa", "example.org", dns.TypeMX, "SERVFAIL - |||"},
		{"fault answer example.org MX truncated", "example.org", dns.TypeMX, right},
		{"fault server example.org no-tcp\nfault answer example.org MX truncated", "example.org", dns.TypeMX, "SERVFAIL - |||"},
		{"fault server ns1.example.org dead", "example.org", dns.TypeMX, right},
		{"fault server ns1.example.org lame-upward", "example.org", dns.TypeMX, right},
		{"fault server example.org refused", "example.org", dns.TypeMX, "SERVFAIL - |||"},
		{"fault server example.org edns-formerr", "example.org", dns.TypeMX, "NOERROR - |MX MX||"},
		{"fault glue ns1.example.org 198.18.10.99", "example.org", dns.TypeMX, right},
		{"fault server example.net dead\nfault server ns1.example.org dead", "example.org", dns.TypeMX, "SERVFAIL - |||"},
		{"fault local resolver-strips", "example.org", dns.TypeMX, "NOERROR - |MX MX||"},
		{"fault local resolver-strips", "none.example.org", dns.TypeA, "NXDOMAIN - ||SOA|"},
		{"fault local resolver-refuses example.org", "mx.example.org", dns.TypeA, "REFUSED - |||"},
		{"fault local resolver-refuses example.org", "example.net", dns.TypeMX, "NOERROR - |MX MX RRSIG||"},
		{"fault local resolver-blocks example.org", "example.org", dns.TypeMX, "NXDOMAIN - |||"},
		{"fault local resolver-servfail", "example.org", dns.TypeMX, "SERVFAIL - |||"},
	}
	for _, tt := range tests {
		t.Run(tt.fault+"/"+tt.name+" "+dns.TypeToString[tt.qtype], func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				r := start(t, Options{Delay: 20 * time.Millisecond}, tt.fault)
				for _, network := range []string{"udp", "tcp"} {
					for _, a := range ResolverAddrs() {
						m, err := exchange(r, network, a.String(), recursive(tt.name, tt.qtype))
						if err != nil {
							t.Fatalf("%s at %s: %v", network, a, err)
						}
						if got := sketch(m); got != tt.want {
							t.Errorf("%s at %s: %s, want %s", network, a, got, tt.want)
						}
						if !m.RecursionAvailable && m.Rcode != dns.RcodeServerFailure && m.Rcode != dns.RcodeRefused || m.AuthenticatedData {
							t.Errorf("%s at %s: flags %v", network, a, m.MsgHdr)
						}
						if strips := tt.fault == "fault local resolver-strips"; (m.IsEdns0() == nil) != strips {
							t.Errorf("%s at %s: EDNS %v", network, a, m.IsEdns0())
						}
					}
				}
			})
		})
	}
}

// A silent server costs the resolver time, once.
func TestResolverTakesTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := start(t, Options{Delay: 20 * time.Millisecond}, "fault server ns1.example.org dead")
		for i, want := range []time.Duration{940 * time.Millisecond, 20 * time.Millisecond} {
			began := time.Now()
			if _, err := exchange(r, "udp", ResolverAddrs()[0].String(), recursive("example.org", dns.TypeMX)); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(began); took < want || took > want+100*time.Millisecond {
				t.Errorf("question %d took %v, want about %v", i+1, took, want)
			}
		}
	})
}

func TestResolverWantsRecursion(t *testing.T) {
	r := start(t, Options{})
	if got := sketch(ask(t, r, "udp", ResolverAddrs()[0].String(), "example.org", dns.TypeMX)); got != "REFUSED - |||" {
		t.Errorf("RD=0: %s", got)
	}
}

func TestWorldSaysResolver(t *testing.T) {
	if got := start(t, Options{}, "resolver: yes").Resolver(); got.Addr() != ResolverAddrs()[0] || got.Port() != 53 {
		t.Errorf("resolver: yes: %v", got)
	}
	if r := start(t, Options{}, "resolver: no"); r.Resolver().IsValid() || r.Beside().IsValid() {
		t.Errorf("resolver: no: %v, %v", r.Resolver(), r.Beside())
	}
	if r := start(t, Options{}, "resolver: beside"); r.Beside().Addr() != ResolverAddrs()[0] || r.Resolver().IsValid() {
		t.Errorf("resolver: beside: %v, %v", r.Beside(), r.Resolver())
	}
	if _, err := Parse("test", []byte("target: example.org\nresolver: perhaps")); err == nil {
		t.Error("resolver: perhaps is taken")
	}
}
