// Package repeat holds several checks of the same domain against each other, to
// find what fails only sometimes.
//
//	[]Run --Of--> Result --Tell--> words
//
// A single check cannot tell a server that is always right from one that is right
// four times out of five. So the same check is made several times in a row, and
// four things are compared: the verdict; the state of each row of the chain of
// trust, with the findings at it; what each server answered or left unanswered;
// and how long it took.
//
// Three rules keep the comparison honest. What our own side spoiled is no
// difference of anybody else: a run in which our network failed is named as such
// and left out, and so is one that was stopped. Where a third of all servers were
// silent in the same run, the way there is the likelier cause, and no server is
// named for it. And that nothing differed proves little: what fails once in a
// hundred times passes five times in a row more often than not, which the words
// say.
//
// Of is a pure function: no clock, no network.
package repeat
