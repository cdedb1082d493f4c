package exhibit

import (
	"encoding/hex"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"danewalk/probe/evidence"
	"danewalk/probe/wire"
)

func TestCommand(t *testing.T) {
	ns, other := netip.MustParseAddrPort("192.0.2.1:53"), netip.MustParseAddrPort("[2001:db8::1]:5353")
	for _, c := range []struct {
		x    evidence.Exchange
		want string
	}{
		{evidence.Exchange{Server: ns, Transport: evidence.UDP, Name: "example.org.", Type: 15}, "dig @192.0.2.1 -q example.org. -t MX +dnssec +norec"},
		{evidence.Exchange{Server: other, Transport: evidence.TCP, Name: "*.example.org.", Type: 52}, "dig @2001:db8::1 -p 5353 -q '*.example.org.' -t TLSA +dnssec +norec +tcp"},
		{evidence.Exchange{Server: ns, Transport: evidence.UDP, Name: "org.", Type: 48, Resolver: true}, "dig @192.0.2.1 -q org. -t DNSKEY +dnssec +cdflag"},
		{evidence.Exchange{Server: ns, Transport: evidence.UDP, Name: "org.", Type: 43, Resolver: true, Own: true}, "dig @192.0.2.1 -q org. -t DS +dnssec +adflag"},
		{evidence.Exchange{Server: ns, Transport: evidence.UDP, Name: ".", Type: 2, Plain: true}, "dig @192.0.2.1 -q . -t NS +noedns +norec"},
		{evidence.Exchange{Server: netip.MustParseAddrPort("192.0.2.1:853"), Transport: evidence.TLS, Name: "a.", Type: 65400, Resolver: true}, "dig @192.0.2.1 -q a. -t TYPE65400 +dnssec +cdflag +tls"},
	} {
		if got := Command(&c.x); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

// TestCommandOfOurOwnQuestions: the command has the flags of the message as it
// was sent.
func TestCommandOfOurOwnQuestions(t *testing.T) {
	for _, plain := range []bool{false, true} {
		q, err := wire.NewQuery(wire.Question{ID: 1, Name: zone, Type: wire.TypeMX, NoEDNS: plain})
		if err != nil {
			t.Fatal(err)
		}
		x := evidence.Exchange{Server: netip.MustParseAddrPort("192.0.2.1:53"), Name: zone.String(), Type: 15, Question: q}
		if got := strings.Contains(Command(&x), "+noedns"); got != plain {
			t.Errorf("%s, sent without EDNS: %v", Command(&x), plain)
		}
	}
}

// TestNameIsNoOption: whatever octets a name has, the shell sees one word of it,
// and dig no option.
func TestNameIsNoOption(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"-f", "+short", "@192.0.2.9", "$(id)", "a'b", "a b;c"})).Draw(t, "name")
		x := evidence.Exchange{Server: netip.MustParseAddrPort("192.0.2.1:53"), Name: name, Type: 1}
		word, begins := strings.CutPrefix(Command(&x), "dig @192.0.2.1 -q ")
		word, _, ends := strings.Cut(word, " -t A +dnssec +norec")
		if !begins || !ends {
			t.Fatalf("command %q", Command(&x))
		}
		if strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") == "" && word != "" {
			return
		}
		if word != "'"+strings.ReplaceAll(evidence.Escape(name, evidence.WildMax), "'", `'\''`)+"'" {
			t.Fatalf("%q is quoted as %s", name, word)
		}
	})
}

// answer makes a response with so many addresses, an extended error and a fault.
func answer(t *testing.T, addresses int) []byte {
	t.Helper()
	m, err := wire.NewQuery(wire.Question{ID: 0x1234, Name: zone, Type: wire.TypeA})
	if err != nil {
		t.Fatal(err)
	}
	question := m[12 : 12+len(zone.Wire())+4]
	out := append([]byte{0x12, 0x34, 0x84, 0x02}, 0, 1, byte(addresses>>8), byte(addresses), 0, 0, 0, 1)
	out = append(out, question...)
	for i := range addresses {
		out = append(out, 0xc0, 12, 0, 1, 0, 1, 0, 0, 14, 16, 0, 4, 192, 0, byte(i>>8), byte(i))
	}
	out = append(out, 0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, 12, 0, 15, 0, 8, 0, 6) // OPT with an extended error
	return append(out, []byte("bad\x1b[m")...)
}

