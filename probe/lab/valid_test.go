package lab

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cloudflare/circl/sign/ed448"
	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// keysOf asks for the keys of a zone and checks that they are signed by a key
// that the DS records name.
func keysOf(t *testing.T, r *Running, zone string, ds []*dns.DS) []*dns.DNSKEY {
	t.Helper()
	m := ask(t, r, "tcp", serversOf(r, zone)[0], zone, dns.TypeDNSKEY)
	var keys, entry []*dns.DNSKEY
	for _, rr := range m.Answer {
		if k, ok := rr.(*dns.DNSKEY); ok {
			keys = append(keys, k)
			for _, d := range ds {
				if made := k.ToDS(d.DigestType); made != nil && made.Digest == d.Digest && k.KeyTag() == d.KeyTag {
					entry = append(entry, k)
				}
			}
		}
	}
	if len(entry) == 0 {
		t.Fatalf("%s: no key of %d is named by %v", zone, len(keys), ds)
	}
	if err := verifySection(m.Answer, zone, entry, r.Now()); err != nil {
		t.Fatalf("%s DNSKEY: %v", zone, err)
	}
	return keys
}

// verifySection checks every RRset of a section with the dns package, which
// knows nothing of the signer: one signature by one of the keys must do.
func verifySection(section []dns.RR, zone string, keys []*dns.DNSKEY, now time.Time) error {
	sets := map[string][]dns.RR{}
	sigs := map[string][]*dns.RRSIG{}
	for _, rr := range section {
		if s, ok := rr.(*dns.RRSIG); ok {
			id := fmt.Sprint(s.Hdr.Name, " ", dns.TypeToString[s.TypeCovered])
			sigs[id] = append(sigs[id], s)
			continue
		}
		id := fmt.Sprint(rr.Header().Name, " ", dns.TypeToString[rr.Header().Rrtype])
		sets[id] = append(sets[id], rr)
	}
	for id, set := range sets {
		if set[0].Header().Rrtype == dns.TypeNS && set[0].Header().Name != dns.Fqdn(zone) {
			continue // a delegation is not signed
		}
		good := slices.ContainsFunc(sigs[id], func(s *dns.RRSIG) bool {
			return s.SignerName == dns.Fqdn(zone) && s.ValidityPeriod(now) && slices.ContainsFunc(keys, func(k *dns.DNSKEY) bool {
				return s.KeyTag == k.KeyTag() && s.Verify(k, set) == nil
			})
		})
		if !good {
			return fmt.Errorf("%s is not signed by %s", id, zone)
		}
	}
	return nil
}

func dsFor(t *testing.T, r *Running, zone string) []*dns.DS {
	t.Helper()
	if zone == "." {
		var out []*dns.DS
		for _, rr := range r.Anchors() {
			ds, err := rr.DS()
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, &dns.DS{KeyTag: ds.Tag, Algorithm: ds.Algorithm, DigestType: ds.DigestType, Digest: fmt.Sprintf("%x", ds.Digest)})
		}
		return out
	}
	parent := r.d.parentOf(r.d.zones[wire.MustName(zone)]).apex.String()
	m := ask(t, r, "udp", serversOf(r, parent)[1], zone, dns.TypeDS)
	if err := verifySection(append(m.Answer, m.Ns...), parent, keysOf(t, r, parent, dsFor(t, r, parent)), r.Now()); err != nil {
		t.Fatalf("DS of %s: %v", zone, err)
	}
	var out []*dns.DS
	for _, rr := range m.Answer {
		if ds, ok := rr.(*dns.DS); ok {
			out = append(out, ds)
		}
	}
	return out
}

// Every answer of every signed zone of the standard world validates from the
// anchor down, at every server.
func TestStandardWorldValidates(t *testing.T) {
	r := start(t, Options{})
	for apex, z := range r.d.zones {
		zone := apex.String()
		if z.unsigned {
			if r.d.parentOf(z).unsigned {
				continue
			}
			if ds := dsFor(t, r, zone); len(ds) > 0 {
				t.Errorf("%s is unsigned but has DS %v", zone, ds)
			}
			continue
		}
		keys := keysOf(t, r, zone, dsFor(t, r, zone))
		for _, server := range serversOf(r, zone) {
			for k := range z.records {
				checkAnswer(t, r, server, zone, keys, k.name.String(), k.typ)
			}
			missing, _ := apex.Prepend("no-such-name", "at-all")
			checkAnswer(t, r, server, zone, keys, missing.String(), dns.TypeA)
			checkAnswer(t, r, server, zone, keys, zone, dns.TypeSOA)
			checkAnswer(t, r, server, zone, keys, zone, dns.TypeTLSA)
		}
	}
}

func checkAnswer(t *testing.T, r *Running, server, zone string, keys []*dns.DNSKEY, name string, typ uint16) {
	t.Helper()
	m := ask(t, r, "tcp", server, name, typ)
	inZone := slices.DeleteFunc(append(m.Answer, m.Ns...), func(rr dns.RR) bool {
		return r.d.zoneOf(nameOf(rr.Header().Name)).apex.String() != zone
	})
	if !m.Authoritative {
		t.Errorf("%s %s at %s: not authoritative", name, dns.TypeToString[typ], server)
	}
	if err := verifySection(inZone, zone, keys, r.Now()); err != nil {
		t.Errorf("%s %s at %s: %v", name, dns.TypeToString[typ], server, err)
	}
}

// All algorithms that the lab signs with, as far as the dns package can check.
func TestAlgorithmsValidate(t *testing.T) {
	for _, algorithm := range []string{"5", "7", "8", "8 1024", "10", "13", "14", "15"} {
		r := start(t, Options{}, "set algorithm example.org "+algorithm)
		keys := keysOf(t, r, "example.org.", dsFor(t, r, "example.org."))
		checkAnswer(t, r, "198.18.10.1", "example.org.", keys, "example.org.", dns.TypeMX)
	}
}

// Ed448 is checked over the data that package wire makes, since the dns package
// cannot.
func TestEd448Validates(t *testing.T) {
	r := start(t, Options{}, "set algorithm example.org 16")
	octets, err := ask(t, r, "tcp", "198.18.10.1", "example.org", dns.TypeDNSKEY).Pack()
	if err != nil {
		t.Fatal(err)
	}
	m, err := wire.Parse(octets)
	if err != nil {
		t.Fatal(err)
	}
	set := wire.Find(wire.Group(m.Answer), wire.MustName("example.org"), wire.TypeDNSKEY)
	key, err := set.RRs[0].DNSKEY()
	if err != nil {
		t.Fatal(err)
	}
	data, ok := wire.SignedData(set.Sigs[0], set)
	if !ok || set.Sigs[0].Algorithm != algEd448 || !ed448.Verify(key.Key, data, set.Sigs[0].Signature, "") {
		t.Errorf("the signature %+v does not verify", set.Sigs[0])
	}
	data[len(data)-1] ^= 1
	if ed448.Verify(key.Key, data, set.Sigs[0].Signature, "") {
		t.Error("it verifies for other data too")
	}
}
