// Package casefile saves a case and loads it again, so that a check can be
// looked at later, on another machine, or by someone else. What was judged is
// not in the file: judging the loaded case gives the same verdict again.
//
// A case file is text, one JSON value a line. The first line is the header,
// every other line one item in the order of the log:
//
//	{"danewalk":"case/1","complete":true}
//	{"id":1,"at":0,"start":{"kind":"domain","typed":"example.org", …}}
//	{"id":2,"at":41000000,"query":{"server":"192.0.2.53:53", …}}
//
// "case/1" is the number of the format. A file with a higher one was saved by a newer
// danewalk, and is refused with these words, whatever is in it. Within one format a
// field that is not known is damage, so whoever adds one to an item raises the
// number, and still reads the formats before it.
//
// The header may hold a summary of what was judged when the case was saved, for
// lists; programs that do not know it pass over it.
//
// A file can be written while the check runs: it is good up to its last whole
// line. Items are numbered from 1 without gaps, because other items and
// findings point at them by number.
//
// A Shelf is the folder in which the last checks are kept. A check lies there from
// its first item on, so that what was seen is not lost when the program ends in
// the middle; its summary is put in front when it is done.
//
// Whoever sends a case file chooses its content, so loading is as strict as
// parsing a network message: lines, items and fields are bounded and checked,
// and text from the network keeps its escapes until it is shown.
package casefile
