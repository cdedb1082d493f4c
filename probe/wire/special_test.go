package wire

import (
	"net/netip"
	"testing"
)

// TestSpecialPurpose: both ends of the ranges, and their neighbours outside.
func TestSpecialPurpose(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0": "unspecified", "0.1.2.3": "this-network", "1.0.0.0": "",
		"9.255.255.255": "", "10.0.0.0": "private", "10.255.255.255": "private", "11.0.0.0": "",
		"172.15.255.255": "", "172.16.0.0": "private", "172.31.255.255": "private", "172.32.0.0": "",
		"192.168.0.1": "private", "192.169.0.0": "",
		"100.63.255.255": "", "100.64.0.0": "carrier-nat", "100.127.255.255": "carrier-nat", "100.128.0.0": "",
		"127.0.0.1": "loopback", "127.255.255.255": "loopback", "169.254.1.1": "link-local",
		"192.0.2.25": "documentation", "198.51.100.1": "documentation", "203.0.113.1": "documentation",
		"198.18.0.1": "", "198.19.255.255": "", // benchmarking: laboratories use it
		"224.0.0.1": "multicast", "240.0.0.1": "reserved", "255.255.255.255": "reserved",
		"::": "unspecified", "::1": "loopback", "fe80::1": "link-local", "fc00::1": "private", "fdff::1": "private", "fe00::1": "",
		"100::1": "discard", "2001:db8::1": "documentation", "2001:db9::1": "", "3fff::1": "documentation",
		"fec0::1": "site-local", "ff02::1": "multicast", "2001:2::1": "", "2606:4700::1": "",
		"::ffff:10.0.0.1": "private", "::ffff:9.9.9.9": "",
	} {
		if got := SpecialPurpose(netip.MustParseAddr(addr)); got != want {
			t.Errorf("%s: %q, want %q", addr, got, want)
		}
	}
}
