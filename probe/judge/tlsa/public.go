package tlsa

import (
	"crypto/x509"

	"danewalk/probe/judge/pkix"
	"danewalk/probe/wire"
)

// ParsePublic reads a TLSA RRset of a service whose clients know the public
// authorities, as programs of people do who send and read their mail: there usages
// 0 and 1 can be used too (RFC 6698 2.1.1, RFC 7673 4). Between mail servers they
// cannot (RFC 7672 3.1.3): see Parse.
func ParsePublic(set *wire.RRset) []Record {
	out := Parse(set)
	for i := range out {
		r := &out[i]
		if r.Problem == UsagePKIX {
			r.Problem = valueProblem(r.TLSA)
		}
		r.Shadowed = false
	}
	shadow(out)
	return out
}

// public adds to a comparison under usage 0 or 1 what those ask beside the value:
// a path to a public authority and the right name; under usage 0 the path must
// lead over the certificate that has the value (RFC 6698 2.1.1).
func (c *comparer) public(t wire.TLSA) Attempt {
	if c.peer.Roots == nil {
		return Attempt{Depth: -1, Why: NotTried} // nobody told us whom clients trust
	}
	leaf := c.peer.Chain[0].X509
	if t.Usage == usagePKIXEE {
		if a := c.endEntity(t); !a.Matched {
			return a
		}
	}
	if leaf == nil {
		return Attempt{Why: ChainInvalid, Reason: pkix.Unparsed, Detail: string(pkix.Unparsed)}
	}
	paths, reason := c.publicPaths(leaf)
	if reason != "" {
		return Attempt{Why: ChainInvalid, Reason: reason, Detail: string(reason)}
	}
	depth := 0
	if t.Usage == usagePKIXTA {
		if depth = over(paths, t); depth == 0 {
			return Attempt{Depth: -1, Why: NotInChain}
		}
	}
	if !NameFits(leaf, c.peer.Names) {
		return Attempt{Depth: depth, Why: NameMismatch, Detail: shown(Identifiers(leaf))}
	}
	return Attempt{Matched: true, Depth: depth}
}

// publicPaths returns the paths from the server's certificate to the authorities
// that clients know, or why there is none.
func (c *comparer) publicPaths(leaf *x509.Certificate) ([][]*x509.Certificate, pkix.Reason) {
	between := x509.NewCertPool()
	for _, cert := range c.peer.Chain[1:] {
		if cert.X509 != nil {
			between.AddCert(cert.X509)
		}
	}
	paths, err := leaf.Verify(x509.VerifyOptions{Roots: c.peer.Roots, Intermediates: between, CurrentTime: c.peer.At})
	switch {
	case err == nil:
		return paths, ""
	case c.peer.At.After(leaf.NotAfter):
		return nil, pkix.Expired
	case c.peer.At.Before(leaf.NotBefore):
		return nil, pkix.NotYetValid
	}
	return nil, pkix.NoPath
}

// over returns the depth at which a path leads over the certificate that a record
// names, counted from the server's own; zero if none does.
func over(paths [][]*x509.Certificate, t wire.TLSA) int {
	for _, path := range paths {
		for depth, cert := range path {
			value := Value(t.Matching, ReadCertificate(cert.Raw).Input(t.Selector))
			if depth > 0 && value != nil && string(value) == string(t.Data) {
				return depth
			}
		}
	}
	return 0
}
