package wire

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"pgregory.net/rapid"
)

// sortedLikeRFC4034 orders RDATA by the words of RFC 4034 6.3: left-justified
// unsigned octets, and absence sorts before zero. It shares nothing with the
// code it judges.
func sortedLikeRFC4034(a, b []byte) int {
	for i := range max(len(a), len(b)) {
		octet := func(d []byte) int {
			if i < len(d) {
				return int(d[i])
			}
			return -1
		}
		if c := cmp.Compare(octet(a), octet(b)); c != 0 {
			return c
		}
	}
	return 0
}

// RFC 4034 6.1 in its own words: labels from the right, missing before any, each
// as lower-case octets.
func namesLikeRFC4034(a, b string) int {
	split := func(s string) [][]byte {
		wired := make([]byte, 256)
		n, err := dns.PackDomainName(s, wired, 0, nil, false)
		if err != nil {
			panic(err)
		}
		var labels [][]byte
		for d := wired[:n]; d[0] > 0; d = d[1+d[0]:] {
			labels = append(labels, bytes.ToLower(d[1:1+d[0]])) // ToLower on ASCII only: the generator has no other letters
		}
		slices.Reverse(labels)
		return labels
	}
	la, lb := split(a), split(b)
	for i := range min(len(la), len(lb)) {
		if c := sortedLikeRFC4034(la[i], lb[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(la), len(lb))
}

// awkwardName draws names as text with mixed case, escapes, wildcards, zero octets
// and dots inside labels.
func awkwardName() *rapid.Generator[string] {
	label := rapid.SampledFrom([]string{"a", "A", "b", "aa", "Ab", "*", `\000`, `\200`, `a\.b`, `\\`, "z", "Z", "-", "0", `\*`, `a\032b`})
	return rapid.Map(rapid.SliceOfN(label, 0, 5), func(labels []string) string { return strings.Join(labels, ".") + "." })
}

func TestCompareEqualsTheWordsOfTheRFC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := awkwardName().Draw(t, "a"), awkwardName().Draw(t, "b")
		got := Compare(MustName(a), MustName(b))
		if want := namesLikeRFC4034(a, b); got != want {
			t.Fatalf("Compare(%s, %s) is %d, want %d", a, b, got, want)
		}
		if (got == 0) != (MustName(a) == MustName(b)) {
			t.Fatalf("%s and %s: order and equality differ", a, b)
		}
	})
}

// The records of a signed set, as SignedData has them, are in the order of the
// RFC, each once, whatever came in.
func TestSignedDataIsSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rrs []RR
		typ := rapid.SampledFrom([]Type{TypeTXT, TypeMX, TypeNS, TypeTLSA, TypeDS, 65280}).Draw(t, "type")
		for range rapid.IntRange(1, 8).Draw(t, "records") {
			rdata := rapid.SliceOfN(rapid.SampledFrom([]byte{0, 1, 2, 'A', 'a', 0x7f, 0x80, 0xff}), 0, 5).Draw(t, "rdata")
			if typ == TypeNS || typ == TypeMX {
				wired := make([]byte, 256)
				n, err := dns.PackDomainName(awkwardName().Draw(t, "target"), wired, 0, nil, false)
				if err != nil {
					t.Fatal(err)
				}
				rdata = wired[:n]
				if typ == TypeMX {
					rdata = append([]byte{0, rapid.Byte().Draw(t, "preference")}, rdata...)
				}
			}
			rrs = append(rrs, RR{Name: MustName("x.z."), Type: typ, Class: ClassIN, TTL: 60, RData: rdata})
		}
		sets := Group(rrs)
		if len(sets) != 1 {
			t.Fatalf("%d sets", len(sets))
		}
		sig := RRSIG{Covered: typ, Labels: 2, OriginalTTL: 7, Signer: MustName("z.")}
		data, ok := SignedData(sig, sets[0])
		if !ok {
			t.Fatal("not signable")
		}
		var previous []byte
		seen := 0
		for d := data[len(sig.head()):]; len(d) > 0; seen++ {
			head := len("\x01x\x01z\x00") + 8
			if !bytes.HasPrefix(d, []byte("\x01x\x01z\x00")) || binary.BigEndian.Uint32(d[head-4:]) != 7 {
				t.Fatalf("record begins %x", d)
			}
			n := int(binary.BigEndian.Uint16(d[head:]))
			rdata := d[head+2 : head+2+n]
			if seen > 0 && sortedLikeRFC4034(previous, rdata) >= 0 {
				t.Fatalf("%x before %x", previous, rdata)
			}
			previous, d = rdata, d[head+2+n:]
		}
		if seen == 0 || seen > len(rrs) || seen != len(sets[0].RRs) {
			t.Fatalf("%d of %d records", seen, len(rrs))
		}
	})
}

