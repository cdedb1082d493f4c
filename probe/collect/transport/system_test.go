package transport

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
)

func TestSystem(t *testing.T) {
	four := func(a netip.Addr) bool { return a.Is4() }
	all := func(netip.Addr) bool { return true }
	for text, tc := range map[string]struct {
		usable func(netip.Addr) bool
		want   string
	}{
		"nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch lan\n": {all, "127.0.0.53:53"},
		"# none here\nnameserver 2001:db8::53\nnameserver 192.0.2.53": {all, "[2001:db8::53]:53"},
		"nameserver 2001:db8::53\nnameserver 192.0.2.53 ":             {four, "192.0.2.53:53"},
		"nameserver fe80::1%eth0":                                     {all, "[fe80::1%eth0]:53"},
		"nameserver ::ffff:192.0.2.53":                                {four, "192.0.2.53:53"},
		"nameserver 0.0.0.0\nnameserver example.org":                  {all, ""},
		"nameserver 2001:db8::53":                                     {four, ""},
		"search lan":                                                  {all, ""},
		"":                                                            {all, ""},
		"\x00\xff\nnameserver\nnameserver \n":                         {all, ""},
	} {
		file := filepath.Join(t.TempDir(), "resolv.conf")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := System(file, tc.usable)
		if r.String() != tc.want || r.System != (tc.want != "") || (err != nil) != (tc.want == "") || err != nil && !errors.Is(err, ErrNoSystem) {
			t.Errorf("%q: %v, %v; want %q", text, r, err, tc.want)
		}
	}
	if _, err := System(filepath.Join(t.TempDir(), "none"), all); !errors.Is(err, ErrNoSystem) {
		t.Errorf("without the file: %v", err)
	}
}
