// Package render writes a diagnosis: as text for a person or a ticket, and as
// one JSON document for a program. It adds nothing to the diagnosis and reads
// nothing else.
//
// The JSON carries its schema ("danewalk/1"). Within that version fields are
// added, never renamed or given another meaning.
package render
