package lab

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

func recordVerbs() []verb {
	return []verb{
		{"remove", 2, 2, removeRecords},
		{"replace", 3, -1, replaceRecords},
		{"add", 3, -1, addRecords},
		{"ttl", 3, 3, setTTL},
		{"null-mx", 1, 1, nullMX},
		{"no-address", 1, 1, noAddress},
		{"address", 2, -1, setAddress},
		{"cname", 2, -1, aliasChain},
		{"alias-loop", 2, 2, aliasLoop},
		{"dname", 2, 2, setDNAME},
		{"dname-wrong", 2, 2, wrongDNAME},
		{"nxdomain", 1, 1, undelegate},
		{"large", 1, 1, largeKeys},
		{"serial", 2, 2, setSerial},
		{"stale", 2, -1, staleServer},
	}
}

func removeRecords(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	typ, err := c.rrtype(1)
	if err != nil {
		return err
	}
	before := len(z.records)
	maps.DeleteFunc(z.records, func(k rrsetKey, _ []record) bool {
		return k.name == name && (typ == dns.TypeANY || k.typ == typ)
	})
	if len(z.records) == before {
		return fmt.Errorf("there is no %s %s in %s", name.Show(), c.args[1], z.apex.Show())
	}
	return nil
}

// texts makes lines of "NAME TYPE DATA ; DATA".
func texts(name wire.Name, args []string) []string {
	var out []string
	for data := range strings.SplitSeq(strings.Join(args[1:], " "), " ; ") {
		out = append(out, fmt.Sprintf("%s %s %s", name, args[0], data))
	}
	return out
}

func addRecords(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	for _, line := range texts(name, c.args[1:]) {
		if err := c.text(z, line); err != nil {
			return err
		}
	}
	return nil
}

func replaceRecords(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	typ, err := c.rrtype(1)
	if err != nil {
		return err
	}
	delete(z.records, rrsetKey{name, typ})
	return addRecords(c)
}

func setTTL(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	typ, err := c.rrtype(1)
	if err != nil {
		return err
	}
	ttl, err := c.number(2, 1<<31-1)
	if err != nil {
		return err
	}
	set := z.records[rrsetKey{name, typ}]
	if len(set) == 0 {
		return fmt.Errorf("there is no %s %s", name.Show(), c.args[1])
	}
	for i := range set {
		rr := dns.Copy(set[i].rr)
		rr.Header().Ttl = uint32(ttl)
		set[i].rr = rr
	}
	return nil
}

// nullMX says that a domain takes no mail (RFC 7505 3).
func nullMX(c *change) error {
	z, err := c.zone(0)
	if err != nil {
		return err
	}
	delete(z.records, rrsetKey{z.apex, dns.TypeMX})
	return c.text(z, "@ MX 0 .")
}

func noAddress(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	delete(z.records, rrsetKey{name, dns.TypeA})
	delete(z.records, rrsetKey{name, dns.TypeAAAA})
	return nil
}

func setAddress(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	addrs, err := c.addresses(1)
	if err != nil {
		return err
	}
	delete(z.records, rrsetKey{name, dns.TypeA})
	delete(z.records, rrsetKey{name, dns.TypeAAAA})
	for _, a := range addrs {
		z.put(addressRecord(name, a, z.ttl))
	}
	return nil
}

func aliasChain(c *change) error {
	names, err := c.names(0)
	if err != nil {
		return err
	}
	for i, name := range names[:len(names)-1] {
		z, err := c.scoped(c.zoneOf(name))
		if err != nil {
			return err
		}
		z.removeAll(func(n wire.Name) bool { return n == name })
		z.put(record{rr: &dns.CNAME{Hdr: header(name, dns.TypeCNAME, z.ttl), Target: names[i+1].String()}})
	}
	return nil
}

func aliasLoop(c *change) error {
	c.args = append(c.args, c.args[0])
	return aliasChain(c)
}

func setDNAME(c *change) error {
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	target, err := c.name(1)
	if err != nil {
		return err
	}
	z.removeAll(func(n wire.Name) bool { return n.Below(name) })
	z.records[rrsetKey{name, dns.TypeDNAME}] = []record{{rr: &dns.DNAME{Hdr: header(name, dns.TypeDNAME, z.ttl), Target: target.String()}}}
	return nil
}

func wrongDNAME(c *change) error {
	if err := setDNAME(c); err != nil {
		return err
	}
	name, z, err := c.home(0)
	if err != nil {
		return err
	}
	target, err := c.name(1)
	if err != nil {
		return err
	}
	z.dnameTo[name], err = target.Parent().Prepend("wrong")
	return err
}

func undelegate(c *change) error {
	z, err := c.zone(0)
	if err != nil {
		return err
	}
	if z.apex.IsRoot() {
		return fmt.Errorf("nobody delegates the root")
	}
	z.delegated = false
	return nil
}

// largeKeys adds keys that nobody uses: 2048-bit RSA, 260 octets each.
func largeKeys(c *change) error {
	const extra, modulus = 5, 256
	z, err := c.zone(0)
	if err != nil {
		return err
	}
	for i := range extra {
		public := []byte{3, 1, 0, 1} // RFC 3110 2
		for n := uint32(0); len(public) < 4+modulus; n++ {
			octets := c.keys.stream(fmt.Sprintf("%s/large/%d", z.apex, i), n)
			public = append(public, octets[:]...)
		}
		public[4] |= 0x80
		public[len(public)-1] |= 1
		z.put(record{rr: &dns.DNSKEY{
			Hdr: header(z.apex, dns.TypeDNSKEY, z.ttl), Flags: dns.ZONE, Protocol: 3, Algorithm: dns.RSASHA256,
			PublicKey: base64.StdEncoding.EncodeToString(public),
		}})
	}
	return nil
}

func setSerial(c *change) error {
	z, err := c.zone(0)
	if err != nil {
		return err
	}
	n, err := strconv.ParseUint(c.args[1], 10, 32) // RFC 1982: 32 bits, also where an int has no more
	if err != nil {
		return fmt.Errorf("%q is not a serial number", c.args[1])
	}
	z.serial = uint32(n)
	return nil
}

// staleBy is how many changes an old copy lacks.
const staleBy = 10

func staleServer(c *change) error {
	s, err := c.server(0)
	if err != nil {
		return err
	}
	if len(c.args) == 3 || len(c.args) == 4 {
		return fmt.Errorf("stale NS ZONE [NAME TYPE DATA]")
	}
	name, err := c.name(1)
	if err != nil {
		return err
	}
	if !slices.Contains(s.serves, name) {
		return fmt.Errorf("%s does not serve %s", s.name.Show(), name.Show())
	}
	z, err := c.variant(s.name, c.zones[name])
	if err != nil {
		return err
	}
	z.serial -= staleBy
	if len(c.args) < 5 {
		return nil
	}
	return replaceRecords(&change{design: c.design, args: c.args[2:], ns: s.name})
}
