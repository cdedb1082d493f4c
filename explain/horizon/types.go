package horizon

import (
	"time"

	"danewalk/explain/finding"
	"danewalk/probe/evidence"
)

// Kind is what an event is about. It names the file of its words.
type Kind string

// The kinds of events.
const (
	Signature   Kind = "signature"      // the RRSIGs of a zone end
	Certificate Kind = "certificate"    // the certificate of a mail server ends
	Authority   Kind = "authority"      // a certificate above it ends, and the TLSA record in force needs it
	NextKey     Kind = "next-key"       // no TLSA record fits another key than that of today
	RootKey     Kind = "root-key"       // a key of the root is revoked, by IANA's plan
	Anchor      Kind = "anchor"         // a trust anchor that was configured ends
	Request     Kind = "request"        // the parent is asked for another DS set
	STSPolicy   Kind = "mta-sts-policy" // senders forget the policy of MTA-STS
	STSHost     Kind = "mta-sts-host"   // the certificate of the policy host ends
)

// Kinds returns all kinds.
func Kinds() []Kind {
	return []Kind{Signature, Certificate, Authority, NextKey, RootKey, Anchor, Request, STSPolicy, STSHost}
}

// Limits on what a hostile domain can make of the list.
const (
	MaxEvents = 64 // a domain with ten mail servers has about forty
	maxSets   = 16 // RRsets named in one event
	maxPlaces = 8  // mail servers named in one event
)

// Event is one date on which something ends or changes.
type Event struct {
	Kind  Kind
	At    time.Time // when it happens; zero: no date, it can happen at any time
	Last  time.Time // the last end, where several were joined; else At
	Check time.Time // the day to look, or to have acted; zero: none before At
	Where []string  // zone or mail servers; safe to print
	Sets  []string  // the RRsets that end, "example.org MX"; at most 16
	More  int       // RRsets that are not named
	// Automatic tells that software usually renews it, and nobody needs to act.
	Automatic bool
	Owner     finding.Owner
	OwnerOf   string           // whom exactly: a zone, a mail server
	Severity  finding.Severity // of what happens if nobody does anything
	Args      finding.Args     // what the words need besides
	Evidence  []evidence.ID
	ID        string // stable over checks: the same thing has the same ID after its date moved
}

// Dated tells whether the event has a date.
func (e Event) Dated() bool { return !e.At.IsZero() }

// Near is how far ahead the helpdesk is told of an event.
const Near = 14 * 24 * time.Hour

// Pressing returns the first event in Near that somebody must do something about:
// not what software renews in time, and not what breaks nothing.
func Pressing(list []Event, at time.Time) (Event, bool) {
	for _, e := range list {
		waits := e.Automatic && e.Check.After(at)
		if e.Dated() && e.At.Sub(at) <= Near && !waits && e.Severity != finding.Info {
			return e, true
		}
	}
	return Event{}, false
}
