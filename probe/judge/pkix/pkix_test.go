package pkix

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"net"
	"net/url"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func noon() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }

// lab signs certificates for a test.
type lab struct {
	t      testing.TB
	serial int64
	keys   map[*x509.Certificate]*ecdsa.PrivateKey
}

func newLab(t testing.TB) *lab { return &lab{t: t, keys: map[*x509.Certificate]*ecdsa.PrivateKey{}} }

func (l *lab) key() *ecdsa.PrivateKey {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		l.t.Fatal(err)
	}
	return k
}

// ca is a template of an authority; leaf one of a server.
func ca(name string) *x509.Certificate {
	return &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true}
}

func leaf(names ...string) *x509.Certificate {
	return &x509.Certificate{Subject: pkix.Name{CommonName: "leaf"}, DNSNames: names}
}

// sign makes a certificate signed by parent, or by itself if that is nil.
func (l *lab) sign(template, parent *x509.Certificate) *x509.Certificate {
	return l.with(template, parent, l.key())
}

func (l *lab) with(template, parent *x509.Certificate, key *ecdsa.PrivateKey) *x509.Certificate {
	l.t.Helper()
	l.serial++
	template.SerialNumber = big.NewInt(l.serial)
	if template.NotBefore.IsZero() {
		template.NotBefore = noon().AddDate(-1, 0, 0)
	}
	if template.NotAfter.IsZero() {
		template.NotAfter = noon().AddDate(1, 0, 0)
	}
	by := key
	if parent == nil {
		parent = template
	} else {
		by = l.keys[parent]
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
	if err != nil {
		l.t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		l.t.Fatal(err)
	}
	l.keys[c] = key
	return c
}

// TestPath: leaf, intermediate and anchor with one thing changed.
func TestPath(t *testing.T) {
	type change struct{ leaf, sub, root *x509.Certificate }
	past, future := noon().Add(-time.Hour), noon().Add(time.Hour)
	_, inside, _ := net.ParseCIDR("10.0.0.0/8")
	directoryNames := []byte{0x30, 8, 0xa0, 6, 0x30, 4, 0xa4, 2, 0x30, 0} // permitted: any directory name
	for _, c := range []struct {
		name  string
		alter func(*change)
		want  Reason
		fault string // common name
		note  Note
	}{
		{"healthy", func(*change) {}, "", "", ""},
		{"leaf expired", func(c *change) { c.leaf.NotAfter = past }, Expired, "leaf", ""},
		{"leaf not yet valid", func(c *change) { c.leaf.NotBefore = future }, NotYetValid, "leaf", ""},
		{"intermediate expired", func(c *change) { c.sub.NotAfter = past }, Expired, "sub", ""},
		{"anchor expired: a name and a key have no dates", func(c *change) { c.root.NotAfter = past }, "", "", AnchorExpired},
		{"anchor not yet valid", func(c *change) { c.root.NotBefore = future }, "", "", AnchorNotYetValid},
		{"anchor says nothing of CAs but that it may sign", func(c *change) {
			c.root.BasicConstraintsValid, c.root.IsCA, c.root.KeyUsage = false, false, x509.KeyUsageCertSign
		}, "", "", ""},
		{"anchor without CA bit", func(c *change) { c.root.IsCA = false }, "", "", AnchorNotCA},
		{"intermediate without CA bit", func(c *change) { c.sub.IsCA = false }, NotCA, "sub", ""},
		{"intermediate without basicConstraints", func(c *change) { c.sub.BasicConstraintsValid, c.sub.IsCA = false, false }, NotCA, "sub", ""},
		{"intermediate may not sign", func(c *change) { c.sub.KeyUsage = x509.KeyUsageDigitalSignature }, KeyUsage, "sub", ""},
		{"intermediate may sign", func(c *change) { c.sub.KeyUsage = x509.KeyUsageCertSign }, "", "", ""},
		{"path too long for the anchor", func(c *change) { c.root.MaxPathLenZero = true }, PathLength, "root", ""},
		{"path just short enough", func(c *change) { c.root.MaxPathLen = 1 }, "", "", ""},
		{"leaf for clients", func(c *change) { c.leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }, ExtKeyUsage, "leaf", ""},
		{"leaf for an unknown use", func(c *change) { c.leaf.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 2, 3}} }, ExtKeyUsage, "leaf", ""},
		{"leaf for servers", func(c *change) { c.leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} }, "", "", ""},
		{"leaf for anything", func(c *change) { c.leaf.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} }, "", "", AnyUse},
		{"anchor for anything", func(c *change) { c.root.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageAny} }, "", "", AnyUse},
		{"anchor for clients", func(c *change) { c.root.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }, "", "", AnchorLimits},
		{"anchor may not sign", func(c *change) { c.root.KeyUsage = x509.KeyUsageDigitalSignature }, "", "", AnchorNotCA},
		{"leaf that signs certificates only", func(c *change) { c.leaf.KeyUsage = x509.KeyUsageCertSign }, ExtKeyUsage, "leaf", ""},
		{"leaf that only encrypts", func(c *change) { c.leaf.KeyUsage = x509.KeyUsageKeyEncipherment }, "", "", ""},
		{"intermediate for mail", func(c *change) { c.sub.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} }, ExtKeyUsage, "sub", ""},
		{"name permitted", func(c *change) { c.sub.PermittedDNSDomains = []string{"example.org"} }, "", "", ""},
		{"name not permitted", func(c *change) { c.sub.PermittedDNSDomains = []string{"example.com"} }, NameConstraints, "sub", ""},
		{"name excluded", func(c *change) { c.sub.ExcludedDNSDomains = []string{"example.org"} }, NameConstraints, "sub", ""},
		{"similar name is another", func(c *change) { c.sub.ExcludedDNSDomains = []string{"ample.org"} }, "", "", ""},
		{"name excluded by the anchor", func(c *change) { c.root.ExcludedDNSDomains = []string{"example.org"} }, NameConstraints, "root", ""},
		{"common name excluded", func(c *change) {
			c.leaf.DNSNames, c.leaf.Subject.CommonName = nil, "mx.example.org"
			c.sub.ExcludedDNSDomains = []string{"example.org"}
		}, NameConstraints, "sub", ""},
		{"address excluded", func(c *change) {
			c.leaf.IPAddresses, c.sub.ExcludedIPRanges = []net.IP{net.IPv4(10, 1, 1, 1)}, []*net.IPNet{inside}
		}, NameConstraints, "sub", ""},
		{"address not permitted", func(c *change) {
			c.leaf.IPAddresses, c.sub.PermittedIPRanges = []net.IP{net.IPv4(11, 1, 1, 1)}, []*net.IPNet{inside}
		}, NameConstraints, "sub", ""},
		{"e-mail address at the permitted host", func(c *change) {
			c.leaf.EmailAddresses, c.sub.PermittedEmailAddresses = []string{"a@Example.org"}, []string{"example.org"}
		}, "", "", ""},
		{"e-mail address below the permitted host", func(c *change) {
			c.leaf.EmailAddresses, c.sub.PermittedEmailAddresses = []string{"a@mx.example.org"}, []string{"example.org"}
		}, NameConstraints, "sub", ""},
		{"e-mail address below, with a dot", func(c *change) {
			c.leaf.EmailAddresses, c.sub.PermittedEmailAddresses = []string{"a@mx.example.org"}, []string{".example.org"}
		}, "", "", ""},
		{"e-mail address that is the permitted one", func(c *change) {
			c.leaf.EmailAddresses, c.sub.PermittedEmailAddresses = []string{"a@example.org"}, []string{"a@example.org"}
		}, "", "", ""},
		{"e-mail address that is another's", func(c *change) {
			c.leaf.EmailAddresses, c.sub.PermittedEmailAddresses = []string{"b@example.org"}, []string{"a@example.org"}
		}, NameConstraints, "sub", ""},
		{"e-mail address excluded", func(c *change) {
			c.leaf.EmailAddresses, c.sub.ExcludedEmailAddresses = []string{"b@example.org"}, []string{"example.org"}
		}, NameConstraints, "sub", ""},
		{"URI at a permitted host", func(c *change) {
			c.leaf.URIs, c.sub.PermittedURIDomains = []*url.URL{{Scheme: "https", Host: "www.example.org:8443", Path: "/x"}}, []string{"www.example.org"}
		}, "", "", ""},
		{"URI elsewhere", func(c *change) {
			c.leaf.URIs, c.sub.PermittedURIDomains = []*url.URL{{Scheme: "https", Host: "www.example.com"}}, []string{".example.org"}
		}, NameConstraints, "sub", ""},
		{"constraint on a kind of name that our library leaves alone", func(c *change) {
			c.sub.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 30}, Critical: true, Value: directoryNames}}
		}, NotRead, "sub", ""},
		{"unknown critical extension", func(c *change) {
			c.leaf.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
		}, UnknownCritical, "leaf", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t)
			ch := change{leaf("mx.example.org"), ca("sub"), ca("root")}
			c.alter(&ch)
			root := l.sign(ch.root, nil)
			sub := l.sign(ch.sub, root)
			end := l.sign(ch.leaf, sub)
			// The order in which a server sends does not matter.
			for _, sent := range [][]*x509.Certificate{{sub, root}, {root, sub}, {nil, end, root, sub, sub}, {sub}} {
				r := New(end, sent).Verify(Anchor{Cert: root}, noon())
				if r.OK != (c.want == "") || r.Reason != c.want {
					t.Fatalf("%v %q, want %q", r.OK, r.Reason, c.want)
				}
				if c.fault != "" && (r.Fault == nil || r.Fault.Subject.CommonName != c.fault) {
					t.Errorf("fault at %v, want %s", r.Fault, c.fault)
				}
				if c.note != "" && !slices.Contains(r.Notes, c.note) {
					t.Errorf("notes %v, want %s", r.Notes, c.note)
				}
				if r.OK && (len(r.Path) != 2 || r.Path[0] != end || r.Path[1] != sub) {
					t.Errorf("path of %d", len(r.Path))
				}
			}
		})
	}
}

