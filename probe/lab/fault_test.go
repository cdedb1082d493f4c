package lab

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/miekg/dns"
)

// Faults in name servers, as the asker sees them. The question is for the MX
// set of example.org at ns1 unless the row says otherwise.
func TestServerFaults(t *testing.T) {
	const right = "NOERROR AA |MX MX RRSIG||"
	tests := []struct{ fault, udp, tcp string }{
		{"set ttl example.org MX 3600", right, right},
		{"fault answer example.org MX servfail", "SERVFAIL - |||", "SERVFAIL - |||"},
		{"fault answer example.org * refused", "REFUSED - |||", "REFUSED - |||"},
		{"fault answer example.org MX notimp", "NOTIMP - |||", "NOTIMP - |||"},
		{"fault answer example.org MX formerr", "FORMERR - |||", "FORMERR - |||"},
		{"fault answer example.org MX nxdomain", "NXDOMAIN - |||", "NXDOMAIN - |||"},
		{"fault answer example.org MX empty", "NOERROR - |||", "NOERROR - |||"},
		{"fault answer example.org TLSA servfail", right, right},
		{"fault answer example.org MX servfail at ns3.example.net", right, right},
		{"fault answer org MX servfail", right, right},
		{"fault answer example.org MX unsigned", "NOERROR AA |MX MX||", "NOERROR AA |MX MX||"},
		{"fault answer example.org MX not-aa", "NOERROR - |MX MX RRSIG||", "NOERROR - |MX MX RRSIG||"},
		{"fault answer example.org MX truncated", "NOERROR AA TC |||", right},
		{"fault answer example.org MX drop", "timeout", "timeout"},
		{"fault answer example.org MX garbage", "malformed", "malformed"},
		{"fault answer example.org MX short", "malformed", "malformed"},
		{"fault answer example.org MX pointer-loop", "malformed", "malformed"},
		{"fault answer example.org MX wrong-id", "other id", "other id"},
		{"fault answer example.org MX spoofed", "other id", right},
		{"fault answer example.org MX wrong-question", "other question", "other question"},
		{"fault answer example.org MX ede", "SERVFAIL - |||", "SERVFAIL - |||"},
		{"fault server ns1.example.org dead", "timeout", "timeout"},
		{"fault server example.org refused", "REFUSED - |||", "REFUSED - |||"},
		{"fault server ns1.example.org lame-servfail", "SERVFAIL - |||", "SERVFAIL - |||"},
		{"fault server ns1.example.org lame-upward", "NOERROR - ||NS NS|", "NOERROR - ||NS NS|"},
		{"fault server ns1.example.org lame-not-aa", "NOERROR - |MX MX RRSIG||", "NOERROR - |MX MX RRSIG||"},
		{"fault server ns1.example.org edns-formerr", "FORMERR - |||", "FORMERR - |||"},
		{"fault server ns1.example.org edns-drop", "timeout", "timeout"},
		{"fault server ns1.example.org no-dnssec", "NOERROR AA |MX MX||", "NOERROR AA |MX MX||"},
		{"fault server ns1.example.org no-udp", "timeout", right},
		{"fault server ns1.example.org truncate", "NOERROR AA TC |||", right},
		{"fault server ns1.example.org no-tcp", right, "refused"},
		{"fault server ns1.example.org dead at 2001:2:0:10::1", right, right},
		{"fault server ns3.example.net dead", right, right},
		{"fault local no-dns", "timeout", "timeout"},
		{"fault local no-ipv4", "unreachable", "unreachable"},
		{"fault local no-ipv6", right, right},
		{"fault local tcp53-blocked", right, "timeout"},
		{"fault local port53-closed", "timeout", "timeout"},
		{"fault local intercepted", "NXDOMAIN - |||", "timeout"},
	}
	for _, tt := range tests {
		for network, want := range map[string]string{"udp": tt.udp, "tcp": tt.tcp} {
			t.Run(tt.fault+"/"+network, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					r := start(t, Options{}, tt.fault)
					if got := seen(r, network, "198.18.10.1", question4("example.org", dns.TypeMX)); got != want {
						t.Errorf("got %q, want %q", got, want)
					}
				})
			})
		}
	}
}

