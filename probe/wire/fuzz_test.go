package wire

import (
	"bytes"
	"testing"
	"unicode"

	"danewalk/probe/evidence"
)

// safe tells whether a text may reach a terminal.
func safe(s string) bool {
	for _, r := range s {
		if !unicode.IsGraphic(r) || unicode.Is(unicode.M, r) {
			return false
		}
	}
	return true
}

// views calls every typed view and every form of text of a record.
func views(t *testing.T, rr RR) {
	t.Helper()
	for _, s := range []string{rr.Text(), rr.Line(), rr.Name.String(), rr.Type.String()} {
		if !safe(s) {
			t.Fatalf("not safe to print: %q", s)
		}
	}
	canonical := CanonicalRData(rr)
	if len(canonical) != len(rr.RData) || !bytes.Equal(CanonicalRData(RR{Type: rr.Type, RData: canonical}), canonical) {
		t.Fatalf("%s: canonical form of %x is %x", rr.Type, rr.RData, canonical)
	}
	_, _ = rr.Target()
	_, _ = rr.Addr()
	_, _ = rr.MX()
	_, _ = rr.SOA()
	_, _ = rr.TLSA()
	if k, err := rr.DNSKEY(); err == nil {
		if !bytes.Equal(k.RData(), rr.RData) {
			t.Fatalf("key %x became %x", rr.RData, k.RData())
		}
		_ = k.Tag()
		_, _ = k.DS(rr.Name, DigestSHA256)
	}
	if d, err := rr.DS(); err == nil && !safe(d.String()) {
		t.Fatal(d)
	}
	if n, err := rr.NSEC(); err == nil && !safe(n.Types.String()) {
		t.Fatal(n)
	}
	if n, err := rr.NSEC3(); err == nil {
		_, _ = n.OwnerHash()
	}
	if sig, err := rr.RRSIG(); err == nil {
		if head := sig.head(); len(head)+len(sig.Signature) != len(rr.RData) || !bytes.EqualFold(head, rr.RData[:len(head)]) {
			t.Fatalf("signature %x became %x", rr.RData, head)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(referral(f))
	f.Add(message(1, 1, 0, 1, question, mxGood, optHead, "\x00\x0b", ede))
	f.Add(message(1, 2, 0, 0, question, mxHead, "\x00\x04\x00\x0a\xc0\xff", mxGood))
	f.Add(message(1, 65535, 0, 0, question, mxGood))
	f.Add(message(1, 0, 0, 0, "\x01a\xc0\x0c\x00\x01\x00\x01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := Parse(b)
		if m == nil {
			if len(b) >= 12 || err == nil {
				t.Fatalf("no message, %v", err)
			}
			return
		}
		all := append(append(append([]RR(nil), m.Answer...), m.Authority...), m.Additional...)
		if len(all)*11 > len(b) {
			t.Fatalf("%d records in %d octets", len(all), len(b))
		}
		for i, rr := range all {
			if rr.Type == TypeOPT || len(rr.Name.Wire()) > maxNameOctets || len(rr.RData) > maxRData {
				t.Fatalf("%+v", rr)
			}
			if i < 64 { // a message has thousands at most; the views of some are enough
				views(t, rr)
			}
		}
		for _, set := range Group(all) {
			for _, sig := range set.Sigs {
				_, _ = SignedData(sig, set)
			}
		}
		if again, err2 := Parse(b); (err == nil) != (err2 == nil) || again.Size != len(b) {
			t.Fatal("reading twice differs")
		}
	})
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{".", "example.org", `a\.b\065\000.example.`, `\`, `\256.`, "a..b", "bücher.example", "\x1b[2J."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseName(s)
		if err != nil {
			return
		}
		if back, err := ParseName(n.String()); err != nil || back != n {
			t.Fatalf("%q: %s became %s, %v", s, n, back, err)
		}
		raw, next, err := expand(n.Wire(), 0)
		if err != nil || next != len(raw) || !bytes.Equal(raw, n.Wire()) {
			t.Fatalf("%q: wire form %x: %v", s, n.Wire(), err)
		}
		if !safe(n.String()) || !n.Under(Root()) || Compare(n, n) != 0 {
			t.Fatalf("%q: %s", s, n)
		}
	})
}

func FuzzTypedViews(f *testing.F) {
	for _, line := range typicalRRs() {
		rr := text(f, line)
		f.Add(rr.Name.Wire(), uint16(rr.Type), rr.RData)
	}
	f.Add([]byte("\x01a\x00"), uint16(TypeMX), []byte("\x00\x0a\xc0\x00"))
	f.Fuzz(func(t *testing.T, owner []byte, typ uint16, rdata []byte) {
		name, _, err := nameAt(owner, 0)
		if err != nil || len(rdata) > maxRData {
			return
		}
		rr := RR{Name: name, Type: Type(typ), Class: ClassIN, TTL: 1, RData: rdata}
		views(t, rr)
		b := append(message(0, 1, 0, 0), packed(rr)...)
		m, err := Parse(b)
		if rr.Type == TypeOPT || m == nil || len(m.Answer) != 1 {
			return
		}
		if got := m.Answer[0]; err == nil && got.Name != rr.Name {
			t.Fatalf("owner %s became %s", rr.Name, got.Name)
		}
	})
}

func FuzzRRFromText(f *testing.F) {
	for _, line := range typicalRRs() {
		f.Add(line)
	}
	f.Add("$INCLUDE /etc/passwd")
	f.Add(`. IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D`)
	f.Fuzz(func(t *testing.T, line string) {
		rr, err := RRFromText(line)
		if err != nil {
			_ = evidence.Escape(err.Error(), evidence.WildMax)
			return
		}
		views(t, rr)
	})
}
