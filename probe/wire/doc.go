// Package wire turns DNS messages into values and back. It is the boundary to
// the DNS library: judges see the types of this package only.
//
// What a validator needs is not the text of a record but its bytes, in the one
// form that signatures cover (RFC 4034 6.2). So the package reads messages
// itself: a record keeps its RDATA as it came, with compressed names expanded,
// and every typed view (DNSKEY, RRSIG, NSEC ...) is parsed from these bytes. A
// record that does not parse is kept, and said so, instead of dropped.
//
//	Parse       bytes        -> Message (also of a broken message, with the error)
//	Group       records      -> RRsets with the RRSIGs that cover them
//	SignedData  RRSIG, RRset -> the bytes that the signature covers
//	NewQuery    name, type   -> bytes of a question with EDNS and DO
//
// A Name is a value that compares with ==: it holds the name in wire form with
// ASCII letters in lower case, so that two spellings of one name are equal, an
// escaped letter is that letter, and suffixes are compared by label and never
// by text.
package wire
