package main

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"danewalk/probe"
	"danewalk/probe/collect"
	"danewalk/probe/collect/outlet"
	"danewalk/probe/wire"
)

// greetingAway is how we greet mail servers by way of a proxy: the address that
// they see is not ours to name (RFC 5321 4.1.3, RFC 2606 2).
const greetingAway = "danewalk.invalid"

// mailOptions are the options about mail servers and the way to them.
type mailOptions struct {
	noSMTP   bool
	noLooks  bool
	noPolicy bool
	port     string
	controls []string
	proxy    string
	sources  []string
}

// bindSMTP adds the options about mail servers.
func (o *options) bindSMTP(f *pflag.FlagSet) {
	f.BoolVar(&o.noSMTP, "no-smtp", false, "do not contact mail servers")
	f.BoolVar(&o.noLooks, "no-looks", false, "hold one session with each address, no second looks")
	f.BoolVar(&o.noPolicy, "no-policy", false, "do not read MTA-STS, TLS reporting, DMARC and SPF")
	f.StringVar(&o.port, "port", "", "check the server TARGET itself at `PORT`: 465, 587, 993, 995 or another (default 25, by way of MX)")
	f.StringArrayVar(&o.controls, "control", nil, "visit the mail server `HOST` too, to tell our own network from the recipient's (may be repeated)")
	f.StringVar(&o.proxy, "proxy", "", "reach mail servers through a `PROXY`: socks5://[USER:PASSWORD@]HOST:PORT (the DNS is asked directly)")
	f.StringArrayVar(&o.sources, "source", nil, "reach mail servers from this `ADDRESS` of this computer (one of each family at most)")
}

// mail sets what the options say about mail servers and the way to them.
func (o *options) mail(c *probe.Options) error {
	c.NoSMTP, c.NoLooks, c.NoPolicy = o.noSMTP, o.noLooks, o.noPolicy
	away := map[string]bool{"control": len(o.controls) > 0, "proxy": o.proxy != "", "source": len(o.sources) > 0}
	for _, name := range []string{"control", "proxy", "source"} {
		switch {
		case !away[name]:
		case o.noSMTP:
			return usagef("leave one of them away", "--%s does not go with --no-smtp: no mail server is contacted", name)
		case o.world != "" && name != "control":
			return usagef("leave it away: nothing leaves the program there", "--lab does not go with --%s", name)
		}
	}
	if o.port != "" {
		n, err := strconv.ParseUint(o.port, 10, 16)
		if err != nil || n == 0 {
			return usagef("ports go from 1 to 65535, as in --port 587", "port %s is not valid", cited(o.port))
		}
		if n == 110 || n == 143 || n == 443 { // their greeting is not that of SMTP, and a healthy server would look broken
			return usagef("995 is for POP3 and 993 for IMAP, both with TLS from the first octet", "port %d does not speak SMTP, and danewalk begins TLS there in no other way", n)
		}
		c.Port = uint16(n)
	}
	for _, s := range o.controls {
		name, err := controlName(s)
		if err != nil {
			return err
		}
		if !slices.Contains(c.Controls, name) {
			c.Controls = append(c.Controls, name)
		}
	}
	if len(c.Controls) > collect.MaxControls {
		return usagef("two tell already whether it is our own network that fails", "at most %d servers can be controls", collect.MaxControls)
	}
	return o.way(c)
}

// controlName reads the name of a control. What is no name of a server, such as
// an address or a URL, would be looked up, not found, and prove nothing.
func controlName(s string) (wire.Name, error) {
	const hint = "the name of a mail server that others run, without port, as in --control mx.example.net"
	if _, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return wire.Name{}, usagef(hint, "control %q is an address: a name is needed", s)
	}
	name, err := lookupName(s)
	if err != nil || name.IsRoot() || !hostName(name) || strings.Contains(s, "@") {
		return wire.Name{}, usagef(hint, "control %s is not the name of a host", cited(s))
	}
	return name, nil
}

// way sets the way to mail servers: from chosen addresses, through a proxy.
func (o *options) way(c *probe.Options) error {
	var sources outlet.Sources
	var err error
	for _, s := range o.sources {
		if sources, err = sources.ParseSource(s); err != nil {
			return mistake("", err, "")
		}
	}
	for _, a := range sources {
		if a.Is4() && o.only6 || !a.Is4() && o.only4 {
			return usagef("leave one of them away", "source %s is of the address family that -4 or -6 leaves out", a)
		}
	}
	base := probe.DialFunc(new(net.Dialer).DialContext)
	if len(sources) > 0 {
		base = sources.Dial()
		c.SMTP, c.Source = base, sources.String()
	}
	if o.proxy == "" {
		return nil
	}
	p, err := outlet.ParseProxy(o.proxy)
	if err != nil {
		return mistake("", fmt.Errorf("--proxy: %w", err), "")
	}
	c.SMTP, c.Proxy, c.EHLO = p.Through(base), p.String(), greetingAway
	return nil
}
