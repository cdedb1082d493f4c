// Package app is the program loop: the only tea.Model and the only importer of
// Bubble Tea. It turns messages of the terminal and of the feed into calls of a
// screen, and what the screen asks for into commands.
//
// View only joins lines that the screen makes from its state. Everything that
// takes time happens in commands, which Bubble Tea runs in goroutines of their own:
// waiting for the log, the diagnosis, a new run, and the Services of the caller,
// who alone touches disk and network.
//
// The screens are a stack, of which the uppermost one is shown. A command may come
// back when the stack is another one, or when its check was begun again. So each
// message carries the number of the run or the screen that it is for, and what
// comes too late is dropped; a check that nobody looks at any more is stopped. When
// the language changes, what is shown is judged once more, in the new words.
//
// Several checks in a row (repeat.go) are one walk that begins again and again with
// a pause between; their comparison waits until the person is back at the walk.
package app
