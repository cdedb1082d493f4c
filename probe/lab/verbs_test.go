package lab

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// examples has every verb of the language that changes answers of name servers.
// The standard world is asked the same, so a verb without effect is noticed.
func examples() []string {
	return []string{
		"remove mx1.example.net AAAA", "replace example.org MX 10 198.18.11.25", "add example.org TXT two ; three", "ttl example.org MX 99999",
		"null-mx example.org", "no-address mx1.example.net", "address mx1.example.net 192.168.1.25 fd00::25", "cname mx1.example.net a.example.org b.example.org",
		"alias-loop mx1.example.net mx2.example.net", "dname tree.example.org example.nl", "dname-wrong tree.example.org example.net",
		"nxdomain example.org", "large example.org", "large-text example.org 300", "serial example.org 7", "stale ns3.example.net example.org",
		"tlsa mx1.example.net 3 1 1 leaf, 3 1 1 next", "tlsa-many mx1.example.net 12",
		"unsigned example.org", "no-ds example.org", "ds-but-unsigned example.org", "ds-mismatch example.org", "ds-stale example.org",
		"ds-digest example.org 1", "ds-algorithm example.org 99", "dnskey-not-signed example.org", "key-revoked example.org",
		"key-no-zone-flag example.org", "key-protocol example.org 4", "algorithm example.org 14", "algorithm-incomplete example.org 15",
		"keys example.org two-tags", "keys example.org waiting", "cds example.org delete", "colocate org example.org", "parent-ns example.org ns1.example.org",
		"glue ns1.example.org 198.18.10.77", "glue ns1.example.org none",
		"rrsig-expired example.org", "rrsig-not-yet-valid example.org MX", "rrsig-expiring example.org 6h", "rrsig-lifetime example.org 100d", "rrsig-since example.org MX 9d",
		"rrsig-missing example.org MX", "rrsig-invalid example.org DS", "rrsig-wrong-signer example.org", "rrsig-unknown-key example.org DNSKEY",
		"rrsig-flood example.org MX 3",
		"nsec net", "nsec3 example.org iterations 10 salt ab opt-out flags 2 hash 2", "compact-denial example.org", "denial-missing no.example.org",
		"denial-wrong no.example.org", "bitmap-wrong example.org TLSA", "ent-nxdomain _tcp.mx1.example.net", "wildcard-proof-missing wild.example.org",
		"answer example.org MX servfail", "server ns1.example.org refused",
	}
}

// probes asks everything that the examples touch, at every server of four zones.
func probes(r *Running) iter.Seq[string] {
	names := strings.Fields("org example.org no.example.org x.wild.example.org ent.example.org mx1.tree.example.org ns1.example.org " +
		"mx1.example.net _tcp.mx1.example.net _25._tcp.mx1.example.net no.net")
	types := []uint16{dns.TypeDS, dns.TypeDNSKEY, dns.TypeMX, dns.TypeAAAA, dns.TypeTXT, dns.TypeTLSA, dns.TypeSOA, dns.TypeCDS}
	return func(yield func(string) bool) {
		for _, zone := range []string{"org", "net", "example.org", "example.net"} {
			for _, server := range serversOf(r, zone) {
				for _, name := range names {
					for _, typ := range types {
						m, err := exchange(r, "tcp", server, question4(name, typ))
						if err != nil || !yield(fmt.Sprintln(m.Rcode, m.Answer, m.Ns, m.Extra)) {
							return
						}
					}
				}
			}
		}
	}
}

// differs tells whether a world answers anything in another way.
func differs(standard []string, r *Running) bool {
	i := 0
	for answer := range probes(r) {
		if i == len(standard) || answer != standard[i] {
			return true
		}
		i++
	}
	return i != len(standard)
}

func TestEveryVerbChangesSomething(t *testing.T) {
	standard := slices.Collect(probes(start(t, Options{})))
	done := map[string]bool{
		"zone": true, "newzone": true, "mailhost": true, "smtp": true, "tls": true, "certificate": true, "certificate-without-sni": true, "local": true,
		"policies": true, "policyhost": true, "web": true, "sts": true,
	}
	for _, example := range examples() {
		name, _, _ := strings.Cut(example, " ")
		done[name] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !differs(standard, start(t, Options{}, "fault "+example)) {
				t.Errorf("%q changes nothing", example)
			}
		})
	}
	for _, v := range verbs() {
		if !done[v.name] {
			t.Errorf("the verb %s has no example", v.name)
		}
	}
}
