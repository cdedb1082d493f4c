package main

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/collect/transport"
	"danewalk/probe/evidence"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

const (
	bySystem = "system" // the resolver that this computer is set to use
	noneOf   = "none"

	dnsPort  = 53
	dotPort  = 853 // RFC 7858 3.1
	httpPort = 443
	webPath  = "/dns-query" // what nearly every resolver uses (RFC 8484 4.1.1)

	// lookupTime is what the system's resolver gets to find another resolver's
	// address: a check has not begun yet, and a person waits.
	lookupTime = 5 * time.Second

	hintResolver = "give an address (192.0.2.53, [2001:db8::53]:5353), system, tls://dns.example.net or https://dns.example.net/dns-query"
)

// finder finds the resolver that a person means.
type finder struct {
	lookup func(ctx context.Context, network, host string) ([]netip.Addr, error) // of net.Resolver
	file   string                                                                // as transport.System reads it
	usable func(netip.Addr) bool
}

func (o *options) finder() finder {
	return finder{lookup: net.DefaultResolver.LookupNetIP, file: transport.ResolverFile, usable: func(a netip.Addr) bool {
		return a.IsLoopback() || !(a.Is4() && o.only6) && !(a.Is6() && o.only4)
	}}
}

// resolvers finds the resolver that is asked instead of the name servers, and the
// one that is asked beside them.
func (o *options) resolvers(f finder) (instead, beside collect.Resolver, err error) {
	switch {
	case o.resolver != "" && o.compare != "":
		return instead, beside, usagef("--resolver asks that resolver only; --compare asks one beside the name servers", "--resolver does not go with --compare")
	case o.world != "":
		return o.labResolvers()
	case o.resolver != "":
		instead, err = f.parse(o.resolver)
	case o.compare == noneOf:
	case o.compare != "":
		beside, err = f.parse(o.compare)
	case o.hints == "": // own root servers are a world of their own, which the system's resolver may not know
		if beside, err = transport.System(f.file, f.usable); err != nil {
			beside, err = collect.Resolver{}, nil // nobody asked for it
		}
	}
	return instead, beside, err
}

// labResolvers reads the options inside a world, which has a resolver of its own
// and no way to others.
func (o *options) labResolvers() (instead, beside collect.Resolver, err error) {
	for option, value := range map[string]struct {
		typed string
		into  *collect.Resolver
	}{"--resolver": {o.resolver, &instead}, "--compare": {o.compare, &beside}} {
		if value.typed == "" || option == "--compare" && value.typed == noneOf {
			continue
		}
		at, err := parseResolver(value.typed)
		own := rig.Resolver().Addr
		if err != nil || !slices.Contains(lab.ResolverAddrs(), at.Addr()) || at.Port() != own.Port() {
			return instead, beside, usagef("every world has a resolver: "+option+" "+own.Addr().String(), "--lab does not go with the resolver %s", value.typed)
		}
		value.into.Addr = at
	}
	return instead, beside, nil
}

// parse reads one of the forms of a resolver.
func (f finder) parse(s string) (collect.Resolver, error) {
	scheme, rest, private := strings.Cut(s, "://")
	switch {
	case s == bySystem:
		r, err := transport.System(f.file, f.usable)
		if err != nil {
			return r, usagef("give its address: 192.0.2.53, tls://dns.example.net or https://dns.example.net/dns-query", "%v", err)
		}
		return r, nil
	case !private:
		at, err := parseResolver(s)
		return collect.Resolver{Addr: at}, err
	case scheme == "tls":
		return f.private(s, rest, evidence.TLS, dotPort)
	case scheme == "https":
		return f.private(s, rest, evidence.HTTPS, httpPort)
	}
	return collect.Resolver{}, usagef(hintResolver, "resolver %q begins with neither tls:// nor https://", s)
}

// private reads [NAME@]HOST-or-ADDRESS[:PORT][/PATH]. The certificate must be
// valid for the name, or for the address where there is none.
func (f finder) private(typed, rest string, t evidence.Transport, port uint16) (collect.Resolver, error) {
	r := collect.Resolver{Transport: t}
	if a, err := netip.ParseAddr(rest); err == nil && a.Is6() {
		rest = "[" + rest + "]" // the brackets may be left away where no port follows
	}
	u, err := url.Parse("x://" + rest)
	if err != nil || u.Hostname() == "" || u.RawQuery != "" || u.Fragment != "" || t == evidence.TLS && u.Path != "" {
		return r, usagef(hintResolver, "resolver %q is not understood", typed)
	}
	if u.Port() != "" {
		n, err := strconv.ParseUint(u.Port(), 10, 16)
		if err != nil || n == 0 {
			return r, usagef("ports go from 1 to 65535", "resolver %q has no valid port", typed)
		}
		port = uint16(n)
	}
	if t == evidence.HTTPS {
		if r.Path = u.Path; r.Path == "" {
			r.Path = webPath
		}
	}
	host := u.User.Username() // of a nil User: empty
	a, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		if host != "" {
			return r, usagef("write NAME@ADDRESS, or the name alone", "resolver %q has two names", typed)
		}
		host = u.Hostname()
		if a, err = f.find(typed, host); err != nil {
			return r, err
		}
	}
	r.Addr = netip.AddrPortFrom(a, port)
	if host != "" {
		name, err := lookupName(host)
		if err != nil {
			return r, mistake(fmt.Sprintf("resolver %q: ", typed), err, hintResolver)
		}
		r.Host = name.Show()
	}
	return r, nil
}

// find asks the system for the address of a resolver. It is before the check, and
// no part of it.
func (f finder) find(typed, host string) (netip.Addr, error) {
	name, err := lookupName(host)
	if err != nil {
		return netip.Addr{}, mistake(fmt.Sprintf("resolver %q: ", typed), err, hintResolver)
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	addrs, err := f.lookup(ctx, "ip", name.Show())
	why := "it has none that can be used"
	if err != nil {
		why = err.Error()
	}
	addrs = slices.DeleteFunc(addrs, func(a netip.Addr) bool { return !f.usable(a.Unmap()) })
	if err != nil || len(addrs) == 0 {
		return netip.Addr{}, usagef(
			"give the address too: "+strings.Replace(typed, "://"+host, "://"+name.Show()+"@ADDRESS", 1),
			"the address of the resolver %s could not be found: %s", name.Show(), why)
	}
	slices.SortStableFunc(addrs, func(a, b netip.Addr) int { return a.Unmap().BitLen() - b.Unmap().BitLen() }) // one has to do, and IPv4 works in more networks
	return addrs[0].Unmap(), nil
}

// parseResolver reads an address with or without port.
func parseResolver(s string) (netip.AddrPort, error) {
	if at, err := netip.ParseAddrPort(s); err == nil && at.Port() != 0 {
		return at, nil
	}
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.AddrPortFrom(a, dnsPort), nil
	}
	return netip.AddrPort{}, usagef(hintResolver, "resolver %q is not an address", s)
}
