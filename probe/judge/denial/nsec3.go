package denial

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // RFC 5155 11: the only hash of NSEC3

	"danewalk/probe/wire"
)

const (
	// hashSHA1 is the only NSEC3 hash algorithm (RFC 5155 11).
	hashSHA1 = 1
	// knownFlags: opt-out is the only flag (RFC 5155 8.2).
	knownFlags = 0x01
	// maxChains is how many different parameters in one answer are tried: a zone
	// that changes its salt has two for a moment.
	maxChains = 3
)

// chain is the NSEC3 records of one answer that share their parameters; proofs
// never mix parameters (RFC 5155 8.2).
type chain struct {
	zone       wire.Name
	salt       []byte
	iterations int
	links      []link
	set        *Set // with the budget and the hashes known
	exhausted  bool
}

// link is one NSEC3 with its owner hash decoded.
type link struct {
	hash []byte
	wire.NSEC3
}

// chains groups the usable NSEC3 records by salt and iterations.
func (s *Set) chains() []*chain {
	var out []*chain
	for _, n := range s.nsec3 {
		if n.Hash != hashSHA1 || n.Flags&^knownFlags != 0 { // RFC 5155 8.1, 8.2: ignored
			continue
		}
		hash, err := n.OwnerHash()
		if err != nil || len(hash) != sha1.Size || len(n.Next) != sha1.Size {
			continue
		}
		c := find(out, n)
		if c == nil {
			if len(out) == maxChains {
				continue
			}
			c = &chain{zone: s.zone, salt: n.Salt, iterations: int(n.Iterations), set: s}
			out = append(out, c)
		}
		c.links = append(c.links, link{hash, n})
	}
	return out
}

func find(chains []*chain, n wire.NSEC3) *chain {
	for _, c := range chains {
		if c.iterations == int(n.Iterations) && bytes.Equal(c.salt, n.Salt) {
			return c
		}
	}
	return nil
}

// tryChains looks for a proof in each group, and returns the first one or else
// the first failure.
func (s *Set) tryChains(prove func(*chain) Proof) Proof {
	failed := Proof{NSEC3: true, Failure: UnknownHash}
	for i, c := range s.chains() {
		p := Proof{Failure: Iterations}
		if c.iterations <= s.limits.Iterations {
			p = prove(c)
		}
		p.NSEC3, p.Iterations, p.Salt, p.Hashes = true, c.iterations, c.salt, s.spent
		if c.exhausted {
			p.Kind, p.Failure = NoProof, Exhausted
		}
		if p.Kind != NoProof {
			return p
		}
		if i == 0 || p.Failure == Iterations {
			failed = p
		}
	}
	return failed
}

// hash returns the hash of a name, within the budget of the set: an answer with
// several chains, or one that is read twice, gets no more than others.
func (c *chain) hash(name wire.Name) ([]byte, bool) {
	sum, ok := c.set.hashes.known[hashKey{name, string(c.salt), c.iterations}]
	if ok {
		return sum[:], true
	}
	if c.set.spent >= c.set.limits.Hashes {
		c.exhausted = true
		return nil, false
	}
	c.set.spent++
	sum = c.set.hashes.get(name, c.salt, c.iterations)
	return sum[:], true
}

// match returns the NSEC3 whose owner hash is that of the name.
func (c *chain) match(name wire.Name) (link, bool) {
	h, ok := c.hash(name)
	if !ok {
		return link{}, false
	}
	for _, l := range c.links {
		if bytes.Equal(l.hash, h) {
			return l, true
		}
	}
	return link{}, false
}

// cover returns an NSEC3 whose gap holds the hash of the name.
func (c *chain) cover(name wire.Name) (link, bool) {
	h, ok := c.hash(name)
	if !ok {
		return link{}, false
	}
	for _, l := range c.links {
		if between(l.hash, h, l.Next) {
			return l, true
		}
	}
	return link{}, false
}

// between tells whether a hash lies strictly between two neighbours on the ring
// of hashes; the last one's neighbour is the first (RFC 5155 3.1.7). A ring of
// one covers every hash but its own.
func between(owner, hash, next []byte) bool {
	after, before := bytes.Compare(owner, hash) < 0, bytes.Compare(hash, next) < 0
	if bytes.Compare(owner, next) < 0 {
		return after && before
	}
	return (after || before) && !bytes.Equal(owner, hash)
}

