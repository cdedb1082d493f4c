// Package steps tells a finished check as a course of steps, one idea each, for
// a person who watches a chain of trust being built.
//
// Trust runs one way. The root is believed without proof, because its key is
// built in (RFC 4033 2). Each zone then vouches for the next one: it keeps and
// signs a fingerprint of the child's key, the DS record (RFC 4035 5). The last
// zone signs which servers take the mail, its MX records. Now each mail server
// needs a chain of its own, since it may lie in another zone: down to its
// address, and from there to the TLSA record that says which key it must show
// (RFC 7672 2.2). Only then somebody connects, asks for encryption (STARTTLS,
// RFC 3207), reads the certificate, and compares.
//
// The steps follow that order, a row of the chain each. A step has two halves.
// Before it is revealed it says what is done and with which values of the steps
// before; what came of it is told only afterwards, so that a class can guess.
// Neither half knows what later steps will show: a step whose row is coloured by
// something that is seen later tells its own half of the truth, and the end tells
// the rest. Where the chain ends there is a step of its own, and the last one is
// the result.
//
// Of is a pure function of the diagnosis: playing a check judges nothing again.
package steps
