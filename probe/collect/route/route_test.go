package route

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"danewalk/probe/wire"
)

// message reads a message written as in dig: sections divided by "--", and a
// first line of flags: "aa", "nxdomain", "refused", "tc".
func message(t *testing.T, text string) *wire.Message {
	t.Helper()
	m := &wire.Message{QR: true}
	section := &m.Answer
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch line {
		case "":
		case "aa":
			m.AA = true
		case "tc":
			m.TC = true
		case "nxdomain":
			m.Rcode = wire.NXDomain
		case "refused":
			m.Rcode = wire.Refused
		case "--":
			if section == &m.Answer {
				section = &m.Authority
			} else {
				section = &m.Additional
			}
		default:
			owner, rest, _ := strings.Cut(line, " ")
			rr, err := wire.RRFromText(owner + " 300 IN " + rest)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			*section = append(*section, rr)
		}
	}
	return m
}

func name(s string) wire.Name {
	if s == "" {
		return wire.Name{}
	}
	return wire.MustName(s)
}

func show(names []wire.Name) string {
	var out []string
	for _, n := range names {
		out = append(out, n.Show())
	}
	return strings.Join(out, " ")
}

func question(s string) Question {
	n, typ, _ := strings.Cut(s, " ")
	t, err := wire.ParseType(typ)
	if err != nil {
		panic(err)
	}
	return Question{name(n), t}
}

// sig is an RRSIG record of a set, signed by a zone.
func sig(owner, covered, signer string) string {
	return fmt.Sprintf("%s RRSIG %s 13 2 300 20300101000000 20200101000000 1 %s AAAA", owner, covered, signer)
}

