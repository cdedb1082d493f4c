package lab

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"slices"

	"golang.org/x/net/idna"
)

// hostileCertWords lists what a certificate may be beside those that authorities
// issue: of enormous size, in an enormous chain, with names in the wrong form.
func hostileCertWords() []string {
	return []string{"large", "huge", "giant", "long-chain", "wildcard", "u-label", "u-label-cn"}
}

// Sizes of certificates: one that every mail server's library takes, one that
// OpenSSL does not take any more (its limit for a chain is 100 KiB), one that no
// library takes.
const (
	largeOctets = 65 << 10
	hugeOctets  = 150 << 10
	giantOctets = 300 << 10
	fillerCount = 200
)

// hostileTemplate changes the certificate to be.
func hostileTemplate(p certPlan, c *x509.Certificate) error {
	for word, octets := range map[string]int{"large": largeOctets, "huge": hugeOctets, "giant": giantOctets} {
		if p.is(word) {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 65535, 1}, Value: make([]byte, octets)})
		}
	}
	if p.is("wildcard") {
		c.Subject.CommonName = "*." + p.name.Parent().Show()
		c.DNSNames = []string{c.Subject.CommonName}
	}
	if !p.is("u-label") && !p.is("u-label-cn") {
		return nil
	}
	name, err := idna.Display.ToUnicode(p.name.Show())
	if err != nil {
		return err
	}
	c.Subject.CommonName, c.DNSNames = name, nil
	if p.is("u-label") { // dNSName is an IA5String: this one is malformed (RFC 5280 4.2.1.6, 7.2)
		value, err := asn1.Marshal([]asn1.RawValue{{Class: asn1.ClassContextSpecific, Tag: 2, Bytes: []byte(name)}})
		if err != nil {
			return err
		}
		c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 17}, Value: value})
	}
	return nil
}

// fillers puts certificates behind the leaf that lead nowhere.
func (k *pki) fillers(chain [][]byte) ([][]byte, error) {
	chain = slices.Clone(chain)
	for i := range fillerCount {
		a, err := k.authority(fmt.Sprintf("Filler %d", i), nil, k.at.Add(-day), k.at.Add(day))
		if err != nil {
			return nil, err
		}
		chain = append(chain, a.cert.Raw)
	}
	return chain, nil
}
