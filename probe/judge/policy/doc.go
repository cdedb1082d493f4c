// Package policy judges what a domain publishes about mail beside DANE: MTA-STS,
// TLS reporting, DMARC and SPF.
package policy
