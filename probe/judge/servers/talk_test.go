package servers_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/internal/forge"
	"danewalk/probe/judge/servers"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

const zone = "example.org."

// talk is a conversation with the name servers of example.org, a line an
// exchange:
//
//	SERVER [tcp] [plain|knock] NAME TYPE: WHAT CAME
//
// SERVER is ns1 (192.0.2.1), ns2 (192.0.2.2) and so on, with "/6" its IPv6
// address. A plain question has no EDNS because an earlier one with it was refused; one
// that knocks has none from the start. NAME is relative to the zone, "@" its apex. What came is record data
// ("10 mx1.example.org." and so on, several with ";", signed by the key of the
// zone; of an SOA the serial, of a DNSKEY any word), or one of
//
//	silence  closed  no-route  stopped  misfit   nothing that fits, and why
//	servfail refused notimp formerr              a response code
//	nodata nxdomain                              with an SOA of serial 7, or "nodata 9"
//	tc                                           cut short
//
// in front of which may stand: unsigned, expired, forged (the signature), not-aa,
// bare (no OPT record in the answer).
type talk struct {
	t     testing.TB
	key   forge.Key
	items []evidence.Item
}

func newTalk(t testing.TB, text string) *talk {
	t.Helper()
	k := &talk{t: t, key: forge.NewKey(15, "zone")}
	for line := range strings.Lines(text) {
		if line, _, _ = strings.Cut(line, "#"); strings.TrimSpace(line) != "" {
			k.line(strings.TrimSpace(line))
		}
	}
	return k
}

// line reads one exchange.
func (k *talk) line(line string) {
	asked, came, ok := strings.Cut(line, ": ")
	if !ok {
		k.t.Fatalf("no answer in %q", line)
	}
	f := strings.Fields(asked)
	x := &evidence.Exchange{Zone: zone, Transport: evidence.UDP, Try: 1, RTT: time.Duration(len(k.items)%7+1) * time.Millisecond}
	x.ServerName, x.Server = server(f[0])
	q := wire.Question{ID: 7}
	for _, word := range f[1 : len(f)-2] {
		switch word {
		case "tcp":
			x.Transport = evidence.TCP
		case "plain":
			q.NoEDNS = true
		case "knock":
			q.NoEDNS, x.Plain = true, true
		}
	}
	q.Name, q.Type = below(f[len(f)-2]), typeOf(k.t, f[len(f)-1])
	x.Name, x.Type = q.Name.String(), uint16(q.Type)
	var err error
	if x.Question, err = wire.NewQuery(q); err != nil {
		k.t.Fatal(err)
	}
	x.Answer, x.Failure = k.answer(q, strings.TrimSpace(came))
	id := evidence.ID(len(k.items) + 1)
	k.items = append(k.items, evidence.Item{ID: id, At: time.Duration(id) * 10 * time.Millisecond, Query: x})
}

// server returns name and address of "ns2" or "ns2/6".
func server(label string) (string, netip.AddrPort) {
	name, six := strings.CutSuffix(label, "/6")
	text := "192.0.2." + name[2:]
	if six {
		text = "2001:db8::" + name[2:]
	}
	return name + "." + zone, netip.AddrPortFrom(netip.MustParseAddr(text), 53)
}

func below(label string) wire.Name {
	if label == "@" {
		return wire.MustName(zone)
	}
	return wire.MustName(label + "." + zone)
}

func typeOf(t testing.TB, text string) wire.Type {
	typ, err := wire.ParseType(text)
	if err != nil {
		t.Fatal(err)
	}
	return typ
}

