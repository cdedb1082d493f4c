package wire

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"pgregory.net/rapid"
)

// message writes a message from its parts: the four counts, then octets.
func message(qd, an, ns, ar uint16, parts ...string) []byte {
	b := []byte{0x12, 0x34, 0x84, 0x00}
	for _, n := range []uint16{qd, an, ns, ar} {
		b = binary.BigEndian.AppendUint16(b, n)
	}
	return append(b, strings.Join(parts, "")...)
}

const (
	question = "\x07example\x03org\x00\x00\x0f\x00\x01"       // example.org MX IN, at 12
	toName   = "\xc0\x0c"                                     // -> 12
	mxHead   = toName + "\x00\x0f\x00\x01\x00\x00\x0e\x10"    // owner, MX, IN, 3600
	mxGood   = mxHead + "\x00\x08\x00\x0a\x03mx1\xc0\x0c"     // 10 mx1.example.org
	optHead  = "\x00\x00\x29\x04\xd0\x01\x00\x80\x00"         // OPT, 1232, extended rcode 1, version 0, DO
	tiny     = "\x00\xff\x00\x00\x01\x00\x00\x00\x00\x00\x00" // the root, no data: 11 octets
	ede      = "\x00\x0f\x00\x07\x00\x09oops\x00"             // EDE 9, text with its NUL
)

func TestParse(t *testing.T) {
	m, err := Parse(message(1, 1, 0, 1, question, mxGood, optHead, "\x00\x0b", ede))
	if err != nil {
		t.Fatal(err)
	}
	if m.ID != 0x1234 || !m.QR || !m.AA || m.TC || m.RD || m.Questions != 1 || m.QName.Show() != "example.org" || m.QType != TypeMX || m.QClass != ClassIN {
		t.Errorf("header and question: %+v", m)
	}
	if len(m.Answer) != 1 || len(m.Authority) != 0 || len(m.Additional) != 0 {
		t.Fatalf("sections: %+v", m)
	}
	mx, err := m.Answer[0].MX()
	if err != nil || mx.Preference != 10 || mx.Host.Show() != "mx1.example.org" || m.Answer[0].TTL != 3600 {
		t.Errorf("%v, %v", mx, err)
	}
	e := m.EDNS
	if !e.Present || e.UDPSize != 1232 || e.Version != 0 || !e.DO || m.Rcode != BadVers {
		t.Errorf("EDNS %+v, rcode %s", e, m.Rcode)
	}
	if len(e.Errors) != 1 || e.Errors[0].Code != 9 || e.Errors[0].Text != "oops" {
		t.Errorf("extended errors %v", e.Errors)
	}
}

