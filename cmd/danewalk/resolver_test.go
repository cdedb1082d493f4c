package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"danewalk/probe/evidence"
)

// testFinder knows dns.example.net, and a system that uses 192.0.2.1.
func testFinder(t *testing.T, o *options) finder {
	f := o.finder()
	f.file = filepath.Join(t.TempDir(), "resolv.conf")
	if err := os.WriteFile(f.file, []byte("nameserver 192.0.2.1\nnameserver 2001:db8::1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f.lookup = func(_ context.Context, _, host string) ([]netip.Addr, error) {
		if host != "dns.example.net" {
			return nil, &net.DNSError{Err: "no such host", Name: host}
		}
		return []netip.Addr{netip.MustParseAddr("2001:db8::53"), netip.MustParseAddr("192.0.2.53")}, nil
	}
	return f
}

func TestFormsOfAResolver(t *testing.T) {
	for typed, want := range map[string]string{
		"192.0.2.9":                                   "192.0.2.9:53",
		"192.0.2.9:5353":                              "192.0.2.9:5353",
		"2001:db8::9":                                 "[2001:db8::9]:53",
		"system":                                      "192.0.2.1:53",
		"tls://192.0.2.9":                             "tls://192.0.2.9:853",
		"tls://2001:db8::9":                           "tls://[2001:db8::9]:853",
		"tls://[2001:db8::9]:8853":                    "tls://[2001:db8::9]:8853",
		"tls://dns.example.net":                       "tls://dns.example.net@192.0.2.53:853",
		"tls://DNS.Example.NET.:8853":                 "tls://dns.example.net@192.0.2.53:8853",
		"tls://other.example@192.0.2.9":               "tls://other.example@192.0.2.9:853",
		"https://dns.example.net":                     "https://dns.example.net@192.0.2.53:443/dns-query",
		"https://dns.example.net/q/1":                 "https://dns.example.net@192.0.2.53:443/q/1",
		"https://192.0.2.9":                           "https://192.0.2.9:443/dns-query",
		"https://other.example@[2001:db8::9]:8443/":   "https://other.example@[2001:db8::9]:8443/",
		"https://other.example@192.0.2.9:443/dns-api": "https://other.example@192.0.2.9:443/dns-api",
	} {
		got, err := testFinder(t, &options{}).parse(typed)
		if err != nil || got.String() != want || got.System != (typed == bySystem) {
			t.Errorf("%s: %v, %v; want %s", typed, got, err, want)
			continue
		}
		if again, err := testFinder(t, &options{}).parse(want); err != nil || again.String() != want {
			t.Errorf("%s, as it is written, is read as %v, %v", want, again, err)
		}
	}
}

func TestResolversThatAreNotUnderstood(t *testing.T) {
	for typed, words := range map[string]string{
		"":                              "not an address",
		"none":                          "not an address",
		"dns.example.net":               "not an address",
		"udp://192.0.2.9":               "neither tls:// nor https://",
		"tls://":                        "not understood",
		"tls://dns.example.net/path":    "not understood",
		"tls://dns.example.net:0":       "no valid port",
		"tls://dns.example.net:99999":   "no valid port",
		"tls://a.example@b.example":     "two names",
		"https://dns.example.net/?a=b":  "not understood",
		"https://dns.example.net/#a":    "not understood",
		"https://unknown.example/":      "could not be found",
		"tls://unknown.example":         "could not be found",
		"tls://b\x00d.example":          "not understood",
		"https://dns..net":              "resolver",
		"https://dns.example.net:http/": "not understood",
	} {
		got, err := testFinder(t, &options{}).parse(typed)
		u, ok := errors.AsType[usage](err)
		if !ok || !strings.Contains(u.what, words) || u.hint == "" {
			t.Errorf("%q: %v, %v", typed, got, err)
		}
	}
	_, err := testFinder(t, &options{}).parse("https://unknown.example/q")
	if u, _ := errors.AsType[usage](err); u.hint != "give the address too: https://unknown.example@ADDRESS/q" {
		t.Errorf("hint %q", u.hint)
	}
}

func TestWhichResolverIsAsked(t *testing.T) {
	for name, tc := range map[string]struct {
		o               options
		nowhere         bool // the system says nothing about its resolver
		instead, beside string
		fails           string
	}{
		"as usual":               {beside: "192.0.2.1:53"},
		"system not known":       {nowhere: true},
		"IPv6 only":              {o: options{only6: true}, beside: "[2001:db8::1]:53"},
		"IPv6 only, by name":     {o: options{only6: true, compare: "tls://dns.example.net"}, beside: "tls://dns.example.net@[2001:db8::53]:853"},
		"own root servers":       {o: options{hints: "file"}},
		"own root, compared":     {o: options{hints: "file", compare: "192.0.2.9"}, beside: "192.0.2.9:53"},
		"none":                   {o: options{compare: "none"}},
		"another one":            {o: options{compare: "192.0.2.9"}, beside: "192.0.2.9:53"},
		"only this one":          {o: options{resolver: "192.0.2.9"}, instead: "192.0.2.9:53"},
		"only the system's":      {o: options{resolver: "system"}, instead: "192.0.2.1:53"},
		"only, but not known":    {o: options{resolver: "system"}, nowhere: true, fails: "not known"},
		"compared, not known":    {o: options{compare: "system"}, nowhere: true, fails: "not known"},
		"both":                   {o: options{resolver: "192.0.2.9", compare: "none"}, fails: "does not go with --compare"},
		"world":                  {o: options{world: "demo"}},
		"world, its resolver":    {o: options{world: "demo", resolver: "198.18.254.53"}, instead: "198.18.254.53:53"},
		"world, compared":        {o: options{world: "demo", compare: "2001:2:0:254::53"}, beside: "[2001:2:0:254::53]:53"},
		"world, none":            {o: options{world: "demo", compare: "none"}},
		"world and the system":   {o: options{world: "demo", compare: "system"}, fails: "--lab does not go with the resolver system"},
		"world and another port": {o: options{world: "demo", resolver: "198.18.254.53:54"}, fails: "--lab does not go with"},
		"world and TLS":          {o: options{world: "demo", resolver: "tls://198.18.254.53"}, fails: "--lab does not go with"},
	} {
		t.Run(name, func(t *testing.T) {
			f := testFinder(t, &tc.o)
			if tc.nowhere {
				f.file += ".none"
			}
			instead, beside, err := tc.o.resolvers(f)
			if tc.fails != "" {
				if u, ok := errors.AsType[usage](err); !ok || !strings.Contains(u.what, tc.fails) || u.hint == "" {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil || instead.String() != tc.instead || beside.String() != tc.beside {
				t.Errorf("instead %q, beside %q, %v; want %q, %q", instead, beside, err, tc.instead, tc.beside)
			}
			if beside.System != (tc.o.compare == "" && tc.beside != "") || instead.System != (tc.o.resolver == bySystem) {
				t.Errorf("system: %v, %v", instead.System, beside.System)
			}
			if beside.Transport == evidence.UDP {
				t.Error("plain DNS has the empty transport")
			}
		})
	}
}
