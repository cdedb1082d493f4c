//go:build system && linux

package main_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generatedZones is how many zones are generated, without the zones below them.
const generatedZones = 200

// The servers of the generated world. None of the addresses belongs to a special range.
const (
	rootServer  = "5.53.0.1"
	tldServer   = "5.53.1.1"
	nsdServer   = "5.53.2.1"
	knotServer  = "5.53.3.1"
	relayServer = "5.53.9.1" // a resolver that does not validate, for delv
)

// generatedZone is one zone below a top-level domain, with everything that was
// chosen for it. The keys are new in each run, all else follows from the seed.
type generatedZone struct {
	name      string // z017.nsec3.
	parent    string // nsec3.
	algorithm int
	chain     string // nsec, nsec3, optout or compact: how the zone denies
	salt      string
	extra     int    // NSEC3 iterations
	bits      int    // RSA; 0: the usual size
	signer    string // bind or ldns
	server    string // address
	other     string // address of the server that does not serve it
	shape     string
	fault     fault
	random    *rand.Rand
	keys      []keyPair // first the key that the parent's DS names
	source    string    // unsigned text
	hung      bool      // delv had to give up on it once
	spoiled   string    // the RRset that a random fault hit, for the log
}

// words describe the zone for the table of explained differences.
func (z *generatedZone) words() []string {
	server := "nsd"
	if z.server == knotServer {
		server = "knot"
	}
	return []string{
		fmt.Sprintf("alg%d", z.algorithm), z.chain, z.signer, server, "shape-" + z.shape, "fault-" + z.fault.name,
		"below-" + strings.TrimSuffix(z.parent, "."),
	}
}

func (z *generatedZone) String() string {
	s := z.name + " (" + strings.Join(z.words(), " ")
	if z.spoiled != "" {
		s += "; " + z.spoiled
	}
	return s + ")"
}

// below is a name in the zone.
func (z *generatedZone) below(name string) string { return name + "." + z.name }

var (
	secondAlgorithms = []int{5, 7, 8, 10, 13, 14, 15, 16}
	secondChains     = []string{"nsec", "nsec3", "optout"}
	// topLevels deny in three ways; all are healthy.
	topLevels = []string{"nsec.", "nsec3.", "optout."}
	// shapes are the delegations below a zone, beside an unsigned one that every zone has.
	shapes = []string{"leaf", "child", "same", "nested", "tcp", "tcp-open", "elsewhere"}
)

// planZones chooses what the zones are like. The numbers of faults, shapes and
// pairs of algorithm and chain share no divisor, so that the combinations spread.
func planZones(seed uint64) []*generatedZone {
	faults := allFaults()
	for len(faults)%2 == 0 || len(faults)%3 == 0 || len(faults)%7 == 0 {
		faults = append(faults, faults[0])
	}
	var zones []*generatedZone
	for i := range generatedZones {
		zones = append(zones, planZone(fmt.Sprintf("z%03d", i), i, faults[i%len(faults)], seed))
	}
	return append(zones, fixedZones(seed)...)
}

// fixedZones are where aliases of other zones lead, and one whose server signs
// each answer as it is asked for: compact denial (RFC 9824).
func fixedZones(seed uint64) []*generatedZone {
	var zones []*generatedZone
	for i, name := range []string{"good", "bad", "open"} {
		fault := faultNamed(map[string]string{"good": "none", "bad": "expired", "open": "ds-none"}[name])
		z := planZone(name, generatedZones+i, fault, seed)
		z.parent, z.name, z.algorithm, z.chain, z.shape = "nsec.", name+".nsec.", 13, "nsec", "leaf"
		zones = append(zones, z)
	}
	z := planZone("compact", generatedZones+len(zones), faultNamed("none"), seed)
	z.parent, z.name, z.algorithm, z.chain, z.signer, z.shape = "nsec3.", "compact.nsec3.", 13, "compact", "knot", "leaf"
	z.server, z.other = knotServer, nsdServer
	return append(zones, z)
}

