package probe

import (
	"context"

	"danewalk/probe/collect/policy"
	"danewalk/probe/collect/starttls"
	"danewalk/probe/collect/walk"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// Run adds the Start item and then everything that can be seen from here about
// the target. It returns when all its work has ended; it does not close the
// log. The error is that of ctx, or a fault of the program.
func Run(ctx context.Context, t Target, o Options, log *evidence.Log) error {
	o = o.WithDefaults()
	log.Add(evidence.Item{Start: start(t, o)})
	if t.Literal.IsValid() {
		return ctx.Err() // RFC 7672 2.2: no name, so no DNS to look at
	}
	return walk.Run(ctx, t, o, walk.Agents{SMTP: starttls.Probe, Look: starttls.Look, Fetch: policy.Fetch}, log)
}

// start describes the check and the place we look from.
func start(t Target, o Options) *evidence.Start {
	s := &evidence.Start{
		Kind: evidence.KindDomain, Typed: evidence.Wild(t.Typed), Name: t.Domain.String(),
		Wall: o.Now().UTC(), Version: o.Version,
		Vantage: evidence.Vantage{
			IPv4: !o.NoIPv4, IPv6: !o.NoIPv6, SMTP: !o.NoSMTP, Hints: len(o.Hints), World: o.World, EHLO: o.EHLO,
			Proxy: o.Proxy, Source: o.Source, Looks: !o.NoLooks, Policies: !o.NoPolicy,
		},
	}
	if o.Port != wire.SMTPPort {
		s.Vantage.Port = o.Port
	}
	s.Vantage.Resolver = o.Resolver.String()
	if s.Vantage.System = o.Resolver.System; o.Resolver.IsZero() {
		s.Vantage.Beside, s.Vantage.System = o.Beside.String(), o.Beside.System
	}
	if t.Literal.IsValid() {
		s.Literal = t.Literal.String()
	}
	if !t.Name.IsZero() {
		s.Kind, s.Name, s.Type = evidence.KindName, t.Name.String(), uint16(t.Type)
		s.Vantage.SMTP = false
	}
	return s
}
