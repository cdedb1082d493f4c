// Package exhibit shows the evidence behind one row of the chain of trust: what
// was seen on the wire, and how it was judged.
//
// A row of the chain says "ok" or "broken" in a word. Here is what that word rests
// on, in three forms:
//
//   - Readable: every RRset in zone-file form (RFC 1035 5.1) with its signatures
//     (RFC 4034 3), who made them, from when to when they are valid and how much of
//     that is left; the pairing of key entries (DS) with keys (DNSKEY, RFC 4034 5);
//     for "there is none" the gap of NSEC or NSEC3 that shows it, with the place of
//     the name asked in it (RFC 4035 5.4, RFC 5155 8); for a mail server the facts of
//     TLS, the certificates, and each TLSA record held against them (RFC 7672 3).
//   - As dig writes it: header, flags, sections, and the command that asks again.
//   - Octets: the messages as they travelled.
//
// What several servers said alike stands once, with all their names: a Version. If
// there is more than one version the servers differ, and that is often the fault.
//
// Of makes the data, and Rows sets it in words. Both are pure. Nothing is judged
// here: states and reasons are those of the diagnosis, and nobody is accused in a
// row that the diagnosis does not accuse. All text from the network is escaped, and
// everything that a hostile zone could make long is cut, with the count of what was
// left out.
package exhibit
