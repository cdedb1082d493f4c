// Package layout says where things are on a screen of a given size. It is one
// pure function: a size goes in, rectangles come out, and they tile the screen
// exactly: every cell belongs to one rectangle.
//
//	from 160x40   chain | answer | conversation, timing below
//	from 100x28   chain | answer over conversation
//	from 70x12    chain | answer
//	from 12 rows  one pane at a time
//	below         the verdict alone
//
// There is no size at which the screen refuses to show anything.
package layout
