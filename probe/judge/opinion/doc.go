// Package opinion compares our judgement, made from the root down, with that of
// a resolver: the one this computer uses, or one that the person names.
//
// The resolver is asked twice for what decides. With CD=1 it passes on what it
// finds, and we judge that data ourselves with the same validator (RFC 4035
// 3.2.2). With CD=0 it gives its own opinion: the AD flag, SERVFAIL, an extended
// error (RFC 8914). The two and our own judgement from the name servers make a
// row; the rows together tell whether it validates, strips signatures, filters,
// invents answers for names that do not exist, keeps an old trust anchor, serves
// old data, or agrees with us.
//
// No row is ever held against the domain: what a resolver does is between the
// person and whoever runs it.
package opinion
