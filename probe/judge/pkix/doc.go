// Package pkix verifies a certificate chain against a trust anchor that a TLSA
// record names (usage 2, DANE-TA). It answers one question: does a valid path
// lead from the server's own certificate to this anchor?
//
// # What is different from the web
//
// A web browser ends every path at a root of its own store. With DANE-TA there
// is no store: the DNS names the anchor, and the server sends it (RFC 7671 5.2).
// So the anchor
//
//   - need not be self-signed: an intermediate CA does as well;
//   - is a name and a key (RFC 5280 6.1.1 d): its own dates and its own
//     basicConstraints are not part of the path;
//   - may be no more than a key, when the record is "2 1 0".
//
// Everything below the anchor is ordinary RFC 5280 section 6: signatures, dates,
// basicConstraints, path length, name constraints, extended key usage.
//
// # Why not x509.Certificate.Verify
//
// It checks the anchor's dates and CA bit, has no bare keys as anchors, and tells
// the reason of a failure for one path only. Here every failure has a typed
// [Reason] and names the certificate at fault. What stricter senders refuse
// although the path is valid (OpenSSL looks at the dates of a self-signed anchor
// and at the uses of any, does not take "any use" for "TLS server", and refuses
// SHA-1) is a [Note], never a failure.
//
// # Bounded work
//
// The chain is hostile: ten cross-signed certificates have millions of paths.
// A [Pool] checks each signature at most once, tries at most maxSteps steps per
// anchor, and says [WorkLimit] when that ended the search.
package pkix
