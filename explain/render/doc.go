// Package render writes a diagnosis: as text for a person, as Markdown for a ticket
// or a wiki, as sentences to be read aloud, and as one JSON document for a program.
// It adds nothing to the diagnosis and reads nothing else.
//
// All but JSON speak the language of the diagnosis ([explain.Diagnosis.Words]). In
// JSON what a program compares is the same in every language: verdicts, codes,
// states, reasons. Only titles and sentences are translated.
//
// Words of the network may stand in every text. They were made harmless for a
// terminal before (evidence.Wild); Markdown, where a plain name may become a link,
// and a text that is read aloud need more: see markdown_escape.go and speak.go.
//
// The JSON carries its schema ("danewalk/1"). Within that version fields are
// added, never renamed or given another meaning.
package render