func TestParseHostile(t *testing.T) {
	self := "\xc0\x0c"
	manyOPT := strings.Repeat(optHead+"\x00\x00", 2)
	for _, c := range []struct {
		name    string
		msg     []byte
		want    error
		records int // kept over all sections
	}{
		{"empty", nil, ErrShort, 0},
		{"half a header", message(0, 0, 0, 0)[:11], ErrShort, 0},
		{"no question", message(0, 0, 0, 0), nil, 0},
		{"question missing", message(1, 0, 0, 0), ErrShort, 0},
		{"question cut", message(1, 0, 0, 0, question[:14]), ErrShort, 0},
		{"count of answers lies high", message(1, 9, 0, 0, question, mxGood), ErrShort, 1},
		{"count of answers lies higher than any message", message(1, 65535, 0, 0, question, mxGood), ErrShort, 1},
		{"count of answers lies low", message(1, 0, 0, 0, question, mxGood), ErrTrailing, 0},
		{"trailing octet", message(1, 1, 0, 0, question, mxGood, "x"), ErrTrailing, 1},
		{"record cut in its head", message(1, 2, 0, 0, question, mxGood, mxHead[:7]), ErrShort, 1},
		{"record cut in its data", message(1, 2, 0, 0, question, mxGood, mxGood[:15]), ErrShort, 1},
		{"name points at itself", message(1, 0, 0, 0, self, "\x00\x01\x00\x01"), ErrPointer, 0},
		{"name loops through its own label", message(1, 0, 0, 0, "\x01a"+self, "\x00\x01\x00\x01"), ErrPointer, 0},
		{"name points forward", message(1, 0, 0, 0, "\xc0\x0e\x00", "\x00\x01\x00\x01"), ErrPointer, 0},
		{"name points behind the end", message(1, 0, 0, 0, "\xff\xff", "\x00\x01\x00\x01"), ErrPointer, 0},
		{"pointer cut", message(1, 0, 0, 0, "\xc0"), ErrShort, 0},
		{"label type 01", message(1, 0, 0, 0, "\x41a\x00\x00\x01\x00\x01"), ErrName, 0},
		{"label cut", message(1, 0, 0, 0, "\x3fa"), ErrShort, 0},
		{"name over 255 octets", message(1, 0, 0, 0, strings.Repeat("\x3f"+strings.Repeat("x", 63), 4), "\x00\x00\x01\x00\x01"), ErrName, 0},
		{"MX data points forward", message(1, 2, 0, 0, question, mxHead, "\x00\x04\x00\x0a\xc0\xff", mxGood), ErrRecord, 2},
		{"MX data without a name", message(1, 2, 0, 0, question, mxHead, "\x00\x02\x00\x0a", mxGood), ErrRecord, 2},
		{"MX name runs out of its data", message(1, 2, 0, 0, question, mxHead, "\x00\x03\x00\x0a\x03", mxGood), ErrRecord, 2},
		{"NAPTR data without its strings", message(1, 2, 0, 0, question, toName+"\x00\x23\x00\x01\x00\x00\x0e\x10", "\x00\x05\x00\x01\x00\x01\x00", mxGood), ErrRecord, 2},
		{"NAPTR string runs out", message(1, 2, 0, 0, question, toName+"\x00\x23\x00\x01\x00\x00\x0e\x10", "\x00\x07\x00\x01\x00\x01\x00\x00\x09", mxGood), ErrRecord, 2},
		{"more records than fit in any message", message(0, MaxRecords+1, 0, 0, strings.Repeat(tiny, MaxRecords+1)), ErrShort, MaxRecords},
		{"as many records as fit", message(0, 5957, 0, 0, strings.Repeat(tiny, 5957)), nil, 5957},
		{"data too long when expanded", message(1, 1, 0, 0, question, mxHead, "\xff\xff\x00\x0a\xc0\x0c", strings.Repeat("x", 65531)), ErrRecord, 1},
		{"broken record, then cut", message(1, 3, 0, 0, question, mxHead, "\x00\x02\x00\x0a", mxGood), ErrShort, 2},
		{"OPT twice", message(1, 0, 0, 2, question, manyOPT), ErrOPT, 0},
		{"OPT among the answers", message(1, 1, 0, 0, question, optHead, "\x00\x00"), ErrOPT, 0},
		{"OPT option runs out", message(1, 0, 0, 1, question, optHead, "\x00\x04\x00\x0f\x00\x09"), ErrRecord, 0},
		{"OPT with octets left over", message(1, 0, 0, 1, question, optHead, "\x00\x01\x00"), ErrRecord, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := Parse(c.msg)
			if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if len(c.msg) < 12 {
				if m != nil {
					t.Fatal("a message without a header")
				}
				return
			}
			if got := len(m.Answer) + len(m.Authority) + len(m.Additional); got != c.records {
				t.Errorf("%d records kept, want %d", got, c.records)
			}
		})
	}
}

// A chain of pointers that all lead back is no loop, but has an end too.
func TestPointerChain(t *testing.T) {
	for _, hops := range []int{1, maxPointers, maxPointers + 1, 5000} {
		msg := []byte("\x01a\x00") // the name that the first pointer leads to
		target := 0
		for range hops {
			here := len(msg)
			msg = binary.BigEndian.AppendUint16(msg, 0xc000|uint16(target))
			target = here
		}
		raw, _, err := expand(msg, target)
		if hops <= maxPointers && (err != nil || string(raw) != "\x01a\x00") {
			t.Errorf("%d pointers: %q, %v", hops, raw, err)
		}
		if hops > maxPointers && !errors.Is(err, ErrPointer) {
			t.Errorf("%d pointers: %v, want ErrPointer", hops, err)
		}
	}
}

