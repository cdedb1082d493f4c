package lab

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// liveZone is a zone as one name server (or all) has it: every RRset made,
// signatures and denial made when they are first needed. It does not change
// after that, so it may be used by several goroutines.
type liveZone struct {
	d     *design
	spec  *zone
	apex  wire.Name
	sets  map[rrsetKey][]dns.RR // also delegations and glue
	types map[wire.Name][]uint16
	cuts  map[wire.Name]bool
	ents  map[wire.Name]bool // empty non-terminals
	keys  []liveKey

	mu    sync.Mutex
	sigs  map[rrsetKey][]dns.RR
	chain *chain
}

// goLive makes the zone in the form that name server ns has; the zero name
// stands for all others.
func goLive(d *design, ns, apex wire.Name) (*liveZone, error) {
	spec := d.seenBy(ns, apex)
	z := &liveZone{
		d: d, spec: spec, apex: apex, sets: map[rrsetKey][]dns.RR{}, types: map[wire.Name][]uint16{},
		cuts: map[wire.Name]bool{}, ents: map[wire.Name]bool{}, sigs: map[rrsetKey][]dns.RR{},
	}
	for _, records := range spec.records {
		for _, r := range records {
			rr, err := d.resolve(r)
			if err != nil {
				return nil, err
			}
			z.put(rr)
		}
	}
	if err := z.addKeys(); err != nil {
		return nil, err
	}
	z.addApex()
	for _, child := range slices.SortedFunc(maps.Keys(d.zones), wire.Compare) {
		c := d.seenBy(ns, child)
		if c.delegated && d.parentOf(c) != nil && d.parentOf(c).apex == apex {
			if err := z.delegate(c); err != nil {
				return nil, err
			}
		}
	}
	z.index()
	return z, nil
}

func (z *liveZone) put(rr dns.RR) {
	k := keyOf(rr)
	z.sets[k] = append(z.sets[k], rr)
}

// addApex adds the records that every zone has.
func (z *liveZone) addApex() {
	s := z.spec
	if _, ok := s.records[rrsetKey{z.apex, dns.TypeNS}]; !ok {
		for _, ns := range s.servers {
			z.put(&dns.NS{Hdr: header(z.apex, dns.TypeNS, s.ttl), Ns: ns.String()})
		}
	}
	mname := z.apex
	if len(s.servers) > 0 {
		mname = s.servers[0]
	}
	mbox := "hostmaster."
	if !z.apex.IsRoot() {
		mbox += z.apex.String()
	}
	z.put(&dns.SOA{
		Hdr: header(z.apex, dns.TypeSOA, s.ttl), Ns: mname.String(), Mbox: mbox, Serial: s.serial,
		Refresh: 7200, Retry: 3600, Expire: 1209600, Minttl: negativeTTL,
	})
	if s.signed() && s.denial.nsec3 {
		z.put(&dns.NSEC3PARAM{
			Hdr: header(z.apex, dns.TypeNSEC3PARAM, 0), Hash: s.denial.hash, Iterations: s.denial.iterations,
			SaltLength: uint8(len(s.denial.salt) / 2), Salt: s.denial.salt,
		})
	}
}

// delegate adds NS, DS and glue of a child zone.
func (z *liveZone) delegate(c *zone) error {
	z.removeBelow(c.apex)
	servers := c.parentNS
	if servers == nil {
		servers = c.servers
	}
	for _, ns := range servers {
		z.put(&dns.NS{Hdr: header(c.apex, dns.TypeNS, z.spec.ttl), Ns: ns.String()})
		s := z.d.servers[ns]
		// Glue is needed for servers below the parent's own name (RFC 9471).
		if s == nil || !ns.Under(z.apex) || z.apex.IsRoot() && !ns.Under(c.apex) {
			continue
		}
		glue := s.glue
		if glue == nil {
			glue = s.addrs
		}
		if z.sets[rrsetKey{ns, dns.TypeA}] != nil || z.sets[rrsetKey{ns, dns.TypeAAAA}] != nil {
			continue // authoritative here, or glue already
		}
		for _, a := range glue {
			z.put(addressRecord(ns, a, z.spec.ttl).rr)
		}
	}
	set, err := z.d.dsSet(c, z.spec.ttl)
	for _, ds := range set {
		z.put(ds)
	}
	return err
}

// removeBelow removes what a new cut hides, but glue of earlier cuts.
func (z *liveZone) removeBelow(cut wire.Name) {
	maps.DeleteFunc(z.sets, func(k rrsetKey, _ []dns.RR) bool {
		return k.name.Under(cut) && k.typ != dns.TypeA && k.typ != dns.TypeAAAA
	})
}

// index notes cuts, types by name and empty non-terminals.
func (z *liveZone) index() {
	for k := range z.sets {
		if k.typ == dns.TypeNS && k.name != z.apex {
			z.cuts[k.name] = true
		}
	}
	for k := range z.sets {
		if !z.glue(k) {
			z.types[k.name] = append(z.types[k.name], k.typ)
		}
	}
	for name := range z.types {
		slices.Sort(z.types[name])
		for n := name.Parent(); n.Below(z.apex); n = n.Parent() {
			if _, ok := z.types[n]; !ok {
				z.ents[n] = true
			}
		}
	}
}

