package lab

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"time"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// design is a world before it runs: what every zone, server and mail host is to
// be. Faults change it; nothing here is signed or listening yet.
type design struct {
	at       time.Time
	keys     *keyring
	pki      *pki
	zones    map[wire.Name]*zone
	variants map[wire.Name]map[wire.Name]*zone // by name server: zones that only it has in this form
	servers  map[wire.Name]*server
	hosts    map[wire.Name]*mailHost
	webs     map[wire.Name]*webHost
	answers  []answerRule
	local    localSide
}

// record is a record of a zone. TLSA records may name what they digest instead
// of the data; that is resolved when the zone goes live.
type record struct {
	rr   dns.RR
	tlsa *tlsaSource
}

// rrsetKey names an RRset of a zone.
type rrsetKey struct {
	name wire.Name
	typ  uint16
}

// zone is a zone to be.
type zone struct {
	apex      wire.Name
	number    int // gives the addresses of its servers
	serial    uint32
	ttl       uint32
	records   map[rrsetKey][]record // without SOA, NS at cuts, DNSKEY and DS, which are made
	servers   []wire.Name
	parentNS  []wire.Name // what the parent lists; nil: the same
	delegated bool

	unsigned bool
	keys     []keySpec
	ds       dsPlan
	denial   denialPlan
	sigRules []sigRule
	dnameTo  map[wire.Name]wire.Name // owner of a DNAME: where its synthesised CNAMEs really point
	cds      string
}

// keySpec is a key of a zone.
type keySpec struct {
	role      string // "ksk", "zsk", "csk", "new" ...: with the zone's name it gives the key
	algorithm uint8
	bits      int
	flags     uint16
	protocol  uint8
	published bool // in the DNSKEY set
	keySet    bool // signs the DNSKEY set
	data      bool // signs everything else
	inDS      bool // the parent has a DS of it
}

// dsPlan is what the parent says about the keys.
type dsPlan struct {
	none      bool
	digests   []uint8
	algorithm uint8 // if not zero, written instead of the real one
	stale     bool  // one more DS, of a key that is gone
}

// denialPlan is how a zone proves that something does not exist.
type denialPlan struct {
	nsec3      bool
	optOut     bool
	hash       uint8
	flags      uint8
	iterations uint16
	salt       string // upper-case hexadecimal
	compact    bool

	missing   []wire.Name       // negative answers at and below carry no proof
	wrong     []wire.Name       // ... carry the proof of something else
	wildcards []wire.Name       // wildcard answers carry no proof
	ent       []wire.Name       // answered NXDOMAIN though empty non-terminals
	bitmaps   map[rrsetKey]bool // types to be toggled
}

// clone copies everything that a fault may change.
func (z *zone) clone() *zone {
	c := *z
	c.records = maps.Clone(z.records)
	for k, set := range c.records {
		c.records[k] = slices.Clone(set)
	}
	c.servers, c.parentNS = slices.Clone(z.servers), slices.Clone(z.parentNS)
	c.keys, c.sigRules = slices.Clone(z.keys), slices.Clone(z.sigRules)
	c.ds.digests = slices.Clone(z.ds.digests)
	c.dnameTo = maps.Clone(z.dnameTo)
	d := &c.denial
	d.missing, d.wrong = slices.Clone(d.missing), slices.Clone(d.wrong)
	d.wildcards, d.ent, d.bitmaps = slices.Clone(d.wildcards), slices.Clone(d.ent), maps.Clone(d.bitmaps)
	return &c
}

// signed tells whether the zone has keys and signatures.
func (z *zone) signed() bool { return !z.unsigned }

// layout gives the zone its keys: one for both tasks, or a KSK and a ZSK.
func (z *zone) layout(split bool, algorithm uint8, bits int) {
	key := keySpec{role: "csk", algorithm: algorithm, bits: bits, flags: dns.ZONE | dns.SEP, protocol: 3, published: true, keySet: true, data: true, inDS: true}
	z.keys = []keySpec{key}
	if split {
		z.keys[0].role, z.keys[0].data = "ksk", false
		key.role, key.flags, key.keySet, key.inDS = "zsk", dns.ZONE, false, false
		z.keys = append(z.keys, key)
	}
	z.unsigned = false
}

