package lab

import (
	"fmt"
	"slices"

	"danewalk/probe/wire"
)

func serverVerbs() []verb {
	return []verb{
		{"answer", 3, 4, setAnswer},
		{"server", 2, 3, setServer},
	}
}

// serverWays lists what the verb "server" knows.
func serverWays() []string {
	return []string{
		"dead", "refused", "lame-servfail", "lame-upward", "lame-not-aa", "edns-formerr", "edns-drop", "no-dnssec", "no-tcp", "tcp-drop",
		"no-udp", "truncate", "slow",
	}
}

func setAnswer(c *change) error {
	name, err := c.name(0)
	if err != nil {
		return err
	}
	typ, err := c.rrtype(1)
	if err != nil {
		return err
	}
	if err := oneOf(c.args[2], answerWays()); err != nil {
		return err
	}
	rule := answerRule{name: name, typ: typ, how: c.args[2], server: c.ns, addr: c.addr}
	if len(c.args) == 4 {
		if rule.first, err = c.number(3, 1000); err != nil {
			return err
		}
	}
	c.answers = append(c.answers, rule)
	return nil
}

func setServer(c *change) error {
	if !c.ns.IsZero() {
		return fmt.Errorf("name the server first; hint: server NS HOW, and at ADDRESS")
	}
	m := serverMode{how: c.args[1], addr: c.addr}
	if err := oneOf(m.how, serverWays()); err != nil {
		return err
	}
	if (m.how == "slow") != (len(c.args) == 3) {
		return fmt.Errorf("a length of time belongs to slow, and to nothing else")
	}
	if m.how == "slow" {
		var err error
		if m.wait, err = span(c.args[2]); err != nil {
			return err
		}
	}
	servers, err := c.serverNames()
	for _, ns := range servers {
		c.servers[ns].modes = append(c.servers[ns].modes, m)
	}
	return err
}

// serverNames reads argument 0: a name server, or a zone for all of its own.
func (c *change) serverNames() ([]wire.Name, error) {
	name, err := c.name(0)
	if err != nil {
		return nil, err
	}
	names := []wire.Name{name}
	if z := c.zones[name]; z != nil {
		names = z.servers
	}
	known := false
	for _, n := range names {
		if c.servers[n] == nil {
			return nil, fmt.Errorf("there is no name server or zone %s", n.Show())
		}
		known = known || !c.addr.IsValid() || slices.Contains(c.servers[n].addrs, c.addr)
	}
	if !known {
		return nil, fmt.Errorf("%s is not an address of %s", c.addr, name.Show())
	}
	return names, nil
}
