// Package feed brings what happens to the screen. It follows the log of a check
// with a cursor and hands out batches, decides when a new diagnosis is worth
// its time, and folds the items: those of the SMTP sessions into a conversation,
// all of them into exchanges, of which a waterfall is drawn.
//
// The screen must stay quick while hundreds of items come per second. So items
// are drained in batches of a frame's length, and the diagnosis runs in the
// background, one at a time, when a stage of the check has ended or when it has
// been quiet for a moment. A diagnosis that is older than what is shown is
// dropped. Nothing here knows of terminals.
//
// # What had to wait for what
//
// Nobody writes down why an exchange began when it did, but it can be told from
// what was seen, as nobody can ask what he has not heard of. Before a question can
// be sent, three things must be known: the name it is about, the zone whose
// servers are asked, and the address of the server. Each was told by an earlier
// answer: the name by an MX record or an alias, the zone by a referral (RFC 1034
// 4.3.2), the address by glue or an answer. Several answers may have told it; the
// first one freed the way. Of the three, the one that was told last is what the
// question waited for. Besides,
//
//   - a retry waits for the try before it, and for nothing else;
//   - a session needs the name of the mail server and its address, and waits for
//     the session before it with the same address: one at a time is polite.
//
// The domain typed and the zones above it are known from the start; so are the
// root servers.
//
// The verdict rests on the evidence of the rows of the chain, and stood when the
// last of that was heard. From there the path is walked back, each time to what
// was waited for. What lies between the end of one exchange and the beginning of
// the next is time that nobody spent asking: patience with silent servers, pauses,
// our own work. It is shown as waiting.
package feed
