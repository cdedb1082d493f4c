package starttls

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"net"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"

	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

// look holds one look with a server that plays the script, and returns the final
// handshake, the transcript and the length of the ClientHello record.
func look(t *testing.T, name string, s script) (h evidence.Handshake, said string, hello int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		played := make(chan error, 1)
		o := collect.Options{EHLO: "probe.example.com"}
		o.Network = func(context.Context, string, string) (net.Conn, error) {
			client, server := pipe()
			go func() { played <- s.play(server) }()
			return measuring{client, &hello}, nil
		}
		log := evidence.NewLog(nil)
		id := Look(t.Context(), o, wire.MustName(mx), netip.MustParseAddr("192.0.2.25"), mx+".", name, log)
		if err := <-played; err != nil {
			t.Errorf("%s: server: %v", name, err)
		}
		c := log.Case()
		if d := c.Items[id-1].Dial; d == nil || d.Look != name {
			t.Errorf("%s: the dial is %+v", name, d)
		}
		for _, it := range c.Items {
			if it.TLS != nil && (it.TLS.Stage == evidence.StageDone || it.TLS.Stage == evidence.StageFailed) {
				h = *it.TLS
			}
		}
		said = transcript(c)
	})
	return h, said, hello
}

// measuring notes the length of the first handshake record written.
type measuring struct {
	net.Conn
	hello *int
}

func (m measuring) Write(b []byte) (int, error) {
	if *m.hello == 0 && len(b) > 5 && b[0] == recordHandshake {
		*m.hello = len(b) - 5
	}
	return m.Conn.Write(b)
}

const polite = `
	S: 220 mx.example.net ESMTP
	C: EHLO probe.example.com
	S: 250-mx.example.net
	S: 250 STARTTLS
	C: STARTTLS
	S: 220 go ahead
	TLS
	C: QUIT
	S: 221 bye`

// bothKinds is a server with an ECDSA and an RSA certificate.
func bothKinds(t *testing.T) *tls.Config {
	t.Helper()
	key := newKey(t)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS10, SessionTicketsDisabled: true, Certificates: []tls.Certificate{
		{Certificate: [][]byte{selfSigned(t, key, mx)}, PrivateKey: key},
		{Certificate: [][]byte{selfSigned(t, rsaKey, mx)}, PrivateKey: rsaKey},
	}}
}

func TestLooksShowWhatTheServerHas(t *testing.T) {
	server := bothKinds(t)
	ecdsa, rsa := server.Certificates[0].Certificate[0], server.Certificates[1].Certificate[0]
	for name, want := range map[string]struct {
		version uint16
		leaf    []byte
		sni     string
		most    int // octets of the ClientHello
	}{
		evidence.LookRSA:   {tls.VersionTLS12, rsa, mx, 512},
		evidence.LookECDSA: {tls.VersionTLS12, ecdsa, mx, 512},
		evidence.LookNoSNI: {tls.VersionTLS13, ecdsa, "", 4000},
		evidence.LookOld:   {tls.VersionTLS11, ecdsa, mx, 512},
		evidence.LookSmall: {tls.VersionTLS13, ecdsa, mx, 512},
		evidence.LookTap:   {tls.VersionTLS12, ecdsa, mx, 512},
	} {
		t.Run(name, func(t *testing.T) {
			var offered tls.ClientHelloInfo
			config := server.Clone()
			config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
				offered = *hello
				return nil, nil
			}
			s := script{steps: polite, tls: config}
			if name == evidence.LookTap { // held to its end
				s.steps = polite[:len(polite)-len("C: QUIT\n\tS: 221 bye")] +
					"C: EHLO probe.example.com\nS: 250 mx.example.net\nC: QUIT\nS: 221 bye"
			}
			h, said, hello := look(t, name, s)
			if h.Stage != evidence.StageDone || h.Version != want.version || len(h.Chain) == 0 || !slices.Equal(h.Chain[0], want.leaf) {
				t.Errorf("stage %s, version %x, the wrong certificate\n%s", h.Stage, h.Version, said)
			}
			if h.SNI != want.sni || offered.ServerName != want.sni {
				t.Errorf("SNI %q, sent %q", h.SNI, offered.ServerName)
			}
			if hello == 0 || hello > want.most {
				t.Errorf("the ClientHello has %d octets, want at most %d", hello, want.most)
			}
			small := !slices.Contains(offered.SupportedCurves, tls.X25519MLKEM768)
			if small != (want.most < 1000) {
				t.Errorf("groups %v", offered.SupportedCurves)
			}
		})
	}
}

// What our library still offers when it is asked for by name: were it less, a
// refusal would be ours and not the server's.
func TestOldLookOffersWhatOldServersHave(t *testing.T) {
	both := bothKinds(t)
	for _, suite := range []uint16{
		tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_RSA_WITH_RC4_128_SHA,
		tls.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, tls.TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
	} {
		for _, version := range []uint16{tls.VersionTLS10, tls.VersionTLS11} {
			config := both.Clone()
			config.MinVersion, config.MaxVersion, config.CipherSuites = version, version, []uint16{suite}
			h, said, _ := look(t, evidence.LookOld, script{steps: polite, tls: config})
			if h.Stage != evidence.StageDone || h.Version != version || h.Suite != suite || h.Relaxed == "" {
				t.Errorf("%s under %s:\n%s", tls.CipherSuiteName(suite), tls.VersionName(version), said)
			}
		}
	}
}

func TestLooksThatAServerRefuses(t *testing.T) {
	single := bothKinds(t)
	modern := single.Clone()
	modern.MinVersion = tls.VersionTLS13
	single.Certificates = single.Certificates[:1]
	for _, tt := range []struct {
		look  string
		tls   *tls.Config
		alert int
	}{
		{evidence.LookRSA, single, 40}, // handshake_failure: no such certificate
		{evidence.LookRSA, modern, 70}, // protocol_version: TLS 1.3 alone says nothing about certificates
		{evidence.LookOld, modern, 70}, // as it should be
		{evidence.LookECDSA, modern, 70},
	} {
		h, said, _ := look(t, tt.look, script{steps: polite, tls: tt.tls})
		if h.Failure != evidence.TLSAlert || h.Alert != tt.alert+1 || h.Chain != nil {
			t.Errorf("%s:\n%s", tt.look, said)
		}
	}
}

// A look that the server turns away goes politely, and the ordinary session held
// again goes on within TLS.
func TestLooksArePolite(t *testing.T) {
	both := bothKinds(t)
	for look_, steps := range map[string]string{
		evidence.LookRSA:   "S: 554 not you\nC: QUIT\nS: 221 bye",
		evidence.LookOld:   "S: 220 hello\nC: EHLO probe.example.com\nS: 421 too many connections\nclose",
		evidence.LookNoSNI: "S: 220 hello\nC: EHLO probe.example.com\nS: 250 hello\nC: QUIT\nS: 221 bye",
		evidence.LookAgain: "S: 220 hello\nC: EHLO probe.example.com\nS: 250-hello\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go\nTLS\n" +
			"C: EHLO probe.example.com\nS: 250 hello\nC: QUIT\nS: 221 bye",
	} {
		look(t, look_, script{steps: steps, tls: both})
	}
}
