// Package command is the one list of what a person can do at the screen.
//
// The footer, the help, "danewalk keys" and the manual page are made from it, and
// every key that is pressed is looked up in it. A command is known by its name,
// which the configuration uses to change its keys; what it does is the business of
// the screens.
package command
