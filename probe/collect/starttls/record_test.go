package starttls

import (
	"bytes"
	"crypto/tls"
	"net"
	"slices"
	"testing"
)

// heard is what a tap told.
type heard struct {
	hellos []serverHello
	groups []uint16
	chain  [][]byte
	cut    bool
	alerts []uint8
}

func listenTo(certs, size int, pieces ...[]byte) heard {
	var h heard
	p := tapParser{
		maxCerts: certs, maxBytes: size,
		onHello: func(sh serverHello) { h.hellos = append(h.hellos, sh) },
		onGroup: func(g uint16) { h.groups = append(h.groups, g) },
		onChain: func(der [][]byte, cut bool) { h.chain, h.cut = der, cut },
		onAlert: func(code uint8) { h.alerts = append(h.alerts, code) },
	}
	for _, b := range pieces {
		p.feed(b)
	}
	return h
}

// recorded holds a handshake and returns what the server sent.
func recorded(t testing.TB, server, client *tls.Config) []byte {
	t.Helper()
	a, b := pipe()
	go func() { _ = tls.Server(b, server).Handshake() }()
	var said []byte
	conn := tls.Client(&tap{Conn: net.Conn(a), left: 1 << 20, onRead: func(b []byte) { said = append(said, b...) }}, client)
	if err := conn.Handshake(); err != nil {
		t.Fatal(err)
	}
	return said
}

func fixture(t testing.TB, version uint16) (said []byte, cert []byte) {
	key := newKey(t)
	cert = selfSigned(t, key, mx)
	conf := serverTLS(key, cert, cert)
	conf.MaxVersion = version
	return recorded(t, conf, &tls.Config{InsecureSkipVerify: true, ServerName: mx}), cert
}

// TestTap: the same facts are heard, however the bytes are cut on their way.
func TestTap(t *testing.T) {
	said12, cert := fixture(t, tls.VersionTLS12)
	said13, _ := fixture(t, tls.VersionTLS13)
	for size := range 40 {
		h := listenTo(10, 1<<16, slices.Collect(slices.Chunk(said12, size+1))...)
		if len(h.hellos) != 1 || h.hellos[0].version != tls.VersionTLS12 || len(h.groups) != 1 || h.groups[0] != uint16(tls.X25519) {
			t.Fatalf("TLS 1.2 in pieces of %d: %+v", size+1, h)
		}
		if len(h.chain) != 2 || h.cut || !bytes.Equal(h.chain[0], cert) {
			t.Fatalf("TLS 1.2 in pieces of %d: chain %x", size+1, h.chain)
		}
		h = listenTo(10, 1<<16, slices.Collect(slices.Chunk(said13, size+1))...)
		if len(h.hellos) != 1 || h.hellos[0].version != tls.VersionTLS13 || h.hellos[0].group != uint16(tls.X25519MLKEM768) || h.chain != nil {
			t.Fatalf("TLS 1.3 in pieces of %d: %+v", size+1, h)
		}
	}
	if h := listenTo(1, 1<<16, said12); len(h.chain) != 1 || !h.cut {
		t.Errorf("limit of one certificate: %d, cut %v", len(h.chain), h.cut)
	}
	if h := listenTo(10, len(cert)+5, said12); len(h.chain) != 1 || !h.cut {
		t.Errorf("limit of bytes: %d, cut %v", len(h.chain), h.cut)
	}
}

// TestTapRetry: a HelloRetryRequest and the ChangeCipherSpec after it are not
// the end of what can be read.
func TestTapRetry(t *testing.T) {
	key := newKey(t)
	conf := serverTLS(key, selfSigned(t, key, mx))
	conf.CurvePreferences = []tls.CurveID{tls.CurveP384} // not among the key shares that a client sends first
	said := recorded(t, conf, &tls.Config{InsecureSkipVerify: true, ServerName: mx})
	h := listenTo(10, 1<<16, said)
	if len(h.hellos) != 1 || h.hellos[0].group != uint16(tls.CurveP384) {
		t.Errorf("got %+v", h)
	}
}

func TestTapAlerts(t *testing.T) {
	warning := []byte{recordAlert, 3, 3, 0, 2, 1, 112}
	fatal := []byte{recordAlert, 3, 3, 0, 2, 2, 40}
	if h := listenTo(10, 100, warning); len(h.alerts) != 0 {
		t.Errorf("a warning ends nothing: %v", h.alerts)
	}
	if h := listenTo(10, 100, warning, fatal[:6], fatal[6:], fatal); !slices.Equal(h.alerts, []uint8{40}) {
		t.Errorf("alerts %v, want the fatal one, once", h.alerts)
	}
}

// TestTapLies: lengths that point past the end.
func TestTapLies(t *testing.T) {
	said, cert := fixture(t, tls.VersionTLS12)
	at := bytes.Index(said, cert)
	lie := bytes.Clone(said)
	lie[at-3] = 0xff // the first certificate claims 16 MB
	if h := listenTo(10, 1<<16, lie); len(h.chain) != 0 || !h.cut {
		t.Errorf("chain %d, cut %v", len(h.chain), h.cut)
	}
	if sh, ok := parseServerHello(reader{[]byte{3, 3, 1}}); ok {
		t.Errorf("a ServerHello of three octets: %+v", sh)
	}
}

// FuzzTap: whatever a server sends, the tap stays within its limits.
func FuzzTap(f *testing.F) {
	for _, v := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		said, _ := fixture(f, v)
		f.Add(said, 7)
	}
	f.Add([]byte("220 not TLS\r\n"), 3)
	f.Fuzz(func(t *testing.T, said []byte, cut int) {
		const certs, size = 2, 700
		whole := listenTo(certs, size, said)
		total := 0
		for _, der := range whole.chain {
			total += len(der)
		}
		if len(whole.chain) > certs || total > size || len(whole.alerts) > 1 {
			t.Fatalf("limits: %d certificates of %d bytes, %d alerts", len(whole.chain), total, len(whole.alerts))
		}
		if len(said) == 0 {
			return
		}
		cut = int(uint(cut) % uint(len(said)))
		halves := listenTo(certs, size, said[:cut], said[cut:])
		if !slices.Equal(whole.hellos, halves.hellos) || len(whole.chain) != len(halves.chain) || !slices.Equal(whole.alerts, halves.alerts) {
			t.Fatalf("cut at %d: %+v, whole: %+v", cut, halves, whole)
		}
	})
}
