package servers

import (
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Table is what every server of one zone said to the questions that matter:
// a row a server, a column a question.
type Table struct {
	Zone    wire.Name
	Columns []Question // in the order asked by the chain: SOA, NS, DNSKEY, then what the domain needs of this zone
	Rows    []Row      // in the order of the server's name, then address
}

// Question is a column.
type Question = dnssec.Question

// Row is one address of one name server.
type Row struct {
	Server        view.Server
	Asked         int       // questions that it was asked as a server of the zone; zero where its address family does not work from here
	UDP           view.Fact // any message came over UDP
	TCP           view.Fact // any message came over TCP; NotChecked if never tried
	EDNS          view.Fact // answers with EDNS come, with an OPT record
	Authoritative view.Fact // AA is set in what it says about its zone
	Serial        uint32    // of the SOA; valid if HasSerial
	HasSerial     bool
	Cells         []Cell // one per column
	Faults        []Fault
	Best          time.Duration // shortest round trip; zero if nothing came
}

// Cell is one answer of one server, as the others see it.
type Cell struct {
	Asked   bool
	Answer  *view.Answer // nil when not asked
	Class   view.Class   // empty when not asked
	Rcode   wire.Rcode
	Status  dnssec.Status
	Reason  dnssec.Reason // why it is not secure
	Set     *wire.RRset   // the records or the alias that it gave; nil for a denial
	Differs bool          // data or kind of answer are not what most servers give
	Ends    time.Time     // of the signature that counts; the zero time if none
}

// Kind names what is wrong with one server.
type Kind string

// The faults of a server.
const (
	Unreachable  Kind = "unreachable"   // nothing came over any transport
	NoUDP        Kind = "no-udp"        // TCP only
	NoTCP        Kind = "no-tcp"        // UDP only (RFC 7766 5)
	NoEDNS       Kind = "no-edns"       // FORMERR, NOTIMP or silence with EDNS (RFC 6891 7)
	Lame         Kind = "lame"          // not authoritative for the zone (RFC 9499), or in one answer
	OutOfSync    Kind = "out-of-sync"   // lower serial and other data than another server (RFC 1982)
	OtherData    Kind = "other-data"    // other data than most, and not an older version of the zone
	Errors       Kind = "errors"        // SERVFAIL, REFUSED, NOTIMP, FORMERR to a question, though it answers others
	Drops        Kind = "drops"         // silence to a question, though it answers others
	Garbage      Kind = "garbage"       // nothing but messages that do not fit the question; they may be forged by others
	BogusHere    Kind = "bogus"         // its answer does not validate, another server's does
	Strips       Kind = "no-signatures" // it gives no signatures, others do
	ENTDenied    Kind = "ent-nxdomain"  // NXDOMAIN at an empty non-terminal (RFC 8020)
	TruncatedTCP Kind = "tc-no-tcp"     // says TC, and TCP does not work
)

// Fault is one thing that is wrong with one server.
type Fault struct {
	Kind     Kind
	Question Question // that shows it; the zero Question if it is about the server as a whole
	Rcode    wire.Rcode
	Evidence []evidence.ID
}
