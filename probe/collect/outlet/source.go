package outlet

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"danewalk/probe/collect"
)

// Sources are addresses of this computer that connections leave from: one of
// each family at most. A family without one leaves as ever.
type Sources []netip.Addr

// ParseSource reads an address and looks whether it is one of this computer.
func (s Sources) ParseSource(text string) (Sources, error) {
	a, err := netip.ParseAddr(text)
	if err != nil {
		return s, fmt.Errorf("source %q is not an address\nhint: give an address of this computer, as 192.0.2.25 or 2001:db8::25", text)
	}
	a = a.Unmap()
	for _, have := range s {
		if have.Is4() == a.Is4() {
			return s, fmt.Errorf("two sources of one family, %s and %s\nhint: one IPv4 and one IPv6 address at most", have, a)
		}
	}
	if a.IsUnspecified() || a.IsMulticast() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255}) { // systems let these through, and then choose for themselves
		return s, fmt.Errorf("source %s is not the address of one computer\nhint: ip address (or ipconfig) lists those of this computer", a)
	}
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: a.AsSlice(), Zone: a.Zone()})
	if err != nil {
		return s, fmt.Errorf("source %s cannot be used: it is not an address of this computer\nhint: ip address (or ipconfig) lists them", a)
	}
	_ = l.Close()
	return append(s, a), nil
}

// String lists the addresses.
func (s Sources) String() string {
	var all []string
	for _, a := range s {
		all = append(all, a.String())
	}
	return strings.Join(all, ", ")
}

// Dial connects from these addresses.
func (s Sources) Dial() collect.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		d := new(net.Dialer)
		if to, err := netip.ParseAddrPort(address); err == nil {
			for _, a := range s {
				if a.Is4() == to.Addr().Unmap().Is4() {
					d.LocalAddr = &net.TCPAddr{IP: a.AsSlice(), Zone: a.Zone()}
				}
			}
		}
		return d.DialContext(ctx, network, address)
	}
}