// answer makes the message of what came, or the reason why nothing did.
func (k *talk) answer(q wire.Question, came string) ([]byte, evidence.Failure) {
	failures := map[string]evidence.Failure{
		"silence": evidence.Timeout, "closed": evidence.Refused, "no-route": evidence.Unreachable, "stopped": evidence.Cancelled, "misfit": evidence.Mismatch,
	}
	if f, ok := failures[came]; ok {
		return nil, f
	}
	rcodes := map[string]wire.Rcode{"servfail": wire.ServFail, "refused": wire.Refused, "notimp": wire.NotImp, "formerr": wire.FormErr}
	m, bare, signs, changes := forge.Message{}, false, true, []forge.Change{}
	words := strings.Fields(came)
	for ; len(words) > 0; words = words[1:] {
		w := words[0]
		rcode, known := rcodes[w]
		switch {
		case known:
			m.Rcode = rcode
		case w == "tc":
			m.TC = true
		case w == "not-aa":
			m.NotAA = true
		case w == "bare":
			bare = true
		case w == "unsigned":
			signs = false
		case w == "expired":
			changes = append(changes, forge.Change{Before: func(s *wire.RRSIG) { s.Expiration = uint32(forge.At().Add(-time.Hour).Unix()) }})
		case w == "forged":
			changes = append(changes, forge.Change{After: func(s *wire.RRSIG) { s.Signature[3] ^= 1 }})
		default:
			k.fill(&m, q, strings.Join(words, " "), signs, changes)
			words = words[:1]
		}
	}
	b := m.Wire(q.Name, q.Type)
	if bare {
		b = b[:len(b)-11]
		b[11] = 0
	}
	return b, ""
}

// fill puts records, or a denial with an SOA, into a message.
func (k *talk) fill(m *forge.Message, q wire.Question, text string, signs bool, changes []forge.Change) {
	kind, serial, _ := strings.Cut(text, " ")
	if kind == "nodata" || kind == "nxdomain" {
		if serial == "" {
			serial = "7"
		}
		if kind == "nxdomain" {
			m.Rcode = wire.NXDomain
		}
		m.Authority = k.key.Signed(zone, fmt.Sprintf("%s 3600 IN SOA ns1.%s root.%s %s 1 2 3 4", zone, zone, zone, serial))
		return
	}
	set := []wire.RR{k.key.RR(zone)}
	if q.Type != wire.TypeDNSKEY {
		set = records(q, text)
	}
	m.Answer = set
	if signs {
		m.Answer = append(m.Answer, k.key.Sign(zone, set, changes...))
	}
}

// records reads the data of several records.
func records(q wire.Question, text string) []wire.RR {
	var lines []string
	for data := range strings.SplitSeq(text, ";") {
		data = strings.TrimSpace(data)
		if q.Type == wire.TypeSOA {
			data = "ns1." + zone + " root." + zone + " " + data + " 1 2 3 4"
		}
		lines = append(lines, fmt.Sprintf("%s 3600 IN %s %s", q.Name, q.Type, data))
	}
	return forge.RRs(lines...)
}

// tables judges the conversation: with the zone's key as the trust anchor.
func (k *talk) tables(complete bool, questions ...string) []servers.Table {
	k.t.Helper()
	return judge(k.t, evidence.Case{Items: k.items, Complete: complete}, k.key, questions...)
}

func judge(t testing.TB, c evidence.Case, key forge.Key, questions ...string) []servers.Table {
	t.Helper()
	v := view.New(c)
	anchor := dnssec.Anchor{Zone: wire.MustName(zone), DNSKEY: &key.DNSKEY}
	val := dnssec.New(v, dnssec.Policy{Anchors: []dnssec.Anchor{anchor}, At: forge.At()})
	var qs []servers.Question
	for _, q := range questions {
		name, typ, _ := strings.Cut(q, " ")
		qs = append(qs, servers.Question{Name: below(name), Type: typeOf(t, typ)})
	}
	return servers.Tables(v, val, qs)
}

// faults lists what is wrong, a line a fault: "ns2 drops mx1 TLSA".
func faults(tables []servers.Table) (out []string) {
	for _, table := range tables {
		for _, r := range table.Rows {
			label := r.Server.Name.Label(0)
			if r.Server.Addr.Addr().Is6() {
				label += "/6"
			}
			for _, f := range r.Faults {
				line := label + " " + string(f.Kind)
				if !f.Question.Name.IsZero() {
					line += " " + relative(f.Question.Name) + " " + f.Question.Type.String()
				}
				out = append(out, line)
			}
		}
	}
	return out
}

func relative(n wire.Name) string {
	if n == wire.MustName(zone) {
		return "@"
	}
	return strings.TrimSuffix(n.Show(), ".example.org")
}
