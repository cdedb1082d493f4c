// Package roster says who answered what: the words and letters for the tables of
// name servers, which reports and screens share.
//
// A table (package servers) has a row for each address of each name server of a
// zone, and a column for each question that mattered. What one server said to one
// question is a letter:
//
//	S secure      U not signed     D other data than most   B invalid
//	L no authority  E error code   T cut short              N no answer
//	? not provable  . not asked
//
// They are letters so that they read the same in a ticket, on a projector and
// through a screen reader. A server that is not like the others has faults, and a
// fault has its reason in words ([Reasons]). Whether the fault is to blame for what
// becomes of mail is another question, which [Blame] answers from the findings: a
// server without TCP is at fault, but as a rule nobody's mail fails by it.
package roster
