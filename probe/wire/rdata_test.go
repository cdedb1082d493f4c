package wire

import (
	"bytes"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// text reads a record in zone file form.
func text(t testing.TB, line string) RR {
	t.Helper()
	rr, err := RRFromText(line)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return rr
}

func TestTypedViews(t *testing.T) {
	if n, err := text(t, "example. 60 IN NS Ns1.Example.").Target(); err != nil || n.String() != "ns1.example." {
		t.Errorf("NS: %s, %v", n, err)
	}
	if a, err := text(t, "h.example. 60 IN A 192.0.2.1").Addr(); err != nil || a != netip.MustParseAddr("192.0.2.1") {
		t.Errorf("A: %s, %v", a, err)
	}
	if a, err := text(t, "h.example. 60 IN AAAA 2001:db8::1").Addr(); err != nil || a != netip.MustParseAddr("2001:db8::1") {
		t.Errorf("AAAA: %s, %v", a, err)
	}
	if m, err := text(t, "example. 60 IN MX 0 .").MX(); err != nil || m.Preference != 0 || !m.Host.IsRoot() { // RFC 7505
		t.Errorf("null MX: %v, %v", m, err)
	}
	soa, err := text(t, "example. 60 IN SOA Ns1.example. host.example. 1 2 3 4 5").SOA()
	if want := (SOA{MustName("ns1.example."), 1, 2, 3, 4, 5}); err != nil || soa != want {
		t.Errorf("SOA: %v, %v", soa, err)
	}
	tlsa, err := text(t, "_25._tcp.h.example. 60 IN TLSA 3 1 1 AABB").TLSA()
	if err != nil || tlsa.String() != "3 1 1 aabb" {
		t.Errorf("TLSA: %s, %v", tlsa, err)
	}
	ds, err := text(t, "example. 60 IN DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118").DS()
	if err != nil || ds.String() != "60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118" {
		t.Errorf("DS: %s, %v", ds, err)
	}
	if ds, err := text(t, "example. 60 IN CDS 0 0 0 00").DS(); err != nil || ds.String() != "0 0 0 00" { // RFC 8078 4
		t.Errorf("CDS delete: %s, %v", ds, err)
	}
	sig, err := text(t, "A.example. 60 IN RRSIG MX 15 2 3600 1440021600 1438207200 3613 Example. AQID").RRSIG()
	if err != nil || sig.Owner.String() != "a.example." || sig.Covered != TypeMX || sig.Algorithm != 15 || sig.Labels != 2 || sig.OriginalTTL != 3600 ||
		sig.Expiration != 1440021600 || sig.Inception != 1438207200 || sig.Tag != 3613 || sig.Signer.String() != "example." || !bytes.Equal(sig.Signature, []byte{1, 2, 3}) {
		t.Errorf("RRSIG: %+v, %v", sig, err)
	}
	n3, err := text(t, "2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. 60 IN NSEC3 1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG").NSEC3()
	if err != nil || n3.Hash != 1 || !n3.OptOut() || n3.Iterations != 12 || n3.SaltText() != "aabbccdd" || len(n3.Next) != 20 || n3.Types.String() != "A RRSIG" || n3.Zone().String() != "example." {
		t.Errorf("NSEC3: %+v, %v", n3, err)
	}
	if n3, err := text(t, "2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. 60 IN NSEC3 1 0 0 - 2vptu5timamqttgl4luu9kg21e0aor3s").NSEC3(); err != nil ||
		n3.OptOut() || n3.SaltText() != "-" || n3.Types.String() != "" {
		t.Errorf("NSEC3 of an empty non-terminal: %+v, %v", n3, err)
	}
}

// The example of RFC 4034 4.3: the bitmap of A MX RRSIG NSEC TYPE1234.
func TestNSECBitmapExample(t *testing.T) {
	want := append([]byte("\x04host\x07example\x03com\x00"+"\x00\x06\x40\x01\x00\x00\x00\x03"+"\x04\x1b"), make([]byte, 26)...)
	want = append(want, 0x20)
	rr := text(t, "alfa.example.com. 86400 IN NSEC host.example.com. ( A MX RRSIG NSEC TYPE1234 )")
	if !bytes.Equal(rr.RData, want) {
		t.Fatalf("data %x, want %x", rr.RData, want)
	}
	n, err := rr.NSEC()
	if err != nil || n.Next.String() != "host.example.com." || n.Types.String() != "A MX RRSIG NSEC TYPE1234" {
		t.Errorf("%+v, %v", n, err)
	}
	if !n.Types.Has(1234) || n.Types.Has(TypeNS) || TypeSet(nil).Has(TypeA) {
		t.Error("membership")
	}
}

func TestViewsRefuseWhatDoesNotParse(t *testing.T) {
	name := "\x01a\x00"
	views := map[string]func(RR) error{
		"Target": func(r RR) error { _, err := r.Target(); return err },
		"Addr":   func(r RR) error { _, err := r.Addr(); return err },
		"MX":     func(r RR) error { _, err := r.MX(); return err },
		"SOA":    func(r RR) error { _, err := r.SOA(); return err },
		"TLSA":   func(r RR) error { _, err := r.TLSA(); return err },
		"DNSKEY": func(r RR) error { _, err := r.DNSKEY(); return err },
		"DS":     func(r RR) error { _, err := r.DS(); return err },
		"RRSIG":  func(r RR) error { _, err := r.RRSIG(); return err },
		"NSEC":   func(r RR) error { _, err := r.NSEC(); return err },
		"NSEC3":  func(r RR) error { _, err := r.NSEC3(); return err },
	}
	for _, c := range []struct {
		view  string
		t     Type
		rdata string
	}{
		{"Target", TypeNS, ""},
		{"Target", TypeNS, "\x01"},
		{"Target", TypeNS, name + "x"},
		{"Target", TypeNS, "\x01a"},
		{"Target", TypeNS, "\x01a\xc0\x00"},
		{"Addr", TypeA, "abc"},
		{"Addr", TypeA, strings.Repeat("a", 16)},
		{"Addr", TypeAAAA, "abcd"},
		{"Addr", TypeTXT, strings.Repeat("a", 16)},
		{"MX", TypeMX, "\x00\x0a"},
		{"MX", TypeMX, "\x00\x0a" + name + "x"},
		{"MX", TypeMX, "\x00\x0a\xc0\x00"},
		{"SOA", TypeSOA, name},
		{"SOA", TypeSOA, name + name + "1234"},
		{"SOA", TypeSOA, name + name + strings.Repeat("x", 21)},
		{"SOA", TypeSOA, "\xc0\x00"},
		{"TLSA", TypeTLSA, "\x03\x01\x01"},
		{"DNSKEY", TypeDNSKEY, "\x01\x01\x03"},
		{"DS", TypeDS, "\x01\x01\x03\x02"},
		{"RRSIG", TypeRRSIG, strings.Repeat("x", 18)},
		{"RRSIG", TypeRRSIG, strings.Repeat("x", 18) + "\xc0\x00"},
		{"NSEC", TypeNSEC, ""},
		{"NSEC", TypeNSEC, name + "\x00"},
		{"NSEC", TypeNSEC, name + "\x00\x00"},
		{"NSEC", TypeNSEC, name + "\x00\x21" + strings.Repeat("x", 33)},
		{"NSEC", TypeNSEC, name + "\x00\x02x"},
		{"NSEC", TypeNSEC, name + "\x01\x01x\x00\x01x"},
		{"NSEC", TypeNSEC, name + "\x00\x01x\x00\x01x"},
		{"NSEC3", TypeNSEC3, "\x01\x00\x00\x00\x00"},
		{"NSEC3", TypeNSEC3, "\x01\x00\x00\x00\xffxx"},
		{"NSEC3", TypeNSEC3, "\x01\x00\x00\x00\x00\x00"},
		{"NSEC3", TypeNSEC3, "\x01\x00\x00\x00\x00\x14x"},
		{"NSEC3", TypeNSEC3, "\x01\x00\x00\x00\x00\x01x\x00"},
	} {
		rr := RR{Name: MustName("x."), Type: c.t, Class: ClassIN, RData: []byte(c.rdata)}
		if err := views[c.view](rr); !errors.Is(err, ErrRecord) {
			t.Errorf("%s of %x: %v, want ErrRecord", c.view, c.rdata, err)
		}
	}
}

func TestTypeNames(t *testing.T) {
	for _, m := range mnemonics() {
		if got, err := ParseType(strings.ToLower(m.text)); err != nil || got != m.t || got.String() != m.text {
			t.Errorf("%s is %s, %v", m.text, got, err)
		}
	}
	for in, want := range map[string]Type{"type52": TypeTLSA, "TYPE65280": 65280, "mx": TypeMX} {
		if got, err := ParseType(in); err != nil || got != want {
			t.Errorf("%s is %s, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "MXX", "TYPE", "TYPE0", "TYPE65536", "TYPE-1", "TYPE+1", "TLSA "} {
		if got, err := ParseType(in); err == nil {
			t.Errorf("%q is %s", in, got)
		}
	}
	if Type(65280).String() != "TYPE65280" || Rcode(3841).String() != "RCODE3841" || AlgorithmName(13) != "ECDSAP256SHA256" || AlgorithmName(200) != "algorithm 200" {
		t.Error("names of unknown numbers")
	}
	for r, want := range map[Rcode]string{NoError: "NOERROR", ServFail: "SERVFAIL", NXDomain: "NXDOMAIN", YXDomain: "YXDOMAIN", BadVers: "BADVERS", FormErr: "FORMERR", NotImp: "NOTIMP", Refused: "REFUSED", NotAuth: "NOTAUTH"} {
		if r.String() != want {
			t.Errorf("%d is %s", r, r)
		}
	}
}

func TestOwnerHash(t *testing.T) {
	for _, owner := range []string{"2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.", "2T7B4G4VSA5SMI47K61MV5BV1A22BOJR.example."} {
		hash, err := NSEC3{Owner: MustName(owner)}.OwnerHash()
		if err != nil || len(hash) != 20 || hash[0] != 0x17 {
			t.Errorf("%s: %x, %v", owner, hash, err)
		}
	}
	for _, owner := range []string{".", "example.", "w.example.", "2t7b4g4vsa5smi47k61mv5bv1a22bojrx.example.", `00\01000.example.`, "01.example.", "00======.example."} {
		if hash, err := (NSEC3{Owner: MustName(owner)}).OwnerHash(); !errors.Is(err, ErrRecord) {
			t.Errorf("%s: %x, %v", owner, hash, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOfN(rapid.Byte(), 1, 39).Draw(t, "hash")
		owner, err := MustName("example.").Prepend(base32hex().EncodeToString(want))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := (NSEC3{Owner: owner}).OwnerHash(); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%s: %x, %v; want %x", owner, got, err, want)
		}
	})
}

func TestValidityOf(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		inception, expiration uint32
		around, from, to      string
	}{
		{1438207200, 1440021600, "2015-08-01T00:00:00Z", "2015-07-29T22:00:00Z", "2015-08-19T22:00:00Z"},
		{4294967000, 1000, "2106-02-07T06:28:16Z", "2106-02-07T06:23:20Z", "2106-02-07T06:44:56Z"}, // across the wrap of 2106
		{4294967000, 1000, "1970-01-01T00:00:00Z", "1969-12-31T23:55:04Z", "1970-01-01T00:16:40Z"}, // and the one before
		{1438207200, 1440021600, "2151-09-05T00:00:00Z", "2151-09-05T04:28:16Z", "2151-09-26T04:28:16Z"},
	} {
		from, to := ValidityOf(RRSIG{Inception: c.inception, Expiration: c.expiration}, at(c.around))
		if !from.Equal(at(c.from)) || !to.Equal(at(c.to)) {
			t.Errorf("%d to %d around %s: %s to %s", c.inception, c.expiration, c.around, from, to)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		serial := rapid.Uint32().Draw(t, "serial")
		around := time.Unix(rapid.Int64Range(0, 1<<34).Draw(t, "around"), 0)
		got, _ := ValidityOf(RRSIG{Inception: serial}, around)
		if d := got.Unix() - around.Unix(); uint32(got.Unix()) != serial || d < -1<<31 || d >= 1<<31 {
			t.Fatalf("%d around %s is %s", serial, around, got)
		}
	})
}

func TestRRFromText(t *testing.T) {
	for _, line := range []string{
		"", "; a comment", "$INCLUDE /etc/passwd", "$GENERATE 1-1 a$ IN A 192.0.2.1", "$TTL 5\nexample. IN A 192.0.2.1", " $GENERATE 1-3 a$ A 192.0.2.1", "example. MX", "example. IN A 192.0.2.1\nexample. IN A 192.0.2.2",
		"example. IN A 192.0.2.1\n$INCLUDE /etc/passwd", "example. IN MX 10 a..b.",
	} {
		if rr, err := RRFromText(line); err == nil {
			t.Errorf("%q gave %s", line, rr.Line())
		}
	}
	rr := text(t, `a\065B IN MX 10 Mail.Example ; comment`)
	if rr.Name.String() != "aab." || rr.TTL != 3600 || rr.Line() != `aab. 3600 IN MX 10 Mail.Example.` {
		t.Errorf("%s", rr.Line())
	}
}

func TestTextShowsEveryRecordAsTheZoneFileHasIt(t *testing.T) {
	for _, line := range typicalRRs() {
		rr := text(t, line)
		again := text(t, rr.Line())
		if !rr.Equal(again) || rr.TTL != again.TTL || !bytes.Equal(rr.RData, again.RData) {
			t.Errorf("%s\nshown as %s", line, rr.Line())
		}
	}
	for _, c := range []struct {
		rr   RR
		want string
	}{
		{RR{MustName("a."), 65280, ClassIN, 1, []byte("\xc0\x0c\x1b")}, `a. 1 IN TYPE65280 \# 3 c00c1b`},
		{RR{MustName("a."), TypeTXT, ClassIN, 1, []byte("\x04\x1b[2J")}, `a. 1 IN TXT "\027[2J"`},
		{RR{MustName("a."), TypeA, 3, 1, []byte("\x01\x02\x03\x04")}, `a. 1 CLASS3 A 1.2.3.4`},
		{RR{MustName("a."), TypeA, ClassIN, 1, []byte("\x01\x02\x03")}, `a. 1 IN A \# 3 010203`},
		{RR{MustName("a."), TypeMX, ClassIN, 1, nil}, `a. 1 IN MX \# 0`},
	} {
		if got := c.rr.Line(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestGroup(t *testing.T) {
	var rrs []RR
	for _, line := range []string{
		"b.example. 60 IN MX 20 Two.example.", "a.example. 60 IN A 192.0.2.1", "B.example. 30 IN MX 10 one.example.", "b.EXAMPLE. 90 IN MX 20 two.EXAMPLE.",
		"b.example. 60 IN RRSIG MX 15 2 3600 1440021600 1438207200 3613 example. AQID", "c.example. 60 IN RRSIG TLSA 15 2 3600 1440021600 1438207200 3613 example. AQID",
		"a.example. 60 CH A 192.0.2.9",
	} {
		rrs = append(rrs, text(t, line))
	}
	rrs = append(rrs, RR{Name: MustName("a.example."), Type: TypeRRSIG, Class: ClassIN, RData: []byte("short")})
	sets := Group(rrs)
	if len(sets) != 3 || sets[0].Type != TypeMX || sets[1].Type != TypeA || sets[2].Type != TypeTLSA {
		t.Fatalf("%d sets", len(sets))
	}
	mx := Find(sets, MustName("b.example."), TypeMX)
	if mx == nil || len(mx.RRs) != 2 || mx.TTL != 30 || len(mx.Sigs) != 1 || mx.RRs[0].Text() != "10 one.example." || mx.RRs[1].Text() != "20 Two.example." {
		t.Errorf("%+v", mx)
	}
	if a := Find(sets, MustName("a.example."), TypeA); a == nil || len(a.RRs) != 1 || len(a.Sigs) != 0 {
		t.Errorf("%+v", a)
	}
	if Find(sets, MustName("c.example."), TypeTLSA) != nil || len(sets[2].Sigs) != 1 {
		t.Error("a signature without its set is no set with records")
	}
	endless := Group([]RR{{MustName("a."), TypeA, ClassIN, 1 << 31, []byte{1, 2, 3, 4}}})[0]
	if endless.TTL != 0 || endless.RRs[0].TTL != 1<<31 {
		t.Errorf("a TTL over 2^31-1 counts as %d", endless.TTL)
	}
	slices.Reverse(rrs)
	if again := Find(Group(rrs), MustName("b.example."), TypeMX); !mx.SameData(again) || !again.SameData(mx) {
		t.Error("the order of arrival must not matter")
	}
	if mx.SameData(sets[1]) || mx.SameData(&RRset{Name: mx.Name, Type: mx.Type, RRs: mx.RRs[:1]}) {
		t.Error("different sets are the same")
	}
}
