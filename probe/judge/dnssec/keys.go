package dnssec

import (
	"bytes"
	"slices"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// maxOddKeys is how many revoked or malformed keys are compared with a DS that
// fits nothing, to explain it.
const maxOddKeys = 8

// delegated judges a zone with DS records from its parent.
func (v *Validator) delegated(z *Zone, ds *Lookup) {
	z.DS = v.dsLinks(ds.Set)
	if v.limited(z) {
		return
	}
	if why := unsupported(z.DS); why != "" {
		status := Insecure               // RFC 4035 5.2, RFC 6840 5.2
		if len(z.DS) < len(ds.Set.RRs) { // what cannot be read is not known to be of an unknown kind
			status, why = Bogus, DSMalformed
		}
		v.failFrom(z, status, Fault{Reason: why, Zone: z.Name, Name: z.Name, Type: wire.TypeDS, Evidence: ds.Evidence})
		return
	}
	v.judgeKeys(z, z.DS, ds.Evidence)
}

// limited tells whether the zone is too deep to be judged.
func (v *Validator) limited(z *Zone) bool { return z.Reason == WorkLimit }

// anchored judges a zone with configured trust anchors. A DNSKEY anchor is held
// like a DS anchor with its SHA-256 digest.
func (v *Validator) anchored(z *Zone, anchors []Anchor) {
	links := make([]DSLink, 0, len(anchors))
	for _, a := range anchors {
		ds := a.DS
		if ds == nil {
			made, _ := a.DNSKEY.DS(z.Name, wire.DigestSHA256)
			ds = &made
		}
		why := v.policy.refuses(*ds)
		if a.DS == nil && why == UnsupportedDigest {
			why = "" // the digest is only how we hold the key
		}
		links = append(links, DSLink{DS: *ds, Supported: why == "", Reason: why})
	}
	nowhere := v.view.Complete() && !v.shape[z.Name] // nothing shows that a zone begins there
	switch why := unsupported(links); {
	case why != "" && (nowhere || v.foreign(z, links)):
		v.fail(z, Bogus, AnchorMismatch, z.Name, wire.TypeDNSKEY)
		return
	case why != "":
		v.fail(z, Insecure, why, z.Name, wire.TypeDNSKEY)
		return
	}
	v.judgeKeys(z, links, nil)
	for i, l := range links {
		if l.Signs {
			z.Anchor = &anchors[i]
			break
		}
	}
	if z.Reason == DSMismatch || z.Reason == DSButUnsigned || nowhere && z.Reason == NotAsked {
		z.Reason, z.Fault.Reason = AnchorMismatch, AnchorMismatch
	}
}

// foreign tells whether a zone publishes keys, and none that the links name: of
// whatever kind such anchors are, they are wrong about the zone, and the zone is
// not one that cannot be read.
func (v *Validator) foreign(z *Zone, links []DSLink) bool {
	published := false
	for _, a := range v.relevant(query{z.Name, wire.TypeDNSKEY}, z) {
		set := wire.Find(a.Answer, z.Name, wire.TypeDNSKEY)
		if set == nil {
			continue
		}
		ring := newKeyring(z.Name, set)
		published = published || len(ring.keys) > 0
		for _, l := range links {
			if len(ring.byTag[keyID{l.DS.Algorithm, l.DS.Tag}]) > 0 {
				return false
			}
		}
	}
	return published
}

// dsLinks reads a DS set. Records that do not parse are left out, and at most
// the limit is used: strongest digests first.
func (v *Validator) dsLinks(set *wire.RRset) []DSLink {
	var links []DSLink
	strong := false
	for _, rr := range set.RRs {
		ds, err := rr.DS()
		if err != nil {
			continue
		}
		why := v.policy.refuses(ds)
		l := DSLink{DS: ds, Supported: why == "", Reason: why}
		strong = strong || (l.Supported && ds.DigestType != wire.DigestSHA1)
		links = append(links, l)
	}
	used := 0
	for i := range links {
		l := &links[i]
		switch {
		case !l.Supported:
		case strong && l.DS.DigestType == wire.DigestSHA1:
			l.Ignored = true // RFC 4509 3
		case used == v.policy.Limits.DS:
			l.Reason = WorkLimit
		default:
			used++
		}
	}
	return links
}

// unsupported says why no DS can be used; "" when one can. The reason of the DS
// that most validators would use comes first.
func unsupported(links []DSLink) Reason {
	why := UnsupportedAlgorithm
	for _, l := range links {
		switch {
		case l.Supported:
			return ""
		case l.Reason == SHA1Unsupported, l.Reason == UnsupportedDigest && why != SHA1Unsupported:
			why = l.Reason
		}
	}
	return why
}

// keySet is the DNSKEY answer of one server, judged.
type keySet struct {
	result ServerResult
	ring   *keyring
	links  []DSLink
	signs  map[*zoneKey]bool
}

// judgeKeys judges the DNSKEY answers of every server against the links, and
// takes the set that most servers validly give. links are filled in.
func (v *Validator) judgeKeys(z *Zone, links []DSLink, from []evidence.ID) {
	var sets []keySet
	for _, a := range v.relevant(query{z.Name, wire.TypeDNSKEY}, z) {
		sets = append(sets, v.judgeKeySet(z, a, links))
	}
	for _, s := range sets {
		z.KeySets = append(z.KeySets, s.result)
	}
	if len(sets) == 0 {
		status := Indeterminate
		if !v.view.Complete() {
			status = NotJudged
		}
		v.failFrom(z, status, Fault{Reason: NotAsked, Zone: z.Name, Name: z.Name, Type: wire.TypeDNSKEY, Evidence: from})
		return
	}
	best := bestKeySet(sets)
	z.Status, z.Reason, z.Fault = best.result.Status, best.result.Reason, best.result.Fault
	z.Fault.Evidence = distinct(append(slices.Clone(z.Fault.Evidence), from...))
	z.Evidence = append(z.Evidence, best.result.Answer.ID)
	if z.Reason == LookupFailed {
		z.Reason, z.Fault.Reason = DNSKEYUnavailable, DNSKEYUnavailable
		if !v.view.Complete() { // other servers may still answer
			z.Status, z.Reason, z.Fault.Reason = NotJudged, NotAsked, NotAsked
		}
	}
	if z.Status == Secure {
		z.Fault = Fault{}
	}
	if best.ring != nil {
		copy(links, best.links)
		v.rings[z] = best.ring
		z.keep(best)
	}
}

// keep records the keys of the set that counts.
func (z *Zone) keep(s keySet) {
	z.KeyTTL = s.result.Set.TTL
	for _, k := range s.ring.keys {
		z.Keys = append(z.Keys, Key{
			DNSKEY: k.DNSKEY, Tag: k.tag, Bits: KeyBits(k.DNSKEY), Entry: k.entry, Signs: s.signs[k], Trusted: z.Status == Secure,
		})
	}
}

// bestKeySet returns the set that counts: see best.
func bestKeySet(sets []keySet) keySet {
	results := make([]ServerResult, 0, len(sets))
	for _, s := range sets {
		results = append(results, s.result)
	}
	return sets[best(results)]
}

// showKeys lists the keys of a zone whose chain ends above it, for people: such
// a zone may still be signed (an island of security, RFC 4033 2).
func (v *Validator) showKeys(z *Zone) {
	q := query{z.Name, wire.TypeDNSKEY}
	for _, a := range v.relevant(q, z) {
		r := ServerResult{Answer: a, Status: z.Status, Reason: z.Reason, Fault: z.Fault, Outcome: Unanswer}
		if a.Usable() {
			readAnswer(&r, q)
		}
		if r.Outcome == Found && r.Set.Type == wire.TypeDNSKEY {
			s := keySet{result: r, ring: newKeyring(z.Name, r.Set), signs: map[*zoneKey]bool{}}
			c := v.check(r.Set, s.ring)
			r.Signatures = c.signatures
			for _, k := range c.signers {
				s.signs[k] = true
			}
			if len(z.Keys) == 0 {
				z.keep(s)
			}
		}
		z.KeySets = append(z.KeySets, r)
	}
}

// judgeKeySet judges one DNSKEY answer: a key that a link names must validly
// sign the set (RFC 4035 5.2). Any one path suffices (RFC 6840 5.11).
func (v *Validator) judgeKeySet(z *Zone, a *view.Answer, links []DSLink) keySet {
	s := keySet{result: ServerResult{Answer: a}, links: slices.Clone(links), signs: map[*zoneKey]bool{}}
	q := query{z.Name, wire.TypeDNSKEY}
	if !a.Usable() {
		s.result.Outcome = Unanswer
		v.settle(&s.result, q, z, Indeterminate, LookupFailed)
		return s
	}
	readAnswer(&s.result, q)
	if s.result.Outcome != Found || s.result.Set.Type != wire.TypeDNSKEY {
		v.settle(&s.result, q, z, Bogus, DSButUnsigned)
		return s
	}
	s.ring = newKeyring(z.Name, s.result.Set)
	for i := range s.links {
		if l := &s.links[i]; l.Supported && !l.Ignored && l.Reason == "" {
			v.follow(l, s.ring)
		}
	}
	c := v.check(s.result.Set, s.ring)
	s.result.Signatures = c.signatures
	for _, k := range c.signers {
		s.signs[k] = true
	}
	status, why := s.conclude(c)
	v.settle(&s.result, q, z, status, why)
	return s
}

// follow looks for the key that a DS names.
func (v *Validator) follow(l *DSLink, ring *keyring) {
	same := ring.byTag[keyID{l.DS.Algorithm, l.DS.Tag}]
	l.TagOnly = len(same) > 0
	l.Reason = DSMismatch
	for i, k := range same {
		if i == v.policy.Limits.SameTag {
			l.Reason = WorkLimit
			return
		}
		if !fits(l.DS, k.DNSKEY, ring.zone) {
			continue
		}
		l.Matches, l.TagOnly = true, false
		if l.Reason = k.unusable(); l.Reason == "" {
			k.entry = true
		}
		return
	}
	l.Reason = nearMiss(l.DS, ring)
}

// fits tells whether the DS is the digest of the key (RFC 4034 5.1.4).
func fits(ds wire.DS, k wire.DNSKEY, zone wire.Name) bool {
	made, ok := k.DS(zone, ds.DigestType)
	return ok && made.Tag == ds.Tag && bytes.Equal(made.Digest, ds.Digest)
}

// nearMiss explains a DS that fits no key: the key was revoked since, which
// changes its tag and digest (RFC 5011 2.1), or its flags are damaged.
func nearMiss(ds wire.DS, ring *keyring) Reason {
	odd := 0
	for _, k := range ring.keys {
		if k.Algorithm != ds.Algorithm || (k.IsZone() && !k.IsRevoked()) {
			continue
		}
		if odd++; odd > maxOddKeys {
			break
		}
		if fits(ds, k.AsZoneKey(), ring.zone) {
			if k.IsRevoked() {
				return KeyRevoked
			}
			return KeyFlags
		}
	}
	return DSMismatch
}

// conclude combines links and signatures of one DNSKEY set.
func (s *keySet) conclude(c checked) (Status, Reason) {
	var reasons []Reason
	small := false
	for i := range s.links {
		l := &s.links[i]
		switch {
		case !l.Supported || l.Ignored:
			continue
		case l.Reason == UnsupportedKeySize:
			small = true
			continue
		case l.Reason == "":
			if l.Signs = s.signedBy(l.DS); l.Signs {
				return s.finishLinks(c)
			}
			l.Reason = s.unsigned(l.DS, c)
		}
		reasons = append(reasons, l.Reason)
	}
	if len(reasons) == 0 && small {
		return Insecure, UnsupportedKeySize
	}
	if slices.Contains(reasons, WorkLimit) {
		return Indeterminate, WorkLimit
	}
	for _, why := range keyExplanations() {
		if slices.Contains(reasons, why) {
			return Bogus, why
		}
	}
	return Bogus, DSMismatch
}

// finishLinks notes for every link whether it holds; one does.
func (s *keySet) finishLinks(c checked) (Status, Reason) {
	for i := range s.links {
		l := &s.links[i]
		if l.Supported && !l.Ignored && l.Matches && l.Reason == "" {
			if l.Signs = s.signedBy(l.DS); !l.Signs {
				l.Reason = s.unsigned(l.DS, c)
			}
		}
	}
	return Secure, ""
}

// keyExplanations orders why no link holds: the one that came nearest first.
func keyExplanations() []Reason {
	return []Reason{
		SigInvalid, SigExpired, SigNotYetValid, DNSKEYNotSigned, KeyRevoked, KeyFlags, DNSKEYMalformed, DSMismatch,
	}
}

// signedBy tells whether a key that the DS names has a valid signature.
func (s *keySet) signedBy(ds wire.DS) bool {
	for k, valid := range s.signs {
		if valid && k.entry && k.tag == ds.Tag && k.Algorithm == ds.Algorithm && fits(ds, k.DNSKEY, s.ring.zone) {
			return true
		}
	}
	return false
}

// unsigned says why the key that the DS names does not vouch for the set.
func (s *keySet) unsigned(ds wire.DS, c checked) Reason {
	why := DNSKEYNotSigned
	best := len(explanations())
	for _, sig := range c.signatures {
		if sig.RRSIG.Tag != ds.Tag || sig.RRSIG.Algorithm != ds.Algorithm || sig.Valid {
			continue
		}
		if sig.Reason == WorkLimit {
			return WorkLimit
		}
		if i := slices.Index(explanations(), sig.Reason); i >= 0 && i < best && isSignatureFault(sig.Reason) {
			best, why = i, sig.Reason
		}
	}
	return why
}

func isSignatureFault(r Reason) bool {
	return r == SigInvalid || r == SigExpired || r == SigNotYetValid
}
