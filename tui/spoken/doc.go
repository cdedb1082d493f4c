// Package spoken holds a conversation instead of drawing a screen, for people who
// listen to a screen reader or read from a braille line.
//
// A program that redraws is noise to them: every change is read again, boxes and
// signs are read by their names, and a spinner never ends. So nothing here is ever
// changed once it is written. Sentences follow each other, each on a line of its
// own, without signs and without colour; a line comes when a step of the check has
// ended, and then the result. What can be done is a menu with numbers, and what is
// typed is a number and Enter. The words are those of the report Accessible of
// package render, said piece by piece.
//
// Ctrl+C stops the check that runs; the result of what was seen so far follows.
// Once more it quits. When the input ends, so does the conversation: the result has
// been said by then, so the mode works in a pipe, too.
package spoken