// TestAnchors: what may be an anchor.
func TestAnchors(t *testing.T) {
	l := newLab(t)
	root := l.sign(ca("root"), nil)
	sub := l.sign(ca("sub"), root)
	end := l.sign(leaf("mx.example.org"), sub)
	twin := l.with(ca("sub"), l.sign(ca("other root"), nil), l.keys[sub]) // cross-signed: same name and key
	namesake := l.sign(ca("sub"), root)                                   // same name, other key
	renamed := l.with(ca("renamed"), root, l.keys[sub])
	past := ca("sub")
	past.NotAfter = noon().Add(-time.Hour)
	late := l.with(past, root, l.keys[sub])
	constrained := ca("sub")
	constrained.ExcludedDNSDomains = []string{"example.org"}
	limited := l.with(constrained, root, l.keys[sub])
	for _, c := range []struct {
		name   string
		anchor Anchor
		sent   []*x509.Certificate
		want   Reason
		notes  []Note
	}{
		{"intermediate that is not self-signed", Anchor{Cert: sub}, []*x509.Certificate{sub}, "", nil},
		{"anchor that was not sent", Anchor{Cert: sub}, nil, "", nil},
		{"anchor out of its dates, not self-signed", Anchor{Cert: late}, nil, "", []Note{AnchorDates}},
		{"cross-signed twin", Anchor{Cert: twin}, []*x509.Certificate{sub, root}, "", nil},
		{"namesake with another key", Anchor{Cert: namesake}, []*x509.Certificate{namesake}, BadSignature, nil},
		{"same key under another name", Anchor{Cert: renamed}, []*x509.Certificate{renamed}, NoPath, nil},
		{"root, intermediate not sent", Anchor{Cert: root}, []*x509.Certificate{root}, NoPath, nil},
		{"bare key of the issuer", Anchor{Key: sub.PublicKey, ByKey: true}, nil, "", []Note{BareKey}},
		{"bare key of the root", Anchor{Key: root.PublicKey, ByKey: true}, []*x509.Certificate{sub}, "", []Note{BareKey}},
		{"bare key of a stranger", Anchor{Key: namesake.PublicKey, ByKey: true}, []*x509.Certificate{sub, root}, NoPath, nil},
		{"limits of an anchor named as a whole", Anchor{Cert: limited}, nil, NameConstraints, nil},
		{"limits of an anchor named by key", Anchor{Cert: limited, ByKey: true}, nil, "", []Note{AnchorLimits}},
		{"the leaf itself", Anchor{Cert: end}, nil, NoPath, nil},
	} {
		r := New(end, c.sent).Verify(c.anchor, noon())
		if r.OK != (c.want == "") || r.Reason != c.want || !slices.Equal(r.Notes, c.notes) {
			t.Errorf("%s: %v %q %v, want %q %v", c.name, r.OK, r.Reason, r.Notes, c.want, c.notes)
		}
	}
	if r := New(nil, []*x509.Certificate{sub}).Verify(Anchor{Cert: sub}, noon()); r.OK || r.Reason != Unparsed {
		t.Errorf("without leaf: %+v", r)
	}
}

