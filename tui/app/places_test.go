package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	crand "crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/explain/rules"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/lab"
	"danewalk/probe/lab/rig"
)

// place is what can be seen in a world, and what is made of it.
type place struct {
	name    string
	items   []evidence.Item
	options explain.Options

	mu   sync.Mutex
	said map[saidOf]explain.Diagnosis
}

// saidOf tells diagnoses apart.
type saidOf struct {
	items           int
	complete, short bool
	language        string
}

// judge makes a diagnosis, a new one each time.
func (p *place) judge(c evidence.Case, book *text.Book, short bool) *explain.Diagnosis {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := saidOf{len(c.Items), c.Complete, short, book.Language()}
	d, ok := p.said[key]
	if !ok {
		o := p.options
		o.Words, o.Stopped = book, short
		d = *explain.Diagnose(c, o)
		p.said[key] = d
	}
	return &d
}

func newPlace(name string, items []evidence.Item, o explain.Options) *place {
	if o.Memo == nil {
		o.Memo = dnssec.NewMemo()
	}
	return &place{name: name, items: items, options: o, said: map[saidOf]explain.Diagnosis{}}
}

// places are a world in which all is well, one with a fault, and several that
// nobody wishes to meet.
func places(t *testing.T) []*place {
	t.Helper()
	var out []*place
	synctest.Test(t, func(t *testing.T) {
		files := fstest.MapFS{"well.lab": {Data: []byte("target: example.nl\n")}}
		r, err := rig.Check(t.Context(), files, "well", lab.Options{Delay: 20 * time.Millisecond}, nil)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, newPlace("well", r.Case.Items, explain.Options{Anchors: r.Anchors, Roots: r.Roots}))
	})
	demo := recordedPlace(t, "demo")
	out = append(out, demo, newPlace("nothing", nil, explain.Options{}))
	random := rand.New(rand.NewPCG(1, 2))
	certificate := monster(t)
	for _, from := range out[:2] {
		bad := slices.Clone(from.items)
		for i := range bad {
			bad[i] = spoil(random, bad[i], certificate)
		}
		out = append(out, newPlace("hostile "+from.name, bad, from.options),
			newPlace("without a start", bad[1:], from.options))
		random.Shuffle(len(bad), func(i, j int) { bad[i], bad[j] = bad[j], bad[i] })
	}
	var long []evidence.Item
	for len(long) < 5000 {
		long = append(long, demo.items...)
	}
	return append(out, newPlace("long", long, demo.options))
}

// recordedPlace is a world that was recorded.
func recordedPlace(t *testing.T, world string) *place {
	t.Helper()
	r, err := rig.Recorded("../pane/testdata/cases/"+world+".gz", rules.Worlds(), world)
	if err != nil {
		t.Fatal(err)
	}
	return newPlace(world, r.Case.Items, explain.Options{Anchors: r.Anchors, Roots: r.Roots})
}

// evil is text that no screen must show as it is.
func evil(random *rand.Rand) string {
	all := []string{
		"\x1b[2J\x1b]0;owned\a\x9b31m", "\u202egnp.exe\u2066\u200f", "\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f3fd\ufe0f", strings.Repeat("A", 64<<10), "e\u0301\u0301\u0301\u0301",
		"\xff\xfe\x80", "\x00\r\n\t\v", "", " ", strings.Repeat("\u6f22", 300), "\u1100\u1161\u11a8 \u0e33 \u2028\u2029 \ufeff", "..", "_25._tcp.", "%s%d%!", "250-\x1b", "\U000e0001\u00ad",
	}
	return all[random.IntN(len(all))]
}

// spoil changes an item as somebody does who sends a case file to be opened.
func spoil(random *rand.Rand, it evidence.Item, certificate []byte) evidence.Item {
	if random.IntN(4) > 0 && it.Start == nil {
		return it
	}
	bad := func() string { return evil(random) }
	if random.IntN(4) == 0 {
		it.At = []time.Duration{-time.Hour, 0, 1 << 62, -1 << 63}[random.IntN(4)]
	}
	switch {
	case it.Start != nil:
		s := *it.Start
		s.Typed, s.Version, s.Vantage.EHLO, s.Vantage.World = evidence.Wild(bad()), bad(), bad(), bad()
		s.Vantage.Resolver, s.Vantage.Beside, s.Vantage.Proxy, s.Vantage.Source = bad(), bad(), bad(), bad()
		it.Start = &s
	case it.Step != nil:
		s := *it.Step
		s.Subject, s.Ends = bad(), evidence.ID(random.IntN(2000)-100)
		it.Step = &s
	case it.Query != nil:
		q := *it.Query
		q.Detail, q.ServerName, q.Transport, q.Failure = evidence.Wild(bad()), bad(), evidence.Transport(bad()), evidence.Failure(bad())
		q.Server, q.RTT, q.Try = netip.AddrPort{}, -1<<63, -1
		if n := len(q.Answer); n > 0 {
			q.Answer = slices.Clone(q.Answer)
			q.Answer[random.IntN(n)] ^= 0xff
		}
		it.Query = &q
	case it.Dial != nil:
		d := *it.Dial
		d.Look, d.Detail, d.Failure, d.RTT = bad(), evidence.Wild(bad()), evidence.Failure(bad()), 1<<62
		if random.IntN(2) == 0 {
			d.Host, d.Address = bad(), netip.AddrPort{}
		}
		it.Dial = &d
	case it.Line != nil:
		l := *it.Line
		l.Text, l.Detail, l.Session = evidence.Wild(bad()), evidence.Wild(bad()), l.Session+evidence.ID(random.IntN(3)-1)
		it.Line = &l
	case it.TLS != nil:
		h := *it.TLS
		h.Chain, h.SNI, h.Detail, h.Relaxed = [][]byte{certificate, []byte(bad())}, bad(), evidence.Wild(bad()), bad()
		it.TLS = &h
	case it.HTTP != nil:
		f := *it.HTTP
		f.URL, f.Host, f.Type, f.Location, f.Body = bad(), bad(), evidence.Wild(bad()), evidence.Wild(bad()), []byte(bad())
		it.HTTP = &f
	case it.Limit != nil:
		it.Limit = &evidence.Limit{Name: bad(), Where: bad(), Value: -1}
	case it.Turn != nil:
		it.Turn = &evidence.Turn{Resolver: bad(), Why: evidence.Wild(bad())}
	}
	return it
}

// monster is a certificate with names that nobody wants to read.
func monster(t *testing.T) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), crand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for i := range 2000 {
		names = append(names, strings.Repeat("x", i%60+1)+".example.net")
	}
	c := &x509.Certificate{
		SerialNumber: new(big.Int).Lsh(big.NewInt(1), 158), Subject: pkix.Name{CommonName: "\x1b[2J" + strings.Repeat("\u202e", 40), Organization: []string{strings.Repeat("\u6f22", 5000)}},
		DNSNames: names, NotBefore: time.Unix(0, 0), NotAfter: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	der, err := x509.CreateCertificate(crand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}
