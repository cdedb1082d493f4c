// Package screen holds the screens: their state, what a key or a click does to
// it, and the whole frame as lines.
//
//	key, click, paste  --Screen-->  Effect   what the program is asked to do
//	state              --Lines--->  frame    exactly as large as the window
//
// A screen knows nothing of the terminal. Keys come in by name ("n", "pgdown",
// "ctrl+c"), and what only the terminal or the caller can do comes out as an
// Effect: to show another screen above this one, to begin a check, to write a
// file. So every behaviour is tested as a table of keys in, state out, and no
// screen ever waits for a disk or a network.
//
// What a key means is looked up in package command, by the place where the person
// is; the list of commands, the footer and a click on a word of it lead to the
// same Do. A command that does nothing at the moment says why.
//
// The walk is the screen of one check: a chain, and beside it an answer or one of
// four other views of the same evidence. The cursor goes to the break until the
// person moves it, and from then on it is theirs. The others are pages: lines of
// which one may be chosen (choices), some of them with a search (paper). What
// stands above a walk takes its diagnosis anew when that one comes in another
// language.
package screen
