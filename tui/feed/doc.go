// Package feed brings what happens to the screen. It follows the log of a check
// with a cursor and hands out batches, decides when a new diagnosis is worth
// its time, and folds the items of the SMTP sessions into a conversation.
//
// The screen must stay quick while hundreds of items come per second. So items
// are drained in batches of a frame's length, and the diagnosis runs in the
// background, one at a time, when a stage of the check has ended or when it has
// been quiet for a moment. A diagnosis that is older than what is shown is
// dropped. Nothing here knows of terminals.
package feed
