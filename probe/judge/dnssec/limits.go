package dnssec

// DefaultLimits returns the limits with their reasons.
func DefaultLimits() Limits {
	return Limits{
		Signatures:    16,   // a double signature roll-over of two algorithms has four
		SameTag:       4,    // tags collide by chance for 1 in 65536 pairs; four never do
		DS:            8,    // two keys in two digests during a roll-over make four
		Verifications: 2000, // a large healthy domain needs about 300; all of them cost a fifth of a second
		Iterations:    150,  // RFC 9276 3.2: above, resolvers call the zone insecure
		Hashes:        64,   // a name has fewer labels in practice, and a proof needs one per label
		Aliases:       11,   // common resolvers stop between 8 and 16
		Delegations:   32,   // reverse DNS of IPv6 has at most 34, mail names five
	}
}

// withDefaults fills zero fields.
func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ have, def *int }{
		{&l.Signatures, &d.Signatures},
		{&l.SameTag, &d.SameTag},
		{&l.DS, &d.DS},
		{&l.Verifications, &d.Verifications},
		{&l.Iterations, &d.Iterations},
		{&l.Hashes, &d.Hashes},
		{&l.Aliases, &d.Aliases},
		{&l.Delegations, &d.Delegations},
	} {
		if *f.have <= 0 {
			*f.have = *f.def
		}
	}
	return l
}

// maxDenials is how many NSEC and NSEC3 sets of one answer are looked at: the
// largest proof has three records (RFC 5155 7.2), some servers add a few.
const maxDenials = 16

// maxSignaturesKept bounds what is kept of an RRset's signatures for display.
const maxSignaturesKept = 64

// zoneShare is the part of the budget for signature checks that one zone may
// use: a half. So a hostile zone of one mail server leaves enough for the zones
// of the others, and these are not called costly in its place.
const zoneShare = 2
