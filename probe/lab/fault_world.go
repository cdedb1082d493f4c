package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"danewalk/probe/wire"
)

// worldVerbs add zones, records and hosts of a world's own.
func worldVerbs() []verb {
	return []verb{
		{"zone", 1, 1, zoneBlock},
		{"newzone", 1, 2, newZone},
		{"mailhost", 2, -1, newMailHost},
	}
}

// isPlace tells whether a statement makes a place that others may refer to, so
// that it is done before them.
func (s statement) isPlace() bool {
	return slices.Contains([]string{"newzone", "mailhost", "policyhost", "policies"}, s.verb)
}

func zoneBlock(c *change) error {
	z, err := c.zone(0)
	if err != nil {
		return err
	}
	for _, l := range c.body {
		if rest, ok := strings.CutPrefix(l.text, "remove "); ok {
			one := &change{design: c.design, args: strings.Fields(rest), ns: c.ns}
			if len(one.args) != 2 {
				return fmt.Errorf("line %d: remove NAME TYPE", l.line)
			}
			err = removeRecords(one)
		} else {
			err = c.text(z, l.text)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", l.line, err)
		}
	}
	return nil
}

// firstOwnZone is the number of a world's first own zone; the standard world
// has lower ones.
const firstOwnZone = 20

func newZone(c *change) error {
	name, err := c.name(0)
	if err != nil {
		return err
	}
	if c.zones[name] != nil {
		return fmt.Errorf("%s is there already", name.Show())
	}
	row := zoneRow{apex: name.String(), number: firstOwnZone, algorithm: algECDSAP256, servers: "ns1." + name.String()}
	for _, z := range c.zones {
		row.number = max(row.number, z.number+1)
	}
	if row.number > 200 {
		return fmt.Errorf("too many zones")
	}
	if len(c.args) == 2 {
		n, err := strconv.ParseUint(c.args[1], 10, 8)
		if err != nil {
			return fmt.Errorf("%q is not an algorithm", c.args[1])
		}
		row.algorithm = uint8(n)
	}
	if err := knownAlgorithm(row.algorithm); row.algorithm != 0 && err != nil {
		return err
	}
	if err := c.addZone(row); err != nil {
		return err
	}
	c.serverAddresses(c.zones[name])
	return nil
}

func newMailHost(c *change) error {
	name, err := c.name(0)
	if err != nil {
		return err
	}
	h := &mailHost{name: name}
	for _, text := range c.args[1:] {
		a, err := netip.ParseAddr(text)
		if err != nil {
			return err
		}
		if a = a.Unmap(); a.Zone() != "" || c.taken(a) {
			return fmt.Errorf("%s cannot be used, or is somebody else's", a)
		}
		h.addrs = append(h.addrs, a)
	}
	c.hosts[name] = h
	return nil
}

// taken tells whether an address is in use.
func (d *design) taken(a netip.Addr) bool {
	for _, s := range d.servers {
		if slices.Contains(s.addrs, a) {
			return true
		}
	}
	for _, h := range d.hosts {
		if slices.Contains(h.addrs, a) {
			return true
		}
	}
	for _, h := range d.webs {
		if slices.Contains(h.addrs, a) {
			return true
		}
	}
	return false
}

// server returns a name server.
func (c *change) server(i int) (*server, error) {
	name, err := c.name(i)
	if err != nil {
		return nil, err
	}
	s := c.servers[name]
	if s == nil {
		return nil, fmt.Errorf("there is no name server %s", name.Show())
	}
	return s, nil
}

// names reads the arguments from i on as names.
func (c *change) names(i int) ([]wire.Name, error) {
	var out []wire.Name
	for ; i < len(c.args); i++ {
		n, err := c.name(i)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, nil
}

// addresses reads the arguments from i on as addresses.
func (c *change) addresses(i int) ([]netip.Addr, error) {
	var out []netip.Addr
	for ; i < len(c.args); i++ {
		a, err := netip.ParseAddr(c.args[i])
		if err != nil || a.Zone() != "" {
			return nil, fmt.Errorf("%q is not an IP address", c.args[i])
		}
		out = append(out, a.Unmap())
	}
	return out, nil
}
