// Package finding holds what a rule says: data, never a sentence.
//
// A Finding names a failure mode by its stable code, the culprit (Subject), the
// values that sentences will need (Args), the evidence that shows it, and the
// findings that caused it. The words live elsewhere, in as many languages and
// for as many audiences as needed.
package finding

import "danewalk/probe/evidence"

// Code is the stable name of a failure mode, "group.name". Codes are never
// renamed and never change their meaning.
type Code string

// Severity is how much a finding matters, as the catalogue has it.
type Severity string

// The severities.
const (
	Fatal   Severity = "fatal"   // mail is not delivered by the senders named
	FatalIf Severity = "fatal*"  // fatal under the condition in the text
	Risk    Severity = "risk"    // delivery at risk: some senders, some paths, or soon
	Lost    Severity = "lost"    // mail flows, protection is lost
	Hygiene Severity = "hygiene" // worth tidying
	Info    Severity = "info"
	Good    Severity = "ok"
	Local   Severity = "local" // on the user's own side; never blamed on the recipient
)

// Layer orders causes before consequences.
type Layer int

// The layers, from cause to consequence.
const (
	LayerLocal Layer = iota
	LayerDNS         // and DNSSEC, from the root down
	LayerMX
	LayerTLSA
	LayerSMTP
	LayerTLS
	LayerDANE
	LayerBeside // MTA-STS, TLS reporting, DMARC, SPF: beside DANE, and no part of the verdict
)

// Owner is who must act.
type Owner string

// The owners.
const (
	OwnerNobody     Owner = "nobody"
	OwnerUs         Owner = "sender-network"
	OwnerRegistrant Owner = "registrant"
	OwnerRegistrar  Owner = "registrar"
	OwnerRegistry   Owner = "registry"
	OwnerDNS        Owner = "dns-operator"
	OwnerMail       Owner = "mail-operator"
	OwnerSender     Owner = "sender" // the person who typed the address
)

// Args are the values that sentences use, by name. Values are plain text that
// is already safe to print; rules format them.
type Args map[string]string

// Flag is the value of an argument that a text only tests: something if it is
// so, and empty if not, which templates take for false.
func Flag(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

// Finding is one thing that is wrong, or worth knowing.
type Finding struct {
	Code     Code
	Severity Severity // of the catalogue
	Weight   Severity // as it weighs in this case: FatalIf resolved to Fatal, Risk, Lost or Info
	Layer    Layer
	Depth    int    // order within the layer: labels of the zone, preference order of the host
	Subject  string // exact culprit: zone, host, host/address, RRset "name TYPE"
	Zone     string // the zone concerned, without final dot, if any
	Host     string // the mail server concerned, without final dot, if any
	Address  string // the address concerned, if any
	Link     string // the row of the chain it belongs to: see explain.Link
	Owner    Owner
	OwnerOf  string // whom exactly: "example.net" in "the DNS operator of example.net"
	Args     Args
	Evidence []evidence.ID
	CausedBy []Code // a finding of one of these codes, same zone or host or above it, makes this one a consequence
	// CausedByIndex is set by the ordering: index of the cause in the list plus one; zero for none.
	CausedByIndex int
	Accused       []Accused // the name servers that it is held against, one by one; empty: a zone as a whole, or no server
	Advice        bool      // said beside the result: neither a fault nor a reason for the verdict
	Edits         []Edit    // the repair as changes to zones, in the order to make them; empty if it is none, or more than that
}
