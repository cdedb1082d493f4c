// Package denial checks proofs that something does not exist in a signed zone.
//
// A signer cannot sign every name that does not exist. It signs the gaps
// between the names that do: an NSEC says "between this name and the next there
// is nothing, and at this name there are these types" (RFC 4034 4); an NSEC3
// says the same of hashes of names, so that the zone cannot be read out
// (RFC 5155). A proof is a set of such records which together leave no room:
//
//	NODATA     a record at the name whose type list lacks the type
//	NXDOMAIN   the name lies in a gap, and so does the wildcard that could stand for it
//	no DS      a record at the delegation without DS, or an opt-out gap over it
//	wildcard   the exact name lies in a gap, so the wildcard was right to answer
//
// Records of a delegation say nothing about what is below it, although the
// parent signed them (RFC 6840 4.1). Compact denial (RFC 9824) answers NODATA
// with the pseudo type NXNAME where others say NXDOMAIN.
//
// The functions are pure. The records given must be of one zone, their
// signatures checked by the caller, and no record may come from a wildcard.
// Hashing is bounded and counted, because a server chooses how much there is to
// hash (RFC 9276).
package denial
