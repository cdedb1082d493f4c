// Package command is the one list of what a person can do at the screen.
//
// The footer, the list behind "?", "danewalk keys" and the manual page are made from
// it, and every key that is pressed is looked up in it. A command is known by its
// name, which the configuration uses to change its keys; what it does is the business
// of the screens.
//
// A key means one thing in one place, and may mean another one elsewhere: "d" changes
// the form of the records in a walk and shows details in the playback. Where there is
// a text field, letters belong to the text, so that commands there have keys such as
// Enter and F1 only, and a letter that somebody gives one is left out there.
//
// No text names a key by itself: a sentence that tells which key closes, scrolls or
// copies asks Keys, so that it is true for whoever has changed them. A command may
// have no key at all; then the sentence is left out, or said without it.
package command