func TestRead(t *testing.T) {
	referral := "--\nexample.org. NS ns1.example.org.\nexample.org. NS ns2.other.net.\n--\nns1.example.org. A 192.0.2.1\nns2.other.net. A 192.0.2.2"
	for _, tc := range []struct{ about, zone, q, text, want string }{
		{"referral with glue", "org", "www.example.org A", referral, "referral example.org: ns1.example.org 192.0.2.1, ns2.other.net"},
		{"glue of the whole world is the root's", ".", "www.example.org A", referral, "referral example.org: ns1.example.org 192.0.2.1, ns2.other.net 192.0.2.2"},
		{"referral with the AA bit", "org", "www.example.org A", "aa\n" + referral, "referral example.org: ns1.example.org 192.0.2.1, ns2.other.net"},
		{"referral to where we are", "example.org", "www.example.org A", referral, "useless"},
		{"referral upwards", "a.example.org", "www.a.example.org A", referral, "useless"},
		{"referral beside the way", "org", "www.example.net A", referral, "useless"},
		{"DS of the child is the parent's", "org", "example.org DS", referral, "useless"},
		{"DS below the child", "org", "sub.example.org DS", referral, "referral example.org: ns1.example.org 192.0.2.1, ns2.other.net"},
		{"NS that does not parse", "org", "example.org A", "--\nexample.org. NS .", "referral example.org: ."},
		{"resolver", "", "www.example.org A", referral, "final"},
		{"answer", "org", "example.org A", "aa\nexample.org. A 192.0.2.1", "final"},
		{"answer without authority", "org", "example.org A", "example.org. A 192.0.2.1", "useless"},
		{"answer of a resolver", "", "example.org A", "example.org. A 192.0.2.1", "final"},
		{"NODATA", "org", "example.org A", "aa\n--\norg. SOA a. b. 1 2 3 4 5", "final"},
		{"NODATA with NS", "org", "example.org A", "aa\n--\nexample.org. SOA a. b. 1 2 3 4 5\nexample.org. NS ns.example.org.", "final"},
		{"NXDOMAIN", "org", "example.org A", "aa\nnxdomain", "final"},
		{"NXDOMAIN without authority", "org", "example.org A", "nxdomain", "useless"},
		{"refused", "org", "example.org A", "refused", "useless"},
		{"refused by a resolver", "", "example.org A", "refused", "useless"},
		{"truncated", "org", "example.org A", "aa\ntc", "useless"},
	} {
		t.Run(tc.about, func(t *testing.T) {
			kind, d := Read(message(t, tc.text), name(tc.zone), question(tc.q))
			got := [...]string{"useless", "final", "referral"}[kind]
			if kind == Referral {
				var servers []string
				for _, ns := range d.Servers {
					one := ns.Name.Show()
					for _, a := range ns.Glue {
						one += " " + a.String()
					}
					servers = append(servers, one)
				}
				got += " " + d.Child.Show() + ": " + strings.Join(servers, ", ")
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
	if kind, _ := Read(nil, wire.Root(), Question{}); kind != Useless {
		t.Error("no message is of use")
	}
}

func TestMX(t *testing.T) {
	for _, tc := range []struct {
		about, text, want string
		none              bool
	}{
		{"by preference", "example.org. MX 20 b.net.\nexample.org. MX 10 c.net.\nexample.org. MX 10 a.net.", "a.net c.net b.net", false},
		{"twice", "example.org. MX 20 b.net.\nexample.org. MX 10 b.net.", "b.net", false},
		{"none", "example.org. MX 0 .", "", true},
		{"none and one", "example.org. MX 0 .\nexample.org. MX 1 a.net.", "a.net", false},
		{"of another name", "other.org. MX 1 a.net.", "", false},
		{"behind an alias", "example.org. CNAME other.org.\nother.org. MX 1 a.net.", "a.net", false},
		{"only in authority", "--\nexample.org. MX 1 a.net.", "", false},
	} {
		hosts, none := MX(message(t, tc.text), name("example.org"))
		if show(hosts) != tc.want || none != tc.none {
			t.Errorf("%s: %q %v", tc.about, show(hosts), none)
		}
	}
}

func TestChain(t *testing.T) {
	for _, tc := range []struct{ about, q, text, want string }{
		{"no alias", "a.org A", "a.org. A 192.0.2.1", "a.org"},
		{"two links", "a.org A", "a.org. CNAME b.org.\nb.org. CNAME c.net.\nc.net. A 192.0.2.1", "a.org b.org c.net"},
		{"in any order", "a.org A", "b.org. CNAME c.net.\na.org. CNAME b.org.", "a.org b.org c.net"},
		{"circle", "a.org A", "a.org. CNAME b.org.\nb.org. CNAME a.org.", "a.org b.org"},
		{"DNAME without CNAME (RFC 6672 2.2)", "x.a.org A", "a.org. DNAME b.net.", "x.a.org x.b.net"},
		{"the CNAME of a DNAME wins", "x.a.org A", "a.org. DNAME b.net.\nx.a.org. CNAME y.b.net.", "x.a.org y.b.net"},
		{"DNAME is not for its owner (RFC 6672 2.3)", "a.org A", "a.org. DNAME b.net.", "a.org"},
		{"DNAME onto itself", "x.a.org A", "a.org. DNAME a.org.", "x.a.org"},
		{"the alias itself is asked for", "a.org CNAME", "a.org. CNAME b.org.", "a.org"},
	} {
		if got := show(Chain(message(t, tc.text), question(tc.q))); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.about, got, tc.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	m := message(t, "a.org. CNAME b.net.\nb.net. A 192.0.2.1\na.org. AAAA 2001:db8::1\nb.net. A 192.0.2.1\nc.org. A 192.0.2.9")
	for zone, want := range map[string]string{"org": "[2001:db8::1]", "net": "[192.0.2.1]", "": "[2001:db8::1 192.0.2.1]", ".": "[2001:db8::1 192.0.2.1]"} {
		if got := fmt.Sprint(Addresses(m, name(zone), name("a.org"))); got != want {
			t.Errorf("zone %q: %s, want %s", zone, got, want)
		}
	}
}

func TestHas(t *testing.T) {
	m := message(t, "a.org. CNAME b.net.\nb.net. A 192.0.2.1")
	for q, want := range map[string]bool{"a.org A": true, "b.net A": true, "a.org AAAA": false, "a.org CNAME": true, "c.org A": false} {
		if Has(m, question(q)) != want {
			t.Errorf("%s: %v", q, !want)
		}
	}
}

func TestAbsent(t *testing.T) {
	q := question("_25._tcp.mx.org TLSA")
	soa := wire.RR{Name: name("org"), Type: wire.TypeSOA, Class: wire.ClassIN}
	sig := wire.RR{Name: name("org"), Type: wire.TypeRRSIG, Class: wire.ClassIN}
	for label, c := range map[string]struct {
		m          *wire.Message
		signed, ok bool
	}{
		"signed":             {&wire.Message{Authority: []wire.RR{soa, sig}}, true, true},
		"unsigned, NXDOMAIN": {&wire.Message{Rcode: wire.NXDomain, Authority: []wire.RR{soa}}, false, true},
		"no SOA":             {&wire.Message{Authority: []wire.RR{sig}}, true, false},
		"refused":            {&wire.Message{Rcode: wire.Refused, Authority: []wire.RR{soa}}, false, false},
		"records":            {message(t, "_25._tcp.mx.org. TLSA 3 1 1 00"), false, false},
		"nothing came":       {nil, false, false},
	} {
		zone, signed, ok := Absent(c.m, q)
		if signed != c.signed || ok != c.ok || ok && zone != name("org") {
			t.Errorf("%s: %s %v %v", label, zone, signed, ok)
		}
	}
}

func TestCuts(t *testing.T) {
	soa := func(zone string) string { return zone + " SOA a. b. 1 2 3 4 5" }
	for _, tc := range []struct{ about, zone, q, text, apexes, ask string }{
		{"signed by the zone", "org", "www.a.org A", "www.a.org. A 192.0.2.1\n" + sig("www.a.org.", "A", "org."), "", ""},
		{"signed from below", "org", "www.a.org A", "www.a.org. A 192.0.2.1\n" + sig("www.a.org.", "A", "a.org."), "a.org", "a.org"},
		{"signed two below", ".", "www.a.org A", "www.a.org. A 192.0.2.1\n" + sig("www.a.org.", "A", "a.org."), "a.org", "org a.org"},
		{"unsigned", "org", "www.a.org A", "www.a.org. A 192.0.2.1", "", "a.org www.a.org"},
		{"unsigned, with the NS of its zone", "org", "www.a.org A", "www.a.org. A 192.0.2.1\n--\na.org. NS ns.a.org.", "a.org", "a.org www.a.org"},
		{"signature beside the answer does not count", "org", "www.a.org A", "www.a.org. A 192.0.2.1\n--\n" + sig("org.", "NS", "org."), "", "a.org www.a.org"},
		{"unsigned denial", "org", "www.a.org A", "--\n" + soa("a.org."), "a.org", "a.org www.a.org"},
		{"signed denial", "org", "www.a.org A", "--\n" + soa("org.") + "\n" + sig("zz.org.", "NSEC", "org."), "", ""},
		{"denial signed from below", "org", "www.a.org A", "--\n" + soa("a.org.") + "\n" + sig("zz.a.org.", "NSEC", "a.org."), "a.org", "a.org"},
		{"DS is the parent's", "org", "a.org DS", "a.org. DS 1 13 2 00", "", ""},
		{"DS two below, unsigned", "org", "b.a.org DS", "b.a.org. DS 1 13 2 00", "", "a.org"},
		{"at the apex", "org", "org SOA", soa("org."), "", ""},
		{"resolver", "", "www.a.org A", "www.a.org. A 192.0.2.1", "", ""},
		{"foreign signer", "org", "www.a.org A", "www.a.org. A 192.0.2.1\n" + sig("www.a.org.", "A", "net."), "", "a.org www.a.org"},
	} {
		h := Cuts(message(t, tc.text), name(tc.zone), question(tc.q))
		if show(h.Apexes) != tc.apexes || show(h.Ask) != tc.ask {
			t.Errorf("%s: zones %q, ask %q; want %q, %q", tc.about, show(h.Apexes), show(h.Ask), tc.apexes, tc.ask)
		}
	}
}

func TestCutsAbove(t *testing.T) {
	for _, tc := range []struct{ about, zone, child, text, apexes, ask string }{
		{"next label", "org", "a.org", "--\na.org. NS ns.a.org.", "", ""},
		{"unsigned", ".", "a.org", "--\na.org. NS ns.a.org.", "", "org"},
		{"signed by the zone", ".", "a.org", "--\na.org. NS ns.a.org.\n" + sig("a.org.", "DS", "."), "", ""},
		{"signed between", ".", "a.org", "--\na.org. NS ns.a.org.\n" + sig("a.org.", "DS", "org."), "org", "org"},
	} {
		h := CutsAbove(message(t, tc.text), name(tc.zone), name(tc.child))
		if show(h.Apexes) != tc.apexes || show(h.Ask) != tc.ask {
			t.Errorf("%s: zones %q, ask %q; want %q, %q", tc.about, show(h.Apexes), show(h.Ask), tc.apexes, tc.ask)
		}
	}
}

func TestNames(t *testing.T) {
	if got := show(TLSANames(name("mx.example.net"), wire.SMTPPort)); got != "_25._tcp.mx.example.net _tcp.mx.example.net" {
		t.Error(got)
	}
	if got := show(Ancestors(name("a.org"))); got != "a.org org ." {
		t.Error(got)
	}
	if got := show(Between(name("org"), name("a.net"))); got != "" {
		t.Error(got)
	}
	long := name(strings.Repeat(strings.Repeat("a", 62)+".", 4))
	if got := TLSANames(long, wire.SMTPPort); got != nil {
		t.Errorf("a name of 252 octets has no room: %v", got)
	}
}

// Whatever a message says, reading ends, nothing panics, and what comes out
// lies where the caller may go.
func FuzzRoute(f *testing.F) {
	f.Add([]byte("\x00\x00\x84\x00\x00\x01\x00\x01\x00\x00\x00\x00\x01a\x03org\x00\x00\x01\x00\x01\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x00\x00\x04\x01b\xc0\x0e"), "org", uint16(1))
	f.Add([]byte("\x00\x00\x80\x00\x00\x01\x00\x00\x00\x01\x00\x00\x01a\x03org\x00\x00\x0f\x00\x01\xc0\x0e\x00\x02\x00\x01\x00\x00\x00\x00\x00\x02\xc0\x0c"), ".", uint16(15))
	f.Fuzz(func(t *testing.T, raw []byte, zoneText string, typ uint16) {
		m, _ := wire.Parse(raw)
		zone, err := wire.ParseName(zoneText)
		if m == nil || err != nil || m.QName.IsZero() {
			return
		}
		q := Question{m.QName, wire.Type(typ)}
		if kind, d := Read(m, zone, q); kind == Referral && (!d.Child.Below(zone) || !q.Holder().Under(d.Child)) {
			t.Errorf("referral from %s to %s for %s", zone, d.Child, q.Name)
		}
		chain := Chain(m, q)
		if sorted := slices.SortedFunc(slices.Values(chain), wire.Compare); len(slices.Compact(sorted)) != len(chain) {
			t.Errorf("a name twice in %s", show(chain))
		}
		for _, h := range []Hidden{Cuts(m, zone, q), CutsAbove(m, zone, q.Name)} {
			for _, n := range slices.Concat(h.Apexes, h.Ask) {
				if !n.Below(zone) || !q.Name.Under(n) {
					t.Errorf("cut at %s between %s and %s", n, zone, q.Name)
				}
			}
		}
		MX(m, q.Name)
		Addresses(m, zone, q.Name)
		Glue(m, zone, q.Name)
		Has(m, q)
		TLSANames(q.Name, wire.SMTPPort)
	})
}
