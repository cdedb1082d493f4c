// Danewalk tells whether mail to a domain is protected by DANE, and if not,
// where it breaks, who must fix it, and how.
//
// Usage:
//
//	danewalk TARGET                walk on the terminal; the report when there is none
//	danewalk check TARGET...       the report, for people or as JSON; the exit code is the verdict
//	danewalk resolve NAME TYPE     one DNS name through the same walk and judgement
//	danewalk demo [WORLD]          the same on a world inside the program, without network
//	danewalk explain CODE          what a finding means
//	danewalk report FILE...        TLS reports of mail systems, summed up
//	danewalk tlsa make             the TLSA records to publish for a certificate
//	danewalk tlsa check            TLSA records held against certificates
//	danewalk lab list              the worlds
//	danewalk version
//
// The commands are thin: options become values of the packages probe (how to
// look), explain (how to judge) and tui (how to show), and the verdict becomes
// the exit code.
package main