func (c *chain) span(role string, name wire.Name, l link) Span {
	h := c.set.hashes.get(name, c.salt, c.iterations)
	span := Span{Role: role, Name: name, Owner: l.Owner, Next: HashText(l.Next), Hash: HashText(h[:])}
	if bytes.Equal(l.hash, h[:]) {
		span.Types = l.Types.String()
	}
	return span
}

// encloserProof finds the closest encloser: the longest existing ancestor that
// an NSEC3 matches, with the next closer name covered (RFC 5155 8.3). The first
// result has Failure empty when both are there.
func (c *chain) encloserProof(name wire.Name) Proof {
	next := name
	for candidate := name.Parent(); candidate.Under(c.zone); next, candidate = candidate, candidate.Parent() {
		l, ok := c.match(candidate)
		if c.exhausted {
			return Proof{Failure: Exhausted}
		}
		if !ok {
			continue
		}
		p := Proof{Encloser: candidate, NextCloser: next, Wildcard: candidate.Wildcard()}
		p.Covered = append(p.Covered, c.span("encloser", candidate, l))
		if isDelegation(l.Types) || l.Types.Has(wire.TypeDNAME) { // RFC 5155 8.3, RFC 6840 4.1
			p.Failure = Ancestor
			return p
		}
		gap, ok := c.cover(next)
		if !ok {
			p.Failure = NoNextCloser
			return p
		}
		p.OptOut = gap.OptOut()
		p.Covered = append(p.Covered, c.span("next-closer", next, gap))
		return p
	}
	return Proof{Failure: NoEncloser}
}

// noData: RFC 5155 8.5 and 8.7.
func (c *chain) noData(name wire.Name, t wire.Type) Proof {
	if l, ok := c.match(name); ok {
		kind, failure := matched(l.Types, t)
		return Proof{Kind: kind, Failure: failure, Covered: []Span{c.span("match", name, l)}}
	}
	p := c.encloserProof(name)
	if p.Failure != "" {
		return p
	}
	l, ok := c.match(p.Wildcard)
	switch {
	case ok:
		p.Covered = append(p.Covered, c.span("wildcard", p.Wildcard, l))
		if p.Kind, p.Failure = matched(l.Types, t); p.Kind != NoProof {
			p.Kind = WildcardEmpty
		}
	case p.OptOut:
		p.Kind = NoData // an empty non-terminal above unsigned delegations only (RFC 5155 erratum 3441): insecure
	default:
		p.Failure = NoWildcard
	}
	return p
}

// nameError: RFC 5155 8.4.
func (c *chain) nameError(name wire.Name) Proof {
	if l, ok := c.match(name); ok {
		return Proof{Failure: Exists, Covered: []Span{c.span("match", name, l)}}
	}
	p := c.encloserProof(name)
	if p.Failure != "" {
		return p
	}
	if p.Wildcard.IsZero() { // no room for the label: there can be no wildcard
		p.Kind = NameError
		return p
	}
	gap, ok := c.cover(p.Wildcard)
	if !ok {
		p.Failure = NoWildcard
		return p
	}
	p.Covered = append(p.Covered, c.span("wildcard", p.Wildcard, gap))
	p.Kind = NameError
	return p
}

// delegation: RFC 5155 8.6 and 8.9.
func (c *chain) delegation(name wire.Name) Proof {
	if l, ok := c.match(name); ok {
		kind, failure := matchedDS(l.Types)
		return Proof{Kind: kind, Failure: failure, Covered: []Span{c.span("match", name, l)}}
	}
	p := c.encloserProof(name)
	if p.Failure != "" {
		return p
	}
	if p.OptOut {
		p.Kind = NoDS
		return p
	}
	if absent := c.nameError(name); absent.Kind != NoProof {
		return absent
	}
	if empty := c.noData(name, wire.TypeDS); empty.Kind != NoProof {
		empty.Kind = NoCut
		return empty
	}
	p.Failure = NoWildcard
	return p
}

// expansion: RFC 5155 8.8.
func (c *chain) expansion(name wire.Name, labels int) Proof {
	if !name.Suffix(labels).Under(c.zone) || labels >= name.Labels() {
		return Proof{Failure: NoEncloser} // no wildcard of this zone can stand for that name
	}
	next := name.Suffix(labels + 1)
	p := Proof{Encloser: name.Suffix(labels), NextCloser: next}
	p.Wildcard = p.Encloser.Wildcard()
	gap, ok := c.cover(next)
	if !ok {
		p.Failure = NoNextCloser
		return p
	}
	p.OptOut = gap.OptOut()
	p.Covered = []Span{c.span("next-closer", next, gap)}
	p.Kind = WildcardAway
	return p
}