// glue tells whether a set is not authoritative and no delegation: below a cut,
// or an address at it.
func (z *liveZone) glue(k rrsetKey) bool {
	cut := z.cutAbove(k.name)
	return !cut.IsZero() && (cut != k.name || k.typ != dns.TypeNS && k.typ != dns.TypeDS)
}

// cutAbove returns the highest zone cut at or above a name; zero for none.
func (z *liveZone) cutAbove(name wire.Name) wire.Name {
	for labels := z.apex.Labels() + 1; labels <= name.Labels(); labels++ {
		if n := name.Suffix(labels); z.cuts[n] {
			return n
		}
	}
	return wire.Name{}
}

// exists tells whether a name is in the zone, also as an empty non-terminal.
func (z *liveZone) exists(name wire.Name) bool {
	_, ok := z.types[name]
	return ok || z.ents[name]
}

// encloser returns the closest encloser: the deepest existing name above
// (RFC 4592 3.3.1).
func (z *liveZone) encloser(name wire.Name) wire.Name {
	n := name.Parent()
	for n.Below(z.apex) && !z.exists(n) {
		n = n.Parent()
	}
	return n
}

// liveKey is a key with its record.
type liveKey struct {
	keySpec
	secret keyPair
	record *dns.DNSKEY
}

// liveKeyOf makes the key that a zone's specification means.
func (d *design) liveKeyOf(z *zone, k keySpec) (liveKey, error) {
	pair, err := d.keys.pair(z.apex.String()+"/"+k.role, k.algorithm, k.bits, pickOf(k.role))
	if err != nil {
		return liveKey{}, err
	}
	rr := &dns.DNSKEY{
		Hdr: header(z.apex, dns.TypeDNSKEY, z.ttl), Flags: k.flags, Protocol: k.protocol, Algorithm: k.algorithm,
		PublicKey: base64.StdEncoding.EncodeToString(pair.public),
	}
	return liveKey{k, pair, rr}, nil
}

// pickOf chooses among the RSA keys.
func pickOf(role string) int {
	switch role {
	case "ksk", "csk":
		return 0
	case "zsk":
		return 1
	case roleGone:
		return 2
	}
	return 3
}

// roleGone is the key that was there once: in a stale DS, or behind a signature
// whose key is not published.
const roleGone = "gone"

// roleRetired is the key that was there before, and is published as revoked.
const roleRetired = "retired"

func (z *liveZone) addKeys() error {
	if z.spec.unsigned {
		return nil
	}
	for _, spec := range z.spec.keys {
		key, err := z.d.liveKeyOf(z.spec, spec)
		if err != nil {
			return err
		}
		z.keys = append(z.keys, key)
		if spec.published {
			z.put(key.record)
		}
	}
	return z.addCDS()
}

// dsSet returns what the parent has about the keys of c.
func (d *design) dsSet(c *zone, ttl uint32) ([]dns.RR, error) {
	if c.ds.none {
		return nil, nil
	}
	specs := slices.Clone(c.keys)
	if c.ds.stale && len(specs) > 0 {
		gone := specs[0]
		gone.role, gone.inDS = roleGone, true
		specs = append(specs, gone)
	}
	var set []dns.RR
	for _, spec := range specs {
		if !spec.inDS {
			continue
		}
		key, err := d.liveKeyOf(c, spec)
		if err != nil {
			return nil, err
		}
		for _, digest := range c.ds.digests {
			ds := d.dsOf(key.record, digest)
			ds.Hdr.Ttl = ttl
			if c.ds.algorithm != 0 {
				ds.Algorithm = c.ds.algorithm
			}
			set = append(set, ds)
		}
	}
	return set, nil
}

// dsOf digests a key; digest types that the lab does not know get made-up data.
func (d *design) dsOf(key *dns.DNSKEY, digest uint8) *dns.DS {
	if digest == dns.SHA1 || digest == dns.SHA256 || digest == dns.SHA384 {
		if ds := key.ToDS(digest); ds != nil {
			return ds
		}
	}
	ds := key.ToDS(dns.SHA256)
	ds.DigestType, ds.Digest = digest, hex.EncodeToString(d.keys.digest(fmt.Sprintf("%s/ds/%d", key.Hdr.Name, digest)))
	return ds
}

// addCDS adds CDS and CDNSKEY records (RFC 7344, RFC 8078).
func (z *liveZone) addCDS() error {
	switch z.spec.cds {
	case "":
		return nil
	case "delete": // RFC 8078 4
		z.put(&dns.CDS{DS: dns.DS{Hdr: header(z.apex, dns.TypeCDS, z.spec.ttl), Digest: "00"}})
		z.put(&dns.CDNSKEY{DNSKEY: dns.DNSKEY{Hdr: header(z.apex, dns.TypeCDNSKEY, z.spec.ttl), Protocol: 3, PublicKey: "AA=="}})
		return nil
	}
	for _, spec := range z.spec.keys {
		if !spec.inDS {
			continue
		}
		if z.spec.cds == "mismatch" {
			spec.role = "new"
		}
		key, err := z.d.liveKeyOf(z.spec, spec)
		if err != nil {
			return err
		}
		cds := z.d.dsOf(key.record, dns.SHA256).ToCDS()
		cds.Hdr.Rrtype, cds.Hdr.Ttl = dns.TypeCDS, z.spec.ttl
		cdnskey := key.record.ToCDNSKEY()
		cdnskey.Hdr.Rrtype = dns.TypeCDNSKEY
		z.put(cds)
		z.put(cdnskey)
	}
	return nil
}