// The library's Verify against ours on sets with everything awkward: names in
// RDATA in mixed case, duplicates, owners with escapes. The library must accept
// the signature over its own records, and ours the same one over the message.
func TestVerifyAgreesWithTheLibrary(t *testing.T) {
	keys := labKeys(t)
	rapid.Check(t, func(rt *rapid.T) {
		key := rapid.SampledFrom(keys).Draw(rt, "key")
		owner := rapid.SampledFrom([]string{"example.org.", "a.example.org.", `x\.y.example.org.`, "*.example.org.", `\000.example.org.`}).Draw(rt, "owner")
		kind := rapid.SampledFrom([]string{"MX 1 %s", "NS %s", "SRV 1 2 3 %s", "CNAME %s", `TXT "%s"`, "NSEC %s A RRSIG"}).Draw(rt, "type")
		var set []dns.RR
		for range rapid.IntRange(1, 4).Draw(rt, "records") {
			target := awkwardName().Draw(rt, "target")
			if strings.HasPrefix(kind, "TXT") {
				target = strings.NewReplacer(`\`, "", `.`, "").Replace(target)
			}
			rr, err := dns.NewRR(owner + " 3600 IN " + strings.Replace(kind, "%s", target, 1))
			if err != nil {
				rt.Fatal(err)
			}
			set = append(set, rr)
		}
		sig := &dns.RRSIG{Algorithm: key.record.Algorithm, SignerName: "example.org.", KeyTag: key.record.KeyTag(), Inception: 1700000000, Expiration: 1800000000}
		if err := sig.Sign(key.signer, dns.Dedup(slices.Clone(set), nil)); err != nil {
			rt.Fatal(err)
		}
		change := rapid.IntRange(0, 3).Draw(rt, "change")
		switch change {
		case 1:
			sig.OrigTtl++
		case 2:
			sig.Inception--
		case 3:
			set = append(set, &dns.A{Hdr: dns.RR_Header{Name: "other.example.org.", Rrtype: dns.TypeA, Class: dns.ClassINET}, A: []byte{192, 0, 2, 1}})
		}
		m := new(dns.Msg)
		m.Answer = append(append(m.Answer, sig), rapid.Permutation(set).Draw(rt, "order")...)
		packed, err := m.Pack()
		if err != nil {
			rt.Fatal(err)
		}
		back := new(dns.Msg)
		if err := back.Unpack(packed); err != nil {
			rt.Fatal(err)
		}
		theirs := back.Answer[0].(*dns.RRSIG).Verify(key.record, dns.Dedup(slices.DeleteFunc(slices.Clone(back.Answer[1:]), func(rr dns.RR) bool {
			return rr.Header().Rrtype != sig.TypeCovered
		}), nil))
		parsed, err := Parse(packed)
		if err != nil {
			rt.Fatal(err)
		}
		ours := Group(parsed.Answer)[0]
		k := RR{RData: rdataOf(rt, key.record)}
		public, err := k.DNSKEY()
		if err != nil {
			rt.Fatal(err)
		}
		data, ok := SignedData(ours.Sigs[0], ours)
		if got := ok && verify(public, data, ours.Sigs[0].Signature); got != (theirs == nil) || got != (change == 0 || change == 3) {
			rt.Fatalf("ours %v, the library's %v, change %d\n%v", got, theirs, change, m.Answer)
		}
	})
}

// Grouping: every record of class IN is in exactly one set of its name and type,
// once, and every signature that parses beside the set it covers.
func FuzzGroup(f *testing.F) {
	f.Add(referral(f))
	f.Add(message(1, 3, 0, 0, question, mxGood, mxGood, mxHead, "\x00\x04\x00\x0a\xc0\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, _ := Parse(b)
		if m == nil {
			return
		}
		all := slices.Concat(m.Answer, m.Authority, m.Additional)
		if len(all) > 512 {
			return
		}
		sets := Group(all)
		held, sigs := 0, 0
		for i, s := range sets {
			if len(s.RRs) == 0 && len(s.Sigs) == 0 {
				t.Fatal("empty set")
			}
			for _, o := range sets[:i] {
				if o.Name == s.Name && o.Type == s.Type {
					t.Fatalf("two sets of %s %s", s.Name, s.Type)
				}
			}
			for j, rr := range s.RRs {
				if rr.Name != s.Name || rr.Type != s.Type || rr.Class != ClassIN || s.TTL > maxTTL {
					t.Fatalf("%+v in the set %s %s", rr, s.Name, s.Type)
				}
				if j > 0 && sortedLikeRFC4034(CanonicalRData(s.RRs[j-1]), CanonicalRData(rr)) >= 0 {
					t.Fatalf("not sorted: %v", s.RRs)
				}
			}
			for _, sig := range s.Sigs {
				if sig.Owner != s.Name || sig.Covered != s.Type {
					t.Fatalf("%+v beside %s %s", sig, s.Name, s.Type)
				}
			}
			held, sigs = held+len(s.RRs), sigs+len(s.Sigs)
			if !s.SameData(s) || Find(sets, s.Name, s.Type) != s && len(s.RRs) > 0 {
				t.Fatalf("%s %s is not found", s.Name, s.Type)
			}
		}
		distinct, signatures := 0, 0
		for i, rr := range all {
			if rr.Class != ClassIN {
				continue
			}
			if rr.Type == TypeRRSIG {
				if _, err := rr.RRSIG(); err == nil {
					signatures++
				}
				continue
			}
			if !slices.ContainsFunc(all[:i], rr.Equal) {
				distinct++
			}
		}
		if held != distinct || sigs != signatures {
			t.Fatalf("%d records and %d signatures became %d and %d", distinct, signatures, held, sigs)
		}
	})
}
