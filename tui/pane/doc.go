// Package pane draws the parts of a screen: the bars above and below, the chain
// of trust, the answer, the records, the conversation and the timing.
//
// Every pane is a pure function of what it shows, a width and a height, and
// gives exactly that many lines of exactly that many cells, at any size from
// 1x1. Nothing is cut without a sign: a line that does not fit ends in "~", a
// pane that has more lines says how many.
//
// A line is made of spans: a text and what it means. Texts become safe for the
// terminal when a span is drawn or measured, so that no pane can forget it.
package pane
