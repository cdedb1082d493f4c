package opinion

import (
	"time"

	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Comparison holds what we judged against what a resolver said.
type Comparison struct {
	Resolver string // as in evidence.Vantage
	System   bool   // it is the one this computer is set to use
	Loopback bool   // it is on this computer, or the way to it is encrypted: its AD flag can be believed
	Turned   bool   // the walk from the root was given up, and its answers are what we judged
	Rows     []Row  // in the order of the walk
	Views    []Kind // what follows, most telling first; {Agrees} when nothing is wrong; empty when too little was heard
}

// Row is one question.
type Row struct {
	Name    wire.Name
	Type    wire.Type
	Probe   bool           // view.Answer.MadeUp: a name made up at random, which nobody has (RFC 8020, RFC 4035 5.4)
	Ours    *dnssec.Lookup // judged from the name servers; nil where they were not asked
	Through *dnssec.Lookup // judged by us from what the resolver gave with CD=1; nil where not asked
	Own     *view.Answer   // what it said with CD=0; nil where not asked
	Data    *view.Answer   // what it gave with CD=1; nil where not asked
	AD      bool           // in its own answer
	Rcode   wire.Rcode
	EDE     []wire.EDE
	Views   []Kind // what this row alone shows
	// Older tells by how much its data is behind that of the name servers: the age
	// that the TTL shows. Zero if it is not.
	Older    time.Duration
	Evidence []evidence.ID
}

// Kind is a conclusion about a resolver.
type Kind string

// The conclusions.
const (
	Agrees        Kind = "agrees"
	NotValidating Kind = "not-validating" // data that is bogus comes with NOERROR, or secure data without AD
	Strips        Kind = "strips"         // RRSIG, NSEC or the OPT record are missing in what it passes on
	Rewrites      Kind = "rewrites"       // it invents addresses for names that do not exist
	Filters       Kind = "filters"        // REFUSED, or an extended error that says blocked, censored, filtered
	OldAnchor     Kind = "old-anchor"     // SERVFAIL for secure data, from the root down
	Stale         Kind = "stale"          // older data than all name servers have (RFC 8767)
	OtherView     Kind = "other-view"     // private addresses, or an unsigned version of a signed zone
	Unexplained   Kind = "servfail"       // SERVFAIL with CD=0 and with CD=1, no extended error, for what we have an answer to
	Stricter      Kind = "stricter"       // it refuses (SERVFAIL) what we hold secure or insecure, and gives it with CD=1
	Silent        Kind = "silent"         // it does not answer at all
	Portal        Kind = "portal"         // one address for every name, made-up ones too
)
