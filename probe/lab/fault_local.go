package lab

import (
	"fmt"
	"strings"
)

func localVerbs() []verb {
	return []verb{{"local", 1, -1, setLocal}}
}

// setLocal changes what is on our own side.
func setLocal(c *change) error {
	if err := c.nowhere(); err != nil {
		return err
	}
	if c.args[0] == "clock" && len(c.args) == 2 {
		var err error
		c.local.clock, err = span(c.args[1])
		return err
	}
	if strings.HasPrefix(c.args[0], "resolver-") {
		return setResolver(c)
	}
	if c.args[0] == "mail" && len(c.args) == 2 {
		if err := oneOf(c.args[1], smtpWays()); err != nil {
			return err
		}
		c.local.mail = append(c.local.mail, c.args[1])
		return nil
	}
	flags := map[string]*bool{
		"port25-blocked": &c.local.port25, "port25-rejected": &c.local.port25Rejected, "no-dns": &c.local.noDNS, "no-ipv4": &c.local.noIPv4,
		"no-ipv6": &c.local.noIPv6, "tcp53-blocked": &c.local.noTCP53, "udp-large": &c.local.noLarge,
		"port25-ipv6": &c.local.port25v6, "tls-intercepted": &c.local.swapped, "port443-blocked": &c.local.port443, "intercepted": &c.local.intercepted, "port53-closed": &c.local.closed53, "old-anchor": &c.local.oldAnchor,
	}
	flag, ok := flags[c.args[0]]
	if !ok || len(c.args) > 1 {
		return fmt.Errorf("unknown %v; hint: port25-blocked port25-rejected port25-ipv6 mail HOW tls-intercepted port443-blocked no-dns no-ipv4 no-ipv6 tcp53-blocked udp-large port53-closed intercepted old-anchor "+
			"clock T, resolver-... (see the package comment)", c.args)
	}
	*flag = true
	return nil
}