// TestBestReason: of two ways the one that nearly held is told.
func TestBestReason(t *testing.T) {
	l := newLab(t)
	root := l.sign(ca("root"), nil)
	subKey := l.key()
	old := ca("sub")
	old.NotAfter = noon().Add(-time.Hour)
	expired := l.with(old, root, subKey)
	namesake := l.sign(ca("sub"), root)
	end := l.sign(leaf("mx.example.org"), expired)
	for _, sent := range [][]*x509.Certificate{{expired, namesake}, {namesake, expired}} {
		if r := New(end, sent).Verify(Anchor{Cert: root}, noon()); r.Reason != Expired {
			t.Errorf("%q", r.Reason)
		}
	}
	fresh := l.with(ca("sub"), root, subKey)
	if r := New(end, []*x509.Certificate{expired, namesake, fresh}).Verify(Anchor{Cert: root}, noon()); !r.OK {
		t.Errorf("the valid way was not found: %q", r.Reason)
	}
}

// TestCrossSigned: many authorities that sign each other end in bounded time.
func TestCrossSigned(t *testing.T) {
	l := newLab(t)
	const n = 6
	var keys []*ecdsa.PrivateKey
	var selves []*x509.Certificate
	for i := range n {
		k := l.key()
		keys = append(keys, k)
		selves = append(selves, l.with(ca(string(rune('A'+i))), nil, k))
	}
	var sent []*x509.Certificate
	for i := range n {
		for j := range n {
			if i != j && len(sent) < maxCerts {
				sent = append(sent, l.with(ca(string(rune('A'+i))), selves[j], keys[i]))
			}
		}
	}
	end := l.sign(leaf("mx.example.org"), selves[0])
	pool := New(end, sent)
	if r := pool.Verify(Anchor{Cert: l.sign(ca("nowhere"), nil)}, noon()); r.OK || r.Reason != WorkLimit || r.Steps != maxSteps {
		t.Errorf("%q after %d steps", r.Reason, r.Steps)
	}
	if len(pool.edges) > n*len(sent) {
		t.Errorf("%d signatures checked", len(pool.edges))
	}
	if r := pool.Verify(Anchor{Cert: selves[n-1]}, noon()); !r.OK {
		t.Errorf("real anchor: %q", r.Reason)
	}
}