// A fault inside a record is no fault of the message: nobody may take it for a
// truncated one.
func TestBrokenRecordIsKeptAsItCame(t *testing.T) {
	raw := "\x00\x0a\x03mx1\xc0\xff"
	m, err := Parse(message(1, 1, 0, 0, question, mxHead, "\x00\x08", raw))
	if !errors.Is(err, ErrRecord) || errors.Is(err, ErrShort) {
		t.Fatalf("error %v", err)
	}
	rr := m.Answer[0]
	if string(rr.RData) != raw {
		t.Errorf("kept %x", rr.RData)
	}
	if mx, err := rr.MX(); !errors.Is(err, ErrRecord) {
		t.Errorf("the pointer was followed: %v, %v", mx, err)
	}
	if !bytes.Equal(CanonicalRData(rr), []byte(raw)) {
		t.Error("the canonical form of unparsed data is the data")
	}
	if got, want := rr.Text(), fmt.Sprintf(`\# 8 %x`, raw); got != want {
		t.Errorf("shown as %s, want %s", got, want)
	}
}

func TestOPTInTheAnswerChangesNothing(t *testing.T) {
	m, err := Parse(message(1, 1, 0, 0, question, optHead, "\x00\x00"))
	if !errors.Is(err, ErrOPT) || m.EDNS.Present || m.Rcode != NoError {
		t.Errorf("%v, %+v", err, m)
	}
}

// typicalRRs has records of many types, with names in mixed case and duplicates.
func typicalRRs() []string {
	return []string{
		`Example.ORG. 3600 IN NS NS1.Example.org.`, `example.org. 60 IN NS ns2.example.ORG.`,
		`example.org. 3600 IN MX 10 MX1.example.org.`, `example.org. 3600 IN MX 20 mx2.Other.Example.`,
		`example.org. 3600 IN SOA ns1.Example.org. Host\.master.example.org. 1 7200 3600 1209600 300`,
		`www.example.org. 300 IN CNAME Host.Example.ORG.`, `d.example.org. 300 IN DNAME Other.Example.`,
		`1.2.0.192.in-addr.arpa. 300 IN PTR Host.example.org.`, `_s._tcp.example.org. 300 IN SRV 1 2 3 Host.Example.org.`,
		`example.org. 300 IN NAPTR 10 100 "S" "SIP+D2U" "" _sip._udp.Example.org.`, `example.org. 300 IN RP Mbox.Example.org. Txt.Example.org.`,
		`example.org. 300 IN AFSDB 1 Host.Example.org.`, `example.org. 300 IN KX 10 Host.Example.org.`, `example.org. 300 IN RT 10 Host.Example.org.`,
		`example.org. 300 IN PX 10 Map.Example.org. X400.Example.org.`, `example.org. 300 IN MINFO R.Example.org. E.Example.org.`,
		`example.org. 300 IN TXT "v=spf1 -ALL" "two"`, `h.example.org. 300 IN A 192.0.2.1`, `h.example.org. 300 IN AAAA 2001:db8::1`,
		`_25._tcp.mx1.example.org. 300 IN TLSA 3 1 1 D2ABDE240D7CD3EE6B4B28C54DF034B97983A1D16E8A410E4561CB106618E971`,
		`example.org. 300 IN DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118`,
		`example.org. 300 IN DNSKEY 257 3 15 l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=`,
		`example.org. 300 IN NSEC A.Example.org. NS SOA MX RRSIG NSEC DNSKEY TYPE1234`,
		`2t7b4g4vsa5smi47k61mv5bv1a22bojr.example. 300 IN NSEC3 1 1 12 aabbccdd 2vptu5timamqttgl4luu9kg21e0aor3s A RRSIG`,
		`example. 300 IN NSEC3PARAM 1 0 12 aabbccdd`, `example.org. 300 IN CAA 0 issue "Ca.example"`,
		`example.org. 300 IN SVCB 1 Svc.Example.org. alpn=h2`, `example.org. 300 IN HINFO "PC" "Linux"`, `example.org. 300 IN TYPE65280 \# 3 c00c41`,
		`example.org. 300 IN RRSIG MX 15 2 3600 1440021600 1438207200 3613 Example.com. oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==`,
	}
}

