// Danewalk tells whether mail to a domain is protected by DANE, and if not,
// where it breaks, who must fix it, and how.
//
// Usage:
//
//	danewalk TARGET                walk on the terminal; the report when there is none
//	danewalk check TARGET...       the report, for people or as JSON; the exit code is the verdict
//	danewalk resolve NAME TYPE     one DNS name through the same walk and judgement
//	danewalk demo [WORLD]          the same on a world inside the program, without network
//	danewalk explain CODE          what a finding or a term means
//	danewalk bounce [FILE]         a message about failed delivery, and whether it is still so
//	danewalk report FILE...        TLS reports of mail systems, summed up
//	danewalk tlsa make             the TLSA records to publish for a certificate
//	danewalk tlsa check            TLSA records held against certificates
//	danewalk lab list              the worlds
//	danewalk anchors               the built-in keys and addresses of the root
//	danewalk open FILE             a saved check, judged again without network
//	danewalk config, paths, keys   the settings, where they and the checks are, the keys
//	danewalk man                   the manual page
//	danewalk version
//
// The commands are thin: options become values of the packages probe (how to
// look), explain (how to judge) and tui (how to show), and the verdict becomes
// the exit code. What the screens cannot do themselves is done here, behind a desk:
// checks are begun and kept, cases opened, files written, choices remembered.
package main
