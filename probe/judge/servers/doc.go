// Package servers tells the name servers of a zone apart: what each of them
// answered to the questions that matter for mail, whether it is reachable over
// UDP and TCP, knows EDNS, is authoritative, and has the same data with valid
// signatures as the others.
//
// A resolver asks one server and believes it. So one bad server of four makes
// mail fail now and then, and every tool that asks once says "works for me".
// The table here names the guilty one.
package servers