// Changes of records, as the asker sees them.
func TestRecordFaults(t *testing.T) {
	tests := []struct{ fault, server, name, typ, want string }{
		{"fault remove example.org MX", "198.18.10.1", "example.org", "MX", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"fault nxdomain example.org", "198.18.1.1", "example.org", "MX", "NXDOMAIN AA ||NSEC RRSIG RRSIG SOA|"},
		{"fault unsigned example.org", "198.18.1.1", "example.org", "DS", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"fault unsigned example.org", "198.18.10.1", "example.org", "MX", "NOERROR AA |MX MX||"},
		{"fault no-ds example.org", "198.18.1.1", "example.org", "DS", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"fault no-ds example.org", "198.18.10.1", "example.org", "MX", "NOERROR AA |MX MX RRSIG||"},
		{"fault ds-but-unsigned example.org", "198.18.1.1", "example.org", "DS", "NOERROR AA |DS RRSIG||"},
		{"fault ds-but-unsigned example.org", "198.18.10.1", "example.org", "DNSKEY", "NOERROR AA ||SOA|"},
		{"fault ds-stale example.org", "198.18.1.1", "example.org", "DS", "NOERROR AA |DS DS RRSIG||"},
		{"fault ds-digest example.org 1 4", "198.18.1.1", "example.org", "DS", "NOERROR AA |DS DS RRSIG||"},
		{"set keys example.org rollover", "198.18.10.1", "example.org", "DNSKEY", "NOERROR AA |DNSKEY DNSKEY RRSIG RRSIG||"},
		{"fault dnskey-not-signed example.org", "198.18.10.1", "example.org", "DNSKEY", "NOERROR AA |DNSKEY DNSKEY RRSIG||"},
		{"set cds example.org match", "198.18.10.1", "example.org", "CDS", "NOERROR AA |CDS RRSIG||"},
		{"fault rrsig-missing _25._tcp.mx1.example.net TLSA", "198.18.11.1", "_25._tcp.mx1.example.net", "TLSA", "NOERROR AA |TLSA||"},
		{"fault rrsig-flood example.org MX 20", "198.18.10.1", "example.org", "MX", "NOERROR AA |MX MX" + strings.Repeat(" RRSIG", 21) + "||"},
		{"fault denial-missing plain.org", "198.18.1.1", "plain.org", "MX", "NOERROR - ||NS NS|A A AAAA AAAA"},
		{"fault ent-nxdomain _tcp.mx1.example.net", "198.18.11.1", "_tcp.mx1.example.net", "A", "NXDOMAIN AA ||NSEC RRSIG RRSIG SOA|"},
		{"fault wildcard-proof-missing wild.example.org", "198.18.10.1", "x.wild.example.org", "A", "NOERROR AA |A RRSIG||"},
		{"set compact-denial example.org", "198.18.10.1", "no.example.org", "A", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"fault alias-loop mx1.example.net mx2.example.net", "198.18.11.1", "mx1.example.net", "A", "NOERROR AA |CNAME CNAME RRSIG RRSIG||"},
		{"fault cname mx1.example.net mx1.example.zz", "198.18.11.1", "mx1.example.net", "A", "NOERROR AA |CNAME RRSIG||"},
		{"fault no-address mx1.example.net", "198.18.11.1", "mx1.example.net", "A", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"set tlsa mx1.example.net 3 1 1 leaf, 3 1 1 next", "198.18.11.1", "_25._tcp.mx1.example.net", "TLSA", "NOERROR AA |RRSIG TLSA TLSA||"},
		{"fault tlsa mx1.example.net none", "198.18.11.1", "_25._tcp.mx1.example.net", "TLSA", "NXDOMAIN AA ||NSEC RRSIG RRSIG SOA|"},
		{"fault parent-ns example.org ns9.example.org", "198.18.1.1", "example.org", "MX", "NOERROR - ||DS NS RRSIG|"},
		{"newzone sub.example.org 15", "198.18.10.1", "x.sub.example.org", "A", "NOERROR - ||DS NS RRSIG|A AAAA"},
		{"newzone sub.example.org 0", "198.18.10.1", "x.sub.example.org", "A", "NOERROR - ||NS NSEC RRSIG|A AAAA"},
	}
	for _, tt := range tests {
		r := start(t, Options{}, tt.fault)
		if got := sketch(ask(t, r, "tcp", tt.server, tt.name, dns.StringToType[tt.typ])); got != tt.want {
			t.Errorf("%s: %s %s: got %q, want %q", tt.fault, tt.name, tt.typ, got, tt.want)
		}
	}
}