// put adds records to the zone.
func (z *zone) put(records ...record) {
	for _, r := range records {
		k := keyOf(r.rr)
		z.records[k] = append(z.records[k], r)
	}
}

func keyOf(rr dns.RR) rrsetKey { return rrsetKey{nameOf(rr.Header().Name), rr.Header().Rrtype} }

// nameOf reads a name that the dns package has accepted already.
func nameOf(text string) wire.Name {
	n, err := wire.ParseName(text)
	if err != nil {
		return wire.Root()
	}
	return n
}

// has tells whether there is any record at the name.
func (z *zone) has(name wire.Name) bool {
	for k := range z.records {
		if k.name == name {
			return true
		}
	}
	return false
}

// removeAll removes every record for which the name is chosen.
func (z *zone) removeAll(chosen func(wire.Name) bool) {
	maps.DeleteFunc(z.records, func(k rrsetKey, _ []record) bool { return chosen(k.name) })
}

// server is a name server.
type server struct {
	name   wire.Name
	addrs  []netip.Addr
	glue   []netip.Addr // what the parent says; nil: the same
	serves []wire.Name
	modes  []serverMode
}

// serverMode is one way in which a name server misbehaves.
type serverMode struct {
	how   string
	addr  netip.Addr // zero: at every address
	wait  time.Duration
	count int // of sessions
}

// answerRule replaces the answer to some questions.
type answerRule struct {
	name   wire.Name
	typ    uint16 // dns.TypeANY for all
	how    string
	server wire.Name  // zero: all
	addr   netip.Addr // zero: all
	first  int        // so many questions to a server, then it answers as it should; zero: always
}

// localSide is what is wrong where we sit.
type localSide struct {
	port25, noDNS, noIPv4, noIPv6, noTCP53, noLarge  bool
	port25Rejected, intercepted, closed53, oldAnchor bool
	port443, port25v6, swapped                       bool
	mail                                             []string // what a box near us makes of every mail server
	clock                                            time.Duration
	resolver                                         resolverSide
}

// zoneOf returns the deepest zone that holds the name.
func (d *design) zoneOf(name wire.Name) *zone {
	for n := name; !n.IsZero(); n = n.Parent() {
		if z, ok := d.zones[n]; ok {
			return z
		}
	}
	return d.zones[wire.Root()]
}

// parentOf returns the zone that delegates z; nil for the root.
func (d *design) parentOf(z *zone) *zone {
	if z.apex.IsRoot() {
		return nil
	}
	return d.zoneOf(z.apex.Parent())
}

// seenBy returns the zone in the form that a name server has.
func (d *design) seenBy(ns wire.Name, apex wire.Name) *zone {
	if z, ok := d.variants[ns][apex]; ok {
		return z
	}
	return d.zones[apex]
}

// variant returns the name server's own copy of a zone, made when first asked
// for. Zero ns means the zone that all have.
func (d *design) variant(ns wire.Name, z *zone) (*zone, error) {
	if ns.IsZero() {
		return z, nil
	}
	if _, ok := d.servers[ns]; !ok && ns != resolverName() {
		return nil, fmt.Errorf("there is no name server %s", ns.Show())
	}
	if d.variants[ns] == nil {
		d.variants[ns] = map[wire.Name]*zone{}
	}
	if d.variants[ns][z.apex] == nil {
		d.variants[ns][z.apex] = z.clone()
	}
	return d.variants[ns][z.apex], nil
}

// design builds the base world and changes it. Errors begin with the line.
func (w *World) design(o Options) (*design, error) {
	keys, certificates := o.Memory.keysOf(o.Seed, w.At)
	d, err := standard(w.At, keys, certificates)
	if err != nil {
		return nil, fmt.Errorf("1: %w", err)
	}
	for _, places := range []bool{true, false} { // places first: the others refer to them
		for _, s := range w.statements {
			if s.isPlace() != places {
				continue
			}
			if err := d.do(s); err != nil {
				return nil, err
			}
		}
	}
	return d, nil
}
