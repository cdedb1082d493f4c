// Package pane draws the parts of a screen: the bars above and below, the chain
// of trust, the answer, the records, the conversation, the timing and the servers;
// the step of a playback; and pages of lines to choose from or to read.
//
// Every pane is a pure function of what it shows, a width and a height, and
// gives exactly that many lines of exactly that many cells, at any size from
// 1x1. Nothing is cut without a sign: a line that does not fit ends in "~", a
// pane that has more lines says how many.
//
// A line is made of spans: a text and what it means. Texts become safe for the
// terminal when a span is drawn or measured, so that no pane can forget it.
//
// What can be scrolled is a Content (rows below a title), a Table if a cursor can be
// put on some of its rows, or a Page. Each of them tells which row is at a place, so
// that a click and a search find what was drawn there. Rows that are dear to make, of
// which there may be thousands, are made when they come in sight.
package pane
