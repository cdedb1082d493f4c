// Package rules holds the failure modes, one stem each:
//
//	tlsa_mismatch.go   what it is: code, severity, layer, causes, and how it is detected
//	tlsa_mismatch.txt  its words, for every audience
//	tlsa_mismatch.lab  a world in which it happens, and the exact findings expected
//
// A rule sees the judged case (probe/judge/mail.Report) and the index of the
// evidence (probe/judge/view); it never asks the network. It returns findings:
// who is concerned (Subject, Zone, Host, Address), the values that sentences
// need (Args), and the evidence that shows it. A finding without evidence is a
// mistake, and a test says so.
//
// # Writing a rule
//
// "go run danewalk/explain/rules/gen -new tlsa.some-code" writes the three
// stubs; "go run danewalk/explain/rules/gen" writes the index. Names follow
// from the code: tlsa.some-code is the function tlsaSomeCode in
// tlsa_some_code.go. Code, severity and title come from the catalogue and are
// never renamed.
//
// # What rules share
//
// A rule file holds one rule and what it alone needs. The rest stands in files
// without a .txt beside them:
//
//	rule.go order.go causes.go            the Rule, what runs it, and what follows from what
//	scan.go dnssec_place.go links.go      where something was decided: Place, Lookups, Faults, rows
//	dnssec_words.go dnssec_denials.go     what texts say about keys, signatures and proofs
//	dnssec_seals.go                       the signatures that the chain relies on, and how long they hold
//	servers.go servers_words.go           name servers of a zone that are at fault, and what each does
//	servers_keys.go                       whether key sets that differ harm anybody
//	silence.go                            our own network going silent
//	hosts.go sessions.go handshakes.go    mail servers, their conversations, their TLS
//	operators.go                          mail servers of big operators, and what a customer can do there
//	tlsa_records.go mismatch.go           TLSA records, and why none matches
//	issuers.go evidence.go                CA keys that people pin; what a finding rests on
//	edits.go                              the repair as changes to zones, for what-if
//
// # Place and weight
//
// Layer and Depth put causes before consequences. Depth counts from the root
// for DNS (labels of the zone) and by sending order for hosts. Weight is what
// the finding means in this very case: a fatal* resolves to fatal, risk, lost or
// info; an expired certificate weighs nothing where DANE-EE ignores dates.
// Exactly one finding becomes the break: the first cause that explains the
// verdict.
//
// # Links
//
// Link names the row of the chain that the finding belongs to: see LinkZone,
// LinkMX, LinkName and LinkHost.
package rules
