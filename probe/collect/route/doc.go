// Package route reads from a DNS message where to go next. It knows names and
// nothing else: no network, no clock, no verdict.
//
//	Read        what a message amounts to for a question asked of a zone
//	MX          domain -> mail hosts (RFC 5321 5.1, RFC 7505)
//	Alias       one link of a chain of CNAME and DNAME (RFC 1034 3.6.2, RFC 6672)
//	Addresses   host -> addresses, along the aliases in the message
//	Cuts        zone cuts that no referral told of
//
// # Zone cuts without a referral
//
// A server that serves parent and child answers directly, from the child. The
// cut between them is then seen in two places only: the signer in the RRSIGs,
// and the owner of the SOA in a negative answer. When neither names the zone
// that was asked, every label between is a possible cut, and its DS record at
// the parent decides (RFC 4035 5.2). Nothing is guessed from the labels of a
// name: "co.uk" is a zone because a server says so.
//
// Messages are hostile. Names outside the zone whose servers were asked are not
// believed as glue, and every list is as short as the message that it came in.
package route
