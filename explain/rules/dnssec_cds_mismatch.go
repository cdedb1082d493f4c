package rules

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/fix"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/judge/upkeep"
	"danewalk/probe/wire"
)

// dnssecCdsMismatch: the parent does not follow what the child asks for, or the
// child contradicts itself.
func dnssecCdsMismatch() Rule {
	return Rule{
		Code: "dnssec.cds-mismatch", Severity: finding.Hygiene, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrant,
		RFC:    []string{"RFC 7344 4", "RFC 7344 6.1", "RFC 8078 3"},
		Detect: detectDnssecCdsMismatch,
	}
}

func detectDnssecCdsMismatch(c *Case) []finding.Finding {
	var out []finding.Finding
	c.delegations(func(z *dnssec.Zone, u upkeep.Zone) {
		late := u.CDS.Late(c.At)
		if !u.CDS.Seen || u.CDS.Delete && !u.CDS.Inconsistent || !late && !u.CDS.Inconsistent {
			return // a request of some days may still be answered
		}
		f := c.delegationFinding(z)
		f.Weight, f.Evidence = unlessRegistry(z.Name, finding.Hygiene), u.CDS.Evidence
		f.Args["inconsistent"], f.Args["since"] = finding.Flag(u.CDS.Inconsistent), fix.Moment(u.CDS.Since)
		f.Args["ago"] = fix.Ago(c.Words, u.CDS.Since, c.At)
		sound, unsound := SoundRequests(z, u.CDS.Missing)
		if kept, _ := SoundRequests(z, u.CDS.Records); len(kept) > 0 {
			sound, unsound = u.CDS.Missing, nil // RFC 7344 4.1: a key in reserve beside the one in use breaks nothing
		}
		f.Args["records"], f.Args["tags"] = dsLines(z, sound), dsTags(c.Words, sound)
		f.Args["unsound"], f.Args["superfluous"] = dsTags(c.Words, unsound), dsTags(c.Words, u.CDS.Superfluous)
		f.Args["ds"], f.Args["asked"] = dsWords(z), requestWords(c.Words, u.CDS.Records)
		f.Args["wait"] = waitDS(c.Words, z)
		f.Args["never"] = finding.Flag(!u.CDS.Inconsistent && len(sound) == 0 && len(unsound) > 0)
		if u.CDS.Inconsistent || len(sound) == 0 && len(unsound) > 0 {
			f.Owner = ownerOfZone(z.Name)
		}
		out = append(out, f)
	})
	return out
}

// SoundRequests are the DS records asked for that the parent can grant without breaking the chain:
// the key is published and signs the key set (RFC 7344 4.1). The others must
// never be handed to anybody.
func SoundRequests(z *dnssec.Zone, asked []wire.DS) (sound, unsound []wire.DS) {
	for _, ds := range asked {
		signs := slices.ContainsFunc(z.Keys, func(k dnssec.Key) bool {
			own, ok := k.DNSKEY.DS(z.Name, ds.DigestType)
			return ok && k.Signs && k.DNSKEY.IsZone() && !k.DNSKEY.IsRevoked() && own.Tag == ds.Tag && bytes.Equal(own.Digest, ds.Digest)
		})
		if signs {
			sound = append(sound, ds)
		} else {
			unsound = append(unsound, ds)
		}
	}
	return sound, unsound
}

// dsLines are DS records in zone file form.
func dsLines(z *dnssec.Zone, set []wire.DS) string {
	var lines []string
	for _, ds := range set {
		lines = append(lines, fix.DS(z.Name, z.DSTTL, ds))
	}
	return strings.Join(lines, "\n")
}

// dsTags lists the key tags of DS records.
func dsTags(b *text.Book, set []wire.DS) string {
	var tags []string
	for _, ds := range set {
		if tag := fmt.Sprint(ds.Tag); !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return b.List(tags)
}

// requestWords lists what a zone asks for.
func requestWords(b *text.Book, set []wire.DS) string {
	var lines []string
	for _, ds := range set {
		lines = append(lines, b.Say("asked for: %s", "DS "+ds.String()))
	}
	return strings.Join(lines, paragraph)
}
