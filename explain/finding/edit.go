package finding

// Do is what an edit does.
type Do string

// The kinds of edits.
const (
	Publish Do = "publish" // the record comes beside those that are there
	Replace Do = "replace" // the record comes instead of all of its name and type; several such make the new set
	Remove  Do = "remove"  // the record goes; without data all of its name and type
)

// Edit is one change to a zone.
type Edit struct {
	Do Do `json:"do"`
	// Record is a line of a zone file with the whole owner name:
	// "_25._tcp.mx1.example.org. 3600 IN TLSA 3 1 1 ..."; to remove a whole set
	// "_25._tcp.mx1.example.org. TLSA".
	Record string `json:"record"`
	// Delegation: the change is made in the referral of the parent zone, to its
	// list of name servers or their addresses. DS records are always the parent's.
	Delegation bool `json:"delegation,omitempty"`
	// Later: not before the caches of others have forgotten the old state.
	Later bool `json:"later,omitempty"`
}

// String is the edit in one line: "publish example.org. 300 IN DS ...".
func (e Edit) String() string { return string(e.Do) + " " + e.Record }
