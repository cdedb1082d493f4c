package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// A question and what a real server answers: response code, AA, and the types
// in each section, sorted, with repetitions.
func TestAnswers(t *testing.T) {
	const org, exorg, exnet, net, nl, exnl, root = "198.18.1.1", "198.18.10.1", "198.18.11.1", "198.18.2.1", "198.18.3.1", "198.18.12.1", "198.18.0.1"
	tests := []struct {
		why, server, name, typ string
		want                   string
	}{
		{"a signed referral carries DS and glue", root, "example.org", "MX", "NOERROR - ||DS NS NS RRSIG|A A AAAA AAAA"},
		{"glue only for servers below the parent", org, "www.example.org", "A", "NOERROR - ||DS NS NS RRSIG|A AAAA"},
		{"DS is answered by the parent", org, "example.org", "DS", "NOERROR AA |DS RRSIG||"},
		{"an unsigned delegation is proven (NSEC)", org, "plain.org", "MX", "NOERROR - ||NS NS NSEC RRSIG|A A AAAA AAAA"},
		{"... asked for DS", org, "plain.org", "DS", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"an unsigned top-level domain", root, "example.zz", "MX", "NOERROR - ||NS NS NSEC RRSIG|A A AAAA AAAA"},
		{"opt-out: one NSEC3 is closest encloser and gap here", net, "legacy.net", "DS", "NOERROR AA ||NSEC3 RRSIG RRSIG SOA|"},
		{"NSEC3 referral with DS", net, "mx1.example.net", "A", "NOERROR - ||DS NS NS RRSIG|A A AAAA AAAA"},
		{"a child asked for its own DS", exorg, "example.org", "DS", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"MX", exorg, "example.org", "MX", "NOERROR AA |MX MX RRSIG||"},
		{"NODATA", exorg, "example.org", "TLSA", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"empty non-terminal", exorg, "ent.example.org", "A", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"_tcp is one too", exnet, "_tcp.mx1.example.net", "A", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"name error", exorg, "zzz.example.org", "A", "NXDOMAIN AA ||NSEC NSEC RRSIG RRSIG RRSIG SOA|"},
		{"name error, NSEC3", exnl, "zzz.example.nl", "A", "NXDOMAIN AA ||NSEC3 NSEC3 RRSIG RRSIG RRSIG SOA|"},
		{"empty non-terminal, NSEC3", exnl, "_tcp.mx1.example.nl", "A", "NOERROR AA ||NSEC3 RRSIG RRSIG SOA|"},
		{"wildcard", exorg, "x.wild.example.org", "A", "NOERROR AA |A RRSIG|NSEC RRSIG|"},
		{"wildcard without the type", exorg, "x.wild.example.org", "AAAA", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"the wildcard itself", exorg, "*.wild.example.org", "A", "NOERROR AA |A RRSIG||"},
		{"alias within the zone", exorg, "www.example.org", "MX", "NOERROR AA |CNAME MX MX RRSIG RRSIG||"},
		{"alias asked for itself", exorg, "www.example.org", "CNAME", "NOERROR AA |CNAME RRSIG||"},
		{"DNAME and its unsigned CNAME", exorg, "mx1.tree.example.org", "A", "NOERROR AA |CNAME DNAME RRSIG||"},
		{"DNAME itself", exorg, "tree.example.org", "DNAME", "NOERROR AA |DNAME RRSIG||"},
		{"beside the DNAME", exorg, "tree.example.org", "A", "NOERROR AA ||NSEC RRSIG RRSIG SOA|"},
		{"TLSA", exnet, "_25._tcp.mx1.example.net", "TLSA", "NOERROR AA |RRSIG TLSA||"},
		{"TLSA that is not there", exnet, "_25._tcp.ns1.example.net", "TLSA", "NXDOMAIN AA ||NSEC RRSIG RRSIG SOA|"},
		{"not our zone", exorg, "example.nl", "A", "REFUSED - |||"},
		{"upper case", exorg, "EXAMPLE.org", "SOA", "NOERROR AA |RRSIG SOA||"},
		{"a top-level domain that does not exist", root, "nowhere", "A", "NXDOMAIN AA ||NSEC NSEC RRSIG RRSIG RRSIG SOA|"},
		{"NSEC3 top-level domain, no such domain", nl, "no-such.nl", "MX", "NXDOMAIN AA ||NSEC3 NSEC3 RRSIG RRSIG RRSIG SOA|"},
		{"unsigned", "198.18.13.1", "example.zz", "MX", "NOERROR AA |MX||"},
		{"unsigned name error", "198.18.13.1", "no.example.zz", "MX", "NXDOMAIN AA ||SOA|"},
	}
	r := start(t, Options{})
	for _, tt := range tests {
		m := ask(t, r, "tcp", tt.server, tt.name, dns.StringToType[tt.typ])
		if got := sketch(m); got != tt.want {
			t.Errorf("%s: %s %s: got %q, want %q", tt.why, tt.name, tt.typ, got, tt.want)
		}
	}
}

