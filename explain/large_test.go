package explain_test

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"danewalk/explain"
	"danewalk/probe"
	"danewalk/probe/collect"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/mail"
	"danewalk/probe/lab/rig"
	"danewalk/probe/wire"
)

// The size of a large domain: as many name servers as a zone has at most in
// practice, and more mail servers than any large operator has in one MX set.
const (
	largeServers   = 13
	largeHosts     = 20
	largeAddresses = 4 // of each family
	// largeVerdict is when the verdict on it has to stand, in time of the lab,
	// where a round trip takes 20 ms and computing nothing.
	largeVerdict = 400 * time.Millisecond
)

// largeWorld is a healthy domain of that size, with its mail servers in a zone
// below another top-level domain.
func largeWorld() string {
	var b strings.Builder
	fmt.Fprintln(&b, "target: example.org")
	for number, zone := range map[int]string{10: "example.org", 11: "example.net"} {
		_, parent, _ := strings.Cut(zone, ".")
		var names, glue []string
		for n := range largeServers {
			ns := fmt.Sprintf("ns%d.%s", n+101, zone)
			names = append(names, ns)
			glue = append(glue, fmt.Sprintf("    %s A 198.18.%d.%d\n    %s AAAA 2001:2:0:%d::%d\n", ns, number+200, n+1, ns, number+200, n+1))
		}
		fmt.Fprintf(&b, "zone %s\n%szone %s\n%s", parent, strings.Join(glue, ""), zone, strings.Join(glue, ""))
		fmt.Fprintf(&b, "    @ NS %s\n", strings.Join(names, "\n    @ NS "))
		fmt.Fprintf(&b, "set parent-ns %s %s\n", zone, strings.Join(names, " "))
	}
	fmt.Fprintln(&b, "zone example.org\n    remove example.org MX")
	for h := range largeHosts {
		fmt.Fprintf(&b, "    @ MX %d in%d.example.net\n", 10+h, h)
	}
	for h := range largeHosts {
		host, at := fmt.Sprintf("in%d.example.net", h), ""
		fmt.Fprintf(&b, "zone example.net\n    _25._tcp.%s TLSA 3 1 1 leaf\n", host)
		for a := range largeAddresses {
			v4, v6 := fmt.Sprintf("198.18.%d.%d", 100+h, a+1), fmt.Sprintf("2001:2:0:%d::%d", 100+h, a+1)
			fmt.Fprintf(&b, "    %s A %s\n    %s AAAA %s\n", host, v4, host, v6)
			at += " " + v4 + " " + v6
		}
		fmt.Fprintf(&b, "mailhost %s%s\n", host, at)
	}
	return b.String()
}

// manyServers leads the addresses of the additional name servers to the first
// one of their zone.
func manyServers(dial collect.DialFunc) collect.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if at, err := netip.ParseAddrPort(address); err == nil && at.Port() == 53 {
			text := at.Addr().String()
			for number := range map[int]bool{10: true, 11: true} {
				if strings.HasPrefix(text, fmt.Sprintf("198.18.%d.", number+200)) {
					address = fmt.Sprintf("198.18.%d.1:53", number)
				}
				if strings.HasPrefix(text, fmt.Sprintf("2001:2:0:%d::", number+200)) {
					address = fmt.Sprintf("[2001:2:0:%d::1]:53", number)
				}
			}
		}
		return dial(ctx, network, address)
	}
}

// A domain that is large and healthy is judged protected: what decides gets its
// share of every budget, whatever else is asked.
func TestLargeDomain(t *testing.T) {
	var r rig.Result
	synctest.Test(t, func(t *testing.T) {
		var err error
		files := fstest.MapFS{"large.lab": {Data: []byte(largeWorld())}}
		r, err = rig.Check(t.Context(), files, "large", inTests(), func(o *probe.Options) {
			o.Network, o.Beside = manyServers(o.Network), rig.Resolver()
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	o := explain.Options{Anchors: r.Anchors, Roots: r.Roots, Memo: checks}
	d := explain.Diagnose(r.Case, o)
	if d.Verdict != mail.Protected {
		t.Errorf("verdict %s: %s", d.Verdict, d.Headline)
	}
	kinds := map[string]int{}
	questions, octets := 0, 0
	for _, it := range r.Case.Items {
		switch {
		case it.Limit != nil && it.Limit.Name != "looks": // which are for some of so many addresses only
			t.Errorf("limit %s reached at %s", it.Limit.Name, it.Limit.Where)
		case it.Query != nil:
			questions++
			octets += len(it.Query.Answer)
			side := "servers"
			if it.Query.Resolver {
				side = "resolver"
			}
			kinds[fmt.Sprint(side, " ", wire.Type(it.Query.Type), " ", it.Query.Transport)]++
		}
	}
	decided := slices.IndexFunc(r.Case.Items, func(it evidence.Item) bool { return it.At > largeVerdict })
	if got := explain.Diagnose(evidence.Case{Items: r.Case.Items[:decided]}, o).Verdict; got != mail.Protected {
		t.Errorf("verdict %s after %s", got, largeVerdict)
	}
	t.Logf("%d items, %d exchanges, %d octets of answers, end after %s", len(r.Case.Items), questions, octets, r.Case.Items[len(r.Case.Items)-1].At)
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		t.Logf("%4d %s", kinds[k], k)
	}
	// What decides is asked at both addresses of every name server. How much of the
	// sweep the budget still pays for depends on the order in which answers come.
	if kinds["servers MX udp"] < 2*largeServers {
		t.Error("the name servers were not compared")
	}
}