func planZone(label string, i int, f fault, seed uint64) *generatedZone {
	r := rand.New(rand.NewPCG(seed, uint64(i)))
	pair := i % (len(secondAlgorithms) * len(secondChains))
	z := &generatedZone{
		parent:    topLevels[r.IntN(len(topLevels))],
		algorithm: secondAlgorithms[pair%len(secondAlgorithms)],
		chain:     secondChains[pair/len(secondAlgorithms)],
		salt:      []string{"", "", "ab12"}[r.IntN(3)],
		extra:     []int{0, 0, 1, 12}[r.IntN(4)],
		signer:    []string{"bind", "ldns"}[r.IntN(2)],
		server:    nsdServer, other: knotServer,
		shape:  shapes[i%len(shapes)],
		fault:  f,
		random: r,
	}
	if r.IntN(2) == 1 {
		z.server, z.other = z.other, z.server
	}
	z.name = label + "." + z.parent
	if f.plan != nil {
		f.plan(z)
	}
	if z.chain == "nsec" {
		z.salt, z.extra = "", 0
	}
	if z.algorithm == 5 && z.chain != "nsec" {
		z.signer = "ldns" // BIND knows that algorithm 5 promises NSEC (RFC 5155 2), validators do not ask
	}
	if z.extra > 150 {
		z.signer = "ldns" // BIND signs with no more
	}
	return z
}

// text is the unsigned zone.
func (z *generatedZone) text() string {
	var t strings.Builder
	fmt.Fprintf(&t, "$ORIGIN %s\n$TTL 300\n", z.name)
	fmt.Fprintf(&t, "@ SOA ns hostmaster 1 3600 600 86400 300\n@ NS ns\nns A %s\n", z.server)
	t.WriteString(`@ MX 10 mx
@ TXT "v=spf1 -all"
mx A 5.53.25.1
mx AAAA 2a0f:ffff:25::1
_25._tcp.mx TLSA 3 1 1 6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f
www A 5.53.25.2
www A 5.53.25.3
a.b.c.ent TXT "below two empty names"
*.wild A 5.53.25.4
*.wild MX 10 mx
x.y.wild A 5.53.25.5
*._tcp.hosts TLSA 2 0 1 6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f
alias CNAME www
alias2 CNAME alias
dangling CNAME nothing
*.walias CNAME www
loop CNAME pool
pool CNAME loop
to-open CNAME mx.plain
to-good CNAME www.good.nsec.
to-bad CNAME www.bad.nsec.
to-back CNAME back.plain
old DNAME new
www.new A 5.53.25.6
away DNAME plain
far DNAME good.nsec.
es\.c\065ped A 5.53.25.7
`)
	z.delegations(&t)
	return t.String()
}

// delegations adds the cuts below the zone.
func (z *generatedZone) delegations(t *strings.Builder) {
	for _, c := range z.children() {
		if c.parent != z.name {
			continue
		}
		fmt.Fprintf(t, "%s NS %s\n%s A %s\n", c.name, c.host(), c.host(), c.server)
	}
}

// childZone is a zone below a generated one; it has no fault of its own.
type childZone struct {
	name, parent string
	server       string
	signed       bool
	back         string // where its alias "back" leads
}

// host is the zone's name server. A label with an underscore in it is no host name.
func (c childZone) host() string {
	if strings.HasPrefix(c.name, "_") {
		_, above, _ := strings.Cut(c.name, ".")
		return "ns-tcp." + above
	}
	return "ns." + c.name
}

// children are the zones below the zone, those nearer to the root first.
func (z *generatedZone) children() []childZone {
	child := func(label, server string, signed bool) childZone {
		return childZone{label + "." + z.name, z.name, server, signed, "www." + z.name}
	}
	plain := z.server
	if z.shape == "elsewhere" {
		plain = z.other
	}
	all := []childZone{child("plain", plain, false)}
	switch z.shape {
	case "child":
		all = append(all, child("child", z.other, true))
	case "same":
		all = append(all, child("child", z.server, true))
	case "nested":
		all = append(all, child("child", z.server, true), childZone{"deep.child." + z.name, "child." + z.name, z.server, true, "www." + z.name})
	case "tcp":
		all = append(all, child("_tcp.cut", z.server, true))
	case "tcp-open":
		all = append(all, child("_tcp.cut", z.other, false))
	}
	return all
}

// text is the unsigned text of a zone below.
func (c childZone) text(below []childZone) string {
	var t strings.Builder
	fmt.Fprintf(&t, "$ORIGIN %s\n$TTL 300\n@ SOA %s hostmaster 1 3600 600 86400 300\n@ NS %s\n", c.name, c.host(), c.host())
	if strings.HasSuffix(c.host(), "."+c.name) {
		fmt.Fprintf(&t, "%s A %s\n", c.host(), c.server)
	}
	fmt.Fprintf(&t, `@ MX 10 mx
mx A 5.53.25.8
www A 5.53.25.9
_25 TLSA 3 1 1 6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f
_25._tcp.mx TLSA 3 1 1 6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f6e5a8f2c4b1d3e7f
*.wild A 5.53.25.10
back CNAME %s
`, c.back)
	for _, b := range below {
		if b.parent == c.name {
			fmt.Fprintf(&t, "%s NS %s\n%s A %s\n", b.name, b.host(), b.host(), b.server)
		}
	}
	return t.String()
}