func TestDig(t *testing.T) {
	x := evidence.Exchange{
		Server: netip.MustParseAddrPort("192.0.2.1:53"), ServerName: "ns1.example.org.", Transport: evidence.UDP, Name: zone.String(), Type: 1, Try: 2,
		RTT: 21 * time.Millisecond, Answer: answer(t, 2),
	}
	want := `; <<>> dig @192.0.2.1 -q example.org. -t A +dnssec +norec
;; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 4660
;; flags: qr aa; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags: do; udp: 1232
; EDE: 6: (bad\x1b[m)

;; QUESTION SECTION:
;example.org. IN A

;; ANSWER SECTION:
example.org. 3600 IN A 192.0.0.0
example.org. 3600 IN A 192.0.0.1

;; Query time: 21 msec
;; SERVER: 192.0.2.1#53(ns1.example.org.) (UDP)
;; MSG SIZE  rcvd: 84
;; TRY: 2`
	lines, left := Dig(&x)
	if diff := cmp.Diff(strings.Split(want, "\n"), lines); diff != "" || left != 0 {
		t.Errorf("%s\n%d records left out", diff, left)
	}
}

// TestDigIsBounded: thousands of records do not fill a screen, and are counted.
func TestDigIsBounded(t *testing.T) {
	const records = 5000
	lines, left := Dig(&evidence.Exchange{Server: netip.MustParseAddrPort("192.0.2.1:53"), Name: zone.String(), Type: 1, Answer: answer(t, records)})
	shown := 0
	for _, l := range lines {
		if strings.Contains(l, " IN A 192.0.") {
			shown++
		}
	}
	if shown+left != records || len(lines) > maxLines+20 {
		t.Errorf("%d shown, %d left out, %d lines", shown, left, len(lines))
	}
}

// TestDigOfAnything: no octets of a server break it, and all that comes out is
// safe for a terminal.
func TestDigOfAnything(t *testing.T) {
	whole := answer(t, 3)
	rapid.Check(t, func(t *rapid.T) {
		msg := rapid.SliceOfN(rapid.Byte(), 0, 80).Draw(t, "octets")
		if rapid.Bool().Draw(t, "damaged") {
			msg = append(whole[:rapid.IntRange(0, len(whole)).Draw(t, "cut"):len(whole)], msg...)
		}
		x := evidence.Exchange{Server: netip.MustParseAddrPort("192.0.2.1:53"), Name: "x.", Answer: msg, Failure: evidence.Malformed, Detail: evidence.Wild(msg)}
		lines, _ := Dig(&x)
		for _, l := range lines {
			if evidence.Escape(l, 1<<20) != l {
				t.Fatalf("%q is not safe", l)
			}
		}
	})
}

// TestHex: the octets can be read back, every line is as wide as promised, and no
// more than the limit is written.
func TestHex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		octets := rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "octets")
		per := rapid.IntRange(1, 32).Draw(t, "per line")
		var back []byte
		for i, l := range Hex(octets, per) {
			if len(l) > HexWidth(per) || !strings.HasPrefix(l, hexOffset(i*per)) {
				t.Fatalf("line %q of %d octets, %d cells allowed", l, per, HexWidth(per))
			}
			digits := strings.ReplaceAll(l[6:6+3*per+(per-1)/8], " ", "")
			b, err := hex.DecodeString(digits)
			if err != nil {
				t.Fatal(err)
			}
			back = append(back, b...)
		}
		if string(back) != string(octets) {
			t.Fatalf("% x came back as % x", octets, back)
		}
	})
	if n := len(Hex(make([]byte, 65535), 16)); n != maxOctets/16 {
		t.Errorf("%d lines of a message of 64 KiB", n)
	}
}

func hexOffset(n int) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[n>>12&15], digits[n>>8&15], digits[n>>4&15], digits[n&15]}) + "  "
}
