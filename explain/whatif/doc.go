// Package whatif tries a repair before anybody makes it. Nothing is sent: the
// edits are laid over the answers that were recorded, and the same case is judged
// again.
//
// An edit is data (finding.Edit): publish a record, replace the records of a name
// and type, remove one. Parse reads edits from lines as a person types them, Read
// turns edits into what the judge lays over a case, Try judges, and Compare says
// what changed.
//
// What can be tried, and what cannot. Somebody who publishes a record in a signed
// zone also signs it, so an edited set counts as signed by its zone, and is as
// secure as that zone: below a broken link it stays broken. Nobody can try a
// signature, a key or a denial, which only a signer makes (RFC 4034). A DS record
// is tried for what it is: the digest of a key. It makes the zone below secure
// only if such a key is among those that were seen, and signs them (RFC 4035 5.2).
// What was not asked stays unknown: a new mail server was never contacted, and
// no edit makes it pass.
//
// The other thing to try is a clock: Options.At.
package whatif
