// Package text fills the words of danewalk.
//
// The words of a failure mode stand beside its rule, in a file of named parts.
// A part is a template over the finding's arguments; a missing argument is an
// error, never a hole in a sentence.
//
//	title              a few words, for lists
//	clause             completes "Mail arrives, but ..." or "Senders that check stop: ..."; at most 48 cells
//	what               What happened: consequence first, then cause; no abbreviations in the first sentence
//	who                Who fixes it, and who does not
//	notices            Who notices
//	say                What to say: the sentence for the ticket
//	fix                steps, one a line, with real values
//	learner.where      Where we are
//	learner.why        Why it breaks
//	learner.try        Try it
//	learner.words      Words, one a line: "TLSA = the DNS record that says which key the server has"
//	expert.expected    Expected
//	expert.presented   Presented
//	expert.fix         records and commands, one a line, never wrapped
//	expert.reproduce   commands that show the fault
//
// The helpdesk's four parts (what, who, notices, say) fit into 17 lines of 42
// cells with their headings.
package text