// record reads a record in zone file form, by the library.
func record(t testing.TB, text string) dns.RR {
	t.Helper()
	rr, err := dns.NewRR(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return rr
}

// fataler is what testing.TB and rapid.T have in common.
type fataler interface {
	Helper()
	Fatal(args ...any)
}

// rdataOf returns the RDATA of a record as the library packs it, uncompressed.
func rdataOf(t fataler, rr dns.RR) []byte {
	t.Helper()
	buf := make([]byte, dns.MaxMsgSize)
	n, err := dns.PackRR(rr, buf, 0, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	_, off, err := dns.UnpackDomainName(buf, 0)
	if err != nil {
		t.Fatal(err)
	}
	return buf[off+10 : n]
}

// What the library packs, compressed or not, reads back record by record.
func TestParseAgreesWithTheLibrary(t *testing.T) {
	texts := typicalRRs()
	rapid.Check(t, func(rt *rapid.T) {
		m := new(dns.Msg)
		m.SetQuestion("example.org.", dns.TypeMX)
		m.Response, m.Compress = true, rapid.Bool().Draw(rt, "compress")
		sections := [3]*[]dns.RR{&m.Answer, &m.Ns, &m.Extra}
		for _, s := range sections {
			for _, text := range rapid.SliceOfN(rapid.SampledFrom(texts), 0, 8).Draw(rt, "section") {
				*s = append(*s, record(t, text))
			}
		}
		packedMsg, err := m.Pack()
		if err != nil {
			rt.Fatal(err)
		}
		got, err := Parse(packedMsg)
		if err != nil {
			rt.Fatal(err)
		}
		for i, s := range [][]RR{got.Answer, got.Authority, got.Additional} {
			want := *sections[i]
			if len(s) != len(want) {
				rt.Fatalf("section %d: %d records, want %d", i, len(s), len(want))
			}
			for j, rr := range s {
				h := want[j].Header()
				if rr.Name != MustName(h.Name) || uint16(rr.Type) != h.Rrtype || rr.Class != h.Class || rr.TTL != h.Ttl {
					rt.Fatalf("got %s, want %s", rr.Line(), want[j])
				}
				if raw := rdataOf(t, want[j]); !m.Compress && !bytes.Equal(rr.RData, raw) || !bytes.EqualFold(rr.RData, raw) {
					rt.Fatalf("%s: data %x, want %x", rr.Type, rr.RData, raw)
				}
			}
		}
	})
}

func TestNewQuery(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := Question{
			ID: rapid.Uint16().Draw(t, "id"), Name: anyName().Draw(t, "name"), Type: Type(rapid.Uint16().Draw(t, "type")),
			Resolver: rapid.Bool().Draw(t, "resolver"), NoEDNS: rapid.Bool().Draw(t, "noEDNS"),
		}
		b, err := NewQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		m, err := Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		if m.ID != q.ID || m.QName != q.Name || m.QType != q.Type || m.QClass != ClassIN || m.QR || m.RD != q.Resolver || m.CD != q.Resolver {
			t.Fatalf("asked %+v, packed %+v", q, m)
		}
		if m.EDNS.Present == q.NoEDNS || m.EDNS.DO == q.NoEDNS || (!q.NoEDNS && m.EDNS.UDPSize != UDPSize) {
			t.Fatalf("EDNS %+v", m.EDNS)
		}
	})
	if _, err := NewQuery(Question{Type: TypeA}); !errors.Is(err, ErrName) {
		t.Errorf("a question without a name: %v", err)
	}
}

// referral packs what a TLD answers for a signed delegation.
func referral(t testing.TB) []byte {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	m := new(dns.Msg)
	m.SetQuestion("example.org.", dns.TypeMX)
	m.Response, m.Compress = true, true
	for _, s := range []string{
		"example.org. 3600 IN NS ns1.example.org.", "example.org. 3600 IN NS ns2.example.org.", "example.org. 3600 IN NS ns3.example.net.",
		"example.org. 3600 IN DS 60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A",
		"example.org. 3600 IN RRSIG DS 15 2 3600 1440021600 1438207200 3613 org. " +
			base64.StdEncoding.EncodeToString(ed25519.Sign(key, []byte("a signature"))),
	} {
		m.Ns = append(m.Ns, record(t, s))
	}
	for _, s := range []string{
		"ns1.example.org. 3600 IN A 192.0.2.1", "ns1.example.org. 3600 IN AAAA 2001:db8::1",
		"ns2.example.org. 3600 IN A 192.0.2.2", "ns2.example.org. 3600 IN AAAA 2001:db8::2",
	} {
		m.Extra = append(m.Extra, record(t, s))
	}
	m.SetEdns0(1232, true)
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func BenchmarkParse(b *testing.B) {
	msg := referral(b)
	b.SetBytes(int64(len(msg)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(msg); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	x, y := MustName("a.very.long.name.example.org."), MustName("another.very.long.name.example.org.")
	b.ReportAllocs()
	for b.Loop() {
		if Compare(x, y) >= 0 {
			b.Fatal("order")
		}
	}
}
