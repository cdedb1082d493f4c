// Package outlet makes the ways by which connections to mail servers may leave:
// from a chosen address of this computer, or through a SOCKS5 proxy.
//
// Many networks close port 25, and many mail servers refuse clients of private
// lines. A proxy in a better place, or another address of this computer, shows
// what other senders see. The DNS is never asked through them.
//
// What goes wrong on our side of such a way is our own fault, and must never be
// laid on the mail server. So errors are sorted here, where it is known who made
// them:
//
//	the proxy cannot be reached, wants another password     our own: not permitted
//	the proxy forbids it, has no network of that family     our own: not permitted
//	the proxy tells that the server refused (RFC 1928 6)    refused
//	the proxy tells that nobody answered there              timeout
package outlet
