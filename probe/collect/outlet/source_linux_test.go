package outlet

import (
	"net"
	"net/netip"
	"strings"
	"testing"
)

func TestSource(t *testing.T) {
	var s Sources
	for _, wrong := range []string{"", "mx.example", "192.0.2.1", "2001:db8::1"} {
		if _, err := s.ParseSource(wrong); err == nil || !strings.Contains(err.Error(), "\nhint: ") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	s, err := s.ParseSource("127.0.0.2") // only Linux has the whole of 127.0.0.0/8
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ParseSource("127.0.0.1"); err == nil {
		t.Error("two sources of one family")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	conn, err := s.Dial()(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if from := netip.MustParseAddrPort(conn.LocalAddr().String()).Addr(); from.String() != "127.0.0.2" || s.String() != "127.0.0.2" {
		t.Errorf("left from %s", from)
	}
}
