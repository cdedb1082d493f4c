package tlsa

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/pkix"
	"danewalk/probe/wire"
)

// Limits on hostile record sets.
const (
	maxForeign = 32 // anchors that a record brings itself (2 0 0, 2 1 0) and that are tried
	maxNames   = 8  // names of a certificate shown in a detail
)

// Peer is what a server showed, and what is expected of it.
type Peer struct {
	Chain []Certificate // in the order sent, the server's own certificate first
	Names []wire.Name   // reference identifiers for usage 2 (RFC 7672 3.2.2)
	At    time.Time     // the moment to judge at
	// Others are the chains that were shown elsewhere in the same check. They never
	// make a match: they tell where the value of a record comes from.
	Others []Labelled
	// Roots are the authorities that clients know, for usages 0 and 1 where those
	// can be used (ParsePublic). Nil: such records are left undecided.
	Roots *x509.CertPool
}

// Compare holds every record against the chain. Any active record that matches
// authenticates the server (RFC 7672 3.1).
func Compare(records []Record, peer Peer) Match {
	m := Match{By: -1, Compared: len(peer.Chain) > 0, Attempts: make([]Attempt, 0, len(records))}
	c := newComparer(peer)
	for i, r := range records {
		a := c.attempt(r)
		a.Record = i
		m.Attempts = append(m.Attempts, a)
		if a.Matched && !m.Matched {
			m.Matched, m.By = true, i
		}
	}
	return m
}

// comparer is one chain, prepared for many records.
type comparer struct {
	peer    Peer
	misses  map[string]nearMiss // made when first needed: a match needs none
	pool    *pkix.Pool
	distant map[uint8]map[string]nearMiss // of other forms, by matching type, likewise
	others  map[string]foreign            // of other chains, likewise
	tried   map[string]pkix.Result        // by anchor: records often repeat it
	foreign int
}

func newComparer(peer Peer) *comparer {
	c := &comparer{peer: peer, tried: map[string]pkix.Result{}, distant: map[uint8]map[string]nearMiss{}}
	if len(peer.Chain) > 0 {
		var sent []*x509.Certificate
		for _, cert := range peer.Chain[1:] {
			sent = append(sent, cert.X509)
		}
		c.pool = pkix.New(peer.Chain[0].X509, sent)
	}
	return c
}

// attempt holds one record against the chain.
func (c *comparer) attempt(r Record) Attempt {
	if len(c.peer.Chain) == 0 {
		return Attempt{Depth: -1, Why: NoCertificate}
	}
	a := c.compare(r.TLSA, r.Problem)
	if r.Active() {
		return a
	}
	a.Would, a.Matched = a.Matched, false
	a.Why = OutOfForce
	if r.Problem != "" {
		a.Why = NotUsable
	}
	return a
}

// compare picks the rules of the usage. A PKIX usage is compared as the DANE
// usage that people mean by it, to tell whether changing one digit would do.
func (c *comparer) compare(t wire.TLSA, p Problem) Attempt {
	switch {
	case p == "" && (t.Usage == usagePKIXTA || t.Usage == usagePKIXEE):
		return c.public(t)
	case p == "" && t.Usage == usageEE,
		p == UsagePKIX && t.Usage == usagePKIXEE && valueProblem(t) == "":
		return c.endEntity(t)
	case p == "" && t.Usage == usageTA,
		p == UsagePKIX && t.Usage == usagePKIXTA && valueProblem(t) == "":
		return c.anchor(t)
	}
	a := Attempt{Depth: -1}
	if miss, ok := c.near(t); ok {
		a.Depth, a.Detail, a.Guess = miss.depth, miss.detail, miss.guessed()
	} else {
		a.Guess, a.Detail = c.elsewhere(t)
	}
	return a
}

// endEntity compares with the server's own certificate and nothing else: names
// and dates are ignored (RFC 7672 3.1.1, 3.2.1).
func (c *comparer) endEntity(t wire.TLSA) Attempt {
	if c.fits(t, 0) {
		return Attempt{Matched: true}
	}
	a := Attempt{Depth: -1, Why: Differs}
	for depth := 1; depth < len(c.peer.Chain); depth++ {
		if c.fits(t, depth) {
			return Attempt{Depth: depth, Why: CAUnderEE, Guess: Guess{Kind: GuessAuthority, Depth: depth}}
		}
	}
	if miss, ok := c.near(t); ok {
		return Attempt{Depth: miss.depth, Why: miss.why(t), Detail: miss.detail, Guess: miss.guessed()}
	}
	a.Guess, a.Detail = c.elsewhere(t)
	return a
}

