// Package patience tells what a check that is under way waits for.
//
// A sender is told to be patient: RFC 5321 4.5.3.2 wants five minutes for the
// greeting of a mail server, five for most replies. A person who looks at a screen
// is not, and so a check has shorter limits of its own. Until one of them is
// reached, silence is no fault: a server may be slow on purpose (a pause before the
// greeting turns away programs that cannot wait), a firewall may hold the answer
// back, a datagram may be lost and sent again.
//
// What is waited for stands in the evidence, as what has begun and has not ended:
//
//	step "smtp" begun, no connection on record    the connection
//	connection, and no line of the server         its greeting
//	line of ours, and no complete reply           that reply
//	reply 220 to STARTTLS, handshake not over     the handshake
//	step "mx", "address", "tlsa" begun            the answer to that question
//	step "zone", "root" begun                     the keys of that zone
//
// Of folds the items of a case into such waits. It has no clock and judges nothing:
// since when something is waited for is in the items, until when at most in the
// limits of the check, and the time that has passed is with those who show it.
package patience
