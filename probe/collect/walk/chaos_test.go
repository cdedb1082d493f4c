package walk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"danewalk/probe/collect/route"
	"danewalk/probe/wire"
)

// chaos makes a world in which zones delegate to name servers in each other,
// mostly without glue, names are aliases of each other, and servers are dead,
// lame, lossy or lying.
func chaos(t *testing.T, r *rand.Rand) *world {
	w := newWorld(t)
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	tlds := []string{"a.", "b."}
	var zones []string
	for _, tld := range tlds {
		for i := range 3 {
			zones = append(zones, fmt.Sprintf("z%d.%s", i, tld))
		}
	}
	addr := map[string]string{} // of the name server in each zone
	for _, z := range zones {
		addr[z] = fmt.Sprintf("10.0.0.%d", 10+r.IntN(12))
	}
	at := map[string]string{} // where each zone is served
	root := []string{}
	for _, tld := range tlds {
		root = append(root, tld+" NS ns."+tld, "ns."+tld+" A 10.0.0."+fmt.Sprint(2+r.IntN(2)))
	}
	w.zone(".", "10.0.0.1", root...)
	content := map[string][]string{}
	names := []string{}
	for _, z := range zones {
		names = append(names, z, "mx."+z, "mx.x."+z)
	}
	for _, n := range names {
		zone := zones[slices.IndexFunc(zones, func(z string) bool { return wire.MustName(n).Under(wire.MustName(z)) })]
		switch r.IntN(4) {
		case 0:
			content[zone] = append(content[zone], n+" CNAME "+pick(names))
		case 1:
			content[zone] = append(content[zone], n+" A 10.9.0.1", n+" MX 5 "+pick(names))
		default:
			content[zone] = append(content[zone], n+" A 10.9.0.2", n+" MX 5 "+pick(names), n+" MX 6 "+pick(names), "_25._tcp."+n+" TLSA 3 1 1 00")
		}
	}
	for _, tld := range tlds {
		lines := []string{}
		for _, z := range zones {
			if !wire.MustName(z).Under(wire.MustName(tld)) {
				continue
			}
			for range 1 + r.IntN(3) {
				host := pick(append(zones, z, z, z))
				lines = append(lines, z+" NS ns."+host)
				if at[z] += " " + addr[host]; r.IntN(2) == 0 {
					lines = append(lines, "ns."+host+" A "+addr[host])
				}
			}
		}
		w.zone(tld, "10.0.0.2 10.0.0.3", lines...)
	}
	for _, z := range zones {
		flag := []string{}
		if r.IntN(2) == 0 {
			flag = []string{"signed"}
		}
		w.zone(z, at[z], append(append(flag, "ns."+z+" A "+addr[z]), content[z]...)...)
	}
	for i := 10; i < 22; i++ {
		a := fmt.Sprintf("10.0.0.%d", i)
		switch r.IntN(20) {
		case 0:
			w.dead[a] = true
		case 1:
			w.absent[a] = errNoRoute
		case 2:
			w.script[a] = func(_ route.Question, _ bool, r *reply) { *r = reply{rcode: wire.ServFail} }
		case 3:
			up := mustRR(pick(zones) + " 300 IN NS ns." + pick(zones))
			w.script[a] = func(q route.Question, _ bool, r *reply) {
				if q.Type != wire.TypeDNSKEY {
					*r = reply{authority: []wire.RR{up}}
				}
			}
		}
	}
	return w
}

// Whatever the world is like, the walk ends by itself, long before its limit.
func TestChaosEnds(t *testing.T) {
	for seed := range uint64(150) {
		bubble(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			got := chaos(t, r).run(domainTarget(fmt.Sprintf("z%d.a", r.IntN(3))), "10.0.0.1", nil)
			if got.err != nil || slices.Contains(got.limits(), limitWalk) || got.took > 45*time.Second {
				t.Errorf("seed %d: err %v, limits %v after %v", seed, got.err, got.limits(), got.took)
			}
		})
	}
}
