package explain

import (
	"crypto/x509"
	"time"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/patience"
	"danewalk/explain/text"
	"danewalk/probe/evidence"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/mail"
	"danewalk/probe/judge/view"
	"danewalk/probe/wire"
)

// Audience is for whom a text is.
type Audience string

// The audiences.
const (
	Helpdesk Audience = "helpdesk"
	Learner  Audience = "learner"
	Expert   Audience = "expert"
)

// Options is what a diagnosis depends on besides the case.
type Options struct {
	Anchors []dnssec.Anchor // nil means the built-in ones
	At      time.Time       // judge at this moment; zero means the moment of the check
	Limits  dnssec.Limits
	Memo    *dnssec.Memo   // remembers signature checks between diagnoses; nil: none
	Roots   *x509.CertPool // what senders with MTA-STS trust; nil: not judged
	Stopped bool           // the person ended the check early: what was not seen proves nothing
	Words   *text.Book     // in which language; nil: English
	Edits   []view.Edit    // judge as if these changes had been made (whatif.Parse); none: what was seen

	Patience patience.Limits // how long the check waits at most, to tell of it while it does

	// What follows is set in words by Set; see dnssec.Policy.
	SHA1       bool
	Algorithms []uint8
	Digests    []uint8
	Negative   []wire.Name
}

// State is the state of a link of the chain.
type State string

// The states.
const (
	Waiting State = "waiting" // not reached yet
	Running State = "running"
	OK      State = "ok"   // verified
	Open    State = "open" // works, but not signed or not protected
	Warning State = "warning"
	Broken  State = "broken"
	Unknown State = "unknown" // could not be told
	Skipped State = "skipped" // not checked, with the reason in Note
)

// Seal is the line from a link to the next one.
type Seal string

// The seals: double line, single line, cross, and none while not known.
const (
	Sealed  Seal = "sealed"
	Unseal  Seal = "open"
	Cut     Seal = "cut"
	Pending Seal = "pending"
)

// Link is one row of the chain of trust, in display order. Rows of one host
// are its children (Depth 1 is a host, 2 a step of it; 0 the trunk).
type Link struct {
	ID       string // stable: "zone:org.", "mx", "name", "host:mx1.example.net.", "host:…/tlsa"
	Parent   string // ID of the row above it in the tree, empty for the trunk
	Depth    int
	Last     bool   // last child of its parent
	Label    string // "org", "MX mail servers", "TLSA record"
	Note     string // short fact for wide screens: "DS 26974 matches DNSKEY"
	State    State
	Seal     Seal
	Break    bool  // the first cause is here
	Findings []int // indexes into Diagnosis.Findings
	Begin    time.Duration
	Took     time.Duration // zero: not known
	Sessions []evidence.ID // conversations that belong to it
	Evidence []evidence.ID
	Facts    []Fact // for the records view and the expert: label and value
}

// Sign is the word in front of the row where the chain ends: "BREAK", or "HERE"
// where nothing is known to be broken: protection ends, or it cannot be told.
func (l Link) Sign(b *text.Book) string {
	switch l.State {
	case Open, Skipped, Unknown:
		return b.Say("HERE")
	}
	return b.Say("BREAK")
}

// Fact is a labelled value.
type Fact struct{ Label, Value string }

// Block is a part of an answer: a heading and paragraphs.
type Block struct {
	Part    string // which part of the words it is: "what", "expert.fix"; the same in every language
	Heading string
	Paras   []string
	Code    bool // Paras are commands or records: never wrapped or hyphenated when copied
}

// Explained is a finding with its words.
type Explained struct {
	finding.Finding
	Title         string
	What          string        // one or two sentences for the helpdesk
	Who           string        // who fixes it, as a sentence
	Fix           []string      // steps or commands, with real values
	Wait          string        // how long until the fix is seen everywhere, from the TTLs
	ConsequenceOf int           // index of the cause in Findings, -1 for none
	Commands      []fix.Command // for the products that people run, if the repair is a task of theirs
	Order         []string      // the steps of the repair with clock times, if TTLs were seen
	Otherwise     string        // what happens if nobody acts, and when; empty: nothing
	Answers       map[Audience][]Block
	Copy          map[Audience]string // what the copy key copies
}

// Diagnosis is everything that can be said about a case.
type Diagnosis struct {
	Typed     string
	Domain    string // without final dot, A-label form
	Unicode   string // U-label form if it differs
	At        time.Time
	Started   time.Time
	Verdict   mail.Verdict
	Final     bool        // the case is complete
	Headline  string      // the sentence behind the verdict word
	Break     int         // index of the first cause in Findings, -1 for none
	Findings  []Explained // ordered: causes first; none for a healthy case but info
	Links     []Link
	Answers   map[Audience][]Block // the answer when no finding is selected (healthy, checking)
	Copy      map[Audience]string
	Words     *text.Book // the language of all words here; nil: English
	Report    *mail.Report
	Policy    dnssec.Policy  // that the case was judged by
	Zones     []*dnssec.Zone // of the chain, root first: without those walked only to find a name server
	NoSMTP    bool           // the person asked not to contact mail servers
	Stopped   bool           // the person ended the check before its end; Final is false and stays so
	Simulated bool           // edits were made that exist nowhere: this is not how things are
	Took      time.Duration
	Exchanges int
	Pending   patience.State  // while the check runs: what it waits for
	Patience  patience.Limits // and how long at most
}
