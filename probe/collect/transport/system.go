package transport

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/miekg/dns"

	"danewalk/probe/collect"
)

// ResolverFile is where Unix systems say which resolver they use (resolv.conf(5)).
const ResolverFile = "/etc/resolv.conf"

// ErrNoSystem says that the resolver of this computer is not known.
var ErrNoSystem = errors.New("the resolver of this computer is not known")

// System returns the first resolver in a file of the form of resolv.conf(5)
// whose address is of a family that may be used. The error is ErrNoSystem with
// the reason: no such file, as on Windows, or no name server in it.
func System(file string, usable func(netip.Addr) bool) (collect.Resolver, error) {
	conf, err := dns.ClientConfigFromFile(file)
	if err != nil {
		return collect.Resolver{}, fmt.Errorf("%w: %w", ErrNoSystem, err)
	}
	port, err := strconv.ParseUint(conf.Port, 10, 16)
	if err != nil || port == 0 {
		port = 53
	}
	for _, s := range conf.Servers {
		a, err := netip.ParseAddr(s)
		if err == nil && !a.IsUnspecified() && usable(a.Unmap()) {
			return collect.Resolver{Addr: netip.AddrPortFrom(a.Unmap(), uint16(port)), System: true}, nil
		}
	}
	return collect.Resolver{}, fmt.Errorf("%w: %s names none that can be used", ErrNoSystem, file)
}
