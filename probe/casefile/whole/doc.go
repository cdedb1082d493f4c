// Package whole writes files wholly or not at all: whoever looks at a path sees what
// was there before or all that was written, never a part, even if the disk is full,
// the program is killed, or the power fails.
//
// The content is written beside the path under a name of our own, brought to the
// disk, and only then given the name that was asked for: by rename(2), which takes
// the place of another file, or by link(2), which refuses to. A program that is
// killed in between leaves the file with our name behind; the next one that writes
// into the folder takes it away once it is a day old. Files with other names are
// never touched.
package whole
