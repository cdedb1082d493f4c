// Package upkeep compares the two sides of a delegation, which two operators
// keep by hand: the NS sets of parent and child, the glue and the addresses it
// is a copy of, the DS set and what the child asks for by CDS and CDNSKEY.
//
// A difference breaks nothing by itself. It is how tomorrow's break begins: a
// server that only the parent lists is switched off one day, a DS that the child
// does not ask for any more outlives its key.
package upkeep
