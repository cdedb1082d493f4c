// Package operator tells who runs a mail server, by its name.
//
// A domain whose mail goes to a big operator cannot mend everything itself. The
// TLSA records of a server lie in the zone of the server's name (RFC 7672 2.2.3):
// whoever runs that zone publishes them, and nobody else can. So advice depends on
// the operator. At Exchange Online even on which of its names the domain uses: the
// old name space is not signed and never gets TLSA records, the new one is signed,
// and the records appear when the customer asks for them with a command.
//
// A name is all that is looked at. It shows who takes the mail, not whose
// mailboxes are behind a filter; a name in the customer's own zone that leads to an
// operator by alias or address is not seen through. A name that is not in the table
// is Unknown, which says nothing about anybody.
//
// No name is ever made here: Microsoft chooses the labels of its new names and
// tells them to the customer (MC1048624).
package operator