// Faults in signatures and keys are what the dns package, or the clock, objects to.
func TestSignatureFaults(t *testing.T) {
	for _, fault := range []string{
		"fault rrsig-expired example.org", "fault rrsig-not-yet-valid example.org MX 1h", "fault rrsig-invalid example.org MX",
		"fault rrsig-wrong-signer example.org MX", "fault rrsig-wrong-signer example.org example.net", "fault rrsig-unknown-key example.org MX",
	} {
		sound := start(t, Options{})
		keys := keysOf(t, sound, "example.org.", dsFor(t, sound, "example.org."))
		r := start(t, Options{}, fault)
		broken := ask(t, r, "udp", "198.18.10.1", "example.org", dns.TypeMX).Answer
		if verifySection(broken, "example.org.", keys, r.Now()) == nil {
			t.Errorf("%s: still valid", fault)
		}
		if err := verifySection(ask(t, sound, "udp", "198.18.10.1", "example.org", dns.TypeMX).Answer, "example.org.", keys, sound.Now()); err != nil {
			t.Errorf("the sound world: %v", err)
		}
	}
}

func TestKeyFaults(t *testing.T) {
	tests := []struct {
		fault string
		flags []uint16
		match bool // a DS of the parent names a key
	}{
		{"set keys example.org split", []uint16{256, 257}, true},
		{"fault key-revoked example.org", []uint16{257 | 128}, true},
		{"fault key-no-zone-flag example.org", []uint16{1}, true},
		{"fault ds-mismatch example.org", []uint16{257}, false},
		{"fault ds-algorithm example.org 200", []uint16{257}, false},
		{"fault ds-digest example.org 5", []uint16{257}, false},
		{"fault algorithm-incomplete example.org 15", []uint16{257, 257}, true},
	}
	for _, tt := range tests {
		r := start(t, Options{}, tt.fault)
		var flags []uint16
		match := false
		for _, rr := range ask(t, r, "tcp", "198.18.10.1", "example.org", dns.TypeDNSKEY).Answer {
			key, ok := rr.(*dns.DNSKEY)
			if !ok {
				continue
			}
			flags = append(flags, key.Flags)
			for _, rr := range ask(t, r, "udp", "198.18.1.1", "example.org", dns.TypeDS).Answer {
				if ds, ok := rr.(*dns.DS); ok && ds.DigestType == dns.SHA256 && ds.Algorithm == key.Algorithm {
					match = match || key.ToDS(ds.DigestType).Digest == ds.Digest
				}
			}
		}
		slices.Sort(flags)
		if !slices.Equal(flags, tt.flags) || match != tt.match {
			t.Errorf("%s: flags %v, a DS matches: %v", tt.fault, flags, match)
		}
	}
}

// "at NS" changes one server; the other keeps the zone.
func TestOnlyOneServer(t *testing.T) {
	r := start(t, Options{}, "fault stale ns3.example.net example.org example.org MX 10 mx.example.nl", "fault rrsig-missing example.org at ns3.example.net")
	if got := sketch(ask(t, r, "udp", "198.18.10.1", "example.org", dns.TypeMX)); got != "NOERROR AA |MX MX RRSIG||" {
		t.Errorf("ns1: %s", got)
	}
	if got := sketch(ask(t, r, "udp", "198.18.10.2", "example.org", dns.TypeMX)); got != "NOERROR AA |MX||" {
		t.Errorf("ns3: %s", got)
	}
	serials := map[uint32]bool{}
	for _, server := range serversOf(r, "example.org") {
		serials[ask(t, r, "udp", server, "example.org", dns.TypeSOA).Answer[0].(*dns.SOA).Serial] = true
	}
	if !serials[usualSerial] || !serials[usualSerial-staleBy] {
		t.Errorf("serials are %v", serials)
	}
	ds := start(t, Options{}, "fault ds-mismatch example.org at b.nic.org")
	a := ask(t, ds, "udp", "198.18.1.1", "example.org", dns.TypeDS).Answer[0].(*dns.DS)
	b := ask(t, ds, "udp", "198.18.1.2", "example.org", dns.TypeDS).Answer[0].(*dns.DS)
	if a.Digest == b.Digest {
		t.Error("the servers of the parent agree")
	}
}