// TestSHA1: verified, and noted.
func TestSHA1(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	l := newLab(t)
	root := ca("root")
	root.SerialNumber, root.NotBefore, root.NotAfter = big.NewInt(1), noon().AddDate(-1, 0, 0), noon().AddDate(1, 0, 0)
	der, err := x509.CreateCertificate(rand.Reader, root, root, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	end := leaf("mx.example.org")
	end.SerialNumber, end.NotBefore, end.NotAfter = big.NewInt(2), root.NotBefore, root.NotAfter
	end.SignatureAlgorithm = x509.SHA1WithRSA
	der, err = x509.CreateCertificate(rand.Reader, end, parsed, &l.key().PublicKey, key)
	if err != nil {
		t.Fatal("the library does not make SHA-1 signatures any more; sign this one by hand:", err)
	}
	old, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if r := New(old, nil).Verify(Anchor{Cert: parsed}, noon()); !r.OK || !slices.Contains(r.Notes, SHA1) {
		t.Errorf("%v %q %v", r.OK, r.Reason, r.Notes)
	}
	md5 := *old
	md5.SignatureAlgorithm = x509.MD5WithRSA
	if r := New(&md5, nil).Verify(Anchor{Cert: parsed}, noon()); r.Reason != WeakAlgorithm {
		t.Errorf("MD5: %q", r.Reason)
	}
	unknown := *old
	unknown.SignatureAlgorithm = x509.UnknownSignatureAlgorithm
	if r := New(&unknown, nil).Verify(Anchor{Cert: parsed}, noon()); r.Reason != UnsupportedKey {
		t.Errorf("unknown algorithm: %q", r.Reason)
	}
}

// TestSmallKey: verified, and noted, wherever on the path it is.
func TestSmallKey(t *testing.T) {
	l := newLab(t)
	root := l.sign(ca("root"), nil)
	for bits, want := range map[int]bool{1024: true, 2048: false} {
		key, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		end := leaf("mx.example.org")
		end.SerialNumber, end.NotBefore, end.NotAfter = big.NewInt(2), root.NotBefore, root.NotAfter
		der, err := x509.CreateCertificate(rand.Reader, end, root, &key.PublicKey, l.keys[root])
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		if r := New(parsed, nil).Verify(Anchor{Cert: root}, noon()); !r.OK || slices.Contains(r.Notes, SmallKey) != want {
			t.Errorf("RSA %d: %v %v", bits, r.OK, r.Notes)
		}
	}
}

// TestAgainstLibrary: for ordinary chains, a path holds here if and only if it
// holds for the library with that one root.
func TestAgainstLibrary(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		l := newLab(t)
		signer := l.sign(ca("root"), nil)
		root := signer
		var sent []*x509.Certificate
		for i := range rapid.IntRange(0, 3).Draw(rt, "intermediates") {
			template := ca("sub" + string(rune('0'+i)))
			switch rapid.IntRange(0, 6).Draw(rt, "defect") {
			case 0:
				template.MaxPathLenZero = true
			case 1:
				template.NotAfter = noon().Add(-time.Hour)
			case 2:
				template.PermittedDNSDomains = []string{rapid.SampledFrom([]string{"example.org", "example.com"}).Draw(rt, "permitted")}
			}
			signer = l.sign(template, signer)
			sent = append(sent, signer)
		}
		end := l.sign(leaf("mx.example.org"), signer)
		roots, others := x509.NewCertPool(), x509.NewCertPool()
		roots.AddCert(root)
		for _, c := range sent {
			others.AddCert(c)
		}
		_, err := end.Verify(x509.VerifyOptions{Roots: roots, Intermediates: others, CurrentTime: noon()})
		if r := New(end, rapid.Permutation(sent).Draw(rt, "order")).Verify(Anchor{Cert: root}, noon()); r.OK != (err == nil) {
			rt.Fatalf("we %v %q, the library %v", r.OK, r.Reason, err)
		}
	})
}