// secondQuery is one question about a generated zone.
type secondQuery struct {
	label string // for the table of explained differences
	name  string
	kind  string
}

// queries about the zone: what a walk for mail asks, and the corners of positive
// answers, denial, delegation and aliases.
func (z *generatedZone) queries() []secondQuery {
	var out []secondQuery
	for _, q := range []struct{ label, name, kind string }{
		{"mx", "", "MX"},
		{"address", "mx", "A"},
		{"tlsa", "_25._tcp.mx", "TLSA"},
		{"soa", "", "SOA"},
		{"dnskey", "", "DNSKEY"},
		{"ds", "", "DS"},
		{"www", "www", "A"},
		{"nodata", "www", "AAAA"},
		{"nodata-apex", "", "TLSA"},
		{"nodata-ds", "www", "DS"},
		{"nxdomain", "nothing", "A"},
		{"nxdomain-deep", "_25._tcp.nothing", "TLSA"},
		{"nxdomain-below", "_26._tcp.mx", "TLSA"},
		{"ent", "_tcp.mx", "TLSA"},
		{"ent-deep", "c.ent", "TXT"},
		{"wildcard", "any.wild", "A"},
		{"wildcard-deep", "an.y.z.wild", "MX"},
		{"wildcard-nodata", "any.wild", "AAAA"},
		{"wildcard-self", "*.wild", "A"},
		{"wildcard-blocked", "q.y.wild", "A"},
		{"wildcard-tlsa", "_25._tcp.hosts", "TLSA"},
		{"alias", "alias", "A"},
		{"alias-nodata", "alias2", "AAAA"},
		{"alias-nxdomain", "dangling", "A"},
		{"alias-wildcard", "any.walias", "A"},
		{"alias-asked", "alias", "CNAME"},
		{"alias-loop", "loop", "A"},
		{"alias-open", "to-open", "A"},
		{"alias-good", "to-good", "A"},
		{"alias-bad", "to-bad", "A"},
		{"alias-back", "to-back", "A"},
		{"dname", "www.old", "A"},
		{"dname-nodata", "www.old", "AAAA"},
		{"dname-nxdomain", "none.old", "A"},
		{"dname-self", "old", "A"},
		{"dname-asked", "old", "DNAME"},
		{"dname-open", "mx.away", "A"},
		{"dname-good", "_25._tcp.mx.far", "TLSA"},
		{"escaped", `ES\.CAPED`, "A"},
		{"plain-ds", "plain", "DS"},
		{"plain-ns", "plain", "NS"},
		{"plain-mx", "plain", "MX"},
		{"plain-tlsa", "_25._tcp.mx.plain", "TLSA"},
		{"plain-nxdomain", "nothing.plain", "A"},
		{"plain-back", "back.plain", "A"},
	} {
		name := z.name
		if q.name != "" {
			name = z.below(q.name)
		}
		out = append(out, secondQuery{q.label, name, q.kind})
	}
	for _, c := range z.children()[1:] {
		label := "child"
		if c.parent != z.name {
			label = "deep"
		}
		if !c.signed {
			label = "unsigned-" + label
		}
		out = append(out,
			secondQuery{label + "-ds", c.name, "DS"},
			secondQuery{label + "-tlsa", "_25." + c.name, "TLSA"},
			secondQuery{label + "-nodata", c.name, "TXT"},
			secondQuery{label + "-nxdomain", "nothing." + c.name, "A"},
			secondQuery{label + "-wildcard", "any.wild." + c.name, "A"},
			secondQuery{label + "-alias", "back." + c.name, "A"},
		)
	}
	sibling := "not-" + z.name
	return append(out, secondQuery{"sibling", sibling, "MX"}, secondQuery{"sibling-ds", sibling, "DS"})
}

// alwaysAsked are the questions about every zone; the others take turns.
var alwaysAsked = []string{"mx", "tlsa", "www", "nodata", "nxdomain", "ent", "wildcard", "wildcard-nodata", "plain-ds", "plain-tlsa", "child-tlsa", "deep-tlsa"}
