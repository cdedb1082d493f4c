// Package delivery says in words what becomes of mail, sender by sender, for
// reports and screens alike.
//
// What a sender does is modelled in package sender, from what it meets on its way;
// here it gets the words that people use: delivered, waits, comes back. Nothing is
// said that the model does not hold: where a sender's behaviour is told by others
// only, or assumed, experts read so ([Beside]), with the source ([Source]).
package delivery