// near finds how somebody came to a value that does not fit.
func (c *comparer) near(t wire.TLSA) (nearMiss, bool) {
	if c.misses == nil {
		c.misses = nearMisses(c.peer.Chain)
	}
	if miss, ok := c.misses[string(t.Data)]; ok {
		if miss.kind == "" {
			miss.guess = properGuess(t, miss.depth, miss.selector)
		}
		return miss, true
	}
	matching := t.Matching
	if matching > matchSHA512 {
		matching = matchFull
	}
	if c.distant[matching] == nil {
		c.distant[matching] = distantMisses(c.peer.Chain, matching)
	}
	if miss, ok := c.distant[matching][string(t.Data)]; ok {
		return miss, true
	}
	return request(t.Data, c.peer.Chain)
}

// fits tells whether the certificate at a depth has the value of the record.
func (c *comparer) fits(t wire.TLSA, depth int) bool {
	value := Value(t.Matching, c.peer.Chain[depth].Input(t.Selector))
	return value != nil && string(value) == string(t.Data)
}

// anchor compares with the certificates above the server's own and, where one
// has the value, verifies path and name (RFC 7672 3.1.2, 3.2.2).
func (c *comparer) anchor(t wire.TLSA) Attempt {
	var failed *Attempt
	for depth := 1; depth < len(c.peer.Chain); depth++ {
		cert := c.peer.Chain[depth]
		if cert.same(c.peer.Chain[0]) || !c.fits(t, depth) {
			continue
		}
		a := c.judge(c.verify(cert, t.Selector == selectorSPKI), depth)
		if a.Matched {
			return a
		}
		if failed == nil || failed.Why == ChainInvalid {
			failed = &a
		}
	}
	switch {
	case failed != nil:
		return *failed
	case c.fits(t, 0):
		// Depth 0 is for usage 3 only, even if the certificate signs itself.
		return Attempt{Why: LeafUnderTA, Guess: Guess{Kind: GuessOwnLeaf}}
	case t.Matching == matchFull:
		return c.brought(t)
	}
	if miss, ok := c.near(t); ok {
		why := miss.why(t)
		if why == OtherSelector && miss.depth == 0 {
			why = LeafUnderTA
		}
		return Attempt{Depth: miss.depth, Why: why, Detail: miss.detail, Guess: miss.guessed()}
	}
	a := Attempt{Depth: -1, Why: NotInChain}
	a.Guess, a.Detail = c.elsewhere(t)
	return a
}

// brought uses the certificate or key in the record itself as the anchor:
// "2 0 0" need not be sent by the server, and for "2 1 0" the topmost
// certificate must be signed with that key (RFC 7671 5.2.2, 5.2.3).
func (c *comparer) brought(t wire.TLSA) Attempt {
	cert := ReadCertificate(t.Data)
	if t.Selector == selectorSPKI {
		cert = Certificate{DER: t.Data, SPKI: t.Data}
	}
	if c.foreign++; c.foreign > maxForeign {
		return Attempt{Depth: -1, Why: NotTried}
	}
	a := c.judge(c.verify(cert, t.Selector == selectorSPKI), -1)
	if a.Reason == pkix.NoPath {
		a.Why = NotInChain // nothing that was sent leads to it
	}
	return a
}

// verify looks for a path to a certificate, or to its key alone when that is all
// that can be read.
func (c *comparer) verify(cert Certificate, byKey bool) pkix.Result {
	memo := fmt.Sprint(byKey) + string(cert.DER)
	if r, ok := c.tried[memo]; ok {
		return r
	}
	anchor := pkix.Anchor{Cert: cert.X509, ByKey: byKey}
	result := pkix.Result{Reason: pkix.UnsupportedKey}
	if cert.X509 == nil {
		if key, err := x509.ParsePKIXPublicKey(cert.SPKI); err == nil {
			anchor.Key = key
		}
	}
	if anchor.Cert != nil || anchor.Key != nil {
		result = c.pool.Verify(anchor, c.peer.At)
	}
	c.tried[memo] = result
	return result
}

// judge turns a path into an attempt, after the name check.
func (c *comparer) judge(r pkix.Result, depth int) Attempt {
	if !r.OK {
		if r.Reason == pkix.NoPath && slices.ContainsFunc(c.peer.Chain, func(sent Certificate) bool { return sent.X509 == nil }) {
			r.Reason = pkix.Unparsed // the issuer may be the one that our library cannot read
		}
		a := Attempt{Depth: depth, Why: ChainInvalid, Reason: r.Reason, Detail: string(r.Reason)}
		if r.Fault != nil {
			a.Detail += ": " + evidence.Escape(r.Fault.Subject.String(), evidence.WildMax)
		}
		return a
	}
	leaf := c.peer.Chain[0].X509
	if !NameFits(leaf, c.peer.Names) {
		return Attempt{Depth: depth, Why: NameMismatch, Detail: shown(Identifiers(leaf))}
	}
	return Attempt{Matched: true, Depth: depth, Notes: r.Notes}
}

// shown joins names from a certificate for people.
func shown(names []string) string {
	cut := ""
	if len(names) > maxNames {
		names, cut = names[:maxNames], ", …"
	}
	return evidence.Escape(strings.Join(slices.Clone(names), ", "), evidence.WildMax) + cut
}
