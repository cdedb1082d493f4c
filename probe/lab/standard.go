package lab

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// Times of the standard world.
const (
	usualTTL    = 3600
	negativeTTL = 600 // SOA minimum (RFC 2308)
	usualSerial = 2026112101
	sigBefore   = 3 * 24 * time.Hour
	sigAfter    = 11 * 24 * time.Hour
)

// standardZones is the table of the package documentation.
func standardZones() []zoneRow {
	return []zoneRow{
		{apex: ".", number: 0, algorithm: algECDSAP256, split: true, servers: "a.root b.root"},
		{apex: "org", number: 1, algorithm: algECDSAP256, split: true, servers: "a.nic.org b.nic.org"},
		{apex: "net", number: 2, algorithm: algRSASHA256, split: true, nsec3: true, optOut: true, servers: "a.nic.net b.nic.net"},
		{apex: "nl", number: 3, algorithm: algEd25519, split: true, nsec3: true, servers: "a.nic.nl b.nic.nl"},
		{apex: "zz", number: 4, servers: "a.nic.zz b.nic.zz"},
		{apex: "example.org", number: 10, algorithm: algECDSAP256, servers: "ns1.example.org ns3.example.net", mx: "10 mx1.example.net, 20 mx2.example.net"},
		{apex: "example.net", number: 11, algorithm: algECDSAP256, split: true, servers: "ns1.example.net ns2.example.net", mx: "10 mx1.example.net, 20 mx2.example.net", hosts: "mx1 mx2", tlsa: true},
		{apex: "example.nl", number: 12, algorithm: algEd25519, nsec3: true, servers: "ns1.example.nl ns4.example.net", mx: "10 mx1.example.nl", hosts: "mx1", tlsa: true},
		{apex: "example.zz", number: 13, servers: "ns1.example.zz ns2.example.zz", mx: "10 mx1.example.zz", hosts: "mx1"},
		{apex: "plain.org", number: 14, servers: "ns1.plain.org ns2.plain.org", mx: "10 mx1.example.net", hosts: "mx1"},
		{apex: "legacy.net", number: 15, servers: "ns1.legacy.net ns2.legacy.net", mx: "10 mx1.legacy.net", hosts: "mx1"},
	}
}

type zoneRow struct {
	apex          string
	number        int
	algorithm     uint8 // zero: unsigned
	split         bool
	nsec3, optOut bool
	servers       string
	mx            string
	hosts         string // mail servers, labels below the apex
	tlsa          bool
}

// standard builds the standard world.
func standard(at time.Time, keys *keyring, certificates *pki) (*design, error) {
	d := &design{
		at: at, keys: keys, pki: certificates, zones: map[wire.Name]*zone{}, variants: map[wire.Name]map[wire.Name]*zone{},
		servers: map[wire.Name]*server{}, hosts: map[wire.Name]*mailHost{}, webs: map[wire.Name]*webHost{},
	}
	rows := standardZones()
	for _, row := range rows {
		if err := d.addZone(row); err != nil {
			return nil, err
		}
	}
	for _, row := range rows { // name servers may be in zones that come later
		d.serverAddresses(d.zones[wire.MustName(row.apex)])
	}
	return d, d.extras()
}

func (d *design) addZone(row zoneRow) error {
	apex, err := wire.ParseName(row.apex)
	if err != nil {
		return err
	}
	z := &zone{
		apex: apex, number: row.number, serial: usualSerial, ttl: usualTTL, records: map[rrsetKey][]record{},
		delegated: true, unsigned: true, ds: dsPlan{digests: []uint8{dns.SHA256}},
		denial:  denialPlan{nsec3: row.nsec3, optOut: row.optOut, hash: dns.SHA1, bitmaps: map[rrsetKey]bool{}},
		dnameTo: map[wire.Name]wire.Name{},
	}
	if row.algorithm != 0 {
		z.layout(row.split, row.algorithm, 2048)
	}
	for i, text := range strings.Fields(row.servers) {
		name, err := wire.ParseName(text)
		if err != nil {
			return err
		}
		z.servers = append(z.servers, name)
		d.servers[name] = &server{name: name, addrs: addresses(row.number, i+1), serves: []wire.Name{apex}}
	}
	d.zones[apex] = z
	return d.addMail(z, row)
}

// addMail adds the MX set and the mail servers of a mail domain.
func (d *design) addMail(z *zone, row zoneRow) error {
	if row.mx == "" {
		return nil
	}
	for mx := range strings.SplitSeq(row.mx, ", ") {
		if err := d.text(z, fmt.Sprintf("@ MX %s", mx)); err != nil {
			return err
		}
	}
	d.addHost(z, z.apex, 80, false)
	for i, label := range strings.Fields(row.hosts) {
		name, err := z.apex.Prepend(label)
		if err != nil {
			return err
		}
		d.addHost(z, name, 25+i, row.tlsa)
	}
	return d.addPolicies(z, z.apex)
}

// addHost adds a mail server, its addresses and, if wanted, its TLSA record.
func (d *design) addHost(z *zone, name wire.Name, host int, tlsa bool) {
	addrs := addresses(z.number, host)
	d.hosts[name] = &mailHost{name: name, addrs: addrs}
	for _, a := range addrs {
		z.put(addressRecord(name, a, z.ttl))
	}
	if !tlsa {
		return
	}
	if owner, err := wire.TLSAName(name, portSMTP); err == nil {
		z.put(tlsaRecord(owner, z.ttl, tlsaSource{usage: 3, selector: 1, matching: 1, what: "leaf", host: name}))
	}
}

// serverAddresses puts the addresses of the zone's name servers where they belong.
func (d *design) serverAddresses(z *zone) {
	for _, ns := range z.servers {
		home := d.zoneOf(ns)
		for _, a := range d.servers[ns].addrs {
			home.put(addressRecord(ns, a, z.ttl))
		}
	}
}

// extras are names of example.org that lessons about answers use.
func (d *design) extras() error {
	z := d.zones[wire.MustName("example.org")]
	for _, line := range []string{
		"www.example.org CNAME example.org", "*.wild.example.org A 198.18.10.99", `*.wild.example.org TXT "from a wildcard"`,
		"deep.ent.example.org A 198.18.10.98", "tree.example.org DNAME example.net",
	} {
		if err := d.text(z, line); err != nil {
			return err
		}
	}
	return nil
}

// addresses are of the networks for benchmarks (RFC 2544, RFC 5180), which are
// nobody's and not special to a mail sender.
func addresses(number, host int) []netip.Addr {
	return []netip.Addr{
		netip.AddrFrom4([4]byte{198, 18, byte(number), byte(host)}),
		netip.MustParseAddr(fmt.Sprintf("2001:2:0:%d::%d", number, host)),
	}
}

func addressRecord(name wire.Name, a netip.Addr, ttl uint32) record {
	if a.Unmap().Is4() {
		return record{rr: &dns.A{Hdr: header(name, dns.TypeA, ttl), A: a.Unmap().AsSlice()}}
	}
	return record{rr: &dns.AAAA{Hdr: header(name, dns.TypeAAAA, ttl), AAAA: a.AsSlice()}}
}

func header(name wire.Name, typ uint16, ttl uint32) dns.RR_Header {
	return dns.RR_Header{Name: name.String(), Rrtype: typ, Class: dns.ClassINET, Ttl: ttl}
}

// seconds is a moment as the fields of an RRSIG have it (RFC 4034 3.1.5).
func seconds(t time.Time) uint32 { return uint32(t.Unix()) }
