// Package explain turns a case into an answer: what is wrong, where, who must
// act, and how.
//
//	evidence.Case --view--> --judge--> mail.Report --rules--> findings --text--> Diagnosis
//
// Diagnose is a pure function of the case and the options. Live view, saved
// case, another clock: the same function on the same list.
//
// A Diagnosis has one verdict, computed as a sender behaves; at most one break,
// the first cause that explains the verdict; the findings ordered from cause to
// consequence, each with words for helpdesk, learner and expert; and the links
// of the chain of trust, for screens. Nothing in it is a link that was not
// verified: a link is OK only when a judge said so.
package explain
