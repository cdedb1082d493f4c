// Package app is the program loop: the only tea.Model and the only importer of
// Bubble Tea. It turns messages of the terminal and of the feed into calls of a
// screen, and what the screen asks for into commands.
//
// View only joins lines that the screen makes from its state. Everything that
// takes time happens in commands: waiting for the log, the diagnosis, a new
// run.
package app
