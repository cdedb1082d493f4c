package rules

import (
	"bytes"
	"strings"

	"danewalk/explain/finding"
	"danewalk/explain/text"
	"danewalk/probe/judge/dnssec"
	"danewalk/probe/wire"
)

// dnssecDsMismatch: no DS of the parent fits a key of the zone.
func dnssecDsMismatch() Rule {
	return Rule{
		Code: "dnssec.ds-mismatch", Severity: finding.Fatal, Layer: finding.LayerDNS, Owner: finding.OwnerRegistrant,
		RFC: []string{"RFC 4035 5.2", "RFC 4034 5.1.4"}, Detect: detectDnssecDsMismatch,
	}
}

func detectDnssecDsMismatch(c *Case) []finding.Finding {
	return c.faultFindings(func(p Place, f *finding.Finding) {
		delegated(f, p.Zone, finding.OwnerRegistrant) // the DS is changed through the registrar
		f.Args["ds"], f.Args["keys"] = dsWords(p.Zone), keyWords(c.Words, p.Zone)
		f.Args["near"], f.Args["malformed"] = nearMisses(c.Words, p.Zone), finding.Flag(p.Fault.Reason == dnssec.DSMalformed)
		if f.Args["malformed"] != "" {
			f.Args["ds"] = strings.TrimSpace(f.Args["ds"] + paragraph + c.Words.Say("A DS record that cannot be read: it is too short."))
		}
		f.Args["record"] = dsRecords(p.Zone)
		f.Args["wait"] = waitDS(c.Words, p.Zone)
	}, dnssec.DSMismatch, dnssec.DSMalformed) // a DS that cannot be read fits nothing (RFC 4034 5.1)
}

// nearMisses says how DS records nearly fit: that tells a typing error or a
// wrong tool option from a key that is gone.
func nearMisses(b *text.Book, z *dnssec.Zone) string {
	var lines []string
	for _, link := range z.DS {
		if line := nearMiss(b, z, link.DS); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func nearMiss(b *text.Book, z *dnssec.Zone, ds wire.DS) string {
	tag := ""
	for _, k := range z.Keys {
		if line := nearKey(b, z, ds, k); line != "" {
			return line
		}
		if k.Tag == ds.Tag && k.DNSKEY.Algorithm == ds.Algorithm {
			tag = b.Say("DS %d: a key with this tag and algorithm exists, but the digest is of something else "+
				"(a typing error, or another key with the same tag).", ds.Tag)
		}
	}
	return tag
}

// nearKey tells a DS whose digest is of this key in another way (RFC 4034 5.1.4:
// the digest covers the owner name and the whole record data).
func nearKey(b *text.Book, z *dnssec.Zone, ds wire.DS, k dnssec.Key) string {
	for _, digest := range []uint8{wire.DigestSHA1, wire.DigestSHA256, wire.DigestSHA384} {
		right, _ := k.DNSKEY.DS(z.Name, digest)
		switch {
		case !bytes.Equal(right.Digest, ds.Digest):
		case digest != ds.DigestType:
			return b.Say("DS %d: the digest is of key %d, but its type is %d and not %d.", ds.Tag, k.Tag, digest, ds.DigestType)
		case ds.Tag != k.Tag:
			return b.Say("DS %d: the digest is of key %d; only the tag is wrong.", ds.Tag, k.Tag)
		case ds.Algorithm != k.DNSKEY.Algorithm:
			return b.Say("DS %d: the digest is of key %d, but its algorithm is %d and not %d.", ds.Tag, k.Tag, k.DNSKEY.Algorithm, ds.Algorithm)
		}
		if wrong, _ := k.DNSKEY.DS(z.Name.Parent(), digest); bytes.Equal(wrong.Digest, ds.Digest) {
			return b.Say("DS %d: the digest of key %d was made with the name of the parent zone.", ds.Tag, k.Tag)
		}
		flipped := k.DNSKEY
		flipped.Flags ^= 1 // SEP
		if wrong, _ := flipped.DS(z.Name, digest); bytes.Equal(wrong.Digest, ds.Digest) {
			return b.Say("DS %d: the digest is of key %d with the flags %d; the key has %d now.", ds.Tag, k.Tag, flipped.Flags, k.DNSKEY.Flags)
		}
	}
	return ""
}