// sketch is a message as the table above has it.
func sketch(m *dns.Msg) string {
	aa := "-"
	if m.Authoritative {
		aa = "AA"
	}
	types := func(section []dns.RR) string {
		var out []string
		for _, rr := range section {
			if t := rr.Header().Rrtype; t != dns.TypeOPT {
				out = append(out, dns.TypeToString[t])
			}
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	return fmt.Sprintf("%s %s |%s|%s|%s", dns.RcodeToString[m.Rcode], aa, types(m.Answer), types(m.Ns), types(m.Extra))
}

func TestEDNSAndTruncation(t *testing.T) {
	r := start(t, Options{}, "fault large example.org")
	big := ask(t, r, "udp", "198.18.10.1", "example.org", dns.TypeDNSKEY)
	if !big.Truncated || len(big.Answer) != 0 || big.IsEdns0() == nil || !big.IsEdns0().Do() {
		t.Errorf("over 1232 octets: TC=%v, %d answers, EDNS %v", big.Truncated, len(big.Answer), big.IsEdns0())
	}
	if whole := ask(t, r, "tcp", "198.18.10.1", "example.org", dns.TypeDNSKEY); whole.Truncated || len(whole.Answer) != 7 {
		t.Errorf("over TCP: TC=%v, %d records", whole.Truncated, len(whole.Answer))
	}
	plain := question4("example.org", dns.TypeMX)
	plain.Extra = nil
	m, err := exchange(r, "udp", "198.18.10.1", plain)
	if err != nil || sketch(m) != "NOERROR AA |MX MX||" || m.IsEdns0() != nil {
		t.Errorf("without EDNS: %q, %v", sketch(m), err)
	}
	small := question4("example.net", dns.TypeDNSKEY)
	small.Extra = nil
	small.SetEdns0(512, true)
	if m, err := exchange(r, "udp", "198.18.2.1", question4("net", dns.TypeDNSKEY)); err != nil || m.Truncated {
		t.Errorf("the keys of net must fit into 1232 octets: %v", err)
	}
	small.Question[0].Name = "net."
	if m, err := exchange(r, "udp", "198.18.2.1", small); err != nil || !m.Truncated {
		t.Errorf("512 octets announced, not truncated: %v", err)
	}
}

func TestColocatedParentAnswersForDS(t *testing.T) {
	r := start(t, Options{}, "set colocate org example.org")
	if got := sketch(ask(t, r, "udp", "198.18.1.1", "example.org", dns.TypeMX)); got != "NOERROR AA |MX MX RRSIG||" {
		t.Errorf("the child is not answered for: %s", got)
	}
	m := ask(t, r, "udp", "198.18.1.1", "example.org", dns.TypeDS)
	if got := sketch(m); got != "NOERROR AA |DS RRSIG||" || m.Answer[1].(*dns.RRSIG).SignerName != "org." {
		t.Errorf("DS comes from the wrong side: %s", got)
	}
	if got := sketch(ask(t, r, "udp", "198.18.10.1", "example.org", dns.TypeMX)); got != "REFUSED - |||" {
		t.Errorf("the old server still answers: %s", got)
	}
}

// FuzzQuestion puts octets to a name server: whatever comes, it answers, says
// FORMERR or is silent.
func FuzzQuestion(f *testing.F) {
	for _, q := range []*dns.Msg{question4("example.org", dns.TypeMX), question4(`\000.x.wild.example.org`, dns.TypeANY), question4(".", dns.TypeDS)} {
		octets, err := q.Pack()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(octets)
		f.Add(octets[:len(octets)-3])
	}
	r := start(f, Options{}, "set colocate org example.org", "fault dname-wrong tree.example.org example.net")
	ns := r.servers[netip.MustParseAddr("198.18.1.1")]
	f.Fuzz(func(t *testing.T, octets []byte) {
		for _, tcp := range []bool{false, true} {
			for _, answer := range ns.ask(netip.MustParseAddr("198.18.1.1"), tcp, octets) {
				if m := new(dns.Msg); m.Unpack(answer.octets) != nil || !m.Response {
					t.Errorf("%x is answered with %x", octets, answer.octets)
				}
			}
		}
	})
}
