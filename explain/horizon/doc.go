// Package horizon tells what breaks next, and when.
//
// A domain that is protected today stays so only while dates are kept. This
// package lists them, the next one first:
//
//   - Signatures. Every RRset of the chain is valid until its RRSIG ends (RFC 4035
//     5.3.1). Signers renew them by themselves, days before; so the date to look at is
//     not the end but the day on which the end should have moved.
//   - Certificates. What an end means depends on the TLSA record in force. Under
//     usage 3 the dates of the certificate do not count (RFC 7672 3.1.1): its end
//     matters to others, who do not use DANE. Under usage 2 every certificate below
//     the authority that the record names must be valid (RFC 7672 3.1.2). The dates of
//     that authority do not count, but OpenSSL looks at them if it signed itself.
//   - TLSA records. A server whose records all name the key of today needs a new
//     record, seen everywhere, before it shows another key (RFC 7671 8.1). That is due
//     when the certificate is renewed, unless the key is kept.
//   - Trust anchors. The keys of the root change by IANA's plan (RFC 5011, RFC 9718).
//   - Requests to the parent. CDS records that differ from the DS set have no date:
//     they take effect when the parent looks next (RFC 7344 6.1).
//   - MTA-STS. A policy is remembered for max_age (RFC 8461 3.2), and the policy host
//     needs a certificate that public authorities vouch for (RFC 8461 3.3).
//
// Of makes the list from a diagnosis and reads no clock. An Event is data; Say puts
// it into words, which are in the folder words, and Calendar writes the list as a
// calendar file (RFC 5545). What lies in the past is no part of it: that is a finding.
package horizon
