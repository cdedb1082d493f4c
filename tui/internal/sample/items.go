package sample

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net/netip"
	"sync"
	"time"

	"danewalk/explain"
	"danewalk/probe/evidence"
)

// sessionItems are the items of the session with the second server.
func sessionItems() []evidence.ID {
	out := []evidence.ID{3}
	const first, last = 16, 27
	for id := evidence.ID(first); id <= last; id++ {
		out = append(out, id)
	}
	return out
}

// Items is everything that was seen, in order. The first one is the start, the
// second and third open the two sessions.
func Items() ([]evidence.Item, error) {
	items := []evidence.Item{
		{Start: &evidence.Start{Kind: evidence.KindDomain, Typed: "anna@example.org", Name: "example.org.", Vantage: evidence.Vantage{SMTP: true}}},
		{At: ms(236), Dial: &evidence.Dial{Host: "mx1.example.net.", Address: netip.MustParseAddrPort("192.0.2.24:25"), RTT: ms(38)}},
		{At: ms(505), Dial: &evidence.Dial{Host: "mx2.example.net.", Address: netip.MustParseAddrPort("192.0.2.25:25"), RTT: ms(38)}},
	}
	shown, err := certificates()
	if err != nil {
		return nil, err
	}
	for n, host := range servers() {
		items = append(items, session(evidence.ID(n+2), host, 237+269*n, shown[n])...)
	}
	for i := range items {
		items[i].ID = evidence.ID(i + 1)
		items[i].At = max(items[i].At, 1)
	}
	return items, nil
}

// session is a dialogue from the banner to the goodbye.
func session(id evidence.ID, host string, at int, der []byte) []evidence.Item {
	var out []evidence.Item
	say := func(client bool, p evidence.Phase, texts ...string) {
		for _, t := range texts {
			at += 5
			out = append(out, evidence.Item{At: ms(at), Line: &evidence.Line{Session: id, Client: client, Phase: p, Text: evidence.Wild(t)}})
		}
	}
	shake := func(h evidence.Handshake) {
		at += 30
		h.Session, h.SNI = id, host
		out = append(out, evidence.Item{At: ms(at), TLS: &h})
	}
	say(false, evidence.PhaseBanner, "220 "+host+" ESMTP")
	say(true, evidence.PhaseEHLO, "EHLO probe.example.com")
	say(false, evidence.PhaseEHLO, "250-"+host, "250-SIZE 52428800", "250 STARTTLS")
	say(true, evidence.PhaseSTARTTLS, "STARTTLS")
	say(false, evidence.PhaseSTARTTLS, "220 2.0.0 ready to start TLS")
	shake(evidence.Handshake{Stage: evidence.StageClientHello})
	shake(evidence.Handshake{Stage: evidence.StageServerHello, Version: tls.VersionTLS13, Group: uint16(tls.X25519)})
	shake(evidence.Handshake{Stage: evidence.StageDone, Version: tls.VersionTLS13, Suite: tls.TLS_AES_256_GCM_SHA384, Group: uint16(tls.X25519), Chain: [][]byte{der}})
	say(true, evidence.PhaseQUIT, "QUIT")
	say(false, evidence.PhaseQUIT, "221 2.0.0 bye")
	return out
}

func servers() []string { return []string{"mx1.example.net", "mx2.example.net"} }

// certificates are those of the servers, made once.
var certificates = sync.OnceValues(func() (out [][]byte, err error) {
	for _, host := range servers() {
		der, err := certificate(host)
		if err != nil {
			return nil, err
		}
		out = append(out, der)
	}
	return out, nil
})

// certificate makes a self-signed one with fixed names and dates.
func certificate(host string) ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("key of %s: %w", host, err)
	}
	until := time.Date(2027, 1, 20, 12, 0, 0, 0, time.UTC)
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, NotBefore: until.AddDate(0, -3, 0), NotAfter: until}
	return x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
}

// Diagnose tells what can be said about a part of the sample: the further the
// log has grown, the later the stage.
func Diagnose(all int) func(evidence.Case) *explain.Diagnosis {
	return func(c evidence.Case) *explain.Diagnosis {
		if c.Complete {
			return Diagnosis(Stages)
		}
		return Diagnosis(min(Stages-1, Stages*len(c.Items)/all))
	}
}
