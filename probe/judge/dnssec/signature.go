package dnssec

import (
	"slices"

	"danewalk/probe/wire"
)

// checked is an RRset held against the keys of its zone.
type checked struct {
	status     Status
	reason     Reason
	signatures []Signature
	signers    []*zoneKey // keys with a valid signature
	wildcard   bool       // the valid signature is over a wildcard
	labels     int        // of the wildcard's parent, when wildcard
}

// check verifies the signatures of a set with the keys of a zone (RFC 4035
// 5.3). One valid signature is enough (RFC 6840 5.4); signatures by unknown keys
// are ignored beside it (RFC 6840 5.12).
func (v *Validator) check(set *wire.RRset, ring *keyring) checked {
	var c checked
	tried, limited := 0, false
	for _, sig := range set.Sigs {
		s := Signature{RRSIG: sig}
		s.Inception, s.Expiration = wire.ValidityOf(sig, v.policy.At)
		key := (*zoneKey)(nil)
		if s.Reason = v.eligible(sig, set, ring); s.Reason == "" {
			if tried == v.policy.Limits.Signatures {
				s.Reason = WorkLimit
			} else {
				key, s.Reason = v.verify(sig, set, ring, &tried)
			}
		}
		limited = limited || s.Reason == WorkLimit
		if s.Valid = s.Reason == ""; s.Valid {
			c.accept(s, key, set.Name)
		}
		if len(c.signatures) < maxSignaturesKept {
			c.signatures = append(c.signatures, s)
		}
	}
	if c.status != Secure {
		v.explain(&c, limited, ring)
	}
	return c
}

// accept takes note of a valid signature. One over the name itself is better
// than one over a wildcard, which needs a proof.
func (c *checked) accept(s Signature, key *zoneKey, owner wire.Name) {
	c.signers = append(c.signers, key)
	wildcard := int(s.RRSIG.Labels) < signedLabels(owner)
	if c.status == Secure && (wildcard || !c.wildcard) {
		return
	}
	c.status, c.wildcard, c.labels = Secure, wildcard, int(s.RRSIG.Labels)
}

// signedLabels counts labels as the Labels field of RRSIG does: without the root
// and without a leading "*" (RFC 4034 3.1.3).
func signedLabels(owner wire.Name) int {
	if owner.IsWildcard() {
		return owner.Labels() - 1
	}
	return owner.Labels()
}

// explain decides status and reason when no signature is valid.
func (v *Validator) explain(c *checked, limited bool, ring *keyring) {
	c.status, c.reason = Bogus, SigMissing
	best := len(explanations())
	for _, s := range c.signatures {
		rank := slices.Index(explanations(), s.Reason)
		if rank >= 0 && rank < best {
			best, c.reason = rank, s.Reason
		}
	}
	switch {
	case limited:
		c.status, c.reason = Indeterminate, WorkLimit
	case c.reason == UnsupportedKeySize && ring.tooSmall(v.policy):
		c.status = Insecure
	case c.reason == UnsupportedKeySize: // other signatures may have been stripped: neither unsigned nor broken
		c.status = Indeterminate
	case c.reason == UnsupportedAlgorithm:
		c.reason = SigMissing // none that counts: the zone has a supported algorithm, and must use it (RFC 6840 5.11)
	}
}

// explanations orders the reasons of single signatures: the one that came
// nearest to being valid explains best.
func explanations() []Reason {
	return []Reason{
		SigInvalid, SigExpired, SigNotYetValid, KeyRevoked, KeyFlags, DNSKEYMalformed,
		UnsupportedKeySize, SigUnknownKey, SigLabels, SigWrongSigner, UnsupportedAlgorithm,
	}
}

// eligible goes through the conditions of RFC 4035 5.3.1 that need no
// cryptography. Owner, class and type covered are equal by construction.
func (v *Validator) eligible(sig wire.RRSIG, set *wire.RRset, ring *keyring) Reason {
	labels := signedLabels(set.Name)
	switch {
	case sig.Signer != ring.zone || !set.Name.Under(ring.zone): // the apex of the zone that holds the set, compared by label
		return SigWrongSigner
	case !v.policy.supports(sig.Algorithm):
		return UnsupportedAlgorithm
	case int(sig.Labels) > labels:
		return SigLabels
	case int(sig.Labels) < labels && !mayExpand(set.Type):
		return SigLabels
	case int(sig.Labels) < ring.zone.Labels():
		return SigLabels // a wildcard above the apex is not of this zone
	}
	// RFC 1982 serial numbers: the times are those nearest to the moment judged at.
	inception, expiration := wire.ValidityOf(sig, v.policy.At)
	switch reason := ring.usable(sig); {
	case reason != "":
		return reason
	case v.policy.At.After(expiration):
		return SigExpired
	case v.policy.At.Before(inception):
		return SigNotYetValid
	}
	return ""
}

// mayExpand tells whether a set of this type can come from a wildcard. The
// records that prove and delegate cannot: an expanded NSEC would deny names
// that exist.
func mayExpand(t wire.Type) bool {
	switch t {
	case wire.TypeNSEC, wire.TypeNSEC3, wire.TypeDS, wire.TypeDNSKEY, wire.TypeSOA, wire.TypeDNAME:
		return false
	}
	return true
}

// usable says why no key of the zone can check the signature; "" if one can.
func (r *keyring) usable(sig wire.RRSIG) Reason {
	reason := SigUnknownKey
	for _, k := range r.byTag[keyID{sig.Algorithm, sig.Tag}] {
		if reason = k.unusable(); reason == "" {
			return ""
		}
	}
	return reason
}

// verify tries every key with the tag of the signature, within the limits. Each
// try counts for the set: many keys times many signatures is what KeyTrap is.
func (v *Validator) verify(sig wire.RRSIG, set *wire.RRset, ring *keyring, tried *int) (*zoneKey, Reason) {
	data, ok := wire.SignedData(sig, set)
	if !ok {
		return nil, SigLabels
	}
	twins := 0
	for _, k := range ring.byTag[keyID{sig.Algorithm, sig.Tag}] {
		if k.unusable() != "" {
			continue
		}
		if twins == v.policy.Limits.SameTag || *tried == v.policy.Limits.Signatures {
			return nil, WorkLimit
		}
		twins, *tried = twins+1, *tried+1
		valid, ok := v.crypto.check(ring.zone, k, data, sig.Signature)
		switch {
		case !ok:
			return nil, WorkLimit
		case valid:
			return k, ""
		}
	}
	return nil, SigInvalid
}
