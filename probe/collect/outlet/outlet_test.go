package outlet

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
)

func TestParseProxy(t *testing.T) {
	for _, tc := range []struct{ typed, name, wrong string }{
		{"socks5://192.0.2.1:1080", "socks5://192.0.2.1:1080", ""},
		{"socks5h://proxy.example", "socks5://proxy.example:1080", ""},
		{"socks5://[2001:db8::1]:9050", "socks5://[2001:db8::1]:9050", ""},
		{"socks5://anna:sesame@192.0.2.1:1080", "socks5://192.0.2.1:1080", ""},
		{"192.0.2.1:1080", "", "not understood"},
		{"http://192.0.2.1:1080", "", "SOCKS5"},
		{"socks5://", "", "not understood"},
		{"socks5://192.0.2.1:1080/path", "", "not understood"},
		{"socks5://192.0.2.1:70000", "", "valid port"},
		{"socks5://anna@192.0.2.1", "", "password"},
		{"socks5://:sesame@192.0.2.1", "", "password"},
		{"socks5://anna:ses\x01ame@192.0.2.1", "", "not understood"},
		{"socks5://anna:" + strings.Repeat("x", 256) + "@192.0.2.1", "", "password"},
	} {
		p, err := ParseProxy(tc.typed)
		switch {
		case tc.wrong == "" && (err != nil || p.String() != tc.name):
			t.Errorf("%s: %s, %v", tc.typed, p, err)
		case tc.wrong != "" && (err == nil || !strings.Contains(err.Error(), tc.wrong) || strings.Contains(err.Error(), "ame")):
			t.Errorf("%s: %v", tc.typed, err)
		}
	}
}

// proxied plays a proxy: it reads what a client sends and answers in steps.
func proxied(t *testing.T, steps ...string) collect.DialFunc {
	return func(ctx context.Context, _, address string) (net.Conn, error) {
		if address != "192.0.2.1:1080" {
			t.Errorf("dialled %s", address)
		}
		if steps == nil {
			return nil, errors.New("no such network")
		}
		near, far := net.Pipe()
		go func() {
			defer func() { _ = far.Close() }()
			in := bufio.NewReader(far)
			for _, step := range steps {
				if _, err := in.ReadByte(); err != nil {
					return
				}
				_, _ = in.Discard(in.Buffered())
				if step == "hangs" {
					_, _ = io.Copy(io.Discard, in)
					return
				}
				if _, err := far.Write([]byte(step)); err != nil {
					return
				}
			}
		}()
		return near, nil
	}
}

// What the proxy does is our own side; what it says about the server is the
// server's.
func TestWhoseFaultItIs(t *testing.T) {
	const free, password, accepted = "\x05\x00", "\x05\x02", "\x01\x00"
	said := func(code string) string { return "\x05" + code + "\x00\x01\x00\x00\x00\x00\x00\x00" }
	for _, tc := range []struct {
		about string
		steps []string
		auth  bool
		class evidence.Failure
	}{
		{"it works", []string{free, said("\x00")}, false, ""},
		{"it works with a password", []string{password, accepted, said("\x00")}, true, ""},
		{"it cannot be reached", nil, false, evidence.Forbidden},
		{"it hangs before a word", []string{"hangs"}, false, evidence.Forbidden},
		{"it is no proxy", []string{"220 mx.example ESMTP\r\n"}, false, evidence.Forbidden},
		{"it wants another method", []string{"\x05\xff"}, false, evidence.Forbidden},
		{"it does not take the password", []string{password, "\x01\x01"}, true, evidence.Forbidden},
		{"it hangs over the password", []string{password, "hangs"}, true, evidence.Forbidden},
		{"general failure", []string{free, said("\x01")}, false, evidence.Forbidden},
		{"it does not allow that", []string{free, said("\x02")}, false, evidence.Forbidden},
		{"it has no such network", []string{free, said("\x03")}, false, evidence.Forbidden},
		{"the server is not there", []string{free, said("\x04")}, false, evidence.Timeout},
		{"the server refuses", []string{free, said("\x05")}, false, evidence.Refused},
		{"nobody in time", []string{free, said("\x06")}, false, evidence.Timeout},
		{"it cannot connect at all", []string{free, said("\x07")}, false, evidence.Forbidden},
		{"it is still trying", []string{free, "hangs"}, false, evidence.Timeout},
		{"it hangs up", []string{free, ""}, false, evidence.Forbidden},
	} {
		t.Run(tc.about, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				typed := "socks5://192.0.2.1:1080"
				if tc.auth {
					typed = "socks5://anna:sesame@192.0.2.1:1080"
				}
				p, err := ParseProxy(typed)
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				conn, err := p.Through(proxied(t, tc.steps...))(ctx, "tcp", "198.51.100.25:25")
				if got := evidence.Classify(err); got != tc.class {
					t.Errorf("%q, want %q: %v", got, tc.class, err)
				}
				if conn != nil {
					_ = conn.Close()
				}
				if err != nil && strings.Contains(err.Error(), "sesame") {
					t.Errorf("the password is told: %v", err)
				}
			})
		})
	}
}

// A check that ends is no fault of the proxy.
func TestCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := ParseProxy("socks5://192.0.2.1:1080")
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := p.Through(proxied(t, "\x05\x00", "hangs"))(ctx, "tcp", "198.51.100.25:25")
		if got := evidence.Classify(err); got != evidence.Cancelled {
			t.Errorf("%q: %v", got, err)
		}
	})
}
