// Package view is an index of a case: what was asked, what each server finally
// said, and how each mail session went. It decides nothing about security.
//
// A case is a plain list of items in the order they were seen. Judges want other
// questions answered, and every one of them is answered here once:
//
//	Answers(name, type)  what did each server say in the end?
//	Referrals(child)     who delegates this zone, and with what DS or proof?
//	Servers(zone)        which addresses were asked as servers of the zone?
//	Sessions()           how far did each SMTP connection come?
//
// The final answer of a server is the most useful of its tries: a timeout
// followed by an answer is an answer, and TCP replaces a truncated UDP message
// (RFC 7766 5). What the answer amounts to, its Class, follows RFC 2308 2.
//
// Everything read here is hostile: a message that does not parse becomes Class
// Failed, a reply that is not SMTP becomes Code 0, and nothing panics.
package view
