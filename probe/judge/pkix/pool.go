package pkix

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"slices"
	"time"
)

// Limits on the search, so that a hostile chain cannot cost more than
// milliseconds.
const (
	maxCerts = 32  // of a chain; collectors keep ten
	maxDepth = 10  // certificates below the anchor; public paths have two or three
	maxSteps = 200 // certificates looked at per anchor
)

// Pool is the certificates that a server sent. Signatures between them are
// checked at most once. It is not safe for concurrent use.
type Pool struct {
	leaf  *x509.Certificate
	certs []*x509.Certificate // the others, without copies of the leaf
	edges map[edge]Reason
}

// edge is one certificate held against one possible issuer.
type edge struct{ child, parent *x509.Certificate }

// New makes a pool. leaf may be nil when it cannot be parsed; nil certificates
// and copies are left out. The order of sent does not matter.
func New(leaf *x509.Certificate, sent []*x509.Certificate) *Pool {
	p := &Pool{leaf: leaf, edges: map[edge]Reason{}}
	for _, c := range sent {
		if c == nil || c.Equal(leaf) || contains(p.certs, c) || len(p.certs) >= maxCerts {
			continue
		}
		p.certs = append(p.certs, c)
	}
	return p
}

// Verify looks for a valid path from the leaf to the anchor at a moment.
func (p *Pool) Verify(a Anchor, at time.Time) Result {
	if p.leaf == nil {
		return Result{Reason: Unparsed}
	}
	if a.Key == nil && a.Cert != nil {
		a.Key = a.Cert.PublicKey
	}
	s := search{pool: p, anchor: a, at: at, best: Result{Reason: NoPath, Path: []*x509.Certificate{p.leaf}, Fault: p.leaf}}
	s.extend([]*x509.Certificate{p.leaf})
	s.best.Steps = s.steps
	if s.best.OK {
		s.best.Notes = notes(s.best.Path, a, at)
	}
	return s.best
}

// search is one walk over the possible paths, depth first.
type search struct {
	pool   *Pool
	anchor Anchor
	at     time.Time
	steps  int
	best   Result
}

// extend tries to end the path at the anchor, then to lengthen it by every
// certificate that may have signed its last one.
func (s *search) extend(path []*x509.Certificate) {
	top := path[len(path)-1]
	if s.steps >= maxSteps || len(path) > maxDepth {
		s.fail(path, WorkLimit, top)
		return
	}
	s.steps++
	s.end(path, top)
	for _, c := range s.pool.certs {
		if s.best.OK || contains(path, c) || !bytes.Equal(c.RawSubject, top.RawIssuer) {
			continue
		}
		if why := s.pool.signed(top, c); why != "" {
			s.fail(path, why, top)
			continue
		}
		s.extend(append(path[:len(path):len(path)], c))
	}
}

// end tries the anchor as the issuer of the path's last certificate.
func (s *search) end(path []*x509.Certificate, top *x509.Certificate) {
	var why Reason
	switch {
	case s.anchor.Cert != nil && !bytes.Equal(s.anchor.Cert.RawSubject, top.RawIssuer):
		s.fail(path, NoPath, top)
		return
	case s.anchor.Cert != nil:
		why = s.pool.signed(top, s.anchor.Cert)
	default:
		why = signedBy(top, s.anchor.Key)
		if why == BadSignature {
			why = NoPath // a bare key has no name: nothing says that it should have signed this one
		}
	}
	if why != "" {
		s.fail(path, why, top)
		return
	}
	if why, at := s.rules(path); why != "" {
		s.fail(path, why, at)
		return
	}
	s.best = Result{OK: true, Path: path}
}

// fail keeps the failure that came nearest to a valid path.
func (s *search) fail(path []*x509.Certificate, why Reason, at *x509.Certificate) {
	if s.best.OK {
		return
	}
	nearer := why.rank() < s.best.Reason.rank()
	longer := why == s.best.Reason && len(path) > len(s.best.Path)
	if nearer || longer {
		s.best = Result{Reason: why, Path: path, Fault: at}
	}
}

func contains(certs []*x509.Certificate, c *x509.Certificate) bool {
	return slices.ContainsFunc(certs, c.Equal)
}

// signed tells whether parent's key made child's signature, checked once.
func (p *Pool) signed(child, parent *x509.Certificate) Reason {
	key := edge{child, parent}
	why, known := p.edges[key]
	if !known {
		why = signedBy(child, parent.PublicKey)
		p.edges[key] = why
	}
	return why
}

// signedBy checks one signature with a key, whatever the key's certificate may
// or may not do: the rules come later, with their own reasons.
func signedBy(child *x509.Certificate, key crypto.PublicKey) Reason {
	issuer := &x509.Certificate{PublicKey: key}
	err := issuer.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature)
	if err == nil {
		return ""
	}
	if _, ok := errors.AsType[x509.InsecureAlgorithmError](err); ok {
		return WeakAlgorithm
	}
	if errors.Is(err, x509.ErrUnsupportedAlgorithm) || weakRSA(key) {
		return UnsupportedKey
	}
	return BadSignature
}

// weakRSA tells whether crypto/rsa refuses a key for its size alone, which says
// nothing about the signature.
func weakRSA(key crypto.PublicKey) bool {
	k, ok := key.(*rsa.PublicKey)
	return ok && k.N.BitLen() < minRSABits
}

// minRSABits is what crypto/rsa verifies with.
const minRSABits = 1024
