// Package screen holds the screens: their state, what a key or a click does to
// it, and the whole frame as lines.
//
// A screen knows nothing of the terminal. Keys come in by name ("n", "pgdn",
// "ctrl+c"), and what only the terminal or the caller can do comes out as an
// Effect. So every behaviour is tested as a table of keys in, state out.
package screen
