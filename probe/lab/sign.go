package lab

import (
	"crypto"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/cloudflare/circl/sign/ed448"
	"github.com/miekg/dns"

	"danewalk/probe/wire"
)

// sigRule changes signatures of a zone or of one RRset.
type sigRule struct {
	name wire.Name // zero: every RRset of the zone
	typ  uint16
	edit func(*sigPlan)
}

func (r sigRule) fits(k rrsetKey) bool {
	return r.name.IsZero() || r.name == k.name && r.typ == k.typ
}

// sigPlan is what a signature is to be.
type sigPlan struct {
	inception, expiration time.Time
	missing, damaged      bool
	unknownKey            bool
	signer                wire.Name
	flood                 int // false signatures in front
}

// signatures returns the RRSIG records of a set of the zone; none for zones and
// sets without. They are made once.
func (z *liveZone) signatures(k rrsetKey, set []dns.RR) ([]dns.RR, error) {
	if z.spec.unsigned || len(set) == 0 || k.typ == dns.TypeNS && z.cuts[k.name] {
		return nil, nil
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	if sigs, ok := z.sigs[k]; ok {
		return sigs, nil
	}
	plan := sigPlan{inception: z.d.at.Add(-sigBefore), expiration: z.d.at.Add(sigAfter), signer: z.apex}
	for _, rule := range z.spec.sigRules {
		if rule.fits(k) {
			rule.edit(&plan)
		}
	}
	sigs, err := z.sign(k, set, plan)
	if err == nil {
		z.sigs[k] = sigs
	}
	return sigs, err
}

// sign follows the plan.
func (z *liveZone) sign(k rrsetKey, set []dns.RR, plan sigPlan) ([]dns.RR, error) {
	if plan.missing {
		return nil, nil
	}
	var sigs []dns.RR
	for _, key := range z.keys {
		if k.typ == dns.TypeDNSKEY && !key.keySet || k.typ != dns.TypeDNSKEY && !key.data {
			continue
		}
		if plan.unknownKey {
			spec := key.keySpec
			spec.role = roleGone
			var err error
			if key, err = z.d.liveKeyOf(z.spec, spec); err != nil {
				return nil, err
			}
		}
		sig, err := signSet(z.d.keys, key, set, plan)
		if err != nil {
			return nil, fmt.Errorf("signing %s %s: %w", k.name, dns.TypeToString[k.typ], err)
		}
		if plan.damaged {
			damage(sig, 1)
		}
		for i := range plan.flood {
			fake := dns.Copy(sig).(*dns.RRSIG)
			damage(fake, byte(i+1))
			sigs = append(sigs, fake)
		}
		sigs = append(sigs, sig)
	}
	return sigs, nil
}

// signSet makes one signature.
func signSet(keys *keyring, key liveKey, set []dns.RR, plan sigPlan) (*dns.RRSIG, error) {
	sig := &dns.RRSIG{
		Hdr:       dns.RR_Header{Ttl: set[0].Header().Ttl},
		Algorithm: key.algorithm, KeyTag: key.record.KeyTag(), SignerName: plan.signer.String(),
		Inception: seconds(plan.inception), Expiration: seconds(plan.expiration),
	}
	if secret, ok := key.secret.signer.(ed448.PrivateKey); ok {
		sig.Algorithm = algEd25519
		err := sig.Sign(signer448{secret}, slices.Clone(set))
		sig.Algorithm = algEd448
		return sig, err
	}
	return sig, sig.Sign(remembering{key.secret, keys}, slices.Clone(set))
}

// signer448 signs with Ed448 (RFC 8080 4), which the dns package does not know.
// For Ed25519 it hands over the data unhashed, so only the octet with the
// algorithm has to be put right.
type signer448 struct{ ed448.PrivateKey }

// Sign signs RRSIG data, in which the algorithm is the third octet (RFC 4034 3.1).
func (s signer448) Sign(_ io.Reader, data []byte, _ crypto.SignerOpts) ([]byte, error) {
	const algorithmAt = 2
	data = slices.Clone(data)
	data[algorithmAt] = algEd448
	return ed448.Sign(s.PrivateKey, data, ""), nil
}

// toWire converts a record by way of its octets.
func toWire(rr dns.RR) (wire.RR, error) {
	m := new(dns.Msg)
	m.Answer = []dns.RR{rr}
	octets, err := m.Pack()
	if err != nil {
		return wire.RR{}, err
	}
	parsed, err := wire.Parse(octets)
	if err != nil {
		return wire.RR{}, err
	}
	return parsed.Answer[0], nil
}

// damage changes the last octet of a signature.
func damage(sig *dns.RRSIG, by byte) {
	octets, err := base64.StdEncoding.DecodeString(sig.Signature)
	if err != nil || len(octets) == 0 {
		return
	}
	octets[len(octets)-1] ^= by
	if by > 1 {
		octets[len(octets)/2] ^= by
	}
	sig.Signature = base64.StdEncoding.EncodeToString(octets)
}
