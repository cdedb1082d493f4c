package main

import (
	"fmt"
	"net"

	"github.com/spf13/pflag"

	"danewalk/probe"
	"danewalk/probe/collect/outlet"
)

// greetingAway is how we greet mail servers by way of a proxy: the address that
// they see is not ours to name (RFC 5321 4.1.3, RFC 2606 2).
const greetingAway = "danewalk.invalid"

// mailOptions are the options about mail servers and the way to them.
type mailOptions struct {
	noSMTP   bool
	noLooks  bool
	noPolicy bool
	port     uint16
	controls []string
	proxy    string
	sources  []string
}

// bindSMTP adds the options about mail servers.
func (o *options) bindSMTP(f *pflag.FlagSet) {
	f.BoolVar(&o.noSMTP, "no-smtp", false, "do not contact mail servers")
	f.BoolVar(&o.noLooks, "no-looks", false, "hold one session with each address, no second looks")
	f.BoolVar(&o.noPolicy, "no-policy", false, "do not read MTA-STS, TLS reporting, DMARC and SPF")
	f.Uint16Var(&o.port, "port", 0, "check the server TARGET itself at `PORT`: 465, 587, 993, 995 or another (default 25, by way of MX)")
	f.StringArrayVar(&o.controls, "control", nil, "visit the mail server `HOST` too, to tell our own network from the recipient's (may be repeated)")
	f.StringVar(&o.proxy, "proxy", "", "reach mail servers through a `PROXY`: socks5://[USER:PASSWORD@]HOST:PORT (the DNS is asked directly)")
	f.StringArrayVar(&o.sources, "source", nil, "reach mail servers from this `ADDRESS` of this computer (one of each family at most)")
}

// mail sets what the options say about mail servers and the way to them.
func (o *options) mail(c *probe.Options) error {
	c.NoSMTP, c.NoLooks, c.NoPolicy, c.Port = o.noSMTP, o.noLooks, o.noPolicy, o.port
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
	if o.flags != nil && o.flags.Changed("port") && o.port == 0 {
		return usagef("ports go from 1 to 65535", "port 0 is not valid")
	}
	for _, s := range o.controls {
		name, err := lookupName(s)
		if err != nil || name.IsRoot() {
			return usagef("the name of a mail server that others run, as in --control mx.example.net", "control %q is not the name of a host", s)
		}
		c.Controls = append(c.Controls, name)
	}
	return o.way(c)
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
