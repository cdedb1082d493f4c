package steps

import (
	"danewalk/explain"
	"danewalk/explain/text"
)

// Kind is what happens in a step.
type Kind string

// The kinds of step.
const (
	Anchor    Kind = "anchor"    // the keys of a zone are held against a built-in key
	Zone      Kind = "zone"      // the zone above vouches for this one
	Below     Kind = "below"     // a zone below one that is not sealed
	MX        Kind = "mx"        // which servers take the mail
	Name      Kind = "name"      // the answer to the one question of a check of a name
	Host      Kind = "host"      // a mail server comes next; nothing is decided
	HostZone  Kind = "host-zone" // the zones that only a mail server lies in
	Address   Kind = "address"
	TLSA      Kind = "tlsa"
	Connect   Kind = "connect"
	STARTTLS  Kind = "starttls"
	Handshake Kind = "handshake"
	Match     Kind = "match" // the certificate against the TLSA record
	Sum       Kind = "sum"   // what a mail server comes to
	Break     Kind = "break" // here the chain ends
	Result    Kind = "result"
)

// Step is one idea.
type Step struct {
	Kind  Kind
	Link  int    // index of its row in Diagnosis.Links; that of the break or the last one for the result
	Title string // "org", "mx1.example.net, TLSA record"
	// State is what comes of the row as far as can be seen in this step: a fault
	// that shows only later does not colour it. Empty where nothing is decided.
	State explain.State
	Seal  explain.Seal
	Now   []string // what is done, in sentences: nothing in it tells the outcome
	Ask   Question // what the class may guess; no choices: nothing
	Seen  []string // what came of it, in sentences
	Words []Word
	Facts []explain.Fact // the records behind it
}

// Question is asked before a step is revealed.
type Question struct {
	Text    string
	Choices []string
	Answer  int // index into Choices; -1: none of them
}

// Word is a term of the glossary that belongs to a step.
type Word struct {
	Term    text.Term
	Example string // the value of this case; told only when the step is revealed; may be empty
	Late    bool   // the word itself tells the outcome
}

// Guessable tells whether the step waits to be revealed where somebody teaches: what
// did not happen is nothing to guess.
func (s Step) Guessable() bool {
	return s.Decides() && (s.State != explain.Skipped || len(s.Ask.Choices) > 0)
}

// Decides tells whether something comes to light in the step.
func (s Step) Decides() bool { return s.State != "" }
