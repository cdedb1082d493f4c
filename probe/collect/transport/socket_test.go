package transport

import (
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// loopback opens a UDP and a TCP port of the same number.
func loopback(t *testing.T) (net.PacketConn, net.Listener) {
	t.Helper()
	for range 20 { // the number may be taken for the other protocol
		udp, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal("no loopback network:", err)
		}
		tcp, err := net.Listen("tcp", udp.LocalAddr().String())
		if err == nil {
			t.Cleanup(func() { _, _ = udp.Close(), tcp.Close() })
			return udp, tcp
		}
		_ = udp.Close()
	}
	t.Fatal("no port is free for UDP and TCP")
	return nil, nil
}

// The system's own sockets: a truncated datagram from one port, the answer over
// a connection, in pieces.
func TestSystemSockets(t *testing.T) {
	udp, tcp := loopback(t)
	ports := make(chan string, 4)
	go func() {
		buf := make([]byte, 2048)
		for {
			n, from, err := udp.ReadFrom(buf)
			if err != nil {
				return
			}
			ports <- from.String()
			_, _ = udp.WriteTo(answer(truncated)(buf[:n]), from)
		}
	}()
	go func() {
		for {
			c, err := tcp.Accept()
			if err != nil {
				return
			}
			var size [2]byte
			_, _ = io.ReadFull(c, size[:])
			q := make([]byte, binary.BigEndian.Uint16(size[:]))
			_, _ = io.ReadFull(c, q)
			out := answer()(q)
			_, _ = c.Write([]byte{0})
			_, _ = c.Write(append([]byte{byte(len(out))}, out[:5]...))
			_, _ = c.Write(out[5:])
			_ = c.Close()
		}
	}()
	log := evidence.NewLog(nil)
	c := New(collect.Options{}, log)
	q := Query{Server: netip.MustParseAddrPort(udp.LocalAddr().String()), Name: wire.MustName("example.org"), Type: wire.TypeMX}
	for range 2 {
		if a := c.Ask(t.Context(), q); a.Msg == nil || a.Msg.TC {
			t.Fatalf("%+v, %+v", a, log.Case().Items)
		}
	}
	if first, second := <-ports, <-ports; first == second {
		t.Errorf("both questions from port %s", first)
	}
	if n := len(log.Case().Items); n != 4 {
		t.Errorf("%d exchanges, want two datagrams and two connections", n)
	}
}

// Nobody listens: the system tells, and nothing is waited for.
func TestClosedPort(t *testing.T) {
	udp, tcp := loopback(t)
	q := Query{Server: netip.MustParseAddrPort(udp.LocalAddr().String()), Name: wire.MustName("example.org"), Type: wire.TypeMX}
	_, _ = udp.Close(), tcp.Close()
	log := evidence.NewLog(nil)
	began := time.Now()
	a := New(collect.Options{}, log).Ask(t.Context(), q)
	if a.Failure != evidence.Refused || time.Since(began) > 2*time.Second {
		t.Errorf("%+v after %v", a, time.Since(began))
	}
}
