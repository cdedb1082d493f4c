package collect

import (
	"net"
	"time"

	"danewalk/probe/wire"
)

// WithDefaults returns the options with nil functions and zero limits replaced
// by their defaults. It is idempotent.
func (o Options) WithDefaults() Options {
	if o.Network == nil {
		o.Network = new(net.Dialer).DialContext
	}
	if o.SMTP == nil {
		o.SMTP = o.Network
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Port == 0 {
		o.Port = wire.SMTPPort
	}
	o.Limits = o.Limits.withDefaults()
	return o
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, usual *time.Duration }{
		{&l.DNSTry, &d.DNSTry},
		{&l.Connect, &d.Connect},
		{&l.Reply, &d.Reply},
		{&l.TLS, &d.TLS},
		{&l.Walk, &d.Walk},
		{&l.NoAnswer, &d.NoAnswer},
		{&l.Pause, &d.Pause},
		{&l.Silence, &d.Silence},
		{&l.Web, &d.Web},
	} {
		if *f.have <= 0 {
			*f.have = *f.usual
		}
	}
	for _, f := range []struct{ have, usual *int }{
		{&l.DNSTries, &d.DNSTries},
		{&l.Queries, &d.Queries},
		{&l.ServerNames, &d.ServerNames},
		{&l.ServerAddrs, &d.ServerAddrs},
		{&l.Aliases, &d.Aliases},
		{&l.Delegations, &d.Delegations},
		{&l.Hosts, &d.Hosts},
		{&l.HostAddrs, &d.HostAddrs},
		{&l.Parallel, &d.Parallel},
		{&l.LineOctets, &d.LineOctets},
		{&l.ReplyLines, &d.ReplyLines},
		{&l.SessionBytes, &d.SessionBytes},
		{&l.ChainCerts, &d.ChainCerts},
		{&l.ChainBytes, &d.ChainBytes},
		{&l.Looks, &d.Looks},
		{&l.PolicyBytes, &d.PolicyBytes},
	} {
		if *f.have <= 0 {
			*f.have = *f.usual
		}
	}
	return l
}
